"""Surveys in the chat: answering question by question, handing in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message

from handlers.awaiting import Awaiting
from handlers.commands import understood
from handlers.replies import Reply, show
from handlers.surveys import endings, kinds, screens
from handlers.surveys import pictures as survey_pictures
from handlers.surveys.answers import entry_code, refused_answer, sent_instead
from handlers.surveys.labels import meant_by
from handlers.surveys.options import MOST_ENTRIES
from handlers.surveys.sheets import respondent, sheet_of
from handlers.taps import (
    Answer,
    Ask,
    Done,
    Go,
    Leaf,
    Pictures,
    Preset,
    Skip,
    SurveyTap,
    Toggle,
    button,
    go,
    unpacked,
)
from handlers.visit import Visit
from outreach import tomorrow
from people.danger import danger_in
from surveys import answering, checking, library, life, pictures
from surveys.answering import NotFinished, Sheet
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import Question
from surveys.library import Entry
from surveys.walking import Value
from texts.content import pick
from texts.formatting import moment


class MeantTap(Exception):
    """Somebody typed what a visible button says."""

    def __init__(self, data: str) -> None:
        super().__init__(data)
        self.data = data


FOUND_BY_NAME = ("codelist", "place")

Act = Callable[[Visit], Awaitable[Reply]]


def router() -> Router:
    router = Router(name="surveys")
    router.message.register(typed_answer, Awaiting("answer"))
    for name, act in ACTS.items():
        router.callback_query.register(act, SurveyTap.filter(F.act == name))
    for tap, act in TAPS.items():
        router.callback_query.register(act, tap.filter())
    return router


def act_of(data: str) -> Act | None:
    """What a survey's button does, found without asking all doors; the router finds the same.

    A trial, which is the response number 0, has a door of its own.
    """
    kind = PREFIXES.get(data.partition(":")[0])
    if kind is None:
        return None
    try:
        tap = unpacked(kind, data)
    except (TypeError, ValueError):
        return None
    if not getattr(tap, "nth", 1):
        return None
    act = ACTS.get(tap.act) if isinstance(tap, SurveyTap) else TAPS[kind]
    return partial(act, None, tap) if act else None


async def introduce(visit: Visit, code: str) -> Reply:
    """The first screen of a survey, from a deep link, the list or /start."""
    sheet = await sheet_of(visit, code, 1)
    return screens.introduction(visit, sheet)


async def open_survey(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    return await introduce(visit, callback_data.code)


async def begin(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    respondent(visit, callback_data.code, callback_data.nth)
    return await _begun(visit, callback_data.code, callback_data.nth)


async def begin_from(visit: Visit, rest: str) -> Reply:
    """The same, by the code and the number of the response that follow TO_QUESTIONS."""
    code, _, nth = rest.partition("_")
    return await _begun(visit, code, int(nth) if nth.isdecimal() else 1)


async def _begun(visit: Visit, code: str, nth: int) -> Reply:
    sheet = await sheet_of(visit, code, nth)
    return await go_on(visit, sheet, sheet.next_unanswered)


async def again(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    """Fill in for somebody else: a further response, marked as such."""
    code = callback_data.code
    nth = await answering.free_nth(
        visit.session, visit.house.marks, code, visit.respondent(), visit.when
    )
    sheet = await sheet_of(visit, code, nth)
    note = visit.words("Now answer for the other person, as they tell you.")
    if sheet.definition.unit != "person":
        note = ""
    return await go_on(visit, sheet, sheet.next_unanswered, note=note)


async def ask(_: object, callback_data: Ask, visit: Visit) -> Reply:
    sheet = await sheet_of(visit, callback_data.code, callback_data.nth)
    asked = sheet.definition.question(callback_data.question)
    return await show_question(visit, sheet, asked, reveal=callback_data.reveal)


async def answer(_: object, callback_data: Answer, visit: Visit) -> Reply:
    return await keep_answer(
        visit, callback_data.code, callback_data.nth, callback_data.question, callback_data.option
    )


async def skip(_: object, callback_data: Skip, visit: Visit) -> Reply:
    return await keep_answer(
        visit, callback_data.code, callback_data.nth, callback_data.question, None
    )


async def toggle(_: object, callback_data: Toggle, visit: Visit) -> Reply:
    tap = callback_data
    sheet = await answering.toggle(
        visit.session,
        visit.house.marks,
        tap.code,
        respondent(visit, tap.code, tap.nth),
        tap.question,
        tap.option,
        tap.on,
        visit.when,
    )
    asked = sheet.definition.question(tap.question)
    return await show_question(visit, sheet, asked, reveal=True)


async def done(_: object, callback_data: Done, visit: Visit) -> Reply:
    sheet = await sheet_of(visit, callback_data.code, callback_data.nth)
    asked = sheet.asked(callback_data.question)
    kept = sheet.answers.get(asked.id)
    chosen = checking.done(asked, kept if isinstance(kept, list) else [])
    checking.check_constraint(asked, chosen, sheet.answers, life.today(visit.when))
    return await go_on(visit, sheet, sheet.following(asked.id))


async def typed_answer(message: Message, visit: Visit) -> Reply:
    """A typed answer: text, a number, or letters that begin the name of a choice."""
    code, nth = visit.waiting["survey_code"], int(visit.waiting["nth"])
    sheet = await sheet_of(visit, code, nth)
    asked = sheet.definition.question(visit.waiting["question"])
    typed = message.text or ""
    if not kinds.is_picked(asked, typed):
        await _as_tap(visit, sheet, asked, typed)
    if asked.type not in ("text", *FOUND_BY_NAME):
        _as_command(typed)
    if asked.sensitivity == "health" and asked.type in kinds.SAID_ALOUD:
        return await show_question(visit, sheet, asked)
    if asked.type in FOUND_BY_NAME:
        return await _search(visit, sheet, asked, typed)
    try:
        return await keep_answer(visit, code, nth, asked.id, typed)
    except AnswerRefused as refusal:
        note = refused_answer(visit.words, refusal)
        if asked.is_sent:
            note = sent_instead(visit.words, asked)
        return await _asked_again(visit, sheet, asked, typed, note)


async def summarise(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    sheet = await sheet_of(visit, callback_data.code, callback_data.nth)
    return await _summary(visit, sheet)


async def choose_change(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    sheet = await sheet_of(visit, callback_data.code, callback_data.nth)
    return screens.change(visit, sheet, await _labels(visit, sheet))


async def preset(_: object, callback_data: Preset, visit: Visit) -> Reply:
    """Take what the author of the survey suggests."""
    tap = callback_data
    sheet = await sheet_of(visit, tap.code, tap.nth)
    asked = sheet.asked(tap.question)
    value = checking.suggested(asked)
    if value is None:
        raise AnswerRefused(Reason.NOT_OFFERED)
    return await keep_answer(visit, tap.code, tap.nth, asked.id, value)


async def turn(_: object, callback_data: Leaf, visit: Visit) -> Reply:
    tap = callback_data
    sheet = await sheet_of(visit, tap.code, tap.nth)
    asked = sheet.definition.question(tap.question)
    return await show_question(visit, sheet, asked, reveal=True, leaf=tap.leaf)


async def show_pictures(_: object, callback_data: Pictures, visit: Visit) -> Reply:
    sheet = await sheet_of(visit, callback_data.code, callback_data.nth)
    return await pictures_of(visit, sheet, callback_data)


async def pictures_of(visit: Visit, sheet: Sheet, wanted: Pictures) -> Reply:
    asked = sheet.asked(wanted.question)
    question = await show_question(visit, sheet, asked, reveal=True)
    shown = await _presented(visit, sheet, asked)
    return await survey_pictures.before(visit, sheet, shown, question, wanted.page)


async def remind(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    """Come back to an unfinished survey tomorrow."""
    sheet = await sheet_of(visit, callback_data.code, callback_data.nth)
    due_at = await tomorrow.remind(
        visit.session, visit.resident, sheet.survey, sheet.definition, sheet.nth, visit.now
    )
    text = visit.words(
        "I will write to you on {moment}. What you have answered is kept.",
        moment=moment(due_at, visit.resident.language),
    )
    return show(
        text,
        (
            button(
                visit.words("Continue"),
                SurveyTap(code=sheet.survey.code, act="begin", nth=sheet.nth),
            ),
        ),
        (go(visit.words("Home"), "home"),),
    )


async def finish(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    code, nth = callback_data.code, callback_data.nth
    try:
        sheet, receipt = await answering.finish(
            visit.session,
            visit.house.marks,
            code,
            respondent(visit, code, nth),
            visit.when,
        )
    except NotFinished as missing:
        sheet = await sheet_of(visit, code, nth)
        note = visit.words("This question still waits for your answer.")
        return await show_question(visit, sheet, missing.question, note=note)
    return await _summary(visit, sheet) if sheet.ended_at else screens.thanks(visit, sheet, receipt)


async def keep_answer(visit: Visit, code: str, nth: int, question_id: str, value: Value) -> Reply:
    sheet = await answering.answer(
        visit.session,
        visit.house.marks,
        code,
        respondent(visit, code, nth),
        question_id,
        value,
        visit.when,
    )
    asked = await _presented(visit, sheet, sheet.definition.question(question_id))
    note = asked.notes_on.get(str(value), {})
    return await go_on(
        visit, sheet, sheet.following(question_id), note=pick(note, visit.resident.language)
    )


async def _as_tap(visit: Visit, sheet: Sheet, asked: Question, typed: str) -> None:
    """Raise MeantTap when the label of a button was typed that stands under the question."""
    shown = await show_question(visit, sheet, asked, reveal=True)
    meant = meant_by(typed, shown)
    if meant:
        raise MeantTap(meant)


def _as_command(typed: str) -> None:
    """Raise MeantTap when a command's bare name was typed where it cannot be an answer."""
    command, _ = understood(typed, free_writing=False)
    if command and command.power is None:
        raise MeantTap(Go(to=command.what).pack())


