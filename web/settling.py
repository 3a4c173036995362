"""Settling on pages: what lies before a working group, its card with votes and the answer."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from groups.membership import NotInGroup, Seat
from handlers.parties import PARTY_NAMES
from handlers.plans.settling_answers import values
from handlers.plans.settling_screens import CHANNELS, REASON_STATES
from outreach.group_cards import MatterMoved
from outreach.notices import tell
from outreach.round_words import NAMES
from plans import answers, codelists, confirming, referring, voting
from plans.codelists import Verdict
from plans.comments import NoSuchComment
from plans.voting import Case, NotBeforeYou, VotingEnded
from storage import comments, groups, places
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import DECIDED, Comment
from storage.groups import WorkingGroup
from storage.settling import APPROVED
from texts.numbers import KEY_DIGITS, whole
from texts.personal_data import masked
from web import guard
from web.base import web_of
from web.guard import OurForm, Staffed
from web.public import READ
from web.refusals import EXPLAINED, said
from web.rendering import page

PAGE: Final = 25
SIMILAR: Final = 8

Sent = Mapping[str, str]


def router() -> APIRouter:
    routes = APIRouter(prefix="/konzole/vyporadani")
    routes.api_route("", methods=READ)(mine)
    routes.api_route("/{group}", methods=READ)(queue)
    routes.api_route("/{group}/{number}", methods=READ)(card)
    routes.post("/{group}/{number}")(act)
    return routes


async def mine(request: Request, staff: Staffed) -> Response:
    """The groups in which somebody sits, and how much waits there."""
    async with web_of(request).database.reading() as session:
        held = await membership.seats(session, staff.resident_id)
        waiting = {
            group.code: await tables.open_count(session, group.code, voting.releases_of(group))
            for _, group in held
        }
    if len(held) == 1:
        return RedirectResponse(f"/konzole/vyporadani/{held[0][1].code}", status_code=303)
    return page(
        request,
        "settling_groups.html",
        groups=[group for _, group in held],
        waiting=waiting,
        form_token=guard.form_token(request),
    )


async def queue(request: Request, staff: Staffed, group: str, za: str = "") -> Response:
    """From the comment after the number `za`, as many as one page holds."""
    async with web_of(request).database.reading() as session:
        seat, found = await _seat(session, staff.resident_id, group)
        releases = voting.releases_of(found)
        some = await tables.queue(session, group, releases, PAGE + 1, za)
        waiting = await tables.open_count(session, group, releases)
        plans = {one.plan_code: await _titled(session, one) for one in some}
    return page(
        request,
        "settling_queue.html",
        group=found,
        seat=seat,
        comments=some[:PAGE],
        more=some[PAGE - 1].number if len(some) > PAGE else "",
        waiting=waiting,
        plans=plans,
        shown=lambda one: one.shown or masked(one.text),
        form_token=guard.form_token(request),
    )


async def card(
    request: Request, staff: Staffed, group: str, number: str, podobne: bool = False
) -> Response:
    """Similar ones are looked for when they are asked for: comparing takes its time."""
    async with web_of(request).database.reading() as session:
        seat, found = await _seat(session, staff.resident_id, group)
        return await _card(request, session, seat, found, number, compared=podobne)


async def act(request: Request, staff: Staffed, group: str, number: str, sent: OurForm) -> Response:
    """One step of settling; what is refused is told over the card, and nothing is lost."""
    web = web_of(request)
    does = ACTS.get(sent.get("act", ""))
    if does is None:
        raise HTTPException(400)
    now = await web.clock.now()
    try:
        async with web.database.writing() as session:
            seat, _ = await _seat(session, staff.resident_id, group)
            await does(session, seat, number, sent, now)
    except EXPLAINED as refusal:
        told = said(request, refusal)
        async with web.database.reading() as session:
            seat, found = await _seat(session, staff.resident_id, group)
            return await _card(request, session, seat, found, number, told, sent)
    return RedirectResponse(f"/konzole/vyporadani/{group}/{number}", status_code=303)


async def _vote(session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime) -> None:
    await voting.vote(session, seat, number, sent.get("verdict", ""), now)


async def _write(session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime) -> None:
    """Where an answer kept ready is chosen, it takes the place of what was written.

    What was on the page is all of it: an empty part is taken away. Nobody writes over an answer
    that they have not seen.
    """
    reason, wording = _whole(sent, "reason"), _whole(sent, "wording")
    chosen = whole(sent.get("template", ""), digits=KEY_DIGITS)
    if chosen:
        found = await voting.case(session, seat, number)
        told = await values(session, found, found.group.language)
        reason = await answers.filled(session, seat.area_code, chosen, told)
    if "seen" in sent:
        await voting.demand_unchanged(session, seat, number, sent["seen"])
    await voting.write(session, seat, number, reason, wording, now)
    if sent.get("ready"):
        await voting.hand_in(session, seat, number, now)


def _whole(sent: Sent, name: str) -> str:
    """A field that was left empty on our page, of which nothing comes, is to be taken away."""
    return sent.get(name, "").strip() or (voting.NOTHING[0] if "seen" in sent else "")


async def _confirm(
    session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime
) -> None:
    """Nobody carries an answer that they have not seen."""
    wanted, seen = sent.get("verdict", ""), sent.get("seen", "")
    await confirming.confirm(session, seat, number, wanted, now, seen=seen)
    await tell(session, MatterMoved(number, seat.group_code), now)


async def _reopen(
    session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime
) -> None:
    await confirming.reopen(session, seat, number, now)
    await tell(session, MatterMoved(number, seat.group_code), now)


async def _publish(
    session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime
) -> None:
    for happened in await confirming.publish(session, seat, number, now):
        await tell(session, happened, now)


async def _note(session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime) -> None:
    await voting.note(session, seat, number, sent.get("text", ""), now)


async def _agenda(
    session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime
) -> None:
    await referring.put_on_agenda(session, seat, number, _day(sent.get("day", "")), now)


async def _merge(session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime) -> None:
    others = [name.removeprefix("with-") for name in sent if name.startswith("with-")]
    if others:
        await voting.merge(session, seat, number, others, now)


async def _part(session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime) -> None:
    for one in (await voting.case(session, seat, number)).merged:
        await voting.part(session, seat, one.number, now)


async def _release(
    session: AsyncSession, seat: Seat, number: str, sent: Sent, now: datetime
) -> None:
    await voting.release(session, seat, number, now)


ACTS: Mapping[str, Callable[[AsyncSession, Seat, str, Sent, datetime], Awaitable[None]]] = {
    "vote": _vote,
    "write": _write,
    "confirm": _confirm,
    "reopen": _reopen,
    "publish": _publish,
    "note": _note,
    "agenda": _agenda,
    "merge": _merge,
    "part": _part,
    "release": _release,
}


async def _card(
    request: Request,
    session: AsyncSession,
    seat: Seat,
    group: WorkingGroup,
    number: str,
    refused: str = "",
    sent: Sent | None = None,
    compared: bool = False,
) -> Response:
    try:
        found = await voting.case(session, seat, number)
    except VotingEnded:
        return await _ended(request, session, seat, group, number, refused)
    except (NoSuchComment, NotBeforeYou):
        raise HTTPException(404) from None
    alike = await voting.similar(session, seat, number) if compared and seat.votes else []
    return page(
        request,
        "settling_card.html",
        409 if refused else 200,
        found=found,
        seat=seat,
        group=group,
        section=await _section(session, found),
        kind=codelists.named(codelists.kinds_of(found.area), found.comment.kind),
        text=found.comment.shown or masked(found.comment.text),
        masked=masked,
        channels=CHANNELS,
        round_names=NAMES,
        parties=PARTY_NAMES,
        states=REASON_STATES,
        reading=voting.readable(found.comment, group),
        confirms=confirming.may_confirm(seat, found),
        similar=alike[:SIMILAR],
        compared=compared,
        templates=await tables.templates(session, seat.area_code),
        names=await _names(session, group.code),
        refused=refused,
        sent=sent or {},
        form_token=guard.form_token(request),
    )


async def _ended(
    request: Request,
    session: AsyncSession,
    seat: Seat,
    group: WorkingGroup,
    number: str,
    refused: str,
) -> Response:
    """What came of it, once the vote is over."""
    comment = await comments.comment(session, number)
    motion = await tables.motion(session, number, group.code)
    assert comment is not None
    assert motion is not None
    rules = await voting.rules_for(session, seat, comment)
    confirms = seat.role in rules.confirms and motion.state == APPROVED
    verdicts = await _verdicts(session, comment.plan_code)
    return page(
        request,
        "settling_ended.html",
        409 if refused else 200,
        comment=comment,
        group=group,
        motion=motion,
        verdict=codelists.named(verdicts, motion.verdict),
        text=comment.shown or masked(comment.text),
        may_reopen=confirms and comment.state == DECIDED,
        may_publish=confirms and comment.state == DECIDED and rules.publishes == "body",
        is_decided=comment.state == DECIDED,
        refused=refused,
        form_token=guard.form_token(request),
    )


async def _seat(
    session: AsyncSession, resident_id: int, group_code: str
) -> tuple[Seat, WorkingGroup]:
    """Of a group in which somebody does not sit nobody learns that it is."""
    try:
        seat = await membership.seat(session, resident_id, group_code)
    except NotInGroup:
        raise HTTPException(404) from None
    group = await groups.group(session, group_code)
    assert group is not None
    return seat, group


async def _names(session: AsyncSession, group_code: str) -> Mapping[int, str]:
    """Who is who among those that write notes and prepare answers."""
    held = await groups.members(session, group_code)
    by_account = {one.resident_id: one.name for one in held if one.resident_id}
    return by_account | {one.id: one.name for one in held}


async def _section(session: AsyncSession, found: Case) -> Mapping[str, str] | None:
    place = (found.comment.plan_code, found.comment.version, found.comment.section_id)
    section = await plan_tables.section(session, *place)
    return section.content["title"] if section else None


async def _titled(session: AsyncSession, found: Comment) -> Mapping[str, str]:
    """The plan as the version commented on is called."""
    version = await plan_tables.version(session, found.plan_code, found.version)
    return version.title if version else {}


async def _verdicts(session: AsyncSession, code: str) -> tuple[Verdict, ...]:
    plan = await plan_tables.plan(session, code)
    area = await places.area(session, plan.area_code) if plan else None
    return codelists.verdicts_of(area)


def _day(written: str) -> date | None:
    """A day as a date field sends it; empty takes it off the agenda."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise HTTPException(400) from None
