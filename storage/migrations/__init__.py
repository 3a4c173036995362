"""How the tables come to their newest shape: migrations up and down, one starter at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.tables import metadata

Answer = TypeVar("Answer")

HERE = Path(__file__).parent
# Any number will do, as long as every starter of this program takes the same one.
LOCK = 7_210_433


async def upgrade(url: str, to: str = "head") -> None:
    await _in_one_transaction(url, lambda config: command.upgrade(config, to))


async def downgrade(url: str, to: str = "base") -> None:
    await _in_one_transaction(url, lambda config: command.downgrade(config, to))


async def write_new(url: str, message: str) -> None:
    """Write a migration that takes a database of the newest migration to the tables in code."""
    number = len(list(_scripts().walk_revisions())) + 1
    await _in_one_transaction(
        url,
        lambda config: command.revision(config, message, autogenerate=True, rev_id=f"{number:04}"),
    )


async def version(url: str) -> str | None:
    """The migration a database stands at; none for an empty one."""
    return await _asked(url, lambda context: context.get_current_revision())


async def differences(url: str) -> list[Any]:
    """What the tables in code have that the database has not, and the other way round."""
    return await _asked(url, lambda context: compare_metadata(context, metadata))


def newest() -> str | None:
    return _scripts().get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


async def _asked(url: str, question: Callable[[MigrationContext], Answer]) -> Answer:
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: question(MigrationContext.configure(sync, opts={"compare_type": True}))
            )
    finally:
        await engine.dispose()


async def _in_one_transaction(url: str, work: Callable[[Config], Any]) -> None:
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK}
                )
            await connection.run_sync(lambda sync: work(_config(sync)))
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    engine = create_async_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """SQLite changes a table by making it anew, which foreign keys would not let happen."""

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "secure_delete=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
