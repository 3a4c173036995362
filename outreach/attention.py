"""When people may be written to unasked, and how often: quiet hours, holidays, their own wish."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from outreach import audiences
from outreach.audiences import Audience
from outreach.rules import Rules
from storage import attention as tables
from storage import broadcasts, places
from storage.broadcasts import Broadcast
from storage.outreach import NO_BROADCAST, Letter, Outcome
from storage.people import Resident
from texts.working_days import is_holiday

WEEK = timedelta(days=7)

Key = tuple[str, int]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a letter: sent, held until a moment, or ended with the outcome."""

    outcome: Outcome | None = None
    until: datetime | None = None


SEND = Verdict()


def quiet_until(now: datetime, rules: Rules) -> datetime | None:
    """The end of the quiet that lasts now; None while people may be written to."""
    moment = now
    while (end := _end_of_quiet(moment, rules)) is not None:
        moment = end
    return moment if moment > now else None


async def may_go_out(session: AsyncSession, now: datetime, rules: Rules) -> list[Broadcast]:
    """Running broadcasts of areas in which it is not quiet now."""
    running = await broadcasts.in_states(session, broadcasts.SENDING)
    known = {code: await in_area(session, code, rules) for code in _areas(running)}
    loud = {code for code, own in known.items() if quiet_until(now, own) is None}
    return [one for one in running if one.area_code in loud]


async def in_area(session: AsyncSession, area_code: str, rules: Rules) -> Rules:
    """The rules with the area's own settings; the operator's for everybody at once."""
    area = await places.area(session, area_code) if area_code else None
    return rules.in_area(area.settings) if area else rules


async def verdicts(
    session: AsyncSession, letters: Sequence[Letter], now: datetime, rules: Rules
) -> dict[Key, Verdict]:
    """What becomes of each letter that is about to be sent, by what it is about and to whom.

    Who has blocked us is spared the attempt. Letters that people asked for, and statutory ones,
    are bound by nothing else.
    """
    wishes = await tables.wishes(session, {one.resident_id for one in letters})
    unasked = [one for one in letters if one.unasked]
    heard = await tables.heard_since(session, {one.resident_id for one in unasked}, now - WEEK)
    own = await _rules_of(session, unasked, rules)
    found: dict[Key, Verdict] = {}
    for letter in letters:
        wish = wishes.get(letter.resident_id)
        verdict = SEND
        if wish is None or wish.blocked:
            verdict = Verdict(Outcome.BLOCKED if wish else Outcome.FORGOTTEN)
        elif letter.unasked:
            times = heard.setdefault(letter.resident_id, [])
            verdict = _verdict(wish.news, times, now, own[letter.broadcast_id])
            if verdict is SEND:
                times.append(now)
        found[letter.about, letter.resident_id] = verdict
    return found


async def waiting(
    session: AsyncSession, audience: Audience, now: datetime, rules: Rules
) -> tuple[int, datetime | None]:
    """How many of the audience have had their share of the week, and when the last can be told.

    `rules` are those of the broadcast's area. Of those chosen by a survey nobody is told: who is
    full can be arranged by writing to few.
    """
    if audience.of_turnout or not rules.unasked_a_week:
        return 0, None
    people = audiences.query(audience).with_only_columns(col(Resident.id), col(Resident.news))
    allowed = {news: allowed_a_week(news, rules) for news in ("all", "weekly")}
    count, last = await tables.waiting(session, people, now - WEEK, allowed)
    return count, last + WEEK if last and count else None


def allowed_a_week(news: str, rules: Rules) -> int:
    """How many unasked messages a week somebody takes who has wished so."""
    return {"none": 0, "weekly": min(1, rules.unasked_a_week)}.get(news, rules.unasked_a_week)


def free_at(times: Iterable[datetime], allowed: int, now: datetime) -> datetime | None:
    """When the next message fits into a week with so many allowed; None when it does now."""
    recent = sorted(one for one in times if one > now - WEEK)
    return recent[-allowed] + WEEK if len(recent) >= allowed else None


def _verdict(news: str, times: Sequence[datetime], now: datetime, rules: Rules) -> Verdict:
    allowed = allowed_a_week(news, rules)
    if not allowed:
        return Verdict(Outcome.MUTED)
    free = free_at(times, allowed, now)
    return Verdict(Outcome.OVER_BUDGET, free) if free else SEND


async def _rules_of(
    session: AsyncSession, letters: Iterable[Letter], rules: Rules
) -> Mapping[int, Rules]:
    """By broadcast, the rules of its area; the operator's for notices."""
    found = {NO_BROADCAST: rules}
    for broadcast_id in {one.broadcast_id for one in letters} - {NO_BROADCAST}:
        broadcast = await broadcasts.broadcast(session, broadcast_id)
        area_code = broadcast.area_code if broadcast else ""
        found[broadcast_id] = await in_area(session, area_code, rules)
    return found


def _end_of_quiet(moment: datetime, rules: Rules) -> datetime | None:
    """The end of the holiday or of the quiet hours in which the moment lies."""
    local = moment.astimezone(rules.zone)
    today, tomorrow = local.date(), local.date() + timedelta(days=1)
    if rules.quiet_holidays and is_holiday(today):
        return _after(moment, tomorrow, time.min, rules)
    begin, end, clock = rules.quiet_from, rules.quiet_to, local.time()
    if clock < end and (begin <= clock or end < begin):
        return _after(moment, today, end, rules)
    return _after(moment, tomorrow, end, rules) if end < begin <= clock else None


def _after(moment: datetime, day: date, clock: time, rules: Rules) -> datetime:
    """A local time; of the two that autumn's changing of clocks makes, the one still to come."""
    local = datetime.combine(day, clock, rules.zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first > moment else second


def _areas(some: Iterable[Broadcast]) -> set[str]:
    return {one.area_code for one in some}
