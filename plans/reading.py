"""Walking through a plan: what concerns the reader comes first, one section after another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from plans import keeping
from plans.changes import Change, changes
from plans.consultation import PUBLIC, NoSuchPlan, open_window
from plans.documents import Section
from storage import plans as tables
from storage.plans import Plan, PlanVersion

AGREES, PASSED = "agrees", "passed"
STANCES: Final = (AGREES, PASSED)


class NoSuchSection(LookupError):
    """The version that people read has no such section."""


@dataclass(frozen=True)
class Draft:
    """The version of a plan that somebody reads, be it everybody's or that of a round of theirs.

    In the first open one of `rounds` its reader comments, comments of those in `hears` they may
    read once released; `read` are versions that rounds of theirs were given.
    """

    plan: Plan
    version: PlanVersion
    sections: tuple[Section, ...]
    rounds: tuple[str, ...] = (PUBLIC,)
    hears: tuple[str, ...] = (PUBLIC,)
    read: tuple[int, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.version.state == tables.PUBLIC

    def section(self, section_id: str) -> Section:
        found = next((one for one in self.sections if one.id == section_id), None)
        if found is None:
            raise NoSuchSection(section_id)
        return found

    def above(self, section_id: str) -> tuple[Section, ...]:
        """The sections that this one lies in, the highest first."""
        place = self.sections.index(self.section(section_id))
        level, found = self.sections[place].level, list[Section]()
        for one in reversed(self.sections[:place]):
            if one.level < level:
                level = one.level
                found.append(one)
        return tuple(reversed(found))

    def named(self, section: Section) -> Mapping[str, str]:
        """What a section of this level is called: priority, measure, activity."""
        names = self.version.levels
        return names[min(section.level, len(names)) - 1]


@dataclass(frozen=True)
class Interests:
    """What a reader has told of themselves."""

    municipality: str | None = None
    topics: Collection[str] = ()


async def draft(session: AsyncSession, code: str) -> Draft:
    """What everybody reads; raises NoSuchPlan where nothing is public yet."""
    plan = await tables.plan(session, code)
    if plan is None or plan.public_version is None:
        raise NoSuchPlan(code)
    version = await tables.version(session, code, plan.public_version)
    assert version is not None
    return Draft(plan, version, await keeping.sections(session, code, plan.public_version))


def walk(draft: Draft, interests: Interests) -> tuple[Section, ...]:
    """The sections with cards of their own, those that concern the reader first."""
    told = carried(draft.sections)
    near = concerning(draft.sections, interests)
    own = [one for one in draft.sections if one.id in told]
    return tuple(sorted(own, key=lambda one: one.id not in near))


def carried(sections: Sequence[Section]) -> Mapping[str, Sequence[Section]]:
    """The sections that have a card of their own, each with the headings that are read on it.

    What is only a heading is read with the nearest section above that says something. Where there
    is none it has a card, unless others lie in it, on which it stands as the way to them.
    """
    lowest = {one.id for one in leaves(sections)}
    found, above = dict[str, list[Section]](), list[Section]()
    for one in sections:
        while above and above[-1].level >= one.level:
            above.pop()
        carrier = next((up.id for up in reversed(above) if up.id in found), None)
        if one.summary or one.text or (one.id in lowest and carrier is None):
            found[one.id] = []
        elif one.id in lowest and carrier is not None:
            found[carrier].append(one)
        above.append(one)
    return found


def leaves(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections in which no other lies: what can be done or not."""
    following = (*sections[1:], None)
    return tuple(
        one
        for one, after in zip(sections, following, strict=True)
        if after is None or after.level <= one.level
    )


def concerning(sections: Sequence[Section], interests: Interests) -> set[str]:
    """Sections that are about the reader's municipality, or about a topic they follow.

    What lies in a section is about its topics too, and about its municipalities unless it names
    its own.
    """
    found, above = set[str](), list[Section]()
    for one in sections:
        above = [*(up for up in above if up.level < one.level), one]
        places = next((up.municipalities for up in reversed(above) if up.municipalities), ())
        topics = {topic for up in above for topic in (*up.topics, *up.target_groups)}
        if interests.municipality in places or topics & set(interests.topics):
            found.add(one.id)
    return found


def next_unread(
    path: Sequence[Section], stances: Mapping[str, str], after: str = ""
) -> Section | None:
    """Where to go on: the first section after this one that has not been answered, else any."""
    ids = [one.id for one in path]
    start = ids.index(after) + 1 if after in ids else 0
    turned = (*path[start:], *path[:start])
    return next((one for one in turned if one.id not in stances), None)


async def take_stance(
    session: AsyncSession,
    draft: Draft,
    resident_id: int,
    section_id: str,
    stance: str,
    when: datetime,
) -> None:
    """Agreeing counts while comments are taken; passing on only moves the reader.

    Raises NoSuchSection, WindowNotOpen, WindowClosed.
    """
    draft.section(section_id)
    if stance not in STANCES:
        raise NoSuchSection(section_id)
    if stance == AGREES:
        await open_window(session, draft.plan.code, when, draft.rounds)
    place = (draft.plan.code, draft.version.number, resident_id, section_id)
    await tables.keep_stance(session, *place, stance)


async def changed(session: AsyncSession, draft: Draft) -> Mapping[str, Change]:
    """What is new against the version that its reader had before; empty for the first."""
    before = await previous(session, draft)
    if before is None:
        return {}
    old = await keeping.sections(session, draft.plan.code, before.number)
    return changes(old, draft.sections)


async def previous(session: AsyncSession, draft: Draft) -> PlanVersion | None:
    """The newest version before this one that everybody could read, or a round of its reader."""
    found = [
        one
        for one in await tables.versions(session, draft.plan.code)
        if one.number < draft.version.number
        and (one.state == tables.PUBLIC or one.number in draft.read)
    ]
    return found[-1] if found else None
