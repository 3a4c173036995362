"""Puts the parts together, and takes them apart in the opposite order.

The pages come first, because they are wanted within seconds; aiogram is imported in a thread while
they already answer. Stopping first takes nothing new, then ends what is in hand, then lets go.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import structlog

from bot import disk, late_models, leader
from bot.clock import Clock
from bot.front import Front
from bot.polling import Polling
from bot.settings import Settings
from outreach.pace import FREE, PAID, Pace
from storage.database import Database
from storage.marks import Marks

log = structlog.get_logger(__name__)

Update = dict[str, Any]
Acknowledge = Callable[[Update | None], Awaitable[None]]

COLLECT_AFTER = (5000, 20, 20)


class Door(Protocol):
    """What the dispatcher hands back: it raises only when the update has to come again."""

    async def feed(self, update: Update) -> None: ...

    async def respond(self, update: Update, acknowledge: Acknowledge) -> None: ...

    async def watch(self) -> None: ...

    async def settle(self) -> None: ...


class Running:
    """The parts that others of the program reach for while it runs."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.marks = Marks(settings.survey_keys)
        self.bot_username = ""
        self.door: asyncio.Future[Door] = asyncio.get_running_loop().create_future()
        self.hears = asyncio.Event()
        # Replies and what speaks first share what Telegram allows the bot.
        self.pace = Pace(PAID if settings.paid_broadcast else FREE)

    async def feed(self, update: Update) -> None:
        """Handle an update; one that comes before the bot is up waits for it."""
        door = await self._opened()
        await door.feed(update)

    async def respond(self, update: Update, acknowledge: Acknowledge) -> None:
        """Handle an update; acknowledged once it is kept, and shown what was promised by then."""
        door = await self._opened()
        await door.respond(update, acknowledge)

    async def _opened(self) -> Door:
        return self.door.result() if self.door.done() else await asyncio.shield(self.door)

    def chat_link(self, payload: str) -> str | None:
        if not self.bot_username:
            return None
        chat = self.settings.chat_url.format(bot=self.bot_username)
        return f"{chat}?start={payload}" if payload else chat


@asynccontextmanager
async def running(settings: Settings, front: Front) -> AsyncIterator[Running]:
    """The whole of `naves serve`: pages, bot, and unless it is separate the worker's part."""
    async with AsyncExitStack() as stack:
        parts = await _parts(stack, settings)
        front.tell("the pages")
        front.mount(await asyncio.to_thread(_pages, parts))
        front.tell("the bot")
        bot = await _bot(stack, parts)
        stack.push_async_callback(parts.door.result().settle)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        stack.push_async_callback(front.drain)
        await _listen(stack, group, parts, bot)
        _watch(stack, group, parts)
        if settings.worker == "together":
            await _work(stack, group, parts)
        # What has been imported stays; the collector need not walk through all of it again,
        # nor through what is in hand at every 700th new thing.
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        log.info("Náves is up.")
        yield parts
        log.info("Náves stops.")


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Running]:
    """The whole of `naves work`: jobs in every worker, bell and outbox in the one that leads."""
    async with AsyncExitStack() as stack:
        parts = await _parts(stack, settings)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        await _work(stack, group, parts)
        log.info("A worker is up.")
        yield parts
        log.info("The worker stops.")


async def _parts(stack: AsyncExitStack, settings: Settings) -> Running:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    clock = Clock(settings.naves_clock_url)
    stack.push_async_callback(clock.close)
    room = disk.Room(settings.data_dir, settings.minimum_free_disk_mb)
    database = Database(settings.database, room)
    stack.push_async_callback(database.close)
    parts = Running(settings, database, clock)
    stack.callback(parts.door.cancel)
    return parts


def _pages(parts: Running) -> Any:
    late_models.load()
    from surveys.passes import Passes
    from web.app import build
    from web.base import Web

    settings = parts.settings
    return build(
        Web(
            database=parts.database,
            clock=parts.clock,
            marks=parts.marks,
            passes=Passes(settings.derived("links")),
            secret_key=settings.derived("forms"),
            respond=parts.respond,
            chat_link=parts.chat_link,
            exports=settings.exports,
            public_url=settings.public_url,
            webhook_secret=settings.webhook_secret if settings.public_url else None,
            time_zone=settings.zone,
            page_limit=settings.limit_pages,
            sign_in_limit=settings.limit_page_sign_in,
            form_limit=settings.limit_form,
            form_begin_limit=settings.limit_form_begin,
            form_code_limit=settings.limit_form_code,
        )
    )


async def _bot(stack: AsyncExitStack, parts: Running) -> Any:
    """The dispatcher opened to updates; its import takes seconds, in which pages answer."""
    api = await asyncio.to_thread(imported, "bot.api")
    dispatcher = await asyncio.to_thread(imported, "bot.dispatcher")
    bot = await stack.enter_async_context(api.opened(parts.settings))
    parts.bot_username = await api.username(bot)
    await api.offer_commands(bot)
    parts.door.set_result(
        dispatcher.build(
            bot=bot,
            database=parts.database,
            clock=parts.clock,
            house=_house(parts),
            pace=parts.pace,
        )
    )
    return bot


