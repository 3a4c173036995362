"""Rounds of a consultation before the public's: who sits in them, and what they read before others.

Whose round it is decides at the moment of reading; nobody outside learns that there is a version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from plans import bodies, consultation, keeping, reading
from plans.consultation import GROUP, INSIDE, PUBLIC, ROUNDS, STEERING, NoSuchPlan, Phase
from plans.documents import Section
from plans.reading import Draft
from storage import groups, places
from storage import plans as tables
from storage.groups import WorkingGroup
from storage.people import Resident
from storage.plans import Consultation, Plan

SITTING = (groups.CHAIR, groups.SECRETARY, groups.MEMBER, groups.GUEST)


class Reach(StrEnum):
    """Who reads what is said in a round: everybody, everybody later, or only those in it."""

    EVERYBODY = "everybody"
    LATER = "later"
    INSIDE = "inside"


@dataclass(frozen=True)
class Body:
    """A working group as far as rounds know of it."""

    code: str
    key: str
    topics: frozenset[str] = frozenset()
    is_steering: bool = False

    @classmethod
    def of(cls, group: WorkingGroup) -> Self:
        topics, is_steering = frozenset(group.topics), group.kind == groups.STEERING
        return cls(group.code, group.key, topics, is_steering)


@dataclass(frozen=True)
class Readers:
    """The groups that sit in a round, and the accounts of their members."""

    groups: Sequence[WorkingGroup]
    people: Sequence[Resident]


def own_sections(sections: Iterable[Section], body: Body) -> list[str]:
    """Sections that name the group, themselves or above; of the rest those of its topics."""
    own, above = [], dict[int, tuple[str, set[str]]]()
    for one in sections:
        above = {at: told for at, told in above.items() if at < one.level}
        named = one.group or next((name for name, _ in reversed(above.values()) if name), "")
        told = {*one.topics, *one.target_groups}.union(*(said for _, said in above.values()))
        above[one.level] = (named, told)
        if named in (body.key, body.code) or (not named and told & body.topics):
            own.append(one.id)
    return own


async def draft_for(
    session: AsyncSession, code: str, resident_id: int | None, when: datetime
) -> Draft:
    """The newest version that somebody may read: the public one, or that of a round of theirs.

    Whoever is nobody known reads the public one. Raises NoSuchPlan where there is neither.
    """
    if resident_id is None:
        return await reading.draft(session, code)
    plan = await tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    held = await held_by(session, plan, resident_id, when)
    own = tuple(one.round for one in held)
    hears = await _hears(session, plan, own)
    read = tuple(number for one in held for number in consultation.given(one))
    newest = max(held, key=lambda one: (one.version, ROUNDS.index(one.round)), default=None)
    if newest is None or (plan.public_version or 0) >= newest.version:
        public = await reading.draft(session, code)
        return replace(public, rounds=(PUBLIC, *own), hears=hears, read=read)
    found = await _draft(session, plan, newest.version)
    return replace(found, rounds=own, hears=hears, read=read)


async def given_to(session: AsyncSession, code: str, round_: str) -> Draft:
    """What a round has to read, whoever asks; the public version once its comments stand there.

    Raises NoSuchPlan where the round has nothing.
    """
    if round_ == PUBLIC:
        return await reading.draft(session, code)
    plan = await tables.plan(session, code)
    window = await tables.consultation(session, code, round_)
    if plan is None or window is None:
        raise NoSuchPlan(code)
    return replace(await _draft(session, plan, version_of(plan, window)), rounds=(round_,))


def version_of(plan: Plan, window: Consultation) -> int:
    """Where open comments of the round stand: in its own version, or in a public one since then."""
    return max(window.version, plan.public_version or 0)


async def _draft(session: AsyncSession, plan: Plan, number: int) -> Draft:
    version = await tables.version(session, plan.code, number)
    assert version is not None
    return Draft(plan, version, await keeping.sections(session, plan.code, number))


async def out_for(
    session: AsyncSession, resident_id: int, found: Sequence[Plan], when: datetime
) -> list[Plan]:
    """Those of the plans of which somebody may read a version."""
    return [
        one for one in found if one.public_version or await held_by(session, one, resident_id, when)
    ]


async def plans_of(session: AsyncSession, resident_id: int, when: datetime) -> list[Plan]:
    """Plans of the areas of somebody's groups that they read in a round."""
    seats = await groups.seats_of(session, resident_id)
    areas = sorted({group.area_code for _, group in seats})
    found = await tables.plans_of(session, areas) if areas else []
    return [one for one in found if await held_by(session, one, resident_id, when)]


