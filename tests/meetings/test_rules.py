"""Rules that warn: working days before which people are invited, and the clock of a hearing."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from meetings.documents import Meeting, When
from meetings.kinds import Template, kinds_of, template_of
from meetings.rules import Rule, Rules, lead_days_of, rules_of
from plans import consultation
from storage.database import Database
from storage.groups import WorkingGroup
from storage.places import Area
from texts.working_days import after, is_working

DAY = timedelta(days=1)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
waits = st.integers(0, 30)


@given(days, waits)
def test_so_many_working_days_lie_between(today: date, wait: int) -> None:
    earliest = after(today, wait)
    between = [today + n * DAY for n in range(1, (earliest - today).days + 1)]
    assert sum(is_working(one) for one in between) == wait
    assert wait == 0 or is_working(earliest)


@given(days, waits, st.none() | days, st.none() | days, days)
def test_the_earliest_day_is_the_first_that_breaks_nothing_before(
    today: date, wait: int, opens: date | None, closes: date | None, day: date
) -> None:
    rules = Rules(wait, None, opens, closes)
    before = {Rule.INVITED_LATE, Rule.DRAFT_LATE}
    broken = {one.rule for one in rules.broken(day, today)}
    assert bool(broken & before) == (day < rules.earliest(today))
    assert (Rule.COMMENTS_SHORT in broken) == bool(rules.latest and day > rules.latest)


def test_christmas_does_not_count() -> None:
    assert after(date(2026, 12, 22), 3) == date(2026, 12, 29)


def test_the_clock_of_a_hearing_is_that_of_the_consultation() -> None:
    opens, closes, today = date(2027, 3, 1), date(2027, 4, 5), date(2027, 2, 1)
    rules = Rules(0, None, opens, closes)
    assert rules.earliest(today) == date(2027, 3, 15)
    assert rules.latest == date(2027, 3, 22)
    for n in range(60):
        hearing = opens + n * DAY
        told = consultation.broken(consultation.Dates(opens, closes, hearing), today)
        assert [one.day for one in told if one.rule == "before_hearing"] == [
            one.day for one in rules.broken(hearing, today) if one.rule is Rule.DRAFT_LATE
        ]
        late = any(one.rule == "after_hearing" for one in told)
        assert late == any(one.rule is Rule.COMMENTS_SHORT for one in rules.broken(hearing, today))


def test_each_rule_is_told_once_for_the_first_date_that_breaks_it() -> None:
    starts = [datetime(2027, 2, n, 9, tzinfo=UTC) for n in (2, 3, 20)]
    dates = [When(start=one, end=one + timedelta(hours=1)) for one in starts]
    [broken] = Rules(5).broken_by(dates, date(2027, 2, 1))
    assert (broken.rule, broken.day, broken.days) == (Rule.INVITED_LATE, date(2027, 2, 8), 5)


def test_a_group_has_its_own_time_else_the_kind_else_the_usual_one() -> None:
    own = {"groups": {"seniori": 10}, "kinds": {"seminar": 3, "jednani-ps": 7}}
    area = Area(code="a", name={"cs": "A"}, settings={"meeting_lead_days": own})
    assert lead_days_of(area, "jednani-ps", "seniori") == 10
    assert lead_days_of(area, "jednani-ps", "rodiny") == 7
    assert lead_days_of(area, "seminar", "") == 3
    assert lead_days_of(area, "verejne-setkani", "") == 0
    assert lead_days_of(None, "jednani-rs", "") == 5
    for nonsense in ("soon", {"groups": "soon"}, {"kinds": {"jednani-ps": "soon"}}):
        strange = Area(code="a", name={"cs": "A"}, settings={"meeting_lead_days": nonsense})
        assert lead_days_of(strange, "jednani-ps", "seniori") == 5


def test_every_usual_kind_begins_with_something_that_can_be_kept() -> None:
    for kind in kinds_of(None):
        told = template_of(None, kind)
        fields = {"key": "k", "area": "a", "kind": kind, "title": {"cs": "T"}, **told.fields()}
        assert Meeting.model_validate(fields).capacity == told.capacity
    assert template_of(None, "edukativni-pobyt").unit == "family"
    assert template_of(None, "nobody-knows") == Template()


def test_an_area_says_what_its_own_kinds_begin_with() -> None:
    own = [
        {"id": "beseda", "text": {"cs": "beseda"}, "usual": {"minutes": 90, "capacity": 12}},
        {"id": "seminar", "text": {"cs": "seminář"}, "usual": {"minutes": "long"}},
    ]
    area = Area(code="a", name={"cs": "A"}, settings={"meeting_kinds": own})
    assert template_of(area, "beseda").lasts == timedelta(minutes=90)
    assert template_of(area, "seminar").capacity == 20


async def test_the_rules_of_a_meeting_of_a_group_name_the_group(database: Database) -> None:
    own = {"groups": {"seniori": 4}}
    fields = {"key": "k", "area": "a", "kind": "jednani-ps", "title": {"cs": "T"}}
    dated = {"documents_available_from": "2027-03-01", "comments_until": "2027-04-05"}
    async with database.writing() as session:
        session.add(Area(code="a", name={"cs": "A"}, settings={"meeting_lead_days": own}))
        await session.flush()
        group = WorkingGroup(
            code="SENIO", key="seniori", area_code="a", name={"cs": "Senioři"}, made_at=NEW_YEAR
        )
        session.add(group)
    async with database.reading() as session:
        of_group = Meeting.model_validate({**fields, "group": "seniori"})
        rules = await rules_of(session, of_group)
        assert (rules.lead_days, rules.group) == (4, {"cs": "Senioři"})
        rules = await rules_of(session, Meeting.model_validate({**fields, **dated}))
        assert (rules.opens, rules.closes) == (date(2027, 3, 1), date(2027, 4, 5))
        assert rules.group is None
