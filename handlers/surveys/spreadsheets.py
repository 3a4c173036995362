"""The words for what is wrong with a survey that came as a spreadsheet."""

from surveys.files.problems import Cell, Code
from texts.formatting import number
from texts.words import Words, later

SENTENCES = {
    Code.EMPTY_FILE: later("The file is empty. Save it once more and send it again."),
    Code.NOT_A_SPREADSHEET: later(
        "This is not a spreadsheet that can be read. Save it as .xlsx and send it again."
    ),
    Code.MACROS: later("The file contains macros. Save it as .xlsx without macros."),
    Code.ENCRYPTED: later("The file has a password. Take it off and send the file again."),
    Code.TOO_COMPLEX: later(
        "The file takes too much to read. Leave only the survey in it, without pictures."
    ),
    Code.TOO_MANY_ROWS: later("The sheet has {rows} rows. The most is {limit}."),
    Code.NO_QUESTIONS: later("There is no question on the sheet survey. Write one on each row."),
    Code.DUPLICATE_COLUMN: later("Two columns are called {column}. Keep one of them."),
    Code.FORMULA: later("There is a formula here. Put its result in as a value."),
    Code.NOT_SUPPORTED: later("We cannot do {what}. {instead}"),
    Code.UNKNOWN_TYPE: later(
        "The type {what} is not known. Use for example select_one, text or integer."
    ),
    Code.UNSPOKEN_LANGUAGE: later(
        "We do not speak the language {language}. Delete its columns. Czech is called {example}."
    ),
    Code.UNKNOWN_LIST: later(
        "The list {list} is not on the sheet choices. Lists that are there: {known}."
    ),
    Code.UNKNOWN_PARAMETER: later("We cannot use the parameter {what}. Delete it."),
    Code.GROUP_NOT_ENDED: later("The group {name} is not ended. Add a row with end_group."),
    Code.GROUP_NOT_BEGUN: later("No group has begun here. Delete the row."),
    Code.DUPLICATE_NAME: later(
        "In the list {list} the name {name} stands on row {row} already. Give each option a name "
        "of its own."
    ),
    Code.OPTION_NAME_IN_EXPRESSION: later(
        "The expression names the option {name}. Write the names of options in small letters."
    ),
    Code.NOT_USED: later("We do not note {what}. The row will be left out."),
    Code.NOT_CALCULATED: later(
        "What {what} calculates cannot be counted here. The row will be left out."
    ),
    Code.LANGUAGE_LEFT_OUT: later(
        "We do not speak the language {language}. Its texts will be left out."
    ),
    Code.SHEET_NOT_READ: later("This sheet is not read."),
    Code.COLUMN_NOT_READ: later("This column is not read."),
    Code.CALLED_BY_NAME: later(
        "The option {option} has a picture and no text. Its name will stand there: it is all that "
        "paper and results say."
    ),
    Code.LIST_NOT_USED: later("No question uses the list {list}."),
    Code.LANGUAGE_GUESSED: later(
        "The columns name no language, so {language} is taken. Czech is called {example}."
    ),
    Code.ID_CHANGED: later("The name {old} is long or has unusual letters. It will be {id}."),
    Code.POINTS_UNNAMED: later(
        "Points of the scale without a label: {points}. Their numbers are shown instead."
    ),
}

# What to do where a spreadsheet says more than we can do; by the name of the advice.
INSTEAD = {
    "calculation": later("Write what it counts into the column calculation, and a name."),
    "own_row": later("Put it on a row of its own with the type calculate."),
    "repeat": later("Ask once for all, or write the questions one under another."),
    "picture": later("Pictures can stand with options, on the sheet choices."),
    "column": later("Empty the cell or delete the column."),
    "hint": later("Write what people should know into hint."),
    "media": later("Use image for a photo, audio for a recording, or text."),
    "day": later("Use date for a day and time for the time."),
    "text": later("Use text."),
    "point": later("Use geopoint."),
    "list": later("Write the options on the sheet choices, at most 40."),
    "row": later("Delete the row."),
    "number": later("Use integer with min 0 and max 100."),
    "other": later("Leave out or_other."),
    "order": later("Only options on the sheet choices are shuffled. Delete the parameter."),
    "seed": later("Everybody sees an order of their own, which stays. Delete the parameter."),
    "truth": later("Write yes or no."),
    "value": later("Write the value itself, or empty the cell."),
    "note": later("Use note if nothing is to be answered."),
}
EXAMPLE_COLUMN = "label::Čeština (cs)"


def placed(cell: Cell, what: str, words: Words) -> str:
    """What is wrong, behind the place where it is."""
    row = number(cell.row, words.language) if cell.row is not None else ""
    place = {"sheet": cell.sheet, "row": row, "column": cell.column, "what": what}
    if row and cell.column:
        return words("Sheet {sheet}, row {row}, column {column}: {what}", **place)
    if row:
        return words("Sheet {sheet}, row {row}: {what}", **place)
    if cell.column:
        return words("Sheet {sheet}, column {column}: {what}", **place)
    return words("Sheet {sheet}: {what}", **place)
