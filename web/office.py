"""The office's own queue on pages: comments read, passed on, settled without a group, published."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.parties import PARTY_NAMES
from handlers.plans.settling_screens import CHANNELS
from outreach.notices import tell
from people.roles import Action, areas_for, may
from people.signin import Present
from plans import codelists, comments, letter_answers, referring, settling
from plans.comments import NoSuchComment
from plans.consultation import NoSuchPlan
from plans.running import NotYoursToRun, Runner
from plans.settling import Queue
from storage import comments as tables
from storage import groups
from storage import plans as plan_tables
from storage import settling as motions
from storage.comments import RELEASED, STAFF_ONLY, Comment
from texts.personal_data import masked
from web import guard
from web.base import web_of
from web.guard import OurForm, Staffed
from web.public import READ
from web.refusals import EXPLAINED, said
from web.rendering import page

PAGE: Final = 25

Sent = Mapping[str, str]


def router() -> APIRouter:
    routes = APIRouter(prefix="/konzole/plany/{code}/pripominky")
    routes.api_route("", methods=READ)(queue)
    routes.post("")(publish_all)
    routes.api_route("/{number}", methods=READ)(card)
    routes.post("/{number}")(act)
    return routes


async def plans_read(
    session: AsyncSession, staff: Present
) -> Sequence[tuple[Queue, Mapping[str, str]]]:
    """Plans whose comments this person reads, with their titles."""
    if not may(staff.roles, Action.READ_COMMENTS):
        return []
    found = await settling.queues(session, _reader(staff))
    return [(one, await _title(session, one.plan.code)) for one in found]


async def queue(request: Request, staff: Staffed, code: str) -> Response:
    """What waits for which step, the oldest first, as many of each as one page holds."""
    async with web_of(request).database.reading() as session:
        counted = await _queue(session, staff, code)
        place = counted.plan.code
        return page(
            request,
            "office_queue.html",
            code=place,
            title=await _title(session, place),
            counted=counted,
            unread=await tables.unread(session, place, PAGE),
            unsettled=await motions.for_office(session, place, PAGE),
            decided=await tables.decided(session, place, PAGE),
            form_token=guard.form_token(request),
        )


async def publish_all(request: Request, staff: Staffed, code: str, sent: OurForm) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        counted = await _queue(session, staff, code)
        reader = _reader(staff)
        for happened in await settling.publish_all(session, reader, counted.plan.code, now):
            await tell(session, happened, now)
    return _to(counted.plan.code)


async def card(request: Request, staff: Staffed, code: str, number: str) -> Response:
    async with web_of(request).database.reading() as session:
        return await _card(request, session, staff, code, number)


async def act(request: Request, staff: Staffed, code: str, number: str, sent: OurForm) -> Response:
    """One step; what is refused is told over the card, and nothing that was written is lost."""
    web, does = web_of(request), ACTS.get(sent.get("act", ""))
    if does is None:
        raise HTTPException(400)
    now = await web.clock.now()
    try:
        async with web.database.writing() as session:
            found = await _seen(session, staff, code, number)
            await does(session, _reader(staff), found.number, sent, now)
    except EXPLAINED as refusal:
        told = said(request, refusal)
        async with web.database.reading() as session:
            return await _card(request, session, staff, code, number, told, sent)
    follows = await _following(request, found.plan_code) if sent["act"] == "release" else number
    return _to(found.plan_code, follows)


async def _release(
    session: AsyncSession, reader: Runner, number: str, sent: Sent, now: datetime
) -> None:
    how = RELEASED if sent.get("how") == RELEASED else STAFF_ONLY
    await settling.release(session, reader, number, how, now)


async def _settle(
    session: AsyncSession, reader: Runner, number: str, sent: Sent, now: datetime
) -> None:
    told = (sent.get("verdict", ""), sent.get("reason", ""), sent.get("wording", ""))
    await settling.settle(session, reader, number, told, now)


async def _reopen(
    session: AsyncSession, reader: Runner, number: str, sent: Sent, now: datetime
) -> None:
    await settling.reopen(session, reader, number, now)


async def _publish(
    session: AsyncSession, reader: Runner, number: str, sent: Sent, now: datetime
) -> None:
    for happened in await settling.publish_together(session, reader, number, now):
        await tell(session, happened, now)


async def _refer(
    session: AsyncSession, reader: Runner, number: str, sent: Sent, now: datetime
) -> None:
    await referring.refer(session, reader, number, sent.get("group", ""), now)


async def _recall(
    session: AsyncSession, reader: Runner, number: str, sent: Sent, now: datetime
) -> None:
    await referring.recall(session, reader, number, now)


ACTS: Mapping[str, Callable[[AsyncSession, Runner, str, Sent, datetime], Awaitable[None]]] = {
    "release": _release,
    "settle": _settle,
    "reopen": _reopen,
    "publish": _publish,
    "refer": _refer,
    "recall": _recall,
}


async def _card(
    request: Request,
    session: AsyncSession,
    staff: Present,
    code: str,
    number: str,
    refused: str = "",
    sent: Sent | None = None,
) -> Response:
    found = await _seen(session, staff, code, number)
    place = (found.plan_code, found.version, found.section_id)
    section = await plan_tables.section(session, *place)
    plan = await plan_tables.plan(session, found.plan_code)
    settled = await tables.settlement(session, found.number)
    verdicts = await settling.verdicts(session, found)
    return page(
        request,
        "office_card.html",
        409 if refused else 200,
        comment=found,
        section=section.content["title"] if section else None,
        kind=codelists.named(await comments.kinds(session, found.plan_code), found.kind),
        channels=CHANNELS,
        parties=PARTY_NAMES,
        masked=masked(found.text),
        contact=await letter_answers.contact_of(session, found),
        joined=len(await tables.joined(session, found.number)),
        referral=await tables.referral(session, found.number),
        groups={
            one.code: one.name
            for one in await groups.groups_of(session, [plan.area_code] if plan else [])
        },
        verdicts=verdicts,
        settled=settled,
        verdict=codelists.named(verdicts, settled.verdict) if settled else None,
        echo=await tables.echo(session, found.number),
        refused=refused,
        sent=sent or {},
        form_token=guard.form_token(request),
    )


async def _seen(session: AsyncSession, staff: Present, code: str, number: str) -> Comment:
    """Of what belongs to another area nobody learns that it is."""
    try:
        found = await settling.see(session, _reader(staff), number.upper())
    except (NoSuchComment, NotYoursToRun, NoSuchPlan):
        raise HTTPException(404) from None
    if found.plan_code != code.upper():
        raise HTTPException(404)
    return found


async def _queue(session: AsyncSession, staff: Present, code: str) -> Queue:
    try:
        return await settling.queue(session, _reader(staff), code.upper())
    except (NoSuchPlan, NotYoursToRun):
        raise HTTPException(404) from None


def _reader(staff: Present) -> Runner:
    if not may(staff.roles, Action.READ_COMMENTS):
        raise HTTPException(404)
    return Runner(staff.resident_id, areas_for(staff.roles, Action.READ_COMMENTS))


async def _following(request: Request, code: str) -> str:
    """The next comment that nobody has read yet."""
    async with web_of(request).database.reading() as session:
        found = await tables.unread(session, code, 1)
    return found[0].number if found else ""


async def _title(session: AsyncSession, code: str) -> Mapping[str, str]:
    plan = await plan_tables.plan(session, code)
    version = await plan_tables.version(session, code, plan.version) if plan else None
    return version.title if version else {}


def _to(code: str, number: str = "") -> Response:
    address = f"/konzole/plany/{code}/pripominky"
    return RedirectResponse(f"{address}/{number}" if number else address, status_code=303)
