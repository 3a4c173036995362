"""Versions that a round reads before the public, for those who sit in it; for nobody else."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from people.signin import Present
from plans import reading, rounds
from plans.consultation import NoSuchPlan
from plans.reading import Draft
from texts.screens import TO_PLAN
from web import guard, plan_changes, plans
from web.base import web_of
from web.guard import Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/navrhy", methods=READ)(listing)
    routes.api_route("/konzole/navrhy/{code}", methods=READ)(contents)
    routes.api_route("/konzole/navrhy/{code}/cast/{section_id}", methods=READ)(section)
    routes.api_route("/konzole/navrhy/{code}/zmeny", methods=READ)(changes)
    return routes


async def listing(request: Request, staff: Staffed) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        found = [
            await rounds.draft_for(session, one.code, staff.resident_id, now)
            for one in await rounds.plans_of(session, staff.resident_id, now)
        ]
    return page(request, "drafts.html", found=found, form_token=guard.form_token(request))


async def contents(request: Request, staff: Staffed, code: str) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        draft = await _draft(session, request, staff, code)
        if not draft.read:
            return _to_public(draft)
        changed = await reading.changed(session, draft)
        window = await rounds.window_of(session, draft, now)
    return page(
        request,
        "draft.html",
        draft=draft,
        changed=changed,
        window=window,
        place=_place(draft),
        link=_link(request, draft),
        form_token=guard.form_token(request),
    )


async def section(request: Request, staff: Staffed, code: str, section_id: str) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        draft = await _draft(session, request, staff, code)
        if not draft.read:
            return _to_public(draft)
        shown = plans.shown_of(draft, section_id)
        change, pieces = await plans.compared(session, draft, shown, words_for(request).language)
        municipalities = await plans.named(session, shown)
        window = await rounds.window_of(session, draft, now)
    at = draft.sections.index(shown)
    return page(
        request,
        "draft_section.html",
        draft=draft,
        section=shown,
        change=change,
        pieces=pieces,
        municipalities=municipalities,
        window=window,
        before=draft.sections[at - 1] if at else None,
        after=draft.sections[at + 1] if at + 1 < len(draft.sections) else None,
        place=_place(draft),
        link=_link(request, draft),
        form_token=guard.form_token(request),
    )


async def changes(request: Request, staff: Staffed, code: str, strana: str = "1") -> Response:
    """Against what the reader's round had before, be it public or not."""
    async with web_of(request).database.reading() as session:
        draft = await _draft(session, request, staff, code)
        if not draft.read:
            return _to_public(draft)
        found = await plan_changes.against(session, draft)
    return await plan_changes.shown(
        request,
        "draft_changes.html",
        found,
        strana,
        place=_place(draft),
        form_token=guard.form_token(request),
    )


async def _draft(session: AsyncSession, request: Request, staff: Present, code: str) -> Draft:
    """Of a plan that is not theirs to read nobody learns that it is."""
    now = await web_of(request).clock.now()
    try:
        return await rounds.draft_for(session, code.upper(), staff.resident_id, now)
    except NoSuchPlan:
        raise HTTPException(404) from None


def _to_public(draft: Draft) -> Response:
    """Whoever sits in no round of it reads the plan where everybody does."""
    return RedirectResponse(f"/p/{draft.plan.code}", status_code=303)


def _place(draft: Draft) -> str:
    return f"/konzole/navrhy/{draft.plan.code}"


def _link(request: Request, draft: Draft) -> str | None:
    return web_of(request).chat_link(TO_PLAN + draft.plan.code)
