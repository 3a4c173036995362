"""Minutes on pages: a form for who writes them, without scripts; the approved ones for readers."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings import minutes_approving, minutes_words
from handlers.meetings.minutes_paper import paper
from handlers.meetings.minutes_words import EXPECTED_FROM, HOWS, SECTION_NAMES, SHOWN_AS
from handlers.meetings.scribes import last_written_by, scribe_of, seated
from handlers.parties import PARTY_NAMES
from meetings import came, keeping, minuting
from meetings.keeping import ChangedSince, Held, NoSuchMeeting
from meetings.minutes import PARTIES, SECTIONS, Minutes, Role, changes
from meetings.minuting import NoMinutes, NotMinutes, NotYoursToMinute, Scribe, Version, Written
from storage import meetings as tables
from storage.columns import random_id
from storage.meetings import ANNOUNCED
from storage.people import Resident
from storage.places import Municipality
from texts.words import Words
from web import guard, minutes_fields
from web.base import web_of
from web.guard import Staffed
from web.languages import words_for
from web.public import READ
from web.refusals import EXPLAINED, said
from web.rendering import page
from web.respondents import Fields
from web.results import TYPES

FORMATS = ("pdf", "docx")
FORM = "/konzole/setkani/{code}/zapis"
LIMIT, MOST_FIELDS = 200_000, 1500
Filled = Annotated[Fields, Depends(guard.our_fields(LIMIT, MOST_FIELDS))]


@dataclass(frozen=True)
class _Standing:
    """What a colleague has written meanwhile, and what of the typed is not there."""

    name: str
    theirs: list[tuple[str, str]]
    mine: list[tuple[str, str]]

    @classmethod
    def beside(cls, words: Words, found: Written, typed: dict[str, Any], name: str) -> "_Standing":
        try:
            mine = minuting.checked({**found.minutes.model_dump(), **typed})
        except NotMinutes:
            return cls(name, [], [])
        named, found_changes = minutes_words.named, changes(found.minutes, mine)
        return cls(
            name,
            [one for each in found_changes for one in named(words, each.section, each.gone)],
            [one for each in found_changes for one in named(words, each.section, each.new)],
        )


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/setkani", methods=READ)(listing)
    routes.api_route(FORM, methods=READ)(form)
    routes.post(FORM)(write)
    routes.api_route("/konzole/setkani/{code}/zapis.{format}", methods=READ)(draft)
    routes.api_route("/akce/{code}/zapis.{format}", methods=READ)(download)
    routes.api_route("/akce/{code}/zapis", methods=READ)(read)
    return routes


async def listing(request: Request, staff: Staffed) -> Response:
    """Meetings that have begun, of the areas and groups of whoever is signed in."""
    now = await web_of(request).clock.now()
    async with web_of(request).database.reading() as session:
        scribe = await scribe_of(session, staff.resident_id)
        every = await tables.meetings_of(session, None, (ANNOUNCED,))
        held = [one for one in map(keeping.read, every) if scribe.may_write(one)]
    begun = [one for one in held if one.document.when and one.document.when[0].start <= now]
    begun.sort(key=lambda one: one.document.when[0].start, reverse=True)
    return page(request, "minutes_list.html", found=begun, form_token=guard.form_token(request))


async def form(request: Request, staff: Staffed, code: str) -> Response:
    """Begun with what the meeting and its attendance tell, if nobody has begun before."""
    web, words = web_of(request), words_for(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        scribe, held = await _scribed(session, staff.resident_id, code)
        known = await seated(session, held)
        made = await came.prefilled(session, held, known, scribe.name, words.language)
        try:
            found = await minuting.begin(session, scribe, held.code, made, now)
        except minuting.NothingToMinute:
            raise HTTPException(404) from None
    shown = found.minutes.model_dump(mode="json")
    return _form(request, scribe, found, shown)


async def write(request: Request, staff: Staffed, code: str, sent: Filled) -> Response:
    """Keep what was written, and approve it where that is wanted; what is refused stays typed."""
    web = web_of(request)
    now, fields = await web.clock.now(), _fields(sent)
    revision = _revision(sent, "over") or _revision(sent, "revision")
    try:
        async with web.database.writing() as session:
            scribe, held = await _scribed(session, staff.resident_id, code)
            await minuting.change(session, scribe, held.code, fields, now, revision=revision)
        if "approve" in sent:
            await _approve(request, staff.resident_id, held.code, sent, now)
    except ChangedSince:
        return await _again(request, staff.resident_id, code, fields, "", revision)
    except EXPLAINED as refusal:
        told = said(request, refusal)
        return await _again(request, staff.resident_id, code, fields, told, revision)
    return RedirectResponse(FORM.format(code=held.code), status_code=303)


async def _approve(
    request: Request, resident_id: int, code: str, sent: Fields, now: datetime
) -> None:
    because = sent.get("because", [""])[-1]
    async with web_of(request).database.writing() as session:
        person = await session.get(Resident, resident_id)
        assert person is not None
        await minutes_approving.approve(session, person, code, because, now)


async def _again(
    request: Request,
    resident_id: int,
    code: str,
    fields: dict[str, Any],
    refused: str,
    revision: int | None,
) -> Response:
    """The form with what was typed; what was kept of it is not asked to be kept anew."""
    async with web_of(request).database.reading() as session:
        scribe, held = await _scribed(session, resident_id, code)
        found = await minuting.written(session, scribe, held.code)
        name = await last_written_by(session, found) if found else ""
    if found is None:
        raise HTTPException(404)
    standing = None if refused else _Standing.beside(words_for(request), found, fields, name)
    return _form(request, scribe, found, fields, refused, revision, standing)


def _form(
    request: Request,
    scribe: Scribe,
    found: Written,
    shown: dict[str, Any],
    refused: str = "",
    revision: int | None = None,
    standing: "_Standing | None" = None,
) -> Response:
    kept = found.kept.revision
    # Typed over a colleague's change it stays refused; over one's own it does not.
    typed_on = kept if found.minutes.model_dump(mode="json") == shown else revision or kept
    roles = {one["party"]: one for one in shown["roles"]}
    empty = Role(party="").model_dump(mode="json")
    return page(
        request,
        "minutes_form.html",
        409 if refused or standing else 200,
        held=found.held,
        found=found,
        shown=shown,
        roles={party: roles.get(party, empty) for party in PARTIES},
        spare=minutes_fields.SPARE,
        revision=typed_on,
        parties=PARTY_NAMES,
        expected_from=EXPECTED_FROM,
        hows=HOWS,
        shown_as=SHOWN_AS,
        may_approve=scribe.may_approve(found.held),
        refused=refused,
        standing=standing,
        form_token=guard.form_token(request),
    )


async def draft(request: Request, staff: Staffed, code: str, format: str) -> Response:
    async with web_of(request).database.reading() as session:
        scribe, held = await _scribed(session, staff.resident_id, code)
        found = await minuting.written(session, scribe, held.code)
        versions = await minuting.versions(session, held.code)
        place = await _place(session, held)
    if found is None:
        raise HTTPException(404)
    return await _file(request, held, found.minutes, versions, place, format, found.is_changed)


async def read(request: Request, code: str) -> Response:
    """Approved minutes of a public meeting."""
    words = words_for(request)
    async with web_of(request).database.reading() as session:
        held, versions = await _public(session, code)
    newest = versions[0]
    minutes = newest.minutes.for_readers()
    sections = [
        (SECTION_NAMES[name], minutes_words.section(words, minutes, name)) for name in SECTIONS
    ]
    return page(
        request,
        "minutes.html",
        held=held,
        newest=newest,
        came=minutes_words.came(words, minutes),
        sections=[(name, lines) for name, lines in sections if lines],
        corrections=[(one, minutes_words.changed(words, one)) for one in versions[:-1]],
        formats=FORMATS,
    )


async def download(request: Request, code: str, format: str) -> Response:
    async with web_of(request).database.reading() as session:
        held, versions = await _public(session, code)
        place = await _place(session, held)
    return await _file(request, held, versions[0].minutes, versions, place, format, False)


async def _file(
    request: Request,
    held: Held,
    minutes: Minutes,
    versions: list[Version],
    place: str,
    format: str,
    is_draft: bool,
) -> Response:
    if format not in FORMATS:
        raise HTTPException(404)
    made = paper(words_for(request), held, minutes, versions, place, is_draft)
    content = await asyncio.to_thread(getattr(made, format))
    name = f"{held.meeting.key}-zapis.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[format], headers=headers)


async def _scribed(session: AsyncSession, resident_id: int, code: str) -> tuple[Scribe, Held]:
    """Of a meeting whose minutes are not theirs to write nobody learns that it is."""
    scribe = await scribe_of(session, resident_id)
    try:
        held = await keeping.announced(session, code.upper())
        if not scribe.may_write(held):
            raise NotYoursToMinute
    except (NoSuchMeeting, NotYoursToMinute):
        raise HTTPException(404) from None
    return scribe, held


async def _public(session: AsyncSession, code: str) -> tuple[Held, list[Version]]:
    try:
        held = await keeping.announced(session, code.upper())
        versions = await minuting.versions(session, held.code)
        if not held.document.is_public or not versions:
            raise NoMinutes(code)
    except (NoSuchMeeting, NoMinutes):
        raise HTTPException(404) from None
    return held, versions


async def _place(session: AsyncSession, held: Held) -> str:
    venue = held.document.venue
    there = await session.get(Municipality, venue.municipality) if venue else None
    named = [venue.name, venue.address, there.name if there else ""] if venue else []
    return ", ".join(filter(None, named)) or held.document.online


def _fields(sent: Fields) -> dict[str, Any]:
    """What was written, with a key for each task that is new."""
    fields = minutes_fields.read(sent)
    for one in fields["tasks"]:
        one["id"] = one["id"] or random_id()
    return fields


def _revision(sent: Fields, name: str) -> int | None:
    told = sent.get(name, [""])[-1]
    return int(told) if told.isdecimal() and len(told) < 10 else None
