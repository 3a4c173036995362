"""Choosing, before a survey closes, in which tables its answers will be crossed."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Reply, alert, show
from handlers.surveys.authoring import run_by
from handlers.surveys.cards import step
from handlers.taps import Author
from handlers.visit import Visit
from storage import audit
from surveys import authoring
from surveys.crossings import crossable, partners
from surveys.definitions import CHANNEL, CROSSINGS_LIMIT, Definition
from surveys.life import NotADraft
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row
from texts.words import Words


def router() -> Router:
    router = Router(name="survey_crossing_choice")
    router.callback_query.register(listing, Author.filter(F.act == "crossings"))
    router.callback_query.register(choose_question, Author.filter(F.act == "cross"))
    router.callback_query.register(choose_by, Author.filter(F.act == "cross-by"))
    router.callback_query.register(switch, Author.filter(F.act.in_({"cross-on", "cross-off"})))
    return router


async def listing(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    _survey, asked = await run_by(visit, callback_data.code)
    return _listing(visit.words, callback_data.code, asked)


def _listing(words: Words, code: str, asked: Definition) -> Reply:
    """The tables that will be published, each with a button that takes it away."""
    lines = [
        words(
            "<b>Crossed tables</b>\nWhen the survey closes, the answers to one question are told "
            "by the answers to another, too. Choose before it closes: afterwards nothing is added. "
            "By municipality everything is told anyway."
        )
    ]
    rows: list[Row] = []
    for one in asked.crossings:
        asks, by = name_of(asked, one.question, words), name_of(asked, one.by, words)
        title = words("{question} – by: {by}", question=asks, by=by)
        lines.append(f"• {escape(title)}")
        value = _value(asked, one.question, one.by)
        rows.append((step(words("Take away: {title}", title=title), "cross-off", code, value),))
    if len(asked.crossings) < CROSSINGS_LIMIT:
        rows.append((step(words("Add a table"), "cross", code),))
    rows.append((step(words("Back"), "card", code),))
    return show("\n".join(lines), *rows)


async def choose_question(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    _survey, asked = await run_by(visit, code)
    names = [one for one in crossable(asked) if one != CHANNEL and partners(asked, one)]
    rows: list[Row] = [
        (step(name_of(asked, one, words), "cross-by", code, _value(asked, one)),) for one in names
    ]
    back = (step(words("Back"), "crossings", code),)
    if not rows:
        return show(words("No two questions of this survey can be crossed."), back)
    return show(words("Which answers shall be told?"), *rows, back)


async def choose_by(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    _survey, asked = await run_by(visit, code)
    (question,) = _named(asked, callback_data.value) or [""]
    if question not in asked:
        return _listing(words, code, asked)
    rows: list[Row] = [
        (step(name_of(asked, one, words), "cross-on", code, _value(asked, question, one)),)
        for one in partners(asked, question)
    ]
    text = words(
        "<b>{question}</b>\nBy what shall the answers be told?",
        question=escape(name_of(asked, question, words)),
    )
    return show(text, *rows, (step(words("Back"), "cross", code),))


async def switch(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    """Add a table to the list, or take it away; a second time changes nothing."""
    words, code = visit.words, callback_data.code
    survey, asked = await run_by(visit, code)
    pair = _named(asked, callback_data.value)
    if len(pair) != 2:
        return _listing(words, code, asked)
    on = callback_data.act == "cross-on"
    try:
        await authoring.cross(visit.session, code, pair[0], pair[1], on, visit.now)
    except (NotADraft, authoring.CannotCross):
        return alert(words("The survey has changed meanwhile, so this is no longer possible."))
    await audit.note(visit.session, visit.now, visit.resident.id, "survey_crossed", survey.code)
    return _listing(words, code, (await run_by(visit, code))[1])


def name_of(asked: Definition, name: str, words: Words) -> str:
    if name == CHANNEL:
        return words("Way of answering")
    return pick(asked.question(name).text, words.language)


def _value(asked: Definition, *names: str) -> str:
    """The questions by their places, for two ids are too long for a button; with their number."""
    places = ["c" if name == CHANNEL else str(asked.place(name)) for name in names]
    return ".".join([str(len(asked.questions)), *places])


def _named(asked: Definition, value: str) -> list[str]:
    """Nothing where the survey has got other questions since the button was made."""
    size, *places = value.split(".")
    if size != str(len(asked.questions)):
        return []
    known = {str(place): question.id for place, question in enumerate(asked.questions)}
    known["c"] = CHANNEL
    return [known[one] for one in places if one in known]
