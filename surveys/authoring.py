"""Making a survey without a developer: what it will take, copies, dates, ready questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import count
from math import ceil
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from storage import survey_pictures
from storage import surveys as tables
from surveys import library, life
from surveys.crossings import obstacle
from surveys.definitions import (
    CROSSINGS_LIMIT,
    KEY_LIMIT,
    QUESTIONS_LIMIT,
    Crossing,
    Definition,
    Language,
    Question,
    missing_texts,
    question_texts,
)
from surveys.files.reading import read
from surveys.others import written_out

READY: Final = Path(__file__).parent / "ready.yaml"
# Measured roughly on ourselves: reading, and deciding or writing.
LETTERS_A_SECOND: Final = 15
SECONDS: Final = {
    "text": 40,
    "rank": 25,
    "multi": 15,
    "photo": 30,
    "audio": 60,
    "file": 45,
    "place": 15,
    "codelist": 15,
}
USUAL_SECONDS: Final = 6
NUMBERED: Final = "-{}"


class TooManyQuestions(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class CannotCross(Exception):
    """Something stands in the way of the crossing, or there are enough of them."""


class DatesDoNotFit(Exception):
    """A survey closes after it opens, and not in the past; what is open stays open."""


@dataclass(frozen=True)
class Overview:
    """What its author should know of a survey before it opens.

    `missing` names, for each language, the questions and fields that lack texts in it.
    """

    minutes: int
    sensitive: tuple[Question, ...]
    missing: Mapping[Language, tuple[str, ...]]


def overview(definition: Definition) -> Overview:
    asked = [question for question in definition.questions if question.type != "note"]
    missing: dict[Language, tuple[str, ...]] = dict.fromkeys(definition.languages, ())
    for one in missing_texts(definition):
        lacking = one.question or str(one.path[0])
        if lacking not in missing[one.language]:
            missing[one.language] += (lacking,)
    return Overview(
        minutes=max(1, ceil(sum(map(_seconds, definition.questions)) / 60)),
        sensitive=tuple(question for question in asked if question.sensitivity != "none"),
        missing=missing,
    )


def _seconds(question: Question) -> float:
    letters = sum(len(next(iter(text.values()))) for _, text in question_texts(question))
    return letters / LETTERS_A_SECOND + SECONDS.get(question.type, USUAL_SECONDS)


async def copy(session: AsyncSession, code: str, opens: date, now: datetime) -> tables.Survey:
    """A draft that asks the same, open as long, under a name that is free."""
    source = await library.survey(session, code)
    asked = await library.definition(session, code, source.version)
    closes = opens + (asked.closes - asked.opens)
    key = await _free_key(session, asked.key)
    fresh = asked.model_copy(update={"key": key, "opens": opens, "closes": closes})
    survey = await life.keep(session, fresh, now)
    await survey_pictures.copy(session, code, survey.code)
    return survey


async def _free_key(session: AsyncSession, key: str) -> str:
    for number in count(2):
        ending = NUMBERED.format(number)
        free = key[: KEY_LIMIT - len(ending)] + ending
        if await tables.by_key(session, free) is None:
            return free
    raise AssertionError("numbers do not end")


async def plan(
    session: AsyncSession, code: str, opens: date, closes: date, now: datetime
) -> tables.Survey:
    """Give the survey other dates."""
    if closes < opens or closes < life.today(now):
        raise DatesDoNotFit
    survey = await library.survey(session, code)
    asked = await library.definition(session, code, survey.version)
    if library.is_open(survey, now) and opens != asked.opens:
        raise DatesDoNotFit
    changed = asked.model_copy(update={"opens": opens, "closes": closes})
    return await life.keep(session, changed, now)


async def plan_entry(session: AsyncSession, code: str, days: int, now: datetime) -> tables.Survey:
    """Let paper be entered for so many days after the end."""
    survey = await library.survey(session, code)
    asked = await library.definition(session, code, survey.version)
    return await life.keep(session, asked.model_copy(update={"paper_days": days}), now)


async def give_to_group(
    session: AsyncSession, code: str, group_key: str, now: datetime
) -> tables.Survey:
    """Let the digest of one working group tell of it, or of all in its area (""); not once closed.

    Raises life.NotADraft.
    """
    survey = await library.survey(session, code)
    asked = await library.definition(session, code, survey.version)
    return await life.keep(session, asked.model_copy(update={"working_group": group_key}), now)


async def cross(
    session: AsyncSession, code: str, question: str, by: str, on: bool, now: datetime
) -> tables.Survey:
    """Have a question's answers told by those to another at closing, or no longer.

    Raises CannotCross, life.NotADraft.
    """
    survey = await library.survey(session, code)
    asked = await library.definition(session, code, survey.version)
    wanted = Crossing(question=question, by=by)
    others = tuple(one for one in asked.crossings if {one.question, one.by} != {question, by})
    crossings = (*others, wanted) if on else others
    if on and obstacle(asked, wanted) or len(crossings) > CROSSINGS_LIMIT:
        raise CannotCross
    return await life.keep(session, asked.model_copy(update={"crossings": crossings}), now)


@cache
def ready() -> Definition:
    """The library of ready questions."""
    return read(READY.read_text(encoding="utf-8"))


async def add_ready(
    session: AsyncSession, code: str, question_id: str, now: datetime
) -> tables.Survey:
    """Put a ready question at the end of the survey; a second time changes nothing."""
    survey = await library.survey(session, code)
    asked = await library.definition(session, code, survey.version)
    added = ready().question(question_id)
    if asks(asked, added):
        return survey
    if len(asked.questions) >= QUESTIONS_LIMIT:
        raise TooManyQuestions(QUESTIONS_LIMIT)
    questions = (*asked.questions, _fitting(asked, added))
    return await life.keep(
        session, written_out(asked.model_copy(update={"questions": questions})), now
    )


def asks(definition: Definition, ready: Question) -> bool:
    """Whether the survey has this ready question, whatever it is called there."""
    return any(question.text == ready.text for question in definition.questions)


def _fitting(definition: Definition, ready: Question) -> Question:
    """The question under an id that is free, and with a tag only where no other has it."""
    ids = (ready.id, *(ready.id + NUMBERED.format(number) for number in range(2, 100)))
    free = next(one for one in ids if one not in definition)
    tag = None if ready.tag and definition.tagged(ready.tag) else ready.tag
    return ready.model_copy(update={"id": free, "tag": tag})
