"""Consultations: when who may comment on which version; open by their dates, never by a clock.

Good practice (cpkp, methods 2.2.19): the draft lies out at least 14 days before a hearing, and
comments are taken at least 14 days after it. These days are the public's; the rounds before it
take as long as they want, one after another.
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
# What they read and say stays among them.
INSIDE = (GROUP, STEERING)
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
    ROUND_LASTS = "round_lasts"


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
    """Comments are taken from now on; followers hear of it, or those who sit in the round."""

    plan: Plan
    consultation: Consultation


@dataclass(frozen=True)
class WindowExtended(Happening):
    plan: Plan
    consultation: Consultation
    before: datetime


@dataclass(frozen=True)
class WindowCloses(Happening):
    """The last day of a round within is tomorrow."""

    plan: Plan
    consultation: Consultation


def broken(
    dates: Dates, today: date, round_: str = PUBLIC, windows: Sequence[Consultation] = ()
) -> list[Broken]:
    """Every rule that the dates break, beside the other windows of the plan."""
    if dates.closes < dates.opens:
        return [Broken(Rule.TURNED, dates.opens, strict=True)]
    if dates.closes < today:
        return [Broken(Rule.PAST, today, strict=True)]
    lasting = round_lasts(windows, round_, dates.opens if round_ in INSIDE else today)
    return [*lasting, *(_statutory(dates) if round_ == PUBLIC else ())]


def round_lasts(windows: Sequence[Consultation], round_: str, day: date) -> list[Broken]:
    """Whether a round before this one has not ended before that day.

    The public's version can be read from the day on which its window is set, not opened.
    """
    before = ROUNDS[: ROUNDS.index(round_)]
    last = max((last_day(one) for one in windows if one.round in before), default=None)
    return [Broken(Rule.ROUND_LASTS, last, strict=True)] if last and last >= day else []


def _statutory(dates: Dates) -> list[Broken]:
    found = []
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


def hearing_broken(found: Consultation) -> list[Broken]:
    """What the day of the hearing breaks of the clock, wherever it was set or moved since."""
    if not found.hearing:
        return []
    opens, hearing = found.opens_at.astimezone(PRAGUE).date(), found.hearing["day"]
    broken = _statutory(Dates(opens, last_day(found), date.fromisoformat(hearing)))
    return [one for one in broken if one.rule in (Rule.BEFORE_HEARING, Rule.AFTER_HEARING)]


async def set_window(
    session: AsyncSession,
    plan: Plan,
    round_: str,
    dates: Dates,
    channels: Sequence[str],
    actor_id: int | None,
    now: datetime,
) -> Consultation:
    """Let the round read the newest version and take its comments on it between the dates.

    Raises AgainstTheRules for what cannot be; what only should not be is the caller's to ask about.
    A window that has opened is changed by `extend` alone.
    """
    today, windows = now.astimezone(PRAGUE).date(), await tables.consultations(session, plan.code)
    wrong = [one for one in broken(dates, today, round_, windows) if one.strict]
    if wrong:
        raise AgainstTheRules(wrong)
    kept = await tables.consultation(session, plan.code, round_)
    if kept and kept.opens_at <= now:
        raise WindowClosed(kept.closes_at)
    await (publish(session, plan, now) if round_ == PUBLIC else share(session, plan, round_, now))
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
    noted = _noted("set", actor_id, now, dates.opens, dates.closes) | {"version": plan.version}
    found.history = [*found.history, noted]
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
    newest.state, newest.frozen_at = tables.PUBLIC, newest.frozen_at or now
    await comments.move_open(session, plan.code, plan.version, ROUNDS)
    plan.public_version = plan.version
    await session.flush()


async def share(session: AsyncSession, plan: Plan, round_: str, now: datetime) -> None:
    """Freeze the newest version for a round within, with its open comments."""
    newest = await tables.version(session, plan.code, plan.version)
    assert newest is not None
    if newest.state == tables.WORKING:
        newest.state, newest.frozen_at = tables.SHARED, now
    await comments.move_open(session, plan.code, plan.version, [round_])
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
    """The window in which somebody of these rounds comments at that moment; of several the first.

    A tap counts by its arrival, a message by Telegram's date. Raises WindowNotOpen, WindowClosed.
    """
    windows = {one.round: one for one in await tables.consultations(session, code)}
    found = [windows[one] for one in rounds if one in windows]
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
    """Windows that opened in (since, until], to be told of."""
    opened = await tables.opened_between(session, since, until)
    return [WindowOpened(await _plan_of(session, one), one) for one in opened]


async def closing_tomorrow(session: AsyncSession, now: datetime) -> list[WindowCloses]:
    """Windows of rounds within whose last day is the next one; of short ones nobody is reminded."""
    tomorrow = now.astimezone(PRAGUE).date() + timedelta(days=1)
    return [
        WindowCloses(await _plan_of(session, one), one)
        for one in await tables.closing_between(session, starts(tomorrow), ends(tomorrow))
        if one.round in INSIDE and one.opens_at < starts(tomorrow - timedelta(days=1))
    ]


async def _plan_of(session: AsyncSession, found: Consultation) -> Plan:
    plan = await tables.plan(session, found.plan_code)
    assert plan is not None
    return plan


def given(found: Consultation) -> tuple[int, ...]:
    """The versions that the round of a window has had to read, the first one first."""
    versions: list[int] = []
    for one in found.history:
        # Until it opens, a window may be set anew with another version, which nobody has read.
        versions = [] if one["what"] == "set" else versions
        versions += [one["version"]] if "version" in one else []
    return tuple(versions) or (found.version,)


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
