"""Debates on the web: what is open, and taking stances without an account, a statement a page."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from debates import keeping, taking
from debates.keeping import NoSuchDebate, Run
from debates.stages import Stage
from debates.taking import (
    DebateClosed,
    DebateNotOpenYet,
    NoSuchStatement,
    NotAStance,
    Standing,
    Who,
)
from handlers.debates import screens as debate_screens
from outreach.debate_notices import verdict
from storage import debates as tables
from storage import places
from storage.debates import ACCEPTED, PROPOSED, Statement
from storage.marks import CODE
from storage.places import Area
from storage.stances import WEB
from surveys import codes
from texts.content import pick
from texts.numbers import whole
from texts.screens import TO_DEBATE
from web import limits
from web.base import Web, web_of
from web.languages import words_for
from web.own_codes import OwnCodes
from web.public import READ
from web.rendering import page
from web.respondents import TRAP, Fields, is_by_hand, our_beginning, stamp

Sent = Annotated[Fields, Depends(our_beginning)]


@dataclass(frozen=True)
class Here:
    """One request about one debate that people know of."""

    request: Request
    web: Web
    now: datetime
    run: Run
    area: Area
    own: OwnCodes

    @property
    def code(self) -> str:
        return self.run.code

    @property
    def stage(self) -> Stage:
        return self.run.stage(self.now)

    @property
    def own_code(self) -> str:
        """By which this person comes back; empty while nobody takes part in this browser."""
        return self.own.given(self.request)

    @property
    def who(self) -> Who:
        """Of whom the browser holds a code."""
        return Who(CODE + self.own_code, None, WEB, self.own.hashed(self.web, self.own_code))

    def path(self, *parts: str | int) -> str:
        return "/".join(("/d", self.code, *map(str, parts)))

    def to(self, *parts: str | int) -> Response:
        return RedirectResponse(self.path(*parts), status_code=303)


def router() -> APIRouter:
    routes = APIRouter(dependencies=[Depends(limits.form)])
    enter, begin = [Depends(limits.form_code)], [Depends(limits.form_begin)]
    routes.api_route("/debaty", methods=READ)(listing)
    routes.api_route("/d/{code}", methods=READ)(introduce)
    routes.post("/d/{code}", dependencies=begin)(start)
    routes.api_route("/d/{code}/kod", methods=READ)(ask_code)
    routes.post("/d/{code}/kod", dependencies=enter)(come_back)
    routes.api_route("/d/{code}/vyrok", methods=READ)(following)
    routes.post("/d/{code}/vyrok")(take)
    routes.api_route("/d/{code}/vyrok/{number}", methods=READ)(again)
    routes.api_route("/d/{code}/moje", methods=READ)(mine)
    routes.post("/d/{code}/moje/zpet")(withdraw)
    routes.post("/d/{code}/odejit")(leave)
    return routes


def install(app: FastAPI) -> None:
    """A debate may end while somebody is in it."""
    for refusal in (DebateClosed, DebateNotOpenYet):
        app.add_exception_handler(refusal, _not_open)


async def _not_open(request: Request, _: Exception) -> Response:
    return RedirectResponse(f"/d/{request.path_params['code'].upper()}", status_code=303)


async def listing(request: Request) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        running = await keeping.running(session, None, now)
        ended = await keeping.ended(session, None)
        areas = {area.code: area for area in await places.areas(session)}
    return page(request, "debates.html", running=running, ended=ended, areas=areas)


async def introduce(request: Request, code: str, zpet: int = 0) -> Response:
    """What it is about; whoever takes part here already may go on, `zpet` has just withdrawn."""
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        return await _introduction(session, at, taken_back=zpet == 1)


async def start(request: Request, code: str, sent: Sent) -> Response:
    """Make a code for somebody new; nothing is kept before the first stance."""
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        if at.stage is not Stage.OPEN:
            return at.to()
        if not is_by_hand(at.web, sent, at.now):
            return await _introduction(session, at, once_more=True)
    answer = at.to("vyrok")
    at.own.remember(answer, request, codes.new_code())
    return answer


async def ask_code(request: Request, code: str) -> Response:
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
    return debate_page(at, "debate_code.html", typed="")


async def come_back(request: Request, code: str, sent: Sent) -> Response:
    """Go on in another browser, or see at the end what became of one's own statements.

    The code only has to be one of ours.
    """
    typed = sent.get("code", [""])[-1]
    own = codes.read(typed)
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
    if own is None:
        return debate_page(at, "debate_code.html", 422, typed=typed[:30])
    answer = at.to("vyrok" if at.stage is Stage.OPEN else "moje")
    at.own.remember(answer, request, own)
    return answer


async def following(request: Request, code: str, pred: int = 0) -> Response:
    """The next statement, or thanks where there is none left; `pred` is the one just answered."""
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        standing = await standing_of(session, at)
        if standing is None:
            return at.to()
        if standing.following is None:
            return debate_page(at, "debate_thanks.html", standing=standing, before=pred)
        return await _statement(session, at, standing, standing.following, before=pred)


async def again(request: Request, code: str, number: int) -> Response:
    """One statement once more, with the stance that is held."""
    if not 0 < number < 2**31:
        raise HTTPException(404)
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        standing = await standing_of(session, at)
        if standing is None:
            return at.to()
        try:
            shown = await taking.statement(session, at.code, number)
        except NoSuchStatement:
            return at.to("vyrok")
        return await _statement(session, at, standing, shown)


async def take(request: Request, code: str, sent: Sent) -> Response:
    """Keep a stance; the same form sent again changes nothing."""
    web = web_of(request)
    number, value = (_whole(sent, name) for name in ("number", "stance"))
    async with web.database.writing() as session:
        at = await here(session, request, code)
        check_token(at, sent)
        if at.stage is not Stage.OPEN:
            return at.to()
        try:
            await taking.take(session, web.marks, at.code, at.who, (number, value), at.now)
        except (NoSuchStatement, NotAStance):
            return at.to("vyrok")
    return RedirectResponse(f"{at.path('vyrok')}?pred={number}", status_code=303)


async def mine(request: Request, code: str) -> Response:
    """Everything this person has said, with the way to change it or take it back.

    Once the debate has ended, only what became of the statements that they added.
    """
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        if not at.own_code:
            return at.to()
        added = await tables.added_with(session, at.code, at.who.code_hash or "")
        held: Sequence[tuple[Statement, int]] = ()
        if at.stage is Stage.OPEN:
            held = await taking.taken(session, at.web.marks, at.code, at.who, at.now)
    return debate_page(
        at,
        "debate_mine.html",
        held=held,
        added=[(one, _became(at, one)) for one in added],
        stances=debate_screens.STANCES,
    )


async def withdraw(request: Request, code: str, sent: Sent) -> Response:
    web = web_of(request)
    async with web.database.writing() as session:
        at = await here(session, request, code)
        check_token(at, sent)
        if at.stage is not Stage.OPEN:
            return at.to()
        await taking.withdraw(session, web.marks, at.code, at.who, at.now)
    answer = RedirectResponse(f"{at.path()}?zpet=1", status_code=303)
    at.own.forget(answer, request)
    return answer


async def leave(request: Request, code: str, sent: Sent) -> Response:
    """On a computer that others use too."""
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
    check_token(at, sent)
    answer = at.to()
    at.own.forget(answer, request)
    return answer


async def here(session: AsyncSession, request: Request, code: str) -> Here:
    """404 for what people do not know of."""
    web = web_of(request)
    try:
        run = await keeping.known(session, code.upper())
    except NoSuchDebate:
        raise HTTPException(404) from None
    area = await places.area(session, run.debate.area_code)
    assert area is not None
    return Here(request, web, await web.clock.now(), run, area, OwnCodes(f"debate-{run.code}"))


async def standing_of(session: AsyncSession, at: Here) -> Standing | None:
    """None where nobody takes part here, or nobody can any more."""
    if at.stage is not Stage.OPEN or not at.own_code:
        return None
    return await taking.standing(session, at.web.marks, at.code, at.who, at.now)


def check_token(at: Here, sent: Fields) -> None:
    """Only our own page speaks for whoever takes part in this browser."""
    token, expected = sent.get("form_token", [""])[-1], at.own.form_token(at.request)
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403)


def _became(at: Here, added: Statement) -> str:
    """What became of a statement of one's own."""
    words = words_for(at.request)
    if added.state == PROPOSED:
        return words("It waits to be read.")
    return verdict(added.state, pick(at.run.document.title, words.language), words)