async def held_by(
    session: AsyncSession, plan: Plan, resident_id: int, when: datetime
) -> list[Consultation]:
    """Rounds within that have begun, and in which somebody sits; the later ones stand first."""
    begun = await _begun(session, plan, when)
    if not begun:
        return []
    seats = await groups.seats_of(session, resident_id)
    sitting = [Body.of(group) for _, group in seats if group.area_code == plan.area_code]
    return [one for one in begun if await _any_sits(session, one, sitting)]


async def heard_by(session: AsyncSession, plan: Plan, body: Body, when: datetime) -> Sequence[str]:
    """Rounds whose comments a group may read though nobody has passed them to it."""
    begun = await _begun(session, plan, when)
    own = [one.round for one in begun if await _any_sits(session, one, [body])]
    return await _hears(session, plan, own)


async def version_for(session: AsyncSession, plan: Plan, body: Body, when: datetime) -> int | None:
    """The newest version that a group may read; None where there is none yet."""
    begun = await _begun(session, plan, when)
    own = [one.version for one in begun if await _any_sits(session, one, [body])]
    return max([*own, plan.public_version or 0]) or None


async def readers(
    session: AsyncSession, plan: Plan, round_: str, sections: Iterable[Section]
) -> Readers:
    """Who would sit in a round on these sections; without those who cannot be written to."""
    kind = groups.STEERING if round_ == STEERING else groups.WORKING
    found = await groups.groups_of(session, [plan.area_code])
    told = list(sections)
    sitting = [
        one
        for one in found
        if one.kind == kind and (round_ == STEERING or own_sections(told, Body.of(one)))
    ]
    people: dict[int, Resident] = {}
    for group in sitting:
        for _, person in await groups.accounts(session, group.code, SITTING):
            people[person.id] = person
    return Readers(sitting, list(people.values()))


async def readers_of(session: AsyncSession, plan: Plan, found: Consultation) -> Readers:
    sections = await keeping.sections(session, plan.code, found.version)
    return await readers(session, plan, found.round, sections)


async def window_of(
    session: AsyncSession, draft: Draft, when: datetime
) -> tuple[Consultation, Phase] | None:
    """Where the window stands that concerns the reader of a draft: an open one before others."""
    windows = {one.round: one for one in await tables.consultations(session, draft.plan.code)}
    found = [windows[one] for one in draft.rounds if one in windows]
    told = [(one, consultation.phase(one, when)) for one in found]
    opened = next((one for one in told if one[1] is Phase.OPEN), None)
    return opened or (told[0] if told else None)


async def in_register(session: AsyncSession, plan: Plan) -> Sequence[str]:
    """Rounds whose comments everybody may read: the public's, and where the rules say so those of
    rounds whose version has become public."""
    if plan.public_version is None or not await _publishes(session, plan):
        return (PUBLIC,)
    windows = await tables.consultations(session, plan.code)
    out = {one.round for one in windows if one.version <= (plan.public_version or 0)}
    return tuple(one for one in ROUNDS if one in {PUBLIC, *out})


async def reach(session: AsyncSession, plan: Plan, round_: str) -> Reach:
    if round_ in await in_register(session, plan):
        return Reach.EVERYBODY
    return Reach.LATER if await _publishes(session, plan) else Reach.INSIDE


async def _publishes(session: AsyncSession, plan: Plan) -> bool:
    area = await places.area(session, plan.area_code)
    return bodies.rules_of(area, plan_key=plan.key).publishes_rounds


async def _begun(session: AsyncSession, plan: Plan, when: datetime) -> list[Consultation]:
    found = await tables.consultations(session, plan.code)
    begun = [one for one in found if one.round in INSIDE and one.opens_at <= when]
    return sorted(begun, key=lambda one: ROUNDS.index(one.round), reverse=True)


async def _any_sits(session: AsyncSession, found: Consultation, sitting: Sequence[Body]) -> bool:
    if found.round == STEERING:
        return any(one.is_steering for one in sitting)
    working = [one for one in sitting if not one.is_steering]
    if not working:
        return False
    sections = await keeping.sections(session, found.plan_code, found.version)
    return any(own_sections(sections, one) for one in working)


async def _hears(session: AsyncSession, plan: Plan, own: Sequence[str]) -> tuple[str, ...]:
    """The steering group goes on from what the working groups have said."""
    before = (GROUP,) if STEERING in own else ()
    heard = {*await in_register(session, plan), *own, *before}
    return tuple(one for one in ROUNDS if one in heard)
