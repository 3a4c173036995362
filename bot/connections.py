"""Connections to one HTTP server that stay open, with no more around a call than it needs.

A call over aiohttp's client takes three times the machine's time. Here one call at a time goes over
a connection, and nothing is built that its answer does not need.
"""

import asyncio
import ssl
from collections import deque
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import certifi
import httptools

MOST = 100
PATIENCE_S = 30.0
CONNECTING_S = 10.0
# Servers close what lies idle for longer, and a call must not meet that.
IDLE_S = 15.0


class Answer(NamedTuple):
    status: int
    body: bytes


class Call:
    """A request, and the future of its answer; it fails with OSError or TimeoutError."""

    def __init__(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.request = request
        self.answer: asyncio.Future[Answer] = loop.create_future()
        self.connection: Connection | None = None
        self._patience = loop.call_later(PATIENCE_S, self._give_up)

    def end(self, answer: Answer) -> None:
        self._patience.cancel()
        if not self.answer.done():
            self.answer.set_result(answer)

    def fail(self, error: Exception) -> None:
        self._patience.cancel()
        if not self.answer.done():
            self.answer.set_exception(error)

    def _give_up(self) -> None:
        self.fail(TimeoutError())
        if self.connection:
            self.connection.close()


class Connection(asyncio.Protocol):
    def __init__(self, pool: "Connections") -> None:
        self._pool = pool
        self._call: Call | None = None
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def carry(self, call: Call) -> None:
        call.connection = self
        self._call = call
        self._body: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(call.request)

    def close(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._call is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        call, self._call = self._call, None
        if call is None:
            self.close()
            return
        call.end(Answer(self._parser.get_status_code(), b"".join(self._body)))
        if self._parser.should_keep_alive():
            self._pool.free(self)
        else:
            self.close()

    def connection_lost(self, error: Exception | None) -> None:
        call, self._call = self._call, None
        if call:
            call.fail(error if isinstance(error, OSError) else ConnectionResetError())
        self._pool.lose(self)


class Connections:
    """As many as are in use at once, up to a bound; calls beyond it wait for a free one."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        is_secure = parts.scheme == "https"
        self._tls = ssl.create_default_context(cafile=certifi.where()) if is_secure else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if is_secure else 80)
        self._head = (
            f" HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        self._open: set[Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._idle: list[Connection] = []
        self._waiting: deque[Call] = deque()

    def post(self, path: str, body: bytes) -> asyncio.Future[Answer]:
        call = Call(f"POST {path}{self._head}{len(body)}\r\n\r\n".encode() + body)
        connection = self._fresh()
        if connection:
            connection.carry(call)
        else:
            self._waiting.append(call)
            self._open_enough()
        return call.answer

    def free(self, connection: Connection) -> None:
        """Let it carry the next call, or keep it for one."""
        while self._waiting:
            call = self._waiting.popleft()
            if not call.answer.done():
                connection.carry(call)
                return
        connection.idle_since = asyncio.get_running_loop().time()
        self._idle.append(connection)

    def lose(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        self._open_enough()

    async def close(self) -> None:
        while self._waiting:
            self._waiting.popleft().fail(ConnectionAbortedError())
        for task in self._opening:
            task.cancel()
        for connection in self._open:
            connection.close()
        await asyncio.sleep(0)

    def _fresh(self) -> Connection | None:
        """The one used last, so that the others come to lie idle and go."""
        oldest = asyncio.get_running_loop().time() - IDLE_S
        while self._idle:
            connection = self._idle.pop()
            if connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    def _open_enough(self) -> None:
        """A connection is on its way for each call that waits, as far as there may be so many."""
        while len(self._opening) < min(len(self._waiting), MOST - len(self._open)):
            task = asyncio.ensure_future(self._connect())
            self._opening.add(task)
            task.add_done_callback(self._opened)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        address = (self._host, self._port)
        connecting = loop.create_connection(lambda: Connection(self), *address, ssl=self._tls)
        _, connection = await asyncio.wait_for(connecting, CONNECTING_S)
        self._open.add(connection)
        self.free(connection)

    def _opened(self, task: asyncio.Task[None]) -> None:
        """One that could not be opened fails the call that has waited longest."""
        self._opening.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception) and self._waiting:
            self._waiting.popleft().fail(error)
        self._open_enough()
