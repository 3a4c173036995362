"""Files of single answers: tables with commas, a workbook, JSON; each with a book of codes.

A row is written as it comes, so that memory does not grow with the rows.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from surveys.calculations import Counted
from surveys.definitions import Definition, Question
from surveys.library import Entry
from surveys.results.merging import OTHERS
from surveys.walking import Value
from texts.content import pick

ABOUT = ("number", "finished", "channel", "filled_in_for_somebody_else", "version")
CODEBOOK = ("question", "type", "text", "code", "label")
TEXTS = ("question", "text")
README = "README.txt"
# What a spreadsheet would take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SEVERAL = "|"
PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
CELL_LENGTH = 32_000
# A sheet of a spreadsheet ends there.
MOST_ROWS = 1_048_575


class Row(NamedTuple):
    """One response: what is told about it, its answers and what is counted from them, in order."""

    number: int
    finished: bool
    channel: str
    helped: bool
    version: int
    answers: list[Value]
    counted: list[Counted]

    @property
    def about(self) -> tuple[int, bool, str, bool, int]:
        return self[:5]


@dataclass(frozen=True)
class Subject:
    """What the rows are of; `others` is what the small municipalities together are called."""

    name: str
    definition: Definition
    questions: tuple[Question, ...]
    lists: Mapping[str, list[Entry]]
    language: str
    warning: str
    others: str
    calculations: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """What is told of each response, by name."""
        return (*ABOUT, *(question.id for question in self.questions), *self.calculations)

    def codes(self, question: Question) -> dict[str, str]:
        """What each code of a question means."""
        if question.type == "scale":
            labels = {str(point): question.labels.get(point, {}) for point in question.points}
            return {code: pick(label, self.language) for code, label in labels.items()}
        listed = self.lists.get(question.listed or "", [])
        told = {entry.code: pick(entry.label, self.language) for entry in listed}
        told |= {one.id: pick(one.text, self.language) for one in question.all_options}
        return told | ({OTHERS: self.others} if question.tag == "municipality" else {})

    def codebook(self) -> Iterator[tuple[str, str, str, str, str]]:
        for question in self.definition.questions:
            head = (question.id, question.type, pick(question.text, self.language))
            yield (*head, "", question.listed or "")
            for code, label in self.codes(question).items():
                if code not in question.ends_on:
                    yield (*head, code, label)
        for one in self.definition.calculations:
            yield (one.id, "calculate", one.expression, "", "")


class RowFile(Protocol):
    """Rows are added one by one; closing adds what is written apart from them."""

    def __init__(self, folder: Path, subject: Subject) -> None: ...

    def add(self, row: Row) -> None: ...

    def close(self, texts: Iterable[tuple[str, str]]) -> None: ...


class Comma:
    """responses.csv, texts.csv and codebook.csv."""

    def __init__(self, folder: Path, subject: Subject) -> None:
        self._folder = folder
        self._files = ExitStack()
        write_beside(folder, subject)
        self._table = csv.writer(opened(folder / "responses.csv", self._files))
        self._table.writerow(subject.columns)

    def add(self, row: Row) -> None:
        self._table.writerow([*row.about, *map(_joined, row.answers), *map(_plain, row.counted)])

    def close(self, texts: Iterable[tuple[str, str]]) -> None:
        self._files.close()
        write_texts(self._folder, texts)


class Json:
    """responses.json: a list of responses, each with its answers by question."""

    def __init__(self, folder: Path, subject: Subject) -> None:
        self._folder = folder
        self._files = ExitStack()
        write_beside(folder, subject)
        self._ids = [question.id for question in subject.questions]
        self._calculations = subject.calculations
        self._file = opened(folder / "responses.json", self._files, mark="")
        self._file.write("[")

    def add(self, row: Row) -> None:
        self._file.write("\n" if row.number == 1 else ",\n")
        answers = dict(zip(self._ids, row.answers, strict=True))
        told = {**dict(zip(ABOUT, row.about, strict=True)), "answers": answers}
        if self._calculations:
            told["calculations"] = dict(zip(self._calculations, row.counted, strict=True))
        self._file.write(json.dumps(told, ensure_ascii=False))

    def close(self, texts: Iterable[tuple[str, str]]) -> None:
        self._file.write("\n]\n")
        self._files.close()
        write_texts(self._folder, texts)


class Workbook:
    """One workbook with everything; more rows than a sheet holds go on in the next one."""

    def __init__(self, folder: Path, subject: Subject) -> None:
        options = {**PLAIN, "tmpdir": str(folder)}
        # A second of import that only whoever exports needs.
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(folder / f"{subject.name}.xlsx"), options)
        readme = self._book.add_worksheet("README")
        readme.set_column(0, 0, 100)
        for place, line in enumerate(subject.warning.splitlines()):
            readme.write_string(place, 0, line)
        self._codebook(subject)
        self._header = subject.columns
        self._begin("responses")

    def _codebook(self, subject: Subject) -> None:
        sheet = self._book.add_worksheet("codebook")
        for place, row in enumerate((CODEBOOK, *subject.codebook())):
            for column, told in enumerate(row):
                sheet.write_string(place, column, told)

    def _begin(self, name: str) -> None:
        before = sum(sheet.name.startswith(name) for sheet in self._book.worksheets())
        self._sheet = self._book.add_worksheet(f"{name} {before + 1}" if before else name)
        self._place = 0
        self._sheet.freeze_panes(1, 0)
        for column, name_of in enumerate(self._header):
            self._sheet.write_string(0, column, name_of)

    def add(self, row: Row) -> None:
        if self._place == MOST_ROWS:
            self._begin("responses")
        self._place += 1
        write, place = self._sheet.write_string, self._place
        self._sheet.write_number(place, 0, row.number)
        for column, told in enumerate(row.about[1:], start=1):
            write(place, column, str(told))
        for column, value in enumerate((*row.answers, *row.counted), start=len(ABOUT)):
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._sheet.write_number(place, column, value)
            elif value is not None:
                write(place, column, str(_joined(value)))

    def close(self, texts: Iterable[tuple[str, str]]) -> None:
        self._header = TEXTS
        self._begin("texts")
        for question_id, text in texts:
            if self._place == MOST_ROWS:
                self._begin("texts")
            self._place += 1
            self._sheet.write_string(self._place, 0, question_id)
            self._sheet.write_string(self._place, 1, text[:CELL_LENGTH])
        self._book.close()


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_beside(folder: Path, subject: Subject) -> None:
    """The warning and the code book."""
    (folder / README).write_text(f"{subject.warning}\n", encoding="utf-8")
    with ExitStack() as files:
        book = csv.writer(opened(folder / "codebook.csv", files))
        book.writerow(CODEBOOK)
        for row in subject.codebook():
            book.writerow([safe(told) for told in row])


def write_texts(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    with ExitStack() as files:
        table = csv.writer(opened(folder / "texts.csv", files))
        table.writerow(TEXTS)
        for question_id, text in texts:
            table.writerow([question_id, safe(text)])


def opened(path: Path, files: ExitStack, mark: str = "\ufeff") -> IO[str]:
    """A file to write; the mark at its beginning tells spreadsheets that it is UTF-8."""
    file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
    file.write(mark)
    return file


def _joined(value: Value | Counted) -> Value | Counted:
    return SEVERAL.join(value) if isinstance(value, list) else value


def _plain(value: Counted) -> Counted:
    return safe(value) if isinstance(value, str) else value
