"""People who answer a survey through their phones, and remember all that they were told.

A tap that stays without an answer is repeated, as people do. What a villager was told is what a
screen showed: an option ticked, the next question, the summary, the receipt, a number of enquiry.
"""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.playground.running import Telegram

Json = dict[str, Any]
Place = tuple[int, str]

RECEIPT = re.compile(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b")
ENQUIRY = re.compile(r"Předáno jako dotaz č\.\s*(\d+)")
APOLOGY = "Omlouv"
# Options that stand alone; whoever ticks them unticks the others.
ALONE = frozenset(("nepotrebuji", "nechci", "nic", "nevim"))


class Phones(Telegram):
    """Over aiohttp, whose calls may be given up at any time, as impatient people do."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = f"{url}/playground/api"
        self.http = http

    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        async with self.http.request(method, self.url + path, json=body, params=query) as answer:
            assert answer.ok, f"{method} {path}: {answer.status} {await answer.text()}"
            return await answer.json()


@dataclass(frozen=True)
class Tap:
    message: int
    data: str

    @property
    def parts(self) -> list[str]:
        return self.data.split(":")


@dataclass
class Told:
    """All that the bot has confirmed to one person; a key is which response and question."""

    answers: dict[Place, Any] = field(default_factory=dict)
    ticks: set[tuple[int, str, str]] = field(default_factory=set)
    receipts: dict[int, set[str]] = field(default_factory=dict)
    enquiries: set[int] = field(default_factory=set)
    apologies: list[str] = field(default_factory=list)


class Villager:
    """One person with what they want to say; `responses` is how often they fill the survey in."""

    def __init__(
        self,
        telegram: Telegram,
        user: Json,
        code: str,
        chance: random.Random,
        *,
        responses: int = 1,
        asks: bool = False,
        patience_s: float = 5.0,
    ) -> None:
        self.telegram = telegram
        self.user = user
        self.code = code
        self.chance = chance
        self.responses = responses
        self.asks = asks
        self.patience_s = patience_s
        self.meant: dict[Place, Any] = {}
        self.told = Told()
        self._pending: tuple[Place, Any] | None = None
        self._written = 0

    @property
    def id(self) -> int:
        return int(self.user["id"])

    async def takes_part(self, after_each: Callable[[], None]) -> None:
        """From the deep link to the last receipt, however often the bot falls silent."""
        await self._say(lambda: self.telegram.start(self.user, f"s_{self.code}"))
        while not self._has_all():
            await self._next()
            after_each()
        if self.asks:
            await self._ask(after_each)

    async def comes_to_a_question(self) -> Tap:
        """Up to the first question with answers below it; gives the one they are about to tap."""
        await self._say(lambda: self.telegram.start(self.user, f"s_{self.code}"))
        while True:
            for message in await self._screens():
                tap = self._choice(message)
                if tap and tap.parts[0] in "at":
                    return tap
            await self._next()

    async def taps_unseeing(self, tap: Tap) -> Json:
        """Tap until it is heard; gives the screen that stays as it was."""
        pressed = {"from_id": self.id, "message_id": tap.message, "data": tap.data}
        heard = False
        while not heard:
            answer = await self.telegram.ask("POST", f"/chats/{self.id}/press", pressed)
            heard = answer["answered"]
        return await self._screen(tap.message)

    async def waits_for_another(self, shown: Json) -> None:
        """Look at the phone, without a tap, until there is something new."""
        while await self._screen(shown["message_id"]) == shown:  # noqa: ASYNC110
            await asyncio.sleep(0.2)

    async def _screen(self, number: int) -> Json:
        (shown,) = [one for one in await self._screens() if one["message_id"] == number]
        return shown

    async def looks_again(self) -> None:
        """Open the summary once more and hand in again: the receipt must be the same."""
        self.told.receipts, before = {}, self.told.receipts
        thanks = f"sv:{self.code}:summary:{self.responses}"
        while not self.told.receipts:
            await self._tap_first(lambda tap: tap.data == thanks) or await self._next()
        for nth, receipts in before.items():
            self.told.receipts.setdefault(nth, set()).update(receipts)

    def _has_all(self) -> bool:
        return all(nth in self.told.receipts for nth in range(1, self.responses + 1))

    async def _next(self) -> None:
        for message in await self._screens():
            self._notice(message)
            tap = self._choice(message)
            if tap is not None:
                await self._tap(tap)
                break
            text = self._text_asked_for(message)
            if text:
                await self._say(lambda text=text: self.telegram.write(self.user, text))
                break
        else:
            await asyncio.sleep(0.2)

    async def _ask(self, after_each: Callable[[], None]) -> None:
        """Write something nobody understands and have it passed on."""
        await self._say(lambda: self.telegram.write(self.user, f"Kdy jezdí autobus? {self.id}"))
        while not self.told.enquiries:
            if not await self._tap_first(lambda tap: tap.data.startswith("eq:hand-over")):
                await self._look(self._written)
                await asyncio.sleep(0.2)
            after_each()

    async def _look(self, since: int) -> None:
        """Read the screen that was tapped, or what came after it."""
        for message in await self._screens():
            if message["message_id"] >= since:
                self._notice(message)

    async def _screens(self) -> list[Json]:
        """What the bot has said, the newest first."""
        said = await self.telegram.messages(self.user)
        return [message for message in reversed(said) if message["from"]["is_bot"]]

    def _choice(self, message: Json) -> Tap | None:
        """What to tap on a screen, if anything there leads on."""
        taps = {tap.data: tap for tap in taps_of(message)}
        for wanted in self._ways_on():
            if wanted in taps:
                return taps[wanted]
        consent = [tap for data, tap in taps.items() if data.startswith("ok:")]
        notice = [tap for data, tap in taps.items() if data.startswith("go:notice")]
        answers = self._answer(list(taps.values()))
        return next(iter(consent + notice + answers), None)

    def _ways_on(self) -> Iterator[str]:
        for nth in range(1, self.responses + 1):
            if nth not in self.told.receipts:
                yield f"sv:{self.code}:finish:{nth}"
                yield f"sv:{self.code}:begin:{nth}"
        done = [nth for nth in self.told.receipts if nth < self.responses]
        for nth in done:
            yield f"sv:{self.code}:again:{nth}"

    def _answer(self, taps: list[Tap]) -> list[Tap]:
        """The next tap on a question: a tick that is missing, Done, an option, or showing them."""
        ticks = [tap for tap in taps if tap.parts[0] == "t"]
        if ticks:
            return self._tick(taps, ticks)
        options = [tap for tap in taps if tap.parts[0] == "a"]
        if options:
            place = place_of(options[0])
            codes = [tap.parts[4] for tap in options]
            meant = self.meant.setdefault(place, self.chance.choice(codes))
            self._pending = place, meant
            return [tap for tap in options if tap.parts[4] == meant]
        return [tap for tap in taps if tap.parts[0] == "q" and tap.parts[4] == "1"]

    def _tick(self, taps: list[Tap], ticks: list[Tap]) -> list[Tap]:
        place = place_of(ticks[0])
        several = [tap.parts[4] for tap in ticks if tap.parts[4] not in ALONE]
        meant = self.meant.setdefault(place, self.chance.sample(several, 2))
        missing = [tap for tap in ticks if tap.parts[4] in meant and tap.parts[5] == "1"]
        if missing:
            return missing[:1]
        self._pending = place, meant
        return [tap for tap in taps if tap.parts[0] == "d"]

    def _text_asked_for(self, message: Json) -> str | None:
        """What to write when the newest question can only be skipped or written to."""
        skips = [tap for tap in taps_of(message) if tap.parts[0] == "x"]
        kinds = {tap.parts[0] for tap in taps_of(message)}
        if not skips or kinds & {"a", "t", "d"}:
            return None
        place = place_of(skips[0])
        meant = self.meant.setdefault(place, f"Lavičku číslo {self.id}-{place[0]}")
        self._pending = place, meant
        return str(meant)

    def _notice(self, message: Json) -> None:
        """Keep what a screen confirms."""
        text, taps = str(message.get("text", "")), taps_of(message)
        if APOLOGY in text:
            self.told.apologies.append(text)
        self.told.enquiries |= {int(number) for number in ENQUIRY.findall(text)}
        for tap in taps:
            if tap.parts[0] == "t" and tap.parts[5] == "0":
                self.told.ticks.add((*place_of(tap), tap.parts[4]))
        handed_in = [tap for tap in taps if tap.data.startswith(f"sv:{self.code}:again")]
        if handed_in and RECEIPT.search(text):
            nth = int(handed_in[0].parts[3])
            self.told.receipts.setdefault(nth, set()).update(RECEIPT.findall(text))
        self._notice_progress(taps)

    def _notice_progress(self, taps: list[Tap]) -> None:
        """The next question or the summary says that the one before has been kept."""
        if self._pending is None:
            return
        (nth, question), value = self._pending
        shown = {place_of(tap) for tap in taps if tap.parts[0] in "atdx"}
        summed_up = any(tap.data == f"sv:{self.code}:finish:{nth}" for tap in taps)
        if summed_up or any(one == nth and other != question for one, other in shown):
            self.told.answers[nth, question] = value
            self._pending = None

    async def _tap_first(self, wanted: Callable[[Tap], bool]) -> bool:
        for message in await self._screens():
            for tap in taps_of(message):
                if wanted(tap):
                    await self._tap(tap)
                    return True
        return False

    async def _tap(self, tap: Tap) -> None:
        """Tap and wait for an answer, but not for ever; the screen says what came of it."""
        pressed = {"from_id": self.id, "message_id": tap.message, "data": tap.data}
        # The button may be gone by now, then the screen shows others; a phone may lose its line.
        with suppress(TimeoutError, AssertionError, aiohttp.ClientOSError):
            async with asyncio.timeout(self.patience_s):
                answer = await self.telegram.ask("POST", f"/chats/{self.id}/press", pressed)
                if APOLOGY in str(answer["text"]):
                    self.told.apologies.append(answer["text"])
        await self._look(tap.message)

    async def _say(self, send: Callable[[], Any]) -> None:
        """Write, and write once more if nothing comes back."""
        while True:
            self._written = (await send())["message_id"]
            with suppress(TimeoutError):
                async with asyncio.timeout(self.patience_s):
                    await self.telegram.until(self.user, after=self._written)
                    await self._look(self._written)
                    return


def place_of(tap: Tap) -> Place:
    return int(tap.parts[2]), tap.parts[3]


def taps_of(message: Json) -> list[Tap]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        Tap(message["message_id"], button["callback_data"])
        for row in rows
        for button in row
        if "callback_data" in button
    ]
