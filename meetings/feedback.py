"""Two questions after a meeting: answered apart from who answers, told with small cells hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import came, keeping
from meetings.keeping import Held, Organiser
from storage import feedback as tables
from storage.feedback import Feedback, FeedbackSentence
from storage.meetings import ANNOUNCED
from texts.personal_data import masked

USEFUL, HEARD = "useful", "heard"
ANSWERS = ("yes", "partly", "no")
SENTENCE_LENGTH = 500
# Fewer people than this are never told as a number.
SMALLEST = 5
# People are asked once the meeting has been over for a while, and may answer for a week.
AFTER = timedelta(hours=1)
ASKED_FOR = timedelta(days=3)
OPEN_FOR = timedelta(days=7)


class FeedbackClosed(Exception):
    """The meeting is not over yet, or has been over for too long."""


class NotAsked(Exception):
    """Only those who were there are asked."""


class AnsweredBefore(Exception):
    """Everybody answers once; what was said cannot be found again to be changed."""


@dataclass(frozen=True)
class Results:
    """`counts` by question and answer, None for a hidden one; empty until people are done."""

    answered: int | None
    until: datetime
    is_open: bool
    counts: Mapping[str, Mapping[str, int | None]]
    sentences: Sequence[str] = ()


async def due(session: AsyncSession, now: datetime) -> list[Held]:
    """Meetings that ended lately, about which people are to be asked."""
    found = await tables.ended_between(session, now - ASKED_FOR, now - AFTER)
    return [keeping.read(one) for one in found]


async def give(
    session: AsyncSession, code: str, resident_id: int, useful: str, heard: str, now: datetime
) -> Held:
    """Both answers at once; nothing of them leads back to the person.

    Raises NoSuchMeeting, FeedbackClosed, NotAsked, AnsweredBefore.
    """
    held = await asked(session, code, resident_id, now)
    if useful not in ANSWERS or heard not in ANSWERS:
        raise FeedbackClosed
    if not await tables.note_given(session, held.code, resident_id):
        raise AnsweredBefore
    session.add(Feedback(meeting_code=held.code, useful=useful, heard=heard))
    await session.flush()
    return held


async def asked(session: AsyncSession, code: str, resident_id: int, now: datetime) -> Held:
    """The meeting, if this person may still say what they think of it; raises as `give` does."""
    held = await keeping.announced(session, code)
    ends = held.document.ends()
    if held.meeting.state != ANNOUNCED or ends is None or not ends <= now < ends + OPEN_FOR:
        raise FeedbackClosed
    if await tables.given(session, held.code, resident_id):
        raise AnsweredBefore
    if resident_id not in await came.whom_to_tell(session, held):
        raise NotAsked
    return held


async def write(
    session: AsyncSession, code: str, resident_id: int, text: str, now: datetime
) -> None:
    """A sentence besides, once, apart from the answers; raises FeedbackClosed, AnsweredBefore."""
    held = await keeping.announced(session, code)
    ends, told = held.document.ends(), " ".join(text.split())[:SENTENCE_LENGTH]
    given = await tables.given(session, held.code, resident_id, locked=True)
    if given is None or ends is None or now >= ends + OPEN_FOR or not told:
        raise FeedbackClosed
    if given.wrote:
        raise AnsweredBefore
    given.wrote = True
    session.add(FeedbackSentence(meeting_code=held.code, text=told))
    await session.flush()


async def results(
    session: AsyncSession, organiser: Organiser, code: str, now: datetime
) -> Results | None:
    """What people said, once nobody answers any more: two looks must not tell one answer.

    None where the meeting is not over. Raises NoSuchMeeting, NotYoursToHold.
    """
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    ends = held.document.ends()
    if ends is None or ends > now or held.meeting.state != ANNOUNCED:
        return None
    counted = await tables.counts(session, held.code)
    answered = sum(counted[USEFUL].values())
    until, is_open = ends + OPEN_FOR, now < ends + OPEN_FOR
    if is_open or answered < SMALLEST:
        return Results(answered if answered >= SMALLEST else None, until, is_open, {})
    counts = {question: hidden(counted[question]) for question in (USEFUL, HEARD)}
    sentences = [masked(one) for one in await tables.sentences(session, held.code)]
    return Results(answered, until, is_open, counts, sentences)


def hidden(counted: Mapping[str, int]) -> dict[str, int | None]:
    """Small numbers hidden, and with a single one the next smallest too, as the sum is known."""
    told: dict[str, int | None] = {one: counted.get(one, 0) for one in ANSWERS}
    small = [one for one in ANSWERS if 0 < counted.get(one, 0) < SMALLEST]
    if len(small) == 1:
        others = [one for one in ANSWERS if one not in small]
        small.append(min(others, key=lambda one: (not counted.get(one, 0), counted.get(one, 0))))
    return told | dict.fromkeys(small)
