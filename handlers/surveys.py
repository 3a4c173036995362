"""Surveys in the chat: what is open, answering question by question, handing in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from handlers import survey_screens as screens
from handlers.awaiting import Awaiting
from handlers.commands import Said, understood
from handlers.refusals import ConsentMissing
from handlers.replies import Reply, as_typed, show
from handlers.survey_answers import refused_answer
from handlers.taps import Answer, Ask, Done, Go, Skip, SurveyTap, Toggle, button, go
from handlers.visit import Visit
from people import profile
from people.danger import danger_in
from people.profile import has_consented
from storage import enquiries
from storage import surveys as tables
from surveys import answering, checking, library
from surveys.answering import NotFinished, Sheet
from surveys.checking import AnswerRefused
from surveys.definitions import Definition, Question
from surveys.library import Entry
from surveys.walking import Value, visible
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Row


class MeantTap(Exception):
    """Somebody typed what a visible button says."""

    def __init__(self, data: str) -> None:
        super().__init__(data)
        self.data = data


Act = Callable[[Visit], Awaitable[Reply]]

# People who use services are often not sure whether they do.
FOR_ALL = ("public", "user")


def router() -> Router:
    router = Router(name="surveys")
    router.message.register(listing, Said("surveys"))
    router.message.register(mine, Said("mine"))
    router.message.register(typed_answer, Awaiting("answer"))
    router.callback_query.register(listing, Go.filter(F.to == "surveys"))
    router.callback_query.register(mine, Go.filter(F.to == "mine"))
    for name, act in ACTS.items():
        router.callback_query.register(act, SurveyTap.filter(F.act == name))
    for tap, act in TAPS.items():
        router.callback_query.register(act, tap.filter())
    return router


def act_of(data: str) -> Act | None:
    """What a survey's button does, found without asking all doors; the router finds the same."""
    kind = PREFIXES.get(data.partition(":")[0])
    if kind is None:
        return None
    try:
        tap = kind.unpack(data)
    except (TypeError, ValueError):
        return None
    act = ACTS.get(tap.act) if isinstance(tap, SurveyTap) else TAPS[kind]
    return partial(act, None, tap) if act else None


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """Surveys that this resident can answer now, with how far they are in each."""
    words = visit.words
    areas = await profile.areas(visit.session, visit.resident)
    opened = await library.open_in(visit.session, areas, visit.now)
    found = [(survey, asks) for survey, asks in opened if _concerns(visit, asks)]
    if not found:
        return show(words("No survey is open now."), (go(words("Home"), "home"),))
    begun = {
        one.survey_code: one.finished
        for one in await tables.turnout_of(visit.session, visit.resident.id)
    }
    rows: list[Row] = [
        (
            button(
                _mark(begun.get(survey.code)) + _title(visit, definition),
                SurveyTap(code=survey.code, act="intro"),
            ),
        )
        for survey, definition in found
    ]
    return show(words("<b>Surveys open now</b>"), *rows, (go(words("Home"), "home"),))


def _concerns(visit: Visit, definition: Definition) -> bool:
    """Surveys of providers and municipalities are listed for these; a link opens any to anybody."""
    return definition.audience in FOR_ALL or definition.audience == visit.resident.party


