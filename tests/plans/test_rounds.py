"""Rounds before the public's: who reads what, what stays among them, what goes on from there."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select

from handlers.plans.annex_words import written
from outreach import round_words
from outreach.notices import tell
from plans import (
    changing,
    comments,
    consultation,
    entering,
    keeping,
    news,
    reading,
    register,
    rounds,
    running,
)
from plans.annex import annex
from plans.changes import Change
from plans.channels import CannotClose, ChannelNotTaken
from plans.comments import NoSuchComment
from plans.consultation import (
    GROUP,
    PUBLIC,
    STEERING,
    AgainstTheRules,
    Dates,
    NoSuchPlan,
    Rule,
    WindowClosed,
    broken,
)
from plans.entering import OutOfTime, Paper, Point
from plans.news import Scope
from plans.rounds import Reach
from plans.running import ChangedMeanwhile, NobodySits, Runner
from storage import comments as tables
from storage import groups, places
from storage import plans as plan_tables
from storage.comment_news import Span
from storage.comments import Comment
from storage.database import Database
from storage.groups import AGREED, ENDED, GUEST, MEMBER, Member, WorkingGroup
from storage.outreach import Letter
from storage.plans import Consultation
from tests.plans.test_comments import released, somebody
from tests.plans.test_keeping import area, document, section
from texts.words import Words

__all__ = ["area"]

STAFF = Runner(99, None)
NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
IN_GROUP = datetime(2027, 2, 5, 9, 0, tzinfo=UTC)
IN_STEERING = datetime(2027, 2, 17, 9, 0, tzinfo=UTC)
IN_PUBLIC = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
GROUP_DAYS = Dates(date(2027, 2, 2), date(2027, 2, 14))
STEERING_DAYS = Dates(date(2027, 2, 15), date(2027, 2, 20))
PUBLIC_DAYS = Dates(date(2027, 3, 1), date(2027, 4, 5))

CARE = section("1", "Pečovatelská služba", "Služba končí v šest.").model_copy(
    update={"group": "senio"}
)
BUS = section("2", "Doprava k lékaři", "Autobus jezdí ráno.")
LATER = section("1", "Pečovatelská služba", "Služba končí v osm.").model_copy(
    update={"group": "senio"}
)
JANA, BOHDAN, CYRIL, DANA = 1, 2, 3, 4


@pytest.fixture
async def code(database: Database, area: str) -> str:
    """A plan whose first section the seniors' group minds; Jana sits in it, Bohdan in the
    steering group, Cyril in a group that the plan does not concern, Dana in none."""
    async with database.writing() as session:
        for key, kind in (("senio", "working"), ("rodin", "working"), ("ridic", "steering")):
            told = {"key": key, "area_code": area, "kind": kind, "name": {"cs": key.title()}}
            session.add(WorkingGroup(code=key.upper(), made_at=NOW, **told))
        plan = await keeping.keep(session, document(CARE, BUS), NOW)
    for account, group in ((JANA, "SENIO"), (BOHDAN, "RIDIC"), (CYRIL, "RODIN")):
        await seated(database, account, group)
    await somebody(database, DANA)
    return plan.code


async def seated(database: Database, account: int, group: str, role: str = MEMBER) -> None:
    person = await somebody(database, account)
    async with database.writing() as session:
        session.add(
            Member(
                group_code=group,
                resident_id=person.id,
                name=f"Osoba {account}",
                party="user",
                role=role,
                state=AGREED,
                nominated_at=NOW,
            )
        )


async def opened(
    database: Database, code: str, round_: str, dates: Dates, when: datetime = NOW
) -> None:
    async with database.writing() as session:
        plan = await plan_tables.plan(session, code)
        assert plan
        await running.open_window(session, STAFF, code, plan.version, dates, when, round_)


async def next_version(database: Database, when: datetime) -> None:
    async with database.writing() as session:
        await keeping.keep(session, document(LATER, BUS, label="0.2"), when)


async def version_read(database: Database, code: str, account: int, when: datetime) -> int | None:
    """The version that somebody may read then; None where there is none for them."""
    person = await somebody(database, account)
    async with database.reading() as session:
        try:
            return (await rounds.draft_for(session, code, person.id, when)).version.number
        except NoSuchPlan:
            return None


async def said(
    database: Database, code: str, account: int, when: datetime, text: str = "Ať končí v deset."
) -> Comment:
    person = await somebody(database, account)
    async with database.writing() as session:
        place, number = (code, "1", "factual"), int(when.timestamp()) % 10**6 + account
        unsent = await comments.write(session, place, text, number, "cs", when, person.id)
        return await comments.send(session, person, unsent, "telegram", when)


async def heard(database: Database, group: str, when: datetime) -> dict[str, list[str]]:
    """Numbers by round that a group's digest would tell of."""
    async with database.reading() as session:
        found = await groups.group(session, group)
        assert found
        scope = Scope(found.code, found.key, found.area_code, is_steering=found.kind == STEERING)
        told = await news.since(session, scope, Span(NOW, when))
    return {one.round: [line.number for line in one.lines] for one in told if one.lines}


