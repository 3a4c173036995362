"""A date longer than a day: one registration and one door, attendance day by day."""

import asyncio
from datetime import UTC, datetime, timedelta
from datetime import date as calendar_day
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings import (
    attendance,
    came,
    certificates,
    composition,
    counting,
    doors,
    hall,
    keeping,
    named,
)
from meetings.certificates import NotThereEnough
from meetings.counting import Period
from meetings.documents import When, date_of
from meetings.doors import NoSuchDoor, NotToday
from meetings.hall import HallFull, NoRoomFor
from meetings.minutes import How
from meetings.named import Person
from meetings.taken import DatesTaken
from storage.attendance import NEXT_DAY
from storage.database import Database
from tests.meetings.test_attendance import arrives, door, there, ticked
from tests.meetings.test_registration import NOW, PETR, announced, document, on_postgres, says
from tests.plans.test_keeping import area
from texts.formatting import PRAGUE

__all__ = ["area"]

# A stay from Friday afternoon to Sunday noon, over the night in which the clocks go forward.
FRIDAY = datetime(2027, 3, 26, 15, tzinfo=PRAGUE)
SATURDAY = datetime(2027, 3, 27, 9, tzinfo=PRAGUE)
SUNDAY = datetime(2027, 3, 28, 9, tzinfo=PRAGUE)
STAY = {"start": FRIDAY, "end": datetime(2027, 3, 28, 12, tzinfo=PRAGUE)}
FIRST, SECOND, THIRD = 1, 1 + NEXT_DAY, 1 + 2 * NEXT_DAY
NEW_YEAR = datetime(2028, 1, 1, tzinfo=PRAGUE)
AFTERWARDS = datetime(2027, 3, 29, 9, tzinfo=PRAGUE)

MOMENTS = st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001
    lambda one: one.replace(microsecond=0, tzinfo=UTC)
)


@given(MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=30)))
@example(datetime(2027, 3, 27, 14, tzinfo=UTC), timedelta(days=2))
@example(datetime(2027, 10, 30, 22, tzinfo=UTC), timedelta(days=1, hours=1))
def test_days_follow_each_other_from_the_start_to_the_end(
    start: datetime, lasts: timedelta
) -> None:
    one = When(start=start, end=start + lasts)
    days = one.days
    assert (days[0].start, days[-1].end) == (one.start, one.end)
    assert all(before.end == after.start for before, after in pairwise(days))
    middle = [each.start.astimezone(PRAGUE) for each in days[1:]]
    assert all((each.hour, each.minute, each.second) == (0, 0, 0) for each in middle)
    first = start.astimezone(PRAGUE).date()
    if len(days) > 1:
        assert [each.start.astimezone(PRAGUE).date() for each in days] == [
            first + timedelta(days=nth) for nth in range(len(days))
        ]
        assert all(each.is_on(each.start.astimezone(PRAGUE).date()) for each in days)
        assert not any(
            before.is_on(after.start.astimezone(PRAGUE).date()) for before, after in pairwise(days)
        )


def test_an_evening_over_midnight_and_an_exhibition_of_months_are_one_day_each() -> None:
    evening = When(start=FRIDAY, end=FRIDAY + timedelta(hours=20))
    exhibition = When(start=FRIDAY, end=FRIDAY + timedelta(days=90))
    assert (len(evening.days), len(exhibition.days)) == (1, 1)
    assert evening.is_on(calendar_day(2027, 3, 27))


def test_no_day_changes_its_number_when_a_date_before_becomes_longer() -> None:
    later = {"start": SUNDAY + timedelta(days=7), "end": SUNDAY + timedelta(days=7, hours=2)}
    short = {"start": FRIDAY, "end": FRIDAY + timedelta(hours=3)}
    before, after = document(when=[short, later]), document(when=[STAY, later])
    assert list(before.days) == [1, 2]
    assert list(after.days) == [FIRST, SECOND, THIRD, 2]
    assert before.days[2] == after.days[2]
    assert [date_of(one) for one in after.days] == [1, 1, 1, 2]


