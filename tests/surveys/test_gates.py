"""For whom a survey is, and how many of a kind it wants: nobody is locked in, none is oversold."""

import asyncio
import csv
import itertools
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.surveys import row_words
from storage import filled_in, places
from storage import surveys as tables
from storage.database import Database
from storage.marks import Marks
from storage.surveys import Answer, Response, Turnout
from surveys import answering, closing, exporting, kept_apart, life, walking
from surveys.answering import AnswersWithdrawn, NotFinished, Respondent, Sheet
from surveys.definitions import Definition
from surveys.life import SurveyChangedTooMuch
from surveys.outcome import Outcome, outcome
from surveys.walking import Value
from texts.words import Words

WANTED = 2
SORRY = {"cs": "Ptáme se jen místních. Děkujeme."}
KEYS = itertools.count(1)


def about_children(**changes: Any) -> Definition:
    """Whoever lives elsewhere is not asked on; two parents are wanted."""

    def single(name: str, **more: Any) -> dict[str, Any]:
        yes_no = [{"id": one, "text": {"cs": one}} for one in ("ano", "ne")]
        shown = {"id": name, "type": "single", "text": {"cs": name}, "options": yes_no}
        return {**shown, "required": True, **more}

    asked = [
        single("mistni", ends_on={"ne": SORRY}),
        single("deti", quotas={"ano": WANTED}),
        single("skolka"),
    ]
    return Definition.model_validate(
        {
            "key": f"deti-{next(KEYS)}",
            "title": {"cs": "Děti"},
            "intro": {"cs": "Tři otázky."},
            "area": "obec",
            "opens": "2027-01-14",
            "closes": "2027-02-28",
            "languages": ["cs"],
            "questions": asked,
            **changes,
        },
        strict=False,
    )


@dataclass(frozen=True)
class Desk:
    """Where one survey is answered."""

    database: Database
    folder: Path
    now: datetime
    code: str = ""

    @property
    def marks(self) -> Marks:
        return Marks(self.folder / "keys")

    async def opens(self, definition: Definition) -> "Desk":
        async with self.database.writing() as session:
            await places.keep_area(session, "obec", {"cs": "Obec"}, {})
            kept = await life.keep(session, definition, self.now)
            await life.release(session, kept.code)
        return replace(self, code=kept.code)

    async def wants(self, quotas: dict[str, int]) -> None:
        """A new version with other quotas."""
        async with self.database.writing() as session:
            survey = await tables.survey(session, self.code)
            assert survey
            first, second, third = about_children(key=survey.key).questions
            limited = second.model_copy(update={"quotas": quotas})
            update = {"questions": (first, limited, third)}
            definition = about_children(key=survey.key).model_copy(update=update)
            await life.keep(session, definition, self.now)

    async def sheet(self, person: int) -> Sheet:
        async with self.database.reading() as session:
            place = (session, self.marks, self.code, somebody(person))
            return await answering.sheet(*place, self.now)

    async def says(self, person: int, **given: Value) -> Sheet:
        async with self.database.writing() as session:
            for question, value in given.items():
                place = (session, self.marks, self.code, somebody(person))
                sheet = await answering.answer(*place, question, value, self.now)
        return sheet

    async def hands_in(self, person: int) -> Sheet:
        async with self.database.writing() as session:
            place = (session, self.marks, self.code, somebody(person))
            sheet, _ = await answering.finish(*place, self.now)
        return sheet

    async def whole(self, person: int, **given: Value) -> Sheet:
        await self.says(person, **{"mistni": "ano", "deti": "ano", "skolka": "ne"} | given)
        return await self.hands_in(person)

    async def crowd(self, counting: int, ending: int) -> None:
        """So many more who count, and so many for whom the survey is not."""
        async with self.database.writing() as session:
            for ends in [False] * counting + [True] * ending:
                mine = Response(survey_code=self.code, version=1, finished=not ends)
                mine.ended_at = "mistni" if ends else None
                session.add(mine)
                await session.flush()
                local = Answer(question_id="mistni", value="ne" if ends else "ano")
                local.response_id = mine.id
                session.add(local)

    async def takes_back(self, person: int) -> None:
        async with self.database.writing() as session:
            place = (session, self.marks, self.code, somebody(person))
            await answering.withdraw(*place, self.now)

    async def counts(self) -> tuple[int, int]:
        async with self.database.reading() as session:
            return await tables.response_counts(session, self.code)

    async def parents(self) -> int:
        """How many count as parents, found without the code that keeps to the quota."""
        async with self.database.reading() as session:
            found = filled_in.every_response(session, self.code)
            told = [(one.finished, answers) async for one, answers in found]
        return sum(finished and answers.get("deti") == "ano" for finished, answers in told)

    async def closes(self) -> Outcome:
        await closing.close(self.database, self.marks, self.code, self.now)
        async with self.database.writing() as session:
            return await outcome(session, self.code, self.now)


def somebody(person: int) -> Respondent:
    return Respondent(str(person), person)


def ended(sheet: Sheet) -> str:
    return sheet.ended_at.id if sheet.ended_at else ""


