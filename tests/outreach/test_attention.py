"""Nobody is written to at night, on a holiday, or more often than they take."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from outreach import attention
from outreach.attention import SEND, WEEK, Verdict, free_at, quiet_until
from outreach.audiences import Audience
from outreach.rules import Rules, quiet_times
from people import profile
from storage import broadcasts as tables
from storage import outreach
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.outreach import Letter, Outcome
from storage.people import Resident
from storage.places import Area
from tests.outreach.town import VIZOVICE, ZLIN, Town, built
from texts.working_days import is_holiday

PRAGUE = ZoneInfo("Europe/Prague")
RULES = Rules()
HOUR = timedelta(hours=1)

# From 2026 to 2030.
moments = st.integers(1767225600, 1924905600).map(lambda one: datetime.fromtimestamp(one, UTC))
clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def prague(*told: int) -> datetime:
    return datetime(*told, tzinfo=PRAGUE)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (prague(2027, 2, 1, 11), None),
        (prague(2027, 2, 1, 8), None),
        (prague(2027, 2, 1, 19, 59), None),
        (prague(2027, 2, 1, 7, 59), prague(2027, 2, 1, 8)),
        (prague(2027, 2, 1, 20), prague(2027, 2, 2, 8)),
        # Good Friday, a weekend in which the clocks change, and Easter Monday.
        (prague(2027, 3, 26, 12), prague(2027, 3, 27, 8)),
        (prague(2027, 3, 27, 23), prague(2027, 3, 28, 8)),
        (prague(2027, 3, 28, 21), prague(2027, 3, 30, 8)),
        # Three days of Christmas.
        (prague(2027, 12, 23, 20), prague(2027, 12, 27, 8)),
        (prague(2027, 12, 31, 22), prague(2028, 1, 2, 8)),
    ],
)
def test_quiet_ends_on_a_working_morning(moment: datetime, until: datetime | None) -> None:
    found = quiet_until(moment, RULES)
    assert found == (until.astimezone(UTC) if until else None)


@given(moments, clocks, clocks, st.booleans())
def test_after_the_quiet_it_is_not_quiet(
    now: datetime, begin: time, end: time, holidays: bool
) -> None:
    rules = Rules(quiet_from=begin, quiet_to=end, quiet_holidays=holidays)
    until = quiet_until(now, rules)
    if until is None:
        assert not (holidays and is_holiday(now.astimezone(PRAGUE).date()))
        return
    assert until > now
    assert quiet_until(until, rules) is None
    assert until - now < timedelta(days=6)


@given(moments)
def test_the_quiet_has_no_gaps(now: datetime) -> None:
    until = quiet_until(now, RULES)
    if until:
        inside = [now + n * timedelta(minutes=30) for n in range((until - now) // (HOUR / 2))]
        assert all(quiet_until(one, RULES) == until for one in inside)


def test_czech_holidays_are_known() -> None:
    assert is_holiday(date(2027, 9, 28))
    assert not is_holiday(date(2027, 9, 29))


def test_an_area_may_spare_its_people_more_but_not_less() -> None:
    stricter = RULES.in_area(
        {"unasked_a_week": 1, "approval_above": 50, "quiet_hours": "18:00-9:00"}
    )
    assert (stricter.unasked_a_week, stricter.approval_above) == (1, 50)
    assert (stricter.quiet_from, stricter.quiet_to) == (time(18), time(9))
    looser = RULES.in_area({"unasked_a_week": 50, "approval_above": 10**6})
    assert looser == RULES


@pytest.mark.parametrize("written", ["20-8", "25:00-8:00", "noc", "20:00", "20:00-8:00-9:00"])
def test_quiet_hours_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        quiet_times(written)


@given(st.lists(st.timedeltas(timedelta(0), 2 * WEEK), max_size=8), st.integers(1, 4))
def test_in_no_week_more_than_allowed(ago: list[timedelta], allowed: int) -> None:
    now = datetime(2027, 2, 1, 10, tzinfo=UTC)
    times = [now - one for one in ago]
    free = free_at(times, allowed, now) or now
    assert free >= now
    recent = [one for one in times if one > free - WEEK]
    assert len(recent) < allowed
    if free > now:
        assert len([one for one in times if one >= free - WEEK]) >= allowed


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    return await built(database, now)


async def broadcast(session: AsyncSession, now: datetime, area: str = VIZOVICE) -> int:
    made = Broadcast(area_code=area, author_id=1, state=tables.SENDING, made_at=now)
    session.add(made)
    await session.flush()
    return made.id


def letter(number: int, to: Resident, now: datetime, *, unasked: bool = True) -> Letter:
    return Letter(
        about=f"broadcast:{number}",
        resident_id=to.id,
        broadcast_id=number,
        telegram_id=to.telegram_id,
        unasked=unasked,
        due_at=now,
    )


async def heard(session: AsyncSession, to: Resident, when: datetime) -> None:
    """Somebody got an unasked message at that moment."""
    one = letter(await broadcast(session, when), to, when)
    session.add(one)
    await session.flush()
    await outreach.settle(session, [one], Outcome.SENT, when)


async def verdict(
    session: AsyncSession,
    to: Resident,
    now: datetime,
    *,
    unasked: bool = True,
    area: str = VIZOVICE,
) -> Verdict:
    one = letter(await broadcast(session, now, area), to, now, unasked=unasked)
    (found,) = (await attention.verdicts(session, [one], now, RULES)).values()
    return found


async def test_the_budget_of_a_week_holds_a_letter_back(
    database: Database, town: Town, now: datetime
) -> None:
    jitka = town.residents[0]
    async with database.writing() as session:
        for hours in (1, 2, 24 * 6):
            assert await verdict(session, jitka, now) == SEND
            await heard(session, jitka, now - hours * HOUR)
        until = now - 24 * 6 * HOUR + WEEK
        assert await verdict(session, jitka, now) == Verdict(Outcome.OVER_BUDGET, until)
        assert await verdict(session, jitka, until) == SEND
        assert await verdict(session, jitka, now, unasked=False) == SEND


async def test_two_letters_at_once_share_the_budget(
    database: Database, town: Town, now: datetime
) -> None:
    jitka = town.residents[0]
    async with database.writing() as session:
        await heard(session, jitka, now - HOUR)
        await heard(session, jitka, now - HOUR)
        both = [letter(await broadcast(session, now), jitka, now) for _ in range(2)]
        first, second = (await attention.verdicts(session, both, now, RULES)).values()
        assert (first, second.outcome) == (SEND, Outcome.OVER_BUDGET)


async def test_what_is_just_being_sent_counts(
    database: Database, town: Town, now: datetime
) -> None:
    jitka = town.residents[0]
    async with database.writing() as session:
        for _ in range(3):
            one = letter(await broadcast(session, now), jitka, now)
            session.add(one)
            await session.flush()
            await outreach.claim(session, [one], now + timedelta(seconds=10))
        assert (await verdict(session, jitka, now)).outcome is Outcome.OVER_BUDGET


async def test_everybody_decides_how_often(database: Database, town: Town, now: datetime) -> None:
    jitka, otto, eva = town.residents
    async with database.writing() as session:
        for one, news in ((jitka, "weekly"), (otto, "none")):
            await profile.set_news(session, await session.get_one(Resident, one.id), news)
        for one in town.residents:
            await heard(session, one, now - HOUR)
        assert (await verdict(session, jitka, now)).until == now - HOUR + WEEK
        assert await verdict(session, otto, now) == Verdict(Outcome.MUTED)
        assert await verdict(session, otto, now, unasked=False) == SEND
        assert await verdict(session, eva, now) == SEND


async def test_an_area_of_its_own_rules(database: Database, town: Town, now: datetime) -> None:
    jitka = town.residents[0]
    async with database.writing() as session:
        area = await session.get_one(Area, ZLIN)
        area.settings = {"unasked_a_week": 1, "quiet_hours": "10:00-12:00"}
        await session.flush()
        await heard(session, jitka, now - HOUR)
        assert (await verdict(session, jitka, now, area=ZLIN)).outcome is Outcome.OVER_BUDGET
        running = await attention.may_go_out(session, now, RULES)
        assert {one.area_code for one in running} == {VIZOVICE}


async def test_who_has_blocked_us_or_is_gone_is_left_out(
    database: Database, town: Town, now: datetime
) -> None:
    jitka, otto, _ = town.residents
    async with database.writing() as session:
        (await session.get_one(Resident, jitka.id)).blocked = True
        await session.delete(await session.get_one(Resident, otto.id))
        await session.flush()
        assert await verdict(session, jitka, now, unasked=False) == Verdict(Outcome.BLOCKED)
        assert await verdict(session, otto, now) == Verdict(Outcome.FORGOTTEN)


async def test_how_many_will_wait_and_until_when(
    database: Database, town: Town, now: datetime
) -> None:
    jitka, otto, _ = town.residents
    async with database.writing() as session:
        await profile.set_news(session, await session.get_one(Resident, otto.id), "weekly")
        for hours in (1, 2, 3, 200):
            await heard(session, jitka, now - hours * HOUR)
        await heard(session, otto, now - 5 * HOUR)
        found = await attention.waiting(session, Audience((VIZOVICE,)), now, RULES)
        assert found == (2, now - 3 * HOUR + WEEK)
        assert await attention.waiting(session, Audience((ZLIN,)), now, RULES) == (0, None)


@given(
    st.lists(st.integers(0, 400), max_size=60),
    st.integers(1, 3),
)
def test_whatever_is_sent_to_somebody_no_week_holds_more_than_allowed(
    told: list[int], allowed: int
) -> None:
    """Letters come at any hour and are held and looked at again until they go out."""
    start = datetime(2027, 2, 1, 10, tzinfo=UTC)
    waiting = [start + hours * HOUR for hours in told]
    sent: list[datetime] = []
    while waiting:
        now = min(waiting)
        waiting.remove(now)
        free = free_at(sent, allowed, now)
        if free is None:
            sent.append(now)
        else:
            assert free > now
            waiting.append(free)
    assert len(sent) == len(told)
    for one in sent:
        assert len([other for other in sent if one <= other < one + WEEK]) <= allowed
