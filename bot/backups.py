"""A backup: one archive with every table and the media, without the keys of surveys.

The rows are text, so a backup of SQLite can be restored into PostgreSQL, and the other way round.
"""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from storage import copies, migrations
from storage.database import Database

MANIFEST = "backup.json"
MEDIA = "media"


class NotABackup(Exception):
    """The file is no backup of ours, or it has been damaged."""


class OtherVersion(Exception):
    """The backup was made of tables that had another shape."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


class NotEmpty(Exception):
    """There are data which the restored ones would mix with."""


async def make(database: Database, media: Path, file: Path, now: datetime) -> dict[str, int]:
    """Write a backup while others go on writing; how many rows of which table."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with _private(unfinished) as archive:
            counts = await _add_tables(database, archive, now)
            _add_media(archive, media)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


async def restore(database: Database, media: Path, file: Path, replace: bool) -> dict[str, int]:
    """Put a backup into a database whose tables are there and empty, or emptied by `replace`."""
    with tempfile.TemporaryDirectory() as folder, _opened(file) as archive:
        manifest = _manifest(archive)
        archive.extractall(folder, filter="data")
        _check(manifest, Path(folder))
        async with database.writing() as session:
            await _make_room(session, replace)
            counts = {
                table.name: await _put_back(session, table, Path(folder))
                for table in copies.tables()
            }
        _restore_media(Path(folder) / MEDIA, media, replace)
    return counts


@contextmanager
def _private(file: Path) -> Iterator[tarfile.TarFile]:
    """An archive that only its owner may read, from its first byte on."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    with tarfile.open(file, "w:gz") as archive:
        yield archive


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, OSError, KeyError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise NotABackup from error


async def _add_tables(
    database: Database, archive: tarfile.TarFile, now: datetime
) -> dict[str, int]:
    counts, sums = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        async with database.reading() as session:
            await copies.freeze(session)
            for table in copies.tables():
                path = Path(folder) / _name(table)
                counts[table.name] = await _write(session, table, path)
                sums[path.name] = _sum(path)
        told = {
            "made_at": now.isoformat(),
            "version": migrations.newest(),
            "rows": counts,
            "sums": sums,
        }
        _add_text(archive, MANIFEST, json.dumps(told, indent=1))
        for name in sums:
            archive.add(Path(folder) / name, name)
    return counts


async def _write(session: AsyncSession, table: Table, path: Path) -> int:
    count = 0
    with path.open("w") as file:
        async for line in copies.lines(session, table):
            file.write(f"{line}\n")
            count += 1
    return count


async def _put_back(session: AsyncSession, table: Table, folder: Path) -> int:
    with (folder / _name(table)).open() as kept:
        return await copies.put_back(session, table, kept)


async def _make_room(session: AsyncSession, replace: bool) -> None:
    if await copies.is_empty(session):
        return
    if not replace:
        raise NotEmpty
    await copies.empty(session)


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    kept = archive.extractfile(MANIFEST)
    if kept is None:
        raise NotABackup
    manifest: dict[str, Any] = json.load(kept)
    if manifest["version"] != migrations.newest():
        raise OtherVersion(manifest["version"])
    return manifest


def _check(manifest: dict[str, Any], folder: Path) -> None:
    whole = {_name(table) for table in copies.tables()} == set(manifest["sums"])
    if not whole or any(_sum(folder / name) != told for name, told in manifest["sums"].items()):
        raise NotABackup


def _restore_media(kept: Path, media: Path, replace: bool) -> None:
    if replace:
        shutil.rmtree(media, ignore_errors=True)
    if kept.is_dir():
        shutil.copytree(kept, media, dirs_exist_ok=True)


def _name(table: Table) -> str:
    return f"{table.name}.jsonl"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_media(archive: tarfile.TarFile, media: Path) -> None:
    if media.is_dir():
        archive.add(media, MEDIA)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
