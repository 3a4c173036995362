"""Comments that came on paper, by e-mail or otherwise, entered by staff with their dates."""

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, Final, Self

from sqlalchemy.ext.asyncio import AsyncSession

from plans import channels, comments, forms, reading, rounds, splitting
from plans.channels import EMAIL, PAPER
from plans.codelists import Kind, named
from plans.comments import PART_LENGTH, PARTS, TEXT_LENGTH, CommentTooLong, NoSuchKind, kinds
from plans.consultation import PRAGUE, PUBLIC, ROUNDS, WindowNotOpen, last_day
from plans.fitting import pass_on_new
from plans.running import Runner
from storage import audit, places
from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import Comment
from storage.letter_contacts import LetterContact
from storage.places import Area
from storage.plans import Consultation

DATA_BOX, HEARING = "data-box", "hearing"
CHANNELS: Final = (PAPER, EMAIL, DATA_BOX, HEARING)
CONTACT_LENGTH = 300
# Which date decides whether a letter came in time; the area sets it under `comment_date`.
SENT, RECEIVED = "sent", "received"


class DatesTurned(Exception):
    """It cannot have come before it was sent, nor tomorrow."""


class OutOfTime(Exception):
    """The day that decides lies outside the window."""

    def __init__(self, day: date, opens: date, closes: date) -> None:
        super().__init__(day, opens, closes)
        self.day, self.opens, self.closes = day, opens, closes


class NoPoint(Exception):
    """There is nothing to be entered."""


@dataclass(frozen=True)
class Point:
    section_id: str
    kind: str
    text: str
    proposal: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Unentered:
    """A letter as far as it has been typed in; `day` is the one that decides about it."""

    code: str
    channel: str
    day: str
    round: str = PUBLIC
    section: str = ""
    kind: str = ""
    text: str = ""
    proposal: str = ""
    reason: str = ""
    contact: str = ""
    confidential: bool = False
    split: bool = False
    message_id: int = 0

    @property
    def points(self) -> tuple[str, ...]:
        return tuple(splitting.points(self.text))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)


@dataclass(frozen=True)
class Paper:
    """What came at once: a letter, an e-mail, a form; `code_hash` lets its author look it up.

    `contact` is how to reach them with the answer, kept apart from what is said. What is said in a
    round before the public's stays among those who sit in it.
    """

    channel: str
    sent_on: date
    received_on: date
    code_hash: str
    points: tuple[Point, ...]
    confidential: bool = False
    municipality: str | None = None
    contact: str = ""
    round: str = PUBLIC

    @property
    def brought(self) -> set[str]:
        """What the letter as a whole says: its points need not all say how and why."""
        return {part for one in self.points for part in PARTS if getattr(one, part)}


def hashed(secret: str, code: str) -> str:
    """What is kept of the code by which somebody without an account comes back."""
    return hmac.digest(secret.encode(), f"comment:{code}".encode(), "sha256").hex()


def demand_day(window: Consultation, day: date) -> None:
    """Raises OutOfTime for a day on which no comments were taken."""
    opens, closes = _days(window)
    if not opens <= day <= closes:
        raise OutOfTime(day, opens, closes)


def accepted(window: Consultation) -> list[str]:
    """In which of the ways that staff enter the consultation takes comments."""
    return [one for one in CHANNELS if _accepted(one) in window.channels]


def decides(area: Area | None) -> str:
    """Which date counts: that of sending, or that on which it came."""
    return SENT if area and area.settings.get("comment_date") == SENT else RECEIVED


async def windows_of(session: AsyncSession, code: str, when: datetime) -> list[Consultation]:
    """Into which letters may be entered: the public's, and those of rounds that have begun."""
    found = await plan_tables.consultations(session, code)
    begun = [one for one in found if one.round == PUBLIC or one.opens_at <= when]
    return sorted(begun, key=lambda one: ROUNDS.index(one.round))