async def _introduction(
    session: AsyncSession, at: Here, *, once_more: bool = False, taken_back: bool = False
) -> Response:
    standing = await standing_of(session, at)
    statements = await tables.counted(session, at.code)
    added = await tables.added_with(session, at.code, at.who.code_hash or "") if standing else ()
    return debate_page(
        at,
        "debate.html",
        422 if once_more else 200,
        standing=standing,
        asked=statements.get(ACCEPTED, 0),
        added=added,
        once_more=once_more,
        taken_back=taken_back,
    )


async def _statement(
    session: AsyncSession, at: Here, standing: Standing, shown: Statement, *, before: int = 0
) -> Response:
    held = await taking.stance(session, at.web.marks, at.code, at.who, shown.number, at.now)
    position = min(standing.answered + (held is None), standing.total)
    return debate_page(
        at,
        "debate_statement.html",
        standing=standing,
        shown=shown,
        held=held,
        position=position,
        before=before,
        stances=debate_screens.STANCES,
    )


def debate_page(at: Here, template: str, status: int = 200, **values: Any) -> Response:
    """A page about a debate, with all that each of them needs."""
    return page(
        at.request,
        template,
        status,
        at=at,
        run=at.run,
        stage=at.stage,
        stage_line=debate_screens.stage_line(words_for(at.request), at.run, at.stage),
        own_code=at.own_code,
        form_token=at.own.form_token(at.request),
        stamp=stamp(at.web, at.now),
        trap=TRAP,
        to_chat=at.web.chat_link(TO_DEBATE + at.code),
        **values,
    )


def _whole(sent: Fields, name: str) -> int:
    """A small whole number; what is none is no statement and no stance."""
    told = sent.get(name, [""])[-1]
    return -whole(told[1:], 9) if told.startswith("-") else whole(told, -9)
