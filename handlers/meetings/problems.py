"""What is wrong with a file of meetings and what to do about it, in sentences of plain text."""

from collections.abc import Iterable, Mapping
from typing import Final

from meetings.documents import DATES_LIMIT, TEXT_LENGTH, TITLE_LENGTH
from meetings.entries import Code, Problem
from meetings.reading import MEETINGS_LIMIT, SIZE_LIMIT
from texts.formatting import number
from texts.words import Words, later

SAID: Final[Mapping[Code, str]] = {
    Code.EMPTY: later("The file is empty. Save it once more and send it again."),
    Code.TOO_BIG: later("The file is too big. At most {size} MB are possible."),
    Code.NOT_TAKEN: later(
        "I cannot read meetings from this kind of file. Send a table (XLSX, CSV), a calendar "
        "(ICS) or a YAML."
    ),
    Code.SPREADSHEET: later(
        "I cannot read this workbook. Open it, choose Save as, then Excel workbook (XLSX) without "
        "macros and without a password, and send me that file."
    ),
    Code.SHEETS: later(
        "There are tables on more than one sheet ({told}). Keep one of them in the file."
    ),
    Code.NOT_UTF8: later("The file is not in UTF-8. Save it as UTF-8 and send it again."),
    Code.NOT_YAML: later("This cannot be read as YAML: {told}. Check the indentation."),
    Code.NOT_PLAIN: later("The file uses anchors or references. Write everything out."),
    Code.NOT_CSV: later(
        "The table cannot be read: a quotation mark is not closed. Save it as CSV once more."
    ),
    Code.NOT_CALENDAR: later(
        "This cannot be read as a calendar. Export it once more and send it again."
    ),
    Code.NO_MEETINGS: later("There is no meeting in the file."),
    Code.TOO_MANY: later(
        "There are {told} meetings in the file, at most {most} are possible. Divide it."
    ),
    Code.HIDDEN_CHARACTER: later("There is an invisible character here ({told}). Delete it."),
    Code.FORMULA: later("The cell begins like a formula: {told}. Write what it comes to."),
    Code.UNKNOWN_COLUMN: later("I do not know the column “{told}”. Correct or delete it."),
    Code.TWO_COLUMNS: later("Two columns say the same: “{told}”. Keep one of them."),
    Code.UNKNOWN_FIELD: later("I do not know this field. Correct or delete it."),
    Code.MISSING: later("This is missing. Fill it in."),
    Code.TOO_LONG: later(
        "“{told} …” is too long. A title or a place has at most {title} letters, a description "
        "{text}."
    ),
    Code.TOO_LITTLE: later("“{told}” is too little. It is at least {limit}."),
    Code.TOO_MUCH: later("“{told}” is too much. It is at most {limit}."),
    Code.NOT_A_NUMBER: later("“{told}” is no number. Write it in figures."),
    Code.BAD_VALUE: later("“{told}” cannot be used here. Correct it."),
    Code.BAD_DATE: later("“{told}” is no date or time. Write it like 18. 3. 2027 and 16:30."),
    Code.NO_SUCH_TIME: later(
        "“{told}” does not exist: in that night clocks are put forward. Choose another time."
    ),
    Code.NO_OFFSET: later("“{told}” does not say the time zone. Write 2027-03-18T16:30:00+01:00."),
    Code.ENDS_BEFORE: later("It would end before it begins ({told}). Change one of the times."),
    Code.NOT_YES_OR_NO: later("“{told}” is neither yes nor no. Write ano or ne."),
    Code.DIFFERS: later(
        "“{told}” differs from the first row of this meeting. Rows of one title are its dates; "
        "give another meeting another id."
    ),
    Code.TWICE: later("Two meetings have the id {told}. Give each its own."),
    Code.TOO_MANY_DATES: later("There are more than {dates} dates. Say until when it repeats."),
    Code.TOO_OFTEN: later("The rule {told} cannot be used. A meeting repeats by days at most."),
    Code.UNKNOWN_AREA: later("There is no area {field}. Use one of these: {told}."),
    Code.NO_AREA: later(
        "It is not said for which area the meetings are. Choose it under Meetings, From a file."
    ),
    Code.UNKNOWN_KIND: later(
        "I do not know the kind “{told}”. Under Kind you see those there are."
    ),
    Code.UNKNOWN_MUNICIPALITY: later(
        "I do not know the municipality “{told}”, or there are more of that name. Write its code."
    ),
    Code.NOT_YOURS: later("You do not hold meetings in the area {told}."),
    Code.WRONG_AREA: later("A meeting of another area has the id {told}. Choose another one."),
    Code.FEWER_PLACES: later("{taken} places are taken already. It cannot be fewer."),
    Code.DATES_TAKEN: later(
        "People have registered for a date, or were there on a day, that would be gone. "
        "Leave it in."
    ),
}


def sentences(problems: Iterable[Problem], words: Words) -> list[str]:
    return list(dict.fromkeys(sentence(one, words) for one in problems))


def sentence(problem: Problem, words: Words) -> str:
    """Where the problem is, what it is, and what to do."""
    language = words.language
    what = words(
        SAID[problem.code],
        told=problem.told or "–",
        taken=problem.told,
        limit=number(problem.limit, language),
        field=problem.field,
        size=number(SIZE_LIMIT // 1_000_000, language),
        most=number(MEETINGS_LIMIT, language),
        title=number(TITLE_LENGTH, language),
        text=number(TEXT_LENGTH, language),
        dates=number(DATES_LIMIT, language),
    )
    where = _where(problem, words)
    return f"{where}: {what}" if where else what


def _where(problem: Problem, words: Words) -> str:
    field = "" if problem.code is Code.UNKNOWN_AREA else problem.field
    if problem.where.row is None:
        return ", ".join(filter(None, [problem.where.name, field]))
    row = number(problem.where.row, words.language)
    if field:
        return words("Row {row}, column “{column}”", row=row, column=field)
    return words("Row {row}", row=row)
