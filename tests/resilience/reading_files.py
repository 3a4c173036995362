"""All that somebody can read who has the machine: every table, every file, every byte of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text

from storage.database import Database
from storage.tables import metadata
from tests.resilience.linking import sorted_by

# Below are the catalogues that every database of PostgreSQL has.
FIRST_OF_OURS = 16384

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
Files = Mapping[str, bytes]


async def tables(database: Database) -> Tables:
    """Every row with its place and, on PostgreSQL, the transaction that wrote it."""
    found: dict[str, list[Row]] = {}
    async with database.reading() as session:
        for table in metadata.sorted_tables:
            hidden = "" if database.is_sqlite else ", ctid::text AS ctid, xmin::text AS xmin"
            rows = await session.execute(text(f"SELECT *{hidden} FROM {table.name}"))
            found[table.name] = [
                {**row, "place": place} for place, row in enumerate(rows.mappings())
            ]
    return found


def residents(rows: Tables) -> dict[str, list[int]]:
    """Accounts in every order that any column about residents gives."""
    accounts = {row["id"]: row["telegram_id"] for row in rows["resident"]}
    orders = {}
    for name, found in rows.items():
        key = "id" if name == "resident" else "resident_id"
        theirs = [row for row in found if row.get(key) in accounts]
        for column in theirs[0] if theirs else ():
            ids = sorted_by(theirs, key, column)
            orders[f"{name}.{column}"] = [accounts[one] for one in ids]
    return orders


def responses(rows: Tables, words: Mapping[Any, str]) -> dict[str, list[str]]:
    """The texts of responses in every order that any column about responses gives."""
    wanted = set(words.values())
    texts = {
        row["response_id"]: _plain(row["value"])
        for row in rows["answer"]
        if _plain(row["value"]) in wanted
    }
    orders = {}
    for name, key in (("response", "id"), ("answer", "response_id")):
        theirs = [row for row in rows[name] if row[key] in texts]
        for column in theirs[0] if theirs else ():
            ids = sorted_by(theirs, key, column)
            orders[f"{name}.{column}"] = [texts[one] for one in ids]
    return orders


def _plain(value: Any) -> str:
    return str(value).strip('"')


def by_place(files: Files, values: Mapping[Any, bytes]) -> dict[str, list[Any]]:
    """What the values belong to, in the order of where each first stands, file by file."""
    orders = {}
    for name, content in files.items():
        places = {one: content.find(value) for one, value in values.items()}
        found = [one for one, place in places.items() if place >= 0]
        if len(found) > 1:
            orders[f"bytes of {name}"] = sorted(found, key=places.__getitem__)
    return orders


def number(value: int, is_sqlite: bool) -> bytes:
    """As it stands in a row: SQLite's biggest end first, PostgreSQL's least."""
    if not is_sqlite:
        return value.to_bytes(8, "little")
    return value.to_bytes(6 if value < 2**47 else 8, "big")


def folder(path: Path) -> dict[str, bytes]:
    """SQLite's file, its journal and index, keys, locks: all that lies in the folder."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


async def postgres_files(url: str) -> dict[str, bytes]:
    """Every file of the database as it lies on the server's disk, but for PostgreSQL's own."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("CHECKPOINT")
        base = await connection.fetchval(
            "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"
        )
        listed = [row[0] for row in await connection.fetch("SELECT pg_ls_dir($1)", base)]
        names = [name for name in listed if name[0].isdigit() and _number(name) >= FIRST_OF_OURS]
        read = "SELECT pg_read_binary_file($1, 0, 1000000000, true)"
        return {name: await connection.fetchval(read, f"{base}/{name}") or b"" for name in names}
    finally:
        await connection.close()


def _number(name: str) -> int:
    return int(name.partition("_")[0].partition(".")[0])


def holders(files: Files, secret: bytes) -> list[str]:
    """The files in which these bytes stand."""
    return [name for name, content in files.items() if secret in content]