@pytest.fixture
async def desk(database: Database, tmp_path: Path, now: datetime) -> Desk:
    return await Desk(database, tmp_path, now).opens(about_children())


async def test_whom_a_survey_is_not_for_is_asked_no_more_and_may_mend_a_slip(desk: Desk) -> None:
    sheet = await desk.says(1, mistni="ne")
    assert (ended(sheet), sheet.following("mistni"), sheet.next_unanswered) == (
        "mistni",
        None,
        None,
    )
    assert [question.id for question in sheet.visible] == ["mistni"]
    assert ended(await desk.hands_in(1)) == "mistni"
    assert await desk.counts() == (1, 0)

    sheet = await desk.says(1, mistni="ano")
    assert ended(sheet) == ""
    assert sheet.following("mistni") == sheet.definition.question("deti")
    assert (await desk.whole(1)).finished
    assert await desk.counts() == (1, 1)


async def test_nobody_is_reminded_of_a_survey_that_has_ended_for_them(desk: Desk) -> None:
    await desk.says(1, mistni="ne")
    await desk.says(2, mistni="ano")
    async with desk.database.reading() as session:
        assert list(await session.scalars(tables.unfinished(desk.code))) == [2]
        told = {one.resident_id: one.finished for one in await session.scalars(select(Turnout))}
    assert told == {1: True, 2: False}


async def test_whoever_handed_in_and_then_says_it_is_not_for_them_counts_no_more(
    desk: Desk,
) -> None:
    await desk.whole(1)
    assert ended(await desk.says(1, mistni="ne")) == "mistni"
    assert await desk.counts() == (1, 0)
    assert not (await desk.says(1, mistni="ano")).finished
    assert (await desk.hands_in(1)).finished


async def test_a_full_quota_is_told_at_once_and_others_go_on(desk: Desk) -> None:
    for person in (1, 2):
        assert (await desk.whole(person)).finished
    sheet = await desk.says(3, mistni="ano", deti="ano")
    assert ended(sheet) == "deti"
    assert [question.id for question in sheet.visible] == ["mistni", "deti"]
    assert ended(await desk.sheet(3)) == "deti"
    assert ended(await desk.hands_in(3)) == "deti"
    assert (await desk.whole(4, deti="ne")).finished
    assert ended(await desk.says(3, deti="ne")) == ""
    assert (await desk.whole(3, deti="ne")).finished
    assert await desk.parents() == WANTED


async def test_a_place_taken_back_is_free_again(desk: Desk) -> None:
    for person in (1, 2):
        await desk.whole(person)
    assert ended(await desk.says(3, mistni="ano", deti="ano")) == "deti"
    await desk.takes_back(1)
    assert ended(await desk.says(3, deti="ano")) == ""
    assert (await desk.whole(3)).finished
    assert ended(await desk.whole(4)) == "deti"


async def test_whoever_has_a_place_keeps_it_and_may_hand_in_once_more(desk: Desk) -> None:
    for person in (1, 2):
        await desk.whole(person)
    assert (await desk.says(1, deti="ano", skolka="ano")).finished
    assert (await desk.hands_in(1)).finished
    assert (await desk.whole(3, deti="ne")).finished
    assert ended(await desk.says(3, deti="ano")) == "deti"
    assert await desk.parents() == WANTED


async def test_of_many_who_hand_in_at_once_no_more_than_wanted_count(desk: Desk) -> None:
    """Each began while there was room."""
    people = range(1, 9)
    for person in people:
        assert ended(await desk.says(person, mistni="ano", deti="ano", skolka="ne")) == ""
    sheets = await asyncio.gather(*(desk.hands_in(person) for person in people))
    assert sorted(map(ended, sheets)) == [""] * WANTED + ["deti"] * (len(people) - WANTED)
    assert await desk.parents() == WANTED
    assert await desk.counts() == (len(people), WANTED)


PEOPLE = st.integers(1, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), PEOPLE, st.sampled_from(["mistni", "deti"]), st.booleans()),
        st.tuples(st.just("hands_in"), PEOPLE),
        st.tuples(st.just("whole"), PEOPLE, st.booleans()),
        st.tuples(st.just("takes_back"), PEOPLE),
    ),
    max_size=14,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whatever_people_do_the_quota_holds_and_nobody_counts_who_should_not(
    desk: Desk, steps: list[tuple[Any, ...]]
) -> None:
    fresh = await desk.opens(about_children())
    for step in steps:
        await taken(fresh, *step)
        assert await fresh.parents() <= WANTED
        await counted_ones_went_to_the_end(fresh)


async def taken(desk: Desk, act: str, person: int, *more: Any) -> None:
    try:
        if act == "says":
            await desk.says(person, **{more[0]: "ano" if more[1] else "ne"})
        elif act == "hands_in":
            await desk.hands_in(person)
        elif act == "whole":
            await desk.whole(person, deti="ano" if more[0] else "ne")
        else:
            await desk.takes_back(person)
    except (AnswersWithdrawn, NotFinished):
        pass


