"""Entering questionnaires filled in on paper or in a talk: one page, by the keyboard alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.surveys.answers import answer_text, refused_answer
from people.roles import Action, areas_for, may
from people.signin import Present
from storage import paper
from storage.surveys import Survey
from surveys import codes, entry, library
from surveys.answering import AnswersWithdrawn
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import SENT, ByHand, Definition, Question
from surveys.entry import (
    AlreadyHandedIn,
    Clerk,
    Entered,
    Entry,
    EntryRefused,
    NoSuchBatch,
    NothingToCompare,
    NotTakenByHand,
    NotYoursToEnter,
)
from surveys.paper import Printed, printed
from surveys.piping import general
from surveys.walking import Value
from texts.formatting import listed
from texts.numbers import whole
from texts.words import Words
from web import cookies, form_fields, guard
from web.base import web_of
from web.form_fields import NothingGiven, SamePlace
from web.guard import Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.respondents import Fields

LIMIT, MOST_FIELDS = 200_000, 1500
Filled = Annotated[Fields, Depends(guard.our_fields(LIMIT, MOST_FIELDS))]
# What is entered of a questionnaire besides its answers.
ABOUT = ("batch", "copy", "channel", "helping")
# The code of the questionnaire just entered, until the next page has shown it.
ENTERED, ENTERED_SECONDS = "entered", 300
# Behind the code when the answers do not count.
APART = "."
LONGEST_NUMBER, NOT_PRINTED = 6, -1
# On paper there is nothing to choose, and a note asks nothing.
NOT_ENTERED = (*SENT, "note")
# What is sent where a question that has to be answered stands empty; no option has such an id.
LEFT_BLANK = "_blank"


@dataclass(frozen=True)
class Asked:
    """One question of the form: its number on paper, its widget, and what was wrong with it.

    `blank` says whether it was entered as left blank, None where that needs no saying.
    """

    printed: Printed
    field: form_fields.Field
    error: str = ""
    blank: bool | None = None

    @property
    def question(self) -> Question:
        return self.printed.question


@dataclass(frozen=True)
class Told:
    """What the page says of the questionnaire before; `repeated` is a code it had already.

    `counts` says whether its answers do: one that ended early is kept apart.

    `at` is the field that the error is about.
    """

    entered: str = ""
    counts: bool = True
    error: str = ""
    at: str = "copy"
    repeated: str = ""
    differences: Sequence[tuple[Question, str, str]] = field(default=())
    compared: bool = False


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/ankety/{code}/zapis", methods=READ)(form)
    routes.post("/konzole/ankety/{code}/zapis")(enter)
    return routes


async def form(
    request: Request, staff: Staffed, code: str, davka: int = 0, zpusob: str = ""
) -> Response:
    """An empty questionnaire; `davka` is the batch before, `zpusob` the way of filling it in."""
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        survey, definition = await _entered_by(session, clerk_of(staff), code, now)
        told = _entered_before(request)
        about = dict.fromkeys(ABOUT, "") | {"batch": str(davka or ""), "channel": zpusob}
        shown = await _form(session, request, survey, definition, told, about, {}, {})
    cookies.drop(shown, request, ENTERED)
    return shown


async def enter(request: Request, staff: Staffed, code: str, sent: Filled) -> Response:
    web, words = web_of(request), words_for(request)
    now = await web.clock.now()
    clerk = clerk_of(staff)
    async with web.database.reading() as session:
        survey, definition = await _entered_by(session, clerk, code, now)
    values, wrong = _values(definition, sent)
    told = Told()
    try:
        given = _entry(definition, sent, values)
        if "again" in sent:
            told = await _compared(request, clerk, survey, given, now)
        elif not wrong:
            async with web.database.writing() as session:
                done = await entry.enter(session, web.marks, clerk, survey.code, given, now)
            return _onwards(request, survey, given, done)
    except EntryRefused as refused:
        wrong |= refused.refusals
    except NotTakenByHand:
        raise HTTPException(404) from None
    except AlreadyHandedIn as refusal:
        told = Told(error=_said(words, refusal), repeated=given.copy)
    except NoSuchBatch as refusal:
        told = Told(error=_said(words, refusal), at="batch")
    except (AnswersWithdrawn, NothingToCompare, BadCode) as refusal:
        told = Told(error=_said(words, refusal))
    about = {name: sent.get(name, [""])[-1] for name in ABOUT}
    if told.repeated:
        about["copy"] = told.repeated
    if told.compared:
        about |= {"copy": "", "helping": ""}
    kept = {} if told.compared else sent
    async with web.database.reading() as session:
        return await _form(session, request, survey, definition, told, about, kept, wrong)


def _entered_before(request: Request) -> Told:
    own, _, apart = cookies.read(request, ENTERED).partition(APART)
    return Told(entered=codes.read(own) or "", counts=not apart)


def _onwards(request: Request, survey: Survey, given: Entry, done: Entered) -> Response:
    """To the next questionnaire; the code goes by a cookie, for addresses are kept in many logs."""
    address = f"/konzole/ankety/{survey.code}/zapis?davka={given.batch}&zpusob={given.channel}"
    answer = RedirectResponse(address, status_code=303)
    told = done.code if done.counts else f"{done.code}{APART}1"
    cookies.keep(answer, request, ENTERED, told, ENTERED_SECONDS)
    return answer


class BadCode(Exception):
    """The copy's code was mistyped."""