def test_the_last_evening_of_a_stay_is_no_day_of_its_own() -> None:
    sunday = datetime(2027, 3, 28, tzinfo=PRAGUE)
    for hours, days in ((0, 2), (1, 2), (7, 3)):
        one = When(start=FRIDAY, end=sunday + timedelta(hours=hours))
        assert len(one.days) == days
    danced = document(when=[{"start": FRIDAY, "end": sunday + timedelta(hours=1)}])
    assert danced.days[SECOND].is_on(sunday.date())


async def test_one_code_at_the_door_notes_each_day_anew(database: Database, area: str) -> None:
    code = await announced(database, when=[STAY])
    scanned = await door(database, code, SECOND)
    assert scanned == await door(database, code, FIRST)
    await says(database, code, 1)
    for moment, nth, asks in ((FRIDAY, FIRST, True), (SATURDAY, SECOND, True)):
        found = await arrives(database, 1, scanned, moment)
        assert (found.attendance.nth, found.asks_party) == (nth, asks)
        again = await arrives(database, 1, scanned, moment + timedelta(hours=3))
        assert again.attendance.number == found.attendance.number
    async with database.writing() as session:
        await doors.say_party(session, 1, code, SECOND, "user")
    assert not (await arrives(database, 1, scanned, SUNDAY)).asks_party
    assert [one.nth for one in await there(database, code)] == [FIRST, SECOND, THIRD]
    with pytest.raises(NotToday) as refused:
        await arrives(database, 2, scanned, FRIDAY - timedelta(days=1))
    assert refused.value.day == FRIDAY.date()

    async with database.writing() as session:
        await doors.change_door(session, PETR, code, THIRD, SUNDAY)
    with pytest.raises(NoSuchDoor):
        await arrives(database, 2, scanned, SUNDAY)


async def test_each_day_has_its_own_list_and_its_own_composition(
    database: Database, area: str
) -> None:
    code = await announced(database, when=[STAY])
    mine = (await says(database, code, 1)).registration
    await ticked(database, code, mine.number, FRIDAY, FIRST)
    async with database.writing() as session:
        await attendance.walk_in(session, PETR, (code, SECOND), Person("Eva", "user"), SATURDAY)
        lists = {
            nth: [one.attendance is not None for one in await attendance.listed(*who, nth)]
            for who in [(session, PETR, code)]
            for nth in (FIRST, SECOND, THIRD)
        }
        present = [
            (await composition.of_present(session, PETR, code, nth)).total
            for nth in (FIRST, SECOND, THIRD)
        ]
    assert lists == {FIRST: [False, True], SECOND: [True, False], THIRD: [False, False]}
    assert present == [1, 1, 0]


async def test_whoever_was_in_yesterday_keeps_their_place_and_nobody_is_too_many(
    database: Database, area: str
) -> None:
    """Two of three registered come on Friday, a stranger takes the third place after a while."""
    code = await announced(database, when=[STAY], capacity=3)
    for who in (1, 2, 3):
        await says(database, code, who)
    scanned = await door(database, code)
    await arrives(database, 1, scanned, FRIDAY)
    await arrives(database, 2, scanned, FRIDAY)
    await arrives(database, 9, scanned, FRIDAY + timedelta(minutes=15))
    for stranger in (3, 8):
        with pytest.raises(HallFull):
            await arrives(database, stranger, scanned, SATURDAY)
    async with database.writing() as session:
        with pytest.raises(NoRoomFor):
            await attendance.walk_in(session, PETR, (code, SECOND), Person("Eva"), SATURDAY)
    for who in (9, 2, 1):
        assert (await arrives(database, who, scanned, SATURDAY)).attendance.nth == SECOND
    on_sunday = await asyncio.gather(
        *(arrives(database, who, scanned, SUNDAY) for who in (3, 8, 9, 2, 7, 1)),
        return_exceptions=True,
    )
    assert [isinstance(one, HallFull) for one in on_sunday] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]


