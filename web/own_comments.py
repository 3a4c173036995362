"""One's own comments without an account: opened by number and code, changed, taken back, echoed."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from outreach import receipts
from plans import changing, reading, register, settling
from plans.comments import CommentSettled, CommentTooLong
from plans.consultation import NoSuchPlan, WindowClosed, WindowNotOpen
from plans.reading import Draft
from plans.settling import EchoedAlready, NotDecided
from storage import comment_files
from storage import comments as tables
from storage.comments import Comment, Echo
from surveys import codes
from surveys.checking import AnswerRefused
from web import comment_codes, cookies, limits, photos
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.respondents import Fields, our_beginning


class NotOpened(Exception):
    """This browser does not hold the code of the comment."""

    def __init__(self, code: str, number: str) -> None:
        super().__init__(code, number)
        self.code, self.number = code, number


@dataclass(frozen=True)
class Own:
    """One of one's own comments as it stands."""

    entry: register.Entry
    state: str
    changeable: bool
    echo: Echo | None
    has_photo: bool


def router() -> APIRouter:
    routes = APIRouter(dependencies=[Depends(limits.form)])
    routes.api_route("/p/{code}/moje", methods=READ)(door)
    routes.post("/p/{code}/moje", dependencies=[Depends(limits.form_code)])(enter)
    routes.post("/p/{code}/moje/odejit")(leave)
    routes.api_route("/p/{code}/moje/{number}", methods=READ)(show)
    routes.post("/p/{code}/moje/{number}")(act)
    photo = [Depends(limits.form_begin)]
    routes.post("/p/{code}/moje/{number}/foto", dependencies=photo)(add_photo)
    return routes


def install(app: FastAPI) -> None:
    app.add_exception_handler(NotOpened, _not_opened)


async def _not_opened(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, NotOpened)
    address = f"/p/{refusal.code}/moje?{urlencode({'cislo': refusal.number})}"
    return RedirectResponse(address, status_code=303)


Sent = Annotated[Fields, Depends(our_beginning)]


async def door(request: Request, code: str, cislo: str = "") -> Response:
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, code)
    return page(request, "own_door.html", draft=draft, number=cislo, wrong=False)


async def enter(request: Request, code: str, sent: Sent) -> Response:
    """A number and its code; which of them was wrong is not told."""
    web = web_of(request)
    number = sent.get("number", [""])[-1].strip().upper()
    own = codes.read(sent.get("code", [""])[-1])
    async with web.database.reading() as session:
        draft = await _draft(session, code)
        found = await _of_code(session, request, draft, own or "")
    if own is None or number not in {one.number for one in found}:
        return page(request, "own_door.html", 422, draft=draft, number=number, wrong=True)
    answer = RedirectResponse(_path(draft, number), status_code=303)
    comment_codes.remember(answer, request, own)
    return answer


async def leave(request: Request, code: str, _sent: Sent) -> Response:
    answer = RedirectResponse(f"/p/{code.upper()}/pripominky", status_code=303)
    for name in (comment_codes.OWN, comment_codes.FRESH):
        cookies.drop(answer, request, name)
    return answer


async def show(request: Request, code: str, number: str, hotovo: str = "") -> Response:
    return await _show(request, code, number, done=hotovo)


async def act(request: Request, code: str, number: str, sent: Sent) -> Response:
    """One step with one's own comment: say it otherwise, take it back, answer the answer."""
    _check_token(request, sent)
    web, now = web_of(request), await web_of(request).clock.now()
    step = sent.get("step", [""])[-1]
    try:
        async with web.database.writing() as session:
            draft = await _draft(session, code)
            found = await _own(session, request, draft, number)
            await _take(session, step, found, sent, now)
    except (
        *(CommentSettled, CommentTooLong, WindowClosed, WindowNotOpen),
        *(EchoedAlready, NotDecided),
    ) as refusal:
        return await _show(request, code, number, refusal=_refused(refusal))
    return RedirectResponse(f"{_path(draft, found.number)}?hotovo={step}", status_code=303)


