"""What is new in a draft plan against the public version before it, all on one page."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from plans import keeping, reading
from plans.changes import Change, Piece, changes, difference
from plans.consultation import NoSuchPlan
from plans.documents import Section
from plans.reading import Draft
from storage.plans import PlanVersion
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page

# Comparing texts word by word takes a while; a page is to be there at once.
PAGE = 20


@dataclass(frozen=True)
class Changed:
    """A section that is not as it was; a removed one as it was last."""

    section: Section
    change: Change
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True)
class Against:
    """A draft, and the version before it that its reader has had."""

    draft: Draft
    before: PlanVersion
    old: Sequence[Section]


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/p/{code}/zmeny", methods=READ)(listing)
    return routes


async def listing(request: Request, code: str, strana: str = "1") -> Response:
    async with web_of(request).database.reading() as session:
        try:
            draft = await reading.draft(session, code.upper())
        except NoSuchPlan:
            raise HTTPException(404) from None
        found = await against(session, draft)
    return await shown(request, "plan_changes.html", found, strana)


async def against(session: AsyncSession, draft: Draft) -> Against:
    before = await reading.previous(session, draft)
    if before is None:
        raise HTTPException(404)
    return Against(draft, before, await keeping.sections(session, draft.plan.code, before.number))


async def shown(
    request: Request, template: str, what: Against, strana: str, **more: Any
) -> Response:
    """A page of the differences; comparing is done beside the event loop."""
    draft, before, old = what.draft, what.before, what.old
    found = _in_order(old, draft.sections)
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(int(strana), 1), pages) if strana.isdecimal() and len(strana) < 6 else 1
    some = found[(at - 1) * PAGE : at * PAGE]
    language = words_for(request).language
    compared = await asyncio.to_thread(_compared, old, some, language)
    return page(
        request,
        template,
        draft=draft,
        before=before,
        found=compared,
        whole=len(found),
        at=at,
        pages=pages,
        **more,
    )


def _in_order(old: Sequence[Section], new: Sequence[Section]) -> list[Changed]:
    """New and changed sections where they stand, then those that are gone."""
    told = changes(old, new)
    there = [Changed(one, told[one.id]) for one in new if one.id in told]
    gone = [Changed(one, Change.REMOVED) for one in old if told.get(one.id) is Change.REMOVED]
    return there + gone


def _compared(old: Sequence[Section], shown: Sequence[Changed], language: str) -> Sequence[Changed]:
    was = {one.id: one for one in old}
    return [
        Changed(one.section, one.change, _pieces(was[one.section.id], one.section, language))
        if one.change is Change.CHANGED
        else one
        for one in shown
    ]


def _pieces(was: Section, now: Section, language: str) -> Sequence[Piece]:
    return difference(was.text or was.summary, now.text or now.summary, language)
