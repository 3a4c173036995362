"""The Bot API over HTTP: finds the bot and the method, checks, executes, answers and logs."""

import asyncio
import logging
import re
import time
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from playground.bots import Bot
from playground.calling import Call, Told
from playground.calls import shortened
from playground.checking import checked, lint, method_names
from playground.faults import Fault
from playground.hanging_up import ClientGone, HungUp, while_connected
from playground.methods import METHODS, describing
from playground.refusals import Refusal
from playground.requests import Received, received
from playground.state import Playground
from playground.store import as_json

Json = dict[str, Any]

log = logging.getLogger("playground")
TOKEN = re.compile(r"\d+:[\w-]+")
# Not executed when they ride back in a webhook's response.
NOT_IN_REPLIES = ("deletewebhook", "setwebhook", "close", "logout")


@dataclass(frozen=True)
class Outcome:
    status: int
    body: Json

    @classmethod
    def given(cls, result: Any) -> "Outcome":
        if isinstance(result, Told):
            told = {"result": result.result, "description": result.description}
            return cls(200, {"ok": True, **told})
        return cls(200, {"ok": True, "result": result})

    @classmethod
    def refused(cls, refusal: Refusal) -> "Outcome":
        return cls(refusal.status, refusal.body())

    def response(self) -> Response:
        headers = {}
        if self.status == 429:
            headers["Retry-After"] = str(self.body["parameters"]["retry_after"])
        return Response(as_json(self.body), self.status, headers, media_type="application/json")


# What the log tells of a request that a fault has lost.
LOST = Outcome(0, {"description": "lost by a fault, not executed"})


class BotApi:
    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        playground.webhooks.execute = self.execute_reply

    def routes(self) -> list[Route]:
        return [
            Route("/telegram/file/bot{token}/{path:path}", self.serve_file),
            Route("/telegram/bot{token}/{method}", self.serve, methods=["GET", "POST"]),
            Route("/telegram/{rest:path}", not_found, methods=["GET", "POST"]),
        ]

    async def serve(self, request: Request) -> Response:
        started = time.perf_counter()
        given = Received()
        try:
            bot = self.bot(request.path_params["token"])
            given = await received(request)
            name, faults = self.struck(request.path_params["method"], given)
            if await slept(faults) == "drop_before":
                self.log(bot, name, given, LOST, started)
                return HungUp()
            work = self.execute(bot, name, given, faults)
            # A send is finished even when its sender has left; a long poll is not.
            waits = name == "getUpdates"
            outcome = await (while_connected(request, work) if waits else work)
        except Refusal as refusal:
            return Outcome.refused(refusal).response()
        except ClientGone:
            return HungUp()
        self.log(bot, name, given, outcome, started)
        return await answered(request, outcome, faults) if faults else outcome.response()

    def bot(self, token: str) -> Bot:
        bot = self.playground.bot_by_token(token)
        if bot is None:
            malformed = "" if TOKEN.fullmatch(token) else ": invalid token specified"
            raise Refusal(401, f"Unauthorized{malformed}")
        return bot

    def struck(self, method: str, given: Received) -> tuple[str, list[Fault]]:
        name = method_names().get(method.lower(), method)
        return name, self.playground.faults.struck(name, given.parameters.get("chat_id"))

    async def execute(self, bot: Bot, name: str, given: Received, faults: list[Fault]) -> Outcome:
        """What the method gives or how it refuses, after it is kept."""
        try:
            for refusal in filter(None, (fault.refusal() for fault in faults)):
                raise refusal
            method = METHODS.get(name.lower())
            if method is None:
                raise Refusal(404, "Not Found: method not found")
            call = Call(self.playground, bot, checked(name, given), given.files)
            describing.check_logged_in(call)
            call.name_chats_by_number()
            self.playground.limits.take(name, bot.id, call.parameters)
            outcome = Outcome.given(await method(call))
        except Refusal as refusal:
            outcome = Outcome.refused(refusal)
        await self.playground.store.saved()
        return outcome

    def log(
        self, bot: Bot, name: str, given: Received, outcome: Outcome, started: float, via: str = ""
    ) -> None:
        files = {name: f"({len(file.content)} B) {file.name}" for name, file in given.files.items()}
        call = {
            "method": name,
            "parameters": shortened(given.parameters) | files,
            "status": outcome.status,
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "bot_id": bot.id,
            "at": self.playground.clock.date(),
        }
        if outcome.status != 200:
            call["description"] = outcome.body["description"]
        notes = lint(name, given) if self.playground.lint else []
        if notes:
            call["lint"] = notes
        self.playground.calls.add(call | ({"via": via} if via else {}))

    async def execute_reply(self, bot: Bot, reply: Received) -> None:
        """Executes what came back in a webhook's response; its result is thrown away."""
        method = str(reply.parameters.pop("method"))
        if method.lower() in NOT_IN_REPLIES or method.lower().startswith("get"):
            return
        started = time.perf_counter()
        name, faults = self.struck(method, reply)
        if await slept(faults) == "drop_before":
            return
        try:
            outcome = await self.execute(bot, name, reply, faults)
        except Exception:
            log.exception("a call in a webhook's response failed")
            return
        self.log(bot, name, reply, outcome, started, via="webhook")

    async def serve_file(self, request: Request) -> Response:
        try:
            self.bot(request.path_params["token"])
        except Refusal as refusal:
            return Outcome.refused(refusal).response()
        place = self.playground.files.place(request.path_params["path"])
        if place is None or not place.is_file():
            return Outcome.refused(Refusal(404, "Not Found")).response()
        return FileResponse(place)


async def answered(request: Request, outcome: Outcome, faults: list[Fault]) -> Response:
    """The answer, unless the faults hold it until nobody waits, or lose it."""
    try:
        await while_connected(request, held(faults, "slow_answer"))
    except ClientGone:
        return HungUp()
    lost = any(fault.kind == "drop_after" for fault in faults)
    return HungUp() if lost else outcome.response()


async def not_found(_: Request) -> Response:
    return Outcome.refused(Refusal(404, "Not Found")).response()


async def slept(faults: list[Fault]) -> str:
    """Waits as long as the faults want; tells which of them loses the request, if any."""
    await held(faults, "latency")
    return next((fault.kind for fault in faults if fault.kind == "drop_before"), "")


async def held(faults: list[Fault], kind: str) -> None:
    await asyncio.sleep(sum(fault.pause_s() for fault in faults if fault.kind == kind))
