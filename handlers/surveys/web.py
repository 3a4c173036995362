"""Between the chat and the web form: a link out for what Telegram need not see, a code back in."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.refusals import ConsentMissing
from handlers.replies import Expects, Reply, Screen, show
from handlers.surveys import screens
from handlers.surveys.sheets import respondent
from handlers.taps import OneOfTwo, PaperCode, SurveyTap, WebTap, button, go, link
from handlers.visit import Visit
from people.profile import has_consented
from surveys import answering, codes, moving
from surveys.answering import Sheet
from surveys.passes import LINK, LINK_LASTS, Pass
from texts.content import pick
from texts.screens import TO_SURVEY
from texts.words import Words

LIST_LENGTH = 20


class OwnCode(Filter):
    """Holds on a code from the web form and nothing beside it."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        own = codes.read(message.text or "")
        return {"own": own} if own else False


def router() -> Router:
    router = Router(name="survey_web")
    router.callback_query.register(offer, WebTap.filter())
    router.message.register(go_on, OwnCode())
    router.callback_query.register(leave_paper, PaperCode.filter())
    router.callback_query.register(keep_one, OneOfTwo.filter())
    return router


async def offer(_: CallbackQuery, callback_data: WebTap, visit: Visit) -> Reply:
    """A link that opens the same sheet on the web, once and within half an hour."""
    words, code, nth = visit.words, callback_data.code, callback_data.nth
    who = respondent(visit, code, nth)
    await visit.house.allowance.take("form_link", visit.resident.telegram_id)
    await answering.sheet(visit.session, visit.house.marks, code, who, visit.when)
    given = Pass(who, visit.now, visit.now + LINK_LASTS, callback_data.question)
    sealed = visit.house.passes.seal(LINK, code, given)
    address = f"{visit.house.public_url}/a/{code}/z/{sealed}?lang={words.language}"
    text = words(
        "Behind this link is the same survey, outside Telegram. Telegram does not see what you "
        "answer there. The link works once and for half an hour.\n\n"
        "When you have answered there, go on here."
    )
    rows = (
        (link(words("Open the form"), address),),
        (button(words("Go on here"), SurveyTap(code=code, act="begin", nth=nth)),),
    )
    return Reply((Screen(text, rows),), expects=Expects("nothing", survey_code=code))


async def go_on(_: Message, own: str, visit: Visit) -> Reply:
    """Take over what was begun on the web; its code is of no use there any more."""
    words, old = visit.words, codes.respondent(own)
    held = await moving.found(visit.session, visit.house.marks, old, visit.when)
    if not held:
        return await _of_which(visit, own)
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_SURVEY + held[0])
    new = visit.respondent()
    try:
        sheet = await moving.move(visit.session, visit.house.marks, held[0], old, new, visit.when)
    except moving.AnsweredHere:
        return _of_two(words, held[0], own)
    return _moved(visit, sheet)


def _moved(visit: Visit, sheet: Sheet) -> Reply:
    told = visit.words(
        "I have your answers from the web. You go on with them here, no longer there."
    )
    introduction = screens.introduction(visit, sheet)
    return Reply((Screen(told), *introduction.screens), expects=introduction.expects)


def _of_two(words: Words, code: str, own: str) -> Reply:
    """Nobody but the person knows whether both are theirs."""
    text = "\n\n".join(
        (
            words(
                "You have answers of your own to this survey here already, so I cannot add those "
                "from the web."
            ),
            words(
                "If both are yours, choose which count; the others are deleted for good. If they "
                "are somebody else's, leave it so: both count."
            ),
        )
    )
    rows = (
        (button(words("Those from here count"), OneOfTwo(code=code, own=own, moved=False)),),
        (button(words("Those with the code count"), OneOfTwo(code=code, own=own, moved=True)),),
    )
    return show(text, *rows, (go(words("Home"), "home"),))


async def keep_one(_: CallbackQuery, callback_data: OneOfTwo, visit: Visit) -> Reply:
    own, code, moved = codes.read(callback_data.own), callback_data.code, callback_data.moved
    if own is None:
        raise moving.NoSuchResponse
    old, new = codes.respondent(own), respondent(visit, code, 1)
    place = (visit.session, visit.house.marks, code)
    sheet = await moving.keep_one(*place, old, new, visit.when, moved=moved)
    return _moved(visit, sheet) if moved else screens.introduction(visit, sheet)


async def _of_which(visit: Visit, own: str) -> Reply:
    """A code with which nothing has been answered may stand on a paper; nothing says on whose."""
    words = visit.words
    found = await moving.on_paper(visit.session, visit.when)
    if not found:
        raise moving.NoSuchResponse
    text = words(
        "Nothing has been answered with this code yet. If it stands on your paper questionnaire, "
        "choose the survey and answer here; the paper is then not counted once more."
    )
    rows = tuple(
        (button(pick(asked.title, words.language), PaperCode(code=survey.code, own=own)),)
        for survey, asked in found[:LIST_LENGTH]
    )
    return show(text, *rows, (go(words("Home"), "home"),))


async def leave_paper(_: CallbackQuery, callback_data: PaperCode, visit: Visit) -> Reply:
    """Answer here; whoever enters the paper later is told that it does not count."""
    own = codes.read(callback_data.own)
    if own is None:
        raise moving.NoSuchResponse
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_SURVEY + callback_data.code)
    old, new = codes.respondent(own), visit.respondent()
    place = (visit.session, visit.house.marks, callback_data.code)
    try:
        sheet = await moving.leave_paper(*place, old, new, visit.when)
    except moving.AnsweredHere:
        return _of_two(visit.words, callback_data.code, own)
    return screens.introduction(visit, sheet)
