"""What I sent and where it stands: surveys, debates, works, enquiries, comments on plans."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.commands import Said
from handlers.contests import voting as contests
from handlers.debates import taking as debates
from handlers.plans.comment_screens import mine_lines
from handlers.replies import Reply, show
from handlers.taps import Go, OutcomeTap, SurveyTap, button, go
from handlers.visit import Visit
from storage import comments, enquiries
from storage import surveys as tables
from surveys import library
from texts.content import pick
from texts.formatting import day, escape, shortened
from texts.screens import Button, Row
from texts.words import Words

# As much of an enquiry as reminds of it, with the meeting that it may begin with.
SAID_LENGTH = 160


def router() -> Router:
    router = Router(name="mine")
    router.message.register(mine, Said("mine"))
    router.callback_query.register(mine, Go.filter(F.to == "mine"))
    return router


async def mine(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """All of it, with the ways back to what still runs."""
    words = visit.words
    lines, rows = await _my_surveys(visit)
    more, taps = await debates.mine_told(visit)
    works, shown = await contests.mine_told(visit)
    lines, rows = lines + more + works, rows + taps + shown
    lines += await _my_enquiries(visit)
    commented = mine_lines(words, await comments.of_resident(visit.session, visit.resident.id))
    lines += commented
    if commented:
        rows.append((go(words("My comments"), "comments"),))
    if not lines:
        lines = [words("You have sent nothing yet.")]
        rows = [(go(words("Surveys"), "surveys"),)]
    text = "\n\n".join([f"<b>{words('What I sent')}</b>", *lines])
    return show(text, *rows, (go(words("Home"), "home"),))


async def _my_surveys(visit: Visit) -> tuple[list[str], list[Row]]:
    words, language = visit.words, visit.resident.language
    lines: list[str] = []
    rows: list[Row] = []
    for taken in await tables.turnout_of(visit.session, visit.resident.id):
        survey = await library.survey(visit.session, taken.survey_code)
        definition = await library.definition(visit.session, survey.code, survey.version)
        title = pick(definition.title, language)
        if not library.is_open(survey, visit.now):
            state = words("closed on {date}", date=day(library.last_moment(survey), language))
            if survey.state == tables.CLOSED:
                rows.append((_results(words, survey.code, title),))
        else:
            state = words("handed in") if taken.finished else words("not finished yet")
            rows.append((button(title, SurveyTap(code=survey.code, act="intro")),))
        lines.append(f"{escape(title)}\n<b>{state}</b>")
    return lines, rows


def _results(words: Words, code: str, title: str) -> Button:
    return button(words("Results: {title}", title=title), OutcomeTap(act="page", code=code))


async def _my_enquiries(visit: Visit) -> list[str]:
    words = visit.words
    lines = []
    for enquiry in await enquiries.of_resident(visit.session, visit.resident.id):
        state = words("answered") if enquiry.answered_at else words("waits for an answer")
        told = words("Enquiry no. {number}", number=enquiry.number)
        lines.append(f"{told}: {escape(shortened(enquiry.text, SAID_LENGTH))}\n<b>{state}</b>")
    return lines
