"""Making, changing and ending working groups; who may do that."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from groups.membership import Seat
from storage import audit, places
from storage import groups as tables
from storage.codes import free_code
from storage.groups import STEERING, WORKING, WorkingGroup
from texts.content import fold

CODE_LENGTH = 6
KEY_LENGTH = 40
NAME_LENGTH = 80
KINDS = (WORKING, STEERING)
RELEASES = (tables.BY_STAFF, tables.BY_SECRETARY, tables.AT_ONCE)


class NoSuchGroup(LookupError):
    """There is no such group, or it has ended."""


class NotYoursToLead(Exception):
    """Only who runs groups in the area, or leads this one, may do that."""

    def __init__(self, group_code: str) -> None:
        super().__init__(group_code)
        self.group_code = group_code


class NameMissing(Exception):
    """A group needs a name that is not too long."""


@dataclass(frozen=True)
class Actor:
    """Somebody with the areas in which they run groups (None is all) and the seats they hold."""

    resident_id: int
    areas: Sequence[str] | None = ()
    seats: Sequence[Seat] = ()

    def runs(self, area_code: str) -> bool:
        return self.areas is None or area_code in self.areas

    def leads(self, group: WorkingGroup) -> bool:
        """Whether they may nominate, set tasks and keep the papers of the group."""
        leading = {one.group_code for one in self.seats if one.leads}
        return self.runs(group.area_code) or group.code in leading

    def sees(self, group: WorkingGroup) -> bool:
        mine = {one.group_code for one in self.seats}
        return self.runs(group.area_code) or group.code in mine


@dataclass(frozen=True)
class Wanted:
    """A group as somebody wants it."""

    area_code: str
    name: Mapping[str, str]
    kind: str = WORKING
    key: str = ""
    language: str = "cs"
    sensitive: bool = False
    topics: Sequence[str] = ()
    release: str = tables.BY_STAFF


async def found(session: AsyncSession, code: str, *, locked: bool = False) -> WorkingGroup:
    group = await tables.group(session, code, locked=locked)
    if group is None or group.ended_at:
        raise NoSuchGroup
    return group


async def run_by(
    session: AsyncSession, actor: Actor, code: str, *, locked: bool = False
) -> WorkingGroup:
    """A group that this person runs as staff; raises NoSuchGroup, NotYoursToLead."""
    group = await found(session, code, locked=locked)
    if not actor.runs(group.area_code):
        raise NotYoursToLead(code)
    return group


async def led_by(
    session: AsyncSession, actor: Actor, code: str, *, locked: bool = False
) -> WorkingGroup:
    """A group that this person runs, or leads as its chair or secretary."""
    group = await found(session, code, locked=locked)
    if not actor.leads(group):
        raise NotYoursToLead(code)
    return group


async def make(session: AsyncSession, actor: Actor, wanted: Wanted, now: datetime) -> WorkingGroup:
    """Raises NotYoursToLead, NameMissing."""
    if not actor.runs(wanted.area_code):
        raise NotYoursToLead("")
    group = await keep(session, wanted, now)
    await audit.note(session, now, actor.resident_id, "group_made", group.code, key=group.key)
    return group


async def keep(session: AsyncSession, wanted: Wanted, now: datetime) -> WorkingGroup:
    """Keep a group as it is wanted; one with the same key in the area is changed, not doubled."""
    name = {language: _checked(told) for language, told in wanted.name.items() if told.strip()}
    if not name:
        raise NameMissing
    key = wanted.key or await _free_key(session, wanted.area_code, next(iter(name.values())))
    group = await tables.by_key(session, wanted.area_code, key)
    if group is None:
        code = await free_code(session, WorkingGroup, CODE_LENGTH)
        group = WorkingGroup(code=code, key=key, area_code=wanted.area_code, name=name, made_at=now)
        session.add(group)
    group.name, group.kind, group.language = name, wanted.kind, wanted.language
    group.sensitive, group.topics = wanted.sensitive, list(wanted.topics)
    group.release, group.ended_at = wanted.release, None
    await session.flush()
    return group


async def rename(
    session: AsyncSession, actor: Actor, code: str, language: str, name: str, now: datetime
) -> WorkingGroup:
    group = await run_by(session, actor, code, locked=True)
    group.name = {**group.name, language: _checked(name)}
    await _note(session, actor, "group_changed", group, now, name=group.name)
    return group


async def set_kind(
    session: AsyncSession, actor: Actor, code: str, kind: str, now: datetime
) -> WorkingGroup:
    group = await run_by(session, actor, code, locked=True)
    group.kind = kind if kind in KINDS else group.kind
    await _note(session, actor, "group_changed", group, now, kind=group.kind)
    return group


async def set_sensitive(
    session: AsyncSession, actor: Actor, code: str, sensitive: bool, now: datetime
) -> WorkingGroup:
    group = await led_by(session, actor, code, locked=True)
    group.sensitive = sensitive
    await _note(session, actor, "group_changed", group, now, sensitive=sensitive)
    return group


async def set_release(
    session: AsyncSession, actor: Actor, code: str, release: str, now: datetime
) -> WorkingGroup:
    """Who lets the group read a comment."""
    group = await run_by(session, actor, code, locked=True)
    group.release = release if release in RELEASES else group.release
    await _note(session, actor, "group_changed", group, now, release=group.release)
    return group


async def set_topic(
    session: AsyncSession, actor: Actor, code: str, topic: str, on: bool, now: datetime
) -> WorkingGroup:
    """Add one of the area's topics to the group's target groups, or take it away."""
    group = await run_by(session, actor, code, locked=True)
    area = await places.area(session, group.area_code)
    known = [one["id"] for one in area.settings.get("topics", [])] if area else []
    wanted = {*group.topics, topic} if on else set(group.topics) - {topic}
    group.topics = [one for one in known if one in wanted]
    await _note(session, actor, "group_changed", group, now, topics=group.topics)
    return group


async def end(session: AsyncSession, actor: Actor, code: str, now: datetime) -> WorkingGroup:
    """The group meets no more; its seats, papers and tasks stay for the record."""
    group = await run_by(session, actor, code, locked=True)
    for one in await tables.members(session, code, (tables.NOMINATED, tables.AGREED)):
        await membership.close_seat(session, group, one, now)
    group.ended_at, group.chat_id = now, None
    await _note(session, actor, "group_ended", group, now)
    return group


async def _note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    group: WorkingGroup,
    now: datetime,
    **detail: Any,
) -> None:
    await audit.note(session, now, actor.resident_id, action, group.code, **detail)


def _checked(name: str) -> str:
    told = " ".join(name.split())
    if not told or len(told) > NAME_LENGTH:
        raise NameMissing
    return told


async def _free_key(session: AsyncSession, area_code: str, name: str) -> str:
    """The name in plain letters, with a number behind it where another group has it already."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:KEY_LENGTH] or "group"
    key, number = plain, 2
    while await tables.by_key(session, area_code, key):
        key, number = f"{plain}-{number}", number + 1
    return key
