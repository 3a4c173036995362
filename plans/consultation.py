"""Consultations: when who may comment on which version; open by their dates, never by a clock.

Good practice (cpkp, methods 2.2.19): the draft lies out at least 14 days before a hearing, and
comments are taken at least 14 days after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from storage import comments
from storage import plans as tables
from storage.happenings import Happening
from storage.plans import Consultation, Plan

PRAGUE = ZoneInfo("Europe/Prague")
GROUP, STEERING, PUBLIC = "group", "steering", "public"
ROUNDS = (GROUP, STEERING, PUBLIC)
BEFORE_HEARING = AFTER_HEARING = 14
SHORTEST = 14


class NoSuchPlan(LookupError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WindowClosed(Exception):
    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class WindowNotOpen(Exception):
    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class CannotShorten(Exception):
    """People were promised the later day."""


class Rule(StrEnum):
    TURNED = "turned"
    SHORT = "short"
    BEFORE_HEARING = "before_hearing"
    AFTER_HEARING = "after_hearing"
    SETTLED_TOO_SOON = "settled_too_soon"
    PAST = "past"


@dataclass(frozen=True)
class Broken:
    """A date that breaks a rule, and the day on which it would not; `strict` ones are refused."""

    rule: Rule
    day: date
    strict: bool = False


class AgainstTheRules(Exception):
    def __init__(self, broken: Sequence[Broken]) -> None:
        super().__init__(", ".join(one.rule for one in broken))
        self.broken = tuple(broken)


@dataclass(frozen=True)
class Dates:
    """Days in Prague; a window is open to the end of its last one."""

    opens: date
    closes: date
    hearing: date | None = None
    settle_by: date | None = None


@dataclass(frozen=True)
class WindowOpened(Happening):
    """Comments are taken from now on; followers hear of it."""

    plan: Plan
    consultation: Consultation


@dataclass(frozen=True)
class WindowExtended(Happening):
    plan: Plan
    consultation: Consultation
    before: datetime


def broken(dates: Dates, today: date) -> list[Broken]:
    """Every rule that the dates break."""
    found = []
    if dates.closes < dates.opens:
        return [Broken(Rule.TURNED, dates.opens, strict=True)]
    if dates.closes < today:
        return [Broken(Rule.PAST, today, strict=True)]
    shortest = dates.opens + timedelta(days=SHORTEST - 1)
    if dates.closes < shortest:
        found.append(Broken(Rule.SHORT, shortest))
    if dates.hearing:
        earliest = dates.opens + timedelta(days=BEFORE_HEARING)
        latest = dates.hearing + timedelta(days=AFTER_HEARING)
        if dates.hearing < earliest:
            found.append(Broken(Rule.BEFORE_HEARING, earliest))
        if dates.closes < latest:
            found.append(Broken(Rule.AFTER_HEARING, latest))
    if dates.settle_by and dates.settle_by <= dates.closes:
        found.append(Broken(Rule.SETTLED_TOO_SOON, dates.closes + timedelta(days=1), strict=True))
    return found


async def set_window(
    session: AsyncSession,
    plan: Plan,
    round_: str,
    dates: Dates,
    channels: Sequence[str],
    actor_id: int | None,
    now: datetime,
) -> Consultation:
    """Publish the newest version and take comments on it between the dates.

    Raises AgainstTheRules for what cannot be; what only should not be is the caller's to ask about.
    A window that has opened is changed by `extend` alone.
    """
    wrong = [one for one in broken(dates, now.astimezone(PRAGUE).date()) if one.strict]
    if wrong:
        raise AgainstTheRules(wrong)
    kept = await tables.consultation(session, plan.code, round_)
    if kept and kept.opens_at <= now:
        raise WindowClosed(kept.closes_at)
    await publish(session, plan, now)
    found = kept or Consultation(
        plan_code=plan.code,
        round=round_,
        version=plan.version,
        opens_at=starts(dates.opens),
        closes_at=ends(dates.closes),
        channels=list(channels),
    )
    found.version, found.channels = plan.version, list(channels)
    found.opens_at, found.closes_at = starts(dates.opens), ends(dates.closes)
    found.hearing = {"day": dates.hearing.isoformat()} if dates.hearing else None
    found.settle_by = ends(dates.settle_by) if dates.settle_by else None
    found.history = [*found.history, _noted("set", actor_id, now, dates.opens, dates.closes)]
    session.add(found)
    await session.flush()
    return found


async def extend(
    session: AsyncSession,
    plan: Plan,
    round_: str,
    until: date,
    actor_id: int | None,
    now: datetime,
) -> WindowExtended:
    """Take comments for longer; a window that has closed opens again until then."""
    found = await tables.consultation(session, plan.code, round_)
    if found is None:
        raise WindowNotOpen(None)
    before = found.closes_at
    if ends(until) <= before:
        raise CannotShorten
    found.closes_at = ends(until)
    found.history = [*found.history, _noted("extended", actor_id, now, None, until)]
    await session.flush()
    return WindowExtended(plan, found, before)


async def publish(session: AsyncSession, plan: Plan, now: datetime) -> None:
    """Freeze the newest version, which is from now on what people read, with open comments."""
    newest = await tables.version(session, plan.code, plan.version)
    assert newest is not None
    if newest.state == tables.WORKING:
        newest.state, newest.frozen_at = tables.PUBLIC, now
    if plan.public_version and plan.public_version != plan.version:
        await comments.move_open(session, plan.code, plan.public_version, plan.version)
    plan.public_version = plan.version
    await session.flush()


class Phase(StrEnum):
    COMING = "coming"
    OPEN = "open"
    OVER = "over"


def phase(found: Consultation, when: datetime) -> Phase:
    if when < found.opens_at:
        return Phase.COMING
    return Phase.OPEN if when < found.closes_at else Phase.OVER


def is_open(found: Consultation, when: datetime) -> bool:
    return phase(found, when) is Phase.OPEN


async def open_window(
    session: AsyncSession, code: str, when: datetime, rounds: Sequence[str] = (PUBLIC,)
) -> Consultation:
    """The window in which somebody of these rounds comments at that moment.

    A tap counts by its arrival, a message by Telegram's date. Raises WindowNotOpen, WindowClosed.
    """
    found = [one for one in await tables.consultations(session, code) if one.round in rounds]
    opened = next((one for one in found if is_open(one, when)), None)
    if opened:
        return opened
    coming = [one.opens_at for one in found if one.opens_at > when]
    if coming or not found:
        raise WindowNotOpen(min(coming, default=None))
    raise WindowClosed(max(one.closes_at for one in found))


async def just_opened(
    session: AsyncSession, since: datetime, until: datetime
) -> list[WindowOpened]:
    """Windows for the public that opened in (since, until], to be told of."""
    found = []
    for one in await tables.opened_between(session, since, until):
        plan = await tables.plan(session, one.plan_code)
        if plan and one.round == PUBLIC:
            found.append(WindowOpened(plan, one))
    return found


def starts(day: date) -> datetime:
    return datetime.combine(day, time.min, PRAGUE)


def ends(day: date) -> datetime:
    """The moment after a day's last second, in Prague."""
    return starts(day + timedelta(days=1))


def last_day(found: Consultation) -> date:
    return (found.closes_at - timedelta(seconds=1)).astimezone(PRAGUE).date()


def _noted(
    what: str, actor_id: int | None, now: datetime, opens: date | None, closes: date
) -> dict[str, Any]:
    return {
        "what": what,
        "by": actor_id,
        "at": now.isoformat(),
        "opens": opens.isoformat() if opens else None,
        "closes": closes.isoformat(),
    }
