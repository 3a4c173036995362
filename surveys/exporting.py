"""Row data of a survey for staff: answers, written texts apart, and a book of codes.

Anonymous surveys are exported only once they are closed: from two exports of a running one the
difference would show the newest answer. Rows come in the order of random keys, which are left out.
"""

import csv
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import attachments, audit
from storage import surveys as tables
from storage.attachments import Attachment
from storage.surveys import Response, Survey
from surveys import library
from surveys.definitions import Definition, Question
from surveys.walking import Answers, Value, relevant
from texts.content import pick

# What a spreadsheet would take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SEVERAL = "|"
# Answers that would point at a person beside the others, so they are written apart.
APART = ("text", "photo", "place")


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
class Exported:
    folder: Path
    responses: int
    texts: int


async def export(
    session: AsyncSession,
    survey: Survey,
    folder: Path,
    language: str,
    actor_id: int | None,
    now: datetime,
) -> Exported:
    """Write three tables, responses.json and the files that were sent; noted in the audit."""
    definition = await library.definition(session, survey.code, survey.version)
    if definition.anonymity == "anonymous" and survey.state != tables.CLOSED:
        raise SurveyStillOpen(library.last_moment(survey))
    if survey.answers_deleted_at:
        raise AnswersDeleted(survey.answers_deleted_at)
    _write_codebook(folder, definition, language)
    with ExitStack() as files:
        rows = _Rows(folder, definition, files)
        async for response, answers in tables.every_response(session, survey.code):
            rows.add(response, relevant(definition, answers))
        rows.write_texts()
    await _write_files(session, survey, folder / "files")
    await audit.note(session, now, actor_id, "rows_exported", survey.code, responses=rows.responses)
    return Exported(folder, rows.responses, len(rows.texts))


class _Rows:
    """The three files of answers, written one response at a time."""

    def __init__(self, folder: Path, definition: Definition, files: ExitStack) -> None:
        self.responses = 0
        self.texts: list[tuple[str, str]] = []
        told = [one for one in definition.questions if one.type != "note"]
        self._closed = [one for one in told if one.type not in APART]
        self._written = [one for one in told if one.type in APART]
        self._table = csv.writer(_opened(folder / "responses.csv", files))
        self._text_table = csv.writer(_opened(folder / "texts.csv", files))
        self._json = _opened(folder / "responses.json", files, mark="")
        self._table.writerow([*_ABOUT, *(question.id for question in self._closed)])
        self._text_table.writerow(["question", "text"])
        self._json.write("[")
        files.callback(self._json.write, "\n]\n")

    def add(self, response: Response, answers: Answers) -> None:
        self.responses += 1
        about = _about(self.responses, response)
        given = {one.id: answers.get(one.id) for one in self._closed}
        self._table.writerow([*about.values(), *(_cell(value) for value in given.values())])
        self._json.write("\n" if self.responses == 1 else ",\n")
        self._json.write(json.dumps({**about, "answers": given}, ensure_ascii=False))
        self.texts += _texts(self._written, answers)

    def write_texts(self) -> None:
        """In the order of the alphabet, which says nothing about whose row a text belongs to."""
        for question_id, text in sorted(self.texts):
            self._text_table.writerow([question_id, safe(text)])


_ABOUT = ("number", "finished", "channel", "filled_in_for_somebody_else", "version")


def _about(number: int, response: Response) -> dict[str, Any]:
    values = (number, response.finished, response.channel, response.helped, response.version)
    return dict(zip(_ABOUT, values, strict=True))


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _texts(questions: list[Question], answers: Answers) -> list[tuple[str, str]]:
    given = ((question.id, _told(answers.get(question.id))) for question in questions)
    return [(question_id, text) for question_id, text in given if text]


def _told(value: Value) -> str:
    """A written answer, the name of a file, a point on the map or a municipality's code."""
    if isinstance(value, dict):
        return " ".join(map(str, value.values()))
    return value if isinstance(value, str) else ""


async def _write_files(session: AsyncSession, survey: Survey, folder: Path) -> None:
    """Photos and voices under the names that texts.csv gives them."""
    async for attachment in attachments.of_survey(session, survey.code):
        _write_file(folder, attachment)


def _write_file(folder: Path, attachment: Attachment) -> None:
    folder.mkdir(exist_ok=True)
    (folder / attachment.name).write_bytes(attachment.content)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return SEVERAL.join(value) if isinstance(value, list) else str(value)


def _write_codebook(folder: Path, definition: Definition, language: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        book = csv.writer(_opened(folder / "codebook.csv", files))
        book.writerow(["question", "type", "text", "code", "label"])
        for question in definition.questions:
            head = [question.id, question.type, safe(pick(question.text, language))]
            book.writerow([*head, "", question.listed or ""])
            for code, label in _codes(question).items():
                book.writerow([*head, code, safe(pick(label, language))])


def _codes(question: Question) -> dict[str, Mapping[Any, str]]:
    if question.type == "scale":
        return {str(point): question.labels.get(point, {}) for point in question.points}
    return {option.id: option.text for option in question.all_options}


def _opened(path: Path, files: ExitStack, mark: str = "\ufeff") -> IO[str]:
    """A file to write; the mark at its beginning tells spreadsheets that it is UTF-8."""
    file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
    file.write(mark)
    return file
