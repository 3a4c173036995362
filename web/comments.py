"""The public register of comments on a plan: by number and by section, nobody's name in it."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from outreach import receipts
from plans import reading, register
from plans.comments import NoSuchComment
from plans.consultation import NoSuchPlan
from plans.reading import Draft
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/p/{code}/pripominky", methods=READ)(listing)
    routes.api_route("/p/{code}/hledat", methods=READ)(look_up)
    routes.api_route("/p/{code}/pripominka/{number}", methods=READ)(one)
    return routes


async def listing(request: Request, code: str, cast: str = "", strana: str = "1") -> Response:
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, code)
        known = cast if cast in {one.id for one in draft.sections} else ""
        wanted = int(strana) if strana.isdecimal() and len(strana) < 6 else 1
        found = await register.page(session, draft.plan, known or None, wanted)
    states = {entry.comment.number: _state(request, entry) for entry in found.entries}
    return page(request, "comments.html", draft=draft, found=found, section_id=known, states=states)


async def look_up(request: Request, code: str, cislo: str = "") -> Response:
    """Where the form with a number leads: to the comment, or back with a word."""
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, code)
        try:
            entry = await register.entry(session, draft.plan, cislo)
        except NoSuchComment:
            found = await register.page(session, draft.plan, None, 1)
            states = {one.comment.number: _state(request, one) for one in found.entries}
            return page(
                request,
                "comments.html",
                404,
                draft=draft,
                found=found,
                section_id="",
                states=states,
                unknown=cislo,
            )
    address = f"/p/{draft.plan.code}/pripominka/{entry.comment.number}"
    return RedirectResponse(address, status_code=303)


async def one(request: Request, code: str, number: str) -> Response:
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, code)
        try:
            entry = await register.entry(session, draft.plan, number)
        except NoSuchComment:
            raise HTTPException(404) from None
    return page(request, "comment.html", draft=draft, entry=entry, state=_state(request, entry))


def _state(request: Request, entry: register.Entry) -> str:
    return receipts.state(words_for(request), entry.comment)


async def _draft(session: AsyncSession, code: str) -> Draft:
    try:
        return await reading.draft(session, code.upper())
    except NoSuchPlan:
        raise HTTPException(404) from None
