"""A village to tell stories in: the bot, its database and people with phones, over real HTTP."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any
from uuid import uuid4

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot import dispatcher, place_files
from bot.clock import Clock
from bot.polling import Polling
from bot.wire import Session
from handlers.allowance import Allowance
from handlers.visit import House
from outreach.delivery import deliver
from outreach.group_places import GroupPlaces
from outreach.pace import Pace, Rate
from outreach.sender import Sender
from outreach.uploads import Uploads
from people import invitations, roles
from people.invitations import Offer
from storage import filled_in, people
from storage.database import Database
from storage.marks import Marks
from storage.people import Resident
from storage.surveys import Survey
from surveys import answering, closing, life
from surveys.answering import Respondent
from surveys.definitions import Definition
from surveys.files.reading import read
from surveys.walking import Value
from tests.playground.running import Running, Telegram, button_texts, data_of, playground_running
from texts import privacy
from texts.words import Words, catalogue, files

EXAMPLES = Path(__file__).parents[2] / "examples"
AREA = "orp-vizovice"
VIZOVICE = "585939"
NOON = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)
# Replies in groups do not wait for their turn where nobody tests that they do.
IN_NO_TIME = Rate(1000, 1000)

PATIENCE_S = 90.0
SIGNS = "✓☐☑✔‹›📍… "
TAG = re.compile(r"<[^>]*>")
ANYTHING = "\0"

Json = dict[str, Any]

# For stories whose outcome lies in the words, not in the tables.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Village:
    database: Database
    playground: Running
    bot: Bot
    house: House
    clock: Clock
    door: dispatcher.Dispatcher
    fed: list[Json] = field(default_factory=list)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    log: list[Json] = field(default_factory=list)
    media: Path = Path("media")

    @property
    def telegram(self) -> Telegram:
        return self.playground.telegram

    async def person(self, username: str) -> "Phone":
        return Phone(self, await self.telegram.user(username=username, first_name=username))

    async def resident(self, username: str = "resident", language: str = "cs") -> "Phone":
        """Somebody who has agreed to the notice and lives in Vizovice."""
        phone = await self.person(username)
        phone.language = language
        state = self.playground.playground
        chat = state.chat_with(next(iter(state.bots.values())), phone.user["id"])
        assert chat
        chat.started = True
        now = await self.clock.now()
        async with self.database.writing() as session:
            made = await people.arrive(session, phone.user["id"], language, now.date())
            made.municipality = VIZOVICE
            await people.keep_consent(session, made, privacy.VERSION, now)
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
        return await self.open(example(key, **changes))

    async def open(self, definition: Definition) -> Survey:
        async with self.database.writing() as session:
            kept = await life.keep(session, definition, await self.clock.now())
            return await life.release(session, kept.code)

    async def feed(self, update: Json) -> None:
        await self.door.feed(update)
        self.fed.append(update)
        self.bell.set()

    async def until_fed(self, meant: Callable[[Json], bool], times: int = 1) -> Json:
        """Wait until the bot has handled and answered such an update."""
        async with asyncio.timeout(PATIENCE_S):
            while len(found := [one for one in self.fed if meant(one)]) < times:
                self.bell.clear()
                await self.bell.wait()
        return found[-1]

    async def send(self, update: Json) -> Json:
        """Let Telegram deliver this update, perhaps once more."""
        number = update.get("update_id")
        before = sum(one["update_id"] == number for one in self.fed)
        told = await self.telegram.ask("POST", "/updates", update)
        number = told["update_id"]
        return await self.until_fed(lambda one: one["update_id"] == number, before + 1)

    def restart(self) -> None:
        """A new process with nothing in memory."""
        pace = Pace(group=IN_NO_TIME)
        self.door = dispatcher.build(
            bot=self.bot, database=self.database, clock=self.clock, house=self.house, pace=pace
        )

    async def close(self, survey: Survey) -> int:
        """What the closing job does."""
        now = await self.clock.now()
        return await closing.close(self.database, self.house.marks, survey.code, now)

    async def neighbour(self, survey: Survey, number: int, **given: Value) -> None:
        """Somebody else hands in a response; questions not named are skipped."""
        when, who = await self.clock.now(), Respondent(str(10_000 + number), 10_000 + number)
        async with self.database.writing() as session:
            place = (session, self.house.marks, survey.code, who)
            sheet = await answering.sheet(*place, when)
            while asked := sheet.next_unanswered:
                value = given.get(asked.id)
                sheet = await answering.answer(*place, asked.id, value, when)
            await answering.finish(*place, when)

    async def answers(self, survey: Survey) -> list[Json]:
        """Every response to a survey as the database holds it."""
        async with self.database.reading() as session:
            found = filled_in.every_response(session, survey.code)
            return [answers async for _, answers in found]

    async def lives_in(self, phone: "Phone", municipality: str | None) -> None:
        async with self.database.writing() as session:
            found = await people.by_telegram_id(session, phone.user["id"])
            assert found
            found.municipality = municipality

    async def known(self, phone: "Phone") -> Resident | None:
        async with self.database.reading() as session:
            return await people.by_telegram_id(session, phone.user["id"])

    async def count(self, table: Any) -> int:
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0

    async def rows(self, table: Any) -> list[Any]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(table)))

    async def post(self) -> dict[str, int]:
        """Empty the outbox once."""
        uploads = Uploads(self.database, 1, self.media)
        places = GroupPlaces(self.database)
        sender = Sender(self.playground.token, self.playground.api, uploads, Pace(), places=places)
        await sender.open()
        try:
            return dict(await deliver(self.database, sender, await self.clock.now()))
        finally:
            await sender.close()

    async def later(self, moment: datetime) -> None:
        await self.telegram.clock((moment - datetime.now(UTC)).total_seconds())


@dataclass
class Phone:
    """One person's chat with the bot, as their hand and eye meet it.

    Our own texts are named by their English original, whatever language the person reads.
    """

    village: Village
    user: Json
    language: str = "cs"

    @property
    def telegram(self) -> Telegram:
        return self.village.telegram

    @property
    def words(self) -> Words:
        return Words(self.language)

    async def write(self, text: str) -> str:
        """Write something and read the bot's last word on it."""
        await self.say(text)
        return await self.sees()

    async def say(self, text: str) -> Json:
        """Write something; gives one's own message once it has been answered."""
        sent = await self.telegram.write(self.user, text)
        await self._answered(sent)
        return sent

    async def start(self, payload: str = "") -> str:
        return await self._answered(await self.telegram.start(self.user, payload))

    async def send(self, text: str = "", **files: tuple[str, bytes, str]) -> str:
        return await self._answered(await self.telegram.send(self.user, text, **files))

    async def edit(self, message: Json, text: str) -> str:
        return await self._answered(
            await self.telegram.edit(self.user, message, text), "edited_message"
        )

    async def tap(self, label: str) -> str:
        """Tap the button that begins with this text; gives what pops up over the screen."""
        for message in reversed(await self.telegram.messages(self.user)):
            for shown in button_texts(message):
                if plain(shown).strip(SIGNS).startswith(plain(label)):
                    return await self._press(shown, message)
        raise AssertionError(f"no button {label!r} among {await self.buttons()}")

    async def _press(self, shown: str, message: Json) -> str:
        """A tap may be answered before its screen is shown, so the whole reply is waited for."""
        data = data_of(message, shown)
        fed = self.village.fed
        before = sum(self._tapped(one, data) for one in fed)
        popped = await self.telegram.press(self.user, shown, message)
        assert popped["answered"], f"{shown!r} was not answered"
        await self.village.until_fed(lambda one: self._tapped(one, data), before + 1)
        return plain(popped.get("text") or "")

    def _tapped(self, update: Json, data: str | None) -> bool:
        query = update.get("callback_query", {})
        return bool(query) and (query["from"]["id"], query.get("data")) == (self.user["id"], data)

    async def tap_on(self, msgid: str) -> str:
        """Tap the button of that text of ours."""
        return await self.tap(self.words(msgid))

    async def craft(self, data: str) -> str:
        """Send callback data that no button of theirs carries, as a changed app could."""
        messages = await self.telegram.messages(self.user)
        tap = {
            "id": str(uuid4().int >> 70),
            "from": self.user,
            "message": messages[-1] if messages else None,
            "chat_instance": "1",
            "data": data,
        }
        await self.village.send({"callback_query": tap})
        calls = await self.telegram.calls("answerCallbackQuery")
        return plain(calls[-1]["parameters"].get("text") or "") or await self.sees()

    async def last_update(self) -> Json:
        return self.village.fed[-1]

    async def sees(self) -> str:
        """The newest message as it looks now."""
        return _told(await self.telegram.last(self.user))

    async def saw(self, newest: int) -> list[str]:
        """So many of the newest messages, the oldest first."""
        return [_told(one) for one in (await self.telegram.messages(self.user))[-newest:]]

    async def reads(self, msgid: str, **values: Any) -> bool:
        """Whether the newest message says that text of ours; values not given may be any."""
        return self.spoken(msgid, **values).search(await self.sees()) is not None

    def spoken(self, text: str, **values: Any) -> re.Pattern[str]:
        msgid = original(text)
        fields = {name: ANYTHING for _, name, _, _ in Formatter().parse(msgid) if name}
        told = plain(self.words(msgid, **fields | values))
        return re.compile(re.escape(told).replace(re.escape(ANYTHING), ".*"), re.DOTALL)

    async def buttons(self) -> list[str]:
        return [plain(one) for one in button_texts(await self.telegram.last(self.user))]

    async def offers(self, msgid: str) -> bool:
        """Whether the newest message has a button that says so."""
        label = plain(self.words(msgid))
        return any(one.strip(SIGNS).startswith(label) for one in await self.buttons())

    async def _answered(self, sent: Json, kind: str = "message") -> str:
        place = (sent["chat"]["id"], sent["message_id"], sent.get("edit_date"))
        await self.village.until_fed(lambda update: _place(update.get(kind)) == place)
        return await self.sees()


