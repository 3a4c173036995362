"""Row data asked for by staff: made by a job, kept for a day under a name that nobody guesses."""

import asyncio
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import jobs
from storage.database import Database
from storage.jobs import Job
from surveys import exporting
from surveys.exporting import Tell, Wish

JOB = "export_rows"
KEPT = timedelta(days=1)
BEGUN = ".part"


async def ask(
    session: AsyncSession, code: str, format: str, actor_id: int, language: str, now: datetime
) -> None:
    """Have a file made, unless it is just being made; raises what `exporting.allowed` raises."""
    await exporting.allowed(session, code)
    name = job_id(code, actor_id, format)
    await jobs.drop_settled(session, name)
    asked = {"code": code, "format": format, "actor": actor_id, "language": language}
    await jobs.ask_for(session, name, JOB, asked, now)


def job_id(code: str, actor_id: int, format: str) -> str:
    return f"rows:{code}:{actor_id}:{format}"


async def asked(session: AsyncSession, code: str, actor_id: int) -> dict[str, Job]:
    """What this person has asked for of the survey, by format."""
    found = {one: await jobs.job(session, job_id(code, actor_id, one)) for one in exporting.FORMATS}
    return {one: job for one, job in found.items() if job}


async def make(
    database: Database,
    folder: Path,
    wish: Wish,
    asked: Mapping[str, Any],
    now: datetime,
    tell: Tell,
) -> dict[str, Any]:
    """Write the file that was asked for; its name in the folder, and what it holds."""
    secret = secrets.token_urlsafe(24)
    place = folder / f"{secret}{BEGUN}"
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    try:
        done = await exporting.export(
            database, asked["code"], place, wish, asked["actor"], now, tell
        )
        made = await asyncio.to_thread(_packed, place, folder / secret)
    finally:
        await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
    return {"file": made.name, "responses": done.responses, "texts": done.texts}


def _packed(place: Path, target: Path) -> Path:
    """One file as it is, several in an archive."""
    files = sorted(path for path in place.rglob("*") if path.is_file())
    if len(files) == 1:
        return files[0].rename(target.with_name(target.name + files[0].suffix))
    archive = target.with_name(f"{target.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
        for path in files:
            packed.write(path, path.relative_to(place))
    return archive


def file_of(folder: Path, job: Job) -> Path | None:
    """The file that a job has made, while it is kept."""
    name = (job.result or {}).get("file")
    path = folder / name if name else None
    return path if path and path.is_file() else None


async def forget_old(database: Database, folder: Path, now: datetime) -> int:
    """Delete what has been kept for a day, and that it was asked for; how many files."""
    gone = await asyncio.to_thread(_delete_old, folder, now - KEPT)
    async with database.writing() as session:
        await jobs.drop_older(session, JOB, now - KEPT)
    return gone


def _delete_old(folder: Path, before: datetime) -> int:
    old = [path for path in folder.glob("*") if path.stat().st_mtime < before.timestamp()]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)