async def test_somebody_without_a_phone_keeps_their_place_by_name(
    database: Database, area: str
) -> None:
    code = await announced(database, when=[STAY], capacity=2, unit="family")
    await says(database, code, 1, people=4)
    await says(database, code, 2, people=3)
    late = FRIDAY + timedelta(hours=1)
    malí, noví = Person("Malí", people=3), Person("Noví", people=2)
    async with database.writing() as session:
        await attendance.walk_in(session, PETR, (code, FIRST), malí, late)
        await attendance.walk_in(session, PETR, (code, FIRST), noví, late)
    async with database.writing() as session:
        with pytest.raises(NoRoomFor):
            await attendance.walk_in(session, PETR, (code, SECOND), Person("Jiní"), SATURDAY)
        stays = await attendance.walk_in(session, PETR, (code, SECOND), malí, SATURDAY)
        listed = await attendance.listed(session, PETR, code, SECOND)
        [noví_before] = [one.stayed for one in listed if one.stayed]
        place = (code, SECOND)
        came_again = await attendance.again(session, PETR, place, noví_before.number, SATURDAY)
        on_sunday = await attendance.listed(session, PETR, code, THIRD)
    assert (stays.nth, stays.people) == (SECOND, 3)
    assert (came_again.name, came_again.people) == ("Noví", 2)
    assert [one.name for one in on_sunday if one.stayed] == ["Malí", "Noví"]


async def test_whoever_was_in_yesterday_brings_nobody_for_whom_there_is_no_place(
    database: Database, area: str
) -> None:
    code = await announced(database, when=[STAY], capacity=4)
    late = FRIDAY + timedelta(hours=1)
    async with database.writing() as session:
        mine = (
            await named.enter(session, PETR, (code, 0), Person("Jana Malá"), FRIDAY)
        ).registration
        given_up = (
            await named.enter(session, PETR, (code, 0), Person("Jan", people=3), FRIDAY)
        ).registration
    await ticked(database, code, mine.number, FRIDAY, FIRST)
    async with database.writing() as session:
        await attendance.walk_in(session, PETR, (code, FIRST), Person("Eva", people=2), late)
        await named.strike_out(session, PETR, code, given_up.number, late)
        await named.change(session, PETR, mine.number, Person("Jana Malá", people=3), late)
    with pytest.raises(NoRoomFor) as refused:
        await ticked(database, code, mine.number, SATURDAY, SECOND)
    assert refused.value.left == 1
    async with database.writing() as session:
        with pytest.raises(NoRoomFor):
            await attendance.walk_in(
                session, PETR, (code, SECOND), Person("Eva", people=4), SATURDAY
            )
        for people in (1, 2):
            eva = Person("Eva", people=people)
            await attendance.walk_in(session, PETR, (code, SECOND), eva, SATURDAY)
        with pytest.raises(NoRoomFor):
            await attendance.walk_in(session, PETR, (code, SECOND), Person("Eva"), SATURDAY)
    present = [one.people for one in await there(database, code) if one.nth == SECOND]
    assert sum(present) == 3


async def test_the_same_name_on_another_day_is_the_same_person_of_the_same_party(
    database: Database, area: str
) -> None:
    """Eva came in on Friday, is ticked off on Saturday, and typed in once more on Sunday."""
    code = await announced(database, when=[STAY], capacity=2)
    async with database.writing() as session:
        eva = await attendance.walk_in(session, PETR, (code, FIRST), Person("Eva Malá"), FRIDAY)
        await attendance.say_party(session, PETR, (code, FIRST), eva.number, "user", FRIDAY)
        assert eva.registration_number
    await ticked(database, code, eva.registration_number, SATURDAY, SECOND)
    async with database.writing() as session:
        again = Person("eva mala")
        await attendance.walk_in(session, PETR, (code, THIRD), again, SUNDAY)
        await attendance.walk_in(session, PETR, (code, THIRD), again, SUNDAY)
        held = await keeping.held(session, code)
        minutes = await came.prefilled(session, held, {}, "", "cs")
        listed = await attendance.listed(session, PETR, code, THIRD)
    entries = [(one.nth, one.name, one.party) for one in await there(database, code)]
    assert entries[:3] == [(nth, "Eva Malá", "user") for nth in (FIRST, SECOND, THIRD)]
    assert entries[3:] == [(THIRD, "eva mala", "")]
    assert [(one.name, one.how) for one in minutes.present] == [
        ("Eva Malá", How.PRESENT),
        ("eva mala", How.IN_PART),
    ]
    assert len(listed) == 2


