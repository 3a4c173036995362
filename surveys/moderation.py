"""Written answers are read by a person before anybody else sees them.

They are gathered when the survey has closed, never before: a text that has just come would point
at whoever has just answered. Copies and near-copies are read once, as one. The caller checks
whether the reader runs surveys in the area.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, filled_in, places
from storage import surveys as tables
from storage import written_answers as kept
from storage.columns import random_id
from storage.database import Database
from storage.written_answers import HIDDEN, MASKED, RELEASED, WAITING, WrittenAnswer
from surveys import library
from surveys.definitions import Definition
from surveys.themes import Theme, themes_of
from surveys.ways import Ways
from texts import themes
from texts.content import fold
from texts.detection import detect
from texts.personal_data import masked
from texts.similar import alike

JOB = "gather_written_answers"
PAGE = 20
VERDICTS = (RELEASED, MASKED, HIDDEN)
# Comparing more different texts than this takes minutes; then only exact copies are put together.
MOST_COMPARED = 20_000
FOLDED_LENGTH = 80
# Texts with a confirmed theme from which suggestions are learned.
MOST_LEARNED = 500


@dataclass(frozen=True)
class Read:
    """One text as its reader meets it; `suggested` is a theme's id, or nothing."""

    answer: WrittenAnswer
    others: tuple[str, ...]
    language: str
    suggested: str


@dataclass(frozen=True)
class Reading:
    """A page of texts; `pages` and the counts are of all."""

    definition: Definition
    themes: tuple[Theme, ...]
    texts: tuple[Read, ...]
    page: int
    pages: int
    waiting: int
    decided: int


@dataclass(frozen=True)
class Verdict:
    state: str
    theme: str = ""


@dataclass(frozen=True)
class Told:
    """A released text, how many people wrote it or nearly it, and its language."""

    text: str
    people: int
    language: str


@dataclass(frozen=True)
class ThemeTold:
    """Released texts of one theme (None: of no theme), what most people wrote first."""

    theme: Theme | None
    people: int
    texts: tuple[Told, ...]


async def gather(database: Database, code: str, now: datetime) -> int:
    """Put the texts of a closed survey aside to be read; how many. Doing it again changes none."""
    async with database.reading() as session:
        survey = await library.survey(session, code)
        if survey.state != tables.CLOSED or survey.delete_answers_at <= now:
            return 0
        found = await _written(session, survey)
    rows = await asyncio.to_thread(_rows, code, found)
    async with database.writing() as session:
        if await kept.are_gathered(session, code):
            return 0
        await kept.keep_all(session, rows)
    return len(rows)


async def _written(session: AsyncSession, survey: tables.Survey) -> dict[str, Counter[str]]:
    """By question, each text that was handed in with how many wrote just that."""
    definition = await library.definition(session, survey.code, survey.version)
    found = {one.id: Counter[str]() for one in definition.questions if one.type == "text"}
    ways = Ways(definition)
    async for response, answers in filled_in.every_response(session, survey.code):
        if not response.finished:
            continue
        for question_id, value in ways.relevant(answers).items():
            if question_id in found and isinstance(value, str) and value.strip():
                found[question_id][value] += 1
    return found


