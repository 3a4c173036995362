"""Commenting on a draft plan: shown back before it counts, then durable, with a number for good."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from rapidfuzz.fuzz import token_set_ratio
from sqlalchemy.ext.asyncio import AsyncSession

from plans import channels, forms, reading, rounds, splitting
from plans.codelists import Kind, kinds_of, named
from plans.consultation import PRAGUE, PUBLIC, NoSuchPlan, WindowClosed, open_window
from plans.fitting import pass_on_new
from storage import comment_files, places
from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import Comment
from storage.people import Resident
from texts.content import fold
from texts.detection import UNDETERMINED, detection
from texts.personal_data import Kind as PersonalKind
from texts.personal_data import masked, personal_data

TEXT_LENGTH = 2500
PART_LENGTH = 1000
# Who wrote in time may still read it through and confirm it.
TO_CONFIRM = timedelta(hours=1)
# Of a hundred; less alike are those that only speak of the same thing.
SIMILAR = 70
MOST_SIMILAR = 3
# More released comments than these of one section are not compared.
MOST_COMPARED = 500
LANGUAGES_OFFERED = 3
TEXT, PROPOSAL, REASON = "text", "proposal", "reason"
PARTS = (TEXT, PROPOSAL, REASON)
ASK, CONFIDENTIAL, AS_IT_IS = "", "confidential", "as-it-is"


class NoSuchComment(LookupError):
    """There is none of this number that the person may see."""


class HasAnswer(Exception):
    """Whoever joined now would hear nothing more: the answer is there to be read."""


class NoSuchKind(LookupError):
    pass


class CommentTooLong(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class PersonalDataLeft(Exception):
    """Somebody's contact is in the text, and the author has not said what is to be done with it."""


class CommentSettled(Exception):
    """It has been decided on, or taken back, and is changed no more."""


class OwnComment(Exception):
    """Nobody joins their own comment."""


@dataclass(frozen=True)
class Author:
    """Who comments: a resident, or somebody by the hash of the code that they have instead."""

    resident_id: int | None = None
    municipality: str | None = None
    party: str | None = None
    code_hash: str | None = None

    @classmethod
    def of(cls, resident: Resident) -> Self:
        return cls(resident.id, resident.municipality, resident.party)


@dataclass(frozen=True)
class Unsent:
    """A comment as its author has written it so far; `care` is what becomes of personal data.

    `round` is the one in which it would be said now, `split` makes one comment of each point,
    `photo` is the name of the picture kept for it. One without a kind is not a comment yet.
    """

    plan_code: str
    section_id: str
    kind: str
    message_id: int
    written_at: str
    text: str
    language: str
    proposal: str = ""
    reason: str = ""
    care: str = ASK
    split: bool = False
    photo: str = ""
    round: str = PUBLIC

    @property
    def points(self) -> Sequence[str]:
        """What would be said on its own; more than one where the text can be split."""
        return splitting.points(self.text)

    @property
    def brought(self) -> Sequence[str]:
        return [part for part in PARTS if getattr(self, part)]

    @property
    def personal(self) -> tuple[PersonalKind, ...]:
        """Kinds of personal data in it that the author has yet to decide about."""
        if self.care:
            return ()
        found = [one.kind for part in PARTS for one in personal_data(getattr(self, part))]
        return tuple(dict.fromkeys(found))

    def with_part(self, part: str, text: str) -> "Unsent":
        """Asked about personal data once more only where the part brings some.

        Raises CommentTooLong.
        """
        assert part in PARTS
        most = TEXT_LENGTH if part == TEXT else PART_LENGTH
        if len(text) > most:
            raise CommentTooLong(most)
        told: dict[str, Any] = {part: text.strip(), "care": ASK}
        changed = replace(self, **told)
        decided = changed.personal and not personal_data(text)
        return replace(changed, care=self.care) if decided else changed

    def without_personal_data(self) -> "Unsent":
        changed: dict[str, Any] = {part: masked(getattr(self, part)) for part in PARTS}
        return replace(self, **changed)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)


@dataclass(frozen=True)
class Similar:
    """What others may read of a comment, and how many have joined it."""

    comment: Comment
    joined: int


async def kinds(session: AsyncSession, code: str) -> tuple[Kind, ...]:
    plan = await plan_tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    return kinds_of(await places.area(session, plan.area_code))