class NoPlace(Exception):
    """What stands at an option to be put in order is not a number."""


class AnsweredAndBlank(Exception):
    """A question is said to be left blank, and there is an answer to it."""


async def _compared(
    request: Request, clerk: Clerk, survey: Survey, given: Entry, now: datetime
) -> Told:
    web, words = web_of(request), words_for(request)
    if not given.copy:
        raise NothingToCompare
    async with web.database.writing() as session:
        found = await entry.compare(session, web.marks, clerk, survey.code, given, now)
    differences = [
        (
            one.question,
            _told(words, one.question, one.first),
            _told(words, one.question, one.second),
        )
        for one in found
    ]
    return Told(differences=differences, compared=True)


def _told(words: Words, question: Question, value: Value) -> str:
    if value is None:
        return words("no answer")
    try:
        return answer_text(words, question, value)
    except (AttributeError, KeyError, ValueError):
        return str(value)


def _entry(definition: Definition, sent: Fields, values: Mapping[str, Value]) -> Entry:
    typed = sent.get("copy", [""])[-1]
    # The form has a code ready for a paper without one: sent twice, it is still one response.
    copy = codes.read(typed) if typed.strip() else codes.read(sent.get("ready", [""])[-1]) or ""
    if copy is None:
        raise BadCode
    return Entry(
        channel=_channel(definition, sent),
        batch=_batch(sent.get("batch", [""])[-1].strip()),
        copy=copy,
        helping="helping" in sent,
        values=values,
        left_blank=[one.id for one in definition.questions if _is_blank(one, sent)],
    )


def _is_blank(question: Question, sent: Fields) -> bool:
    return LEFT_BLANK in sent.get(f"{question.id}.{form_fields.NAME}", [])


def _batch(typed: str) -> int:
    """What is no number is the number of no batch."""
    if not typed:
        return entry.NO_BATCH
    return whole(typed, NOT_PRINTED, LONGEST_NUMBER)


def _channel(definition: Definition, sent: Fields) -> ByHand:
    """As chosen, or else the first one that the survey takes."""
    chosen = sent.get("channel", [""])[-1]
    taken = entry.ways(definition)
    return next((one for one in taken if one == chosen), taken[0])


def _values(definition: Definition, sent: Fields) -> tuple[dict[str, Value], dict[str, Exception]]:
    """What was entered by question, and what cannot be read at all."""
    values: dict[str, Value] = {}
    wrong: dict[str, Exception] = {}
    for question in definition.questions:
        if question.type in NOT_ENTERED:
            values[question.id] = "read" if question.type == "note" else None
            continue
        try:
            values[question.id] = _value(question, _own(question, sent))
            if _is_blank(question, sent):
                raise AnsweredAndBlank
        except NothingGiven:
            values[question.id] = None
        except (SamePlace, NoPlace, AnsweredAndBlank) as refusal:
            wrong[question.id] = refusal
    return values, wrong


