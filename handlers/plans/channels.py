"""By which ways comments on a plan may come: chosen by its coordinator, told to everybody else."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.plans.authoring import runner_of
from handlers.plans.cards import WAYS, step, ways_told
from handlers.plans.dates import round_of
from handlers.replies import Reply, alert, show
from handlers.taps import PlanStep, RoundStep, button
from handlers.visit import Visit
from plans import running
from plans.channels import CHANNELS, WITHIN, CannotClose, ChannelNotTaken
from plans.consultation import PUBLIC, WindowNotOpen
from texts.screens import Row
from texts.words import Words


def router() -> Router:
    router = Router(name="plan_channels")
    for tap in (PlanStep, RoundStep):
        router.callback_query.register(choose, tap.filter(F.act == "ways"))
        router.callback_query.register(take, tap.filter(F.act == "way"))
    return router


async def choose(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    found = await running.look(visit.session, await runner_of(visit), callback_data.code, visit.now)
    window = found.window_of(round_of(callback_data))
    if window is None:
        raise WindowNotOpen(None)
    return _shown(visit.words, callback_data, window.channels)


async def take(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    """`value` is a channel, with a minus before one that is no longer taken."""
    code, channel = callback_data.code, callback_data.value.removeprefix("-")
    if channel not in CHANNELS:
        return await choose(_, callback_data, visit)
    window = await running.take_channel(
        visit.session,
        await runner_of(visit),
        code,
        channel,
        on=channel == callback_data.value,
        now=visit.now,
        round_=round_of(callback_data),
    )
    return _shown(visit.words, callback_data, window.channels)


def _shown(words: Words, tap: PlanStep, taken: Collection[str]) -> Reply:
    is_inside = round_of(tap) != PUBLIC
    rows: list[Row] = [
        (
            button(
                f"{'☑' if one in taken else '☐'} {words(WAYS[one])}",
                tap.model_copy(update={"act": "way", "value": _turned(one, taken)}),
            ),
        )
        for one in (WITHIN if is_inside else CHANNELS)
    ]
    text = words(
        "<b>How may comments come?</b>\nUntil the first day you can choose as you like. From then "
        "on a way can only be added: people have been promised the others."
    )
    back = step(words("Back"), "rounds" if is_inside else "card", tap.code)
    return show(text, *rows, (back,))


def _turned(channel: str, taken: Collection[str]) -> str:
    return f"-{channel}" if channel in taken else channel


def _not_taken(refusal: ChannelNotTaken, words: Words) -> Reply:
    ways = ways_told(words, refusal.taken)
    return alert(words("Comments on this draft are taken only {ways}.", ways=ways))


def _cannot_close(_: Exception, words: Words) -> Reply:
    return alert(words("This way has to stay: people have been promised it."))


REFUSALS: Mapping[type[BaseException], Callable[[Any, Words], Reply]] = {
    CannotClose: _cannot_close,
    ChannelNotTaken: _not_taken,
}
