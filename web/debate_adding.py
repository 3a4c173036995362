"""A statement of one's own on the web: written, shown back with what it may tell, then sent."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from debates import proposing
from debates.documents import STATEMENT_LENGTH, STATEMENT_SHORTEST
from debates.proposing import NothingAdded, StatementTooLong, StatementTooShort, TooManyOwn
from handlers.personal import named
from outreach.notices import tell
from texts.personal_data import masked
from web import limits
from web.base import web_of
from web.debates import Here, Sent, check_token, debate_page, here, standing_of
from web.languages import words_for
from web.public import READ

GAP: Final = "…"
# What is asked of the form: to show it back, without personal data, to edit it once more, to send.
MASK, EDIT, KEEP, SEND = "mask", "edit", "keep", "send"


def router() -> APIRouter:
    routes = APIRouter(dependencies=[Depends(limits.form)])
    routes.api_route("/d/{code}/pridat", methods=READ)(ask)
    routes.post("/d/{code}/pridat", dependencies=[Depends(limits.form_begin)])(receive)
    return routes


async def ask(request: Request, code: str) -> Response:
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        standing = await standing_of(session, at)
        if standing is None or not standing.may_add:
            return at.to("vyrok" if standing else "")
    return _form(at, "")


async def receive(request: Request, code: str, sent: Sent) -> Response:
    web, text = web_of(request), sent.get("text", [""])[-1]
    step = sent.get("step", [""])[-1]
    begin = web.database.writing if step == SEND else web.database.reading
    async with begin() as session:
        at = await here(session, request, code)
        check_token(at, sent)
        if await standing_of(session, at) is None:
            return at.to()
        try:
            return await _step(session, at, step, text)
        except StatementTooShort:
            return _form(at, text, "short")
        except StatementTooLong as long:
            return _form(at, text, "long", over=long.length - long.most)
        except (NothingAdded, TooManyOwn):
            return at.to("vyrok")


async def _step(session: AsyncSession, at: Here, step: str, text: str) -> Response:
    if step == EDIT:
        return _form(at, text)
    if step == SEND:
        language = words_for(at.request).language
        proposed = await proposing.propose(
            session, at.web.marks, at.code, at.who, (text, language), at.now
        )
        if proposed.happened:
            await tell(session, proposed.happened, at.now)
        return debate_page(at, "debate_added.html", left=proposed.left)
    told = masked(text, lambda _: GAP) if step == MASK else text
    looked = await proposing.look(session, at.code, told)
    return debate_page(
        at,
        "debate_back.html",
        looked=looked,
        personal=named(words_for(at.request), looked.personal),
        decided=step == KEEP or not looked.personal,
    )


def _form(at: Here, text: str, error: str = "", over: int = 0) -> Response:
    return debate_page(
        at,
        "debate_add.html",
        422 if error else 200,
        text=text,
        error=error,
        over=over,
        least=STATEMENT_SHORTEST,
        most=STATEMENT_LENGTH,
    )