def _value(question: Question, own: Fields) -> Value:
    """Places are typed here, and what is no number would else be left out unseen."""
    if question.type != "rank":
        return form_fields.read(question, own)
    places = {name: told[-1].strip() for name, told in own.items()}
    if not all(place.isdecimal() for place in places.values() if place):
        raise NoPlace
    return form_fields.read(question, {name: [place] for name, place in places.items()})


def _own(question: Question, sent: Fields) -> Fields:
    """The fields of one question, named as a form of it alone would name them."""
    before = f"{question.id}."
    return {
        name.removeprefix(before): [one for one in told if one != LEFT_BLANK]
        for name, told in sent.items()
        if name.startswith(before)
    }


async def _form(
    session: AsyncSession,
    request: Request,
    survey: Survey,
    definition: Definition,
    told: Told,
    about: Mapping[str, str],
    sent: Fields,
    wrong: Mapping[str, Exception],
) -> Response:
    words = words_for(request)
    asked = []
    for one in printed(general(definition)):
        if one.question.type in NOT_ENTERED:
            continue
        entries = await library.entries(session, one.question, survey.area_code)
        given = _own(one.question, sent) if sent else None
        shown = form_fields.field(words, one.question, entries, None, given)
        refusal = wrong.get(one.question.id)
        error = _refused(words, one.question, refusal) if refusal else ""
        blank = _is_blank(one.question, sent) if entry.may_be_blank(one.question) else None
        asked.append(Asked(one, _short(shown), error, blank))
    return page(
        request,
        "entry.html",
        422 if wrong or told.error else 200,
        survey=survey,
        definition=definition,
        asked=asked,
        told_before=told,
        above=about,
        batches=await paper.batches(session, survey.code),
        ways=entry.ways(definition),
        ready_code=codes.new_code(),
        left_blank_value=LEFT_BLANK,
        form_token=guard.form_token(request),
    )


def _short(shown: form_fields.Field) -> form_fields.Field:
    """A clerk knows how to answer; the hints would only be in the way."""
    return replace(shown, hint="")


def _refused(words: Words, question: Question, refusal: Exception) -> str:
    match refusal:
        case AnswerRefused(reason=Reason.REQUIRED) if entry.may_be_blank(question):
            return words("This should be answered. If it stands empty, choose “no answer”.")
        case AnswerRefused(reason=Reason.REQUIRED):
            return words("Without this agreement nothing may be entered.")
        case AnswerRefused():
            return refused_answer(words, refusal)
        case NoPlace():
            return words("Type only numbers here: 1, 2, 3 …")
        case AnsweredAndBlank():
            return words("There is an answer here, and “no answer” too. Leave only one of them.")
    return words("Two lines have the same number. Give each number once, please.")


def _said(words: Words, refusal: Exception) -> str:
    match refusal:
        case AlreadyHandedIn():
            return words(
                "Answers with this code have been handed in already; nothing was counted twice."
            )
        case AnswersWithdrawn():
            return words(
                "Whoever has this code has gone on in the chat or taken their answers back; the "
                "paper is not counted."
            )
        case NothingToCompare():
            return words("No questionnaire with this code has been entered yet.")
        case NoSuchBatch(known=[]):
            return words("No questionnaires have been printed here. Leave the batch number empty.")
        case NoSuchBatch(known=known):
            return words(
                "There is no batch with this number. Printed so far: {numbers}. The number stands "
                "at the bottom of the paper.",
                numbers=listed([str(one) for one in known], words.language),
            )
    return words("This code cannot be right. Please look at it once more.")


def clerk_of(staff: Present) -> Clerk:
    if not may(staff.roles, Action.ENTER_PAPER):
        raise HTTPException(404)
    return Clerk(staff.resident_id, areas_for(staff.roles, Action.ENTER_PAPER))


async def _entered_by(
    session: AsyncSession, clerk: Clerk, code: str, now: datetime
) -> tuple[Survey, Definition]:
    """To whoever may not enter it, a survey is one that is not there."""
    try:
        return await entry.entered_by(session, clerk, code.upper(), now)
    except (library.NoSuchSurvey, NotYoursToEnter, NotTakenByHand):
        raise HTTPException(404) from None
