"""Rounds before the public's, as their coordinator sees them: who reads what, and until when."""

from collections.abc import Callable, Mapping
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.plans.authoring import runner_of
from handlers.plans.cards import round_told, step, ways_told
from handlers.replies import Reply, alert, show
from handlers.taps import PlanStep, RoundStep, button
from handlers.visit import Visit
from outreach.round_words import NAMES
from plans import running
from plans.consultation import INSIDE, STEERING, Phase
from plans.rounds import Readers
from plans.running import NobodySits, Overview
from storage import plans as tables
from texts.content import pick
from texts.formatting import escape, listed
from texts.numbers import whole
from texts.screens import Button, Row
from texts.words import Words


def router() -> Router:
    router = Router(name="plan_rounds")
    router.callback_query.register(listing, PlanStep.filter(F.act == "rounds"))
    router.callback_query.register(ask_share, RoundStep.filter(F.act == "ask-share"))
    router.callback_query.register(share, RoundStep.filter(F.act == "share"))
    return router


async def listing(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    return await rounds_shown(visit, callback_data.code)


async def rounds_shown(visit: Visit, code: str, note: str = "") -> Reply:
    """Each round with its dates and who sits in it, and what can be done with it."""
    words, runner = visit.words, await runner_of(visit)
    found = await running.look(visit.session, runner, code, visit.now)
    lines = [
        note,
        words("<b>Rounds before the public</b>"),
        words(
            "The working groups can read a version first, then the steering group. They comment on "
            "it in the chat; letters and e-mails you enter yourself. The public sees neither the "
            "version nor what they say."
        ),
    ]
    rows: list[Row] = []
    for round_ in INSIDE:
        readers = await running.readers(visit.session, runner, code, round_, visit.now)
        told = [f"<b>{words(NAMES[round_])}</b>", round_told(words, found, round_)]
        window = found.window_of(round_)
        if window:
            ways = ways_told(words, window.channels)
            told.append(words("Comments are taken {ways}", ways=ways))
        lines.append("\n".join(filter(None, [*told, _who(words, readers, round_)])))
        rows += _rows(words, found, round_, readers)
    return show("\n\n".join(filter(None, lines)), *rows, (step(words("Back"), "card", code),))


async def readers_told(visit: Visit, code: str, round_: str) -> str:
    found = await running.readers(visit.session, await runner_of(visit), code, round_, visit.now)
    return _who(visit.words, found, round_)


async def ask_share(_: CallbackQuery, callback_data: RoundStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    draft = await running.newest(visit.session, await runner_of(visit), code)
    text = words(
        "Shall the round go on with version {label}? It cannot be changed any more. Its members "
        "see what has changed, and their open comments move to it.",
        label=escape(draft.version.label),
    )
    sharing = {"act": "share", "value": str(draft.version.number)}
    yes = button(words("Yes, give it to them"), callback_data.model_copy(update=sharing))
    return show(text, (yes,), (step(words("Back"), "rounds", code),))


async def share(_: CallbackQuery, callback_data: RoundStep, visit: Visit) -> Reply:
    version = whole(callback_data.value)
    place = (await runner_of(visit), callback_data.code, version, callback_data.round)
    await running.share(visit.session, *place, visit.now)
    note = visit.words("The round reads this version from now on.")
    return await rounds_shown(visit, callback_data.code, note)


def _who(words: Words, readers: Readers, round_: str) -> str:
    if not readers.groups and round_ == STEERING:
        return words("There is no steering group in the area.")
    if not readers.groups:
        return words("No section names a working group, and none shares its topics.")
    names = listed(
        [escape(pick(one.name, words.language)) for one in readers.groups], words.language
    )
    return words.many(
        "Read by: {groups} ({n} person whom I can write to)",
        "Read by: {groups} ({n} people whom I can write to)",
        len(readers.people),
        groups=names,
    )


def _rows(words: Words, found: Overview, round_: str, readers: Readers) -> list[Row]:
    phase, code = found.phase_of(round_), found.plan.code
    whose = words(NAMES[round_])
    if phase in (None, Phase.COMING):
        label = words("{round}: open", round=whose)
        if phase:
            label = words("{round}: change the dates", round=whose)
        rows: list[Row] = [(_step(label, "opens", code, round_),)] if readers.groups else []
        return [*rows, *_ways(words, code, round_)] if phase else rows
    rows = [(_step(words("{round}: make it longer", round=whose), "longer", code, round_),)]
    rows += _ways(words, code, round_) if phase is Phase.OPEN else []
    if phase is Phase.OPEN and found.draft.version.state == tables.WORKING:
        label = words("{round}: give them the new version", round=whose)
        rows.append((_step(label, "ask-share", code, round_),))
    return rows


def _ways(words: Words, code: str, round_: str) -> list[Row]:
    label = words("{round}: how comments may come", round=words(NAMES[round_]))
    return [(_step(label, "ways", code, round_),)]


def _step(label: str, act: str, code: str, round_: str) -> Button:
    return button(label, RoundStep(act=act, code=code, round=round_))


def _nobody_sits(_: Exception, words: Words) -> Reply:
    return alert(words("Nobody sits in this round, so nobody could read the version."))


REFUSALS: Mapping[type[BaseException], Callable[[Any, Words], Reply]] = {NobodySits: _nobody_sits}
