"""Draft plans in the chat: section by section, what concerns the reader first."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.commands import Said
from handlers.plans import screens
from handlers.replies import Reply, show
from handlers.taps import Go, PlanTap, button, go
from handlers.visit import Visit
from people import profile
from plans import keeping, reading, rounds
from plans.changes import Change
from plans.reading import Draft, Interests
from storage import comments, people
from storage import plans as tables
from storage.plans import Plan
from texts.content import pick
from texts.screens import Row


def router() -> Router:
    router = Router(name="plans")
    router.message.register(listing, Said("plans"))
    router.callback_query.register(listing, Go.filter(F.to == "plans"))
    router.callback_query.register(open_plan, PlanTap.filter(F.act == "open"))
    router.callback_query.register(section, PlanTap.filter(F.act == "section"))
    router.callback_query.register(whole_text, PlanTap.filter(F.act == "text"))
    router.callback_query.register(what_changed, PlanTap.filter(F.act == "changed"))
    router.callback_query.register(take_stance, PlanTap.filter(F.act.in_(set(reading.STANCES))))
    router.callback_query.register(contents, PlanTap.filter(F.act == "contents"))
    router.callback_query.register(follow, PlanTap.filter(F.act.in_({"follow", "unfollow"})))
    return router


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """Plans of my areas that are out; a single one is opened at once."""
    words = visit.words
    found = await _out(visit)
    if len(found) == 1:
        return await introduce(visit, found[0].code)
    rows: list[Row] = []
    for plan in found:
        draft = await draft_of(visit, plan.code)
        title = pick(draft.version.title, visit.resident.language)
        rows.append((button(title, PlanTap(act="open", code=plan.code)),))
    text = words("<b>Plans</b>") if rows else words("No draft plan is out now.")
    return show(text, *rows, (go(words("Home"), "home"),))


async def any_out(visit: Visit) -> bool:
    return bool(await _out(visit))


async def _out(visit: Visit) -> list[Plan]:
    """Plans of the resident's areas that are public, and those that a round of theirs reads."""
    session, resident = visit.session, visit.resident
    areas = await profile.areas(session, resident)
    public = [one for one in await tables.plans_of(session, areas) if one.public_version]
    inside = await rounds.plans_of(session, resident.id, visit.when)
    return list({one.code: one for one in (*inside, *public)}.values())


async def draft_of(visit: Visit, code: str) -> Draft:
    """The version that the resident may read; raises NoSuchPlan."""
    return await rounds.draft_for(visit.session, code, visit.resident.id, visit.when)


async def introduce(visit: Visit, code: str) -> Reply:
    """What the plan is, until when comments are taken, and how far one has read."""
    draft = await draft_of(visit, code)
    path, stances = await _path(visit, draft)
    following = visit.resident.id in await tables.followers(visit.session, code)
    window = await rounds.window_of(visit.session, draft, visit.when)
    return screens.introduction(visit, draft, path, stances, window, following)


async def open_plan(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    return await introduce(visit, callback_data.code)


async def section(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    """The section that was asked for, or the next one that is not read yet."""
    draft = await draft_of(visit, callback_data.code)
    if callback_data.section:
        return await _card(visit, draft, callback_data.section)
    return await _onwards(visit, draft, "")


async def whole_text(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    draft = await draft_of(visit, callback_data.code)
    window = await rounds.window_of(visit.session, draft, visit.when)
    return screens.whole_text(visit, draft, draft.section(callback_data.section), window)


async def what_changed(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    draft = await draft_of(visit, callback_data.code)
    before = await reading.previous(visit.session, draft)
    section_id = callback_data.section
    if before is None:
        return await _card(visit, draft, section_id)
    old = await keeping.sections(visit.session, draft.plan.code, before.number)
    was = next((one for one in old if one.id == section_id), None)
    window = await rounds.window_of(visit.session, draft, visit.when)
    return screens.difference(visit, draft, was, draft.section(section_id), window)


async def take_stance(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    draft = await draft_of(visit, callback_data.code)
    await reading.take_stance(
        visit.session,
        draft,
        visit.resident.id,
        callback_data.section,
        callback_data.act,
        visit.when,
    )
    return await _onwards(visit, draft, callback_data.section)


async def contents(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    draft = await draft_of(visit, callback_data.code)
    path, stances = await _path(visit, draft)
    return screens.contents(visit, draft, path, stances, callback_data.page)


async def follow(_: CallbackQuery, callback_data: PlanTap, visit: Visit) -> Reply:
    code = callback_data.code
    await draft_of(visit, code)
    await tables.follow(visit.session, code, visit.resident.id, callback_data.act == "follow")
    return await introduce(visit, code)


async def go_on(visit: Visit, code: str, after: str) -> Reply:
    """The next section that the reader has not gone through."""
    return await _onwards(visit, await draft_of(visit, code), after)


async def _onwards(visit: Visit, draft: Draft, after: str) -> Reply:
    path, stances = await _path(visit, draft)
    following = reading.next_unread(path, stances, after)
    if following is None:
        return screens.end(visit, draft, stances)
    return await _card(visit, draft, following.id)


async def _card(visit: Visit, draft: Draft, section_id: str) -> Reply:
    shown = draft.section(section_id)
    path, stances = await _path(visit, draft)
    changes = await reading.changed(visit.session, draft)
    place = (draft.plan.code, section_id)
    told = await comments.released_count(visit.session, *place, rounds=draft.hears)
    window = await rounds.window_of(visit.session, draft, visit.when)
    return screens.card(
        visit,
        draft,
        shown,
        screens.Place(path, stances, window, told),
        is_changed=changes.get(section_id) in (Change.ADDED, Change.CHANGED),
    )


async def _path(visit: Visit, draft: Draft) -> screens.Path:
    resident = visit.resident
    topics = await people.topics(visit.session, resident.id)
    path = reading.walk(draft, Interests(resident.municipality, topics))
    plan, number = draft.plan.code, draft.version.number
    return path, await tables.stances(visit.session, plan, number, resident.id)
