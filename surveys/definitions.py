"""What a survey asks: an immutable definition with its questions, options and conditions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["cs", "cs-easy", "uk", "en"]
Party = Literal["user", "provider", "commissioner", "public", "partner"]
Channel = Literal["telegram", "web", "paper", "interviewer"]
# Channels by which staff enter what others have filled in.
ByHand = Literal["paper", "interviewer"]
BY_HAND: tuple[ByHand, ...] = get_args(ByHand)
Kind = Literal[
    "single",
    "multi",
    "scale",
    "text",
    "number",
    "codelist",
    "rank",
    "date",
    "time",
    "place",
    "photo",
    "audio",
    "file",
    "acknowledge",
    "note",
]

LANGUAGES: tuple[Language, ...] = get_args(Language)
ID_SHAPE = r"^[a-z0-9][a-z0-9_-]*$"
# Question and option ids travel in callback data, where Telegram allows 64 bytes in all.
QUESTION_ID_LIMIT = 26
OPTION_ID_LIMIT = 24
KEY_LIMIT = 40
OPTIONS_LIMIT = 40
QUESTIONS_LIMIT = 60
CONDITIONS_LIMIT = 10
# What one message of a chat carries of a question, its help and its options, in letters.
TOLD_LIMIT = 3000
TEXT_LENGTH = 1000
TEXT_LENGTH_LIMIT = 3000
EXPRESSION_LIMIT = 2000
CALCULATIONS_LIMIT = 60
ATTRIBUTES_LIMIT = 10
# Kinds answered by something that is sent, with the endings of what is kept of it.
SENT: Final[Mapping[str, tuple[str, ...]]] = {
    "photo": ("jpg",),
    "audio": ("ogg", "mp3", "aac", "wav"),
    "file": ("jpg", "pdf"),
}
# What is kept of an acknowledgement and of a note that has been read.
AGREED = "OK"
READ = "read"
# The option that `or_other` adds.
OTHER = "other"
CROSSINGS_LIMIT = 12
# What a crossing names instead of a question: chat, web, paper or a talk.
CHANNEL = "_channel"

QuestionId = Annotated[str, StringConstraints(pattern=ID_SHAPE, max_length=QUESTION_ID_LIMIT)]
OptionId = Annotated[str, StringConstraints(pattern=ID_SHAPE, max_length=OPTION_ID_LIMIT)]
Key = Annotated[str, StringConstraints(pattern=ID_SHAPE, max_length=KEY_LIMIT)]
Text = Annotated[
    Mapping[Language, Annotated[str, StringConstraints(min_length=1)]], Field(min_length=1)
]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=EXPRESSION_LIMIT)]
Attribute = Annotated[str, StringConstraints(max_length=KEY_LIMIT)]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=100)]

Number = Annotated[Decimal, Field(ge=-(10**12), le=10**12)]
# How many responses with an option are wanted.
Quota = Annotated[int, Field(ge=1, le=10**6)]


# Where a text repeats the answer to an earlier question.
HOLE: Final = re.compile(r"\$\{\s*([a-z0-9_-]+)\s*\}")


class NoSuchQuestion(LookupError):
    def __init__(self, question_id: str) -> None:
        super().__init__(question_id)
        self.question_id = question_id


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy without what was worked out from the original."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Option(Part):
    """`attributes` are what a `choice_filter` looks at."""

    id: OptionId
    text: Text
    exclusive: bool = False
    services: tuple[str, ...] = ()
    attributes: Annotated[Mapping[str, Attribute], Field(max_length=ATTRIBUTES_LIMIT)] = {}
    picture: FileName | None = None


class Condition(Part):
    """Holds on what was answered to an earlier question; values of a scale are written as text."""

    question: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


class Question(Part):
    """`when`, `constraint` and `choice_filter` are read by `surveys.expressions`.

    `default` is what is offered first: one value, or the ids of several options. For whoever
    chooses one of `ends_on`, or of `quotas` when that is full, the survey ends (`surveys.gates`).
    """

    id: QuestionId
    type: Kind
    text: Text
    help: Text | None = None
    options: Annotated[tuple[Option, ...], Field(max_length=OPTIONS_LIMIT)] = ()
    notes_on: Mapping[str, Text] = {}
    ends_on: Mapping[str, Text] = {}
    quotas: Mapping[str, Quota] = {}
    min: Number | None = None
    max: Number | None = None
    step: Annotated[Number, Field(ge=Decimal("0.000001"))] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    earliest: date | None = None
    latest: date | None = None
    min_choices: Annotated[int, Field(ge=1)] | None = None
    max_choices: Annotated[int, Field(ge=1)] | None = None
    max_length: Annotated[int, Field(ge=1, le=TEXT_LENGTH_LIMIT)] = TEXT_LENGTH
    voice: bool = False
    labels: Mapping[int, Text] = {}
    codelist: Key | None = None
    extra_options: Annotated[tuple[Option, ...], Field(max_length=OPTIONS_LIMIT)] = ()
    or_other: bool = False
    randomize: bool = False
    choice_filter: Expression | None = None
    show_if: Annotated[tuple[Condition, ...], Field(max_length=CONDITIONS_LIMIT)] = ()
    when: Expression | None = None
    constraint: Expression | None = None
    constraint_text: Text | None = None
    default: tuple[str, ...] = ()
    group: Text | None = None
    sensitivity: Literal["none", "social", "health"] = "none"
    required: bool = False
    tag: Key | None = None
    leads_to: Key | None = None

    @property
    def is_sent(self) -> bool:
        """Whether something is sent instead of said."""
        return self.type in SENT

    @property
    def points(self) -> range:
        """The points of a scale from the first to the last; empty for other questions."""
        if self.type != "scale" or self.min is None or self.max is None:
            return range(0)
        return range(int(self.min), int(self.max) + 1)

    def said_of(self, point: int) -> Mapping[Language, str]:
        """What stands beside the number of a point; nothing where it is called by its number."""
        label = self.labels.get(point, {})
        return {} if set(label.values()) == {str(point)} else label

    @property
    def listed(self) -> str | None:
        """The codelist that is offered; a place may be told by its municipality."""
        return "municipalities" if self.type == "place" else self.codelist

    @property
    def all_options(self) -> tuple[Option, ...]:
        return self.options + self.extra_options

    def told_length(self, language: str) -> int:
        """How many letters the question, its help and its options have in a language."""
        said = (self.text, self.help or {}, *(option.text for option in self.all_options))
        return sum(len(text[one]) for text in said for one in text if one == language)

    @cached_property
    def repeats(self) -> frozenset[str]:
        """The questions whose answers the texts of this one repeat."""
        return frozenset(name for _, text in question_texts(self) for name in named_in(text))

    @property
    def is_ruled(self) -> bool:
        """Whether everybody knows something of the answers: a rule, a filter, or a full quota."""
        return bool(self.constraint or self.choice_filter or self.quotas)

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.all_options if option.id == option_id), None)


class Calculation(Part):
    """What is counted from answers; `surveys.calculations` says how."""

    id: QuestionId
    expression: Expression


class Crossing(Part):
    """A table to be published at closing: a question's answers by those to another one."""

    question: str
    by: str