async def counted_ones_went_to_the_end(desk: Desk) -> None:
    async with desk.database.reading() as session:
        rows = select(Response).where(Response.survey_code == desk.code)
        for one in await session.scalars(rows):
            answers = await tables.answers(session, one.id)
            last = walking.visible(about_children(), answers)[-1].id
            assert not (one.finished and one.ended_at)
            assert not one.finished or last == "skolka"
            assert one.ended_at in {None, "mistni", "deti"}
            assert (one.ended_at == "mistni") == (answers.get("mistni") == "ne")


async def test_what_is_kept_apart_is_in_no_table_and_told_only_when_it_is_not_few(
    desk: Desk,
) -> None:
    for person in range(1, 9):
        await desk.whole(person, deti="ne")
    for person in range(11, 17):
        await desk.says(person, mistni="ne")
    for person in range(21, 24):
        await desk.whole(person)
    found = await desk.closes()
    published = found.published
    assert (published.responses, found.begun, found.finished) == (10, 17, 10)
    (local,) = published.question("mistni").overall.cells
    assert (local.id, local.count) == ("ano", 10)
    told = {(one.question, one.option): one.count for one in published.kept_apart}
    assert told == {("mistni", "ne"): 6, ("deti", "ano"): None}
    async with desk.database.reading() as session:
        (fill,) = await kept_apart.fills(session, found.survey, found.definition, published)
    assert (fill.wanted, fill.is_full, fill.so_far) == (WANTED, True, None)


async def test_how_many_are_kept_apart_moves_on_by_many_at_once(desk: Desk) -> None:
    """Whoever looks each time, and at the end, sees nobody's end come alone."""
    seen = []
    for people in (10, 25, 1, 14, 1, 30):
        await desk.crowd(counting=20, ending=people)
        async with desk.database.writing() as session:
            found = await outcome(session, desk.code, desk.now)
        seen.append(sum(one.count or 0 for one in found.published.kept_apart))
    seen.append(sum(one.count or 0 for one in (await desk.closes()).published.kept_apart))
    assert seen[0] == 0
    told = [*dict.fromkeys(seen)]
    assert (len(told), told[-1]) == (5, 81)
    assert all(later - before >= 15 for before, later in itertools.pairwise(told))


async def test_a_question_with_a_quota_is_published_whole_or_not_at_all(desk: Desk) -> None:
    """Two said yes, which all who tried it know: the others would be what is left."""
    for person in range(1, 10):
        await desk.whole(person, deti="ne")
    for person in range(11, 13):
        await desk.whole(person)
    row = (await desk.closes()).published.question("deti").overall
    assert (row.answered, {cell.count for cell in row.cells}) == (None, {None})


async def test_rows_for_staff_have_only_what_counts(desk: Desk, tmp_path: Path) -> None:
    await desk.whole(1)
    await desk.says(2, mistni="ne")
    await desk.says(3, mistni="ano")
    await desk.closes()
    folder = tmp_path / "rows"
    wish = row_words.wish(Words("cs"), ("csv",))
    await exporting.export(desk.database, desk.code, folder, wish, None, desk.now)
    with (folder / "responses.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["finished"], row["mistni"]) for row in csv.DictReader(file)]
    assert sorted(rows) == [("False", "ano"), ("True", "ano")]
    assert "mistni,single,mistni,ne,ne" not in (folder / "codebook.csv").read_text("utf-8-sig")


async def test_a_quota_that_is_changed_holds_for_those_under_way_too(desk: Desk) -> None:
    for person in (1, 2):
        await desk.whole(person)
    assert ended(await desk.says(3, mistni="ano", deti="ano", skolka="ne")) == "deti"
    await desk.says(4, mistni="ano", deti="ne", skolka="ne")
    await desk.wants({"ano": 3, "ne": 1})
    assert not ended(await desk.says(3, deti="ano"))
    assert (await desk.hands_in(3)).finished
    await desk.whole(5, deti="ne")
    assert ended(await desk.hands_in(4)) == "deti"
    await desk.wants({})
    assert not ended(await desk.sheet(4))
    assert (await desk.hands_in(4)).finished
    async with desk.database.reading() as session:
        rows = [one.ended_at for one in await session.scalars(select(Response))]
    assert rows == [None] * 5


async def test_for_whom_a_running_survey_is_stays_as_it_was(desk: Desk) -> None:
    await desk.says(1, mistni="ano")
    async with desk.database.reading() as session:
        survey = await tables.survey(session, desk.code)
        assert survey
        asked = about_children(key=survey.key)
    open_to_all = asked.questions[0].model_copy(update={"ends_on": {}})
    wider = asked.model_copy(update={"questions": (open_to_all, *asked.questions[1:])})
    more = asked.questions[1].model_copy(update={"quotas": {"ano": 50}})
    larger = asked.model_copy(update={"questions": (asked.questions[0], more, asked.questions[2])})
    async with desk.database.writing() as session:
        with pytest.raises(SurveyChangedTooMuch) as refused:
            await life.keep(session, wider, desk.now)
        assert refused.value.lost == ("mistni.ne",)
        assert (await life.keep(session, larger, desk.now)).version == 2
