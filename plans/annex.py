"""The settlement table of a plan: what came, what became of it, who decided, and the proof."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import keeping, rounds
from plans.codelists import Verdict, named, verdicts_of
from plans.consultation import PUBLIC, ROUNDS, NoSuchPlan
from plans.documents import Section
from plans.reading import Draft
from storage import annex as tables
from storage import places
from storage import plans as plan_tables
from storage.annex import Settled
from storage.comments import PUBLISHED, RELEASED, WITHDRAWN
from storage.groups import WorkingGroup
from storage.plans import Consultation, Plan, PlanVersion
from texts.personal_data import masked


@dataclass(frozen=True)
class Line:
    """One comment; its words are empty where others may not read them.

    `body` is the group that decided, None where the office did, or nobody yet.
    """

    number: str
    received_at: datetime
    channel: str
    party: str
    section_id: str
    section: Section | None
    shown: bool
    text: str
    original: Mapping[str, str]
    proposal: str
    reason: str
    joined: int
    verdict: Verdict | None
    statement: str
    wording: str
    body: WorkingGroup | None
    decided_at: datetime | None
    published: bool
    round: str


@dataclass(frozen=True)
class Annex:
    """`everything` is the working one, of which not all may be handed round.

    `lines` stand round by round, of those in `told`; `counted` is how many comments each has had.
    """

    plan: Plan
    version: PlanVersion
    area: places.Area
    windows: Sequence[Consultation]
    everything: bool
    lines: Sequence[Line]
    withdrawn: int
    counted: Mapping[str, int]
    told: Collection[str]

    @property
    def rounds(self) -> Mapping[str, Sequence[Line]]:
        """The lines of those that are told of, the first one first."""
        told = {one: [line for line in self.lines if line.round == one] for one in ROUNDS}
        return {one: lines for one, lines in told.items() if lines}

    @property
    def channels(self) -> Mapping[str, int]:
        return Counter(one.channel for one in self.lines)

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many of which verdict, by its id; the undecided under an empty one."""
        return Counter(one.verdict.id if one.verdict else "" for one in self.lines)

    @property
    def bodies(self) -> Mapping[str, int]:
        """How many each group has decided, by its code; the office's under an empty one."""
        decided = (one for one in self.lines if one.decided_at)
        return Counter(one.body.code if one.body else "" for one in decided)

    @property
    def joined(self) -> int:
        return sum(one.joined for one in self.lines)


async def annex(
    session: AsyncSession,
    code: str,
    *,
    everything: bool = False,
    for_office: bool = False,
    reader: Draft | None = None,
) -> Annex:
    """The published table, or with everything the working one; raises NoSuchPlan.

    Members of groups do not read what nobody has released, nor what other rounds than those of
    their draft, the `reader`'s, have said; the office does. Of a round whose version is not public
    yet only those who read it learn that there is one.
    """
    plan = await plan_tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    shown = reader.version.number if reader else plan.public_version or plan.version
    version = await plan_tables.version(session, code, shown)
    area = await places.area(session, plan.area_code)
    assert version is not None
    assert area is not None
    for_office = everything and for_office
    told = await _rounds_told(session, plan, for_office=for_office, reader=reader)
    whole = await tables.settled(session, code, published=not everything)
    found = sorted(
        (one for one in whole if one.comment.round in told),
        key=lambda one: ROUNDS.index(one.comment.round),
    )
    windows = await plan_tables.consultations(session, code)
    out = plan.public_version or 0
    windows = [one for one in windows if for_office or one.round in told or one.version <= out]
    known = {PUBLIC, *(one.round for one in windows)}
    counts = await tables.by_round(session, code)
    return Annex(
        plan=plan,
        version=version,
        area=area,
        windows=windows,
        everything=everything,
        lines=await _lines(session, area, found, shown, for_office=for_office),
        withdrawn=(await tables.states(session, code)).get(WITHDRAWN, 0),
        counted={one: n for one, n in counts.items() if one in known},
        told=told,
    )


async def _rounds_told(
    session: AsyncSession, plan: Plan, *, for_office: bool, reader: Draft | None
) -> Collection[str]:
    if for_office:
        return ROUNDS
    return reader.hears if reader else await rounds.in_register(session, plan)


async def _lines(
    session: AsyncSession,
    area: places.Area,
    found: Sequence[Settled],
    shown: int,
    *,
    for_office: bool,
) -> list[Line]:
    """A section as the comment's version has it, where whoever the table is for may read that."""
    if not found:
        return []
    code = found[0].comment.plan_code
    joined = await tables.joined(session, code)
    bodies = await tables.bodies(session, area.code)
    versions = {
        one.comment.number: one.comment.version
        if for_office or one.comment.round == PUBLIC
        else shown
        for one in found
    }
    sections = {
        (version, one.id): one
        for version in {*versions.values()}
        for one in await keeping.sections(session, code, version)
    }
    made = []
    for one in found:
        section = sections.get((versions[one.comment.number], one.comment.section_id))
        line = _line(one, section, verdicts_of(area), bodies, joined, for_office=for_office)
        made.append(line)
    return made


def _line(
    found: Settled,
    section: Section | None,
    verdicts: tuple[Verdict, ...],
    bodies: Mapping[str, WorkingGroup],
    joined: Mapping[str, int],
    *,
    for_office: bool,
) -> Line:
    comment, settled = found.comment, found.settlement
    shown = comment.release == RELEASED
    told = shown or for_office
    return Line(
        number=comment.number,
        received_at=comment.received_at,
        channel=comment.channel,
        party=comment.party or "",
        section_id=comment.section_id,
        section=section,
        shown=shown,
        text=(comment.shown or masked(comment.text)) if told else "",
        original=section.text if section and comment.proposal and told else {},
        proposal=masked(comment.proposal) if told else "",
        reason=masked(comment.reason) if told else "",
        joined=joined.get(comment.number, 0),
        verdict=named(verdicts, settled.verdict) if settled else None,
        statement=settled.reason if settled and told else "",
        wording=settled.wording if settled and told else "",
        body=bodies.get(found.motion.group_code) if found.motion else None,
        decided_at=settled.decided_at if settled else None,
        published=comment.state == PUBLISHED,
        round=comment.round,
    )
