"""A village to tell stories in: the bot, its database and people with phones, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot import dispatcher, place_files
from bot.clock import Clock
from bot.polling import Polling
from handlers.allowance import Allowance
from handlers.visit import House
from outreach.delivery import deliver
from outreach.sender import Sender
from people import invitations, roles
from people.invitations import Offer
from storage import people
from storage.database import Database
from storage.surveys import Survey
from surveys import life
from surveys.definitions import Definition
from surveys.marks import Marks
from surveys.reading import read
from tests.playground.running import Running, Telegram, button_texts, playground_running
from texts import privacy

EXAMPLES = Path(__file__).parents[2] / "examples"
AREA = "orp-vizovice"
VIZOVICE = "585939"
NOON = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)

Json = dict[str, Any]


@dataclass
class Village:
    database: Database
    playground: Running
    bot: Bot
    house: House
    clock: Clock
    door: dispatcher.Dispatcher

    @property
    def telegram(self) -> Telegram:
        return self.playground.telegram

    async def person(self, username: str) -> "Phone":
        return Phone(self, await self.telegram.user(username=username, first_name=username))

    async def resident(self, username: str = "resident") -> "Phone":
        """Somebody who has agreed to the notice and lives in Vizovice."""
        phone = await self.person(username)
        now = await self.clock.now()
        async with self.database.writing() as session:
            made = await people.arrive(session, phone.user["id"], "cs", now.date())
            made.municipality = VIZOVICE
            await people.keep_consent(session, made.id, privacy.VERSION, now)
        return phone

    async def staff(self, username: str, role: str, area: str = AREA, group: str = "") -> "Phone":
        phone = await self.resident(username)
        now = await self.clock.now()
        async with self.database.writing() as session:
            found = await people.by_telegram_id(session, phone.user["id"])
            assert found
            await people.grant(
                session,
                found.id,
                role=role,
                area_code=area if role != roles.ADMINISTRATOR else "",
                group_code=group,
                name=username,
                now=now,
            )
        return phone

    async def invitation(self, offer: Offer | None = None) -> str:
        now = await self.clock.now()
        async with self.database.writing() as session:
            assert offer is None
            return await invitations.invite_administrator(session, now)

    async def survey(self, key: str = "obyvatele-2027", **changes: Any) -> Survey:
        """An example survey, released and open in the winter of 2027."""
        definition = example(key, **changes)
        async with self.database.writing() as session:
            kept = await life.keep(session, definition, await self.clock.now())
            return await life.release(session, kept.code)

    async def post(self) -> dict[str, int]:
        """Empty the outbox once."""
        sender = Sender(self.playground.token, self.playground.api)
        await sender.open()
        try:
            return dict(await deliver(self.database, sender, await self.clock.now()))
        finally:
            await sender.close()

    async def later(self, moment: datetime) -> None:
        await self.telegram.clock((moment - datetime.now(UTC)).total_seconds())


@dataclass
class Phone:
    """One person's chat with the bot, as their hand and eye meet it."""

    village: Village
    user: Json

    @property
    def telegram(self) -> Telegram:
        return self.village.telegram

    async def write(self, text: str) -> Json:
        """Write something and read the bot's last word on it."""
        sent = await self.telegram.write(self.user, text)
        await self.telegram.reply(self.user, sent)
        await self.quiet()
        return await self.telegram.last(self.user)

    async def start(self, payload: str = "") -> Json:
        sent = await self.telegram.start(self.user, payload)
        await self.telegram.reply(self.user, sent)
        await self.quiet()
        return await self.telegram.last(self.user)

    async def tap(self, button: str) -> Json:
        """Tap the button that begins with this text; gives the message as it looks now."""
        await self.press(button)
        return await self.telegram.last(self.user)

    async def press(self, button: str) -> Json:
        """Tap and read what pops up over the screen."""
        for message in reversed(await self.telegram.messages(self.user)):
            for label in button_texts(message):
                if label.strip("✓☐☑✔‹› ").startswith(button):
                    return await self.telegram.press(self.user, label, message)
        shown = button_texts(await self.telegram.last(self.user))
        raise AssertionError(f"no button {button!r} among {shown}")

    async def sees(self) -> str:
        last = await self.telegram.last(self.user)
        return str(last.get("text") or last.get("caption") or "").replace("\xa0", " ")

    async def buttons(self) -> list[str]:
        return button_texts(await self.telegram.last(self.user))

    async def quiet(self) -> None:
        """Wait until the bot has said all it had to say."""
        before = -1
        while before != (now := len(await self.telegram.messages(self.user))):
            before = now
            await asyncio.sleep(0.03)


def example(key: str, **changes: Any) -> Definition:
    source = (EXAMPLES / "surveys" / f"{key}.yaml").read_text(encoding="utf-8")
    dates = {"opens": date(2027, 1, 14), "closes": date(2027, 2, 28)}
    return read(source).model_copy(update={**dates, **changes})


@asynccontextmanager
async def village(
    database: Database, folder: Path, limits: dict[str, str] | None = None
) -> AsyncIterator[Village]:
    async with playground_running() as playground:
        clock = Clock(f"{playground.url}/playground/api/clock")
        server = TelegramAPIServer.from_base(playground.api)
        bot = Bot(
            playground.token,
            session=AiohttpSession(api=server),
            default=DefaultBotProperties(parse_mode="HTML"),
        )
        house = House(
            Marks(folder / "keys"), "naves_bot", "http://127.0.0.1", Allowance(limits or {})
        )
        door = dispatcher.build(bot=bot, database=database, clock=clock, house=house)
        polling = Polling(playground.api, playground.token, door.feed, asyncio.Event())
        made = Village(database, playground, bot, house, clock, door)
        await made.later(NOON)
        await _settle(database)
        task = asyncio.get_running_loop().create_task(polling.run())
        try:
            yield made
        finally:
            polling.stop()
            await task
            await bot.session.close()
            await clock.close()


async def _settle(database: Database) -> None:
    """Areas, municipalities and codelists of the examples."""
    async with database.writing() as session:
        for name, keep in (
            ("areas.yaml", place_files.keep_areas),
            ("municipalities.csv", place_files.keep_municipalities),
            ("codelists.yaml", place_files.keep_codelists),
        ):
            await keep(session, (EXAMPLES / name).read_text(encoding="utf-8"))
