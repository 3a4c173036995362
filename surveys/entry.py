"""Entering what somebody filled in on paper, or said in a talk: a whole sheet at once.

The same questions, checks and branches as everywhere else; a copy's code makes one person one
response, however many ways they came.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from storage import paper
from storage import surveys as tables
from storage.marks import Marks
from storage.surveys import Survey
from surveys import answering, checking, codes, library
from surveys.answering import AnswersWithdrawn, NotFinished, Respondent, Sheet
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import BY_HAND, ByHand, Definition, Question
from surveys.walking import Value, visible


class AlreadyHandedIn(Exception):
    """Somebody with this code has handed their answers in already."""


class NothingToCompare(Exception):
    """No questionnaire with this code has been entered."""


class NotYoursToEnter(Exception):
    """The survey belongs to an area in which this person enters nothing."""


class NotTakenByHand(Exception):
    """The survey does not take answers this way, or not now."""


class NoSuchBatch(Exception):
    """No questionnaires with this number have been printed; `known` are the numbers that were."""

    def __init__(self, known: Sequence[int]) -> None:
        super().__init__(known)
        self.known = known


class EntryRefused(Exception):
    """What is wrong, by question."""

    def __init__(self, refusals: Mapping[str, AnswerRefused]) -> None:
        super().__init__(", ".join(refusals))
        self.refusals = refusals


NO_BATCH: Final = 0


@dataclass(frozen=True)
class Entry:
    """A filled-in questionnaire; an empty `copy` has no code yet and gets one.

    `batch` is the number printed on it, NO_BATCH where none is; `left_blank` are the questions
    that should have been answered, and of which whoever enters it says that they were not.
    """

    channel: ByHand
    batch: int
    copy: str
    helping: bool
    values: Mapping[str, Value]
    left_blank: Collection[str] = ()


@dataclass(frozen=True)
class Clerk:
    """Who enters, with the areas in which they may; None means all of them."""

    resident_id: int
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToEnter(area)


class Entered(NamedTuple):
    """The code that is now to stand on the paper, and whether the answers count."""

    code: str
    counts: bool


@dataclass(frozen=True)
class Difference:
    question: Question
    first: Value
    second: Value


async def entered_by(
    session: AsyncSession, clerk: Clerk, code: str, when: datetime
) -> tuple[Survey, Definition]:
    """The survey, if it takes answers by hand now and from this person.

    Raises NoSuchSurvey, NotYoursToEnter, NotTakenByHand.
    """
    survey = await library.survey(session, code)
    clerk.demand(survey.area_code)
    definition = await library.definition(session, survey.code, survey.version)
    if not ways(definition) or not library.takes_entries(survey, when):
        raise NotTakenByHand(code)
    return survey, definition


def may_be_blank(question: Question) -> bool:
    """Whether a sheet counts without an answer that it should have; never without a consent."""
    return question.required and question.type != "acknowledge"


def ways(definition: Definition) -> tuple[ByHand, ...]:
    """How what is entered may have been filled in."""
    return tuple(one for one in BY_HAND if one in definition.channels)


async def _demand(
    session: AsyncSession, clerk: Clerk, code: str, entry: Entry, when: datetime
) -> None:
    _survey, definition = await entered_by(session, clerk, code, when)
    if entry.channel not in definition.channels:
        raise NotTakenByHand(code)
    known = [one.number for one in await paper.batches(session, code)]
    if entry.batch != NO_BATCH and entry.batch not in known:
        raise NoSuchBatch(known)


async def enter(
    session: AsyncSession, marks: Marks, clerk: Clerk, code: str, entry: Entry, when: datetime
) -> Entered:
    """Keep and hand in a sheet.

    Raises EntryRefused with everything that is wrong, AlreadyHandedIn, NoSuchBatch, and what
    `entered_by` raises; the caller rolls back.
    """
    await _demand(session, clerk, code, entry, when)
    own = entry.copy or codes.new_code()
    who = _respondent(own, entry)
    sheet = await _sheet(session, marks, code, who, when)
    if sheet.is_settled:
        raise AlreadyHandedIn
    refusals: dict[str, AnswerRefused] = {}
    known = dict(sheet.kept)
    for question in sheet.definition.questions:
        value = entry.values.get(question.id)
        if question not in visible(sheet.definition, known):
            continue
        if question.id in known and value is None:
            continue
        blank = value is None and question.id in entry.left_blank and may_be_blank(question)
        at = (session, marks, code, who, question.id, value, when)
        try:
            known = dict((await answering.answer(*at, left_blank=blank)).kept)
        except AnswerRefused as refusal:
            refusals[question.id] = refusal
            known[question.id] = value
    if refusals:
        raise EntryRefused(refusals)
    handed_in = await _hand_in(session, marks, code, who, when)
    await paper.count(session, code, entry.batch, entered=1)
    return Entered(own, handed_in.finished)


async def _sheet(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> Sheet:
    """What was handed in before the survey closed is known by its bare mark alone."""
    try:
        return await answering.sheet(session, marks, code, who, when)
    except library.AnsweredInATalk:
        raise AlreadyHandedIn from None
    except AnswersWithdrawn:
        survey = await library.survey_as_read(session, code)
        if survey.state == tables.COUNTING:
            raise AlreadyHandedIn from None
        raise


async def _hand_in(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> Sheet:
    """An answer may fit what came before it and not what came after."""
    try:
        handed_in, _ = await answering.finish(session, marks, code, who, when)
    except NotFinished as missing:
        text = missing.question.constraint_text
        refusal = AnswerRefused(Reason.CONSTRAINT, text=text)
        raise EntryRefused({missing.question.id: refusal}) from None
    return handed_in


async def compare(
    session: AsyncSession, marks: Marks, clerk: Clerk, code: str, entry: Entry, when: datetime
) -> list[Difference]:
    """A second entry of the same questionnaire: kept is only how many answers differed.

    Nobody reads by this what somebody answered on the web, were their code to become known.
    """
    await _demand(session, clerk, code, entry, when)
    sheet = await _sheet(session, marks, code, _respondent(entry.copy, entry), when)
    if not sheet.is_settled or not sheet.response or sheet.response.channel not in BY_HAND:
        raise NothingToCompare
    asked = [one for one in visible(sheet.definition, sheet.answers) if one.type in COMPARED]
    differences = [
        Difference(one, sheet.answers.get(one.id), entry.values.get(one.id))
        for one in asked
        if _plain(one, sheet.answers.get(one.id)) != _plain(one, entry.values.get(one.id))
    ]
    await paper.count(session, code, entry.batch, compared=len(asked), differing=len(differences))
    return differences


# What two people read off the same paper alike; handwriting is compared by nobody.
COMPARED = ("single", "multi", "scale", "number", "codelist", "rank", "date", "time", "acknowledge")


def _respondent(own: str, entry: Entry) -> Respondent:
    return replace(codes.respondent(own, entry.helping), channel=entry.channel)


def _plain(question: Question, value: Value) -> Value:
    """The value as both entries would keep it; one that fits no answer is itself."""
    if value is None:
        return None
    try:
        return checking.check(question, value, _Any())
    except AnswerRefused as refusal:
        return f"{Reason(refusal.reason)}: {value}"


class _Any:
    """A list of codes that holds every code: the first entry has checked them."""

    def __contains__(self, _: object) -> bool:
        return True
