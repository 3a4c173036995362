"""Made-up neighbours who have answered the demo's surveys on paper, so that there is a result."""

import random
import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from storage import places
from storage import surveys as tables
from storage.surveys import Survey
from surveys import checking, library, walking
from surveys.definitions import Definition, Question
from surveys.walking import Value

RESPONSES = 140
# Each further thing ticked is less likely.
SHARE_OF_ANOTHER = 0.45
SHARE_SKIPPED = 0.06
WISHES = (
    "Autobus k lékaři i odpoledne.",
    "Aby maminka mohla zůstat doma a nebyl jsem na to sám.",
    "Poradnu jednou za měsíc přímo u nás v obci.",
    "Hřiště a klub pro starší děti.",
    "Víc se dozvědět z obecního zpravodaje.",
    "Byty pro mladé rodiny.",
)


async def answer_on_paper(session: AsyncSession, survey: Survey, day: date) -> None:
    """Fill the survey in as its neighbours would; the same ones at every first start."""
    definition = await library.definition(session, survey.code, survey.version)
    chance = random.Random(survey.key)
    codes = await _codes(session, definition)
    for _ in range(RESPONSES):
        response = await tables.begin_response(
            session,
            survey.code,
            secrets.token_bytes(32),
            version=survey.version,
            channel="paper",
            helped=False,
            day=day,
        )
        for question_id, value in _filled_in(definition, codes, chance).items():
            await tables.keep_answer(session, response.id, question_id, value)
        await tables.finish_response(session, response.id)


async def _codes(session: AsyncSession, definition: Definition) -> dict[str, Sequence[str]]:
    """The codes of each codelist question; a municipality stands there once for 100 people."""
    found: dict[str, Sequence[str]] = {}
    for question in definition.questions:
        entries = await library.entries(session, question, definition.area)
        found[question.id] = [one.code for one in entries]
        if question.codelist == "municipalities":
            towns = await places.municipalities(session, definition.area)
            found[question.id] = [
                one.code for one in towns for _ in range(1 + one.population // 100)
            ]
    return found


def _filled_in(
    definition: Definition, codes: dict[str, Sequence[str]], chance: random.Random
) -> dict[str, Value]:
    answers: dict[str, Value] = {}
    while question := walking.next_unanswered(definition, answers):
        skipped = checking.can_skip(question) and chance.random() < SHARE_SKIPPED
        answers[question.id] = None if skipped else _value(question, codes[question.id], chance)
    return answers


def _value(question: Question, codes: Sequence[str], chance: random.Random) -> Value:
    match question.type:
        case "single":
            return chance.choices(question.options, _weights(question, len(question.options)))[0].id
        case "multi":
            return _ticked(question, chance)
        case "scale":
            return chance.choice(question.points)
        case "codelist":
            return chance.choice(codes)
        case "number":
            return str(int(question.min or 0) + chance.randrange(1, 40))
        case "rank":
            order = [option.id for option in question.options]
            return chance.sample(order, checking.positions(question))
        case "acknowledge" | "note":
            return checking.tick(question)
        case "date" | "time" | "place" | "photo" | "audio" | "file":
            return None
    return chance.choice(WISHES) if chance.random() < 0.4 else None


def _ticked(question: Question, chance: random.Random) -> list[str]:
    together = [option.id for option in question.options if not option.exclusive]
    weights = _weights(question, len(together))
    most = question.max_choices or len(together)
    ticked = {chance.choices(together, weights)[0]}
    while len(ticked) < most and chance.random() < SHARE_OF_ANOTHER:
        ticked.add(chance.choices(together, weights)[0])
    return [one for one in together if one in ticked]


def _weights(question: Question, length: int) -> list[float]:
    """How much each option is liked: differently for each question, always the same."""
    liking = random.Random(question.id)
    return [0.3 + liking.random() for _ in range(length)]
