"""The public register of comments on a plan: by number and by section, nobody's name in it.

Anybody may join a released comment from here; one browser is counted once.
"""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from outreach import receipts
from outreach.round_words import COMMENTS_OF
from plans import comments, reading, register, rounds
from plans.channels import ChannelNotTaken
from plans.comments import HasAnswer, NoSuchComment, OwnComment
from plans.consultation import PUBLIC, NoSuchPlan, WindowClosed, WindowNotOpen
from plans.reading import Draft
from storage import comment_files
from storage.comments import Comment
from web import comment_codes, cookies, limits
from web.base import web_of
from web.languages import words_for
from web.plans_out import out_of
from web.public import READ
from web.rendering import page
from web.respondents import TRAP, Fields, is_by_hand, our_beginning, stamp


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/p/{code}/pripominky", methods=READ)(listing)
    routes.api_route("/p/{code}/hledat", methods=READ)(look_up)
    routes.api_route("/p/{code}/pripominka/{number}", methods=READ)(one)
    routes.api_route("/p/{code}/pripominka/{number}/foto", methods=READ)(photo)
    joining = [Depends(limits.form_begin)]
    routes.post("/p/{code}/pripominka/{number}/pridat", dependencies=joining)(join)
    return routes


async def listing(
    request: Request, code: str, cast: str = "", strana: str = "1", kolo: str = PUBLIC
) -> Response:
    """Of one round at a time, where the rules tell of others than the public's."""
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, code)
        known = cast if cast in {one.id for one in draft.sections} else ""
        wanted = int(strana) if strana.isdecimal() and len(strana) < 6 else 1
        told = await rounds.in_register(session, draft.plan)
        round_ = kolo if kolo in told else PUBLIC
        found = await register.page(session, draft.plan, known or None, wanted, round_)
    states = {entry.comment.number: _state(request, entry) for entry in found.entries}
    return page(
        request,
        "comments.html",
        draft=draft,
        found=found,
        section_id=known,
        states=states,
        round=round_,
        rounds={one: COMMENTS_OF[one] for one in told},
    )


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
                round=PUBLIC,
                rounds={},
                unknown=cislo,
            )
    address = f"/p/{draft.plan.code}/pripominka/{entry.comment.number}"
    return RedirectResponse(address, status_code=303)


async def one(request: Request, code: str, number: str, pridano: str = "") -> Response:
    return await _one(request, code, number, joined=bool(pridano))


async def photo(request: Request, code: str, number: str) -> Response:
    """The picture of a comment, once somebody has let everybody see it."""
    async with web_of(request).database.reading() as session:
        entry = await _entry(session, await _draft(session, code), number)
        kept = await comment_files.file(session, entry.comment.number, comment_files.PHOTO)
    if not entry.text or kept is None or not kept.shown:
        raise HTTPException(404)
    return Response(kept.content, media_type="image/jpeg")


async def join(
    request: Request, code: str, number: str, sent: Annotated[Fields, Depends(our_beginning)]
) -> Response:
    """Only a browser that has been asked once more, and keeps what it is told, is counted."""
    web = web_of(request)
    now = await web.clock.now()
    token = cookies.read(request, comment_codes.NEIGHBOUR)
    if not token or not is_by_hand(web, sent, now):
        shown = await _one(request, code, number, asks=True)
        kept = token or secrets.token_urlsafe(16)
        seconds = comment_codes.NEIGHBOUR_SECONDS
        cookies.keep(shown, request, comment_codes.NEIGHBOUR, kept, seconds)
        return shown
    try:
        async with web.database.writing() as session:
            draft = await _draft(session, code)
            found = (await _entry(session, draft, number)).comment
            _demand_others(request, found)
            who = comment_codes.neighbour(web, token)
            await comments.join(session, who, found.number, now, "web")
    except (OwnComment, NoSuchComment, HasAnswer, ChannelNotTaken, WindowClosed, WindowNotOpen):
        raise HTTPException(404) from None
    address = f"/p/{draft.plan.code}/pripominka/{found.number}?pridano=1"
    return RedirectResponse(address, status_code=303)


def _demand_others(request: Request, found: Comment) -> None:
    own = comment_codes.given(request)
    if own and found.code_hash == comment_codes.hashed(web_of(request), own):
        raise OwnComment


async def _one(
    request: Request, code: str, number: str, *, joined: bool = False, asks: bool = False
) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        draft = await _draft(session, code)
        entry = await _entry(session, draft, number)
        out = await out_of(session, draft.plan, now)
        stage = await receipts.stage(session, words_for(request), entry.comment)
        shows_photo = await comment_files.shows_photo(session, entry.comment.number)
    return page(
        request,
        "comment.html",
        draft=draft,
        comments_of=COMMENTS_OF,
        entry=entry,
        out=out,
        state=stage,
        shows_photo=shows_photo and bool(entry.text),
        joined=joined,
        asks=asks,
        stamp=stamp(web, now),
        trap=TRAP,
    )


async def _entry(session: AsyncSession, draft: Draft, number: str) -> register.Entry:
    try:
        return await register.entry(session, draft.plan, number)
    except NoSuchComment:
        raise HTTPException(404) from None


def _state(request: Request, entry: register.Entry) -> str:
    return receipts.state(words_for(request), entry.comment)


async def _draft(session: AsyncSession, code: str) -> Draft:
    try:
        return await reading.draft(session, code.upper())
    except NoSuchPlan:
        raise HTTPException(404) from None