@lru_cache
def original(text: str) -> str:
    """The whole English original that has this text in it."""
    known = {
        message.id if isinstance(message.id, str) else message.id[0]
        for path in files("cs")
        for message in catalogue(path, "cs")
        if message.id
    }
    if text in known:
        return text
    found = [one for one in known if text in one]
    assert len(found) == 1, f"{text!r} is in {len(found)} of our texts"
    return found[0]


def _place(message: Json | None) -> tuple[Any, ...] | None:
    if message is None or "message_id" not in message:
        return None
    return message["chat"]["id"], message["message_id"], message.get("edit_date")


def _told(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "").replace("\xa0", " ")


def plain(text: str) -> str:
    """A text of ours as the eye reads it: no tags, no unbreakable spaces."""
    return html.unescape(TAG.sub("", text)).replace("\xa0", " ")


def example(key: str, **changes: Any) -> Definition:
    source = (EXAMPLES / "surveys" / f"{key}.yaml").read_text(encoding="utf-8")
    dates = {"opens": date(2027, 1, 14), "closes": date(2027, 2, 28)}
    # Stories end when the survey does, unless they are about paper that comes later.
    return read(source).model_copy(update={**dates, "paper_days": 0, **changes})


class PlainSession(Session):
    """Closes at once: without TLS there is nothing to wait for."""

    async def close(self) -> None:
        await self.connections.close()
        if self._session:
            await self._session.close()


