"""By which ways comments on a plan may come: chosen by its coordinator, told to everybody else."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.plans.authoring import runner_of
from handlers.plans.cards import WAYS, step, ways_told
from handlers.replies import Reply, alert, show
from handlers.taps import PlanStep
from handlers.visit import Visit
from plans import running
from plans.channels import CHANNELS, CannotClose, ChannelNotTaken
from plans.consultation import WindowNotOpen
from texts.screens import Row
from texts.words import Words


def router() -> Router:
    router = Router(name="plan_channels")
    router.callback_query.register(choose, PlanStep.filter(F.act == "ways"))
    router.callback_query.register(take, PlanStep.filter(F.act == "way"))
    return router


async def choose(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    found = await running.look(visit.session, await runner_of(visit), callback_data.code, visit.now)
    if found.window is None:
        raise WindowNotOpen(None)
    return _shown(visit.words, callback_data.code, found.window.channels)


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
    )
    return _shown(visit.words, code, window.channels)


def _shown(words: Words, code: str, taken: Collection[str]) -> Reply:
    rows: list[Row] = [
        (
            step(
                f"{'☑' if one in taken else '☐'} {words(WAYS[one])}",
                "way",
                code,
                _turned(one, taken),
            ),
        )
        for one in CHANNELS
    ]
    text = words(
        "<b>How may comments come?</b>\nUntil the first day you can choose as you like. From then "
        "on a way can only be added: people have been promised the others."
    )
    return show(text, *rows, (step(words("Back"), "card", code),))


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