async def release(database: Database, number: str, when: datetime) -> None:
    await released(database, number)
    async with database.writing() as session:
        found = await tables.comment(session, number)
        assert found
        found.released_at = when


def test_statutory_days_are_the_publics_alone() -> None:
    short = Dates(date(2027, 2, 2), date(2027, 2, 5))
    assert broken(short, date(2027, 2, 1), GROUP) == []
    assert [one.rule for one in broken(short, date(2027, 2, 1))] == [Rule.SHORT]
    turned = Dates(date(2027, 2, 5), date(2027, 2, 2))
    assert [one.rule for one in broken(turned, date(2027, 2, 1), GROUP)] == [Rule.TURNED]


async def test_each_round_reads_when_its_own_has_begun_and_nobody_else_does(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    await opened(database, code, STEERING, STEERING_DAYS)
    everybody = (JANA, BOHDAN, CYRIL, DANA)
    for when, reads in (
        (NOW, [None, None, None, None]),
        (IN_GROUP, [1, None, None, None]),
        (IN_STEERING, [1, 1, None, None]),
    ):
        assert [await version_read(database, code, one, when) for one in everybody] == reads
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    assert [await version_read(database, code, one, IN_PUBLIC) for one in everybody] == [1] * 4


async def test_who_has_left_the_group_reads_no_more(database: Database, code: str) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    assert await version_read(database, code, JANA, IN_GROUP) == 1
    async with database.writing() as session:
        [seat] = await groups.members(session, "SENIO")
        seat.state = ENDED
    assert await version_read(database, code, JANA, IN_GROUP) is None


async def test_a_group_is_meant_by_its_name_above_or_by_topics_where_no_name_is_given(
    database: Database,
) -> None:
    body = rounds.Body("SENIO", "senio", frozenset({"seniori"}))
    below = section("1.1", "Terénní", level=2)
    other = section("2", "Rodiny").model_copy(update={"group": "rodin", "topics": ("seniori",)})
    topical = section("3", "Doprava").model_copy(update={"topics": ("seniori",)})
    assert rounds.own_sections([CARE, below, other, topical], body) == ["1", "1.1", "3"]


async def test_rounds_come_one_after_another(database: Database, code: str) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    early = Dates(date(2027, 2, 14), date(2027, 2, 20))
    with pytest.raises(AgainstTheRules) as refused:
        await opened(database, code, STEERING, early)
    [one] = refused.value.broken
    assert (one.rule, one.day) == (Rule.ROUND_LASTS, date(2027, 2, 14))
    with pytest.raises(AgainstTheRules):
        await opened(database, code, PUBLIC, PUBLIC_DAYS, IN_GROUP)
    async with database.writing() as session:
        with pytest.raises(AgainstTheRules):
            await running.publish(session, STAFF, code, 1, IN_GROUP)
        plan = await plan_tables.plan(session, code)
        assert plan
        assert plan.public_version is None
        await running.publish(session, STAFF, code, 1, datetime(2027, 2, 15, 9, tzinfo=UTC))


async def test_a_round_in_which_nobody_sits_is_not_opened(database: Database, area: str) -> None:
    async with database.writing() as session:
        plan = await keeping.keep(session, document(BUS), NOW)
    with pytest.raises(NobodySits):
        await opened(database, plan.code, GROUP, GROUP_DAYS)


async def test_a_shared_version_stays_as_it_is_and_the_next_is_given_by_hand(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    first = await said(database, code, JANA, IN_GROUP)
    await next_version(database, IN_GROUP)
    assert await version_read(database, code, JANA, IN_GROUP) == 1
    async with database.writing() as session:
        with pytest.raises(ChangedMeanwhile):
            await running.share(session, STAFF, code, 1, GROUP, IN_GROUP)
        await running.share(session, STAFF, code, 2, GROUP, IN_GROUP)
    assert await version_read(database, code, JANA, IN_GROUP) == 2
    async with database.reading() as session:
        moved = await tables.comment(session, first.number)
        assert moved
        assert (moved.version, moved.first_version) == (2, 1)
        assert await keeping.sections(session, code, 1) == (CARE, BUS)


async def test_comments_carry_their_round_and_number_on_in_one_series(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    await opened(database, code, STEERING, STEERING_DAYS)
    found = [
        await said(database, code, JANA, IN_GROUP),
        await said(database, code, BOHDAN, IN_STEERING),
    ]
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    found.append(await said(database, code, JANA, IN_PUBLIC))
    assert [one.round for one in found] == [GROUP, STEERING, PUBLIC]
    assert [one.number[-4:] for one in found] == ["0001", "0002", "0003"]


async def test_a_letter_of_a_round_is_entered_into_it_and_stays_inside(
    database: Database, code: str
) -> None:
    """While the round has its own version, and after it once comments have moved on."""
    await opened(database, code, GROUP, GROUP_DAYS)
    point = Point("1", "factual", "Ať služba končí v osm.")
    letter = Paper("paper", IN_GROUP.date(), IN_GROUP.date(), "a", (point,), round=GROUP)
    async with database.writing() as session:
        assert await entering.windows_of(session, code, NOW) == []
        [found] = await entering.enter(session, STAFF, code, letter, IN_GROUP)
        assert (found.round, found.version, found.channel) == (GROUP, 1, "paper")
        after = IN_STEERING.date()
        late = replace(letter, code_hash="b", sent_on=after, received_on=after)
        with pytest.raises(OutOfTime):
            await entering.enter(session, STAFF, code, late, IN_STEERING)
        with pytest.raises(NoSuchPlan):
            await entering.enter(session, STAFF, code, replace(letter, round=PUBLIC), IN_GROUP)
    await release(database, found.number, IN_GROUP)
    assert await heard(database, "SENIO", IN_STEERING) == {GROUP: [found.number]}
    await next_version(database, IN_STEERING)
    await opened(database, code, PUBLIC, PUBLIC_DAYS, IN_STEERING)
    async with database.writing() as session:
        letter = replace(letter, code_hash="c")
        [found] = await entering.enter(session, STAFF, code, letter, IN_PUBLIC)
        assert (found.round, found.version) == (GROUP, 2)
        plan = await plan_tables.plan(session, code)
        assert plan
        assert (await register.page(session, plan, None, 1)).entries == ()


async def test_the_ways_of_a_round_are_chosen_and_the_web_is_none_of_them(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    async with database.writing() as session:
        window = await plan_tables.consultation(session, code, GROUP)
        assert window
        assert window.channels == ["telegram", "email", "paper"]
        change = (session, STAFF, code)
        await running.take_channel(*change, "paper", on=False, now=NOW, round_=GROUP)
        assert window.channels == ["telegram", "email"]
        with pytest.raises(ChannelNotTaken):
            await running.take_channel(*change, "web", on=True, now=NOW, round_=GROUP)
        with pytest.raises(CannotClose):
            await running.take_channel(*change, "email", on=False, now=IN_GROUP, round_=GROUP)
        point = Point("1", "factual", "Ať služba končí v osm.")
        letter = Paper("paper", IN_GROUP.date(), IN_GROUP.date(), "a", (point,), round=GROUP)
        with pytest.raises(ChannelNotTaken):
            await entering.enter(session, STAFF, code, letter, IN_GROUP)


async def test_a_rounds_window_opens_and_closes_by_its_dates(database: Database, code: str) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    with pytest.raises(NoSuchPlan):
        await said(database, code, JANA, NOW)
    with pytest.raises(NoSuchPlan):
        await said(database, code, DANA, IN_GROUP)
    last = datetime(2027, 2, 14, 22, 59, 59, tzinfo=UTC)
    found = await said(database, code, JANA, last)
    with pytest.raises(WindowClosed):
        await said(database, code, JANA, last + timedelta(seconds=1))
    with pytest.raises(WindowClosed):
        async with database.writing() as session:
            await changing.say_otherwise(session, found.number, "Jinak.", IN_STEERING)
    async with database.writing() as session:
        await running.extend(session, STAFF, code, date(2027, 2, 18), IN_STEERING, GROUP)
        await changing.say_otherwise(session, found.number, "Jinak.", IN_STEERING)


async def test_whoever_sits_in_no_round_neither_finds_nor_joins_its_comments(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    number = (await said(database, code, JANA, IN_GROUP)).number
    await release(database, number, IN_GROUP)
    await seated(database, 7, "SENIO", GUEST)
    dana, member = await somebody(database, DANA), await somebody(database, 7)
    async with database.writing() as session:
        with pytest.raises(NoSuchPlan):
            await comments.join(session, dana.id, number, IN_GROUP)
        _, joined = await comments.join(session, member.id, number, IN_GROUP)
    assert joined == 1
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    async with database.writing() as session:
        with pytest.raises(NoSuchComment):
            await comments.join(session, dana.id, number, IN_PUBLIC)
        assert await tables.released(session, code, None) == []


async def test_similar_comments_are_those_of_the_same_round(database: Database, code: str) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    number = (await said(database, code, JANA, IN_GROUP)).number
    await release(database, number, IN_GROUP)
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    dana, place = await somebody(database, DANA), (code, "1", "factual")
    async with database.reading() as session:
        unsent = await comments.write(
            session, place, "Ať končí v deset.", 5, "cs", IN_PUBLIC, dana.id
        )
        assert await comments.similar(session, unsent) == []


async def publishing(database: Database, area: str) -> None:
    """The area's rules let everybody read what rounds have said."""
    async with database.writing() as session:
        settings = {"settling": {"publishes_rounds": True}}
        await places.keep_area(session, area, {"cs": "Vizovice"}, settings)


@pytest.mark.parametrize("publishes", [False, True])
async def test_the_register_tells_of_rounds_only_where_the_rules_say_so(
    database: Database, code: str, area: str, publishes: bool
) -> None:
    if publishes:
        await publishing(database, area)
    await opened(database, code, GROUP, GROUP_DAYS)
    number = (await said(database, code, JANA, IN_GROUP)).number
    await release(database, number, IN_GROUP)
    told = []
    for published in (False, True):
        if published:
            await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, tzinfo=UTC))
        async with database.reading() as session:
            plan = await plan_tables.plan(session, code)
            assert plan
            page = await register.page(session, plan, None, 1, GROUP)
            assert (await register.page(session, plan, None, 1)).entries == ()
            reach = await rounds.reach(session, plan, GROUP)
            told.append((len(page.entries), reach))
            if not page.entries:
                with pytest.raises(NoSuchComment):
                    await register.entry(session, plan, number)
    before = Reach.LATER if publishes else Reach.INSIDE
    assert told == [(0, before), (1, Reach.EVERYBODY) if publishes else (0, Reach.INSIDE)]


async def test_what_changed_since_the_round_is_for_those_who_sat_in_it(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    await next_version(database, IN_STEERING)
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    changed = []
    for account in (JANA, DANA):
        person = await somebody(database, account)
        async with database.reading() as session:
            draft = await rounds.draft_for(session, code, person.id, IN_PUBLIC)
            assert draft.version.number == 2
            changed.append(dict(await reading.changed(session, draft)))
    assert changed == [{"1": Change.CHANGED}, {}]
    async with database.reading() as session:
        found = await running.look(session, STAFF, code, IN_PUBLIC)
    assert found.before
    assert (found.before.number, found.changes) == (1, {Change.CHANGED: 1})


async def test_digests_tell_of_each_round_apart_and_to_its_own(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    await opened(database, code, STEERING, STEERING_DAYS)
    in_group = (await said(database, code, JANA, IN_GROUP)).number
    await release(database, in_group, IN_GROUP)
    assert await heard(database, "SENIO", IN_GROUP) == {GROUP: [in_group]}
    assert await heard(database, "RODIN", IN_GROUP) == {}
    assert await heard(database, "RIDIC", IN_GROUP) == {}
    in_steering = (await said(database, code, BOHDAN, IN_STEERING)).number
    await release(database, in_steering, IN_STEERING)
    assert await heard(database, "RIDIC", IN_STEERING) == {
        GROUP: [in_group],
        STEERING: [in_steering],
    }
    assert await heard(database, "SENIO", IN_STEERING) == {GROUP: [in_group]}
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    public = (await said(database, code, DANA, IN_PUBLIC)).number
    await release(database, public, IN_PUBLIC)
    assert await heard(database, "SENIO", IN_PUBLIC) == {GROUP: [in_group], PUBLIC: [public]}


async def test_a_digest_names_sections_as_the_group_may_read_them(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    renamed = LATER.model_copy(update={"title": {"cs": "Pečovatelská služba a taxi"}})
    async with database.writing() as session:
        await keeping.keep(session, document(renamed, BUS, title={"cs": "Tajný název"}), IN_GROUP)
    scope = Scope("SENIO", "senio", "orp-vizovice")
    async with database.reading() as session:
        title = await news.title_of(session, scope, code, "1", IN_GROUP)
        strangers = Scope("RODIN", "rodin", "orp-vizovice")
        assert await news.title_of(session, strangers, code, "1", IN_GROUP) == {}
    assert title == {"cs": "Pečovatelská služba"}


async def test_the_annex_tells_each_of_the_rounds_that_are_theirs(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    await opened(database, code, STEERING, STEERING_DAYS)
    for account, when in ((JANA, IN_GROUP), (BOHDAN, IN_STEERING)):
        await release(database, (await said(database, code, account, when)).number, when)
    jana, bohdan = await somebody(database, JANA), await somebody(database, BOHDAN)
    async with database.reading() as session:
        told = []
        for person in (jana, bohdan):
            draft = await rounds.draft_for(session, code, person.id, IN_STEERING)
            found = await annex(session, code, everything=True, reader=draft)
            told.append(list(found.rounds))
        office = await annex(session, code, everything=True, for_office=True)
        anybody = await annex(session, code, everything=True)
    assert told == [[GROUP], [GROUP, STEERING]]
    assert list(office.rounds) == [GROUP, STEERING]
    assert list(anybody.rounds) == []
    assert (anybody.counted, anybody.windows) == ({}, [])
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    async with database.reading() as session:
        published = await annex(session, code)
    assert published.counted == {GROUP: 1, STEERING: 1}
    assert [one.round for one in published.windows] == [GROUP, STEERING, PUBLIC]


async def test_the_table_in_files_has_a_part_for_each_round(
    database: Database, code: str, area: str
) -> None:
    await publishing(database, area)
    await opened(database, code, GROUP, GROUP_DAYS)
    inside = (await said(database, code, JANA, IN_GROUP)).number
    await opened(database, code, PUBLIC, PUBLIC_DAYS, datetime(2027, 2, 22, 9, tzinfo=UTC))
    outside = (await said(database, code, DANA, IN_PUBLIC)).number
    for one in (inside, outside):
        await release(database, one, IN_PUBLIC)
    async with database.reading() as session:
        found = await annex(session, code, everything=True, for_office=True)
    made = written(found, Words("cs"), IN_PUBLIC)
    assert [(part.heading, len(part.rows)) for part in made.parts] == [
        ("Připomínky pracovních skupin", 1),
        ("Připomínky veřejnosti", 1),
    ]
    assert [row[-1] for row in made.rows] == ["Pracovní skupiny", "Veřejnost"]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf())).pages]
    cells = [cell.text for cell in Document(io.BytesIO(made.docx())).tables[-1]._cells]
    assert "Připomínky pracovních skupin" in " ".join(pages)
    for wanted in ("Připomínky pracovních skupin", "Připomínky veřejnosti", inside, outside):
        assert wanted in cells


@given(st.dates(date(2027, 2, 2), date(2027, 6, 1)), st.integers(0, 40))
def test_the_day_after_the_one_that_is_named_breaks_the_order_no_more(
    opens: date, length: int
) -> None:
    last = opens + timedelta(days=length)
    window = Consultation(
        plan_code="", round=GROUP, version=1, opens_at=NOW, closes_at=consultation.ends(last)
    )
    for round_ in (STEERING, PUBLIC):
        [named] = consultation.round_lasts([window], round_, last)
        after = named.day + timedelta(days=1)
        assert named.day == last
        assert consultation.round_lasts([window], round_, after) == []
    assert consultation.round_lasts([window], GROUP, last) == []


async def told_to(database: Database) -> list[tuple[str, int]]:
    async with database.reading() as session:
        found = await session.scalars(select(Letter))
        return sorted((one.about, one.telegram_id or 0) for one in found)


async def test_members_are_told_once_when_their_round_opens_and_before_it_closes(
    database: Database, code: str
) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    day_before = datetime(2027, 2, 13, 9, 0, tzinfo=UTC)
    for moment in (IN_GROUP - timedelta(days=3), day_before, day_before):
        async with database.writing() as session:
            happened = [
                *await consultation.just_opened(session, moment - timedelta(days=1), moment),
                *await consultation.closing_tomorrow(session, moment),
            ]
            for one in happened:
                await tell(session, one, moment)
    assert await told_to(database) == [
        (f"plan-closes:{code}:group:2027-02-14", JANA),
        (f"plan-opened:{code}:group", JANA),
    ]


async def test_of_a_short_round_nobody_is_reminded(database: Database, code: str) -> None:
    await opened(database, code, GROUP, Dates(date(2027, 2, 2), date(2027, 2, 3)))
    async with database.writing() as session:
        morning = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)
        assert await consultation.closing_tomorrow(session, morning) == []


async def test_a_longer_round_is_told_to_its_members_alone(database: Database, code: str) -> None:
    await opened(database, code, GROUP, GROUP_DAYS)
    dana = await somebody(database, DANA)
    async with database.writing() as session:
        await plan_tables.follow(session, code, dana.id, True)
        until = date(2027, 2, 18)
        extended = await running.extend(session, STAFF, code, until, IN_GROUP, GROUP)
        await tell(session, extended, IN_GROUP)
    assert await told_to(database) == [(f"plan-extended:{code}:group:2027-02-18", JANA)]


def test_every_round_has_its_names() -> None:
    assert set(round_words.NAMES) == set(round_words.COMMENTS_OF) == set(consultation.ROUNDS)
