"""A backup holds everything but the keys of surveys, and can be put back on either database."""

import asyncio
import io
import tarfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import backups
from storage import copies, people
from storage import surveys as tables
from storage.audit import note
from storage.conversations import conversation, wait_for
from storage.database import Database
from storage.enquiries import keep
from storage.places import Area

ANA = 7_000_000_042


@pytest.fixture
async def lived_in(database: Database, now: datetime) -> Database:
    """A database in which Ana has answered a poll and asked the coordinator."""
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
        await session.flush()
        session.add(
            tables.Survey(
                code="BUSES",
                key="autobusy",
                area_code="orp-vizovice",
                state=tables.RELEASED,
                opens_at=now,
                closes_at=now + timedelta(days=7),
                delete_answers_at=now + timedelta(days=372),
            )
        )
        await session.flush()
        ana = await people.arrive(session, ANA, "cs", now.date())
        await people.keep_consent(session, ana, "2026-11", now)
        begun = await tables.begin_response(
            session, "BUSES", b"\x00mark\xff", version=1, day=date(2027, 2, 1)
        )
        for question, value in (("jezdi", "ano"), ("kdy", ["rano", "vecer"]), ("proc", None)):
            await tables.keep_answer(session, begun.id, question, value)
        await keep(
            session,
            resident_id=ana.id,
            message_id=5,
            area_code="orp-vizovice",
            text="Kdy pojede autobus?\nDěkuji 🚌",
            now=now,
        )
        await note(session, now, ana.id, "invited", "member", area="orp-vizovice")
    return database


async def content(database: Database) -> dict[str, list[dict[str, Any]]]:
    found = {}
    async with database.reading() as session:
        for table in copies.tables():
            rows = await session.execute(select(table).order_by(*table.primary_key))
            found[table.name] = [dict(row) for row in rows.mappings()]
    for response in found["response"]:
        # A backup leaves out the day, which would point at who came on it.
        del response["day"]
    return found


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "abcd.png").write_bytes(b"\x89PNG")
    return folder


async def test_what_is_restored_is_what_was_kept(
    lived_in: Database, media: Path, tmp_path: Path, now: datetime
) -> None:
    before, file = await content(lived_in), tmp_path / "backup.tar.gz"
    kept = await backups.make(lived_in, media, file, now)
    restored = await backups.restore(lived_in, tmp_path / "other-media", file, replace=True)
    assert await content(lived_in) == before
    assert kept == restored
    assert (tmp_path / "other-media" / "ab" / "abcd.png").read_bytes() == b"\x89PNG"


async def test_a_village_can_move_from_sqlite_to_postgresql_and_back(
    sqlite_url: str, postgres_url: str, lived_in: Database, tmp_path: Path, now: datetime
) -> None:
    file, media = tmp_path / "backup.tar.gz", tmp_path / "no-media"
    await backups.make(lived_in, media, file, now)
    for url in (postgres_url, sqlite_url):
        other = Database(url)
        await backups.restore(other, media, file, replace=True)
        assert await content(other) == await content(lived_in)
        await other.close()


async def test_a_backup_is_of_one_moment_while_others_write(
    lived_in: Database, tmp_path: Path, now: datetime
) -> None:
    """Each writing makes a resident and a consent; a backup never sees one without the other."""
    writing = True

    async def write_on() -> None:
        number = 0
        while writing:
            number += 1
            async with lived_in.writing() as session:
                made = await people.arrive(session, number, "cs", now.date())
                await people.keep_consent(session, made, "2026-11", now)

    async with asyncio.TaskGroup() as group:
        group.create_task(write_on())
        for number in range(5):
            await asyncio.sleep(0.05)
            file = tmp_path / f"backup-{number}.tar.gz"
            counts = await backups.make(lived_in, tmp_path / "media", file, now)
            assert counts["resident"] == counts["consent"]
        writing = False


async def test_data_that_are_there_are_not_mixed_with_restored_ones(
    lived_in: Database, tmp_path: Path, now: datetime
) -> None:
    before, file = await content(lived_in), tmp_path / "backup.tar.gz"
    await backups.make(lived_in, tmp_path / "media", file, now)
    with pytest.raises(backups.NotEmpty):
        await backups.restore(lived_in, tmp_path / "media", file, replace=False)
    assert await content(lived_in) == before


async def test_a_damaged_backup_changes_nothing(
    lived_in: Database, tmp_path: Path, now: datetime
) -> None:
    before, file = await content(lived_in), tmp_path / "backup.tar.gz"
    await backups.make(lived_in, tmp_path / "media", file, now)
    whole = file.read_bytes()
    for damaged in (b"", b"not an archive", whole[: len(whole) // 2], _changed(file)):
        file.write_bytes(damaged)
        with pytest.raises(backups.NotABackup):
            await backups.restore(lived_in, tmp_path / "media", file, replace=True)
    assert await content(lived_in) == before


async def test_where_residents_stand_and_when_they_answered_stays_at_home(
    lived_in: Database, tmp_path: Path, now: datetime
) -> None:
    async with lived_in.writing() as session:
        await wait_for(session, 42, "answer", {"question": "proc"}, "BUSES")
    file = tmp_path / "backup.tar.gz"
    await backups.make(lived_in, tmp_path / "media", file, now)
    await backups.restore(lived_in, tmp_path / "media", file, replace=True)
    async with lived_in.reading() as session:
        assert await conversation(session, 42) is None
        response = await tables.response(session, "BUSES", b"\x00mark\xff")
    assert response is not None
    assert response.day is None


async def test_keys_of_surveys_stay_at_home(
    lived_in: Database, tmp_path: Path, media: Path, now: datetime
) -> None:
    (media.parent / "survey-keys").mkdir()
    (media.parent / "survey-keys" / "BUSES").write_bytes(b"k" * 32)
    file = tmp_path / "backup.tar.gz"
    await backups.make(lived_in, media, file, now)
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert not [name for name in names if "keys" in name or "BUSES" in name]
    assert file.stat().st_mode & 0o077 == 0


def _changed(file: Path) -> bytes:
    """The backup with one answer turned round, and all else as it was."""
    changed = io.BytesIO()
    with tarfile.open(file) as archive, tarfile.open(fileobj=changed, mode="w:gz") as other:
        for entry in archive:
            kept = archive.extractfile(entry)
            content = kept.read().replace(b'"ano"', b'"nee"') if kept else b""
            entry.size = len(content)
            other.addfile(entry, io.BytesIO(content))
    return changed.getvalue()
