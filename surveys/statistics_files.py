"""SPSS files with labels; they need the extra `stats` and hold all rows in memory."""

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

from surveys.calculations import Counted
from surveys.definitions import Question
from surveys.row_files import ABOUT, Row, Subject, write_beside, write_texts
from surveys.walking import Value
from texts.content import pick

NAME_LENGTH, LABEL_LENGTH = 60, 250
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]")
NUMBERED = ("single", "codelist", "scale")


class StatisticsMissing(Exception):
    """The libraries of the extra `stats` are not installed."""


def can_write() -> bool:
    return all(importlib.util.find_spec(name) for name in ("pandas", "pyreadstat"))


class Statistics:
    """`<key>.sav`: a variable for each question, for each option where several may be chosen."""

    def __init__(self, folder: Path, subject: Subject) -> None:
        if not can_write():
            raise StatisticsMissing
        self._folder, self._subject = folder, subject
        write_beside(folder, subject)
        self._columns: dict[str, list[Any]] = {name: [] for name in ABOUT}
        self._labels: dict[str, str] = {name: name for name in ABOUT}
        self._values: dict[str, dict[float, str]] = {}
        self._counted = [self._made(name, name) for name in subject.calculations]
        self._read = [self._variables(question) for question in subject.questions]

    def add(self, row: Row) -> None:
        for name, told in zip(ABOUT, row.about, strict=True):
            self._columns[name].append(float(told) if isinstance(told, int) else told)
        for read, value in zip(self._read, row.answers, strict=True):
            for name, told in read(value):
                self._columns[name].append(told)
        for name, found in zip(self._counted, row.counted, strict=True):
            self._columns[name].append(found)

    def close(self, texts: Iterable[tuple[str, str]]) -> None:
        for name in self._counted:
            self._columns[name] = _alike(self._columns[name])
        frame = importlib.import_module("pandas").DataFrame(self._columns)
        importlib.import_module("pyreadstat").write_sav(
            frame,
            str(self._folder / f"{self._subject.name}.sav"),
            column_labels=self._labels,
            variable_value_labels=self._values,
        )
        write_texts(self._folder, texts)

    def _variables(self, question: Question) -> Callable[[Value], list[tuple[str, Any]]]:
        """Makes the question's variables; what is returned reads an answer into them."""
        text = pick(question.text, self._subject.language)
        codes = self._subject.codes(question)
        if question.type in ("multi", "rank"):
            names = {
                code: self._made(f"{question.id}_{code}", label) for code, label in codes.items()
            }
            ranked = question.type == "rank"
            return lambda value: [
                (name, _chosen(code, value, ranked)) for code, name in names.items()
            ]
        name = self._made(question.id, text)
        if question.type in NUMBERED:
            numbers = _numbers(question, codes)
            labels = {numbers[code]: label[:LABEL_LENGTH] for code, label in codes.items() if label}
            self._values[name] = labels
            return lambda value: [(name, numbers.get(str(value)))]
        if question.type == "number":
            return lambda value: [(name, None if value is None else float(str(value)))]
        return lambda value: [(name, "" if value is None else str(value))]

    def _made(self, wanted: str, label: str) -> str:
        """A variable by a name that SPSS accepts and no other one has."""
        plain = NOT_IN_A_NAME.sub("_", wanted)[:NAME_LENGTH]
        plain = plain if plain[0].isalpha() else f"q{plain}"
        taken = {name.lower() for name in self._columns}
        tried = (plain if number == 1 else f"{plain}_{number}" for number in count(1))
        name = next(one for one in tried if one.lower() not in taken)
        self._columns[name] = []
        self._labels[name] = label[:LABEL_LENGTH]
        return name


def _alike(values: list[Counted]) -> list[Any]:
    """One sort for a whole variable: numbers where nothing else is there, else texts."""
    if all(value is None or isinstance(value, int | float) for value in values):
        return [None if value is None else float(value) for value in values]
    return ["" if value is None else str(value) for value in values]


def _numbers(question: Question, codes: Iterable[str]) -> dict[str, float]:
    """A scale keeps its points; other codes are numbered in their order."""
    if question.type == "scale":
        return {code: float(code) for code in codes}
    return {code: float(place) for place, code in enumerate(codes, start=1)}


def _chosen(code: str, value: Value, ranked: bool) -> float | None:
    """Whether an option was chosen, or in which place it stands; nothing if nobody answered."""
    if not isinstance(value, list):
        return None
    if ranked:
        return float(value.index(code) + 1) if code in value else None
    return float(code in value)
