"""An audience finds exactly those whom its sentence names, and never tells who took part."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from outreach import audiences
from outreach.audiences import (
    Audience,
    Count,
    Criterion,
    TurnoutStandsAlone,
    UnknownCriterion,
)
from people.profile import ELSEWHERE, NEWS
from storage import groups, people, places
from storage import surveys as kept_surveys
from storage.database import Database
from storage.groups import AGREED, ENDED, NOMINATED, Member, WorkingGroup
from storage.people import PARTIES, Resident
from storage.places import Area
from storage.surveys import Turnout
from tests.outreach.town import VIZOVICE, ZLIN, built, settled, survey
from texts import privacy
from texts.words import LANGUAGES

MUNICIPALITIES: Mapping[str, tuple[str, ...]] = {
    "585939": (VIZOVICE,),
    "585068": (ZLIN,),
    "585891": (VIZOVICE, ZLIN),
    "500011": (),
}
TOPICS = ("doprava", "bydleni", "zdravi")
MONTHS = [date(2026, month, 1) for month in (6, 9, 12)]
SURVEYS = 2
BOTH = (True, False)


@dataclass(frozen=True)
class Person:
    """One resident as plain values, to be sorted out by hand."""

    id: int
    areas: frozenset[str]
    municipality: str | None
    party: str | None
    language: str
    topics: frozenset[str]
    seen: date | None
    surveys: frozenset[str]
    reached: bool
    news: str


@dataclass(frozen=True)
class Crowd:
    people: Sequence[Person]
    surveys: Sequence[str]


async def crowd(session: AsyncSession, now: datetime) -> Crowd:
    """A hundred and twenty people, each a throw of the same dice."""
    dice = random.Random(4)
    for code in (VIZOVICE, ZLIN):
        session.add(Area(code=code, name={}))
    for code in MUNICIPALITIES:
        told = {"name": code, "folded": code, "district": "", "population": 1}
        await places.keep_municipality(session, code, **told)
    await session.flush()
    for code, areas in MUNICIPALITIES.items():
        for area in areas:
            await places.put_in_area(session, area, code)
    codes = [
        await survey(session, now.date(), now.date() + timedelta(days=n + 1), now)
        for n in range(SURVEYS)
    ]
    return Crowd([await _thrown(session, dice, n, codes, now) for n in range(120)], codes)


async def _thrown(
    session: AsyncSession, dice: random.Random, n: int, codes: Sequence[str], now: datetime
) -> Person:
    one = await people.arrive(session, 1000 + n, dice.choice(LANGUAGES), now.date())
    one.municipality = dice.choice([*MUNICIPALITIES, ELSEWHERE, None])
    if one.municipality in (ELSEWHERE, None):
        one.area_code = dice.choice([VIZOVICE, ZLIN, None])
    one.party = dice.choice([*PARTIES, None])
    one.seen_on = dice.choice([*MONTHS, None])
    one.news = dice.choice(NEWS)
    one.blocked = dice.random() < 0.2
    one.agreed_to = dice.choice([privacy.VERSION, privacy.VERSION, None])
    topics = frozenset(topic for topic in TOPICS if dice.random() < 0.4)
    for topic in topics:
        await people.set_topic(session, one.id, topic, True)
    answered = frozenset(code for code in codes if dice.random() < 0.5)
    for code in answered:
        await kept_surveys.keep_turnout(session, code, one.id, dice.random() < 0.5)
    await session.flush()
    areas = (
        {one.area_code} if one.area_code else set(MUNICIPALITIES.get(one.municipality or "", ()))
    )
    return Person(
        id=one.id,
        areas=frozenset(area for area in areas if area),
        municipality=one.municipality,
        party=one.party,
        language=one.language,
        topics=topics,
        seen=one.seen_on,
        surveys=answered,
        reached=one.agreed_to is not None and not one.blocked,
        news=one.news,
    )


def belongs(person: Person, audience: Audience, codes: Sequence[str], *, unasked: bool) -> bool:
    if not person.reached or (unasked and person.news == "none"):
        return False
    if audience.areas and not person.areas & set(audience.areas):
        return False
    return all(applies(person, one, codes) is not one.without for one in audience.criteria)


def applies(person: Person, criterion: Criterion, codes: Sequence[str]) -> bool:
    values = set(criterion.values)
    match criterion.kind:
        case "municipality":
            return person.municipality in values
        case "party":
            return person.party in values
        case "language":
            return person.language in values
        case "topic":
            return bool(person.topics & values)
        case "seen_since":
            since = min(map(date.fromisoformat, values)).replace(day=1)
            return person.seen is not None and person.seen >= since
        case "took_part":
            return bool(person.surveys & values)
    assert criterion.kind == "not_took_part"
    return not person.surveys & values


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=2, unique=True).map(tuple)


def criteria() -> st.SearchStrategy[Criterion]:
    days = [date(2026, 7, 14).isoformat(), date(2026, 12, 31).isoformat()]
    values = {
        "municipality": [*MUNICIPALITIES],
        "party": [*PARTIES],
        "language": [*LANGUAGES],
        "topic": [*TOPICS],
        "seen_since": days,
    }
    return st.one_of(
        *(
            st.builds(Criterion, st.just(kind), some(offered), st.booleans())
            for kind, offered in values.items()
        )
    )


def turnout(codes: Sequence[str]) -> st.SearchStrategy[Criterion]:
    kinds, one = st.sampled_from(["took_part", "not_took_part"]), st.sampled_from(list(codes))
    return st.builds(Criterion, kinds, st.tuples(one))


@pytest.fixture
async def people_there(database: Database, now: datetime) -> Crowd:
    async with database.writing() as session:
        return await crowd(session, now)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_query_finds_whom_a_plain_look_finds(
    database: Database, people_there: Crowd, data: st.DataObject
) -> None:
    codes = people_there.surveys
    areas = data.draw(st.lists(st.sampled_from([VIZOVICE, ZLIN]), max_size=2, unique=True))
    plain = st.lists(criteria(), max_size=3)
    drawn = data.draw(st.one_of(plain, st.lists(turnout(codes), min_size=1, max_size=1)))
    unasked = data.draw(st.booleans())
    audience = Audience(tuple(areas), tuple(drawn))
    assert Audience.from_json(audience.to_json()) == audience
    audiences.check(audience)
    ids = audiences.query(audience, unasked=unasked).with_only_columns(col(Resident.id))
    async with database.reading() as session:
        found = set(await session.scalars(ids))
        size = await audiences.size(session, audience, unasked=unasked)
    expected = [
        one for one in people_there.people if belongs(one, audience, codes, unasked=unasked)
    ]
    assert found == {one.id for one in expected}
    assert size == len(expected)


async def test_a_crowd_is_counted_in_tens_and_a_handful_not_at_all(
    database: Database, now: datetime
) -> None:
    await built(database, now, size=0)
    async with database.writing() as session:
        code = await survey(session, now.date(), now.date() + timedelta(days=9), now)
        took_part = Audience((VIZOVICE,), (Criterion("took_part", (code,)),))
        for n in range(29):
            person = await settled(session, 500 + n, VIZOVICE, now)
            await kept_surveys.keep_turnout(session, code, person.id, True)
            few = n + 1 < audiences.SMALLEST_CROWD
            found = await audiences.count(session, took_part)
            assert found == Count(0 if few else 20, None, rounded=True, too_few=few)
        assert await audiences.count(session, Audience((VIZOVICE,))) == Count(29, 0)


async def test_no_choice_tells_whether_one_person_took_part(
    database: Database, now: datetime
) -> None:
    """Ivan differs from his neighbours in everything; thirty have answered, with him or without."""
    await built(database, now, size=0)
    async with database.writing() as session:
        told = {"name": "Lhota", "folded": "lhota", "district": "", "population": 1}
        await places.keep_municipality(session, "585939", **told)
        await places.put_in_area(session, VIZOVICE, "585939")
        days = [now.date() + timedelta(days=days) for days in (8, 9)]
        code, only_ivan = [await survey(session, now.date(), day, now) for day in days]
        neighbours = [await settled(session, 500 + n, VIZOVICE, now) for n in range(40)]
        ivan = neighbours[-1]
        ivan.language, ivan.party, ivan.seen_on = "uk", PARTIES[0], MONTHS[-1]
        ivan.area_code, ivan.municipality = None, "585939"
        await people.set_topic(session, ivan.id, TOPICS[0], True)
        await kept_surveys.keep_turnout(session, only_ivan, ivan.id, True)
        ids = [one.id for one in neighbours]
    his = {
        "municipality": "585939",
        "party": PARTIES[0],
        "language": "uk",
        "topic": TOPICS[0],
        "seen_since": MONTHS[-1].isoformat(),
    }
    more = [Criterion(kind, (value,), without) for kind, value in his.items() for without in BOTH]
    more += [Criterion("took_part", (only_ivan,)), Criterion("not_took_part", (only_ivan,))]
    choices = [(Criterion("took_part", (code, only_ivan)),)]
    for asked in (Criterion("took_part", (code,)), Criterion("not_took_part", (code,))):
        choices += [(asked,), *((asked, one) for one in more)]
    worlds = (ids[:30], [*ids[:29], ivan.id])
    with_him, without_him = [
        [await _told_in(database, code, world, Audience((VIZOVICE,), one)) for one in choices]
        for world in worlds
    ]
    assert with_him == without_him


async def _told_in(
    database: Database, code: str, took_part: Sequence[int], audience: Audience
) -> Count | type[Exception]:
    """What a coordinator learns of the audience in a world in which these have answered."""
    async with database.writing() as session:
        await session.execute(delete(Turnout).where(col(Turnout.survey_code) == code))
        for one in took_part:
            await kept_surveys.keep_turnout(session, code, one, True)
    try:
        audiences.check(audience)
    except TurnoutStandsAlone:
        return TurnoutStandsAlone
    async with database.reading() as session:
        return await audiences.count(session, audience)


async def test_a_working_group_is_chosen_or_left_out_by_who_sits_in_it(
    database: Database, now: datetime
) -> None:
    """Whoever was nominated and has not agreed, or has left, does not; others live far away."""
    await built(database, now, size=0)
    async with database.writing() as session:
        for code in ("PSS01", "PSS02"):
            told = {"code": code, "key": code, "name": {"cs": code}, "made_at": now}
            session.add(WorkingGroup(**told, area_code=VIZOVICE))
        await session.flush()
        for n, (area, code, state) in enumerate(
            (
                (VIZOVICE, "PSS01", AGREED),
                (ZLIN, "PSS01", AGREED),
                (VIZOVICE, "PSS01", NOMINATED),
                (VIZOVICE, "PSS01", ENDED),
                (VIZOVICE, "PSS02", AGREED),
            )
        ):
            person = await settled(session, 100 + n, area, now)
            seat = {"group_code": code, "party": "user", "state": state, "nominated_at": now}
            session.add(Member(**seat, name="Ukázka", resident_id=person.id))
        session.add(Member(**seat, name="Bez účtu"))
    there = Criterion("group", ("PSS01",))
    both = Criterion("group", ("PSS01", "PSS02"))
    without = replace(there, without=True)
    async with database.reading() as session:
        for criteria, count in (((there,), 2), ((both,), 3), ((without,), 3), ((), 4)):
            assert await audiences.size(session, Audience((VIZOVICE,), criteria)) == count
    async with database.writing() as session:
        ended = await groups.group(session, "PSS01", locked=True)
        assert ended
        ended.ended_at = now
    async with database.reading() as session:
        assert await audiences.size(session, Audience((VIZOVICE,), (there,))) == 0


async def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(UnknownCriterion):
        audiences.check(Audience((), (Criterion("shoe_size", ("44",)),)))
