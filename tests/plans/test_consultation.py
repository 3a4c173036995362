"""Windows: open by their dates to the second, longer but never shorter, and the rules by name."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import consultation, keeping
from plans.consultation import (
    PUBLIC,
    AgainstTheRules,
    CannotShorten,
    Dates,
    Rule,
    WindowClosed,
    WindowNotOpen,
    broken,
)
from storage import plans as tables
from storage.database import Database
from storage.plans import Plan
from tests.plans.test_keeping import CARE, area, document

__all__ = ["area"]

TODAY = date(2027, 2, 1)
OPENS, CLOSES = date(2027, 3, 1), date(2027, 4, 5)
GOOD = Dates(OPENS, CLOSES, hearing=date(2027, 3, 18), settle_by=date(2027, 5, 31))


@pytest.fixture
async def plan(database: Database, area: str, now: datetime) -> Plan:
    async with database.writing() as session:
        return await keeping.keep(session, document(CARE), now)


async def opened(database: Database, plan: Plan, now: datetime, dates: Dates = GOOD) -> None:
    async with database.writing() as session:
        found = await tables.plan(session, plan.code)
        assert found is not None
        await consultation.set_window(session, found, PUBLIC, dates, ["telegram"], 1, now)


def test_good_dates_break_no_rule() -> None:
    assert broken(GOOD, TODAY) == []


@pytest.mark.parametrize(
    ("dates", "rule", "day"),
    [
        (Dates(OPENS, date(2027, 3, 8)), Rule.SHORT, date(2027, 3, 14)),
        (Dates(OPENS, CLOSES, hearing=date(2027, 3, 9)), Rule.BEFORE_HEARING, date(2027, 3, 15)),
        (Dates(OPENS, CLOSES, hearing=date(2027, 4, 1)), Rule.AFTER_HEARING, date(2027, 4, 15)),
        (Dates(OPENS, CLOSES, settle_by=CLOSES), Rule.SETTLED_TOO_SOON, date(2027, 4, 6)),
        (Dates(CLOSES, OPENS), Rule.TURNED, CLOSES),
        (Dates(date(2026, 1, 1), date(2026, 2, 1)), Rule.PAST, TODAY),
    ],
)
def test_a_broken_rule_is_named_with_the_day_that_would_do(
    dates: Dates, rule: Rule, day: date
) -> None:
    assert [(one.rule, one.day) for one in broken(dates, TODAY)] == [(rule, day)]


@given(
    st.dates(date(2027, 2, 1), date(2028, 1, 1)),
    st.integers(0, 80),
    st.none() | st.integers(0, 80),
)
def test_the_days_that_are_named_break_the_rule_no_more(
    opens: date, length: int, hearing: int | None
) -> None:
    dates = Dates(
        opens,
        opens + timedelta(days=length),
        opens + timedelta(days=hearing) if hearing is not None else None,
    )
    for one in broken(dates, TODAY):
        mended = {
            Rule.SHORT: Dates(dates.opens, one.day, dates.hearing),
            Rule.AFTER_HEARING: Dates(dates.opens, one.day, dates.hearing),
            Rule.BEFORE_HEARING: Dates(dates.opens, dates.closes, one.day),
        }[one.rule]
        assert one.rule not in {left.rule for left in broken(mended, TODAY)}


async def test_a_window_is_open_from_midnight_to_the_last_second(
    database: Database, plan: Plan, now: datetime
) -> None:
    await opened(database, plan, now)
    opens, closes = consultation.starts(OPENS), consultation.ends(CLOSES)
    async with database.reading() as session:
        for moment in (opens, closes - timedelta(seconds=1)):
            found = await consultation.open_window(session, plan.code, moment)
            assert consultation.last_day(found) == CLOSES
        with pytest.raises(WindowNotOpen):
            await consultation.open_window(session, plan.code, opens - timedelta(seconds=1))
        with pytest.raises(WindowClosed):
            await consultation.open_window(session, plan.code, closes)


async def test_setting_a_window_freezes_the_version_that_people_read(
    database: Database, plan: Plan, now: datetime
) -> None:
    await opened(database, plan, now)
    async with database.reading() as session:
        found = await tables.plan(session, plan.code)
        version = await tables.version(session, plan.code, 1)
    assert found is not None
    assert version is not None
    assert (found.public_version, version.state, version.frozen_at) == (1, tables.PUBLIC, now)


async def test_an_open_window_is_only_ever_extended(
    database: Database, plan: Plan, now: datetime
) -> None:
    await opened(database, plan, now)
    later = consultation.starts(OPENS) + timedelta(days=2)
    with pytest.raises(WindowClosed):
        await opened(database, plan, later)
    async with database.writing() as session:
        found = await tables.plan(session, plan.code)
        assert found is not None
        with pytest.raises(CannotShorten):
            await consultation.extend(session, found, PUBLIC, CLOSES, 1, later)
        told = await consultation.extend(session, found, PUBLIC, date(2027, 4, 20), 1, later)
    assert told.before == consultation.ends(CLOSES)
    async with database.reading() as session:
        kept = await tables.consultation(session, plan.code, PUBLIC)
    assert kept is not None
    assert [one["what"] for one in kept.history] == ["set", "extended"]


async def test_dates_that_cannot_be_are_refused(
    database: Database, plan: Plan, now: datetime
) -> None:
    with pytest.raises(AgainstTheRules):
        await opened(database, plan, now, Dates(CLOSES, OPENS))


async def test_an_opening_is_told_once(database: Database, plan: Plan, now: datetime) -> None:
    await opened(database, plan, now)
    opens = consultation.starts(OPENS)
    async with database.reading() as session:
        before = await consultation.just_opened(session, now, opens - timedelta(seconds=1))
        told = await consultation.just_opened(session, opens - timedelta(seconds=30), opens)
        after = await consultation.just_opened(session, opens, opens + timedelta(days=1))
    assert (before, [one.plan.code for one in told], after) == ([], [plan.code], [])