async def begin(
    session: AsyncSession,
    code: str,
    section_id: str,
    when: datetime,
    channel: str = "",
    *,
    resident_id: int | None = None,
) -> tuple[reading.Draft, tuple[Kind, ...]]:
    """What somebody may comment on now (anybody, where nobody is named), and in this way.

    Raises NoSuchPlan, NoSuchSection, WindowNotOpen, WindowClosed, ChannelNotTaken.
    """
    draft = await rounds.draft_for(session, code, resident_id, when)
    if section_id:
        draft.section(section_id)
    window = await open_window(session, code, when, draft.rounds)
    if channel:
        channels.demand(window, channel)
    return draft, await kinds(session, code)


async def write(
    session: AsyncSession,
    place: tuple[str, str, str],
    text: str,
    message_id: int,
    interface: str,
    when: datetime,
    resident_id: int | None = None,
) -> Unsent:
    """A text about a plan's section, of a kind or of none yet; `when` is when it was written."""
    code, section_id, kind = place
    draft, offered = await begin(session, code, section_id, when, resident_id=resident_id)
    if kind and named(offered, kind) is None:
        raise NoSuchKind(kind)
    window = await open_window(session, code, when, draft.rounds)
    empty = Unsent(code, section_id, kind, message_id, when.isoformat(), "", UNDETERMINED)
    written = replace(empty.with_part(TEXT, text), round=window.round)
    return replace(written, language=language_of(text, interface))


async def rewrite(
    session: AsyncSession,
    unsent: Unsent,
    text: str,
    message_id: int,
    interface: str,
    when: datetime,
    resident_id: int | None = None,
) -> Unsent:
    """Another text in place of the one that has not been sent yet."""
    place = (unsent.plan_code, unsent.section_id, unsent.kind)
    anew = await write(session, place, text, message_id, interface, when, resident_id)
    return replace(anew, proposal=unsent.proposal, reason=unsent.reason, photo=unsent.photo)


def language_of(text: str, interface: str) -> str:
    return detection().detect(text, interface).language


def likely_languages(text: str, interface: str) -> list[str]:
    """The languages that the text may be in, for its author to choose from."""
    found = sorted(detection().chances(text, interface), key=lambda one: -one.probability)
    usual = [interface.partition("-")[0], "cs", "uk", "en"]
    return list(dict.fromkeys([*(one.language for one in found[:2]), *usual]))[
        : LANGUAGES_OFFERED + 1
    ]


async def similar(session: AsyncSession, unsent: Unsent) -> list[Similar]:
    """Released comments of its round on its section that say nearly the same, the nearest first."""
    place = (unsent.plan_code, unsent.section_id)
    others = await tables.released(session, *place, MOST_COMPARED, rounds=[unsent.round])
    wanted = fold(unsent.text)
    scored = [(token_set_ratio(wanted, fold(one.shown)), one) for one in others]
    near = sorted(
        ((score, one) for score, one in scored if score >= SIMILAR),
        key=lambda pair: (-pair[0], pair[1].number),
    )
    return await with_joined(session, [one for _, one in near[:MOST_SIMILAR]])


async def with_joined(session: AsyncSession, found: Sequence[Comment]) -> list[Similar]:
    joined = await tables.joined_counts(session, [one.number for one in found])
    return [Similar(one, joined.get(one.number, 0)) for one in found]


async def send(
    session: AsyncSession, resident: Resident, unsent: Unsent, channel: str, now: datetime
) -> Comment:
    """The resident's comment, the first one where it is split; raises like `send_all`."""
    return (await send_all(session, Author.of(resident), unsent, channel, now))[0]


async def send_all(
    session: AsyncSession, author: Author, unsent: Unsent, channel: str, now: datetime
) -> Sequence[Comment]:
    """Give it a number, or each of its points one; sent twice it is the same.

    The date of its message decides whether it came in time; it may be confirmed a little later.
    Raises PersonalDataLeft, NoSuchSection, NoSuchKind, FormIncomplete, ChannelNotTaken,
    WindowNotOpen, WindowClosed.
    """
    known = await sent_by(session, author, unsent.message_id)
    if known:
        return known
    if unsent.personal:
        raise PersonalDataLeft
    written_at = datetime.fromisoformat(unsent.written_at)
    place = (unsent.plan_code, unsent.section_id, written_at)
    draft, offered = await begin(session, *place, channel, resident_id=author.resident_id)
    if named(offered, unsent.kind) is None:
        raise NoSuchKind(unsent.kind)
    await forms.demand(session, draft.plan, unsent.brought)
    window = await open_window(session, unsent.plan_code, written_at, draft.rounds)
    if now >= window.closes_at + TO_CONFIRM:
        raise WindowClosed(window.closes_at)
    texts = unsent.points if unsent.split else (unsent.text,)
    found: list[Comment] = []
    for part, text in enumerate(texts):
        one = _new(author, unsent, channel, draft.version.number, window.round)
        one.number = await next_number(session, draft.plan, written_at)
        one.text, one.part, one.arrived_at = text, part, now
        if found:
            one.origin, one.proposal, one.reason = found[0].number, "", ""
        session.add(one)
        await session.flush()
        await pass_on_new(session, one, now)
        found.append(one)
    await _bring_along(session, author, unsent, found[0])
    return found


