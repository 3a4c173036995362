"""How the tables come to their newest shape: migrations up and down, one starter at a time.

Alembic is imported only where something is to be migrated: it costs half a second.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, NullPool, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.tables import metadata

Answer = TypeVar("Answer")

HERE = Path(__file__).parent
VERSIONS = HERE / "versions"
# Any number will do, as long as every starter of this program takes the same one.
LOCK = 7_210_433


async def upgrade(url: str, to: str = "head") -> None:
    from alembic import command

    await _in_one_transaction(url, lambda config: command.upgrade(config, to))


async def downgrade(url: str, to: str = "base") -> None:
    from alembic import command

    await _in_one_transaction(url, lambda config: command.downgrade(config, to))


async def write_new(url: str, message: str) -> None:
    """Write a migration that takes a database of the newest migration to the tables in code."""
    from alembic import command

    number = f"{int(newest()) + 1:04}"
    await _in_one_transaction(
        url, lambda config: command.revision(config, message, autogenerate=True, rev_id=number)
    )


async def version(url: str) -> str | None:
    """The migration a database stands at; none for an empty one."""

    def kept(connection: Connection) -> str | None:
        if not inspect(connection).has_table("alembic_version"):
            return None
        number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return number

    return await _asked(url, kept)


async def differences(url: str) -> list[Any]:
    """What the tables in code have that the database has not, and the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def compared(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, metadata)
        return found

    return await _asked(url, compared)


def newest() -> str:
    """The number of the last migration there is; files are named by their numbers."""
    return max((file.name[:4] for file in VERSIONS.glob("[0-9]*.py")), default="0000")


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE))
    return config


async def _asked(url: str, question: Callable[[Connection], Answer]) -> Answer:
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(question)
    finally:
        await engine.dispose()


async def _in_one_transaction(url: str, work: Callable[[Any], Any]) -> None:
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
