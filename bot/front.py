"""What answers at the port from the first moment: a page that says so until all is ready."""

import asyncio
from contextlib import suppress
from html import escape

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

PAGE = """<!doctype html>
<html lang="cs"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1"><title>Náves</title></head>
<body><h1>Náves</h1><p role="status">{czech}</p><p lang="en">{english}</p></body></html>
"""
PATIENCE_SECONDS = 10
STARTING = ("Spouštíme se, chvilku strpení.", "Starting, one moment please.")
STOPPING = ("Na chvíli se odmlčíme, zkuste to prosím za minutu.", "Back in a minute.")


class Front:
    """Passes requests on to the pages once they are mounted, and lets them end before stopping."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._stopping = False
        self._progress = ""
        self._in_hand = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def mount(self, app: ASGIApp) -> None:
        self._app = app

    def tell(self, progress: str) -> None:
        """What the starting page says is being done."""
        self._progress = progress

    async def drain(self) -> None:
        """Take no more requests and wait until those in hand are answered, but not for ever."""
        self._stopping = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), PATIENCE_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = None if self._stopping else self._app
        if app is None:
            await self._not_now()(scope, receive, send)
            return
        self._in_hand += 1
        self._empty.clear()
        try:
            await app(scope, receive, send)
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._empty.set()

    def _not_now(self) -> Response:
        czech, english = STOPPING if self._stopping else STARTING
        if self._progress and not self._stopping:
            english = f"{english} ({self._progress})"
        page = PAGE.format(czech=escape(czech), english=escape(english))
        return HTMLResponse(page, 503, {"Retry-After": "2", "Cache-Control": "no-store"})
