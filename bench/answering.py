"""How fast a tap on a poll's button is answered, beside a bare echo and the bots of others.

`python -m bench.answering [--residents 50,500] [--seconds 8] [--delay MS] [--only NAME]`; with
PEERS a folder of other bots is measured in the same run. Ratios hold, figures do not.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import uvloop

from bench.load import Load, Plan, Result, quantile

ROOT = Path(__file__).parents[1]
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
KEY = "q7Vn2-XkT0bLw9sRz4Jd_Fh6Ym1Pc8Ga3Eu5"
RESIDENTS = 60_000
PEER_PLAN = Plan("/telegram", "s3cret", "/start", "a:{step}:{option}")
ECHO_PLAN = Plan("/telegram", "s3cret", "/start", "", echo=True)
PEERS = (
    ("aiogram FSM survey", "bot_aiogram_fsm.py"),
    ("PTB conversation survey", "bot_ptb_conv.py"),
    ("aiogram tuned survey", "bot_aiogram_tuned.py"),
)


@dataclass
class Contender:
    name: str
    command: tuple[str, ...]
    folder: Path
    plan: Plan
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Row:
    name: str
    residents: int
    result: Result
    seconds: float
    cpu_s: float
    memory_mb: float

    @property
    def steps_a_second(self) -> float:
        return self.result.steps / self.seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: tuple[str, ...], folder: Path, environment: Mapping[str, str], port: int
) -> Iterator[psutil.Process]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            _wait_for(port, process)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")


async def measure(contender: Contender, residents: int, seconds: float, delay_ms: float) -> Row:
    api, news, port = free_port(), free_port(), free_port()
    stub = (sys.executable, "-m", "bench.stub", str(api), str(news), str(delay_ms))
    ports = {"STUB_PORT": str(api), "BOT_PORT": str(port)}
    told = {key: value.format(**ports) for key, value in contender.environment.items()}
    with (
        running(stub, ROOT, {}, api),
        running(contender.command, contender.folder, {**ports, **told}, port) as bot,
    ):
        await asyncio.sleep(12 if contender.name == "Náves" else 1)
        load = Load(contender.plan, port)
        warm = 2 if residents < 200 else 6
        work = asyncio.ensure_future(load.run(residents, news, warm, seconds))
        await asyncio.sleep(warm)
        before = bot.cpu_times()
        await asyncio.sleep(seconds)
        after, memory = bot.cpu_times(), bot.memory_info().rss
        result = await work
    cpu = after.user + after.system - before.user - before.system
    return Row(contender.name, residents, result, seconds, cpu, memory / 1e6)


def naves(folder: Path, url: str) -> Contender:
    """The real program behind its webhook, on a database made for the bench."""
    code = folder / "code"
    if not code.exists():
        prepare = (sys.executable, "-m", "bench.prepare", url, str(RESIDENTS), str(code))
        subprocess.run(prepare, cwd=ROOT, check=True)
    survey = code.read_text()
    return Contender(
        "Náves",
        (sys.executable, "-m", "bot", "serve"),
        folder,
        Plan(
            "/telegram/webhook",
            _webhook_secret(),
            f"sv:{survey}:begin:1",
            f"a:{survey}:1:q{{number}}:{{option}}",
        ),
        {
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:{STUB_PORT}",
            "PUBLIC_URL": "http://127.0.0.1:{BOT_PORT}",
            "PORT": "{BOT_PORT}",
            "SECRET_KEY": KEY,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "LIMIT_TAPS": "1000000/second",
            "LOG_LEVEL": "WARNING",
        },
    )


def _webhook_secret() -> str:
    from bot.settings import Settings

    settings = Settings(telegram_bot_token=TOKEN, secret_key=KEY, _env_file=None)  # type: ignore[call-arg]
    return settings.webhook_secret


def contenders(folder: Path, url: str) -> list[Contender]:
    found = [
        Contender("aiogram echo", (sys.executable, "-m", "bench.echo"), ROOT, ECHO_PLAN),
        naves(folder, url),
    ]
    peers = os.environ.get("PEERS")
    for name, script in PEERS if peers else ():
        database = {"BOT_DB": str(folder / f"{script}.db"), "BOT_SQLITE": "wal"}
        found.append(
            Contender(name, (sys.executable, script), Path(str(peers)), PEER_PLAN, database)
        )
    return found


def table(rows: list[Row]) -> str:
    lines = [
        f"{'':26}{'residents':>10}{'steps/s':>9}{'x echo':>8}{'p50 ms':>8}{'p99 ms':>8}"
        f"{'CPU us':>8}{'MB':>6}  errors"
    ]
    for row in rows:
        echo = next(
            (one for one in rows if one.name == "aiogram echo" and one.residents == row.residents),
            row,
        )
        ratio = row.steps_a_second / echo.steps_a_second if echo.steps_a_second else 0
        each = 1e6 * row.cpu_s / max(1, row.result.updates)
        lines.append(
            f"{row.name:26}{row.residents:>10}{row.steps_a_second:>9.0f}{ratio:>8.2f}"
            f"{quantile(row.result.waits, 0.5):>8.1f}{quantile(row.result.waits, 0.99):>8.1f}"
            f"{each:>8.0f}{row.memory_mb:>6.0f}  {dict(row.result.errors) or ''}"
        )
    return "\n".join(lines)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", default="50,500")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--delay", type=float, default=0, help="ms the Bot API takes")
    parser.add_argument("--only", default="", help="part of a name; may be given as a|b")
    parser.add_argument("--database", default="", help="a PostgreSQL address instead of SQLite")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        url = options.database or f"sqlite+aiosqlite:///{folder / 'naves.db'}"
        for residents in map(int, options.residents.split(",")):
            for contender in contenders(folder, url):
                if options.only and not any(s in contender.name for s in options.only.split("|")):
                    continue
                rows.append(await measure(contender, residents, options.seconds, options.delay))
                print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)  # noqa: T201
    print(table(rows))  # noqa: T201


if __name__ == "__main__":
    uvloop.run(main())