async def test_who_missed_a_day_was_there_in_part_and_has_a_share_of_the_hours(
    database: Database, area: str
) -> None:
    rule = {"least": 2, "hours": 45}
    code = await announced(database, when=[STAY], certificate=rule)
    scanned = await door(database, code)
    for who, moments in ((1, (FRIDAY, SATURDAY, SUNDAY)), (2, (FRIDAY, SUNDAY)), (3, (SUNDAY,))):
        for moment in moments:
            await arrives(database, who, scanned, moment)
    async with database.writing() as session:
        for nth in (FIRST, THIRD):
            await attendance.walk_in(session, PETR, (code, nth), Person("Eva Malá"), SUNDAY)
        held = await keeping.held(session, code)
        minutes = await came.prefilled(session, held, {}, "", "cs")
        hours = {}
        for who in (1, 2):
            printed = await certificates.issue_own(
                session, code, who, f"Eva{who}", seal, AFTERWARDS
            )
            told = printed.certificate
            hours[who] = (told.minutes // 60, told.content["dates"])
        with pytest.raises(NotThereEnough) as refused:
            await certificates.issue_own(session, code, 3, "Eva Nová", seal, AFTERWARDS)
    assert (refused.value.there, refused.value.needed) == (1, 2)
    assert [(one.name, one.how, one.part) for one in minutes.present if one.name] == [
        ("Eva Malá", How.IN_PART, "26.\xa03.\xa02027 a\xa028.\xa03.\xa02027")
    ]
    # Nine hours on Friday, twenty-four on Saturday, eleven on a Sunday that lacks one.
    assert hours[1] == (45, ["2027-03-26 2027-03-27 2027-03-28"])
    assert hours[2] == (45 * 20 // 44, ["2027-03-26 2027-03-28"])


async def test_of_two_weekends_whoever_came_to_theirs_missed_nothing(
    database: Database, area: str
) -> None:
    week = timedelta(days=7)
    other = {name: moment + week for name, moment in STAY.items()}
    both = {"when": [STAY, other], "one_for_all": False}
    code = await announced(database, **both, certificate={"hours": 44})
    scanned = await door(database, code, 2)
    for moment in (FRIDAY, SATURDAY, SUNDAY):
        await arrives(database, 1, scanned, moment + week)
    await arrives(database, 2, scanned, SUNDAY + week)
    async with database.writing() as session:
        for nth in (2, 2 + NEXT_DAY, 2 + 2 * NEXT_DAY):
            await attendance.walk_in(session, PETR, (code, nth), Person("Eva Malá"), SUNDAY + week)
        held = await keeping.held(session, code)
        minutes = await came.prefilled(session, held, {}, "", "cs")
        made = await certificates.issue_own(session, code, 1, "Ivan Nový", seal, AFTERWARDS + week)
        with pytest.raises(NotThereEnough):
            await certificates.issue_own(session, code, 2, "Eva Nová", seal, AFTERWARDS + week)
    assert [one.how for one in minutes.present if one.name] == [How.PRESENT]
    # The other weekend has the hour that the first one lacks.
    assert made.certificate.minutes == round(44 * 60 * 45 / 44.5)
    assert made.certificate.content["dates"] == ["2027-04-02 2027-04-03 2027-04-04"]


def seal(number: str, name: str) -> str:
    return f"{number} {name}"


async def test_a_stay_is_one_visit_however_many_days_somebody_came(
    database: Database, area: str
) -> None:
    code = await announced(database, when=[STAY])
    scanned = await door(database, code)
    for moment in (FRIDAY, SATURDAY, SUNDAY):
        await arrives(database, 1, scanned, moment)
    await arrives(database, 2, scanned, SATURDAY)
    async with database.writing() as session:
        # Written down from paper in the summer.
        eva, summer = Person("Eva"), datetime(2027, 8, 2, 9, tzinfo=PRAGUE)
        await attendance.walk_in(session, PETR, (code, THIRD), eva, summer)
    async with database.reading() as session:
        for day, visits in ((FRIDAY.date(), 3), (summer.date(), 0)):
            found = await counting.count(session, PETR, area, Period.half_year(day))
            assert found.whole.visits == visits
            assert found.whole.accounts == min(visits, 2)


async def test_a_stay_over_new_year_counts_where_it_began_whenever_its_lists_are_typed(
    database: Database, area: str
) -> None:
    new_year = {"start": NEW_YEAR - timedelta(hours=9), "end": NEW_YEAR + timedelta(days=1)}
    code = await announced(database, when=[new_year])
    in_january = NEW_YEAR + timedelta(days=9)
    async with database.writing() as session:
        await attendance.walk_in(session, PETR, (code, SECOND), Person("Eva"), in_january)
    async with database.reading() as session:
        period = Period.half_year(NEW_YEAR.date())
        halves = [
            (await counting.count(session, PETR, area, one)).whole.visits
            for one in (period.before, period)
        ]
    assert halves == [1, 0]


async def test_a_day_on_which_people_were_stays(database: Database, area: str) -> None:
    code = await announced(database, when=[STAY])
    await arrives(database, 1, await door(database, code), SUNDAY)
    shorter = {**STAY, "end": SATURDAY}
    longer = {**STAY, "end": STAY["end"] + timedelta(days=1)}
    async with database.writing() as session:
        with pytest.raises(DatesTaken):
            await keeping.keep(session, PETR, document(when=[shorter]), NOW)
        with pytest.raises(DatesTaken):
            await keeping.keep(session, PETR, document(when=[]), NOW)
    async with database.writing() as session:
        held, _ = await keeping.keep(session, PETR, document(when=[longer]), NOW)
    assert len(hall.days_of(held)) == 4
    assert hall.usual_day(held, SATURDAY) == SECOND
    assert hall.usual_day(held, FRIDAY - timedelta(days=30)) == FIRST


@on_postgres
async def test_nobody_comes_in_on_a_day_that_is_being_taken_away(
    database: Database, area: str
) -> None:
    code = await announced(database, when=[STAY])
    scanned = await door(database, code)
    async with database.writing() as session:
        await keeping.keep(session, PETR, document(when=[{**STAY, "end": SATURDAY}]), NOW)
        comes = asyncio.gather(arrives(database, 1, scanned, SUNDAY), return_exceptions=True)
        await asyncio.wait([comes], timeout=0.3)
    [refused] = await comes
    assert isinstance(refused, NotToday)
    assert await there(database, code) == []


async def test_who_came_on_friday_does_not_become_one_of_saturday(
    database: Database, area: str
) -> None:
    """However many days there are, a day that people were on keeps its number and its date."""
    code = await announced(database, when=[STAY])
    await arrives(database, 1, await door(database, code), FRIDAY)
    a_day, an_hour = timedelta(days=1), timedelta(hours=1)
    begun_later = {**STAY, "start": SATURDAY}
    begun_before = {**STAY, "start": FRIDAY - a_day}
    an_hour_later = {**STAY, "start": FRIDAY + an_hour}
    for dates in ([begun_later], [begun_before], []):
        async with database.writing() as session:
            with pytest.raises(DatesTaken):
                await keeping.keep(session, PETR, document(when=dates), NOW)
    async with database.writing() as session:
        held, _ = await keeping.keep(session, PETR, document(when=[an_hour_later]), NOW)
    assert list(held.document.days) == [FIRST, SECOND, THIRD]
