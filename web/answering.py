"""The web form: a survey question by question, without an account and without scripts.

Each answer is kept when its page is sent, and the browser is led on to the next page, so that
going back and sending again do no harm.
"""

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from storage import survey_pictures
from storage.database import take_turn
from surveys import answering, library, pictures
from surveys.answering import NotFinished, Sheet
from surveys.checking import AnswerRefused
from surveys.definitions import Definition, Question
from web import form_pages, limits, photos
from web.form_fields import NothingGiven, SamePlace, read
from web.public import READ
from web.respondents import Answered, At, Fields, Here, turn_of

SUMMARY, THANKS = "prehled", "hotovo"


def router() -> APIRouter:
    routes = APIRouter(prefix="/a/{code}", dependencies=[Depends(limits.form)])
    routes.api_route("/o/{question}", methods=READ)(ask)
    routes.post("/o/{question}")(answer)
    routes.post("/o/{question}/priloha")(send_file)
    routes.api_route("/obrazek/{name}", methods=READ)(show_picture)
    routes.api_route(f"/{SUMMARY}", methods=READ)(summarise)
    routes.post(f"/{SUMMARY}")(hand_in)
    routes.api_route(f"/{THANKS}", methods=READ)(thank)
    return routes


async def ask(at: At, question: str, po: str = "") -> Response:
    """One question; `po` is the one answered just before it."""
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at)
        asked = sheet.asked(question)
        entries = await library.entries(session, asked, sheet.survey.area_code)
        asked = await pictures.shown(session, sheet.survey.code, asked)
        said = await form_pages.said_before(session, at, sheet, po)
    return form_pages.question(at, sheet, asked, entries, said=said)


async def answer(at: At, question: str, sent: Answered) -> Response:
    return await _answered(at, question, sent)


async def send_file(at: At, question: str, request: Request) -> Response:
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at)
    asked = sheet.definition.question(question)
    if not asked.is_sent:
        raise HTTPException(404)
    try:
        sent, file = await photos.sent(at, request, asked.type)
        if file is None and "skip" not in sent and sheet.answers.get(question):
            return _onwards(at, sheet.following(question), question)
        if file is None:
            return await _answered(at, question, sent)
        async with at.web.database.writing() as session:
            await take_turn(session, turn_of(at.who))
            place = (session, at.web.marks, at.code, at.who)
            sheet = await answering.attach(*place, question, file, at.now)
    except AnswerRefused as refusal:
        return await _asked_again(at, question, {}, refusal)
    return _onwards(at, sheet.following(question), question)


async def show_picture(at: At, name: str) -> Response:
    """The picture of an option; its name changes with what it shows."""
    async with at.web.database.glancing() as session:
        content = await survey_pictures.content(session, at.code, name)
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/jpeg")


async def summarise(at: At) -> Response:
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at)
        lines = await form_pages.lines(session, at, sheet)
    if sheet.ended_at:
        return form_pages.ended(at, sheet, sheet.ended_at)
    return form_pages.summary(at, sheet, lines)


async def hand_in(at: At, _sent: Answered) -> Response:
    try:
        async with at.web.database.writing() as session:
            await take_turn(session, turn_of(at.who))
            await answering.finish(session, at.web.marks, at.code, at.who, at.now)
    except NotFinished as missing:
        return _to(at, "o", missing.question.id)
    return _to(at, THANKS)


async def thank(at: At) -> Response:
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at)
    if not sheet.finished:
        return _to(at, SUMMARY)
    mark = at.web.marks.of(at.code, at.who.token, at.who.nth)
    return form_pages.thanks(at, sheet, at.web.marks.receipt(at.code, mark))


async def _answered(at: Here, question: str, sent: Fields) -> Response:
    try:
        async with at.web.database.writing() as session:
            await take_turn(session, turn_of(at.who))
            sheet = await _keep(session, at, question, sent)
    except (AnswerRefused, NothingGiven, SamePlace) as refusal:
        return await _asked_again(at, question, sent, refusal)
    return _onwards(at, sheet.following(question), question)


async def _keep(session: AsyncSession, at: Here, question: str, sent: Fields) -> Sheet:
    place = (session, at.web.marks, at.code, at.who)
    if "skip" in sent:
        return await answering.answer(*place, question, None, at.now)
    value = read((await _definition(session, at)).question(question), sent)
    return await answering.answer(*place, question, value, at.now)


async def _asked_again(at: Here, question: str, sent: Fields, refusal: Exception) -> Response:
    """The question with what was wrong; what was sent stands there to be mended."""
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at)
        asked = sheet.asked(question)
        entries = await library.entries(session, asked, sheet.survey.area_code)
        asked = await pictures.shown(session, sheet.survey.code, asked)
    return form_pages.question(at, sheet, asked, entries, sent=sent, refusal=refusal)


async def _definition(session: AsyncSession, at: Here) -> Definition:
    """Every version asks a question in the same way, so the newest says how to read it."""
    survey = await library.survey_as_read(session, at.code)
    return await library.definition(session, at.code, survey.version)


async def _sheet(session: AsyncSession, at: Here) -> Sheet:
    return await answering.sheet(session, at.web.marks, at.code, at.who, at.now)


def _onwards(at: Here, following: Question | None, after: str) -> Response:
    if following is None:
        return _to(at, SUMMARY)
    return _to(at, "o", f"{following.id}?po={after}")


def _to(at: Here, *parts: str) -> Response:
    return RedirectResponse(at.path(*parts), status_code=303)


def first_page(at: Here, sheet: Sheet) -> Response:
    """Where somebody who begins or comes back goes on."""
    following = sheet.next_unanswered
    if following is None:
        return _to(at, SUMMARY)
    known = at.given.question if at.given else ""
    wanted = next((one for one in sheet.visible if one.id == known), following)
    return _to(at, "o", wanted.id)
