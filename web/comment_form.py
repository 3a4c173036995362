"""Commenting on a plan without an account: a form, what was written shown back, then a number.

The page shown back carries a sealed code. It is what makes a form sent twice one comment, and
by it the author comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.personal import PERSONAL
from plans import comments, reading
from plans.channels import ChannelNotTaken
from plans.codelists import Kind, named
from plans.comments import (
    AS_IT_IS,
    CONFIDENTIAL,
    PROPOSAL,
    REASON,
    Author,
    CommentTooLong,
    NoSuchKind,
    PersonalDataLeft,
    Unsent,
)
from plans.consultation import NoSuchPlan, WindowClosed, WindowNotOpen
from plans.documents import Section
from plans.forms import FormIncomplete
from plans.reading import Draft, NoSuchSection
from storage import places
from storage.database import take_turn
from storage.places import Municipality
from texts.formatting import language_name, listed
from web import comment_codes, limits
from web.base import Web, web_of
from web.languages import words_for
from web.plans_out import Out, out_of
from web.public import READ
from web.rendering import page
from web.respondents import TRAP, Fields, is_by_hand, our_beginning, stamp

CHANNEL = "web"
REMOVE = "remove"
KEPT = ("kind", "text", "proposal", "reason", "municipality", "language", "cast")
# A code's hash as the key of a turn.
TURN_LETTERS = 15


class NothingSaid(Exception):
    """There is no text."""


@dataclass(frozen=True)
class Asked:
    """One request to comment on a section, or on the whole plan where there is none."""

    request: Request
    web: Web
    now: datetime
    draft: Draft
    out: Out
    section: Section | None
    kinds: Sequence[Kind]
    municipalities: Sequence[Municipality]

    @property
    def section_id(self) -> str:
        return self.section.id if self.section else ""

    @property
    def is_taken(self) -> bool:
        """Whether comments come from here, be the window open or not."""
        return self.out.window is not None and CHANNEL in self.out.window.channels

    @property
    def path(self) -> str:
        return f"/p/{self.draft.plan.code}/pripominkovat"


def router() -> APIRouter:
    routes = APIRouter(dependencies=[Depends(limits.form)])
    routes.api_route("/p/{code}/pripominkovat", methods=READ)(ask)
    routes.post("/p/{code}/pripominkovat", dependencies=[Depends(limits.form_begin)])(receive)
    return routes


Sent = Annotated[Fields, Depends(our_beginning)]


async def ask(request: Request, code: str, cast: str = "") -> Response:
    async with web_of(request).database.reading() as session:
        asked = await _asked(session, request, code, cast)
    return _form(asked, {})


async def receive(request: Request, code: str, sent: Sent) -> Response:
    """The next step that was asked for: shown back, back to the form, or sent."""
    told = {name: sent.get(name, [""])[-1] for name in KEPT}
    async with web_of(request).database.reading() as session:
        asked = await _asked(session, request, code, told["cast"])
    step = sent.get("step", ["look"])[-1]
    if step == "edit" or not asked.is_taken:
        return _form(asked, told)
    sealed = comment_codes.opened(asked.web, sent, asked.now)
    if not sealed and not is_by_hand(asked.web, sent, asked.now):
        return _form(asked, told, error="quick")
    try:
        if sealed and step == "send":
            return await _send(asked, told, sent, sealed)
        return await _show_back(asked, told)
    except (ChannelNotTaken, WindowClosed, WindowNotOpen):
        return _form(asked, told)
    except FormIncomplete as refusal:
        return _form(asked, told, error="form", missing=refusal.missing)
    except (CommentTooLong, NoSuchKind, NothingSaid) as refusal:
        return _form(asked, told, error=_error(refusal))


async def _send(
    asked: Asked, told: Mapping[str, str], sent: Fields, sealed: comment_codes.Sealed
) -> Response:
    web, code_hash = asked.web, comment_codes.hashed(asked.web, sealed.code)
    care = sent.get("care", [""])[-1]
    try:
        async with web.database.writing() as session:
            await take_turn(session, int(code_hash[:TURN_LETTERS], 16))
            unsent = await _unsent(session, asked, told, sealed.shown_at)
            unsent = replace(unsent, split="split" in sent)
            if care in (CONFIDENTIAL, AS_IT_IS):
                unsent = replace(unsent, care=care)
            elif care == REMOVE:
                unsent = unsent.without_personal_data()
            author = Author(municipality=_municipality(asked, told), code_hash=code_hash)
            found = await comments.send_all(session, author, unsent, CHANNEL, asked.now)
    except PersonalDataLeft:
        return await _show_back(asked, told, undecided=True)
    address = f"/p/{asked.draft.plan.code}/moje/{found[0].number}"
    answer = RedirectResponse(address, status_code=303)
    comment_codes.remember(answer, asked.request, sealed.code, fresh=True)
    return answer


async def _show_back(asked: Asked, told: Mapping[str, str], *, undecided: bool = False) -> Response:
    async with asked.web.database.reading() as session:
        unsent = await _unsent(session, asked, told, asked.now)
        similar = await comments.similar(session, unsent)
    return _page(
        asked,
        "comment_back.html",
        422 if undecided else 200,
        given={**told, "language": unsent.language},
        unsent=unsent,
        kind=named(tuple(asked.kinds), unsent.kind),
        personal=_personal(asked, unsent),
        undecided=undecided,
        similar=similar,
        languages_offered=_languages(asked, unsent),
        seal=comment_codes.seal(asked.web, asked.now),
    )


async def _unsent(
    session: AsyncSession, asked: Asked, told: Mapping[str, str], when: datetime
) -> Unsent:
    """What was written; raises CommentTooLong, NoSuchKind, NothingSaid."""
    text = told["text"].replace("\r\n", "\n").strip()
    if not text:
        raise NothingSaid
    if not told["kind"]:
        raise NoSuchKind("")
    place = (asked.draft.plan.code, asked.section_id, told["kind"])
    interface = words_for(asked.request).language
    unsent = await comments.write(session, place, text, 0, interface, when)
    unsent = unsent.with_part(PROPOSAL, told["proposal"]).with_part(REASON, told["reason"])
    if told["language"] in comments.likely_languages(text, interface):
        unsent = replace(unsent, language=told["language"])
    return unsent


def _form(
    asked: Asked, told: Mapping[str, str], error: str = "", missing: Sequence[str] = ()
) -> Response:
    given = {name: told.get(name, "") for name in KEPT}
    status = 422 if error else 200
    return _page(asked, "comment_form.html", status, given=given, error=error, missing=missing)


def _page(asked: Asked, template: str, status: int = 200, **values: Any) -> Response:
    return page(
        asked.request,
        template,
        status,
        asked=asked,
        draft=asked.draft,
        out=asked.out,
        stamp=stamp(asked.web, asked.now),
        trap=TRAP,
        **values,
    )


def _error(refusal: Exception) -> str:
    match refusal:
        case CommentTooLong():
            return "long"
        case NoSuchKind():
            return "kind"
    return "text"


def _personal(asked: Asked, unsent: Unsent) -> str:
    words = words_for(asked.request)
    found = dict.fromkeys(words(PERSONAL[kind]) for kind in unsent.personal)
    return listed(tuple(found), words.language) if found else ""


def _languages(asked: Asked, unsent: Unsent) -> Sequence[tuple[str, str]]:
    """The likely languages with their names, the guessed one first."""
    language = words_for(asked.request).language
    likely = comments.likely_languages(unsent.text, language)
    return [
        (one, language_name(one, language)) for one in dict.fromkeys([unsent.language, *likely])
    ]


def _municipality(asked: Asked, told: Mapping[str, str]) -> str | None:
    known = {one.code for one in asked.municipalities}
    return told["municipality"] if told["municipality"] in known else None


async def _asked(session: AsyncSession, request: Request, code: str, section_id: str) -> Asked:
    """404 for what is not there, or not commented on here."""
    web = web_of(request)
    now = await web.clock.now()
    try:
        draft = await reading.draft(session, code.upper())
        out = await out_of(session, draft.plan, now)
        section = draft.section(section_id) if section_id else None
        if out.window is None:
            raise HTTPException(404)
        return Asked(
            request=request,
            web=web,
            now=now,
            draft=draft,
            out=out,
            section=section,
            kinds=await comments.kinds(session, draft.plan.code),
            municipalities=await places.municipalities(session, draft.plan.area_code),
        )
    except (NoSuchPlan, NoSuchSection):
        raise HTTPException(404) from None