# Whoever crafts hundreds of buttons in a story is told what each does, not to slow down.
UNHURRIED = dict.fromkeys(("tap", "message", "export"), "1000000/minute")


@asynccontextmanager
async def village(
    database: Database, folder: Path, limits: dict[str, str] | None = None
) -> AsyncIterator[Village]:
    with capture_logs() as log:
        async with _village(database, folder, UNHURRIED | (limits or {})) as made:
            made.log = log
            yield made


@asynccontextmanager
async def _village(
    database: Database, folder: Path, limits: dict[str, str]
) -> AsyncIterator[Village]:
    async with playground_running() as playground:
        clock = Clock(f"{playground.url}/playground/api/clock")
        server = TelegramAPIServer.from_base(playground.api)
        bot = Bot(
            playground.token,
            session=PlainSession(api=server),
            default=DefaultBotProperties(parse_mode="HTML"),
        )
        house = House(
            Marks(folder / "keys"),
            "naves_bot",
            "http://127.0.0.1",
            Allowance(limits),
            media=folder / "media",
        )
        pace = Pace(group=IN_NO_TIME)
        door = dispatcher.build(bot=bot, database=database, clock=clock, house=house, pace=pace)
        made = Village(database, playground, bot, house, clock, door, media=folder / "media")
        polling = Polling(playground.api, playground.token, made.feed, asyncio.Event())
        await made.later(NOON)
        task = asyncio.get_running_loop().create_task(polling.run())
        try:
            yield made
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await bot.session.close()
            await clock.close()


async def settle(database: Database) -> None:
    """Areas, municipalities and codelists of the examples."""
    async with database.writing() as session:
        for name, keep in (
            ("areas.yaml", place_files.keep_areas),
            ("municipalities.csv", place_files.keep_municipalities),
            ("codelists.yaml", place_files.keep_codelists),
        ):
            await keep(session, (EXAMPLES / name).read_text(encoding="utf-8"))