async def enter(
    session: AsyncSession, runner: Runner, code: str, paper: Paper, now: datetime
) -> list[Comment]:
    """Give each point a number; entered twice it is the same.

    Raises NoSuchPlan, NotYoursToRun, NoPoint, NoSuchSection, NoSuchKind, CommentTooLong,
    FormIncomplete, ChannelNotTaken, DatesTurned, OutOfTime, WindowNotOpen.
    """
    draft = await rounds.given_to(session, code, paper.round)
    runner.demand(draft.plan.area_code)
    known = await tables.of_code(session, paper.code_hash)
    if known:
        return known
    day = await _demand_in_time(session, draft.plan, paper, now)
    _demand_possible(paper, draft, await kinds(session, code))
    await forms.demand(session, draft.plan, paper.brought)
    came_at = datetime.combine(day, time(12), PRAGUE)
    found: list[Comment] = []
    for part, point in enumerate(paper.points):
        one = _point(paper, point, draft, came_at)
        one.number = await comments.next_number(session, draft.plan, came_at)
        one.part, one.origin = part, found[0].number if found else None
        one.arrived_at = now
        session.add(one)
        await session.flush()
        await audit.note(session, now, runner.resident_id, "comment_entered", one.number)
        await pass_on_new(session, one, now)
        found.append(one)
    await _keep_contact(session, code, paper, found[0].number, now)
    return found


def _point(paper: Paper, point: Point, draft: reading.Draft, came_at: datetime) -> Comment:
    return Comment(
        number="",
        plan_code=draft.plan.code,
        version=draft.version.number,
        round=paper.round,
        section_id=point.section_id,
        kind=point.kind,
        text=point.text,
        proposal=point.proposal,
        reason=point.reason,
        language=comments.language_of(point.text, "cs"),
        channel=paper.channel,
        municipality=paper.municipality,
        confidential=paper.confidential,
        code_hash=paper.code_hash,
        received_at=came_at,
    )


async def _keep_contact(
    session: AsyncSession, code: str, paper: Paper, number: str, now: datetime
) -> None:
    if paper.contact:
        kept = LetterContact(number=number, plan_code=code, contact=paper.contact, kept_at=now)
        session.add(kept)
        await session.flush()


def _demand_possible(paper: Paper, draft: reading.Draft, offered: tuple[Kind, ...]) -> None:
    for point in paper.points:
        if point.section_id:
            draft.section(point.section_id)
        if named(offered, point.kind) is None:
            raise NoSuchKind(point.kind)
        _demand_fitting(point)
    if not paper.points:
        raise NoPoint
    if len(paper.contact) > CONTACT_LENGTH:
        raise CommentTooLong(CONTACT_LENGTH)


async def _demand_in_time(
    session: AsyncSession, plan: plan_tables.Plan, paper: Paper, now: datetime
) -> date:
    """The day that decides; it has to lie in the window, which may have closed since."""
    if not paper.sent_on <= paper.received_on <= now.astimezone(PRAGUE).date():
        raise DatesTurned
    window = await plan_tables.consultation(session, plan.code, paper.round)
    if window is None:
        raise WindowNotOpen(None)
    channels.demand(window, _accepted(paper.channel))
    area = await places.area(session, plan.area_code)
    day = paper.sent_on if decides(area) == SENT else paper.received_on
    demand_day(window, day)
    return day


def _days(window: Consultation) -> tuple[date, date]:
    return window.opens_at.astimezone(PRAGUE).date(), last_day(window)


def _accepted(channel: str) -> str:
    """As a consultation names it: whatever is no e-mail comes as paper."""
    return EMAIL if channel in (EMAIL, DATA_BOX) else PAPER


def _demand_fitting(point: Point) -> None:
    if len(point.text) > TEXT_LENGTH:
        raise CommentTooLong(TEXT_LENGTH)
    if max(len(point.proposal), len(point.reason)) > PART_LENGTH:
        raise CommentTooLong(PART_LENGTH)
