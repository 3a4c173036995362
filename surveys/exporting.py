"""Row data of a survey for staff: answers, written texts apart, and a book of codes.

Anonymous surveys are exported only once they are closed: from two exports of a running one the
difference would show the newest answer. Rows come in the order of random keys, which are left out;
small municipalities are put together as in the published tables. What is left still holds small
cells, and a file that comes along says so.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from storage import attachments, audit, filled_in
from storage import surveys as tables
from storage.attachments import Attachment
from storage.database import Database
from storage.filled_in import Whole
from storage.surveys import Survey
from surveys import library
from surveys.calculations import counted, named_by
from surveys.definitions import SENT
from surveys.outcome import Outcome, outcome
from surveys.results.merging import OTHERS
from surveys.row_files import Comma, Json, Row, RowFile, Subject, Workbook
from surveys.sorted_texts import SortedTexts
from surveys.statistics_files import Statistics
from surveys.walking import Answers, Value
from surveys.ways import Ways

FILES: Mapping[str, type[RowFile]] = {
    "csv": Comma,
    "xlsx": Workbook,
    "json": Json,
    "sav": Statistics,
}
FORMATS = tuple(FILES)
# Answers that would point at a person beside the others, so they are written apart.
APART = ("text", "place", *SENT)

Tell = Callable[[int, int], Awaitable[None]]


class SurveyStillOpen(Exception):
    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at)
        self.closes_at = closes_at


class AnswersDeleted(Exception):
    """The survey's answers were kept for as long as was promised, and no longer."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True)
class Wish:
    """What is to be written, in which language, and what is said in the file that warns."""

    formats: Sequence[str]
    language: str
    warning: str
    others: str


@dataclass(frozen=True)
class Exported:
    folder: Path
    responses: int
    texts: int


async def _nobody(_done: int, _total: int) -> None:
    pass


async def allowed(session: AsyncSession, code: str) -> Survey:
    """The survey whose rows may be had; raises SurveyStillOpen, AnswersDeleted, NoSuchSurvey."""
    survey = await library.survey(session, code)
    definition = await library.definition(session, survey.code, survey.version)
    if definition.anonymity == "anonymous" and survey.state != tables.CLOSED:
        raise SurveyStillOpen(library.last_moment(survey))
    if survey.answers_deleted_at:
        raise AnswersDeleted(survey.answers_deleted_at)
    return survey


async def export(
    database: Database,
    code: str,
    folder: Path,
    wish: Wish,
    actor_id: int | None,
    now: datetime,
    tell: Tell = _nobody,
) -> Exported:
    """Write the rows in each format, with the files that were sent; noted in the audit.

    Nothing is locked meanwhile, and memory does not grow with the responses (a .sav file's does).
    """
    async with database.writing() as session:
        await allowed(session, code)
        found = await outcome(session, code, now)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with database.reading() as session:
        done = await _write(session, found, folder, wish, tell)
        await _write_files(session, code, folder / "files")
    async with database.writing() as session:
        await audit.note(
            session,
            now,
            actor_id,
            "rows_exported",
            code,
            responses=done.responses,
            formats=list(wish.formats),
        )
    return done


async def _write(
    session: AsyncSession, found: Outcome, folder: Path, wish: Wish, tell: Tell
) -> Exported:
    rows = _Rows(found, wish)
    async with AsyncExitStack() as opened:
        texts = opened.enter_context(SortedTexts())
        files = [FILES[one](folder, rows.subject) for one in wish.formats]
        written = 0
        parts = filled_in.some_responses(session, found.survey.code)
        await opened.enter_async_context(aclosing(parts))
        async for part in parts:
            await asyncio.to_thread(rows.write, part, files, texts)
            written += len(part)
            await tell(written, found.begun)
        for file in files:
            await asyncio.to_thread(file.close, texts)
        return Exported(folder, written, texts.count)


class _Rows:
    """Takes responses some at a time, and leaves out of them what is not handed out."""

    def __init__(self, found: Outcome, wish: Wish) -> None:
        definition = found.definition
        self._ways = Ways(definition)
        self._number = 0
        told = [one for one in definition.questions if one.type != "note"]
        closed = [one for one in told if one.type not in APART]
        self._closed = [one.id for one in closed]
        self._apart = [one.id for one in told if one.type in APART]
        sources = {one.id for one in told if one.type in APART}
        self._calculations = [c for c in definition.calculations if not named_by(c) & sources]
        self._counted_apart = [c for c in definition.calculations if named_by(c) & sources]
        self._definition = definition
        municipality = definition.tagged("municipality")
        self._municipality = municipality.id if municipality in closed else ""
        apart = (group.id for group in found.published.groups if group.id != OTHERS)
        self._named = frozenset(apart)
        self.subject = Subject(
            found.survey.key,
            definition,
            tuple(closed),
            found.lists,
            wish.language,
            wish.warning,
            wish.others,
            tuple(one.id for one in self._calculations),
        )

    def write(self, part: Sequence[Whole], files: Sequence[RowFile], texts: SortedTexts) -> None:
        written: list[tuple[str, str]] = []
        for response, given in part:
            answers = self._handed_out(self._ways.relevant(given))
            self._number += 1
            row = Row(
                self._number,
                response.finished,
                response.channel,
                response.helped,
                response.version,
                list(map(answers.get, self._closed)),
                [counted(self._definition, one, answers) for one in self._calculations],
            )
            for file in files:
                file.add(row)
            written += self._written(answers)
        texts.add(written)

    def _handed_out(self, answers: Answers) -> Answers:
        """Without small municipalities, also for what is counted, so that it says no more."""
        said = answers.get(self._municipality)
        if said is None or said in self._named:
            return answers
        return {**answers, self._municipality: OTHERS}

    def _written(self, answers: Answers) -> list[tuple[str, str]]:
        told = [(one, _told(answers.get(one))) for one in self._apart]
        for one in self._counted_apart:
            value = counted(self._definition, one, answers)
            told.append((one.id, "" if value is None else str(value)))
        return [(one, text) for one, text in told if text]


def _told(value: Value) -> str:
    """A written answer, the name of a file, a point on the map or a municipality's code."""
    if isinstance(value, dict):
        return " ".join(map(str, value.values()))
    return value if isinstance(value, str) else ""


async def _write_files(session: AsyncSession, code: str, folder: Path) -> None:
    """What was sent, under the names that stand among the texts."""
    async for attachment in attachments.of_survey(session, code):
        await asyncio.to_thread(_write_file, folder, attachment)


def _write_file(folder: Path, attachment: Attachment) -> None:
    folder.mkdir(exist_ok=True)
    (folder / attachment.name).write_bytes(attachment.content)