async def go_on(visit: Visit, sheet: Sheet, following: Question | None, note: str = "") -> Reply:
    if following is None:
        return await _summary(visit, sheet)
    return await show_question(visit, sheet, following, note=note)


async def show_question(
    visit: Visit,
    sheet: Sheet,
    asked: Question,
    note: str = "",
    reveal: bool = False,
    leaf: str = "",
) -> Reply:
    entries = await library.entries(visit.session, asked, sheet.survey.area_code)
    shown = await _presented(visit, sheet, asked)
    return screens.question(visit, sheet, shown, entries, note=note, reveal=reveal, leaf=leaf)


async def _presented(visit: Visit, sheet: Sheet, asked: Question) -> Question:
    """The question with only the options and texts that these answers lead to."""
    labels = await _labels(visit, sheet) if asked.repeats else {}
    shown = screens.presented(visit.words, sheet, asked, labels)
    return await pictures.shown(visit.session, sheet.survey.code, shown)


async def _asked_again(visit: Visit, sheet: Sheet, asked: Question, typed: str, note: str) -> Reply:
    """The question with what was wrong, and a way to a person; danger is not corrected."""
    again = await show_question(visit, sheet, asked, note="" if danger_in(typed) else note)
    screen = again.screens[0]
    rows = (*screen.rows, (go(visit.words("Help"), "help"),))
    return replace(again, screens=(replace(screen, rows=rows),))


