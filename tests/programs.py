"""Starts the real program as its own process, reads what it says, and ends or kills it."""

import asyncio
import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
STRONG = "q7Vn2-XkT0bLw9sRz4Jd_Fh6Ym1Pc8Ga3Eu5"
# Importing everything takes ten seconds of a quiet machine, and a minute of a busy one.
PATIENCE_SECONDS = 400
# Systems give any port from 32768 on.
BELOW_EPHEMERAL = 15_000


class Program:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reading = asyncio.ensure_future(self._read())
        self._more = asyncio.Condition()

    async def says(self, beginning: str) -> str:
        """The first line that begins so; waits for it while the program runs."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._more:
            while True:
                said = next((line for line in self.lines if line.startswith(beginning)), None)
                if said is not None:
                    return said
                if self._reading.done():
                    raise AssertionError(f"never said {beginning!r}, but: {self.lines}")
                await self._more.wait()

    async def stop(self, by: int = signal.SIGINT) -> int:
        if self.process.returncode is None:
            self.process.send_signal(by)
        async with asyncio.timeout(PATIENCE_SECONDS):
            code = await self.process.wait()
            await self._reading
        return code

    def peak_mb(self) -> int:
        """The most memory it has held so far; nought where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        told = status.read_text() if status.exists() else ""
        peak = re.search(r"VmHWM:\s+(\d+) kB", told)
        return int(peak[1]) // 1024 if peak else 0

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            async with self._more:
                self.lines.append(line.decode().rstrip("\n"))
                self._more.notify_all()
        async with self._more:
            self._more.notify_all()


@asynccontextmanager
async def program(
    module: str, *arguments: str, folder: Path, **settings: str
) -> AsyncIterator[Program]:
    """`python -m module …` in a folder of its own, killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        cwd=folder,
        env=_environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Program(process)
    try:
        yield running
    finally:
        await running.stop(signal.SIGKILL)


async def naves(*arguments: str, folder: Path, **settings: str) -> tuple[int, list[str]]:
    """Run a command to its end: its exit code and what it said."""
    async with program("bot", *arguments, folder=folder, **settings) as running:
        async with asyncio.timeout(PATIENCE_SECONDS):
            code = await running.process.wait()
        await running.stop()
    return code, running.lines


def free_port() -> int:
    """A port that nobody has, and that the system gives to nobody who asks for any."""
    while True:
        port = BELOW_EPHEMERAL + secrets.randbelow(BELOW_EPHEMERAL)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Only what the program needs, so that no setting of the tester's own gets in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}
