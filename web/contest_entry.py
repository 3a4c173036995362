"""Handing a work in without an account: one form, then a number and a code to come back by."""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from contests import consents, entering, keeping, pictures, receipts
from contests.authors import AgeUnclear, authors_in, outside
from contests.authors import asks_ages as wants_ages
from contests.documents import Category, Who
from contests.entering import (
    Author,
    EnteringClosed,
    Handed,
    Incomplete,
    NoSuchEntry,
    Settled,
    TooManyAuthors,
)
from contests.keeping import NoSuchContest, OnlyFromTheArea, Run
from contests.pictures import NotAWork
from contests.receipts import Told
from contests.stages import Stage
from handlers.contests import screens as contest_screens
from handlers.contests.ages import author_aged, category_named, outside_told
from handlers.contests.refusals import age_unclear, flaw_told
from handlers.contests.rules import for_whom, what_to_send
from outreach.notices import tell
from storage import contests as tables
from storage import places
from storage.contests import AWAITED, HANDED_IN, RETURNED, EntryAuthor
from storage.database import take_turn
from surveys import codes
from texts.screens import TO_CONTEST
from texts.words import Words
from web import comment_codes, limits, photos
from web.base import web_of
from web.languages import words_for
from web.own_codes import OwnCodes
from web.public import READ
from web.rendering import page
from web.respondents import TRAP, Fields, is_by_hand, our_beginning, stamp

FIELDS = ("title", "authors", "category", "school", "here")
OWN = OwnCodes("work")
# A code's hash as the key of a turn.
TURN_LETTERS = 15
Sent = Annotated[Fields, Depends(our_beginning)]
REFUSALS = (
    *(NotAWork, Incomplete, TooManyAuthors, AgeUnclear, OnlyFromTheArea),
    *(EnteringClosed, Settled),
)
# Ticked by whoever leaves an age beside a category that is not for it.
AGES_MEANT = "ages"


class AgesOutside(Exception):
    """Somebody's age is not that of the category; said once, for it may be right so."""

    def __init__(self, category: Category, authors: Sequence[Author]) -> None:
        super().__init__(category, authors)
        self.category, self.authors = category, authors


def router() -> APIRouter:
    routes = APIRouter(prefix="/souteze", dependencies=[Depends(limits.form)])
    routes.api_route("/{code}/prihlaska", methods=READ)(form)
    begin, enter = [Depends(limits.form_begin)], [Depends(limits.form_code)]
    routes.post("/{code}/prihlaska", dependencies=begin)(hand_in)
    routes.api_route("/{code}/moje", methods=READ)(own)
    routes.post("/{code}/moje", dependencies=enter)(open_own)
    routes.api_route("/{code}/moje/obrazek.jpg", methods=READ)(own_picture)
    routes.post("/{code}/moje/zpet")(withdraw)
    routes.api_route("/{code}/moje/upravit", methods=READ)(mending)
    routes.post("/{code}/moje/upravit", dependencies=begin)(mend)
    return routes


async def form(request: Request, code: str) -> Response:
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
    return await _form(request, run, {})


async def hand_in(request: Request, code: str) -> Response:
    """The whole work at once; a form sent twice is one work."""
    web, words = web_of(request), words_for(request)
    sent, raw = await photos.received(request, pictures.SIZE_LIMIT)
    now = await web.clock.now()
    given = {name: sent.get(name, [""])[-1] for name in FIELDS}
    async with web.database.reading() as session:
        run = await _announced(session, code)
    sealed = comment_codes.opened(web, sent, now)
    if sealed is None or not is_by_hand(web, sent, now):
        quick = words("That was very quick. Please press the button once more.")
        return await _form(request, run, given, quick)
    receipt_hash = OWN.hashed(web, sealed.code)
    try:
        told = _told(given, run)
        if AGES_MEANT not in sent:
            _demand_fitting(run, told)
        work = await asyncio.to_thread(pictures.work, raw)
        async with web.database.writing() as session:
            await take_turn(session, int(receipt_hash[:TURN_LETTERS], 16))
            happened = await receipts.hand_in(session, run.code, work, told, receipt_hash, now)
            if happened:
                await tell(session, happened, now)
    except AgesOutside as refusal:
        return await _form(request, run, given, _outside(words, refusal), asks_ages=True)
    except REFUSALS as refusal:
        return await _form(request, run, given, _said(words, refusal))
    answer = RedirectResponse(f"/souteze/{run.code}/moje", status_code=303)
    OWN.remember(answer, request, sealed.code, fresh=True)
    return answer


