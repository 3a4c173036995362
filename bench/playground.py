"""How many sendMessage calls a second the playground takes, and what it keeps in memory.

    python -m bench.playground --calls 20000 --clients 32

One process serves, this one sends; over a thousand chats, so that no chat is the bottleneck.
It prints a table and judges nothing.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp

from bench.answering import ROOT, Process, free_port

TOKEN = "1000000001:bench"
CHATS = 1000
MARKUP = (
    '{"inline_keyboard":[[{"text":"Ano","callback_data":"q:1:1"}],'
    '[{"text":"Ne","callback_data":"q:1:2"}]]}'
)
SHAPES = {
    "plain text": {"text": "Otázka 3 z 8: Jak často jezdíte autobusem?"},
    "HTML, buttons": {
        "text": "<b>Otázka 3 z 8</b>\nJak často jezdíte <i>autobusem</i>?",
        "parse_mode": "HTML",
        "reply_markup": MARKUP,
    },
}


@dataclass(frozen=True)
class Measured:
    rate: float
    cpu_us: float
    median_ms: float
    p99_ms: float
    rss_mb: float


@contextmanager
def serving(port: int, *extra: str) -> Iterator[Process]:
    """A playground of its own process."""
    command = [
        sys.executable,
        "-m",
        "playground",
        "--port",
        str(port),
        "--token",
        TOKEN,
        "--unlimited",
        *extra,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield Process(process.pid)
    finally:
        process.terminate()
        process.wait()


async def people(client: aiohttp.ClientSession, base: str) -> list[int]:
    """A thousand chats in which the bot may speak."""
    found = []
    for number in range(CHATS):
        body = {"first_name": f"Osoba {number}"}
        async with client.post(f"{base}/playground/api/users", json=body) as answer:
            found.append((await answer.json())["id"])
        start = f"{base}/playground/api/chats/{found[-1]}/start"
        async with client.post(start, json={"from_id": found[-1]}) as answer:
            await answer.read()
    return found


async def send_all(
    base: str, chats: list[int], shape: str, calls: int, clients: int
) -> list[float]:
    address = f"{base}/telegram/bot{TOKEN}/sendMessage"
    times: list[float] = []
    numbers = iter(range(calls))

    async def work(client: aiohttp.ClientSession) -> None:
        for number in numbers:
            body = SHAPES[shape] | {"chat_id": str(chats[number % len(chats)])}
            begun = time.perf_counter()
            async with client.post(address, data=body) as answer:
                await answer.read()
                assert answer.status == 200, await answer.text()
            times.append(time.perf_counter() - begun)

    connector = aiohttp.TCPConnector(limit=clients)
    async with aiohttp.ClientSession(connector=connector) as client, asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(work(client))
    return times


async def until_open(base: str) -> None:
    async with aiohttp.ClientSession() as client:
        while True:
            try:
                async with client.get(f"{base}/playground/api/clock"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)


async def measured(base: str, process: Process, shape: str, calls: int, clients: int) -> Measured:
    async with aiohttp.ClientSession() as client:
        chats = await people(client, base)
    before, begun = process.cpu_s(), time.perf_counter()
    times = sorted(await send_all(base, chats, shape, calls, clients))
    lasted = time.perf_counter() - begun
    return Measured(
        calls / lasted,
        (process.cpu_s() - before) / calls * 1e6,
        statistics.median(times) * 1000,
        times[int(len(times) * 0.99)] * 1000,
        process.memory_mb(),
    )


ROW = "{:<16} {:>8} {:>12} {:>10} {:>8} {:>9}\n"


async def run(shapes: list[str], calls: int, clients: int, extra: list[str]) -> None:
    head = ("sendMessage", "calls/s", "CPU us/call", "median ms", "p99 ms", "RSS MB")
    sys.stdout.write(ROW.format(*head))
    for shape in shapes:
        port = free_port()
        with serving(port, *extra) as process:
            base = f"http://127.0.0.1:{port}"
            await until_open(base)
            sys.stdout.write(row(shape, await measured(base, process, shape, calls, clients)))


def row(shape: str, found: Measured) -> str:
    numbers = (f"{found.rate:.0f}", f"{found.cpu_us:.0f}", f"{found.median_ms:.1f}")
    return ROW.format(shape, *numbers, f"{found.p99_ms:.1f}", f"{found.rss_mb:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("extra", nargs="*", help="given to `python -m playground`, after --")
    parser.add_argument("--shape", choices=SHAPES, help="only this one")
    chosen = parser.parse_args()
    shapes = [chosen.shape] if chosen.shape else list(SHAPES)
    asyncio.run(run(shapes, chosen.calls, chosen.clients, chosen.extra))


if __name__ == "__main__":
    main()
