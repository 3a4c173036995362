"""A survey's life: dates in Prague, releasing, new versions, closing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage import jobs, places
from storage import surveys as tables
from storage.database import Database
from storage.marks import Marks
from surveys import answering, library, life
from surveys.answering import Respondent
from surveys.definitions import Definition, Option
from surveys.life import NotADraft, SurveyChangedTooMuch, WrongArea
from tests.handlers.polls import DOGS


@pytest.fixture
async def areas(database: Database) -> Database:
    async with database.writing() as session:
        for code in ("orp-vizovice", "hlucinsko-zapad"):
            await places.keep_area(session, code, {"cs": code}, {})
    return database


async def kept(database: Database, now: datetime, definition: Definition = DOGS) -> str:
    async with database.writing() as session:
        survey = await life.keep(session, definition, now)
        await life.release(session, survey.code)
        return survey.code


async def answered(database: Database, folder: Path, code: str, now: datetime) -> None:
    async with database.writing() as session:
        await answering.answer(session, Marks(folder), code, Respondent("1", 1), "pes", "ne", now)


def without_option(question_id: str, option_id: str) -> Definition:
    return _changed(
        question_id, lambda one: {"options": tuple(o for o in one.options if o.id != option_id)}
    )


def changed(**update: Any) -> Definition:
    return Definition.from_json(DOGS.model_copy(update=update).to_json())


def _changed(question_id: str, change: Any) -> Definition:
    questions = tuple(
        one.model_copy(update=change(one)) if one.id == question_id else one
        for one in DOGS.questions
    )
    return changed(questions=questions)


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (date(2027, 2, 28), "2027-02-27T23:00Z", "2027-02-28T23:00Z"),
        (date(2027, 3, 28), "2027-03-27T23:00Z", "2027-03-28T22:00Z"),
        (date(2027, 10, 31), "2027-10-30T22:00Z", "2027-10-31T23:00Z"),
    ],
)
def test_a_day_is_a_day_in_prague_also_when_clocks_change(
    day: date, starts: str, ends: str
) -> None:
    assert life.starts(day) == datetime.fromisoformat(starts)
    assert life.ends(day) == datetime.fromisoformat(ends)


async def test_a_code_is_short_and_has_no_letters_to_mistake(areas: Database) -> None:
    code = await kept(areas, datetime(2027, 1, 1, tzinfo=UTC))
    assert len(code) == 5
    assert not set(code) & set("IO01")


async def test_the_same_key_again_is_the_next_version(areas: Database, now: datetime) -> None:
    code = await kept(areas, now)
    assert await kept(areas, now, changed(closes=date(2027, 3, 31))) == code
    async with areas.reading() as session:
        survey = await library.survey(session, code)
        assert survey.version == 2
        assert survey.closes_at == life.ends(date(2027, 3, 31))


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda: without_option("pes", "ne"), ("pes.ne",)),
        (lambda: _changed("znamka", lambda _: {"max": Decimal(2)}), ("znamka.3",)),
        (lambda: _changed("sluzba", lambda _: {"codelist": "providers"}), ("sluzba",)),
        (lambda: _changed("proc", lambda _: {"type": "number"}), ("proc",)),
        (lambda: changed(questions=DOGS.questions[:-1]), ("leky",)),
        (lambda: changed(anonymity="named"), ("anonymity",)),
        (lambda: changed(unit="service"), ("unit",)),
    ],
)
async def test_a_change_that_would_lose_answers_is_refused(
    areas: Database, tmp_path: Path, now: datetime, change: Any, lost: tuple[str, ...]
) -> None:
    code = await kept(areas, now)
    await kept(areas, now, change())
    await kept(areas, now)
    await answered(areas, tmp_path, code, now)
    async with areas.writing() as session:
        with pytest.raises(SurveyChangedTooMuch) as refused:
            await life.keep(session, change(), now)
    assert refused.value.lost == lost


async def test_more_options_and_better_words_are_welcome_while_it_runs(
    areas: Database, tmp_path: Path, now: datetime
) -> None:
    code = await kept(areas, now)
    await answered(areas, tmp_path, code, now)
    more = Option(id="kocka", text={"cs": "Jen kočku"})
    better = _changed(
        "pes",
        lambda one: {"options": (*one.options, more), "text": {"cs": "Máte doma psa?"}},
    )
    assert await kept(areas, now, better) == code


async def test_a_survey_keeps_its_area(areas: Database, now: datetime) -> None:
    await kept(areas, now)
    async with areas.writing() as session:
        with pytest.raises(WrongArea):
            await life.keep(session, changed(area="hlucinsko-zapad"), now)


async def test_closing_before_the_date_is_asked_for_once(areas: Database, now: datetime) -> None:
    code = await kept(areas, now)
    async with areas.writing() as session:
        await life.close_now(session, code, now)
        survey = await life.close_now(session, code, now + timedelta(minutes=1))
        assert survey.closes_at == now
        assert await jobs.job(session, f"close:{code}") is not None
        assert await life.ask_to_close(session, code, now) is False


async def test_what_is_closed_stays_closed(areas: Database, now: datetime) -> None:
    code = await kept(areas, now)
    async with areas.writing() as session:
        survey = await library.survey(session, code)
        survey.state = tables.CLOSED
        await session.flush()
        for act in (life.release(session, code), life.close_now(session, code, now)):
            with pytest.raises(NotADraft):
                await act
        with pytest.raises(NotADraft):
            await life.keep(session, DOGS, now)
