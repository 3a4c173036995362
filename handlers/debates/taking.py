"""Debates for everybody: what is open, one statement after another, one's own stances."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from debates import keeping, proposing, taking
from debates.keeping import Run
from debates.stages import Stage
from debates.taking import NoSuchStatement, Standing, Who
from handlers.commands import Said
from handlers.debates import results, screens
from handlers.debates.taps import DebateTap, StanceTap
from handlers.refusals import ConsentMissing
from handlers.replies import Reply, alert, show
from handlers.taps import Go
from handlers.visit import Visit
from people import profile
from people.profile import has_consented
from storage import debate_listeners
from storage import debates as tables
from storage.marks import Marks
from texts.screens import TO_DEBATE, Row

Place = tuple[AsyncSession, Marks, str, Who]


def router() -> Router:
    router = Router(name="debates")
    router.message.register(listing, Said("debates"))
    router.callback_query.register(listing, Go.filter(F.to == "debates"))
    router.callback_query.register(take, StanceTap.filter())
    for act, does in ACTS.items():
        router.callback_query.register(does, DebateTap.filter(F.act == act))
    return router


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    return screens.listing(visit, *await _near(visit))


async def listed(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """A page of the list."""
    return screens.listing(visit, *await _near(visit), callback_data.number)


async def any_on(visit: Visit) -> bool:
    areas = await profile.areas(visit.session, visit.resident)
    return await tables.are_any(visit.session, areas, visit.now)


async def introduce(visit: Visit, code: str) -> Reply:
    """The card of a debate; raises NoSuchDebate."""
    return await card(visit, code.upper())


async def open_debate(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    return await card(visit, callback_data.code)


async def following(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """The next statement, or the end."""
    demand_consent(visit, callback_data.code)
    return await _next(visit, await standing_of(visit, callback_data.code))


async def take(_: CallbackQuery, callback_data: StanceTap, visit: Visit) -> Reply:
    """Keep a stance and show what follows; the same tap again changes nothing."""
    code, number = callback_data.code, callback_data.number
    demand_consent(visit, code)
    stance = (number, callback_data.value)
    try:
        standing = await taking.take(*_place(visit, code), stance, visit.when)
    except NoSuchStatement:
        return await _past(visit, code)
    return await _next(visit, standing, before=number)


async def again(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """A statement once more, with the stance that is held."""
    demand_consent(visit, callback_data.code)
    code, number = callback_data.code, callback_data.number
    standing = await standing_of(visit, code)
    shown = await taking.statement(visit.session, code, number)
    held = await taking.stance(*_place(visit, code), number, visit.now)
    return screens.asked(visit, standing, shown, held=held)


async def mine(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    code = callback_data.code
    run = await keeping.known(visit.session, code)
    held = await taking.taken(*_place(visit, code), visit.now)
    if not held:
        return await card(visit, code)
    return screens.own_stances(visit, run, held, callback_data.number)


async def ask_withdraw(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    return screens.ask_withdraw(visit, await keeping.known(visit.session, callback_data.code))


async def withdraw(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    code, words = callback_data.code, visit.words
    await taking.withdraw(*_place(visit, code), visit.now)
    text = words("Your stances are taken back.")
    return show(text, (screens.tap(words("Back"), "show", code),))


async def listen(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    demand_consent(visit, callback_data.code)
    await taking.listen(visit.session, callback_data.code, visit.resident.id, visit.now)
    return await _next(visit, await standing_of(visit, callback_data.code))


async def stop_listening(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """Letters about a debate offer it too, so it works once the debate is over."""
    code = callback_data.code
    await taking.stop_listening(visit.session, code, visit.resident.id)
    run = await keeping.known(visit.session, code)
    if run.stage(visit.now) is Stage.OPEN:
        return await _next(visit, await standing_of(visit, code))
    return await card(visit, code)


async def result(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    run = await keeping.known(visit.session, callback_data.code)
    if run.stage(visit.now) is not Stage.CLOSED:
        return alert(visit.words("There is no result yet."))
    return await results.result(visit, run)


async def mine_told(visit: Visit) -> tuple[list[str], list[Row]]:
    """Debates that this person is in, and statements of theirs that wait to be read."""
    words = visit.words
    lines: list[str] = []
    rows: list[Row] = []
    for run in (await _near(visit))[0]:
        standing = await standing_of(visit, run.code)
        if standing.answered:
            lines.append(screens.mine_line(words, standing))
            rows.append((screens.show_button(run, words),))
    for _, waiting in await proposing.waiting_of(visit.session, visit.resident.id):
        lines.append(screens.waiting_line(words, waiting))
    return lines, rows


def demand_consent(visit: Visit, code: str) -> None:
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_DEBATE + code)


def who_of(visit: Visit) -> Who:
    return Who(str(visit.resident.telegram_id), visit.resident.id)


async def standing_of(visit: Visit, code: str) -> Standing:
    return await taking.standing(*_place(visit, code), visit.now)


async def card(visit: Visit, code: str, note: str = "") -> Reply:
    run = await keeping.known(visit.session, code)
    is_open = run.stage(visit.now) is Stage.OPEN
    return screens.card(visit, run, await standing_of(visit, code) if is_open else None, note)


async def _next(visit: Visit, standing: Standing, before: int = 0) -> Reply:
    if standing.following:
        return screens.asked(visit, standing, standing.following, before=before)
    code, resident_id = standing.run.code, visit.resident.id
    listens = await debate_listeners.listens(visit.session, code, resident_id)
    return screens.all_answered(visit, standing, listens=listens, before=before)


async def _past(visit: Visit, code: str) -> Reply:
    """What follows a statement that was taken out while somebody looked at it."""
    follows = await _next(visit, await standing_of(visit, code))
    return replace(follows, toast=visit.words("This statement is no longer there."))


async def _near(visit: Visit) -> tuple[list[Run], list[Run]]:
    """Debates of the resident's areas that are open, and those that have ended."""
    areas = await profile.areas(visit.session, visit.resident)
    running = await keeping.running(visit.session, areas, visit.now)
    return running, await keeping.ended(visit.session, areas)


def _place(visit: Visit, code: str) -> Place:
    return visit.session, visit.house.marks, code, who_of(visit)


ACTS = {
    "list": listed,
    "show": open_debate,
    "next": following,
    "again": again,
    "mine": mine,
    "ask-back": ask_withdraw,
    "back": withdraw,
    "listen": listen,
    "deaf": stop_listening,
    "result": result,
}