async def own(request: Request, code: str, ulozeno: str = "") -> Response:
    """One's own work, or the door that asks for its code."""
    return await _own(request, code, saved=bool(ulozeno))


async def own_picture(request: Request, code: str) -> Response:
    """The picture as it was kept, for nobody but whoever handed it in."""
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        found = await _of_code(request, session, run, OWN.given(request))
        if found is None or not found.entry.look:
            raise HTTPException(404)
        content = await tables.preview(session, found.entry.id)
    return Response(content, media_type="image/jpeg")


async def open_own(request: Request, code: str, sent: Sent) -> Response:
    typed = codes.read(sent.get("code", [""])[-1])
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        found = await _of_code(request, session, run, typed or "")
    if found is None or typed is None:
        return page(request, "contest_own.html", 422, run=run, handed=None, wrong=True)
    answer = RedirectResponse(f"/souteze/{run.code}/moje", status_code=303)
    OWN.remember(answer, request, typed)
    return answer


async def withdraw(request: Request, code: str, sent: Sent) -> Response:
    """Take the work back, with its picture and names."""
    _check_token(request, sent)
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        run = await _announced(session, code)
        found = await _of_code(request, session, run, OWN.given(request))
        if found is not None:
            try:
                await entering.withdraw(session, found.entry.id, None, now)
            except EnteringClosed as refusal:
                return await _own(request, code, _said(words_for(request), refusal))
    return RedirectResponse(f"/souteze/{run.code}/moje", status_code=303)


async def mending(request: Request, code: str) -> Response:
    """The same form with what stands now; the picture and the authors stay where left empty."""
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        found = await _of_code(request, session, run, OWN.given(request))
    if found is None:
        return RedirectResponse(f"/souteze/{run.code}/moje", status_code=303)
    entry = found.entry
    given = {"title": entry.title, "category": entry.category, "school": entry.school}
    return await _form(request, run, given, mended=found)


async def mend(request: Request, code: str) -> Response:
    web, words = web_of(request), words_for(request)
    sent, raw = await photos.received(request, pictures.SIZE_LIMIT)
    _check_token(request, sent)
    now = await web.clock.now()
    given = {name: sent.get(name, [""])[-1] for name in FIELDS}
    async with web.database.reading() as session:
        run = await _announced(session, code)
        found = await _of_code(request, session, run, OWN.given(request))
    if found is None:
        raise HTTPException(403)
    try:
        told = _told(given, run)
        if AGES_MEANT not in sent:
            _demand_fitting(run, told, found.authors)
        work = await asyncio.to_thread(pictures.work, raw) if raw else None
        async with web.database.writing() as session:
            happened = await receipts.mend(session, found.entry.id, work, told, now)
            if happened:
                await tell(session, happened, now)
    except AgesOutside as refusal:
        said = _outside(words, refusal)
        return await _form(request, run, given, said, mended=found, asks_ages=True)
    except REFUSALS as refusal:
        return await _form(request, run, given, _said(words, refusal), mended=found)
    return RedirectResponse(f"/souteze/{run.code}/moje?ulozeno=ano", status_code=303)


def _check_token(request: Request, sent: Fields) -> None:
    """Only our own page changes what this browser has handed in."""
    token, expected = sent.get("form_token", [""])[-1], OWN.form_token(request)
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403)


async def _own(request: Request, code: str, error: str = "", *, saved: bool = False) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        run = await _announced(session, code)
        found = await _of_code(request, session, run, OWN.given(request))
    if found is None:
        return page(request, "contest_own.html", run=run, handed=None, wrong=False)
    home = web.public_url or str(request.base_url).rstrip("/")
    links = {
        one.name: f"{home}/souteze/souhlas/{found.entry.id}-{one.nth}-"
        + consents.guardian_token(web.secret_key, found.entry.id, one.nth)
        for one in found.authors
        if one.consent == AWAITED
    }
    may_leave = run.stage(now) in (Stage.ENTERING, Stage.CHECKING)
    return page(
        request,
        "contest_own.html",
        422 if error else 200,
        run=run,
        handed=found,
        state=contest_screens.STATES[found.entry.state],
        about=_about(words_for(request), found),
        saved=saved,
        links=links,
        fresh=OWN.fresh(request),
        may_withdraw=may_leave and found.entry.state in HANDED_IN,
        may_mend=entering.may_mend(found, now),
        form_token=OWN.form_token(request),
        error=error,
        wrong=False,
    )


