"""Bringing in a plan: a new one, or the next version, whose sections keep their ids."""

from collections.abc import Sequence
from datetime import datetime

from rapidfuzz.fuzz import ratio
from sqlalchemy.ext.asyncio import AsyncSession

from plans.channels import CHANNELS
from plans.documents import SECTION_ID_LIMIT, Plan, Section
from storage import plans as tables
from storage.codes import free_code
from texts.content import fold

CODE_LENGTH = 5
# Of a hundred; titles so alike are those of one section whose number has moved.
SAME_TITLE = 85


class WrongArea(Exception):
    """The file gives another area than the plan that has the same key."""


class PrefixTaken(Exception):
    """Numbers of another plan's comments begin with the same letters."""


async def keep(session: AsyncSession, document: Plan, now: datetime) -> tables.Plan:
    """Keep a document as a new plan's first version, or as the next one of its plan.

    The same document again changes nothing; a version that is not public yet is replaced.
    """
    plan = await tables.by_key(session, document.key)
    if plan is None:
        plan = await _new(session, document, now)
    elif plan.area_code != document.area:
        raise WrongArea
    else:
        before = await sections(session, plan.code, plan.version)
        document = document.with_sections(matched(document.sections, before))
        if await _is_the_same(session, plan, document, before):
            return plan
        newest = await tables.version(session, plan.code, plan.version)
        assert newest is not None
        if newest.state != tables.WORKING:
            plan.version += 1
    await session.flush()
    await _keep_version(session, plan, document, now)
    return plan


async def sections(session: AsyncSession, code: str, version: int) -> tuple[Section, ...]:
    found = await tables.sections(session, code, version)
    return tuple(Section.model_validate(one.content) for one in found)


def matched(new: Sequence[Section], before: Sequence[Section]) -> tuple[Section, ...]:
    """New sections under the ids of those that they continue.

    An id says so itself unless the titles are strangers and another title is the same; a section
    that continues none keeps its id, or gets a free one.
    """
    by_id = {one.id: one for one in before}
    taken: set[str] = set()
    known: list[str | None] = []
    for section in new:
        continued = _continued(section, by_id, before, taken)
        known.append(continued)
        if continued:
            taken.add(continued)
    found = []
    for section, continued in zip(new, known, strict=True):
        own = continued or _free(section.id, taken)
        taken.add(own)
        found.append(section if own == section.id else section.model_copy(update={"id": own}))
    return tuple(found)


def _free(wanted: str, taken: set[str]) -> str:
    """The id itself, or made different where an older section has it."""
    free, number = wanted, 2
    while free in taken:
        ending = f"-{number}"
        free, number = f"{wanted[: SECTION_ID_LIMIT - len(ending)]}{ending}", number + 1
    return free


def _continued(
    section: Section,
    by_id: dict[str, Section],
    before: Sequence[Section],
    taken: set[str],
) -> str | None:
    same = by_id.get(section.id)
    if same and same.id not in taken and _alike(same, section):
        return same.id
    moved = [
        one.id
        for one in before
        if one.level == section.level and one.id not in taken and _alike(one, section)
    ]
    return moved[0] if len(moved) == 1 else None


def _alike(one: Section, other: Section) -> bool:
    return any(
        ratio(fold(title), fold(other.title.get(language, ""))) >= SAME_TITLE
        for language, title in one.title.items()
    )


async def _new(session: AsyncSession, document: Plan, now: datetime) -> tables.Plan:
    if document.prefix in {one.prefix for one in await tables.plans_of(session, None)}:
        raise PrefixTaken
    plan = tables.Plan(
        code=await free_code(session, tables.Plan, CODE_LENGTH),
        key=document.key,
        prefix=document.prefix,
        area_code=document.area,
        made_at=now,
    )
    session.add(plan)
    return plan


async def _is_the_same(
    session: AsyncSession, plan: tables.Plan, document: Plan, before: Sequence[Section]
) -> bool:
    version = await tables.version(session, plan.code, plan.version)
    return (
        version is not None
        and version.label == document.label
        and version.title == dict(document.title)
        and version.levels == [dict(one) for one in document.levels]
        and (version.state != tables.WORKING or version.channels == _channels(document))
        and tuple(before) == document.sections
    )


def _channels(document: Plan) -> list[str]:
    return list(document.window.channels if document.window else CHANNELS)


async def _keep_version(
    session: AsyncSession, plan: tables.Plan, document: Plan, now: datetime
) -> None:
    await tables.keep_version(
        session,
        plan.code,
        plan.version,
        label=document.label,
        title=dict(document.title),
        levels=[dict(one) for one in document.levels],
        languages=list(document.languages),
        channels=_channels(document),
        state=tables.WORKING,
        made_at=now,
    )
    await tables.drop_sections(session, plan.code, plan.version)
    for position, section in enumerate(document.sections):
        session.add(
            tables.Section(
                plan_code=plan.code,
                version=plan.version,
                position=position,
                id=section.id,
                content=section.model_dump(mode="json"),
                digest=section.digest(),
            )
        )
    await session.flush()
