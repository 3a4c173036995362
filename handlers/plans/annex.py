"""The settlement table of a plan as a file, from the chat: the published one or the working one."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from groups import membership
from handlers.plans.annex_words import written
from handlers.plans.reading import draft_of
from handlers.replies import Document, Reply, Screen, show
from handlers.taps import AnnexTap, CommentTap, button, go
from handlers.visit import Visit
from people import roles
from people.roles import Action, NotAllowed
from plans import rounds
from plans.annex import annex
from plans.consultation import NoSuchPlan
from plans.reading import Draft
from storage import audit, people, plans
from storage.plans import Plan
from texts.screens import Row

FORMATS: Final = ("pdf", "docx", "xlsx")


def router() -> Router:
    router = Router(name="annex")
    router.callback_query.register(menu, AnnexTap.filter(F.format == ""))
    router.callback_query.register(make, AnnexTap.filter())
    return router


async def menu(_: CallbackQuery, callback_data: AnnexTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    plan = await _plan(visit, code)
    text = words(
        "<b>Settlement table</b>\nPublished answers may be handed round and put at the end of the "
        "plan. The working one has everything else too and is for the office and the groups."
    )
    rows: list[Row] = [_formats(code, everything=False)]
    if await _may_see_all(visit, plan):
        rows.append(
            tuple(
                button(
                    words("{format}, working", format=one.upper()),
                    AnnexTap(code=code, format=one, everything=True),
                )
                for one in FORMATS
            )
        )
    back = button(words("Back"), CommentTap(act="queue", code=code))
    return show(text, *rows, (back, go(words("Home"), "home")))


async def make(_: CallbackQuery, callback_data: AnnexTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    plan = await _plan(visit, code)
    if callback_data.format not in FORMATS:
        return await menu(_, AnnexTap(code=code), visit)
    if callback_data.everything and not await _may_see_all(visit, plan):
        raise NotAllowed(Action.READ_COMMENTS)
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    found = await annex(
        visit.session,
        code,
        everything=callback_data.everything,
        for_office=await _is_office(visit, plan),
        reader=await _reader(visit, plan) if callback_data.everything else None,
    )
    made = written(found, words, visit.now)
    if callback_data.everything:
        detail = {"format": callback_data.format, "everything": True}
        await audit.note(visit.session, visit.now, visit.resident.id, "annex_made", code, **detail)
    name = f"{plan.key}-vyporadani.{callback_data.format}"
    document = Document(name, make=getattr(made, callback_data.format))
    back = button(words("Back"), AnnexTap(code=code))
    return Reply((Screen(made.title, document=document), Screen(words("Done."), ((back,),))))


async def _plan(visit: Visit, code: str) -> Plan:
    """Of the published table anybody may have a copy, once the plan is out."""
    found = await plans.plan(visit.session, code)
    if found is None or (found.public_version is None and not await _may_see_all(visit, found)):
        raise NoSuchPlan(code)
    return found


async def _reader(visit: Visit, plan: Plan) -> Draft | None:
    """What a member of a group reads decides of which rounds the table tells them."""
    if await _is_office(visit, plan):
        return None
    return await draft_of(visit, plan.code)


async def _may_see_all(visit: Visit, plan: Plan) -> bool:
    """Staff who read comments of the area, and members of its groups who do not only listen, once
    they may read the plan."""
    if await _is_office(visit, plan):
        return True
    seats = await membership.seats(visit.session, visit.resident.id)
    if not any(seat.area_code == plan.area_code and seat.votes for seat, _ in seats):
        return False
    return bool(await rounds.out_for(visit.session, visit.resident.id, [plan], visit.when))


async def _is_office(visit: Visit, plan: Plan) -> bool:
    held = await people.roles(visit.session, visit.resident.id)
    return roles.may(held, Action.READ_COMMENTS, plan.area_code)


def _formats(code: str, *, everything: bool) -> Row:
    return tuple(
        button(one.upper(), AnnexTap(code=code, format=one, everything=everything))
        for one in FORMATS
    )
