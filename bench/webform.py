"""How fast the web form keeps an answer and shows the next question, as a browser sees it.

`python -m bench.webform [--people 1,24] [--seconds 8] [--database URL]`. A step is the POST of an
answer and the GET of the page it leads to; the POST alone is told beside it.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bench.answering import ROOT, Process, free_port, naves, running
from bench.load import quantile

HEADING = "  people  answers/s  p50 ms  p99 ms  POST p50  CPU ms  errors"
FREE = "1000000/second"
LIMITS = dict.fromkeys(("LIMIT_FORM", "LIMIT_FORM_BEGIN", "LIMIT_FORM_CODE"), FREE)
# The form takes nobody for a person who reads faster than this.
READING_S = 2.5
TOKEN = re.compile(rb'name="form_token" value="([0-9a-f]+)"')
STAMP = re.compile(rb'name="stamp" value="([0-9a-f.]+)"')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"set-cookie: (sheet-[^;]+)", re.IGNORECASE)
LOCATION = re.compile(rb"location: (\S+)", re.IGNORECASE)


@dataclass
class Result:
    steps: int = 0
    whole: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0
    measuring: bool = False
    stopping: bool = False


@dataclass
class Answer:
    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head[9:12])

    @property
    def location(self) -> str:
        found = LOCATION.search(self.head)
        return found[1].decode() if found else ""


class Browser:
    """One connection and one cookie."""

    def __init__(self, port: int, result: Result) -> None:
        self.port = port
        self.result = result
        self.cookie = b""

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        home = f"127.0.0.1:{self.port}"
        head = f"{method} {path} HTTP/1.1\r\nHost: {home}\r\nOrigin: http://{home}\r\n"
        head += "Accept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        cookie = b"Cookie: " + self.cookie + b"\r\n" if self.cookie else b""
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        self.writer.write(head.encode() + cookie + length + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        told = LENGTH.search(answer)
        content = await self.reader.readexactly(int(told[1]) if told else 0)
        kept = COOKIE.search(answer)
        self.cookie = kept[1] if kept else self.cookie
        return Answer(answer, content)

    async def fills_in(self, code: str, stamp: bytes) -> None:
        """Fill the survey in once, from the first page to the summary."""
        self.cookie = b""
        begun = await self.ask("POST", f"/a/{code}", b"stamp=" + stamp)
        page = await self.ask("GET", begun.location)
        path = begun.location
        while "/o/" in path and not self.result.stopping:
            token = TOKEN.search(page.body)
            if token is None:
                self.result.errors[f"HTTP {page.status}"] += 1
                return
            started = time.perf_counter()
            given = b"answer=2&form_token=" + token[1]
            answer = await self.ask("POST", path.partition("?")[0], given)
            posted = time.perf_counter()
            path = answer.location
            page = await self.ask("GET", path)
            self._count(started, posted, page.status)

    def _count(self, started: float, posted: float, status: int) -> None:
        if status != 200:
            self.result.errors[f"HTTP {status}"] += 1
        elif self.result.measuring:
            self.result.steps += 1
            self.result.posts.append(posted - started)
            self.result.whole.append(time.perf_counter() - started)


async def _person(port: int, code: str, stamp: bytes, result: Result) -> None:
    browser = Browser(port, result)
    await browser.open()
    while not result.stopping:
        await browser.fills_in(code, stamp)


async def _stamp(port: int, code: str, result: Result) -> bytes:
    """What the first page carries, once the pages are up."""
    while True:
        await asyncio.sleep(READING_S)
        first = Browser(port, result)
        await first.open()
        with suppress(asyncio.IncompleteReadError):
            found = STAMP.search((await first.ask("GET", f"/a/{code}")).body)
            if found:
                return found[1]


async def _load(port: int, code: str, people: int, seconds: float, process: Process) -> Result:
    result = Result()
    stamp = await _stamp(port, code, result)
    await asyncio.sleep(READING_S)
    work = [asyncio.ensure_future(_person(port, code, stamp, result)) for _ in range(people)]
    await asyncio.sleep(1)
    result.measuring, before = True, process.cpu_s()
    await asyncio.sleep(seconds)
    result.measuring, result.stopping = False, True
    result.cpu_s = process.cpu_s() - before
    await asyncio.wait(work)
    for one in work:
        one.result()
    return result


def _row(people: int, seconds: float, result: Result) -> str:
    each = 1000 * result.cpu_s / max(1, result.steps)
    return (
        f"{people:>8}{result.steps / seconds:>11.0f}{quantile(result.whole, 0.5):>8.1f}"
        f"{quantile(result.whole, 0.99):>8.1f}{quantile(result.posts, 0.5):>10.1f}{each:>8.2f}"
        f"  {dict(result.errors) or ''}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="1,24")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--database", default="", help="a PostgreSQL address instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        url = options.database or f"sqlite+aiosqlite:///{folder / 'naves.db'}"
        program = naves(folder, url)
        code = (folder / "code").read_text()
        api, news, port = free_port(), free_port(), free_port()
        ports = {"STUB_PORT": str(api), "BOT_PORT": str(port)}
        told = {key: value.format(**ports) for key, value in program.environment.items()}
        stub = (sys.executable, "-m", "bench.stub", str(api), str(news), "0")
        with (
            running(stub, ROOT, {}, api),
            running(program.command, folder, {**told, **LIMITS}, port) as process,
        ):
            print(HEADING)  # noqa: T201
            for people in map(int, options.people.split(",")):
                result = await _load(port, code, people, options.seconds, process)
                print(_row(people, options.seconds, result))  # noqa: T201


if __name__ == "__main__":
    uvloop.run(main())