def _rows(code: str, found: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    return [
        row for question_id, texts in found.items() for row in _folded(code, question_id, texts)
    ]


def _folded(code: str, question_id: str, texts: Counter[str]) -> list[dict[str, Any]]:
    """The rows of one question; the commonest text of a group stands for it."""
    order = sorted(texts, key=lambda text: (-texts[text], text))
    ids = {text: random_id() for text in order}
    groups = alike(order) if len(order) <= MOST_COMPARED else []
    standing = {place: group[0] for group in map(sorted, groups) for place in group}
    stands = {text: order[standing.get(place, place)] for place, text in enumerate(order)}
    people: Counter[str] = Counter()
    for text in order:
        people[stands[text]] += texts[text]
    return [
        {
            "id": ids[text],
            "survey_code": code,
            "question_id": question_id,
            "digest": _digest(text),
            "text": text,
            "folded": fold(text)[:FOLDED_LENGTH],
            "copies": texts[text],
            "same_as": ids[stands[text]],
            "people": people[text] or texts[text],
            "state": WAITING,
            "theme": "",
            "language": "",
            "shown": "",
        }
        for text in order
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def reading(
    session: AsyncSession, code: str, *, waiting: bool, by_alphabet: bool, page: int
) -> Reading:
    """A page of texts to read; a page beyond the last one is the last one."""
    survey = await library.survey(session, code)
    definition = await library.definition(session, code, survey.version)
    counts = await kept.counts(session, code)
    total = sum(counts.values())
    left = counts.get(WAITING, 0)
    listed = left if waiting else total - left
    pages = max(1, -(-listed // PAGE))
    page = max(1, min(page, pages))
    rows = await kept.some(
        session,
        code,
        waiting=waiting,
        by_alphabet=by_alphabet,
        skip=(page - 1) * PAGE,
        most=PAGE,
    )
    offered = themes_of(await places.area(session, survey.area_code))
    texts = await _as_read(session, code, rows, offered)
    return Reading(definition, offered, texts, page, pages, left, total - left)


async def _as_read(
    session: AsyncSession, code: str, rows: Sequence[WrittenAnswer], offered: tuple[Theme, ...]
) -> tuple[Read, ...]:
    others = await kept.near_copies(session, [row.id for row in rows])
    examples = [(theme.id, phrase) for theme in offered for phrase in theme.phrases]
    for one in await kept.confirmed(session, code, MOST_LEARNED):
        examples.append((one.theme, one.text))
    texts = [row.text for row in rows]
    judged = await asyncio.to_thread(_judged, texts, examples)
    return tuple(
        Read(row, tuple(one.text for one in others if one.same_as == row.id), language, suggested)
        for row, (language, suggested) in zip(rows, judged, strict=True)
    )


def _judged(texts: Sequence[str], examples: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The language of each text, and the theme that is likeliest."""
    learned = themes.Themes(examples)
    suggested = (learned.suggest(text, most=1) for text in texts)
    return [
        (detect(text), best[0].theme if best else "")
        for text, best in zip(texts, suggested, strict=True)
    ]


async def decide(
    session: AsyncSession,
    code: str,
    verdicts: Mapping[int, Verdict],
    actor_id: int,
    now: datetime,
) -> int:
    """Keep what a reader decided; how many. What nobody knows of is left alone."""
    survey = await library.survey(session, code)
    known = {theme.id for theme in themes_of(await places.area(session, survey.area_code))}
    noted = {}
    for answer in await kept.of_ids(session, code, list(verdicts)):
        verdict = verdicts[answer.id]
        if verdict.state not in VERDICTS:
            continue
        answer.state = verdict.state
        answer.theme = verdict.theme if verdict.theme in known else ""
        answer.shown = _shown(answer.text, verdict.state)
        answer.language = detect(answer.text)
        noted[str(answer.id)] = f"{answer.state} {answer.theme}".strip()
    if noted:
        await audit.note(session, now, actor_id, "written_answers_decided", code, **noted)
    await session.flush()
    return len(noted)


def _shown(text: str, state: str) -> str:
    if state == HIDDEN:
        return ""
    return masked(text) if state == MASKED else text


async def waiting(session: AsyncSession, code: str) -> int:
    """How many texts nobody has read yet."""
    return (await kept.counts(session, code)).get(WAITING, 0)


async def released(
    session: AsyncSession, code: str, area_code: str
) -> dict[str, tuple[ThemeTold, ...]]:
    """What was released of each question, the themes of most people first."""
    rows = await kept.released(session, code)
    if not rows:
        return {}
    known = {theme.id: theme for theme in themes_of(await places.area(session, area_code))}
    grouped: dict[str, dict[str, list[WrittenAnswer]]] = {}
    for row in rows:
        theme = row.theme if row.theme in known else ""
        grouped.setdefault(row.question_id, {}).setdefault(theme, []).append(row)
    return {question_id: _by_theme(by_theme, known) for question_id, by_theme in grouped.items()}


def _by_theme(
    grouped: Mapping[str, Sequence[WrittenAnswer]], known: Mapping[str, Theme]
) -> tuple[ThemeTold, ...]:
    """Texts without a theme come last."""
    told = [
        ThemeTold(
            known.get(theme),
            sum(one.people for one in rows),
            tuple(Told(one.shown, one.people, one.language) for one in rows),
        )
        for theme, rows in grouped.items()
    ]
    return tuple(sorted(told, key=lambda one: (one.theme is None, -one.people)))


async def forget(session: AsyncSession, code: str, answers: Mapping[str, Any]) -> None:
    """Texts whose writer deletes them from a closed survey that knows its people by name."""
    for question_id, value in answers.items():
        if isinstance(value, str):
            await kept.drop_one(session, code, question_id, _digest(value))
