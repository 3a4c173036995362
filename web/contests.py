"""Contests on the web: what is going on, the works, the result, and everything to count again."""

import asyncio
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from contests import consents, entering, keeping, moderating, publishing, recounting, slips, voting
from contests.entering import Handed, NoSuchEntry
from contests.keeping import NoSuchContest, Run
from contests.stages import Stage
from handlers.contests import results as contest_results
from handlers.contests import screens as contest_screens
from handlers.contests.podium import on_podium
from handlers.contests.rules import rule_lines
from outreach.notices import tell
from papers import gallery
from storage import ballots, places, prizes
from storage import contests as tables
from storage.contests import ANNOUNCED, COUNTING, PUBLISHED, Entry, EntryAuthor
from texts.screens import TO_CONTEST
from texts.words import Words
from web import limits
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.respondents import Fields, our_beginning

NAME_LENGTH = 120
LISTED = (ANNOUNCED, COUNTING, PUBLISHED)
CONSENT = re.compile(r"^(?P<entry>\d{1,16})-(?P<nth>\d{1,3})-(?P<token>[0-9a-f]{24})$")
SHOWN = {"Cache-Control": "private, max-age=300"}
Sent = Annotated[Fields, Depends(our_beginning)]


def router() -> APIRouter:
    routes = APIRouter(prefix="/souteze")
    routes.api_route("", methods=READ)(listing)
    routes.api_route("/souhlas/{address}", methods=READ)(ask_consent)
    enter = [Depends(limits.form_code)]
    routes.post("/souhlas/{address}", dependencies=enter)(consent)
    routes.api_route("/{code}", methods=READ)(one)
    routes.api_route("/{code}/prace/{number}.jpg", methods=READ)(picture)
    routes.api_route("/{code}/vysledek.jpg", methods=READ)(podium)
    routes.api_route("/{code}/listky.json", methods=READ)(ballot_file)
    routes.post("/{code}/kontrola", dependencies=enter)(check)
    return routes


async def listing(request: Request) -> Response:
    async with web_of(request).database.reading() as session:
        found = [keeping.read(one) for one in await tables.contests_of(session, None, LISTED)]
        areas = {area.code: area for area in await places.areas(session)}
    now = await web_of(request).clock.now()
    told = [contest_screens.stage_line(words_for(request), one, now) for one in found]
    listed = list(zip(found, told, strict=True))
    return page(request, "contests.html", found=listed, areas=areas)


async def one(request: Request, code: str) -> Response:
    return await _page(request, code)


async def check(request: Request, code: str, sent: Sent) -> Response:
    """Whether the ballot of a control code was counted."""
    typed = sent.get("code", [""])[-1]
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        counted = await ballots.is_counted(session, run.code, voting.receipt_hash(run.code, typed))
    return await _page(request, code, checked=typed[:20], counted=counted)


async def picture(request: Request, code: str, number: int) -> Response:
    """A work as everybody may see it: while people vote, and afterwards."""
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        entries = await _works(session, run, await web_of(request).clock.now())
        shown = next((entry for entry in entries if entry.number == number), None)
        if shown is None:
            raise HTTPException(404)
        content = await tables.preview(session, shown.id)
    return Response(content, media_type="image/jpeg", headers=SHOWN)


async def podium(request: Request, code: str) -> Response:
    words = words_for(request)
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        told = await publishing.result(session, run.code)
        if told is None or not told["places"]:
            raise HTTPException(404)
        winners = await on_podium(session, run, told, words)
    made = await asyncio.to_thread(gallery.podium, winners)
    return Response(made, media_type="image/jpeg", headers=SHOWN)


async def ballot_file(request: Request, code: str) -> Response:
    """Every ballot without its voter, once the result is out."""
    async with web_of(request).database.reading() as session:
        run = await _announced(session, code)
        if run.contest.state != PUBLISHED:
            raise HTTPException(404)
        content = recounting.written(await publishing.ballot_file(session, run.code))
    name = f'attachment; filename="listky-{run.code}.json"'
    return Response(content, media_type="application/json", headers={"Content-Disposition": name})


