"""Whom a broadcast is for: a choice of people that is at once one query, a count and plain data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from people.profile import ELSEWHERE
from storage.groups import sitting
from storage.meetings import who_registered as meeting_registered
from storage.people import Resident, ResidentTopic
from storage.places import AreaMunicipality
from storage.surveys import participants, unfinished

# Who took part is not anybody's business: such an audience is a crowd, and its count is round.
SMALLEST_CROWD = 20
ROUND_TO = 10

GROUP, REGISTERED = "group", "registered"

Values = tuple[str, ...]


class TakingPartExcludes(Exception):
    """Having taken part, or not, may be a reason to write to somebody, never one not to."""


class TurnoutStandsAlone(Exception):
    """By the turnout of one survey its whole area is chosen, and nothing narrows that.

    Of two choices that differ by one person the counts would tell whether that person took part,
    however round they are: others can be added until they stand at the edge of a ten.
    """


class UnknownCriterion(LookupError):
    pass


@dataclass(frozen=True)
class Kind:
    """One kind of criterion: the clause for its values, and whether it tells who took part."""

    clause: Callable[[Values], ColumnElement[bool]]
    of_turnout: bool = False


@dataclass(frozen=True)
class Criterion:
    """People to whom any of the values applies; `without` leaves exactly these out."""

    kind: str
    values: Values
    without: bool = False


@dataclass(frozen=True)
class Audience:
    """People of any of the areas to whom every criterion applies; no area means everybody."""

    areas: Values = ()
    criteria: tuple[Criterion, ...] = ()

    @property
    def of_turnout(self) -> bool:
        return any(KINDS[one.kind].of_turnout for one in self.criteria)

    @property
    def groups(self) -> set[str]:
        """Codes of the working groups by which people are chosen or left out."""
        return {code for one in self.criteria if one.kind == GROUP for code in one.values}

    @property
    def surveys(self) -> set[str]:
        """Codes of the surveys by whose turnout people are chosen."""
        return {code for one in self.criteria if KINDS[one.kind].of_turnout for code in one.values}

    def to_json(self) -> dict[str, Any]:
        criteria = [
            {"kind": one.kind, "values": list(one.values), "without": one.without}
            for one in self.criteria
        ]
        return {"areas": list(self.areas), "criteria": criteria}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Audience":
        criteria = tuple(
            Criterion(one["kind"], tuple(one["values"]), one["without"])
            for one in kept.get("criteria", ())
        )
        return cls(tuple(kept.get("areas", ())), criteria)


@dataclass(frozen=True)
class Count:
    """How many people in how many municipalities.

    A count that was rounded says nothing of municipalities; `too_few` is a crowd that is none.
    """

    people: int
    municipalities: int | None
    rounded: bool = False
    too_few: bool = False


def check(audience: Audience) -> None:
    """Raises UnknownCriterion, TakingPartExcludes, TurnoutStandsAlone."""
    for one in audience.criteria:
        if one.kind not in KINDS:
            raise UnknownCriterion(one.kind)
        if one.without and KINDS[one.kind].of_turnout:
            raise TakingPartExcludes
    if audience.of_turnout and (len(audience.criteria) > 1 or len(audience.surveys) > 1):
        raise TurnoutStandsAlone


def query(audience: Audience, *, unasked: bool = True) -> Select[Any]:
    """Residents of the audience who can be written to; `unasked` spares those who want nothing."""
    clauses = [_can_be_reached(unasked), _belongs(audience)]
    clauses += [_clause(one) for one in audience.criteria]
    return select(Resident).where(*clauses)


async def size(session: AsyncSession, audience: Audience, *, unasked: bool = True) -> int:
    """How many people exactly, for our own decisions: what is shown is `count`."""
    counted = query(audience, unasked=unasked).with_only_columns(func.count())
    return await session.scalar(counted) or 0


async def count(session: AsyncSession, audience: Audience, *, unasked: bool = True) -> Count:
    named = func.nullif(col(Resident.municipality), ELSEWHERE)
    counted = query(audience, unasked=unasked).with_only_columns(
        func.count(), func.count(func.distinct(named))
    )
    people, municipalities = (await session.execute(counted)).one()
    if not audience.of_turnout:
        return Count(people, municipalities)
    if people < SMALLEST_CROWD:
        return Count(0, None, rounded=True, too_few=True)
    return Count(rounded(people), None, rounded=True)


def rounded(people: int) -> int:
    return people // ROUND_TO * ROUND_TO


def _can_be_reached(unasked: bool) -> ColumnElement[bool]:
    reached = and_(col(Resident.agreed_to).is_not(None), col(Resident.blocked).is_(False))
    return and_(reached, col(Resident.news) != "none") if unasked else reached


def _belongs(audience: Audience) -> ColumnElement[bool]:
    """Who sits in a group of an area belongs to it, wherever they live."""
    groups = [one.values for one in audience.criteria if one.kind == GROUP and not one.without]
    return or_(_of_areas(audience.areas), *(_group(values) for values in groups))


def _of_areas(areas: Values) -> ColumnElement[bool]:
    """Those who live there, and those from elsewhere who have chosen it."""
    if not areas:
        return true()
    there = select(col(AreaMunicipality.municipality_code)).where(
        col(AreaMunicipality.area_code).in_(areas)
    )
    lives_there = and_(col(Resident.area_code).is_(None), col(Resident.municipality).in_(there))
    return or_(col(Resident.area_code).in_(areas), lives_there)


def _clause(criterion: Criterion) -> ColumnElement[bool]:
    clause = KINDS[criterion.kind].clause(criterion.values)
    return not_(func.coalesce(clause, False)) if criterion.without else clause


def _municipality(values: Values) -> ColumnElement[bool]:
    return col(Resident.municipality).in_(values)


def _party(values: Values) -> ColumnElement[bool]:
    return col(Resident.party).in_(values)


def _language(values: Values) -> ColumnElement[bool]:
    return col(Resident.language).in_(values)


def _topic(values: Values) -> ColumnElement[bool]:
    followers = select(col(ResidentTopic.resident_id)).where(col(ResidentTopic.topic).in_(values))
    return col(Resident.id).in_(followers)


def _seen_since(values: Values) -> ColumnElement[bool]:
    """Since the earliest of the days; who was seen in its month counts."""
    return col(Resident.seen_on) >= date.fromisoformat(min(values)).replace(day=1)


def _group(values: Values) -> ColumnElement[bool]:
    return col(Resident.id).in_(sitting(values))


def _took_part(values: Values) -> ColumnElement[bool]:
    return or_(*(col(Resident.id).in_(participants(code)) for code in values))


def _not_took_part(values: Values) -> ColumnElement[bool]:
    return not_(_took_part(values))


def _unfinished(values: Values) -> ColumnElement[bool]:
    return or_(*(col(Resident.id).in_(unfinished(code)) for code in values))


def _registered(values: Values) -> ColumnElement[bool]:
    return col(Resident.id).in_(meeting_registered(values))


# A feature that knows more of people adds its kinds here, a line each.
KINDS: dict[str, Kind] = {
    "municipality": Kind(_municipality),
    "party": Kind(_party),
    "topic": Kind(_topic),
    "language": Kind(_language),
    "seen_since": Kind(_seen_since),
    GROUP: Kind(_group),
    "took_part": Kind(_took_part, of_turnout=True),
    "not_took_part": Kind(_not_took_part, of_turnout=True),
    "unfinished": Kind(_unfinished, of_turnout=True),
    REGISTERED: Kind(_registered),
}
