"""A contest in a village, brought as far as a test needs it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from contests import entering, keeping, moderating, voting
from contests.documents import Contest
from contests.entering import Author
from contests.keeping import Runner
from contests.voting import Voter
from storage.contests import ACCEPTED
from storage.database import Database
from storage.marks import Marks
from tests.contests.drawing import work

NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ENTERED = NOW + 10 * DAY
VOTING = NOW + 14 * DAY
CLOSED = NOW + 21 * DAY
RESULTS = NOW + 23 * DAY
PETR = Runner(1, None)


def document(**changed: object) -> Contest:
    fields = {
        "key": "logo",
        "area": "orp-vizovice",
        "title": {"cs": "Logo komunitního plánování"},
        "works": {"min_pixels": 300},
        "enter_from": NOW,
        "enter_until": ENTERED,
        "vote_from": VOTING,
        "vote_until": CLOSED,
        "results_at": RESULTS,
        **changed,
    }
    return Contest.model_validate(fields)


class VillageContest:
    """A contest with so many accepted entries, and whoever votes in it."""

    def __init__(self, database: Database, folder: Path, code: str) -> None:
        self.database, self.code = database, code
        self.marks = Marks(folder / "survey-keys")

    async def votes(
        self,
        who: int,
        *numbers: int,
        when: datetime = VOTING,
        municipality: str | None = "585939",
    ) -> list[int]:
        """Mark these entries; a number below zero takes a mark away."""
        stands: list[int] = []
        for number in numbers:
            choice = (abs(number), number > 0)
            async with self.database.writing() as session:
                voter = Voter(str(who), who, municipality)
                stands = await voting.vote(session, self.marks, self.code, voter, choice, when)
        return stands

    async def ballot(self, who: int, when: datetime = VOTING) -> list[int]:
        async with self.database.reading() as session:
            return await voting.ballot(session, self.marks, self.code, str(who), when)


async def announced(database: Database, folder: Path, **changed: object) -> VillageContest:
    async with database.writing() as session:
        run = await keeping.keep(session, PETR, document(**changed), NOW)
        await keeping.announce(session, PETR, run.code, NOW)
    return VillageContest(database, folder, run.code)


async def enters(contest: VillageContest, who: int, shape: int = 0, **author: object) -> int:
    """Hand a drawing in; the entry's number."""
    async with contest.database.writing() as session:
        begun = await entering.begin(session, contest.code, who, work(shape), NOW)
        place = (begun.entry.id, who)
        await entering.name(session, *place, f"Náves {shape}", NOW)
        by = Author(str(author.get("name", f"Autor {who}")), bool(author.get("is_under_age")))
        await entering.set_authors(session, *place, [by], NOW)
        sent = await entering.send(session, *place, NOW)
    assert sent is not None
    assert sent.handed.entry.number is not None
    return sent.handed.entry.number


async def on_the_ballot(
    database: Database, folder: Path, entries: int = 3, **changed: object
) -> VillageContest:
    """A contest whose entries have been accepted, so that people can vote."""
    contest = await announced(database, folder, **changed)
    for at in range(entries):
        number = await enters(contest, 100 + at, at)
        async with database.writing() as session:
            await moderating.judge(session, PETR, (contest.code, number), ACCEPTED, "", NOW)
    return contest
