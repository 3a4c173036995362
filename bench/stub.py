"""A Bot API that answers at once (or after a while) and tells which question it was sent.

`python -m bench.stub API_PORT NEWS_PORT [DELAY_MS]`; the news are lines `chat question`, where 9
stands for the end of the survey. It costs little beside the bot that is measured.
"""

import asyncio
import json
import re
import sys
from typing import cast
from urllib.parse import urlsplit

import httptools
import uvloop

QUESTION = re.compile(rb"Q(\d)of8")
END = re.compile(rb"Survey.complete|Your.answers")
CHAT = re.compile(rb'chat_id"?(?:=|:\s*|\r\n(?:[^\r]+\r\n)*\r\n)"?(\d+)')
SHOWING = (b"sendmessage", b"editmessagetext")
ME = {"id": 123456789, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
SHOWN = {
    "message_id": 77,
    "from": ME,
    "chat": {"id": 1, "first_name": "Jana", "type": "private"},
    "date": 1_790_000_000,
    "edit_date": 1_790_000_001,
    "text": "Q1of8",
}


def question_in(body: bytes) -> int | None:
    """The number of the question that a call shows; 9 when the survey is over."""
    if END.search(body):
        return 9
    found = QUESTION.search(body)
    return int(found[1]) if found else None


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


ANSWERS = {b"getme": _answer(ME)} | {method: _answer(SHOWN) for method in SHOWING}
YES = _answer(True)


class Listeners:
    def __init__(self) -> None:
        self.transports: set[asyncio.WriteTransport] = set()

    def tell(self, chat: bytes, question: int) -> None:
        for transport in self.transports:
            transport.write(b"%s %d\n" % (chat, question))


class News(asyncio.Protocol):
    def __init__(self, listeners: Listeners) -> None:
        self.listeners = listeners

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)
        self.listeners.transports.add(transport)

    def connection_lost(self, _: Exception | None) -> None:
        self.listeners.transports.discard(self.transport)


class Api(asyncio.Protocol):
    def __init__(self, listeners: Listeners, delay: float) -> None:
        self.listeners = listeners
        self.delay = delay

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.url = b""
        self.body: list[bytes] = []

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_body(self, body: bytes) -> None:
        self.body.append(body)

    def on_message_complete(self) -> None:
        method = urlsplit(self.url).path.rsplit(b"/", 1)[-1].lower()
        if method in SHOWING:
            self._shown(b"".join(self.body))
        answer = ANSWERS.get(method, YES)
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, answer)
        else:
            self.transport.write(answer)

    def _shown(self, body: bytes) -> None:
        chat, question = CHAT.search(body), question_in(body)
        if chat and question:
            self.listeners.tell(chat[1], question)


async def main(api_port: int, news_port: int, delay_ms: float) -> None:
    loop, listeners = asyncio.get_running_loop(), Listeners()
    host = "127.0.0.1"
    await loop.create_server(lambda: Api(listeners, delay_ms / 1000), host, api_port, backlog=2048)
    await loop.create_server(lambda: News(listeners), host, news_port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    told = [float(one) for one in sys.argv[1:]]
    uvloop.run(main(int(told[0]), int(told[1]), told[2] if len(told) > 2 else 0.0))