async def ask_consent(request: Request, address: str, hotovo: str = "") -> Response:
    async with web_of(request).database.reading() as session:
        handed, author = await _awaiting(request, session, address)
    return _consent_page(request, address, handed, author, done=bool(hotovo))


async def consent(request: Request, address: str, sent: Sent) -> Response:
    """A guardian has read it, written their name and agreed."""
    name, agrees = sent.get("name", [""])[-1].strip(), "agree" in sent
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        handed, author = await _awaiting(request, session, address)
        if not name or not agrees:
            return _consent_page(request, address, handed, author, wrong=True)
        happened = await consents.consent(
            session, handed.entry.id, author.nth, name[:NAME_LENGTH], now
        )
        if happened:
            await tell(session, happened, now)
    return RedirectResponse(f"/souteze/souhlas/{address}?hotovo=ano", status_code=303)


def _consent_page(
    request: Request,
    address: str,
    handed: Handed,
    author: EntryAuthor,
    *,
    wrong: bool = False,
    done: bool = False,
) -> Response:
    return page(
        request,
        "contest_consent.html",
        422 if wrong else 200,
        run=handed.run,
        entry=handed.entry,
        author=author,
        address=address,
        wrong=wrong,
        done=done or author.consent != tables.AWAITED,
        name_length=NAME_LENGTH,
    )


async def _awaiting(
    request: Request, session: AsyncSession, address: str
) -> tuple[Handed, EntryAuthor]:
    """The work and the child that a guardian's link is about; a link made up leads nowhere."""
    told = CONSENT.match(address)
    if told is None:
        raise HTTPException(404)
    entry_id, nth = int(told["entry"]), int(told["nth"])
    expected = consents.guardian_token(web_of(request).secret_key, entry_id, nth)
    entry = await tables.entry(session, entry_id)
    author = await session.get(EntryAuthor, (entry_id, nth))
    if entry is None or author is None or not hmac.compare_digest(told["token"], expected):
        raise HTTPException(404)
    try:
        return await entering.handed(session, entry), author
    except (NoSuchContest, NoSuchEntry):
        raise HTTPException(404) from None


async def _page(
    request: Request, code: str, *, checked: str = "", counted: bool = False
) -> Response:
    web, words = web_of(request), words_for(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        run = await _announced(session, code)
        area = await places.area(session, run.contest.area_code)
        entries = await _works(session, run, now)
        result = await publishing.result(session, run.code)
        handovers = await prizes.handovers(session, run.code)
        printed = await slips.used(session, run.code)
        names = {
            one.code: one.name
            for one in await places.municipalities(session, run.contest.area_code)
        }
    assert area is not None
    here = run.stage(now)
    return page(
        request,
        "contest.html",
        run=run,
        area=area,
        stage=contest_screens.stage_line(words, run, now),
        rules=rule_lines(words, run.document),
        entries=entries,
        result=result,
        **(_told(words, result, entries) if result else {}),
        prizes=contest_results.prizes_told(words, handovers),
        names=names,
        may_enter=here is Stage.ENTERING,
        may_vote=here is Stage.VOTING,
        has_slips=bool(printed),
        may_check=here in (Stage.COUNTING, Stage.PUBLISHED),
        link=web.chat_link(TO_CONTEST + run.code),
        checked=checked,
        counted=counted,
    )


def _told(words: Words, result: Mapping[str, Any], entries: Sequence[Entry]) -> dict[str, Any]:
    """The places of a result, the voices it holds and what became of the slips, in sentences."""
    by_number = {entry.number or 0: entry for entry in entries}
    return {
        "places": [
            contest_results.place_plain(words, one, by_number.get(one["number"]))
            for one in result["places"]
        ],
        "voices": contest_results.voices_in(words, result),
        "slips": contest_results.slips_in(words, result),
    }


async def _works(session: AsyncSession, run: Run, now: datetime) -> list[Entry]:
    """What is voted on, from the first moment of the vote."""
    if run.stage(now) not in (Stage.VOTING, Stage.COUNTING, Stage.PUBLISHED):
        return []
    return [one for one in await moderating.on_the_ballot(session, run) if one.look]


async def _announced(session: AsyncSession, code: str) -> Run:
    try:
        return await keeping.announced(session, code.upper())
    except NoSuchContest:
        raise HTTPException(404) from None
