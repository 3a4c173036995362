"""Single answers go on the day that was promised; what was published of them stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import schedule
from storage import outreach
from storage import surveys as tables
from storage.audit import AuditEntry
from storage.jobs import Job
from storage.surveys import Answer, Response, Turnout
from surveys import closing, exporting, retention
from surveys.outcome import outcome
from tests.surveys.test_answering import Desk, desk, somebody

__all__ = ["desk"]


async def filled(desk: Desk, people: int = 8) -> str:
    """A survey that some have handed in, one has only begun, and that is closed."""
    for _ in range(people):
        who = somebody()
        await desk.answer(who, "pes", "ne")
        for question in ("proc", "sluzba", "nemoc", "leky"):
            await desk.answer(who, question, None)
        await desk.finish(who)
    await desk.answer(somebody(), "pes", "ano")
    code = desk.survey.code
    await closing.close(desk.database, desk.marks, code, desk.survey.closes_at)
    return code


async def left(desk: Desk) -> list[int]:
    async with desk.database.reading() as session:
        return [
            await session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Response, Answer, Turnout)
        ]


async def test_a_year_after_its_last_day_the_answers_are_asked_to_go_once(desk: Desk) -> None:
    await filled(desk)
    day = desk.survey.delete_answers_at
    assert day == desk.survey.closes_at + timedelta(days=365)
    early, late = day - timedelta(seconds=1), day + timedelta(seconds=1)
    for moment, asked in ((early, 0), (late, 1), (late, 0)):
        assert (await schedule.close_due_surveys(desk.database, moment))["retention"] == asked
    async with desk.database.reading() as session:
        kinds = list(await session.scalars(select(Job.kind)))
    assert kinds.count(retention.JOB) == 1


async def test_an_open_survey_never_loses_its_answers_by_the_clock(desk: Desk) -> None:
    await desk.answer(somebody(), "pes", "ano")
    async with desk.database.writing() as session:
        assert await retention.ask_for_due(session, desk.survey.delete_answers_at) == 0


async def test_the_answers_go_and_the_results_stay(desk: Desk) -> None:
    code = await filled(desk)
    day = desk.survey.delete_answers_at
    async with desk.database.writing() as session:
        before = await outcome(session, code, day)
    assert await retention.delete_answers(desk.database, code, day) == 9
    assert await left(desk) == [0, 0, 0]
    async with desk.database.writing() as session:
        after = await outcome(session, code, day)
        [noted] = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == "answers_deleted")  # type: ignore[arg-type]
        )
        with pytest.raises(exporting.AnswersDeleted):
            await exporting.allowed(session, code)
    assert after.published == before.published
    assert (after.begun, after.finished) == (before.begun, before.finished) == (9, 8)
    assert noted.detail == {"responses": 9}


async def test_no_letter_tells_who_took_part_when_the_answers_are_gone(desk: Desk) -> None:
    code, day = await filled(desk), desk.survey.delete_answers_at
    async with desk.database.writing() as session:
        for about in (outreach.outcome_of(code), outreach.outcome_of("OTHER")):
            await outreach.write(
                session, about=about, resident_id=1, telegram_id=1, content={}, due_at=day
            )
    await retention.delete_answers(desk.database, code, day)
    async with desk.database.writing() as session:
        left = await outreach.due(session, outreach.NO_BROADCAST, day, 10)
    assert [one.about for one in left] == [outreach.outcome_of("OTHER")]


async def test_a_kill_in_the_middle_loses_no_count(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await filled(desk)
    monkeypatch.setattr(retention, "CHUNK", 2)
    real = tables.drop_responses

    async def killed(*given: object) -> None:
        await real(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(tables, "drop_responses", dies)

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "drop_responses", killed)
    with pytest.raises(KeyboardInterrupt):
        await retention.delete_answers(desk.database, code, desk.survey.delete_answers_at)
    monkeypatch.setattr(tables, "drop_responses", real)
    assert (await left(desk))[0] == 7
    day = desk.survey.delete_answers_at
    assert await retention.delete_answers(desk.database, code, day) == 9
    assert await retention.delete_answers(desk.database, code, day) == 9
    assert await left(desk) == [0, 0, 0]