async def mine(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """What I sent and where it stands: surveys and enquiries."""
    words = visit.words
    lines, rows = await _my_surveys(visit)
    lines += await _my_enquiries(visit)
    if not lines:
        lines = [words("You have sent nothing yet.")]
        rows = [(go(words("Surveys"), "surveys"),)]
    text = "\n\n".join([f"<b>{words('What I sent')}</b>", *lines])
    return show(text, *rows, (go(words("Home"), "home"),))


async def introduce(visit: Visit, code: str) -> Reply:
    """The first screen of a survey, from a deep link, the list or /start."""
    sheet = await _sheet(visit, code, 1)
    return screens.introduction(visit, sheet)


async def open_survey(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    return await introduce(visit, callback_data.code)


async def begin(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    if not has_consented(visit.resident):
        raise ConsentMissing(callback_data.code)
    sheet = await _sheet(visit, callback_data.code, callback_data.nth)
    return await _go_on(visit, sheet, sheet.next_unanswered)


async def again(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    """Fill in for somebody else: a further response, marked as such."""
    code = callback_data.code
    nth = await answering.free_nth(
        visit.session, visit.house.marks, code, visit.respondent(), visit.when
    )
    sheet = await _sheet(visit, code, nth)
    note = visit.words("Now answer for the other person, as they tell you.")
    if sheet.definition.unit != "person":
        note = ""
    return await _go_on(visit, sheet, sheet.next_unanswered, note=note)


async def ask(_: object, callback_data: Ask, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code, callback_data.nth)
    asked = sheet.definition.question(callback_data.question)
    return await _question(visit, sheet, asked, reveal=callback_data.reveal)


async def answer(_: object, callback_data: Answer, visit: Visit) -> Reply:
    return await _answer(
        visit, callback_data.code, callback_data.nth, callback_data.question, callback_data.option
    )


async def skip(_: object, callback_data: Skip, visit: Visit) -> Reply:
    return await _answer(visit, callback_data.code, callback_data.nth, callback_data.question, None)


async def toggle(_: object, callback_data: Toggle, visit: Visit) -> Reply:
    tap = callback_data
    sheet = await answering.toggle(
        visit.session,
        visit.house.marks,
        tap.code,
        await _respondent(visit, tap.code, tap.nth),
        tap.question,
        tap.option,
        tap.on,
        visit.when,
    )
    asked = sheet.definition.question(tap.question)
    return await _question(visit, sheet, asked, reveal=True)


async def done(_: object, callback_data: Done, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code, callback_data.nth)
    asked = sheet.definition.question(callback_data.question)
    chosen = sheet.answers.get(asked.id)
    checking.done(asked, chosen if isinstance(chosen, list) else [])
    return await _go_on(visit, sheet, sheet.following(asked.id))


async def typed_answer(message: Message, visit: Visit) -> Reply:
    """A typed answer: text, a number, or letters that begin the name of a choice."""
    code, nth = visit.waiting["survey_code"], int(visit.waiting["nth"])
    sheet = await _sheet(visit, code, nth)
    asked = sheet.definition.question(visit.waiting["question"])
    typed = message.text or ""
    await _as_tap(visit, sheet, asked, typed)
    if asked.type not in ("text", "codelist"):
        _as_command(typed)
    if asked.sensitivity == "health" and asked.type in ("text", "number"):
        return await _question(visit, sheet, asked)
    if asked.type == "codelist":
        return await _search(visit, sheet, asked, typed)
    try:
        return await _answer(visit, code, nth, asked.id, typed)
    except AnswerRefused as refusal:
        note = refused_answer(visit.words, refusal)
        return await _asked_again(visit, sheet, asked, typed, note)


async def summarise(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    sheet = await _sheet(visit, callback_data.code, callback_data.nth)
    return await _summary(visit, sheet)


async def choose_change(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    return screens.change(visit, await _sheet(visit, callback_data.code, callback_data.nth))


async def finish(_: object, callback_data: SurveyTap, visit: Visit) -> Reply:
    code, nth = callback_data.code, callback_data.nth
    try:
        sheet, receipt = await answering.finish(
            visit.session,
            visit.house.marks,
            code,
            await _respondent(visit, code, nth),
            visit.when,
        )
    except NotFinished as missing:
        sheet = await _sheet(visit, code, nth)
        note = visit.words("This question still waits for your answer.")
        return await _question(visit, sheet, missing.question, note=note)
    return screens.thanks(visit, sheet, receipt)


async def _answer(visit: Visit, code: str, nth: int, question_id: str, value: Value) -> Reply:
    sheet = await answering.answer(
        visit.session,
        visit.house.marks,
        code,
        await _respondent(visit, code, nth),
        question_id,
        value,
        visit.when,
    )
    note = sheet.definition.question(question_id).notes_on.get(str(value), {})
    return await _go_on(
        visit, sheet, sheet.following(question_id), note=pick(note, visit.resident.language)
    )


async def _as_tap(visit: Visit, sheet: Sheet, asked: Question, typed: str) -> None:
    """Raise MeantTap when the label of a button was typed that stands under the question."""
    shown = await _question(visit, sheet, asked, reveal=True)
    meant = shown.buttons().get(as_typed(typed))
    if meant:
        raise MeantTap(meant)


def _as_command(typed: str) -> None:
    """Raise MeantTap when a command's bare name was typed where it cannot be an answer."""
    command, _ = understood(typed, free_writing=False)
    if command and command.power is None:
        raise MeantTap(Go(to=command.what).pack())


async def _go_on(visit: Visit, sheet: Sheet, following: Question | None, note: str = "") -> Reply:
    if following is None:
        return await _summary(visit, sheet)
    return await _question(visit, sheet, following, note=note)


async def _question(
    visit: Visit, sheet: Sheet, asked: Question, note: str = "", reveal: bool = False
) -> Reply:
    entries = await library.entries(visit.session, asked, sheet.survey.area_code)
    return screens.question(visit, sheet, asked, entries, note=note, reveal=reveal)


async def _asked_again(visit: Visit, sheet: Sheet, asked: Question, typed: str, note: str) -> Reply:
    """The question with what was wrong, and a way to a person; danger is not corrected."""
    again = await _question(visit, sheet, asked, note="" if danger_in(typed) else note)
    screen = again.screens[0]
    rows = (*screen.rows, (go(visit.words("Help"), "help"),))
    return replace(again, screens=(replace(screen, rows=rows),))


async def _search(visit: Visit, sheet: Sheet, asked: Question, typed: str) -> Reply:
    entries = await library.entries(visit.session, asked, sheet.survey.area_code)
    named = library.named(entries, typed)
    if named:
        return await _answer(visit, sheet.survey.code, sheet.nth, asked.id, named.code)
    found = library.matching(entries, typed)[: screens.MOST_ENTRIES]
    if not found:
        _as_command(typed)
        note = visit.words("I found nothing like that. Try other letters.")
        return await _asked_again(visit, sheet, asked, typed, note)
    return screens.question(visit, sheet, asked, found)


async def _summary(visit: Visit, sheet: Sheet) -> Reply:
    return screens.summary(visit, sheet, await _labels(visit, sheet))


async def _labels(visit: Visit, sheet: Sheet) -> dict[str, str]:
    """The names behind the codes that codelist questions were answered with."""
    labels = {}
    for asked in visible(sheet.definition, sheet.answers):
        value = sheet.answers.get(asked.id)
        for entry in await _named(visit, sheet, asked) if value is not None else ():
            if entry.code == value:
                labels[asked.id] = pick(entry.label, visit.resident.language)
    return labels


async def _named(visit: Visit, sheet: Sheet, asked: Question) -> list[Entry]:
    return await library.entries(visit.session, asked, sheet.survey.area_code)


async def _sheet(visit: Visit, code: str, nth: int) -> Sheet:
    return await answering.sheet(
        visit.session, visit.house.marks, code, visit.respondent(nth), visit.when
    )


async def _respondent(visit: Visit, code: str, nth: int) -> answering.Respondent:
    """Who answers, once they have agreed to what happens with their data."""
    if not has_consented(visit.resident):
        raise ConsentMissing(code)
    return visit.respondent(nth)


def _mark(finished: bool | None) -> str:
    """Before a survey's title: handed in, begun, or nothing."""
    if finished is None:
        return ""
    return "✓ " if finished else "… "


def _title(visit: Visit, definition: Definition) -> str:
    return pick(definition.title, visit.resident.language)


async def _my_surveys(visit: Visit) -> tuple[list[str], list[Row]]:
    words, language = visit.words, visit.resident.language
    lines: list[str] = []
    rows: list[Row] = []
    for taken in await tables.turnout_of(visit.session, visit.resident.id):
        survey = await library.survey(visit.session, taken.survey_code)
        definition = await library.definition(visit.session, survey.code, survey.version)
        title = _title(visit, definition)
        if not library.is_open(survey, visit.now):
            state = words("closed on {date}", date=day(library.last_moment(survey), language))
        else:
            state = words("handed in") if taken.finished else words("not finished yet")
            rows.append((button(title, SurveyTap(code=survey.code, act="intro")),))
        lines.append(f"{escape(title)}\n<b>{state}</b>")
    return lines, rows


async def _my_enquiries(visit: Visit) -> list[str]:
    words = visit.words
    lines = []
    for enquiry in await enquiries.of_resident(visit.session, visit.resident.id):
        state = words("answered") if enquiry.answered_at else words("waits for an answer")
        told = words("Enquiry no. {number}", number=enquiry.number)
        lines.append(f"{told}: {escape(enquiry.text[:100])}\n<b>{state}</b>")
    return lines


# What the buttons do; nothing but the button's own data is needed to do it.
ACTS: dict[str, Callable[..., Awaitable[Reply]]] = {
    "intro": open_survey,
    "begin": begin,
    "summary": summarise,
    "change": choose_change,
    "finish": finish,
    "again": again,
}
TAPS: dict[type[CallbackData], Callable[..., Awaitable[Reply]]] = {
    Ask: ask,
    Answer: answer,
    Toggle: toggle,
    Done: done,
    Skip: skip,
}
KINDS: tuple[type[CallbackData], ...] = (SurveyTap, *TAPS)
PREFIXES = {kind.__prefix__: kind for kind in KINDS}
