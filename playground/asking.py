"""A request to the control API: guarded, read, and turned into the people and chats it names."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.bell import Bell
from playground.bots import Bot
from playground.conversations import Chat
from playground.doings import Doings, Impossible
from playground.faults import WrongFault
from playground.hanging_up import ClientGone, HungUp, while_connected
from playground.refusals import Refusal
from playground.requests import FORMS, Upload, parsed_json, read_form
from playground.requests import Received as Given
from playground.state import Playground
from playground.store import as_json

Json = dict[str, Any]

ROOT = "/playground/api"
LONGEST_WAIT_S = 25.0
# What reads its body itself, because it is no object or its nulls count.
RAW = ("/faults", "/limits")


class Asked:
    """What one request asks for."""

    def __init__(self, playground: Playground, request: Request, given: Given) -> None:
        self.playground = playground
        self.request = request
        self.body = given.parameters
        self.files: dict[str, Upload] = given.files

    @property
    def bot(self) -> Bot:
        wanted = self.request.query_params.get("bot")
        if wanted is None:
            return self.playground.first_bot()
        bot = self.playground.bots.get(whole(wanted, "bot"))
        if bot is None:
            raise Impossible("no such bot", 404)
        return bot

    @property
    def chat(self) -> Chat:
        chat_id = whole(self.request.path_params["chat_id"], "chat_id")
        chat = self.playground.chat_with(self.bot, chat_id)
        if chat is None:
            raise Impossible("no such chat", 404)
        return chat

    def user(self, user_id: Any) -> Json:
        user = self.playground.users.get(whole(user_id, "from_id"))
        if user is None:
            raise Impossible("no such user", 404)
        return user

    @property
    def doings(self) -> Doings:
        """The person named by from_id, in the chat of the path."""
        chat, user = self.chat, self.user(self.body.get("from_id"))
        if user["id"] not in chat.members:
            raise Impossible("the user is not in this chat", 403)
        return Doings(self.playground, self.bot, chat, user)

    def text(self, name: str) -> str:
        value = self.body.get(name, "")
        if not isinstance(value, str):
            raise Impossible(f"{name} must be a text")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        value = self.request.query_params.get(name, self.body.get(name, default))
        return whole(value, name)

    async def wait_for(self, bell: Bell, ready: Callable[[], bool]) -> None:
        """Holds the answer for up to `wait` seconds, until there is something to tell."""
        longest = min(self.number("wait", 0), LONGEST_WAIT_S)
        if longest > 0 and not ready():
            await while_connected(self.request, self._until(bell, ready, longest))

    @staticmethod
    async def _until(bell: Bell, ready: Callable[[], bool], longest: float) -> None:
        with anyio.move_on_after(longest):
            while not ready():
                await bell.wait()


Endpoint = Callable[[Asked], Awaitable[Any]]


def whole(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Impossible(f"{name} must be a whole number") from error


def route(playground: Playground, method: str, path: str, endpoint: Endpoint) -> Route:
    """The endpoint at its address; what it returns is told as JSON once it is kept."""

    async def serve(request: Request) -> Response:
        try:
            refuse_strangers(request)
            asked = Asked(playground, request, await given(request))
            result = await endpoint(asked)
            await playground.store.saved()
            return answer(result)
        except Impossible as impossible:
            return answer({"error": str(impossible)}, impossible.status)
        except WrongFault as wrong:
            return answer({"error": str(wrong)}, 400)
        except Refusal as refusal:
            return answer({"error": refusal.description}, refusal.status)
        except ClientGone:
            return HungUp()

    return Route(ROOT + path, serve, methods=[method])


async def given(request: Request) -> Given:
    found = Given()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in FORMS:
        await read_form(request, found)
    elif request.method != "GET" and not request.url.path.endswith(RAW):
        found.parameters = parsed_json(await request.body())
    return found


def refuse_strangers(request: Request) -> None:
    """Another site's page must not act here through the visitor's browser."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Impossible("asked from another site", 403)


def answer(body: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(as_json(body), status, headers, media_type="application/json")
