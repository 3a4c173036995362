"""Reads files of working groups with their members by name; a wrong one tells all that is wrong."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from bot.place_files import Code, Label, Strict, WrongFile, read_yaml
from groups import nomination, papers, running
from groups.nomination import NAME_LENGTH, Nominee
from groups.running import Actor, Wanted
from storage import places
from texts.words import LANGUAGES

NOBODY = 0
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=NAME_LENGTH, strip_whitespace=True)
]
Party = Literal["user", "provider", "commissioner", "public", "partner"]
Role = Literal["chair", "secretary", "member", "guest"]


class MemberEntry(Strict):
    name: Name
    party: Party
    role: Role = "member"
    municipalities: list[str] = []


class GroupEntry(Strict):
    key: Code
    area: Code
    kind: Literal["working", "steering"] = "working"
    name: Label
    language: Literal[LANGUAGES] = "cs"  # type: ignore[valid-type]
    sensitive: bool = False
    topics: list[str] = []
    release: Literal["staff", "secretary", "at_once"] = "staff"
    rules: list[Annotated[str, Field(max_length=papers.RULE_LENGTH)]] = []
    members: list[MemberEntry] = []


class Groups(Strict):
    groups: Annotated[list[GroupEntry], Field(min_length=1)]


async def keep_groups(session: AsyncSession, source: str, now: datetime) -> int:
    """Keep every group of the file; members of theirs who stand already are not doubled."""
    found = read_yaml(source, Groups).groups
    problems = [told for one in found for told in await _problems(session, one)]
    if problems:
        raise WrongFile(*problems)
    for one in found:
        await _keep(session, one, now)
    return len(found)


async def _problems(session: AsyncSession, one: GroupEntry) -> list[str]:
    area = await places.area(session, one.area)
    if area is None:
        return [f"{one.key}: the area {one.area} is not known; import areas first."]
    topics = {topic["id"] for topic in area.settings.get("topics", [])}
    told = [
        f"{one.key}: the area has no topic {topic}." for topic in one.topics if topic not in topics
    ]
    inside = {lies.code for lies in await places.municipalities(session, one.area)}
    for member in one.members:
        outside = [code for code in member.municipalities if code not in inside]
        told += [f"{one.key}: {member.name}: {code} does not lie in the area." for code in outside]
    return told


async def _keep(session: AsyncSession, one: GroupEntry, now: datetime) -> None:
    wanted = Wanted(
        area_code=one.area,
        name=one.name,
        kind=one.kind,
        key=one.key,
        language=one.language,
        sensitive=one.sensitive,
        topics=one.topics,
        release=one.release,
    )
    group = await running.keep(session, wanted, now)
    operator = Actor(NOBODY, None)
    if one.rules:
        await papers.set_rules(session, operator, group.code, one.rules, now)
    for member in one.members:
        nominee = Nominee(member.name, member.party, member.role, member.municipalities)
        await nomination.add_by_name(session, operator, group.code, nominee, now)
