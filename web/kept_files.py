"""Files for everybody, made once of frozen results and kept until others are asked for more.

A file is named by what it is made of, so that it never has to be looked after: changed results
have another name.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, Response

from web.base import web_of

MOST_FILES = 300
# Changes when the same results would make another file, so that no old one is handed out.
MAKING = "1"
# One at a time: each takes a second of processor and some tens of megabytes.
_one = asyncio.Semaphore(1)


@dataclass(frozen=True)
class Kept:
    """A file by the name of what it is made of; `suffix` says what it is."""

    source: Any
    suffix: str
    make: Callable[[], bytes]

    @property
    def name(self) -> str:
        told = f"{MAKING}:{self.suffix}:{self.source!r}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


async def answer(request: Request, kept: Kept, media_type: str, download: str = "") -> Response:
    """The file, or that the one which the reader has is still the same."""
    tag = f'"{kept.name}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    path = await _file(web_of(request).kept_files, kept)
    headers = {"ETag": tag, "Last-Modified": formatdate(path.stat().st_mtime, usegmt=True)}
    return FileResponse(path, media_type=media_type, headers=headers, filename=download or None)


async def _file(folder: Path, kept: Kept) -> Path:
    path = folder / f"{kept.name}.{kept.suffix}"
    async with _one:
        if not await asyncio.to_thread(path.exists):
            await asyncio.to_thread(lambda: _write(path, kept.make()))
    return path


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever else writes the same just now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}")
    beside.write_bytes(content)
    beside.replace(path)
    oldest = sorted(path.parent.glob("[!.]*"), key=os.path.getmtime)
    for one in oldest[:-MOST_FILES]:
        one.unlink(missing_ok=True)