async def _search(visit: Visit, sheet: Sheet, asked: Question, typed: str) -> Reply:
    entries = await library.entries(visit.session, asked, sheet.survey.area_code)
    named = library.named(entries, typed)
    if named:
        return await keep_answer(visit, sheet.survey.code, sheet.nth, asked.id, named.code)
    found = library.matching(entries, typed)[:MOST_ENTRIES]
    if not found:
        _as_command(typed)
        note = visit.words("I found nothing like that. Try other letters.")
        return await _asked_again(visit, sheet, asked, typed, note)
    return screens.question(visit, sheet, await _presented(visit, sheet, asked), found)


async def _summary(visit: Visit, sheet: Sheet) -> Reply:
    if sheet.ended_at:
        return endings.ending(visit, sheet, sheet.ended_at)
    return screens.summary(visit, sheet, await _labels(visit, sheet))


async def _labels(visit: Visit, sheet: Sheet) -> dict[str, str]:
    """The names behind the codes that codelist questions were answered with."""
    labels = {}
    for asked in sheet.visible:
        value = sheet.answers.get(asked.id)
        for entry in await _named(visit, sheet, asked) if value is not None else ():
            if entry.code == entry_code(value):
                labels[asked.id] = pick(entry.label, visit.resident.language)
    return labels


async def _named(visit: Visit, sheet: Sheet, asked: Question) -> list[Entry]:
    return await library.entries(visit.session, asked, sheet.survey.area_code)


# What the buttons do; nothing but the button's own data is needed to do it.
ACTS: dict[str, Callable[..., Awaitable[Reply]]] = {
    "intro": open_survey,
    "begin": begin,
    "summary": summarise,
    "change": choose_change,
    "finish": finish,
    "again": again,
    "remind": remind,
}
TAPS: dict[type[CallbackData], Callable[..., Awaitable[Reply]]] = {
    Ask: ask,
    Answer: answer,
    Toggle: toggle,
    Done: done,
    Skip: skip,
    Leaf: turn,
    Preset: preset,
    Pictures: show_pictures,
}
KINDS: tuple[type[CallbackData], ...] = (SurveyTap, *TAPS)
PREFIXES = {kind.__prefix__: kind for kind in KINDS}
