"""The way into the web form and out of it: beginning, coming back, leaving, withdrawing."""

from dataclasses import replace

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from storage.codes import LETTERS
from surveys import answering, codes, moving, passes
from surveys.answering import Respondent, Sheet
from surveys.life import CODE_LENGTH
from surveys.passes import Pass
from web import form_pages, limits, respondents
from web.answering import first_page
from web.base import web_of
from web.public import READ
from web.respondents import Answered, At, Beginning, Here, is_by_hand

# Nobody has this code; it stands for those who have not begun.
NOBODY = Respondent("", None, channel="web")


def router() -> APIRouter:
    routes = APIRouter(prefix="/a", dependencies=[Depends(limits.form)])
    routes.api_route("", methods=READ)(door)
    routes.api_route("/", methods=READ)(door)
    routes.post("/", dependencies=[Depends(limits.form_code)])(enter)
    routes.api_route("/{code}", methods=READ)(introduce)
    routes.post("/{code}", dependencies=[Depends(limits.form_begin)])(begin)
    routes.api_route("/{code}/kod", methods=READ)(ask_code)
    routes.post("/{code}/kod", dependencies=[Depends(limits.form_code)])(come_back)
    routes.api_route("/{code}/pozdeji", methods=READ)(later)
    routes.post("/{code}/pozdeji")(leave)
    routes.api_route("/{code}/zpet", methods=READ)(ask_withdraw)
    routes.post("/{code}/zpet")(withdraw)
    routes.api_route("/{code}/z/{sealed}", methods=READ)(offer)
    routes.post("/{code}/z/{sealed}", dependencies=[Depends(limits.form_code)])(spend)
    return routes


async def door(request: Request) -> Response:
    return form_pages.door(request)


async def enter(request: Request, sent: Beginning) -> Response:
    """The code of a survey, or one's own code, which is looked for in all open surveys."""
    web, typed = web_of(request), sent.get("code", [""])[-1]
    code = "".join(letter for letter in typed.upper() if letter not in " -")
    if len(code) == CODE_LENGTH and not set(code) - set(LETTERS):
        return RedirectResponse(f"/a/{code}", status_code=303)
    own = codes.read(typed)
    if own is None:
        return form_pages.door(request, typed)
    async with web.database.glancing() as session:
        now = await web.clock.now()
        held = await moving.found(session, web.marks, codes.respondent(own), now)
        if not held:
            return form_pages.door(request, typed)
        at = await respondents.here(request, held[0])
        return await _continue(session, at, codes.respondent(own))


async def introduce(at: At) -> Response:
    """What the survey is about; whoever has begun here may go on."""
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, at.given.who if at.given else NOBODY)
        contacts = await form_pages.contacts(session, at, sheet)
    return form_pages.introduction(at, sheet, contacts)


async def begin(at: At, sent: Beginning) -> Response:
    """Make a code for somebody new, unless they bring one from paper; nothing is kept before the
    first answer."""
    own = codes.read(sent.get("own", [""])[-1]) or ""
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, codes.respondent(own) if own else NOBODY)
        contacts = await form_pages.contacts(session, at, sheet)
    if not is_by_hand(at.web, sent, at.now):
        return form_pages.introduction(at, sheet, contacts, once_more=True, own=own)
    who = codes.respondent(own or codes.new_code(), helping="helping" in sent)
    answer = first_page(replace(at, given=None), sheet)
    respondents.remember(answer, at, who)
    return answer


async def ask_code(at: At) -> Response:
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, NOBODY)
    return form_pages.code(at, sheet)


async def come_back(at: At, sent: Beginning) -> Response:
    """Go on with what was begun under a code; one that only stands on paper so far begins it."""
    typed = sent.get("code", [""])[-1]
    own = codes.read(typed)
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, NOBODY)
        if own is None:
            return form_pages.code(at, sheet, typed, mistyped=True)
        if not (await _sheet(session, at, codes.respondent(own))).begun:
            contacts = await form_pages.contacts(session, at, sheet)
            return form_pages.introduction(at, sheet, contacts, own=own)
        return await _continue(session, at, codes.respondent(own))


async def later(at: At) -> Response:
    """How to come back; on a computer that others use too, the form can be left."""
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, at.who)
    return form_pages.later(at, sheet)


async def leave(at: At, _sent: Answered) -> Response:
    answer = RedirectResponse(at.path(), status_code=303)
    respondents.forget(answer, at.request, at.code)
    return answer


async def ask_withdraw(at: At) -> Response:
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, at.who)
    return form_pages.ask_withdraw(at, sheet)


async def withdraw(at: At, _sent: Answered) -> Response:
    async with at.web.database.writing() as session:
        await answering.withdraw(session, at.web.marks, at.code, at.who, at.now)
    answer = form_pages.withdrawn(at)
    respondents.forget(answer, at.request, at.code)
    return answer


async def offer(at: At, sealed: str) -> Response:
    """Only a button: programs that preview a link fetch it, and must not spend it."""
    given = at.web.passes.open(passes.LINK, at.code, sealed, at.now)
    if given is None:
        return form_pages.link_spent(at)
    async with at.web.database.glancing() as session:
        sheet = await _sheet(session, at, given.who)
    return form_pages.link(at, sheet)


async def spend(at: At, sealed: str, _sent: Beginning) -> Response:
    """Let the person from the chat in; the link they used is of no use to anybody else."""
    given = at.web.passes.open(passes.LINK, at.code, sealed, at.now)
    if given is None:
        return form_pages.link_spent(at)
    async with at.web.database.writing() as session:
        unused = await passes.spend(session, sealed, given, at.now)
        sheet = await _sheet(session, at, given.who) if unused else None
    if sheet is None:
        return _again(at, given)
    return _entered(at, sheet, given.who, given.question)


def _again(at: Here, given: Pass) -> Response:
    """The same browser may send the form twice; another one learns that the link was used."""
    if at.given and at.given.who == given.who:
        return RedirectResponse(at.path("o", given.question), status_code=303)
    return form_pages.link_spent(at)


async def _continue(session: AsyncSession, at: Here, who: Respondent) -> Response:
    sheet = await _sheet(session, at, who)
    return _entered(at, sheet, who)


def _entered(at: Here, sheet: Sheet, who: Respondent, question: str = "") -> Response:
    given = Pass(who, at.now, at.now, question)
    answer = first_page(replace(at, given=given), sheet)
    respondents.remember(answer, at, who, question)
    return answer


async def _sheet(session: AsyncSession, at: Here, who: Respondent) -> Sheet:
    sheet = await answering.sheet(session, at.web.marks, at.code, who, at.now)
    if "web" not in sheet.definition.channels:
        raise form_pages.NotOnTheWeb(at.code)
    return sheet
