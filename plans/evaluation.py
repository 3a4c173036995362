"""Evaluating a plan: groups draft what was done of their sections, the steering group approves."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from plans import keeping
from plans.consultation import NoSuchPlan
from plans.documents import Section
from plans.reading import Draft, NoSuchSection, leaves
from storage import audit
from storage import evaluations as tables
from storage import plans as plan_tables
from storage.evaluations import APPROVED, DRAFTED, HANDED_OVER, RETURNED, Assessment, Evaluation
from storage.happenings import Happening
from storage.plans import Plan, PlanVersion

TEXT_LENGTH = 2000
# An area, and the key of a working group in it.
Group = tuple[str, str]


class Grade(StrEnum):
    """How far a section was fulfilled, the best first."""

    DONE = "done"
    PARTLY = "partly"
    CHANGED = "changed"
    NOT_DONE = "not_done"


class NoSuchEvaluation(LookupError):
    pass


class NotYoursToEvaluate(Exception):
    """The section belongs to another group, or the step to the steering group."""


class ReasonWanted(Exception):
    """Whatever is not simply done has to say why."""


class EvaluationTooLong(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class StillMissing(Exception):
    """Sections that have no assessment yet, or wait for their group."""

    def __init__(self, section_ids: Sequence[str]) -> None:
        super().__init__(", ".join(section_ids))
        self.section_ids = tuple(section_ids)


class ApprovedAlready(Exception):
    """An approved evaluation never changes."""


@dataclass(frozen=True)
class Assessor:
    """Somebody who takes part: `groups` are those in which they vote, by area and key.

    `leads` are those that they lead; `areas` where they run plans (None: everywhere); `steers`
    where they lead the steering group, or stand in for it because there is none.
    """

    resident_id: int
    groups: frozenset[Group] = frozenset()
    leads: frozenset[Group] = frozenset()
    areas: Sequence[str] | None = ()
    steers: frozenset[str] = frozenset()

    def runs(self, area: str) -> bool:
        return self.areas is None or area in self.areas


@dataclass(frozen=True)
class Sheet:
    """An evaluation with all its sections and what has been said of them."""

    evaluation: Evaluation
    draft: Draft
    leaves: tuple[Section, ...]
    assessments: Mapping[str, Assessment]

    @property
    def plan(self) -> Plan:
        return self.draft.plan

    @property
    def is_approved(self) -> bool:
        return self.evaluation.state == APPROVED

    @property
    def counts(self) -> Mapping[Grade, int]:
        """How many sections were fulfilled how far, every grade named."""
        told = Counter(one.grade for one in self.assessments.values())
        return {grade: told.get(grade, 0) for grade in Grade}

    @property
    def waiting(self) -> Sequence[str]:
        """Sections which their group has not handed over."""
        return [one.id for one in self.leaves if not self._is_handed_over(one.id)]

    def group_of(self, section_id: str) -> str:
        """The key of the group a section belongs to, its own or that of one above; else empty."""
        path = (self.draft.section(section_id), *reversed(self.draft.above(section_id)))
        return next((one.group for one in path if one.group), "")

    def of_groups(self, groups: Collection[Group]) -> Sequence[Section]:
        area = self.plan.area_code
        return [one for one in self.leaves if (area, self.group_of(one.id)) in groups]

    def _is_handed_over(self, section_id: str) -> bool:
        found = self.assessments.get(section_id)
        return found is not None and found.state == HANDED_OVER


@dataclass(frozen=True)
class EvaluationHandedOver(Happening):
    """All sections wait for the steering group now."""

    plan: Plan
    title: dict[str, str]
    period: str


@dataclass(frozen=True)
class AssessmentReturned(Happening):
    """The steering group asks those who drafted it to look again."""

    plan: Plan
    section: Section
    assessment: Assessment


@dataclass(frozen=True)
class EvaluationApproved(Happening):
    """Everybody can read it from now on; those who follow the plan hear of it."""

    plan: Plan
    title: dict[str, str]
    period: str


async def versions(session: AsyncSession, assessor: Assessor, code: str) -> list[PlanVersion]:
    """What people have read of a plan, the newest first; raises NoSuchPlan, NotYoursToEvaluate."""
    plan = await plan_tables.plan(session, code)
    if plan is None or plan.public_version is None:
        raise NoSuchPlan(code)
    if not assessor.runs(plan.area_code):
        raise NotYoursToEvaluate
    found = await plan_tables.versions(session, code)
    return [one for one in reversed(found) if one.state == plan_tables.PUBLIC]


async def begin(
    session: AsyncSession,
    assessor: Assessor,
    code: str,
    period: str,
    now: datetime,
    version: int | None = None,
) -> Sheet:
    """Evaluate a version, the one that people read now where none is named.

    Raises NoSuchPlan, NotYoursToEvaluate.
    """
    public = [one.number for one in await versions(session, assessor, code)]
    chosen = public[0] if version is None else version
    if chosen not in public:
        raise NoSuchPlan(code)
    told = {"version": chosen, "begun_by": assessor.resident_id, "begun_at": now}
    if await tables.begin(session, code, period, **told):
        await _note(session, assessor, "evaluation_begun", code, period, now)
    return await sheet(session, code, period)


async def sheet(session: AsyncSession, code: str, period: str, *, locked: bool = False) -> Sheet:
    """Raises NoSuchEvaluation."""
    plan = await plan_tables.plan(session, code)
    found = await tables.evaluation(session, code, period, locked=locked)
    version = await plan_tables.version(session, code, found.version) if found else None
    if plan is None or found is None or version is None:
        raise NoSuchEvaluation
    draft = Draft(plan, version, await keeping.sections(session, code, found.version))
    assessed = await tables.assessments(session, code, period)
    return Sheet(found, draft, leaves(draft.sections), assessed)


async def see(session: AsyncSession, assessor: Assessor, code: str, period: str) -> Sheet:
    """Everybody may read an approved one; raises NoSuchEvaluation, NotYoursToEvaluate."""
    found = await sheet(session, code, period)
    if not found.is_approved and not takes_part(assessor, found):
        raise NotYoursToEvaluate
    return found


def takes_part(assessor: Assessor, found: Sheet) -> bool:
    """Whether somebody may see an evaluation that is not approved yet."""
    area = found.plan.area_code
    return assessor.runs(area) or area in assessor.steers or bool(mine(assessor, found))


def mine(assessor: Assessor, found: Sheet) -> Sequence[Section]:
    """What somebody may assess: the sections of their groups; those who run the plan, all."""
    if assessor.runs(found.plan.area_code):
        return found.leaves
    return found.of_groups(assessor.groups)


def due(assessor: Assessor, found: Sheet) -> Sequence[Section]:
    """Those of one's sections that are not assessed, or were returned."""
    return [one for one in mine(assessor, found) if _is_due(found, one)]