async def sent_by(session: AsyncSession, author: Author, message_id: int) -> Sequence[Comment]:
    """What has come of the same message, or of the same code, before."""
    if author.code_hash:
        return await tables.of_code(session, author.code_hash)
    assert author.resident_id is not None
    first = await tables.of_message(session, author.resident_id, message_id)
    return [first, *await tables.split_from(session, first.number)] if first else []


def _new(author: Author, unsent: Unsent, channel: str, version: int, round_: str) -> Comment:
    return Comment(
        number="",
        plan_code=unsent.plan_code,
        version=version,
        round=round_,
        section_id=unsent.section_id,
        kind=unsent.kind,
        text=unsent.text,
        proposal=unsent.proposal,
        reason=unsent.reason,
        language=unsent.language,
        channel=channel,
        municipality=author.municipality,
        party=author.party,
        confidential=unsent.care == CONFIDENTIAL,
        resident_id=author.resident_id,
        message_id=unsent.message_id if author.resident_id else None,
        code_hash=author.code_hash,
        received_at=datetime.fromisoformat(unsent.written_at),
    )


async def _bring_along(
    session: AsyncSession, author: Author, unsent: Unsent, found: Comment
) -> None:
    if author.resident_id is None:
        return
    if unsent.photo:
        await comment_files.give(session, author.resident_id, unsent.photo, found.number)
    await note_read(session, found, author.resident_id)


async def own(session: AsyncSession, resident_id: int, number: str) -> Comment:
    found = await tables.comment(session, number)
    if found is None or found.resident_id != resident_id:
        raise NoSuchComment(number)
    return found


async def join(
    session: AsyncSession,
    resident_id: int,
    number: str,
    when: datetime,
    channel: str = "telegram",
) -> tuple[Comment, int]:
    """Say the same as a released comment, instead of writing it again; how many have joined.

    Raises NoSuchComment, HasAnswer, OwnComment, ChannelNotTaken, WindowNotOpen, WindowClosed.
    """
    found = await readable(session, number)
    if found.state == tables.PUBLISHED:
        raise HasAnswer
    if found.round != PUBLIC:
        draft = await rounds.draft_for(session, found.plan_code, resident_id, when)
        if found.round not in draft.rounds:
            raise NoSuchComment(number)
    if found.resident_id == resident_id:
        raise OwnComment
    window = await open_window(session, found.plan_code, when, (found.round,))
    channels.demand(window, channel)
    await tables.join(session, number, resident_id, channel)
    return found, len(await tables.joined(session, number))


async def readable(session: AsyncSession, number: str) -> Comment:
    """A comment that those of its round may read; raises NoSuchComment."""
    found = await tables.comment(session, number)
    if found is None or found.release != tables.RELEASED or found.state == tables.WITHDRAWN:
        raise NoSuchComment(number)
    return found


async def note_read(session: AsyncSession, found: Comment, resident_id: int) -> None:
    """Whoever comments on a section has gone through it."""
    place = (found.plan_code, found.version, resident_id)
    if found.section_id and found.section_id not in await plan_tables.stances(session, *place):
        await plan_tables.keep_stance(session, *place, found.section_id, reading.PASSED)


async def locked(session: AsyncSession, number: str) -> Comment:
    found = await tables.comment(session, number, locked=True)
    if found is None:
        raise NoSuchComment(number)
    return found


async def next_number(session: AsyncSession, plan: plan_tables.Plan, when: datetime) -> str:
    """A number of the plan in that year, for good."""
    year = when.astimezone(PRAGUE).year
    counted = await tables.next_number(session, plan.code, year)
    return f"{plan.prefix}-{year}-{counted:04}"
