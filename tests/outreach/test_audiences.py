"""An audience finds exactly those whom its sentence names, and never tells who took part."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from outreach import audiences
from outreach.audiences import Audience, Count, Criterion, UnknownCriterion
from people.profile import ELSEWHERE, NEWS, PARTIES
from storage import people, places
from storage import surveys as kept_surveys
from storage.database import Database
from storage.people import Resident
from storage.places import Area
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


def criteria(codes: Sequence[str]) -> st.SearchStrategy[Criterion]:
    days = [date(2026, 7, 14).isoformat(), date(2026, 12, 31).isoformat()]
    values = {
        "municipality": [*MUNICIPALITIES],
        "party": [*PARTIES],
        "language": [*LANGUAGES],
        "topic": [*TOPICS],
        "seen_since": days,
    }
    plain = [
        st.builds(Criterion, st.just(kind), some(offered), st.booleans())
        for kind, offered in values.items()
    ]
    turnout = [
        st.builds(Criterion, st.just(kind), some(codes)) for kind in ("took_part", "not_took_part")
    ]
    return st.one_of(*plain, *turnout)


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
    drawn = data.draw(st.lists(criteria(codes), max_size=3))
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


async def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(UnknownCriterion):
        audiences.check(Audience((), (Criterion("shoe_size", ("44",)),)))
