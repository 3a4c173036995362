"""Connections that end early: ours when a fault wants it, the client's while it waits."""

from collections.abc import Awaitable
from typing import TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

T = TypeVar("T")


class HungUp(Response):
    """An answer that never comes: the connection is closed instead.

    ASGI has no word for this, so uvicorn's own transport is taken; under another server the
    answer breaks off after its headers, which clients notice too.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is None:
            headers = [(b"content-length", b"1")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return
        transport.abort()
        await gone(receive)


async def gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


async def while_connected(request: Request, work: Awaitable[T]) -> T:
    """The result of the work; ClientGone as soon as the client has left. The body is read."""
    done: list[T] = []
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            await gone(request.receive)
            group.cancel_scope.cancel()

        group.start_soon(watch)
        done.append(await work)
        group.cancel_scope.cancel()
    if not done:
        raise ClientGone
    return done[0]
