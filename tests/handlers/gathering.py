"""A Telegram group to tell stories in: people and the bot in one chat, over real HTTP."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from groups import chats, nomination, running
from groups.nomination import Nominee
from groups.running import Actor, Wanted
from storage import people
from storage.groups import MEMBER, WorkingGroup
from tests.handlers.village import AREA, PATIENCE_S, VIZOVICE, Phone, Village, _told, plain
from tests.playground.running import Json, button_texts, data_of

BOT_ID = 1000000001
ALL_RIGHTS = ["can_pin_messages", "can_manage_topics", "can_delete_messages"]


@dataclass
class Gathering:
    """One Telegram group; whoever founded it is the first of its people."""

    village: Village
    chat: Json
    founder: Phone

    @property
    def id(self) -> int:
        number: int = self.chat["id"]
        return number

    async def ask(self, what: str, phone: Phone, **more: Any) -> Json:
        body = {"from_id": phone.user["id"]} | more
        return dict(await self.village.telegram.ask("POST", f"/chats/{self.id}/{what}", body))

    async def write(self, phone: Phone, text: str, reply_to: int = 0, thread: int = 0) -> str:
        """Say something; reads the newest message once the bot has answered, if it hears it."""
        place = {"reply_to": reply_to, "message_thread_id": thread}
        await self.ask("messages", phone, text=text, **place)
        await settled(self.village)
        return await self.sees()

    async def tap(self, phone: Phone, label: str) -> str:
        """Tap the newest button that begins so; gives what pops up."""
        for message in reversed(await self.messages()):
            for shown in button_texts(message):
                if plain(shown).startswith(label):
                    data = data_of(message, shown)
                    number = message["message_id"]
                    popped = await self.ask("press", phone, message_id=number, data=data)
                    assert popped["answered"], f"{shown!r} was not answered"
                    await settled(self.village)
                    return plain(popped.get("text") or "")
        raise AssertionError(f"no button {label!r}")

    async def join(self, phone: Phone, by: Phone | None = None) -> None:
        actor = by or self.founder
        await self._change(actor, user_id=phone.user["id"], status="member")

    async def allow(self, *rights: str) -> None:
        """Make the bot an administrator with these rights."""
        await self._change(self.founder, user_id=BOT_ID, status="administrator", rights=rights)

    async def throw_out(self) -> None:
        await self._change(self.founder, user_id=BOT_ID, status="kicked")

    async def hide(self, phone: Phone) -> None:
        rights = ["is_anonymous", "can_manage_chat"]
        await self._change(
            self.founder, user_id=phone.user["id"], status="administrator", rights=rights
        )

    async def migrate(self) -> "Gathering":
        await self.ask("migrate", self.founder)
        await settled(self.village)
        every = await self.village.telegram.ask("GET", "/chats")
        moved = next(one for one in every if one["id"] < -1_000_000_000_000)
        return Gathering(self.village, moved, self.founder)

    async def _change(self, actor: Phone, **how: Any) -> None:
        await self.ask("members", actor, **how)
        await settled(self.village)

    async def messages(self) -> list[Json]:
        return list(await self.village.telegram.ask("GET", f"/chats/{self.id}/messages"))

    async def sees(self) -> str:
        return _told((await self.messages())[-1])

    async def newest(self) -> Json:
        """The bot's newest message."""
        return next(one for one in reversed(await self.messages()) if one["from"]["is_bot"])

    async def is_left(self) -> bool:
        """Whether the bot has gone of its own will."""
        calls = await self.village.telegram.calls("leaveChat")
        return any(one["parameters"]["chat_id"] in (self.id, str(self.id)) for one in calls)


async def settled(village: Village) -> None:
    """Wait until all that Telegram had for the bot has been handled."""
    state = village.playground.playground
    inbox = state.inboxes[state.first_bot().id]
    async with asyncio.timeout(PATIENCE_S):
        while inbox.waiting():  # noqa: ASYNC110  # nobody tells when the last is acknowledged
            await asyncio.sleep(0.01)


async def gather(village: Village, *phones: Phone, **described: Any) -> Gathering:
    """A new Telegram group with these people and the bot in it."""
    members = [one.user["id"] for one in phones]
    body = {"type": "supergroup", "title": "Naše skupina", "member_ids": members} | described
    chat = await village.telegram.ask("POST", "/chats", body)
    met = Gathering(village, dict(chat), phones[0])
    await settled(village)
    return met


async def group(village: Village, **wanted: Any) -> WorkingGroup:
    """A working group of the area."""
    async with village.database.writing() as session:
        described = {"area_code": AREA, "name": {"cs": "Senioři"}} | wanted
        return await running.keep(session, Wanted(**described), await village.clock.now())


async def seat(
    village: Village, group: WorkingGroup, phone: Phone, role: str = MEMBER, party: str = "user"
) -> int:
    """Let somebody sit in a group; gives the number of their seat."""
    now = await village.clock.now()
    token = f"seat-{phone.user['id']}-{group.code}"
    async with village.database.writing() as session:
        person = await people.by_telegram_id(session, phone.user["id"])
        assert person
        nominee = Nominee(phone.user["first_name"], party, role, (VIZOVICE,))
        actor = Actor(person.id, None)
        made = await nomination.nominate(session, actor, group.code, nominee, now, token)
        await nomination.agree(session, token, person.id, now)
        return made.id


async def bound(
    village: Village, group: WorkingGroup, chair: Phone, *others: Phone, **described: Any
) -> Gathering:
    """A Telegram group in which the working group meets, bound by its chair."""
    met = await gather(village, chair, *others, **described)
    await met.write(chair, f"/pripojit {await spoken_code(village, group, chair)}")
    return met


async def spoken_code(village: Village, group: WorkingGroup, phone: Phone) -> str:
    code = chats.new_code()
    async with village.database.writing() as session:
        person = await people.by_telegram_id(session, phone.user["id"])
        assert person
        now = await village.clock.now() - timedelta(minutes=1)
        await chats.offer_code(session, Actor(person.id, None), group.code, code, now)
    return code
