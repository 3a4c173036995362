"""Draft plans for everybody to read: what is out, its contents, and one section a page."""

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.plans.screens import written_in
from plans import evaluation, keeping, reading
from plans.changes import Change, Piece, difference
from plans.consultation import NoSuchPlan
from plans.documents import Section
from plans.reading import Draft, NoSuchSection
from storage.places import Municipality
from texts.screens import TO_PLAN
from web.base import web_of
from web.languages import words_for
from web.plans_out import out_of, plans_out
from web.public import READ
from web.rendering import page


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/p", methods=READ)(listing)
    routes.api_route("/p/{code}", methods=READ)(contents)
    routes.api_route("/p/{code}/cast/{section_id}", methods=READ)(section)
    return routes


async def listing(request: Request) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        found = await plans_out(session, now)
    return page(request, "plans_list.html", found=found)


async def contents(request: Request, code: str) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        draft = await _draft(session, code)
        out = await out_of(session, draft.plan, now)
        changed = await reading.changed(session, draft)
        evaluated = await evaluation.approved(session, draft.plan.code)
    return page(
        request,
        "plan.html",
        draft=draft,
        out=out,
        changed=changed,
        evaluated=evaluated,
        written_in=written_in(words_for(request), draft),
        link=_link(request, draft),
    )


async def section(request: Request, code: str, section_id: str) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        draft = await _draft(session, code)
        shown = shown_of(draft, section_id)
        out = await out_of(session, draft.plan, now)
        change, pieces = await compared(session, draft, shown, words_for(request).language)
        municipalities = await named(session, shown)
    at = draft.sections.index(shown)
    return page(
        request,
        "plan_section.html",
        draft=draft,
        out=out,
        section=shown,
        written_in=written_in(words_for(request), draft),
        change=change,
        pieces=pieces,
        municipalities=municipalities,
        before=draft.sections[at - 1] if at else None,
        after=draft.sections[at + 1] if at + 1 < len(draft.sections) else None,
        link=_link(request, draft),
    )


def _link(request: Request, draft: Draft) -> str | None:
    return web_of(request).chat_link(TO_PLAN + draft.plan.code)


async def _draft(session: AsyncSession, code: str) -> Draft:
    """A plan that is not out is told from none by nobody."""
    try:
        return await reading.draft(session, code.upper())
    except NoSuchPlan:
        raise HTTPException(404) from None


def shown_of(draft: Draft, section_id: str) -> Section:
    try:
        return draft.section(section_id)
    except NoSuchSection:
        raise HTTPException(404) from None


async def compared(
    session: AsyncSession, draft: Draft, shown: Section, language: str
) -> tuple[Change | None, Sequence[Piece]]:
    """Whether the section is new or changed, and its text with both versions in it."""
    change = (await reading.changed(session, draft)).get(shown.id)
    before = await reading.previous(session, draft)
    if change is not Change.CHANGED or before is None:
        return change, ()
    old = await keeping.sections(session, draft.plan.code, before.number)
    was = next(one for one in old if one.id == shown.id)
    return change, difference(was.text or was.summary, shown.text or shown.summary, language)


async def named(session: AsyncSession, shown: Section) -> Sequence[str]:
    found = [await session.get(Municipality, code) for code in shown.municipalities]
    return [one.name for one in found if one]
