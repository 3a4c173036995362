"""Brings a file that somebody sent in the chat into the media folder: within bounds, looked at.

A file lies under the SHA-256 of its content, so however often it comes it is kept once.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

import aiohttp
import filetype

from bot.bot_api import BotApi, Refused
from bot.settings import Settings
from bot.work import Doing, Work
from outreach.incoming import FETCH, LARGEST_BYTES, Refusal

PATIENCE = aiohttp.ClientTimeout(total=120, sock_read=30)
PIECE = 1 << 16
# How the name of a file begins that has not wholly come, and how long that takes at most.
UNFINISHED = ".incoming-"
FETCHED_S = 3600

Told = dict[str, Any]
# What a plain text is called; it carries no sign of its own.
TEXT = "text/plain"


class NotTaken(Exception):
    """The file will not be kept, however often it is asked for."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


def table(settings: Settings) -> Mapping[str, Doing]:
    async def fetch(work: Work) -> dict[str, Any]:
        wanted = work.job.payload
        try:
            return await bring(settings, wanted["file_id"], wanted["accepted"])
        except NotTaken as refusal:
            return {"refused": refusal.why.value}

    return {FETCH: fetch}


async def bring(settings: Settings, file_id: str, accepted: list[str]) -> dict[str, Any]:
    """The digest, size and type of the file; raises NotTaken, and whatever the network raises.

    `accepted` are the types that may be kept, all of them when it is empty.
    """
    settings.media.mkdir(parents=True, exist_ok=True)
    # Under another name until it is whole; a name that is gone by then need not be removed.
    with NamedTemporaryFile(dir=settings.media, prefix=UNFINISHED, delete=False) as file:
        place = Path(file.name)
        try:
            digest, size = await fetch_into(file, settings, file_id)
            kind = await asyncio.to_thread(media_type, place)
            if accepted and kind not in accepted:
                raise NotTaken(Refusal.TYPE)
            os.replace(file.name, settings.media / digest)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(file.name)
    return {"digest": digest, "bytes": size, "type": kind}


async def content(settings: Settings, file_id: str) -> bytes:
    """A file that is only read and not kept; raises like `bring`."""
    with NamedTemporaryFile() as file:
        await fetch_into(file, settings, file_id)
        return await asyncio.to_thread(Path(file.name).read_bytes)


async def fetch_into(file: IO[bytes], settings: Settings, file_id: str) -> tuple[str, int]:
    """The digest and size of what was written into the file."""
    async with aiohttp.ClientSession() as http:
        path = await _path(BotApi(settings.telegram_api_url, settings.token, http), file_id)
        url = f"{settings.telegram_api_url}/file/bot{settings.token}/{path}"
        return await _download(http, url, file)


def reading(settings: Settings, take: Callable[[Work, bytes], Awaitable[Told]]) -> Doing:
    """A job that reads a file and does not keep it: what came of it, or why it was refused."""

    async def read_file(work: Work) -> Told:
        try:
            sent = await content(settings, work.job.payload["file_id"])
        except NotTaken as refusal:
            return {"refused": refusal.why.value}
        return await take(work, sent)

    return read_file


async def forget_left_over(media: Path, _now: datetime) -> Mapping[str, int]:
    """Remove what a killed process was still fetching."""
    return {"left_over": await asyncio.to_thread(_remove_left_over, media, time.time())}


def _remove_left_over(media: Path, now_s: float) -> int:
    old = [one for one in media.glob(f"{UNFINISHED}*") if now_s - one.stat().st_mtime > FETCHED_S]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def media_type(place: Path) -> str:
    """What the content is, whatever the name says; empty where nobody can tell."""
    found = filetype.guess_mime(str(place))
    if found:
        return str(found)
    try:
        place.read_text("utf-8")
    except UnicodeDecodeError:
        return ""
    return TEXT


async def _path(api: BotApi, file_id: str) -> str:
    try:
        told = await api.call("getFile", file_id=file_id)
    except Refused as refusal:
        if refusal.code != 400:
            raise
        raise NotTaken(Refusal.GONE) from None
    if told.get("file_size", 0) > LARGEST_BYTES:
        raise NotTaken(Refusal.SIZE)
    return str(told["file_path"])


async def _download(http: aiohttp.ClientSession, url: str, beside: IO[bytes]) -> tuple[str, int]:
    """The digest and size of what was written into the file."""
    digest, size = hashlib.sha256(), 0
    async with http.get(url, timeout=PATIENCE) as response:
        response.raise_for_status()
        async for piece in response.content.iter_chunked(PIECE):
            size += len(piece)
            if size > LARGEST_BYTES:
                raise NotTaken(Refusal.SIZE)
            digest.update(piece)
            beside.write(piece)
    beside.flush()
    os.fsync(beside.fileno())
    return digest.hexdigest(), size
