"""What the pages of the web form show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.surveys.answers import answer_text, refused_answer, repeated
from handlers.surveys.endings import sentence
from handlers.surveys.lengths import questions_told
from people.contacts import Contact, contact, help_lines
from people.danger import Danger, danger_in
from storage import places
from storage.places import Area
from surveys import library, piping
from surveys.answering import Sheet
from surveys.checking import AnswerRefused, Reason, can_skip
from surveys.definitions import Question
from surveys.library import Entry
from surveys.walking import Value
from texts.content import pick
from texts.screens import TO_SURVEY
from texts.words import Words
from web.base import home_of
from web.form_fields import NothingGiven, SamePlace, field
from web.rendering import page
from web.respondents import TRAP, Fields, Here, form_token, stamp

Contacts = Sequence[tuple[Area, Contact]]


class NotOnTheWeb(Exception):
    """The survey is not answered by this form."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Said:
    """What is said above a question because of the answer before it."""

    note: str = ""
    danger: Danger | None = None
    lines: Sequence[Mapping[str, Any]] = ()


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Line:
    """One line of the summary."""

    question: Question
    answer: str


def door(request: Request, typed: str = "") -> Response:
    return page(request, "form_door.html", 422 if typed else 200, typed=typed)


def introduction(
    at: Here, sheet: Sheet, cards: Contacts, *, once_more: bool = False, own: str = ""
) -> Response:
    """`own` is the code with which somebody comes from paper."""
    return _page(
        at,
        "form_intro.html",
        sheet=sheet,
        length=questions_told(at.words, sheet.definition),
        contacts=cards,
        once_more=once_more,
        own=own,
        stamp=stamp(at.web, at.now),
        trap=TRAP,
    )


def question(
    at: Here,
    sheet: Sheet,
    asked: Question,
    entries: Sequence[Entry],
    *,
    said: Said = NOTHING_SAID,
    sent: Fields | None = None,
    refusal: Exception | None = None,
) -> Response:
    kept = sheet.answers.get(asked.id)
    told_by = _told_by(at, sheet)
    presented = piping.presented(sheet.definition, asked, sheet.answers, told_by, sheet.seed)
    before = sheet.preceding(asked.id)
    return _page(
        at,
        "form_question.html",
        422 if refusal else 200,
        sheet=sheet,
        question=presented,
        field=field(at.words, presented, entries, kept, sent, fresh=asked.id not in sheet.answers),
        progress=sheet.progress(asked.id),
        back=at.path("o", before.id) if before else at.path(),
        skippable=can_skip(asked) and asked.type not in ("note",),
        skipped=asked.id in sheet.answers and kept is None,
        error=refused(at.words, asked, refusal) if refusal else "",
        said=said,
    )


def summary(at: Here, sheet: Sheet, answers: Sequence[Line]) -> Response:
    return _page(at, "form_summary.html", sheet=sheet, lines=answers)


def ended(at: Here, sheet: Sheet, asked: Question) -> Response:
    said = sentence(at.words, asked, sheet.answers.get(asked.id))
    return _page(at, "form_ended.html", sheet=sheet, question=asked, sentence=said)


def thanks(at: Here, sheet: Sheet, receipt: str) -> Response:
    return _page(
        at,
        "form_thanks.html",
        sheet=sheet,
        receipt=receipt,
        results=f"{home_of(at.request)}/vysledky/{at.code}",
        stamp=stamp(at.web, at.now),
        trap=TRAP,
    )


def code(at: Here, sheet: Sheet, typed: str = "", mistyped: bool = False) -> Response:
    status = 422 if mistyped else 200
    return _page(at, "form_code.html", status, sheet=sheet, typed=typed, mistyped=mistyped)


def later(at: Here, sheet: Sheet) -> Response:
    return _page(at, "form_later.html", sheet=sheet)


def ask_withdraw(at: Here, sheet: Sheet) -> Response:
    return _page(at, "form_withdraw.html", sheet=sheet)


def withdrawn(at: Here) -> Response:
    return _page(at, "form_withdrawn.html")


def link(at: Here, sheet: Sheet) -> Response:
    return _page(at, "form_link.html", sheet=sheet)


def link_spent(at: Here) -> Response:
    return _page(at, "form_link_spent.html", 403)


def refused(words: Words, asked: Question, refusal: Exception) -> str:
    """Why an answer was not taken."""
    match refusal:
        case AnswerRefused(reason=Reason.NOT_A_FILE) if asked.type == "photo":
            return words("We cannot read this picture. Please send a JPEG or PNG up to 10 MB.")
        case AnswerRefused():
            return refused_answer(words, refusal)
        case SamePlace():
            return words("Two lines have the same number. Give each number once, please.")
        case NothingGiven() if can_skip(asked):
            return words("Please answer, or skip the question.")
    return words("This question cannot be skipped.")


async def contacts(session: AsyncSession, at: Here, sheet: Sheet) -> Contacts:
    """Whom to turn to who would rather answer by telephone or on paper."""
    area = await places.area(session, sheet.survey.area_code)
    found = contact(area.settings, at.words.language) if area else None
    return [(area, found)] if area and found else []


async def lines(session: AsyncSession, at: Here, sheet: Sheet) -> Sequence[Line]:
    asked = [one for one in sheet.visible if one.type != "note"]
    told_by = _told_by(at, sheet)
    return [
        Line(
            piping.presented(sheet.definition, one, sheet.answers, told_by),
            await _answer(session, at, sheet, one),
        )
        for one in asked
    ]


async def said_before(session: AsyncSession, at: Here, sheet: Sheet, before: str) -> Said:
    """The survey's own note on the answer just given, and help lines where it speaks of danger."""
    if before not in sheet.definition or before not in sheet.answers:
        return NOTHING_SAID
    answered, value = sheet.definition.question(before), sheet.answers[before]
    note = pick(answered.notes_on.get(str(value), {}), at.words.language)
    danger = danger_in(value) if answered.type == "text" and isinstance(value, str) else None
    if danger is None:
        return Said(note)
    area = await places.area(session, sheet.survey.area_code)
    return Said(note, danger, help_lines([area.settings] if area else [], danger))


async def _answer(session: AsyncSession, at: Here, sheet: Sheet, asked: Question) -> str:
    if asked.id not in sheet.answers:
        return ""
    value = sheet.answers[asked.id]
    entries = await library.entries(session, asked, sheet.survey.area_code)
    return _in_words(at.words, asked, value, entries)


def _in_words(words: Words, asked: Question, value: Value, entries: Sequence[Entry]) -> str:
    code = value.get("municipality") if isinstance(value, dict) else value
    label = next((pick(one.label, words.language) for one in entries if one.code == code), "")
    return answer_text(words, asked, value, label)


def _told_by(at: Here, sheet: Sheet) -> piping.Said:
    """What was answered to an earlier question, for texts that repeat it."""

    def said(name: str) -> str:
        return repeated(at.words, sheet.definition, name, sheet.answers, "")

    return said


def _page(at: Here, template: str, status: int = 200, **values: object) -> Response:
    known = {
        "at": at,
        "form_token": form_token(at) if at.given else "",
        "own_code": at.own_code if at.given else "",
        "address": f"{home_of(at.request)}/a",
        "to_chat": at.web.chat_link(TO_SURVEY + at.code),
    }
    return page(at.request, template, status, **(known | values))
