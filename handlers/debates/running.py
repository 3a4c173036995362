"""Running a debate in the chat: making it, its card, opening, changing days, closing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from debates import changing, keeping, taking
from debates.documents import FEWEST_STATEMENTS, TEXT_LENGTH, TITLE_LENGTH
from debates.documents import Debate as Document
from debates.files import NotADebate, checked
from debates.keeping import Run, Runner
from handlers.awaiting import Awaiting
from handlers.days import written_days
from handlers.debates import forms, results
from handlers.debates.problems import told
from handlers.debates.taps import DebateStep
from handlers.replies import Expects, Reply, show
from handlers.visit import Visit
from people import roles
from people.roles import Action
from storage import debates as tables
from storage import people, places
from texts.content import pick
from texts.formatting import PRAGUE, shortened
from texts.screens import Row

# What is written by hand is Czech; other languages come with a file.
CZECH: Final = "cs"
MAKING: Final = "debate-making"
CHANGING: Final = "debate-changing"
DAYS: Final = "debate-days"
# What is asked one after another, and how long it may be.
STEPS: Final = ("title", "introduction", "statements")
LONGEST: Mapping[str, int] = {"title": TITLE_LENGTH, "introduction": TEXT_LENGTH}


def router() -> Router:
    router = Router(name="debate_running")
    router.message.register(made_of, Awaiting(MAKING))
    router.message.register(changed, Awaiting(CHANGING))
    router.message.register(rescheduled, Awaiting(DAYS))
    for act, does in ACTS.items():
        router.callback_query.register(does, DebateStep.filter(F.act == act))
    return router


async def runner_of(visit: Visit) -> Runner:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_DEBATES)
    return Runner(visit.resident.id, roles.areas_for(held, Action.RUN_DEBATES))


async def listing(_: CallbackQuery, visit: Visit) -> Reply:
    return forms.listing(visit, await keeping.of_staff(visit.session, await runner_of(visit)))


async def begin(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    """What it is called; first for which area, where there are several."""
    words, runner = visit.words, await runner_of(visit)
    areas = [
        one
        for one in await places.areas(visit.session)
        if runner.areas is None or one.code in runner.areas
    ]
    chosen = next((one.code for one in areas if one.code == callback_data.value), "")
    if not chosen and len(areas) > 1:
        rows: list[Row] = [
            (forms.step(_short(pick(one.name, words.language)), "new", value=one.code),)
            for one in areas
        ]
        back: Row = (forms.step(words("Back"), "list"),)
        return show(words("For which area is the debate?"), *rows, back)
    return _ask_step(visit, {"area": chosen or areas[0].code}, "title")


async def made_of(message: Message, visit: Visit) -> Reply:
    """One step after another; after the last one the debate is kept as a draft."""
    given = dict(visit.waiting["given"])
    field, text = visit.waiting["field"], (message.text or "").strip()
    if len(text) > LONGEST.get(field, len(text)):
        return _ask_step(visit, given, field, _too_long(visit, field, text))
    if field != STEPS[-1]:
        return _ask_step(visit, given | {field: text}, STEPS[STEPS.index(field) + 1])
    fields = (_key(visit), given["area"], given["title"], given["introduction"])
    try:
        document = changing.fresh(*fields, _lines(text), visit.when)
    except NotADebate as refusal:
        return _ask_step(visit, given, field, told(visit.words, refusal))
    run = await changing.keep(visit.session, await runner_of(visit), document, visit.now)
    note = visit.words("This is the draft. Look at it, try it, then let people in.")
    return await card_of(visit, run, note)


async def card(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    return await card_of(visit, await run_of(visit, callback_data.code))


async def ask_change(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    """A piece of a draft, to be written anew."""
    run = await run_of(visit, callback_data.code)
    field = "statements" if callback_data.act == "rewrite" else callback_data.act
    return _ask_piece(visit, run, field)


async def ask_statement(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    return _ask_piece(visit, await run_of(visit, callback_data.code), "statement")


async def changed(message: Message, visit: Visit) -> Reply:
    run, field = await run_of(visit, visit.waiting["code"]), visit.waiting["field"]
    text = (message.text or "").strip()
    if len(text) > LONGEST.get(field, len(text)):
        return _ask_piece(visit, run, field, _too_long(visit, field, text))
    try:
        if field == "statement":
            return await _added(visit, run, text)
        document = _with_piece(run, field, text)
    except NotADebate as refusal:
        return _ask_piece(visit, run, field, told(visit.words, refusal))
    run = await changing.keep(visit.session, await runner_of(visit), document, visit.now)
    return await card_of(visit, run)


async def ask_days(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    run = await run_of(visit, callback_data.code)
    return _ask_days(visit, run)


async def rescheduled(message: Message, visit: Visit) -> Reply:
    run = await run_of(visit, visit.waiting["code"])
    days = written_days(message.text or "", visit.now.astimezone(PRAGUE).date())
    if len(days) != 2:
        return _ask_days(visit, run, visit.words("I need two days here."))
    opens, closes = days
    run = await changing.reschedule(
        visit.session, await runner_of(visit), run.code, opens, closes, visit.now
    )
    return await card_of(visit, run)


async def let_add(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code, may = callback_data.code, callback_data.value == "yes"
    run = await changing.let_add(visit.session, await runner_of(visit), code, may, visit.now)
    return await card_of(visit, run)


async def statements(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    return await statements_of(visit, callback_data.code, callback_data.number)


async def statements_of(visit: Visit, code: str, page: int = 0, note: str = "") -> Reply:
    run = await run_of(visit, code)
    found = await tables.statements(visit.session, code)
    return forms.statements(visit, run, found, page, note)


async def one(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    run = await run_of(visit, callback_data.code)
    shown = await taking.statement(visit.session, run.code, callback_data.number)
    return forms.one(visit, run, shown)


async def try_out(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code = callback_data.code
    found = await keeping.trial(visit.session, await runner_of(visit), code)
    return forms.trial(visit, code, found, callback_data.number)


async def ask_open(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await run_of(visit, code)
    text = words("Shall the debate open now? Then its statements can only be added to.")
    return forms.confirm(words, text, forms.step(words("Yes, open it"), "open", code), code)


async def open_now(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code = callback_data.code
    run = await keeping.open_now(visit.session, await runner_of(visit), code, visit.now)
    return await card_of(visit, run, _opened(visit))


async def ask_plan(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    words, run = visit.words, await run_of(visit, callback_data.code)
    text = words("Shall the debate open and close by itself, on its days?")
    return forms.confirm(
        words, text, forms.step(words("Yes, by its days"), "plan", run.code), run.code
    )


async def plan(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code = callback_data.code
    run = await keeping.release(visit.session, await runner_of(visit), code, visit.now)
    return await card_of(visit, run, _opened(visit))


async def take_back(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    """Nobody has said anything yet, so everything may still change."""
    code = callback_data.code
    run = await keeping.take_back(visit.session, await runner_of(visit), code, visit.now)
    return await card_of(visit, run, visit.words("The debate is a draft again."))


async def ask_close(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await run_of(visit, code)
    text = words(
        "Close the debate now? Its result is frozen and shown to everybody, and what could link "
        "stances to people is destroyed. This cannot be undone."
    )
    return forms.confirm(words, text, forms.step(words("Yes, close it"), "close", code), code)


async def close(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code = callback_data.code
    run = await keeping.close_now(visit.session, await runner_of(visit), code, visit.now)
    note = visit.words("I am counting the result. I will write to you in a moment.")
    return await card_of(visit, run, note)


async def ask_discard(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await run_of(visit, code)
    yes = forms.step(words("Yes, delete it"), "discard", code)
    return forms.confirm(words, words("Delete this draft with its statements?"), yes, code)


async def discard(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    runner = await runner_of(visit)
    await keeping.discard(visit.session, runner, callback_data.code, visit.now)
    return forms.listing(visit, await keeping.of_staff(visit.session, runner))


async def file(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    """The frozen result as a table to work with."""
    run = await run_of(visit, callback_data.code)
    return await results.table(visit, run, callback_data.value)


async def card_of(visit: Visit, run: Run, note: str = "") -> Reply:
    progress = await keeping.progress(visit.session, await runner_of(visit), run.code)
    return forms.card(visit, run, progress, note)


def _opened(visit: Visit) -> str:
    return visit.words(
        "It is released: people find it under /debaty. To invite them, send a message to people."
    )


async def _added(visit: Visit, run: Run, text: str) -> Reply:
    """A further statement, which everybody gets from now on."""
    await changing.add(visit.session, await runner_of(visit), run.code, {CZECH: text}, visit.now)
    return await statements_of(visit, run.code, note=visit.words("The statement is added."))


def _with_piece(run: Run, field: str, text: str) -> Document:
    """The draft with one piece written anew, in Czech; raises NotADebate."""
    piece = [{CZECH: one} for one in _lines(text)] if field == "statements" else {CZECH: text}
    return checked({**run.document.model_dump(), field: piece})


async def run_of(visit: Visit, code: str) -> Run:
    return await keeping.of_runner(visit.session, await runner_of(visit), code)


def _ask_step(visit: Visit, given: Mapping[str, str], field: str, note: str = "") -> Reply:
    expects = Expects(MAKING, {"given": dict(given), "field": field})
    back = forms.step(visit.words("Back"), "list")
    return forms.ask(visit.words, field, back, expects, note, fewest=FEWEST_STATEMENTS)


def _ask_piece(visit: Visit, run: Run, field: str, note: str = "") -> Reply:
    expects = Expects(CHANGING, {"code": run.code, "field": field})
    back = forms.step(visit.words("Back"), "card", run.code)
    return forms.ask(visit.words, field, back, expects, note, fewest=FEWEST_STATEMENTS)


def _ask_days(visit: Visit, run: Run, note: str = "") -> Reply:
    back = forms.step(visit.words("Back"), "card", run.code)
    return forms.ask(visit.words, "days", back, Expects(DAYS, {"code": run.code}), note)


def _too_long(visit: Visit, field: str, text: str) -> str:
    return visit.words.many(
        "This is too long by {n} character.",
        "This is too long by {n} characters.",
        len(text) - LONGEST[field],
    )


def _key(visit: Visit) -> str:
    """The same for the same message, so that one that comes again makes no second debate."""
    return f"debata-{visit.when:%Y%m%d-%H%M%S}-{visit.message_id}"


def _lines(text: str) -> list[str]:
    return [one.strip(" •-–\t") for one in text.splitlines() if one.strip(" •-–\t")]


def _short(name: str) -> str:
    return shortened(name, forms.LABEL_LENGTH)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "list": listing,
    "new": begin,
    "card": card,
    "title": ask_change,
    "introduction": ask_change,
    "rewrite": ask_change,
    "write": ask_statement,
    "days": ask_days,
    "adding": let_add,
    "statements": statements,
    "one": one,
    "try": try_out,
    "ask-open": ask_open,
    "open": open_now,
    "ask-plan": ask_plan,
    "plan": plan,
    "take-back": take_back,
    "ask-close": ask_close,
    "close": close,
    "ask-discard": ask_discard,
    "discard": discard,
    "file": file,
}