def _house(parts: Running) -> Any:
    from handlers.allowance import Allowance
    from handlers.visit import House

    return House(
        marks=parts.marks,
        bot_username=parts.bot_username,
        public_url=parts.settings.pages_url,
        allowance=Allowance(parts.settings.limits),
        rules=parts.settings.rules,
        media=parts.settings.media,
        chats_here=parts.settings.chats_here,
        secret=parts.settings.derived("links"),
        form_secret=parts.settings.derived("forms"),
    )


async def _listen(
    stack: AsyncExitStack, group: asyncio.TaskGroup, parts: Running, bot: Any
) -> None:
    settings = parts.settings
    if settings.public_url:
        from bot import api
        from web.webhook import PATH

        await api.ask_for_deliveries(bot, settings.public_url + PATH, settings.webhook_secret)
        parts.hears.set()
        return
    _leading(stack, group, parts, "polling", partial(_polling, parts))


def _watch(stack: AsyncExitStack, group: asyncio.TaskGroup, parts: Running) -> None:
    """Know whom Telegram refuses other processes, and what those that are gone promised."""
    from bot.traffic import Traffic

    traffic = Traffic(parts.database, parts.clock, parts.pace)
    for watch in (traffic.watch, parts.door.result().watch):
        task = group.create_task(watch())
        stack.callback(task.cancel)


async def _work(stack: AsyncExitStack, group: asyncio.TaskGroup, parts: Running) -> None:
    await asyncio.to_thread(late_models.load)
    work = await asyncio.to_thread(imported, "bot.work")
    doings = await asyncio.to_thread(imported, "bot.doings")
    await asyncio.to_thread(imported, "outreach.sender")
    incoming = await asyncio.to_thread(imported, "bot.incoming")
    sent_files = await asyncio.to_thread(imported, "bot.sent_files")
    row_exports = await asyncio.to_thread(imported, "bot.row_exports")
    plan_reading = await asyncio.to_thread(imported, "bot.plan_reading")
    meeting_reading = await asyncio.to_thread(imported, "bot.meeting_reading")
    table = {
        **doings.table(parts.marks),
        **incoming.table(parts.settings),
        **sent_files.table(parts.settings),
        **row_exports.doings(parts.settings.exports),
        **plan_reading.table(parts.settings),
        **meeting_reading.table(parts.settings),
    }
    worker = work.Worker(parts.database, parts.clock, table, doings.tell)
    group.create_task(worker.run())
    stack.callback(worker.stop)
    _leading(stack, group, parts, "bell", partial(_bell, parts))


def _leading(
    stack: AsyncExitStack,
    group: asyncio.TaskGroup,
    parts: Running,
    name: str,
    duty: leader.Duty,
) -> None:
    held = leader.lock(parts.settings.database, name)
    task = group.create_task(leader.lead(duty, held, name))
    stack.callback(task.cancel)


@asynccontextmanager
async def _polling(parts: Running) -> AsyncIterator[None]:
    settings = parts.settings
    polling = Polling(settings.telegram_api_url, settings.token, parts.feed, parts.hears)
    async with _to_its_end(polling.run, polling.stop):
        yield


@asynccontextmanager
async def _bell(parts: Running) -> AsyncIterator[None]:
    """What one process at a time does: rings, and speaks first."""
    from bot import broadcasting, group_schedule, incoming, receipts, row_exports, schedule
    from outreach.delivery import Delivery
    from outreach.group_places import GroupPlaces
    from outreach.sender import Sender
    from outreach.uploads import Uploads

    settings = parts.settings
    uploads = Uploads(parts.database, settings.bot_id, settings.media)
    sender = Sender(
        settings.token,
        settings.telegram_api_url,
        uploads,
        parts.pace,
        paid=settings.paid_broadcast,
        places=GroupPlaces(parts.database),
    )
    delivery = Delivery(parts.database, sender, parts.clock.now, settings.rules)
    rings = [
        *schedule.rings(parts.database, settings.media),
        *broadcasting.rings(parts.database, sender, settings.rules),
        *receipts.rings(parts.database, sender),
        *group_schedule.rings(parts.database, sender),
        *row_exports.rings(parts.database, settings.exports),
        schedule.Ring("incoming", 3600, partial(incoming.forget_left_over, settings.media)),
    ]
    await sender.open()
    try:
        async with (
            _to_its_end(delivery.run, delivery.stop),
            schedule.ringing(rings, parts.clock, settings.zone),
        ):
            yield
    finally:
        await sender.close()


@asynccontextmanager
async def _to_its_end(
    run: Callable[[], Awaitable[None]], stop: Callable[[], None]
) -> AsyncIterator[None]:
    """Runs beside the block; told to stop at its end and then waited for, not cancelled."""
    task = asyncio.ensure_future(run())
    try:
        yield
    finally:
        stop()
        await task


def imported(name: str) -> ModuleType:
    """A big module; without the collector looking for garbage it comes a sixth sooner."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()
