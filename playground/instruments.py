"""The control API's instruments: bots, raw updates, the log of calls, the clock, the faults."""

import json
from typing import Any

from starlette.routing import Route

from playground.asking import Asked, route
from playground.conversations import Chat
from playground.doings import Impossible
from playground.faults import Faults, WrongFault, fault_from
from playground.fetching import LOOPBACK
from playground.limits import WrongLimit
from playground.scenes import scene
from playground.state import Playground
from playground.updates import kind_of, queue_of

Json = dict[str, Any]


def routes(playground: Playground) -> list[Route]:
    doors = (
        ("GET", "/bots", bots),
        ("POST", "/updates", raw_update),
        ("GET", "/calls", calls),
        ("GET", "/clock", clock),
        ("PUT", "/clock", set_clock),
        ("GET", "/faults", faults),
        ("PUT", "/faults", set_faults),
        ("GET", "/limits", limits),
        ("PUT", "/limits", set_limits),
        ("GET", "/switches", switches),
        ("PUT", "/switches", set_switches),
        ("GET", "/previews", previews),
        ("GET", "/recording", recording),
        ("POST", "/recording", begin_recording),
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
    try:
        queue_of(asked.body)
    except (KeyError, TypeError, ValueError) as error:
        raise Impossible("the update does not say whom it is from") from error
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
    return [fault.shown() for fault in asked.playground.faults.ordered]


async def set_faults(asked: Asked) -> list[Json]:
    ordered = await raw_json(asked)
    if not isinstance(ordered, list):
        raise WrongFault("an array of faults is expected")
    asked.playground.faults = Faults([fault_from(one) for one in ordered])
    return await faults(asked)


async def raw_json(asked: Asked) -> Any:
    """The body as it came: nulls and arrays mean something here."""
    try:
        return json.loads(await asked.request.body())
    except ValueError:
        return None


async def limits(asked: Asked) -> Json:
    return asked.playground.limits.shown()


async def set_limits(asked: Asked) -> Json:
    try:
        asked.playground.limits.change(await raw_json(asked))
    except WrongLimit as wrong:
        raise Impossible(str(wrong)) from wrong
    return await limits(asked)


async def switches(asked: Asked) -> Json:
    return {"lint": asked.playground.lint, "previews": asked.playground.previews.on}


async def set_switches(asked: Asked) -> Json:
    playground = asked.playground
    for name, value in asked.body.items():
        if name not in ("lint", "previews") or not isinstance(value, bool):
            raise Impossible("lint and previews can be true or false")
    playground.lint = asked.body.get("lint", playground.lint)
    playground.previews.on = asked.body.get("previews", playground.previews.on)
    return await switches(asked)


async def previews(asked: Asked) -> list[Json]:
    """The addresses that were fetched, with the status that came back; 0 for none."""
    return list(asked.playground.previews.fetched)


async def recording(asked: Asked) -> Json:
    return asked.playground.recorder.saved(*recorded(asked))


async def begin_recording(asked: Asked) -> Json:
    asked.playground.recorder.begin(*recorded(asked))
    return await recording(asked)


def recorded(asked: Asked) -> tuple[Chat, Json]:
    chat = asked.playground.chat_with(asked.bot, asked.number("chat_id"))
    if chat is None:
        raise Impossible("no such chat", 404)
    return chat, scene(chat, asked.bot, asked.playground.users)