def handing_over(assessor: Assessor, found: Sheet) -> Sequence[Section]:
    """The sections that somebody may give to the steering group."""
    runs = assessor.runs(found.plan.area_code)
    return found.leaves if runs else found.of_groups(assessor.leads)


def next_to_assess(assessor: Assessor, found: Sheet, after: str = "") -> Section | None:
    """The next one that is due, from `after` onwards."""
    own = mine(assessor, found)
    ids = [one.id for one in own]
    start = ids.index(after) + 1 if after in ids else 0
    return next((one for one in (*own[start:], *own[:start]) if _is_due(found, one)), None)


async def assess(
    session: AsyncSession,
    assessor: Assessor,
    place: tuple[str, str, str],
    grade: Grade,
    text: str,
    now: datetime,
) -> Assessment:
    """Draft how far a section was fulfilled; `place` is the plan's code, period and section.

    Raises NoSuchEvaluation, NoSuchSection, NotYoursToEvaluate, ApprovedAlready, ReasonWanted,
    EvaluationTooLong.
    """
    code, period, section_id = place
    found = await _open(session, code, period)
    if section_id not in {one.id for one in found.leaves}:
        raise NoSuchSection(section_id)
    if section_id not in {one.id for one in mine(assessor, found)}:
        raise NotYoursToEvaluate
    told = _fitting(text)
    if grade is not Grade.DONE and not told:
        raise ReasonWanted
    drafted = found.assessments.get(section_id) or _blank(place, grade, now)
    drafted.grade, drafted.text, drafted.state = grade, told, DRAFTED
    drafted.drafted_by, drafted.drafted_at = assessor.resident_id, now
    session.add(drafted)
    await _note(session, assessor, "section_assessed", code, period, now, section=section_id)
    return drafted


