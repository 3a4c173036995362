"""What the pages are built from: the parts that the running program hands in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import Request

from storage.database import Database
from storage.marks import Marks
from surveys.passes import Passes
from texts.formatting import PRAGUE

Json = dict[str, Any]
# Says that an update need not come again, with a call that may ride along.
Acknowledge = Callable[[Json | None], Awaitable[None]]


class Clock(Protocol):
    async def now(self) -> datetime: ...


@dataclass(frozen=True)
class Web:
    """`chat_link("s_VLTAV")` is the address that opens the chat there; None while unknown."""

    database: Database
    clock: Clock
    marks: Marks
    passes: Passes
    secret_key: str
    respond: Callable[[Json, Acknowledge], Awaitable[None]]
    chat_link: Callable[[str], str | None]
    exports: Path = Path("data/exports")
    public_url: str = ""
    webhook_secret: str | None = None
    time_zone: tzinfo = PRAGUE
    page_limit: str = "240/minute"
    sign_in_limit: str = "10/minute"
    form_limit: str = "1200/minute"
    form_begin_limit: str = "120/hour"
    form_code_limit: str = "20/minute"

    @property
    def kept_files(self) -> Path:
        """Files for everybody that are made of frozen results."""
        return self.exports.parent / "published"

    @property
    def media(self) -> Path:
        """Files that staff have sent, by the hash of their content."""
        return self.exports.parent / "media"

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.public_url).netloc


def web_of(request: Request) -> Web:
    web: Web = request.app.state.web
    return web


def home_of(request: Request) -> str:
    """Where our pages are reached from outside, without a slash at the end."""
    return web_of(request).public_url or str(request.base_url).rstrip("/")
