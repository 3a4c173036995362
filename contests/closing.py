"""The end of a vote: all that told whose ballot is whose destroyed.

Every step may be done again after a kill, so the job that closes a vote is begun again until all
of them are done.
"""

from datetime import datetime

from contests import keeping
from contests.counting import MIN_CELL
from storage import ballots, conversations, rewriting, slips
from storage.contests import ANNOUNCED, COUNTING
from storage.database import Database
from storage.marks import Marks

JOB = "close_vote"
# Tables whose rows were changed by the closing, or lay in the order of voting.
TOLD_MORE = (
    *("ballot", "ballot_receipt", "elector", "contest_arrival", "hall_slip"),
    *("conversation", "heard"),
)


async def close(database: Database, marks: Marks, code: str, now: datetime) -> int:
    """Take no more votes and leave nothing that leads from a voter to a ballot; how many voted.

    A closing that was asked for is carried out, even if the end was put off just before.
    """
    async with database.writing() as session:
        await ballots.keep_out(session, code)
        run = await keeping.run(session, code, locked=True)
        if run.contest.state == ANNOUNCED:
            run.contest.state = COUNTING
            run.contest.changed_at = min(run.document.vote_until, now)
        await ballots.unmark(session, code)
        await ballots.mix_few(session, code, MIN_CELL)
        await slips.forget_codes(session, code)
        await conversations.forget_survey(session, code, ballots.who_voted(code))
        by_slip = (await slips.counted(session, code)).get(slips.ON_THE_WEB, 0)
        voted = sum((await ballots.turnout(session, code)).values()) + by_slip
    marks.destroy(f"contest-{code}")
    await rewriting.rewrite(database, TOLD_MORE)
    return voted
