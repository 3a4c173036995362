"""What goes on in the room: questions to the speaker, and votes of those who are there.

Nobody can tell who voted for what: kept are who has voted, and sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.doors import demand_present
from meetings.hall import demand_day
from meetings.keeping import Held, Organiser
from storage import audit
from storage import rooms as tables
from storage.happenings import Happening
from storage.rooms import (
    ANSWERED,
    CLOSED,
    HANDS,
    OPEN,
    PREPARED,
    REFUSED,
    SHOWN,
    TAPS,
    UNREAD,
    Room,
    RoomQuestion,
    RoomVote,
)

QUESTION_LENGTH = 400
MOST_UNREAD = 3
VOTE_LENGTH, OPTION_LENGTH = 200, 60
FEWEST_OPTIONS, MOST_OPTIONS = 2, 6
MOST_HANDS = 100_000


class NoSuchQuestion(LookupError):
    pass


class NothingAsked(Exception):
    """There is no text."""


class TooManyQuestions(Exception):
    """So many of somebody's questions nobody has read yet."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NoSuchVote(LookupError):
    pass


class NotAVote(Exception):
    """A vote is a question and two to six different options."""


class VoteNotOpen(Exception):
    pass


class VotedAlready(Exception):
    pass


class AnotherVoteOpen(Exception):
    """One thing at a time is put to the vote."""


@dataclass(frozen=True)
class VoteOpened(Happening):
    """Those who are there are asked to vote."""

    held: Held
    vote: RoomVote


@dataclass(frozen=True)
class Tally:
    """A vote with its sums by option; `voters` is how many have voted by a tap."""

    vote: RoomVote
    taps: Sequence[int]
    hands: Sequence[int]
    voters: int

    @property
    def sums(self) -> Sequence[int]:
        return [mine + theirs for mine, theirs in zip(self.taps, self.hands, strict=True)]

    @property
    def is_closed(self) -> bool:
        return self.vote.state == CLOSED


async def put_on(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int], item: int
) -> None:
    """Which part of the programme is on; 0 for none."""
    await _demand_held(session, organiser, place)
    room = await tables.room(session, *place)
    if room:
        room.on_now = item
        await session.flush()


async def ask(
    session: AsyncSession, resident_id: int, place: tuple[str, int], text: str, when: datetime
) -> RoomQuestion:
    """A question of somebody who is there; staff read it before others see it.

    Raises NotThere, NothingAsked, TooManyQuestions.
    """
    await demand_present(session, *place, resident_id)
    asked = " ".join(text.split())[:QUESTION_LENGTH]
    if not asked:
        raise NothingAsked
    if await tables.unread_of(session, place, resident_id) >= MOST_UNREAD:
        raise TooManyQuestions(MOST_UNREAD)
    found = RoomQuestion(
        meeting_code=place[0], nth=place[1], resident_id=resident_id, text=asked, asked_at=when
    )
    session.add(found)
    await session.flush()
    return found


async def decide(
    session: AsyncSession, organiser: Organiser, number: int, state: str, now: datetime
) -> RoomQuestion:
    """Let others see a question, refuse it, or say that it is answered; raises NoSuchQuestion."""
    found = await tables.question(session, number)
    if found is None or state not in (SHOWN, ANSWERED, REFUSED):
        raise NoSuchQuestion(number)
    await _demand_held(session, organiser, (found.meeting_code, found.nth))
    if found.state != state:
        found.state = state
        who, code = organiser.resident_id, found.meeting_code
        await audit.note(session, now, who, f"room_question_{state}", code, question=number)
    await session.flush()
    return found


async def support(
    session: AsyncSession, resident_id: int, number: int, on: bool = True
) -> RoomQuestion:
    """Somebody who is there wants it answered too; raises NoSuchQuestion, NotThere."""
    found = await tables.question(session, number)
    if found is None or found.state != SHOWN:
        raise NoSuchQuestion(number)
    await demand_present(session, found.meeting_code, found.nth, resident_id)
    if on:
        await tables.upvote(session, number, resident_id)
    else:
        await tables.take_upvote_back(session, number, resident_id)
    await session.refresh(found)
    return found


async def unread(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int]
) -> list[RoomQuestion]:
    await _demand_held(session, organiser, place)
    return await tables.questions(session, place, (UNREAD,))


async def shown(session: AsyncSession, place: tuple[str, int]) -> list[RoomQuestion]:
    return await tables.questions(session, place, (SHOWN,))


