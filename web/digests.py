"""The digest of a working group on a page, as files and for programs; for members and staff."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from groups.membership import NotInGroup
from outreach import digest_files, digest_json, digest_letters, digests
from outreach.digests import BEGINNING, Digest, Reader, note_export
from papers.charts import Chart, svg
from people.signin import KEY_LASTS, Present, drop_key, make_key
from storage import signin
from storage.comment_news import Span
from storage.groups import WorkingGroup
from web import guard
from web.base import home_of, web_of
from web.guard import OurForm, Staffed, StaffedOrKeyed
from web.languages import words_for
from web.public import READ
from web.rendering import page

# Beside its table a chart is laid out narrow, so that its letters stay as large as the text.
CHART_WIDTH: Final = 640
# Days back that are offered; the whole time is nought.
DAYS: Final = (7, 30)
SINCE_LAST, EVERYTHING = "posledni", "vse"


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/prehledy", methods=READ)(listing)
    routes.api_route("/konzole/prehledy/{code}.{format}", methods=READ)(download)
    routes.api_route("/konzole/prehledy/{code}", methods=READ)(digest)
    routes.post("/konzole/prehledy/{code}/klic")(change_key)
    routes.api_route("/api/prehledy/{code}", methods=READ)(for_programs)
    return routes


async def listing(request: Request, staff: Staffed) -> Response:
    async with web_of(request).database.reading() as session:
        found = await digests.read_by(session, staff.resident_id)
    if len(found) == 1:
        return RedirectResponse(f"/konzole/prehledy/{found[0].code}", status_code=303)
    token = guard.form_token(request)
    return page(request, "digests.html", groups=found, form_token=token)


async def digest(request: Request, staff: Staffed, code: str, za: str = SINCE_LAST) -> Response:
    """Since the last one that was told, or for some days back."""
    web, words = web_of(request), words_for(request)
    reader, found = await _digest(request, staff, code, za)
    async with web.database.reading() as session:
        key = await signin.key_of(session, staff.resident_id, await web.clock.now())
    return page(
        request,
        "digest.html",
        found=found,
        group=reader.group,
        chosen=za,
        days=DAYS,
        formats=digest_files.FORMATS,
        period=digest_letters.period(found.span, words),
        said=digest_letters,
        theme_chart=lambda one: _drawn(digest_files.themes_chart(found, one, words)),
        survey_chart=lambda tally: _drawn(digest_files.chart(tally, words)),
        address=_address(request, reader.group),
        key=key,
        form_token=guard.form_token(request),
    )


async def change_key(request: Request, staff: Staffed, code: str, fields: OurForm) -> Response:
    """Make the key of who is signed in, told once, or take it back."""
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        group = (await _reader(session, staff, code)).group
        if fields.get("act") == "drop":
            await drop_key(session, staff.resident_id, now)
            return RedirectResponse(f"/konzole/prehledy/{group.code}#programs", status_code=303)
        key = await make_key(session, staff.resident_id, now)
    return page(
        request,
        "digest_key.html",
        key=key,
        group=group,
        address=_address(request, group),
        until=now + KEY_LASTS,
        form_token=guard.form_token(request),
    )


async def download(
    request: Request, staff: Staffed, code: str, format: str, za: str = SINCE_LAST
) -> Response:
    """With every comment of the time, and noted as an export."""
    web, words = web_of(request), words_for(request)
    if format not in digest_files.FORMATS:
        raise HTTPException(404)
    now = await web.clock.now()
    async with web.database.writing() as session:
        reader = await _reader(session, staff, code)
        span = _span(reader.group, za, now)
        await note_export(session, reader, span, format, now)
        surveys = await digests.survey_news_of(session, reader.group, span)
    async with web.database.reading() as session:
        gathered = await digests.gather(session, reader.group, span, surveys)
    content = await asyncio.to_thread(
        lambda: digest_files.written(digests.arranged(gathered), format, words)
    )
    name = digest_files.name(reader.group, span, format)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=digest_files.TYPES[format], headers=headers)


async def for_programs(
    request: Request,
    staff: StaffedOrKeyed,
    code: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Response:
    """The same as JSON, for any time; what nobody has been told yet where none is given."""
    web = web_of(request)
    now = (await web.clock.now()).replace(microsecond=0)
    async with web.database.writing() as session:
        reader = await _reader(session, staff, code)
        usual = digests.since_last(reader.group, now)
        span = Span(_zoned(since) or usual.since, min(_zoned(until) or now, now))
        await note_export(session, reader, span, "api", now)
        surveys = await digests.survey_news_of(session, reader.group, span)
    async with web.database.reading() as session:
        found = await digests.on_demand(session, reader, span, surveys)
    return JSONResponse(digest_json.told(found))


def _address(request: Request, group: WorkingGroup) -> str:
    return f"{home_of(request)}/api/prehledy/{group.code}"


async def _digest(request: Request, staff: Present, code: str, how: str) -> tuple[Reader, Digest]:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        reader = await _reader(session, staff, code)
        span = _span(reader.group, how, now)
        surveys = await digests.survey_news_of(session, reader.group, span)
    async with web.database.reading() as session:
        return reader, await digests.on_demand(session, reader, span, surveys)


async def _reader(session: AsyncSession, staff: Present, code: str) -> Reader:
    """Of a group that is not theirs nobody learns that it is."""
    try:
        return await digests.reader(session, staff.resident_id, code.upper())
    except NotInGroup:
        raise HTTPException(404) from None


def _span(group: WorkingGroup, how: str, now: datetime) -> Span:
    until = now.replace(microsecond=0)
    if how == EVERYTHING:
        return Span(BEGINNING, until)
    if how in map(str, DAYS):
        return Span(until - timedelta(days=int(how)), until)
    return digests.since_last(group, now)


def _zoned(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo:
        return moment
    return moment.replace(tzinfo=UTC)


def _drawn(chart: Chart | None) -> Markup:
    # The chart escapes what it draws.
    return Markup(svg(chart, CHART_WIDTH, headed=False)) if chart else Markup()
