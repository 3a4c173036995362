"""What came of a closed survey, for everybody in the chat: a chart a question, to be passed on."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Reply, Screen, alert, show
from handlers.surveys.sharing import card, picture
from handlers.surveys.tables import chart, described, shown
from handlers.taps import OutcomeTap, button, go, link
from handlers.visit import Visit
from storage import places
from surveys import readers
from surveys.outcome import Outcome
from texts.content import pick
from texts.screens import Row


def router() -> Router:
    router = Router(name="survey_outcome")
    router.callback_query.register(question_page, OutcomeTap.filter(F.act == "page"))
    router.callback_query.register(share, OutcomeTap.filter(F.act == "picture"))
    return router


async def share(_: CallbackQuery, callback_data: OutcomeTap, visit: Visit) -> Reply:
    """The picture comes below, for the screen that was tapped goes on being used."""
    words = visit.words
    found = await readers.for_everybody(visit.session, callback_data.code, visit.now)
    area = await places.area(visit.session, found.survey.area_code)
    name = pick(area.name, words.language) if area else ""
    made = card(found, words, name, visit.house.public_url)
    if made is None:
        return alert(words("There is nothing to show yet."))
    told = words("Forward this picture to whoever it may interest.")
    return Reply((Screen(told, picture=picture(made, found.survey.code)),), below=True)


async def question_page(_: CallbackQuery, callback_data: OutcomeTap, visit: Visit) -> Reply:
    """One question as a chart, with the same numbers in the text below it."""
    words = visit.words
    found = await readers.for_everybody(visit.session, callback_data.code, visit.now)
    questions = [one for one in shown(found, words) if one.lines]
    if not questions:
        text = words(
            "Too few people answered for the results to be shown without pointing at them."
        )
        return show(text, (go(words("Home"), "home"),))
    place = max(0, min(callback_data.page, len(questions) - 1))
    question = questions[place]
    rows = [_turning(found, place, len(questions)), *_elsewhere(visit, found)]
    screen = Screen(described(question, words), tuple(rows), chart=chart(question, words))
    return Reply((screen,))


def _turning(found: Outcome, place: int, total: int) -> Row:
    """To the question before, and to the one after; the first follows the last."""
    code = found.survey.code
    return (
        button("‹", OutcomeTap(act="page", code=code, page=(place - 1) % total)),
        button(f"{place + 1}/{total}", OutcomeTap(act="page", code=code, page=place)),
        button("›", OutcomeTap(act="page", code=code, page=(place + 1) % total)),
    )


def _elsewhere(visit: Visit, found: Outcome) -> list[Row]:
    words, home, code = visit.words, visit.house.public_url, found.survey.code
    rows: list[Row] = []
    if found.published.crossings:
        crossed = OutcomeTap(act="crossed", code=code)
        rows.append((button(words("Crossed tables"), crossed),))
    if home.startswith("https://"):
        address = f"{home}/vysledky/{code}"
        rows.append((link(words("All results on the web"), address),))
    rows.append((button(words("Picture to share"), OutcomeTap(act="picture", code=code)),))
    rows.append((go(words("Home"), "home"),))
    return rows
