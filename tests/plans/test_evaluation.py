"""Evaluating a plan: each group of its own sections, the steering group of all, and only once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from outreach.notices import tell
from plans import evaluation, keeping
from plans.consultation import NoSuchPlan, publish
from plans.documents import Section
from plans.evaluation import (
    ApprovedAlready,
    Assessor,
    EvaluationHandedOver,
    EvaluationTooLong,
    Grade,
    NoSuchEvaluation,
    NotYoursToEvaluate,
    ReasonWanted,
    StillMissing,
)
from plans.reading import NoSuchSection
from storage import evaluations, people
from storage import plans as plan_tables
from storage.database import Database
from storage.evaluations import Assessment
from storage.outreach import Letter
from tests.plans.test_keeping import area, document

__all__ = ["area"]

JANUARY = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)
YEAR = "2027"
HERE = "orp-vizovice"


def part(id: str, level: int, group: str = "") -> Section:
    return Section(id=id, level=level, title={"cs": f"Část {id}"}, text={"cs": "."}, group=group)


OLD_AGE = (part("1", 1, "seniori"), part("1.1", 2, "seniori"), part("1.2", 2))
FAMILIES = (part("2", 1, "rodiny"), part("2.1", 2, "rodiny"))
ALONE = part("3", 1)

COORDINATOR = Assessor(1, areas=[HERE])
EVA = Assessor(2, groups=frozenset({(HERE, "seniori")}), leads=frozenset({(HERE, "seniori")}))
IVAN = Assessor(3, groups=frozenset({(HERE, "rodiny")}))
MAYOR = Assessor(4, steers=frozenset({HERE}))
STRANGER = Assessor(5, groups=frozenset({("jinde", "seniori")}), areas=["jinde"])


@pytest.fixture
async def code(database: Database, area: str, now: datetime) -> str:
    """A public plan of three parts, the last of which no group has taken."""
    async with database.writing() as session:
        plan = await keeping.keep(session, document(*OLD_AGE, *FAMILIES, ALONE), now)
        await publish(session, plan, now)
        await evaluation.begin(session, COORDINATOR, plan.code, YEAR, JANUARY)
    return plan.code


async def assess(
    database: Database,
    code: str,
    who: Assessor,
    section: str,
    grade: Grade = Grade.DONE,
    text: str = "",
) -> None:
    async with database.writing() as session:
        await evaluation.assess(session, who, (code, YEAR, section), grade, text, JANUARY)


async def hand_over(database: Database, code: str, who: Assessor) -> EvaluationHandedOver | None:
    async with database.writing() as session:
        return await evaluation.hand_over(session, who, code, YEAR, JANUARY)


async def due(database: Database, code: str, who: Assessor) -> Sequence[str]:
    async with database.reading() as session:
        found = await evaluation.sheet(session, code, YEAR)
    return [one.id for one in evaluation.due(who, found)]


async def all_handed_over(database: Database, code: str) -> None:
    for section in ("1.1", "1.2", "2.1", "3"):
        await assess(database, code, COORDINATOR, section)
    assert await hand_over(database, code, COORDINATOR)


async def test_each_group_has_its_own_sections_and_who_runs_the_plan_all(
    database: Database, code: str
) -> None:
    assert await due(database, code, EVA) == ["1.1", "1.2"]
    assert await due(database, code, IVAN) == ["2.1"]
    assert await due(database, code, COORDINATOR) == ["1.1", "1.2", "2.1", "3"]
    assert await due(database, code, STRANGER) == []
    with pytest.raises(NotYoursToEvaluate):
        await assess(database, code, IVAN, "1.1")
    with pytest.raises(NoSuchSection):
        await assess(database, code, EVA, "1")


async def test_only_what_is_done_needs_no_reason(database: Database, code: str) -> None:
    for grade in (Grade.PARTLY, Grade.CHANGED, Grade.NOT_DONE):
        with pytest.raises(ReasonWanted):
            await assess(database, code, EVA, "1.1", grade, "  ")
    with pytest.raises(EvaluationTooLong):
        await assess(database, code, EVA, "1.1", Grade.PARTLY, "a" * 2001)
    await assess(database, code, EVA, "1.1", Grade.PARTLY, " Jen o víkendu. ")
    await assess(database, code, EVA, "1.1", Grade.NOT_DONE, "Nejsou lidé.")
    [found] = await rows(database, Assessment)
    assert (found.grade, found.text) == (Grade.NOT_DONE, "Nejsou lidé.")


async def rows(database: Database, table: type) -> list[Assessment]:
    async with database.reading() as session:
        return list(await session.scalars(select(table)))


async def test_the_steering_group_gets_it_once_everything_is_handed_over(
    database: Database, code: str
) -> None:
    await assess(database, code, EVA, "1.1")
    with pytest.raises(StillMissing) as missing:
        await hand_over(database, code, EVA)
    assert missing.value.section_ids == ("1.2",)
    await assess(database, code, EVA, "1.2")
    assert await hand_over(database, code, EVA) is None
    with pytest.raises(NotYoursToEvaluate):
        await hand_over(database, code, IVAN)
    await assess(database, code, IVAN, "2.1")
    await assess(database, code, COORDINATOR, "3")
    assert await hand_over(database, code, COORDINATOR)
    assert await hand_over(database, code, COORDINATOR) is None


async def test_what_is_sent_back_waits_for_its_group_again(database: Database, code: str) -> None:
    await all_handed_over(database, code)
    place = (code, YEAR, "1.1")
    async with database.writing() as session:
        eva = await people.arrive(session, 20, "cs", JANUARY.date())
        [one] = [
            x
            for x in (await evaluations.assessments(session, code, YEAR)).values()
            if x.section_id == "1.1"
        ]
        one.drafted_by = eva.id
    async with database.writing() as session:
        with pytest.raises(NotYoursToEvaluate):
            await evaluation.send_back(session, EVA, place, "Kolik hodin?", JANUARY)
    async with database.writing() as session:
        happened = await evaluation.send_back(session, MAYOR, place, "Kolik hodin?", JANUARY)
        assert await tell(session, happened, JANUARY) == 1
        assert await tell(session, happened, JANUARY) == 0
    assert await due(database, code, EVA) == ["1.1"]
    async with database.writing() as session:
        with pytest.raises(StillMissing):
            await evaluation.approve(session, MAYOR, code, YEAR, JANUARY)
    await assess(database, code, EVA, "1.1", Grade.PARTLY, "Čtyři hodiny.")
    assert await hand_over(database, code, EVA)
    [known] = [one for one in await rows(database, Assessment) if one.section_id == "1.1"]
    assert known.remark == "Kolik hodin?"


async def test_approving_is_the_steering_groups_final_and_told_once(
    database: Database, code: str
) -> None:
    await all_handed_over(database, code)
    async with database.writing() as session:
        jana = await people.arrive(session, 30, "cs", JANUARY.date())
        await plan_tables.follow(session, code, jana.id, on=True)
        assert await evaluation.approved(session, code) == []
        with pytest.raises(NotYoursToEvaluate):
            await evaluation.approve(session, COORDINATOR, code, YEAR, JANUARY)
    for new in (1, 0):
        async with database.writing() as session:
            happened = await evaluation.approve(session, MAYOR, code, YEAR, JANUARY)
            assert await tell(session, happened, JANUARY) == new
    with pytest.raises(ApprovedAlready):
        await assess(database, code, EVA, "1.1")
    async with database.reading() as session:
        assert [one.period for one in await evaluation.approved(session, code)] == [YEAR]
        assert (await evaluation.see(session, STRANGER, code, YEAR)).is_approved
        [letter] = (await session.scalars(select(Letter))).all()
    assert "období 2027 splnilo" in letter.content["text"]


async def test_who_takes_no_part_does_not_see_a_draft(database: Database, code: str) -> None:
    async with database.reading() as session:
        for who in (COORDINATOR, EVA, IVAN, MAYOR):
            assert await evaluation.see(session, who, code, YEAR)
        with pytest.raises(NotYoursToEvaluate):
            await evaluation.see(session, STRANGER, code, YEAR)
        with pytest.raises(NoSuchEvaluation):
            await evaluation.see(session, EVA, code, "1999")


async def test_only_who_runs_the_plan_begins_and_beginning_again_changes_nothing(
    database: Database, code: str
) -> None:
    async with database.writing() as session:
        for who in (EVA, STRANGER):
            with pytest.raises(NotYoursToEvaluate):
                await evaluation.begin(session, who, code, "2028", JANUARY)
        with pytest.raises(NoSuchPlan):
            await evaluation.begin(session, COORDINATOR, "NENI", "2028", JANUARY)
        again = await evaluation.begin(session, COORDINATOR, code, YEAR, datetime.now(UTC))
    assert again.evaluation.begun_at == JANUARY


async def test_two_who_assess_at_once_leave_one_assessment(database: Database, code: str) -> None:
    texts = [f"Verze {n}" for n in range(5)]
    await asyncio.gather(
        *(assess(database, code, EVA, "1.1", Grade.PARTLY, text) for text in texts)
    )
    [found] = await rows(database, Assessment)
    assert found.text in texts


async def test_the_forgotten_leave_what_their_group_said(database: Database, code: str) -> None:
    await assess(database, code, EVA, "1.1")
    async with database.writing() as session:
        await evaluations.forget_resident(session, EVA.resident_id)
    [found] = await rows(database, Assessment)
    assert (found.grade, found.drafted_by) == (Grade.DONE, None)


async def test_sums_are_told_by_the_highest_sections(database: Database, code: str) -> None:
    await assess(database, code, EVA, "1.1")
    await assess(database, code, EVA, "1.2", Grade.NOT_DONE, "Nikdo se nepřihlásil.")
    async with database.reading() as session:
        found = await evaluation.sheet(session, code, YEAR)
    summed = evaluation.by_highest(found)
    assert list(summed) == ["1", "2", "3"]
    assert summed["1"] == {Grade.DONE: 1, Grade.PARTLY: 0, Grade.CHANGED: 0, Grade.NOT_DONE: 1}
    assert sum(summed["2"].values()) == 0
