"""Answering, whatever anybody does: the tables always hold what a simple model holds."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import places
from storage import surveys as tables
from storage.database import Database
from storage.marks import Marks
from storage.surveys import Survey
from surveys import answering, checking, library, life, walking
from surveys.answering import (
    AnswersWithdrawn,
    NotFinished,
    Respondent,
    Sheet,
    SurveyClosed,
    SurveyNotOpenYet,
    TooManyResponses,
)
from surveys.checking import AnswerRefused
from surveys.definitions import Definition, NoSuchQuestion, Question
from surveys.walking import Value
from tests.handlers.polls import DOGS

CODES = ("40", "63")
PEOPLE = itertools.count(1)


@dataclass
class Desk:
    """Where one survey is answered at one moment."""

    database: Database
    marks: Marks
    survey: Survey
    now: datetime

    async def sheet(self, who: Respondent) -> Sheet:
        async with self.database.reading() as session:
            return await answering.sheet(session, self.marks, self.survey.code, who, self.now)

    async def answer(self, who: Respondent, question: str, value: Value) -> Sheet:
        async with self.database.writing() as session:
            code = self.survey.code
            return await answering.answer(session, self.marks, code, who, question, value, self.now)

    async def toggle(self, who: Respondent, question: str, option: str, on: bool) -> Sheet:
        async with self.database.writing() as session:
            code = self.survey.code
            return await answering.toggle(
                session, self.marks, code, who, question, option, on, self.now
            )

    async def finish(self, who: Respondent) -> str:
        async with self.database.writing() as session:
            code = self.survey.code
            _, receipt = await answering.finish(session, self.marks, code, who, self.now)
            return receipt

    async def withdraw(self, who: Respondent) -> int:
        async with self.database.writing() as session:
            code = self.survey.code
            return await answering.withdraw(session, self.marks, code, who, self.now)

    async def kept(self, who: Respondent) -> tuple[dict[str, Value], bool] | None:
        """What the tables hold of this response."""
        mark = self.marks.of(self.survey.code, who.token, who.nth)
        async with self.database.reading() as session:
            found = await tables.response(session, self.survey.code, mark)
            if found is None:
                return None
            return await tables.answers(session, found.id), found.finished


@pytest.fixture
async def desk(database: Database, tmp_path: Path, now: datetime) -> Desk:
    marks = Marks(tmp_path / "keys")
    async with database.writing() as session:
        await places.keep_area(session, "orp-vizovice", {"cs": "Vizovice"}, {})
        for place, code in enumerate(CODES):
            label = {"cs": f"služba {code}"}
            kept = {"label": label, "folded": label["cs"], "position": place}
            await places.keep_entry(session, "service_types", code, **kept)
        survey = await life.keep(session, DOGS, now)
        await life.release(session, survey.code)
    return Desk(database, marks, survey, now)


def somebody(nth: int = 1) -> Respondent:
    number = next(PEOPLE)
    return Respondent(token=str(number), resident_id=number, nth=nth)


# What hands and changed apps may send: what fits, what does not, and what is not there at all.
QUESTIONS = st.sampled_from([*(question.id for question in DOGS.questions), "neni"])
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.sampled_from(["ano", "ne", "les", "nikam", "1", "3", "7,5", "0,1", "40", "99", "Koše", " "]),
    st.lists(st.sampled_from(["les", "pole", "park", "nam", "nikam", "mesic"]), max_size=4),
    st.integers(-1, 4),
    st.text(max_size=45),
)
OPTIONS = st.sampled_from(["les", "pole", "park", "nam", "nikam", "zada", "srdce", "ano", "mesic"])
STEPS = st.one_of(
    st.tuples(st.just("answer"), QUESTIONS, VALUES),
    st.tuples(st.just("toggle"), QUESTIONS, OPTIONS, st.booleans()),
    st.tuples(st.just("finish")),
)


@dataclass
class Model:
    """One response as a dictionary: the rules once more, without any table."""

    kept: dict[str, Value] = field(default_factory=dict)
    begun: bool = False
    finished: bool = False

    def answer(self, question_id: str, raw: Value) -> None:
        question = DOGS.question(question_id)
        self._keep(question_id, checking.check(question, raw, CODES if question.codelist else ()))

    def toggle(self, question_id: str, option: str, on: bool) -> None:
        question = DOGS.question(question_id)
        if question.type != "multi":
            raise AnswerRefused(checking.Reason.NOT_OFFERED)
        seen = walking.relevant(DOGS, self.kept).get(question_id)
        self._keep(
            question_id,
            checking.toggle(question, seen if isinstance(seen, list) else [], option, on),
        )

    def finish(self) -> None:
        asked = walking.visible(DOGS, self.kept)
        for question in asked:
            value = self.kept.get(question.id)
            short = isinstance(value, list) and value != ["nikam"]
            if question.id not in self.kept or (question.required and value is None):
                raise NotFinished(question)
            if short and len(value or ()) < (question.min_choices or 1):  # type: ignore[arg-type]
                raise NotFinished(question)
        self.begun = self.finished = True

    def _keep(self, question_id: str, value: Value) -> None:
        self.begun = True
        if value == []:
            self.kept.pop(question_id, None)
        else:
            self.kept[question_id] = value


REFUSALS = (AnswerRefused, NoSuchQuestion, NotFinished)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, max_size=25))
async def test_the_tables_always_hold_what_the_model_holds(
    desk: Desk, steps: list[tuple[object, ...]]
) -> None:
    who, model = somebody(), Model()
    for name, *given_ in steps:
        refused = _refusal(getattr(model, str(name)), given_)
        assert await _async_refusal(getattr(desk, str(name)), who, given_) is refused
    kept = await desk.kept(who)
    assert kept == ((model.kept, model.finished) if model.begun else None)
    sheet = await desk.sheet(who)
    assert sheet.answers == walking.relevant(DOGS, model.kept)


def _refusal(act: object, given_: list[object]) -> type[Exception] | None:
    try:
        act(*given_)  # type: ignore[operator]
    except REFUSALS as refusal:
        return type(refusal)
    return None


async def _async_refusal(
    act: object, who: Respondent, given_: list[object]
) -> type[Exception] | None:
    try:
        await act(who, *given_)  # type: ignore[operator]
    except REFUSALS as refusal:
        return type(refusal)
    return None


async def test_the_receipt_is_the_same_each_time_and_another_for_everybody(desk: Desk) -> None:
    jana, petr = somebody(), somebody()
    for who in (jana, petr):
        await desk.answer(who, "pes", "ne")
        for question in ("proc", "sluzba", "nemoc", "leky"):
            await desk.answer(who, question, None)
    assert await desk.finish(jana) == await desk.finish(jana)
    assert await desk.finish(jana) != await desk.finish(petr)


async def test_finishing_is_not_undone_by_a_change(desk: Desk) -> None:
    jana = somebody()
    await desk.answer(jana, "pes", "ne")
    for question in ("proc", "sluzba", "nemoc", "leky"):
        await desk.answer(jana, question, None)
    await desk.finish(jana)
    assert (await desk.answer(jana, "proc", "Koše")).finished


async def test_taking_back_takes_every_response_and_none_may_come_again(desk: Desk) -> None:
    jana = somebody()
    for nth in (1, 2):
        await desk.answer(Respondent(jana.token, jana.resident_id, nth), "pes", "ano")
    assert await desk.withdraw(jana) == 2
    assert await desk.withdraw(jana) == 0
    for nth in (1, 2):
        with pytest.raises(AnswersWithdrawn):
            await desk.answer(Respondent(jana.token, jana.resident_id, nth), "pes", "ano")


async def test_another_persons_sheet_is_never_seen(desk: Desk) -> None:
    jana, petr = somebody(), somebody()
    await desk.answer(jana, "pes", "ano")
    assert not (await desk.sheet(petr)).begun


async def test_the_moment_decides_and_not_the_hour_of_handling(desk: Desk) -> None:
    jana = somebody()
    for moment, refusal in (
        (desk.survey.opens_at - timedelta(seconds=1), SurveyNotOpenYet),
        (desk.survey.closes_at, SurveyClosed),
    ):
        desk.now = moment
        with pytest.raises(refusal):
            await desk.answer(jana, "pes", "ano")
    for moment in (desk.survey.opens_at, desk.survey.closes_at - timedelta(seconds=1)):
        desk.now = moment
        await desk.answer(jana, "pes", "ano")


async def test_soon_after_midnight_in_prague_today_is_the_new_day(desk: Desk) -> None:
    asked = {"id": "kdy", "type": "date", "text": {"cs": "Kdy?"}, "constraint": ". <= today()"}
    update = {"questions": (Question.model_validate(asked),)}
    async with desk.database.writing() as session:
        definition = _renamed("dny-2027").model_copy(update=update)
        desk.survey = await life.keep(session, definition, desk.now)
        await life.release(session, desk.survey.code)
    desk.now = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)
    jana = somebody()
    sheet = await desk.answer(jana, "kdy", "2027-02-01")
    assert sheet.response
    assert sheet.response.day == date(2027, 2, 1)
    with pytest.raises(AnswerRefused):
        await desk.answer(jana, "kdy", "2027-02-02")
    await desk.finish(jana)


async def test_one_account_fills_in_so_many_and_no_more(desk: Desk) -> None:
    jana = somebody()
    for nth in range(1, answering.MOST_RESPONSES + 1):
        who = Respondent(jana.token, jana.resident_id, nth)
        async with desk.database.writing() as session:
            place = (session, desk.marks, desk.survey.code)
            assert await answering.free_nth(*place, jana, desk.now) == nth
        await desk.answer(who, "pes", "ne")
    async with desk.database.writing() as session:
        with pytest.raises(TooManyResponses):
            await answering.free_nth(session, desk.marks, desk.survey.code, jana, desk.now)


async def test_a_draft_is_no_survey_to_anybody(desk: Desk) -> None:
    async with desk.database.writing() as session:
        draft = await life.keep(session, _renamed("kocky-2027"), desk.now)
        with pytest.raises(library.NoSuchSurvey):
            await answering.open_survey(session, draft.code, desk.now)


def _renamed(key: str) -> Definition:
    return DOGS.model_copy(update={"key": key})
