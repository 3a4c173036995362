"""How fast a tap on a poll's button is answered, beside a bare echo and the bots of others.

`python -m bench.answering [--residents 50,500] [--seconds 8] [--delay MS] [--only NAME]`; with
PEERS a folder of other bots is measured in the same run. Ratios hold, figures do not.
"over MB" is the memory over a process that has only imported aiogram.
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

import uvloop

from bench.load import Load, Plan, Result, quantile

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PATIENCE_S = 120
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


@dataclass(frozen=True)
class Process:
    """A process of ours as the kernel counts it."""

    pid: int

    def cpu_s(self) -> float:
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / TICKS

    def memory_mb(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1e6


@dataclass
class Contender:
    name: str
    command: tuple[str, ...]
    folder: Path
    plan: Plan
    environment: Mapping[str, str] = field(default_factory=dict)
    says: bytes = b""


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
    command: tuple[str, ...],
    folder: Path,
    environment: Mapping[str, str],
    port: int,
    says: bytes = b"",
) -> Iterator[Process]:
    """Started, listening at the port, and having said in its log what shows that it is ready."""
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            _wait_for(port, process, Path(log.name), says)
            yield Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path, says: bytes) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode}: {log.read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and says in log.read_bytes():
                return
        time.sleep(0.05)
    raise RuntimeError(f"not ready at {port}: {log.read_text()[-2000:]}")


def aiogram_alone_mb() -> float:
    """The memory of a process that has imported aiogram and done nothing else."""
    code = "import aiogram, sys; sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen((sys.executable, "-c", code), **pipes) as process:  # type: ignore[call-overload]
        process.stdout.read(1)
        return Process(process.pid).memory_mb()


async def measure(contender: Contender, residents: int, seconds: float, delay_ms: float) -> Row:
    api, news, port = free_port(), free_port(), free_port()
    stub = (sys.executable, "-m", "bench.stub", str(api), str(news), str(delay_ms))
    ports = {"STUB_PORT": str(api), "BOT_PORT": str(port)}
    told = {key: value.format(**ports) for key, value in contender.environment.items()}
    with (
        running(stub, ROOT, {}, api),
        running(
            contender.command, contender.folder, {**ports, **told}, port, contender.says
        ) as bot,
    ):
        await asyncio.sleep(1)
        load = Load(contender.plan, port)
        warm = 2 if residents < 200 else 6
        work = asyncio.ensure_future(load.run(residents, news, warm, seconds))
        await asyncio.sleep(warm)
        before = bot.cpu_s()
        await asyncio.sleep(seconds)
        cpu, memory = bot.cpu_s() - before, bot.memory_mb()
        result = await work
    return Row(contender.name, residents, result, seconds, cpu, memory)


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
        },
        b"is up.",
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


def table(rows: list[Row], alone_mb: float = 0) -> str:
    lines = [
        f"{'':26}{'residents':>10}{'steps/s':>9}{'x echo':>8}{'p50 ms':>8}{'p99 ms':>8}"
        f"{'CPU us':>8}{'x echo':>8}{'MB':>6}{'over':>6}  errors"
    ]
    for row in rows:
        echo = next(
            (one for one in rows if one.name == "aiogram echo" and one.residents == row.residents),
            row,
        )
        ratio = row.steps_a_second / echo.steps_a_second if echo.steps_a_second else 0
        each = 1e6 * row.cpu_s / max(1, row.result.updates)
        dearer = each / (1e6 * echo.cpu_s / max(1, echo.result.updates) or 1)
        lines.append(
            f"{row.name:26}{row.residents:>10}{row.steps_a_second:>9.0f}{ratio:>8.2f}"
            f"{quantile(row.result.waits, 0.5):>8.1f}{quantile(row.result.waits, 0.99):>8.1f}"
            f"{each:>8.0f}{dearer:>8.2f}{row.memory_mb:>6.0f}{row.memory_mb - alone_mb:>6.0f}"
            f"  {dict(row.result.errors) or ''}"
        )
    return "\n".join(lines)


async def compare(
    numbers: list[int], seconds: float, delay_ms: float, only: str = "", database: str = ""
) -> str:
    """The table of one run; every contender in turn, so that they meet the same machine."""
    rows = []
    with tempfile.TemporaryDirectory() as made:
        for residents in numbers:
            # The same people come in each round, so each has tables of its own.
            folder = Path(made) / str(residents)
            folder.mkdir()
            url = database or f"sqlite+aiosqlite:///{folder / 'naves.db'}"
            for contender in contenders(folder, url):
                if only and not any(part in contender.name for part in only.split("|")):
                    continue
                rows.append(await measure(contender, residents, seconds, delay_ms))
                print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)  # noqa: T201
    return table(rows, aiogram_alone_mb())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", default="50,500")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--delay", type=float, default=0, help="ms the Bot API takes")
    parser.add_argument("--only", default="", help="part of a name; may be given as a|b")
    parser.add_argument(
        "--database",
        default="",
        help="an empty PostgreSQL instead of SQLite; for one number of residents",
    )
    chosen = parser.parse_args()
    numbers = [int(one) for one in chosen.residents.split(",")]
    told = compare(numbers, chosen.seconds, chosen.delay, chosen.only, chosen.database)
    print(uvloop.run(told))  # noqa: T201


if __name__ == "__main__":
    main()
