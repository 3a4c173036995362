"""Says what is wrong with a survey file and what to do about it, for the command line and chat.

Sentences are plain text: a door that speaks HTML escapes them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.surveys import pictures as survey_pictures
from handlers.surveys import spreadsheets
from surveys.crossings import Obstacle
from surveys.expressions import Fault
from surveys.files.gating import Unlimited
from surveys.files.problems import Cell, Code, Problem
from texts.formatting import day, number
from texts.words import Words, later

EXPECTED = {
    "text": later("a text, in quotes if it is a number"),
    "number": later("a number without quotes"),
    "whole_number": later("a whole number"),
    "true_false": later("true or false"),
    "list": later("a list in square brackets, or one item on each line after a hyphen"),
    "languages": later("a text for each language, such as cs: Ano"),
    "fields": later("fields with values, such as id: ano"),
    "points": later("a label for each point, such as 1: Ano"),
}

FAULTS = {
    Fault.EMPTY: later("nothing is written"),
    Fault.TOO_LONG: later("it is too long"),
    Fault.TOO_DEEP: later("it has too many brackets in each other"),
    Fault.OPEN_QUOTE: later("a quotation mark is not closed"),
    Fault.STRANGE_CHARACTER: later("this character does not belong here"),
    Fault.UNEXPECTED: later("something else was expected here"),
    Fault.UNFINISHED: later("it ends too early"),
    Fault.PATH: later("paths are not possible, write {example}"),
    Fault.BARE_WORD: later("a word stands alone; texts go in quotes, questions in {example}"),
    Fault.UNKNOWN_FUNCTION: later("the function {name} is not known"),
    Fault.WRONG_ARGUMENTS: later("the function has too few or too many arguments"),
    Fault.PATTERN: later("the pattern cannot be used"),
}

OBSTACLES = {
    Obstacle.UNKNOWN: later("one of the two is not a question of the survey"),
    Obstacle.ITSELF: later("a question is not crossed with itself"),
    Obstacle.TWICE: later("the same two questions are crossed already"),
    Obstacle.OPEN: later("only questions with options are crossed"),
    Obstacle.MUNICIPALITY: later("every question is told by municipality anyway"),
    Obstacle.BY_SEVERAL: later("nothing is told by a question with several answers"),
    Obstacle.NOT_EVERYBODY: later(
        "who is asked one of the questions is not decided by a single question with options"
    ),
    Obstacle.RULED: later("one of the questions has a rule, a quota or filtered options"),
    Obstacle.BRANCHES: later("later questions depend on one of them together with something else"),
    Unlimited.ENDS: later("it ends the survey"),
    Unlimited.NOT_EVERYBODY: later("not everybody is asked this question"),
    Unlimited.SENSITIVE: later("the question is sensitive"),
    Unlimited.MUNICIPALITY: later("the results are divided by this question"),
    Unlimited.PAPER: later("paper cannot tell people that there are enough answers already"),
}

SENTENCES = {
    Code.TOO_BIG: later("The file is too big. At most {limit} bytes are allowed."),
    Code.NOT_UTF8: later("The file is not in UTF-8. Save it as UTF-8 and try again."),
    Code.CONTROL_CHARACTER: later("There is an invisible character here ({character}). Delete it."),
    Code.NOT_YAML: later(
        "This cannot be read as YAML. Check the indentation and put texts with a colon in quotes."
    ),
    Code.NOT_PLAIN: later(
        "Anchors (&), references (*) and tags (!) are not allowed. Write the content out."
    ),
    Code.TOO_DEEP: later("This is nested too deeply. Check the indentation."),
    Code.NOT_A_SURVEY: later(
        "A survey is expected here: fields with values, such as id and title."
    ),
    Code.NOT_ONE_SURVEY: later("One survey is expected here. The file has: {surveys}."),
    Code.DUPLICATE_KEY: later("The field {field} stands here twice. Keep one of the two."),
    Code.UNKNOWN_FIELD: later("The field {field} is not known here. Correct or delete it."),
    Code.UNKNOWN_LANGUAGE: later(
        "The language {language} is not known. Use cs, cs-easy, uk or en."
    ),
    Code.MISSING_FIELD: later("The field {field} is missing. Add it."),
    Code.EMPTY: later("The field {field} is empty. Fill it in or delete it."),
    Code.WRONG_TYPE: later("The field {field} has a value of the wrong kind. Write {expected}."),
    Code.BAD_VALUE: later("The field {field} cannot be {value}. Use one of these: {allowed}."),
    Code.BAD_ID: later(
        "The id {id} cannot be used. Write small letters without accents, digits, hyphens "
        "and underscores. The most is {longest} characters."
    ),
    Code.BAD_DATE: later("The field {field} is not a date. Write it like this: 2027-01-14."),
    Code.OUT_OF_BOUNDS: later("The field {field} is outside what is allowed ({bound})."),
    Code.TOO_MANY_ITEMS: later("The field {field} has too many items. The most is {limit}."),
    Code.DUPLICATE_SURVEY: later("Two surveys have the id {id}. Give each its own."),
    Code.DUPLICATE_QUESTION: later("Two questions have the id {id}. Give each its own."),
    Code.DUPLICATE_OPTION: later("Two options have the id {id}. Give each its own."),
    Code.DUPLICATE_TAG: later("Two questions have the tag {tag}. Leave it on one of them."),
    Code.CLOSES_FIRST: later(
        "The survey would close ({closes}) before it opens ({opens}). Change one of the dates."
    ),
    Code.UNKNOWN_AREA: later("The area {area} does not exist. Use one of these: {known}."),
    Code.UNKNOWN_CODELIST: later(
        "The codelist {codelist} does not exist. Use one of these: {known}."
    ),
    Code.FIELD_NOT_FOR_TYPE: later(
        "The field {field} does not belong to a question of type {type}. "
        "Delete it or change the type."
    ),
    Code.TOO_FEW_OPTIONS: later("The question has too few options. The least is {least}."),
    Code.ALL_EXCLUSIVE: later("All options are exclusive. Use the type single instead."),
    Code.NOTE_ON_NOTHING: later("The note is on the option {option}, which does not exist."),
    Code.GATE_ON_NOTHING: later(
        "The field {field} names the option {option}, which does not exist."
    ),
    Code.ALL_END: later(
        "Every option of the question would end the survey. Leave one that goes on."
    ),
    Code.NO_QUOTA: later("There can be no quota on the option {option}: {obstacle}."),
    Code.SMALL_QUOTA: later(
        "The quota on the option {option} is too small. It has to be {least} at least, so that it "
        "tells nothing of single people."
    ),
    Code.MIN_OVER_MAX: later(
        "The lowest value {min} is over the highest value {max}. Change one of them."
    ),
    Code.TOO_MANY_CHOICES: later(
        "The field {field} is too high. Options that can be chosen together: {options}."
    ),
    Code.TOO_MANY_POINTS: later("The scale has too many points: {points}. The most is {limit}."),
    Code.LABEL_MISSING: later(
        "Points of the scale without a label: {points}. Describe each point in words."
    ),
    Code.LABEL_OUTSIDE: later("The label is for the point {point}, which is not on the scale."),
    Code.TEXT_TOO_LONG: later(
        "The text is too long (language {language}): {length} characters. The most is {limit}."
    ),
    Code.CONDITION_EMPTY: later(
        "The condition on {asked} says nothing. Add any_of, all_of or none_of."
    ),
    Code.CONDITION_ON_ITSELF: later(
        "The condition is on its own question. Name an earlier question."
    ),
    Code.CONDITION_ON_LATER: later(
        "The condition is on the question {asked}, which comes later. Move that question up."
    ),
    Code.CONDITION_ON_UNKNOWN: later(
        "The condition is on the question {asked}, which does not exist."
    ),
    Code.CONDITION_ON_OPEN: later(
        "The condition is on the question {asked}, where people write freely. "
        "Name a question with options."
    ),
    Code.UNKNOWN_ANSWER: later(
        "The condition names the answer {value}. The question {asked} does not offer it."
    ),
    Code.NEVER_SHOWN: later(
        "These conditions can never hold, so nobody would see the question. Look at: {asked}."
    ),
    Code.BAD_EXPRESSION: later(
        "The expression in the field {field} cannot be read at character {column}: {fault}."
    ),
    Code.UNKNOWN_ATTRIBUTE: later(
        "The filter looks at {attribute}, which no option has. Add it to the options."
    ),
    Code.REPEATS_UNKNOWN: later(
        "The text repeats the answer to {asked}, but there is no such question."
    ),
    Code.REPEATS_LATER: later(
        "The text repeats the answer to {asked}, which is not known here yet. "
        "Move that question up."
    ),
    Code.DEFAULT_NOT_TAKEN: later("The default {value} would not be taken as an answer here."),
    Code.CANNOT_CROSS: later("The table {asked} by {by} cannot be published: {obstacle}."),
    Code.LONG_OPTION: later(
        "The label is long (language {language}): {length} characters. A button shows about "
        "{limit}, so in the chat it stands above the buttons. Shorten it if you can."
    ),
    Code.ONE_OPTION: later("The question has a single option. Add others if there are any."),
    Code.TEXT_MISSING: later(
        "A text is missing (language {language}). People would read it in another language."
    ),
    Code.HEALTH_TEXT_SKIPPED: later(
        "Nobody writes about health in the chat. There the question will be skipped. "
        "Add the channel web."
    ),
    Code.SENT_REQUIRED_ON_PAPER: later(
        "A photo, a recording or a file cannot be required where people also answer on paper or in "
        "a talk. Make the question optional."
    ),
    Code.SMALL_CELL: later(
        "The field min_cell is under {least}. People in small groups could be recognised."
    ),
    **spreadsheets.SENTENCES,
    **survey_pictures.SENTENCES,
}


def sentences(problems: Iterable[Problem], words: Words) -> list[str]:
    return [sentence(problem, words) for problem in problems]


def sentence(problem: Problem, words: Words) -> str:
    """Where the problem is, what it is, and what to do."""
    what = words(SENTENCES[problem.code], **_facts(problem.data, words))
    nearest = problem.data.get("nearest")
    if nearest:
        what = " ".join([what, words("Did you mean {nearest}?", nearest=nearest)])
    if problem.line is None:
        return what
    if isinstance(problem.line, Cell):
        return spreadsheets.placed(problem.line, what, words)
    if problem.question is None:
        return words("Line {line}: {what}", line=problem.line, what=what)
    return words(
        "Line {line}, question {question}: {what}",
        line=problem.line,
        question=problem.question,
        what=what,
    )


def _facts(data: Mapping[str, Any], words: Words) -> dict[str, str]:
    facts = {name: _said(value, words.language) for name, value in data.items()}
    if "expected" in data:
        facts["expected"] = words(EXPECTED[data["expected"]])
    if "fault" in data:
        name = data.get("name", "")
        facts["fault"] = words(FAULTS[data["fault"]], example="${id}", name=name)
    if "instead" in data:
        facts["instead"] = words(spreadsheets.INSTEAD[data["instead"]])
    if "obstacle" in data:
        facts["obstacle"] = words(OBSTACLES[data["obstacle"]])
    facts["example"] = spreadsheets.EXAMPLE_COLUMN
    if "min" in data and data["min"] is not None:
        facts["bound"] = f"≥ {facts['min']}"
    elif "max" in data:
        facts["bound"] = f"≤ {facts['max']}"
    return facts


def _said(value: Any, language: str) -> str:
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, int | Decimal):
        return number(value, language)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
