"""The sheet that somebody fills in by the chat, once they have agreed to what happens with it."""

from handlers.refusals import ConsentMissing
from handlers.visit import Visit
from people.profile import has_consented
from surveys import answering
from surveys.answering import Sheet
from texts.screens import TO_QUESTIONS


async def sheet_of(visit: Visit, code: str, nth: int) -> Sheet:
    return await answering.sheet(
        visit.session, visit.house.marks, code, visit.respondent(nth), visit.when
    )


def respondent(visit: Visit, code: str, nth: int) -> answering.Respondent:
    """Who answers; who has yet to agree goes on to the questions, not to their introduction."""
    if not has_consented(visit.resident):
        raise ConsentMissing(f"{TO_QUESTIONS}{code}_{nth}")
    return visit.respondent(nth)
