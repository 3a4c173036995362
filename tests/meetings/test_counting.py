"""Who came: visits and different people, apart; days, events, parties and what is published."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings import keeping
from meetings.counting import NO_PARTY, Audience, Counted, Period, count, published
from meetings.documents import Meeting
from meetings.keeping import NotYoursToHold, Organiser
from storage.attendance import Attendance
from storage.database import Database
from storage.people import PARTIES
from tests.plans.test_keeping import area
from texts.formatting import PRAGUE

__all__ = ["area"]

AREA = "orp-vizovice"
PETR = Organiser(1, None)
SPRING = Period(date(2027, 1, 1), date(2027, 6, 30))
FIRST = datetime(2027, 3, 18, 16, tzinfo=PRAGUE)
JANA, IVAN = 11, 12


async def held(database: Database, key: str, *starts: datetime, one_for_all: bool = True) -> str:
    when = [{"start": one, "end": one + timedelta(hours=2)} for one in starts]
    document = Meeting.model_validate(
        {"key": key, "area": AREA, "kind": "seminar", "title": {"cs": key}, "when": when}
        | {"one_for_all": one_for_all}
    )
    async with database.writing() as session:
        made, _ = await keeping.keep(session, PETR, document, FIRST - timedelta(days=60))
    return made.code


async def came(database: Database, code: str, nth: int = 1, **who: object) -> None:
    async with database.writing() as session:
        session.add(Attendance(meeting_code=code, nth=nth, came_at=FIRST, **who))


async def counts(database: Database, period: Period = SPRING) -> Counted:
    async with database.reading() as session:
        return await count(session, PETR, AREA, period)


async def test_days_of_one_meeting_are_one_visit_and_chosen_dates_are_more(
    database: Database, area: str
) -> None:
    days = (FIRST, FIRST + timedelta(days=1))
    course = await held(database, "kurz", *days)
    twice = await held(database, "dvakrat", *days, one_for_all=False)
    for code in (course, twice):
        for nth in (1, 2):
            await came(database, code, nth, resident_id=JANA, party="user")
    found = await counts(database)
    visits = {one.held.document.key: one.whole.visits for one in found.by_meeting}
    assert visits == {"kurz": 1, "dvakrat": 2}
    assert (found.whole.visits, found.whole.least, found.whole.most) == (3, 1, 1)


async def test_a_person_is_an_account_or_a_name_of_the_area(database: Database, area: str) -> None:
    one, two = await held(database, "a", FIRST), await held(database, "b", FIRST)
    await came(database, one, resident_id=JANA)
    await came(database, two, resident_id=JANA)
    await came(database, one, name="Marie  Nováková")
    await came(database, two, name="marie novakova", party="public")
    await came(database, two, name="Karel Nový", party="public")
    whole = (await counts(database)).whole
    assert (whole.visits, whole.accounts, whole.names) == (5, 1, 2)


async def test_companions_are_visits_and_a_range_of_people(database: Database, area: str) -> None:
    one, two = await held(database, "a", FIRST), await held(database, "b", FIRST)
    await came(database, one, resident_id=JANA, people=4)
    await came(database, two, resident_id=JANA, people=3)
    await came(database, two)
    whole = (await counts(database)).whole
    assert whole == Audience(visits=8, accounts=1, names=0, unnamed_least=3, unnamed=6)
    assert (whole.least, whole.most) == (4, 7)


async def test_whoever_is_forgotten_is_not_counted_for_each_of_their_days(
    database: Database, area: str
) -> None:
    """Jana came on all three days with Ivan, Marie on the last one; nobody knows it any more."""
    days = [FIRST + timedelta(days=nth) for nth in range(3)]
    code = await held(database, "kurz", *days)
    for nth, people in ((1, 2), (2, 2), (3, 1), (3, 2)):
        await came(database, code, nth, people=people, party="user")
    found = await counts(database)
    assert found.whole == Audience(visits=3, unnamed_least=3, unnamed=3)
    assert found.by_party == {"user": found.whole}


async def test_everybody_belongs_to_the_party_with_which_they_came_last(
    database: Database, area: str
) -> None:
    before = await held(database, "a", FIRST)
    after = await held(database, "b", FIRST + timedelta(days=7))
    await came(database, before, resident_id=JANA, party="public")
    await came(database, after, resident_id=JANA, party="user")
    await came(database, after, resident_id=IVAN)
    found = await counts(database)
    assert found.by_party == {
        "user": Audience(visits=2, accounts=1),
        NO_PARTY: Audience(visits=1, accounts=1),
    }
    assert [one.visits_of for one in found.by_meeting] == [{"user": 1}, {"user": 1, NO_PARTY: 1}]


async def test_what_lies_across_the_border_of_two_halves_counts_in_the_first(
    database: Database, area: str
) -> None:
    last = datetime(2027, 6, 30, 22, tzinfo=PRAGUE)
    code = await held(database, "pobyt", last, last + timedelta(hours=12))
    for nth in (1, 2):
        await came(database, code, nth, resident_id=JANA)
    assert (await counts(database)).whole.visits == 1
    assert (await counts(database, SPRING.after)).whole.visits == 0
    assert SPRING.after.before == SPRING


async def test_others_do_not_count_here(database: Database, area: str) -> None:
    await came(database, await held(database, "a", FIRST), resident_id=JANA)
    async with database.reading() as session:
        abroad = await count(session, Organiser(1, ["hlucinsko-zapad"]), "", SPRING)
        with pytest.raises(NotYoursToHold):
            await count(session, Organiser(1, ["hlucinsko-zapad"]), AREA, SPRING)
    assert abroad.whole.visits == 0


AUDIENCES = st.dictionaries(
    st.sampled_from([*PARTIES, NO_PARTY]),
    st.integers(0, 12).map(lambda n: Audience(visits=n, accounts=n)),
)


@given(by_party=AUDIENCES)
def test_no_hidden_group_can_be_reckoned_from_the_total(by_party: Mapping[str, Audience]) -> None:
    told = published(by_party)
    hidden = [party for party, one in told.items() if one is None]
    assert all(one.least >= 5 for one in told.values() if one)
    assert len(hidden) != 1 or len(told) == 1