def _about(words: Words, found: Handed) -> list[str]:
    """What was said of the work, in lines."""
    entry, document = found.entry, found.run.document
    category = document.category(entry.category)
    names = [author_aged(words, one.name, one.age) for one in found.authors]
    return list(filter(None, [
        words("Authors: {names}", names="; ".join(names)) if names else "",
        words("Category: {name}", name=category_named(words, category)) if category else "",
        words("School: {name}", name=entry.school) if entry.school else "",
    ]))  # fmt: skip


async def _form(
    request: Request,
    run: Run,
    given: Mapping[str, str],
    error: str = "",
    mended: Handed | None = None,
    *,
    asks_ages: bool = False,
) -> Response:
    """To hand a work in, or to change the one that is `mended`."""
    web = web_of(request)
    words, works = words_for(request), run.document.works
    now = await web.clock.now()
    async with web.database.reading() as session:
        area = await places.area(session, run.contest.area_code)
    return page(
        request,
        "contest_form.html",
        422 if error else 200,
        run=run,
        is_open=entering.may_mend(mended, now) if mended else run.stage(now) is Stage.ENTERING,
        mended=mended,
        is_returned=mended is not None and mended.entry.state == RETURNED,
        form_token=OWN.form_token(request),
        stage=contest_screens.stage_line(words, run, now),
        for_whom=for_whom(words, run.document),
        what_to_send=what_to_send(words, works),
        accepted=",".join(one.value for one in works.formats),
        categories=[(one.id, category_named(words, one)) for one in run.document.categories],
        area=area,
        asks_here=works.who is Who.AREA and mended is None,
        asks_ages=asks_ages,
        wants_ages=wants_ages(run.document),
        given={**dict.fromkeys(FIELDS, ""), **given},
        error=error,
        seal=comment_codes.seal(web, now),
        stamp=stamp(web, now),
        trap=TRAP,
        link=web.chat_link(TO_CONTEST + run.code),
    )


def _told(given: Mapping[str, str], run: Run) -> Told:
    """Raises AgeUnclear."""
    authors = authors_in(given["authors"], run.document)
    return Told(
        given["title"], authors, given["category"], given["school"], lives_here=bool(given["here"])
    )


def _demand_fitting(run: Run, told: Told, before: Sequence[EntryAuthor] = ()) -> None:
    """Raises AgesOutside; where no authors are written, those of before stay."""
    document = run.document
    written = told.authors or [Author(one.name, one.is_under_age, one.age) for one in before]
    category, others = document.category(told.category), outside(document, told.category, written)
    if category and others:
        raise AgesOutside(category, others)


def _outside(words: Words, refusal: AgesOutside) -> str:
    told = outside_told(words, refusal.category, refusal.authors)
    note = words(
        "Choose another category or write the authors once more. If it is right so, tick it below."
    )
    return f"{told} {note}"


def _said(words: Words, refusal: Exception) -> str:
    """What is missing or wrong, in words."""
    match refusal:
        case NotAWork():
            return flaw_told(refusal.flaw, words)
        case AgeUnclear():
            return age_unclear(refusal, words)
        case OnlyFromTheArea():
            return words(
                "Those may enter who say that they live in the area. If you do, tick it below."
            )
        case TooManyAuthors():
            return words.many(
                "A work can have {n} author at most.", "A work can have {n} authors at most.",
                refusal.most,
            )  # fmt: skip
        case Incomplete():
            missing = {
                "title": words("Write the title of the work."),
                "authors": words("Write who made it."),
                "category": words("Choose a category."),
                "school": words("Choose a school."),
            }
            return missing.get(refusal.missing, words("Something is still missing."))
    return words("Works are not taken now.")


async def _of_code(request: Request, session: AsyncSession, run: Run, code: str) -> Handed | None:
    if not code:
        return None
    try:
        found = await receipts.of_receipt(session, OWN.hashed(web_of(request), code))
    except NoSuchEntry:
        return None
    return found if found.run.code == run.code else None


async def _announced(session: AsyncSession, code: str) -> Run:
    try:
        return await keeping.announced(session, code.upper())
    except NoSuchContest:
        raise HTTPException(404) from None