async def prepare(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int], told: str, now: datetime
) -> RoomVote:
    """A vote from lines: the question, then each option. Raises NotAVote."""
    await _demand_held(session, organiser, place)
    question, *options = [" ".join(line.split()) for line in told.splitlines() if line.strip()] or [
        ""
    ]
    fits = len(question) <= VOTE_LENGTH and all(len(one) <= OPTION_LENGTH for one in options)
    several = FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS
    if not (question and fits and several and len(set(options)) == len(options)):
        raise NotAVote
    found = RoomVote(
        meeting_code=place[0], nth=place[1], text=question, options=options, made_at=now
    )
    session.add(found)
    await session.flush()
    return found


async def open_vote(
    session: AsyncSession, organiser: Organiser, number: int, now: datetime
) -> VoteOpened | None:
    """None for one that is open already; raises NoSuchVote, VoteNotOpen, AnotherVoteOpen."""
    found = await _vote_of(session, organiser, number)
    if found.state == CLOSED:
        raise VoteNotOpen
    others = await tables.votes(session, found.meeting_code, found.nth)
    if any(one.state == OPEN and one.number != number for one in others):
        raise AnotherVoteOpen
    if found.state == OPEN:
        return None
    found.state = OPEN
    await _note(session, organiser, "room_vote_opened", found, now)
    return VoteOpened(await keeping.held(session, found.meeting_code), found)


async def close_vote(
    session: AsyncSession, organiser: Organiser, number: int, now: datetime
) -> RoomVote:
    """From now on the result is seen, and stays; raises NoSuchVote, VoteNotOpen."""
    found = await _vote_of(session, organiser, number)
    if found.state == PREPARED:
        raise VoteNotOpen
    if found.state == OPEN:
        found.state, found.closed_at = CLOSED, now
        await _note(session, organiser, "room_vote_closed", found, now)
    return found


async def cast(session: AsyncSession, resident_id: int, number: int, option: int) -> RoomVote:
    """One vote of somebody who is there. Raises NoSuchVote, NotThere, VoteNotOpen, VotedAlready."""
    found = await tables.vote(session, number, locked=True)
    if found is None or not 0 <= option < len(found.options):
        raise NoSuchVote(number)
    await demand_present(session, found.meeting_code, found.nth, resident_id)
    if found.state != OPEN:
        raise VoteNotOpen
    if not await tables.note_voted(session, number, resident_id):
        raise VotedAlready
    await tables.add_vote(session, number, option)
    return found


async def count_hands(
    session: AsyncSession, organiser: Organiser, number: int, hands: Sequence[int], now: datetime
) -> RoomVote:
    """Hands counted in the hall, or papers: one number an option, in their order.

    Raises NoSuchVote, NotAVote, VoteNotOpen while nothing has been asked.
    """
    found = await _vote_of(session, organiser, number)
    if found.state == PREPARED:
        raise VoteNotOpen
    if len(hands) != len(found.options) or not all(0 <= one <= MOST_HANDS for one in hands):
        raise NotAVote
    for option, counted in enumerate(hands):
        await tables.set_hands(session, number, option, counted)
    await _note(session, organiser, "room_vote_hands", found, now, hands=list(hands))
    return found


async def tally(session: AsyncSession, vote: RoomVote) -> Tally:
    counts: Mapping[tuple[str, int], int] = await tables.counts(session, vote.number)
    options = range(len(vote.options))
    return Tally(
        vote,
        taps=[counts.get((TAPS, option), 0) for option in options],
        hands=[counts.get((HANDS, option), 0) for option in options],
        voters=await tables.voters(session, vote.number),
    )


async def current_vote(session: AsyncSession, place: tuple[str, int]) -> RoomVote | None:
    """The one that is open, else the last that was closed."""
    votes = await tables.votes(session, *place)
    opened = next((one for one in votes if one.state == OPEN), None)
    return opened or next((one for one in votes if one.state == CLOSED), None)


async def room_of(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int]
) -> Room | None:
    await _demand_held(session, organiser, place)
    return await tables.room(session, *place)


async def _vote_of(session: AsyncSession, organiser: Organiser, number: int) -> RoomVote:
    found = await tables.vote(session, number, locked=True)
    if found is None:
        raise NoSuchVote(number)
    await _demand_held(session, organiser, (found.meeting_code, found.nth))
    return found


async def _demand_held(session: AsyncSession, organiser: Organiser, place: tuple[str, int]) -> None:
    held = await keeping.held(session, place[0])
    organiser.demand(held.meeting.area_code)
    demand_day(held, place[1])


async def _note(
    session: AsyncSession,
    organiser: Organiser,
    action: str,
    vote: RoomVote,
    now: datetime,
    **detail: object,
) -> None:
    who, code = organiser.resident_id, vote.meeting_code
    await audit.note(session, now, who, action, code, vote=vote.number, **detail)
