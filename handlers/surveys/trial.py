"""Trying a survey out as a respondent: the same screens, and nothing is kept.

A trial is the response number 0. Its answers lie in the conversation from one screen to the next
and are gone with it; no response, mark or turnout is ever made.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.incoming import sorts_of
from handlers.replies import Expects, Reply, alert, show
from handlers.surveys import answering as surveys
from handlers.surveys import kinds, screens
from handlers.surveys.answers import refused_answer, sent_instead
from handlers.surveys.authoring import run_by
from handlers.surveys.cards import TRIAL
from handlers.surveys.labels import meant_by
from handlers.surveys.options import MOST_ENTRIES
from handlers.taps import (
    Answer,
    Ask,
    Author,
    Done,
    Leaf,
    Pictures,
    Preset,
    Skip,
    SurveyTap,
    Toggle,
    WebTap,
    button,
)
from handlers.visit import Visit
from surveys import checking, library, life
from surveys.answering import Sheet
from surveys.checking import AnswerRefused
from surveys.definitions import SENT, Question
from surveys.walking import Value
from texts.content import pick

# Stands for a file that was sent and not fetched.
NO_FILE: Final = "0" * 64
# Of what the order of options is made while a survey is tried.
SEED: Final = b"trial"


class Trying(Filter):
    """Holds while the conversation waits for an answer of a trial."""

    async def __call__(self, message: Message, visit: Visit) -> bool:
        return visit.waiting.get("what") == "answer" and visit.waiting.get("nth") == TRIAL


def router() -> Router:
    router = Router(name="survey_trial")
    router.message.register(typed, Awaiting("answer"), Trying())
    router.message.register(sent, Trying(), ~F.text)
    router.callback_query.register(step, SurveyTap.filter(F.nth == TRIAL))
    for tap, does in TAPS.items():
        router.callback_query.register(does, tap.filter(F.nth == TRIAL))
    return router


async def step(_: CallbackQuery, callback_data: SurveyTap, visit: Visit) -> Reply:
    """Begin, or come to the end."""
    words, code = visit.words, callback_data.code
    to_card = button(words("Back to the survey"), Author(act="card", code=code))
    if callback_data.act == "finish":
        text = words("The trial has come to its end. Nothing of it was kept.")
        return show(text, (to_card,))
    sheet = await _sheet(visit, code)
    if callback_data.act in ("summary", "change"):
        return await _end(visit, sheet)
    if callback_data.act == "intro":
        return show(words("Nothing of the trial was kept."), (to_card,))
    fresh = replace(sheet, kept={})
    return await _go_on(visit, fresh, fresh.next_unanswered, words("A trial: nothing is kept."))


async def ask(_: CallbackQuery, callback_data: Ask, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code)
    asked = sheet.definition.question(callback_data.question)
    shown = await surveys.show_question(visit, sheet, asked, reveal=callback_data.reveal)
    return _remembering(shown, sheet)


async def turn(_: CallbackQuery, callback_data: Leaf, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code)
    asked = sheet.definition.question(callback_data.question)
    shown = await surveys.show_question(visit, sheet, asked, reveal=True, leaf=callback_data.leaf)
    return _remembering(shown, sheet)


async def answer(_: CallbackQuery, callback_data: Answer, visit: Visit) -> Reply:
    return await _keep(visit, callback_data.code, callback_data.question, callback_data.option)


async def skip(_: CallbackQuery, callback_data: Skip, visit: Visit) -> Reply:
    return await _keep(visit, callback_data.code, callback_data.question, None)


async def preset(_: CallbackQuery, callback_data: Preset, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code)
    asked = sheet.asked(callback_data.question)
    return await _keep(visit, callback_data.code, asked.id, checking.suggested(asked))


async def show_pictures(_: CallbackQuery, callback_data: Pictures, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code)
    return _remembering(await surveys.pictures_of(visit, sheet, callback_data), sheet)


async def toggle(_: CallbackQuery, callback_data: Toggle, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code)
    asked = sheet.asked(callback_data.question)
    kept = sheet.answers.get(asked.id)
    before = kept if isinstance(kept, list) else []
    chosen = checking.toggle(asked, before, callback_data.option, callback_data.on)
    sheet = replace(sheet, kept={**sheet.kept, asked.id: chosen})
    return _remembering(await surveys.show_question(visit, sheet, asked, reveal=True), sheet)


async def done(_: CallbackQuery, callback_data: Done, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code)
    chosen = sheet.answers.get(callback_data.question)
    value: Value = chosen if isinstance(chosen, list) else []
    return await _keep(visit, callback_data.code, callback_data.question, value)


async def typed(message: Message, visit: Visit) -> Reply:
    text = message.text or ""
    code, question_id = visit.waiting["survey_code"], visit.waiting["question"]
    sheet = await _sheet(visit, code)
    asked = sheet.definition.question(question_id)
    shown = await surveys.show_question(visit, sheet, asked, reveal=True)
    meant = None if kinds.is_picked(asked, text) else meant_by(text, shown)
    if meant:
        raise surveys.MeantTap(meant)
    if asked.type in surveys.FOUND_BY_NAME:
        return await _search(visit, sheet, asked, text)
    return await _tried(visit, sheet, asked, text)


async def sent(message: Message, visit: Visit) -> Reply:
    """A photo, a voice or a place: the answer counts, the file is never fetched."""
    sheet = await _sheet(visit, visit.waiting["survey_code"])
    asked = sheet.definition.question(visit.waiting["question"])
    return await _tried(visit, sheet, asked, _value(message, asked))


def _value(message: Message, asked: Question) -> Value:
    if message.location:
        return {"lat": message.location.latitude, "lon": message.location.longitude}
    sorts = sorts_of(message)
    if asked.is_sent and asked.type in sorts:
        return f"{NO_FILE}.{SENT[asked.type][0]}"
    return {"voice": f"{NO_FILE}.ogg"} if "voice" in sorts else ""


async def _tried(visit: Visit, sheet: Sheet, asked: Question, raw: Value) -> Reply:
    try:
        return await _keep(visit, sheet.survey.code, asked.id, raw)
    except AnswerRefused as refusal:
        words = visit.words
        note = sent_instead(words, asked) if asked.is_sent else refused_answer(words, refusal)
        return _remembering(await surveys.show_question(visit, sheet, asked, note=note), sheet)


async def web(_: CallbackQuery, callback_data: WebTap, visit: Visit) -> Reply:
    return alert(visit.words("This is a trial. Please answer here, or skip the question."))


async def _search(visit: Visit, sheet: Sheet, asked: Question, text: str) -> Reply:
    entries = await library.entries(visit.session, asked, sheet.survey.area_code)
    named = library.named(entries, text)
    if named:
        return await _keep(visit, sheet.survey.code, asked.id, named.code)
    found = library.matching(entries, text)[:MOST_ENTRIES]
    if not found:
        note = visit.words("I found nothing like that. Try other letters.")
        again = await surveys.show_question(visit, sheet, asked, note=note)
        return _remembering(again, sheet)
    return _remembering(screens.question(visit, sheet, asked, found), sheet)


async def _sheet(visit: Visit, code: str) -> Sheet:
    """The survey as it has been tried so far, for whoever may run it."""
    survey, definition = await run_by(visit, code)
    here = visit.waiting.get("survey_code") == code and visit.waiting.get("nth") == TRIAL
    kept: dict[str, Any] = visit.waiting.get("kept", {}) if here else {}
    return Sheet(survey, definition, None, kept, TRIAL, seed=SEED)


async def _keep(visit: Visit, code: str, question_id: str, raw: Value) -> Reply:
    sheet = await _sheet(visit, code)
    asked = sheet.asked(question_id)
    entries = await library.entries(visit.session, asked, sheet.survey.area_code)
    value = checking.check(asked, raw, {entry.code for entry in entries})
    checking.check_constraint(asked, value, sheet.answers, life.today(visit.when))
    sheet = replace(sheet, kept={**sheet.kept, question_id: value})
    note = pick(asked.notes_on.get(str(value), {}), visit.resident.language)
    return await _go_on(visit, sheet, sheet.following(question_id), note)


async def _go_on(visit: Visit, sheet: Sheet, following: Question | None, note: str) -> Reply:
    if following is None:
        return await _end(visit, sheet)
    shown = await surveys.show_question(visit, sheet, following, note=note)
    return _remembering(shown, sheet)


async def _end(visit: Visit, sheet: Sheet) -> Reply:
    return _remembering(await surveys.go_on(visit, sheet, None), sheet)


def _remembering(reply: Reply, sheet: Sheet) -> Reply:
    """The reply with what was tried so far; without `takes` no file is ever fetched."""
    before = reply.expects or Expects("nothing")
    data = {name: value for name, value in before.data.items() if name != "takes"}
    about = {**data, "nth": TRIAL, "kept": dict(sheet.kept)}
    expects = Expects(before.what, about, survey_code=sheet.survey.code)
    return replace(reply, expects=expects)


TAPS: Mapping[type[CallbackData], Callable[..., Awaitable[Reply]]] = {
    Ask: ask,
    Answer: answer,
    Toggle: toggle,
    Done: done,
    Skip: skip,
    Leaf: turn,
    Preset: preset,
    Pictures: show_pictures,
    WebTap: web,
}