async def add_photo(request: Request, code: str, number: str) -> Response:
    sent, raw = await photos.received(request)
    _check_token(request, sent)
    now = await web_of(request).clock.now()
    try:
        photo = await photos.painted(raw)
        async with web_of(request).database.writing() as session:
            draft = await _draft(session, code)
            found = await _own(session, request, draft, number)
            await changing.attach(session, found.number, photo.name, photo.content, now)
    except AnswerRefused:
        return await _show(request, code, number, refusal="photo")
    except (CommentSettled, WindowClosed, WindowNotOpen) as refusal:
        return await _show(request, code, number, refusal=_refused(refusal))
    return RedirectResponse(f"{_path(draft, found.number)}?hotovo=photo", status_code=303)


def _check_token(request: Request, sent: Fields) -> None:
    token, expected = sent.get("form_token", [""])[-1], comment_codes.form_token(request)
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403)


async def _take(
    session: AsyncSession, step: str, found: Comment, sent: Fields, now: datetime
) -> None:
    text = sent.get("text", [""])[-1].replace("\r\n", "\n").strip()
    if step == "change" and text:
        await changing.say_otherwise(session, found.number, text, now)
    elif step == "back" and "sure" in sent:
        await changing.take_back(session, found.number, now)
    elif step == "agree":
        await settling.keep_echo(session, found, True, "", now)
    elif step == "disagree" and text:
        await settling.keep_echo(session, found, False, text, now)


async def _show(
    request: Request, code: str, number: str, *, done: str = "", refusal: str = ""
) -> Response:
    now = await web_of(request).clock.now()
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, code)
        found = await _own(session, request, draft, number)
        whole = await _of_code(session, request, draft, comment_codes.given(request))
        own = [await _told(session, request, draft, one, now) for one in whole]
    fresh = codes.read(cookies.read(request, comment_codes.FRESH)) or ""
    return page(
        request,
        "own_comment.html",
        422 if refusal else 200,
        draft=draft,
        own=sorted(own, key=lambda one: one.entry.comment.number != found.number),
        done=done,
        refusal=refusal,
        fresh=fresh if fresh == comment_codes.given(request) else "",
        form_token=comment_codes.form_token(request),
    )


async def _told(
    session: AsyncSession, request: Request, draft: Draft, found: Comment, now: datetime
) -> Own:
    return Own(
        await register.own_entry(session, draft.plan, found),
        await receipts.stage(session, words_for(request), found),
        await changing.may_change(session, found, now),
        await tables.echo(session, found.number),
        await comment_files.shows_photo(session, found.number) is not None,
    )


async def _own(session: AsyncSession, request: Request, draft: Draft, number: str) -> Comment:
    """Raises NotOpened."""
    whole = await _of_code(session, request, draft, comment_codes.given(request))
    found = next((one for one in whole if one.number == number.upper()), None)
    if found is None:
        raise NotOpened(draft.plan.code, number)
    return found


async def _of_code(
    session: AsyncSession, request: Request, draft: Draft, own: str
) -> Sequence[Comment]:
    if not own:
        return []
    found = await tables.of_code(session, comment_codes.hashed(web_of(request), own))
    return [one for one in found if one.plan_code == draft.plan.code]


def _refused(refusal: Exception) -> str:
    match refusal:
        case WindowClosed() | WindowNotOpen():
            return "closed"
        case CommentTooLong():
            return "long"
        case EchoedAlready():
            return "echoed"
    return "settled"


def _path(draft: Draft, number: str) -> str:
    return f"/p/{draft.plan.code}/moje/{number}"


async def _draft(session: AsyncSession, code: str) -> Draft:
    try:
        return await reading.draft(session, code.upper())
    except NoSuchPlan:
        raise HTTPException(404) from None
