"""What came of a closed survey, for everybody in the chat: a chart a question, to be passed on."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Reply, Screen, show
from handlers.survey_tables import chart, described, shown
from handlers.taps import OutcomeTap, button, go, link
from handlers.visit import Visit
from storage import surveys as tables
from surveys import library
from surveys.library import NoSuchSurvey
from surveys.outcome import Outcome, outcome
from texts.screens import Row


def router() -> Router:
    router = Router(name="survey_outcome")
    router.callback_query.register(question_page, OutcomeTap.filter(F.act == "page"))
    return router


async def question_page(_: CallbackQuery, callback_data: OutcomeTap, visit: Visit) -> Reply:
    """One question as a chart, with the same numbers in the text below it."""
    words = visit.words
    found = await _ended(visit, callback_data.code)
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
    words, home = visit.words, visit.house.public_url
    rows: list[Row] = []
    if home.startswith("https://"):
        address = f"{home}/vysledky/{found.survey.code}"
        rows.append((link(words("All results on the web"), address),))
    rows.append((go(words("Home"), "home"),))
    return rows


async def _ended(visit: Visit, code: str) -> Outcome:
    """Only a closed survey has results for everybody; of others nobody learns that they are."""
    survey = await library.survey(visit.session, code)
    if survey.state != tables.CLOSED:
        raise NoSuchSurvey(code)
    return await outcome(visit.session, survey.code, visit.now)
