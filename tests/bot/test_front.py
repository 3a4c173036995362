"""The port answers from the first moment, and stopping lets requests in hand end."""

import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.front import Front


def asked(front: Front) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://naves")


class Pages:
    """Pages that take their time."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.set()
        await self.may_end.wait()
        path = Request(scope).url.path
        await PlainTextResponse(f"here is {path}")(scope, receive, send)


async def test_before_the_pages_are_ready_it_asks_for_patience() -> None:
    front = Front()
    front.tell("the bot <1>")
    async with asked(front) as http:
        answer = await http.get("/konzole")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "chvilku strpení" in answer.text
    assert "the bot &lt;1&gt;" in answer.text


async def test_stopping_waits_for_requests_in_hand_and_takes_no_more() -> None:
    front, pages = Front(), Pages()
    front.mount(pages)
    async with asked(front) as http, asyncio.TaskGroup() as group:
        in_hand = group.create_task(http.get("/ankety"))
        await pages.begun.wait()
        draining = group.create_task(front.drain())
        await asyncio.sleep(0)
        late = await http.get("/ankety")
        assert not draining.done()
        pages.may_end.set()
    assert (in_hand.result().text, late.status_code) == ("here is /ankety", 503)
    assert "za minutu" in late.text
