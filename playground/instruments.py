"""The control API's instruments: bots, raw updates, the log of calls, the clock, the faults."""

import json
from typing import Any

from starlette.routing import Route

from playground.asking import Asked, route
from playground.doings import Impossible
from playground.faults import Faults, WrongFault, fault_from
from playground.state import Playground
from playground.updates import kind_of

Json = dict[str, Any]

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def routes(playground: Playground) -> list[Route]:
    doors = (
        ("GET", "/bots", bots),
        ("POST", "/updates", raw_update),
        ("GET", "/calls", calls),
        ("GET", "/clock", clock),
        ("PUT", "/clock", set_clock),
        ("GET", "/faults", faults),
        ("PUT", "/faults", set_faults),
    )
    return [route(playground, method, path, endpoint) for method, path, endpoint in doors]


async def bots(asked: Asked) -> list[Json]:
    """Tokens are told only to this machine, under its own name: names of others can point here."""
    client = asked.request.client
    called = asked.request.url.hostname
    if (client is not None and client.host not in LOOPBACK) or called not in LOOPBACK:
        raise Impossible("only for this machine", 403)
    return [
        bot.user() | {"token": bot.account.token, "webhook": bot.webhook is not None}
        for bot in asked.playground.bots.values()
    ]


async def raw_update(asked: Asked) -> Json:
    """Queues any update; it keeps its number when it has one, so that repeats can be played."""
    kind = kind_of(asked.body)
    if not kind:
        raise Impossible("an update needs a body")
    inbox = asked.playground.inboxes[asked.bot.id]
    query = asked.body[kind]
    if kind == "callback_query" and isinstance(query, dict):
        asked.playground.callbacks.ask(asked.bot.id, str(query.get("id", "")))
    if isinstance(asked.body.get("update_id"), int):
        return {"update_id": inbox.repeat(asked.body)}
    return {"update_id": inbox.add(kind, query)}


async def calls(asked: Asked) -> list[Json]:
    after = asked.number("after", 0)
    log = asked.playground.calls
    await asked.wait_for(log.bell, lambda: bool(log.after(after)))
    return log.after(after)


async def clock(asked: Asked) -> Json:
    now = asked.playground.clock
    return {"offset_s": now.offset_s, "now": now.now()}


async def set_clock(asked: Asked) -> Json:
    offset = asked.body.get("offset_s")
    if not isinstance(offset, int | float) or isinstance(offset, bool):
        raise Impossible("offset_s must be a number of seconds")
    asked.playground.set_clock(offset)
    return await clock(asked)


async def faults(asked: Asked) -> list[Json]:
    return [vars(fault) for fault in asked.playground.faults.ordered]


async def set_faults(asked: Asked) -> list[Json]:
    try:
        ordered = json.loads(await asked.request.body())
    except ValueError as error:
        raise WrongFault("an array of faults is expected") from error
    if not isinstance(ordered, list):
        raise WrongFault("an array of faults is expected")
    asked.playground.faults = Faults([fault_from(one) for one in ordered])
    return await faults(asked)