async def hand_over(
    session: AsyncSession, assessor: Assessor, code: str, period: str, now: datetime
) -> EvaluationHandedOver | None:
    """Give the sections one answers for to the steering group; what happened once all are there.

    Raises NoSuchEvaluation, NotYoursToEvaluate, ApprovedAlready, StillMissing.
    """
    found = await _open(session, code, period)
    own = handing_over(assessor, found)
    if not own:
        raise NotYoursToEvaluate
    missing = [one.id for one in own if _is_due(found, one)]
    if missing:
        raise StillMissing(missing)
    if not set(found.waiting) & {one.id for one in own}:
        return None
    for one in own:
        found.assessments[one.id].state = HANDED_OVER
    await _note(session, assessor, "evaluation_handed_over", code, period, now)
    if found.waiting:
        return None
    return EvaluationHandedOver(found.plan, found.draft.version.title, period)


async def send_back(
    session: AsyncSession,
    assessor: Assessor,
    place: tuple[str, str, str],
    remark: str,
    now: datetime,
) -> AssessmentReturned:
    """The steering group asks for another look; raises as `assess` does."""
    code, period, section_id = place
    found = await _open(session, code, period)
    _demand_steering(assessor, found)
    known = found.assessments.get(section_id)
    if known is None:
        raise NoSuchSection(section_id)
    told = _fitting(remark)
    if not told:
        raise ReasonWanted
    known.remark, known.state = told, RETURNED
    await _note(session, assessor, "assessment_returned", code, period, now, section=section_id)
    return AssessmentReturned(found.plan, found.draft.section(section_id), known)


async def approve(
    session: AsyncSession, assessor: Assessor, code: str, period: str, now: datetime
) -> EvaluationApproved:
    """Make it final and known; a second time changes nothing.

    Raises NoSuchEvaluation, NotYoursToEvaluate, StillMissing.
    """
    found = await sheet(session, code, period, locked=True)
    _demand_steering(assessor, found)
    if found.waiting:
        raise StillMissing(found.waiting)
    if not found.is_approved:
        one = found.evaluation
        one.state, one.approved_by, one.approved_at = APPROVED, assessor.resident_id, now
        await _note(session, assessor, "evaluation_approved", code, period, now)
    return EvaluationApproved(found.plan, found.draft.version.title, period)


async def approved(session: AsyncSession, code: str) -> Sequence[Evaluation]:
    """What everybody may read, the newest period first."""
    return [one for one in await tables.of_plan(session, code) if one.state == APPROVED]


def by_highest(found: Sheet) -> Mapping[str, Mapping[Grade, int]]:
    """How far the leaves of each section of the highest level were fulfilled, by its id."""
    told: dict[str, Counter[str]] = {}
    for one in found.leaves:
        top = (*found.draft.above(one.id), one)[0]
        grades = told.setdefault(top.id, Counter())
        if one.id in found.assessments:
            grades[found.assessments[one.id].grade] += 1
    return {top: {grade: n[grade] for grade in Grade} for top, n in told.items()}


def _demand_steering(assessor: Assessor, found: Sheet) -> None:
    if found.plan.area_code not in assessor.steers:
        raise NotYoursToEvaluate


async def _open(session: AsyncSession, code: str, period: str) -> Sheet:
    found = await sheet(session, code, period, locked=True)
    if found.is_approved:
        raise ApprovedAlready
    return found


def _is_due(found: Sheet, section: Section) -> bool:
    known = found.assessments.get(section.id)
    return known is None or known.state == RETURNED


def _blank(place: tuple[str, str, str], grade: Grade, now: datetime) -> Assessment:
    code, period, section_id = place
    return Assessment(
        plan_code=code, period=period, section_id=section_id, grade=grade, drafted_at=now
    )


def _fitting(text: str) -> str:
    told = text.strip()
    if len(told) > TEXT_LENGTH:
        raise EvaluationTooLong(TEXT_LENGTH)
    return told


async def _note(
    session: AsyncSession,
    assessor: Assessor,
    action: str,
    code: str,
    period: str,
    now: datetime,
    **told: str,
) -> None:
    await audit.note(session, now, assessor.resident_id, action, code, period=period, **told)