class Definition(Part):
    key: Key
    title: Text
    intro: Text
    area: Key
    opens: date
    closes: date
    anonymity: Literal["anonymous", "named"] = "anonymous"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=QUESTIONS_LIMIT)]
    audience: Party = "public"
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("telegram", "web")
    calculations: Annotated[tuple[Calculation, ...], Field(max_length=CALCULATIONS_LIMIT)] = ()
    crossings: Annotated[tuple[Crossing, ...], Field(max_length=CROSSINGS_LIMIT)] = ()
    min_cell: Annotated[int, Field(ge=1, le=100)] = 5
    unit: Literal["person", "service", "municipality"] = "person"
    # The key of the working group whose digest tells what was answered; "" for all of the area's.
    working_group: Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_-]*)?$")] = ""
    # So many days after the last one what was filled in on paper or in a talk may be entered.
    paper_days: Annotated[int, Field(ge=0, le=28)] = 7
    # So many days after the last one every single answer is deleted; published tables stay.
    kept_days: Annotated[int, Field(ge=30, le=3650)] = 365

    @property
    def entry_days(self) -> int:
        """`paper_days`, where anything is entered by hand at all."""
        return self.paper_days if set(BY_HAND) & set(self.channels) else 0

    @cached_property
    def _places(self) -> dict[str, int]:
        backwards = reversed(list(enumerate(self.questions)))
        return {question.id: place for place, question in backwards}

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._places

    def question(self, question_id: str) -> Question:
        return self.questions[self.place(question_id)]

    def place(self, question_id: str) -> int:
        """Where the question stands among all questions, counted from nought."""
        try:
            return self._places[question_id]
        except KeyError:
            raise NoSuchQuestion(question_id) from None

    @cached_property
    def has_required(self) -> bool:
        return any(question.required for question in self.questions)

    @cached_property
    def shuffles(self) -> bool:
        """Whether any question has its options in random order."""
        return any(question.randomize for question in self.questions)

    @cached_property
    def is_gated(self) -> bool:
        """Whether the survey may end for somebody before its last question."""
        return any(question.ends_on or question.quotas for question in self.questions)

    def calculation(self, name: str) -> Calculation | None:
        return next((one for one in self.calculations if one.id == name), None)

    def tagged(self, tag: str) -> Question | None:
        return next((question for question in self.questions if question.tag == tag), None)

    def to_json(self) -> str:
        return self.model_dump_json()

    @classmethod
    def from_json(cls, kept: str) -> Self:
        return cls.model_validate_json(kept)


Path = tuple[str | int, ...]


@dataclass(frozen=True)
class MissingText:
    language: Language
    question: str | None
    path: Path


def texts(definition: Definition) -> Iterator[tuple[Path, Text]]:
    """Every text of the survey with the path that leads to it."""
    yield ("title",), definition.title
    yield ("intro",), definition.intro
    for place, question in enumerate(definition.questions):
        for path, text in question_texts(question):
            yield ("questions", place, *path), text


def named_in(text: Text) -> set[str]:
    """The questions whose answers the text repeats, in any of its languages."""
    return {match[1] for words in text.values() for match in HOLE.finditer(words)}


def question_texts(question: Question) -> Iterator[tuple[Path, Text]]:
    yield ("text",), question.text
    for name in ("help", "group", "constraint_text"):
        text = getattr(question, name)
        if text is not None:
            yield (name,), text
    for field in ("options", "extra_options"):
        for place, option in enumerate(getattr(question, field)):
            yield (field, place, "text"), option.text
    for option_id, note in question.notes_on.items():
        yield ("notes_on", option_id), note
    for option_id, sentence in question.ends_on.items():
        yield ("ends_on", option_id), sentence
    for point, label in question.labels.items():
        yield ("labels", point), label


def missing_texts(definition: Definition) -> list[MissingText]:
    """Texts that the survey promises in a language and does not have, language by language."""
    return [
        MissingText(language, _question_at(definition, path), path)
        for language in definition.languages
        for path, text in texts(definition)
        if language not in text
    ]


def _question_at(definition: Definition, path: Path) -> str | None:
    if path[0] != "questions":
        return None
    return definition.questions[int(path[1])].id
