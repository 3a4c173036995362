"""N residents who answer a survey of eight questions, each waiting for the next question.

A step is a tap posted to the webhook until the next question for that resident has reached the
stub, or came back in the webhook's response. As from Telegram: at most 100 connections.
"""

import asyncio
import json
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import cast

import httptools

from bench.stub import CHAT, question_in

CONNECTIONS = 100
FIRST_RESIDENT = 500_000_000
STEPS = 8
GIVE_UP_S = 60
SECRET = "s3cret"
PERSON = {"is_bot": False, "first_name": "Jana", "username": "jana", "language_code": "en"}
BOT = {"id": 123456789, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
QUESTION = "Q1of8. How important is need number 1 for you and your household?"
LABELS = ("Not at all", "A little", "Somewhat", "Much", "Very much")


@dataclass
class Plan:
    """What a resident of this bot sends: `begin` first (a tap, or /start), then one tap a step."""

    path: str
    secret: str
    begin: str
    tap: str
    echo: bool = False


@dataclass
class Result:
    steps: int = 0
    updates: int = 0
    waits: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


class Load:
    def __init__(self, plan: Plan, port: int) -> None:
        self.plan = plan
        self.port = port
        self.head = (
            f"POST {plan.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Content-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {plan.secret}\r\nContent-Length: "
        ).encode()
        self.queue: deque[bytes] = deque()
        self.idle: deque[Connection] = deque()
        self.waiting: dict[int, tuple[int, asyncio.Future[None]]] = {}
        self.updates = self.residents = 0
        self.result = Result()
        self.measuring = self.stopping = False

    async def run(self, residents: int, news_port: int, warm_s: float, seconds: float) -> Result:
        loop = asyncio.get_running_loop()
        news, _ = await loop.create_connection(lambda: NewsReader(self), "127.0.0.1", news_port)
        for _ in range(min(CONNECTIONS, residents)):
            await self.connect()
        people = [asyncio.ensure_future(self.resident()) for _ in range(residents)]
        await asyncio.sleep(warm_s)
        self.measuring = True
        await asyncio.sleep(seconds)
        self.measuring, self.stopping = False, True
        _, late = await asyncio.wait(people, timeout=GIVE_UP_S)
        for one in late:
            one.cancel()
        news.close()
        return self.result

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: Connection(self), "127.0.0.1", self.port)

    async def resident(self) -> None:
        """One after another, new people each fill the survey in once."""
        while not self.stopping:
            self.residents += 1
            person = FIRST_RESIDENT + self.residents
            if self.plan.echo:
                await self._echoes(person)
            else:
                await self._answers(person)

    async def _echoes(self, person: int) -> None:
        for _ in range(STEPS):
            if self.stopping or not await self.step(person, message(self, person, QUESTION), 1):
                return

    async def _answers(self, person: int) -> None:
        begin = self.plan.begin
        first = message(self, person, begin) if begin[0] == "/" else tap(self, person, begin)
        if not await self.step(person, first, 1, counts=False):
            return
        for step in range(STEPS):
            data = self.plan.tap.format(step=step, number=step + 1, option=(person + step) % 5)
            if self.stopping or not await self.step(person, tap(self, person, data), step + 2):
                return

    async def step(self, person: int, body: bytes, expected: int, counts: bool = True) -> bool:
        arrived = asyncio.get_running_loop().create_future()
        self.waiting[person] = (expected, arrived)
        started = time.perf_counter()
        self.post(body)
        try:
            await asyncio.wait_for(arrived, GIVE_UP_S)
        except TimeoutError:
            self.waiting.pop(person, None)
            self.result.errors["no answer"] += 1
            return False
        if self.measuring:
            self.result.updates += 1
            if counts:
                self.result.steps += 1
                self.result.waits.append(time.perf_counter() - started)
        return True

    def post(self, body: bytes) -> None:
        if self.idle:
            self.idle.popleft().send(body)
        else:
            self.queue.append(body)

    def arrived(self, person: int, question: int) -> None:
        expected, future = self.waiting.pop(person, (0, None))
        if future is None:
            self.result.errors["unexpected"] += 1
            return
        if question != expected:
            self.result.errors["wrong question"] += 1
        if not future.done():
            future.set_result(None)


class Connection(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self.load = load
        self.body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        """A server may close a connection that was idle; another is opened."""
        if self in self.load.idle:
            self.load.idle.remove(self)
        elif not self.load.stopping:
            self.load.result.errors["connection lost"] += 1
        if not self.load.stopping:
            asyncio.ensure_future(self.load.connect())

    def send(self, body: bytes) -> None:
        self.body = []
        self.parser = httptools.HttpResponseParser(self)
        self.transport.write(self.load.head + b"%d\r\n\r\n" % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.body.append(body)

    def on_message_complete(self) -> None:
        status = self.parser.get_status_code()
        if status != 200:
            self.load.result.errors[f"HTTP {status}"] += 1
        body = b"".join(self.body)
        chat, question = CHAT.search(body), question_in(body)
        if chat and question:
            self.load.arrived(int(chat[1]), question)
        self._next()

    def _next(self) -> None:
        if self.load.queue:
            self.send(self.load.queue.popleft())
        else:
            self.load.idle.append(self)


class NewsReader(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self.load = load
        self.rest = b""

    def data_received(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            chat, question = line.split()
            self.load.arrived(int(chat), int(question))


def message(load: Load, person: int, text: str) -> bytes:
    load.updates += 1
    entities = [{"offset": 0, "length": 6, "type": "bot_command"}] if text[0] == "/" else []
    told = {
        "message_id": load.updates,
        "from": {"id": person, **PERSON},
        "chat": {"id": person, "first_name": "Jana", "type": "private"},
        "date": int(time.time()),
        "text": text,
        **({"entities": entities} if entities else {}),
    }
    return json.dumps({"update_id": load.updates, "message": told}).encode()


def tap(load: Load, person: int, data: str) -> bytes:
    """A tap as Telegram tells it, with the message it was made on."""
    load.updates += 1
    keyboard = [[{"text": label, "callback_data": f"a:0:{n}"}] for n, label in enumerate(LABELS)]
    shown = {
        "message_id": 77,
        "from": BOT,
        "chat": {"id": person, "first_name": "Jana", "type": "private"},
        "date": 1_790_000_000,
        "text": QUESTION,
        "reply_markup": {"inline_keyboard": keyboard},
    }
    told = {
        "id": str(10**15 + load.updates),
        "from": {"id": person, **PERSON},
        "message": shown,
        "chat_instance": "-1234567890123456789",
        "data": data,
    }
    return json.dumps({"update_id": load.updates, "callback_query": told}).encode()


def quantile(waits: list[float], share: float) -> float:
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0
