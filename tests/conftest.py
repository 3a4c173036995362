"""What every test may ask for: a database of either kind with its tables made, and a now."""

import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.database import Database
from storage.tables import metadata
from tests import postgres

# A shared machine is sometimes slow, which says nothing about what comes out. The examples are the
# same each time; `--hypothesis-profile=searching` looks for others, as `make soak` does.
SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("searching", deadline=None, suppress_health_check=SLOW)
hypothesis.settings.register_profile(
    "patient", hypothesis.settings.get_profile("searching"), derandomize=True
)
hypothesis.settings.load_profile("patient")

KINDS = ("sqlite", "postgresql")
OUTCOMES = ("passed", "failed", "error", "skipped")


@pytest.fixture
def now() -> datetime:
    """A Monday in winter, eleven o'clock in Prague."""
    return datetime(2027, 2, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    with ExitStack() as stack:
        try:
            found = stack.enter_context(postgres.server())
        except postgres.NoPostgres as missing:
            _skip_or_fail(f"POSTGRESQL IS NOT TESTED: {missing}")
        yield found


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "naves.db"
    await _make_tables(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
async def postgres_template(postgres_server: postgres.Server) -> AsyncIterator[str]:
    name = await postgres_server.make()
    await _make_tables(postgres_server.database(name))
    yield name
    await postgres_server.drop(name)


@pytest.fixture
async def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file of its own with all tables, empty."""
    shutil.copy(sqlite_template, tmp_path / "naves.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'naves.db'}"


@pytest.fixture
async def postgres_url(
    postgres_server: postgres.Server, postgres_template: str
) -> AsyncIterator[str]:
    """A PostgreSQL database of its own with all tables, empty."""
    name = await postgres_server.make(postgres_template)
    yield postgres_server.database(name)
    await postgres_server.drop(name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param.removesuffix('ql')}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The test runs twice: on SQLite and on PostgreSQL."""
    made = Database(database_url)
    yield made
    await made.close()


async def _make_tables(url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        stamp = text("INSERT INTO alembic_version VALUES (:newest)")
        await connection.execute(stamp, {"newest": migrations.newest()})
    await engine.dispose()


def _skip_or_fail(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Count:
    """Says at the very end, on a plain line, how many tests ran and how many did not."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.started = time.monotonic()

    def pytest_unconfigure(self) -> None:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None:
            return
        count = {kind: len(reporter.stats.get(kind, [])) for kind in OUTCOMES}
        failed = count["failed"] + count["error"]
        took = time.monotonic() - self.started
        told = f"{count['passed']} passed, {failed} failed, {count['skipped']} skipped"
        reporter.write_line(f"{told} in {took:.0f} s")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Count(config))
