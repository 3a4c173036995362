"""For whom a survey is, and how many of a kind are wanted: answers that end it, and quotas.

Whoever gives an answer that ends the survey, or one of which there are enough, is told so at once,
and their response is kept apart from the results. While the survey runs they may change the
answer and go on. Whether there is room is decided for good at handing in, one after another.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from storage import quotas
from storage.surveys import Response
from surveys import walking
from surveys.definitions import Definition, Question
from surveys.walking import Answers, Value


def ended_at(definition: Definition, response: Response | None, answers: Answers) -> str | None:
    """The question whose answer has ended the survey for somebody; None while they may go on."""
    if not definition.is_gated:
        return None
    return _screened_at(definition, answers) or _turned_away_at(definition, response, answers)


async def settle(
    session: AsyncSession,
    definition: Definition,
    response: Response,
    answers: Answers,
    changed: Question,
) -> bool:
    """Note whether the response ends, or goes on, with the answer just kept; whether that is new.

    One that was handed in already and fits no more has to be handed in again.
    """
    if response.finished and is_limited(changed, answers.get(changed.id)):
        await quotas.in_turn(session, response.survey_code)
    ends = await _ends(session, definition, response, answers, changed)
    finished = response.finished and ends is None
    if (finished, ends) == (response.finished, response.ended_at):
        return False
    await quotas.settle(session, response.id, finished=finished, ended_at=ends)
    return True


async def take_place(
    session: AsyncSession, definition: Definition, response: Response, answers: Answers
) -> bool:
    """Whether there is room for the response that is handed in; without, it has ended.

    Whoever has handed in already keeps the place.
    """
    if not definition.is_gated or response.finished:
        return True
    await quotas.in_turn(session, response.survey_code)
    for question in definition.questions:
        if await is_full(session, response, question, answers.get(question.id)):
            await quotas.settle(session, response.id, finished=False, ended_at=question.id)
            return False
    return True


def is_limited(question: Question, value: Value) -> bool:
    return bool(question.quotas) and isinstance(value, str) and value in question.quotas


async def is_full(
    session: AsyncSession, response: Response, question: Question, value: Value
) -> bool:
    """Whether as many others as are wanted have handed in the same answer."""
    if not (is_limited(question, value) and isinstance(value, str)):
        return False
    place = (response.survey_code, question.id, value)
    return await quotas.taken(session, *place, without=response.id) >= question.quotas[value]


def with_quotas_of(definition: Definition, newest: Definition) -> Definition:
    """The survey as somebody began it: how many are wanted the newest version says, for all."""
    if not (definition.is_gated or newest.is_gated):
        return definition
    wanted = {question.id: question.quotas for question in newest.questions}
    if all(question.quotas == wanted.get(question.id, {}) for question in definition.questions):
        return definition
    asked = tuple(
        question.model_copy(update={"quotas": wanted.get(question.id, {})})
        for question in definition.questions
    )
    return definition.model_copy(update={"questions": asked})


def counted(definition: Definition) -> Definition:
    """The survey as its results know it: nobody who counts has chosen what ends it."""
    if not any(question.ends_on for question in definition.questions):
        return definition
    asked = tuple(map(_without_ends, definition.questions))
    return definition.model_copy(update={"questions": asked})


async def _ends(
    session: AsyncSession,
    definition: Definition,
    response: Response,
    answers: Answers,
    changed: Question,
) -> str | None:
    screened = _screened_at(definition, answers)
    if screened:
        return screened
    if await is_full(session, response, changed, answers.get(changed.id)):
        return changed.id
    before = _turned_away_at(definition, response, answers)
    return before if before != changed.id else None


def _turned_away_at(
    definition: Definition, response: Response | None, answers: Answers
) -> str | None:
    """The question whose quota was full, while there is a quota and the answer stands."""
    before = response.ended_at if response else None
    stands = before and is_limited(definition.question(before), answers.get(before))
    return before if stands else None


def _screened_at(definition: Definition, answers: Answers) -> str | None:
    asked = walking.visible(definition, answers)
    last = asked[-1] if asked else None
    return last.id if last and walking.is_ended(last, answers.get(last.id)) else None


def _without_ends(question: Question) -> Question:
    left = tuple(option for option in question.options if option.id not in question.ends_on)
    return question.model_copy(update={"options": left, "ends_on": {}})
