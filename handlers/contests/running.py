"""Running a contest in the chat: its brief, what was handed in, the count, the result."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import briefs, keeping, moderating
from contests.briefs import NotABrief
from contests.documents import Contest as Document
from contests.documents import Method, Tie, Who
from contests.keeping import Run, Runner
from handlers.awaiting import Awaiting
from handlers.contests import forms
from handlers.contests.screens import LISTED
from handlers.contests.taps import ContestStep
from handlers.pages import page_of, turning
from handlers.replies import Expects, Reply, show
from handlers.tapping import meant
from handlers.taps import go
from handlers.visit import Visit
from outreach.notices import tell
from people import roles
from people.roles import Action
from storage import contests as tables
from storage import people, places
from storage.contests import (
    ACCEPTED,
    ANNOUNCED,
    CANCELLED,
    COUNTING,
    DRAFT,
    HANDED_IN,
    PUBLISHED,
    REJECTED,
    SENT,
)
from texts.content import pick
from texts.screens import Row

FIRST: Final = "contest-title"
TYPED: Final = "contest-field"
BECAUSE: Final = "contest-because"
REASON: Final = "contest-reason"
EVERY = (ANNOUNCED, DRAFT, COUNTING, PUBLISHED, CANCELLED)


def router() -> Router:
    router = Router(name="contest_running")
    router.message.register(make, Awaiting(FIRST))
    router.message.register(write, Awaiting(TYPED))
    router.message.register(cancel, Awaiting(BECAUSE))
    router.message.register(judge_because, Awaiting(REASON))
    for act, does in ACTS.items():
        router.callback_query.register(does, ContestStep.filter(F.act == act))
    return router


async def runner_of(visit: Visit) -> Runner:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_CONTESTS)
    return Runner(visit.resident.id, roles.areas_for(held, Action.RUN_CONTESTS))


async def listing(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words, runner = visit.words, await runner_of(visit)
    found = await tables.contests_of(visit.session, runner.areas, EVERY)
    page = page_of(found, callback_data.number, LISTED)
    rows: list[Row] = [(forms.step(words("New contest"), "new"),)]
    rows += [
        (forms.step(forms.label(keeping.read(one), words), "card", one.code),) for one in page.items
    ]
    rows += turning(page, lambda label, at: forms.step(label, "list", "", at))
    return show(words("<b>Contests of your areas</b>"), *rows, (go(words("Back"), "admin"),))


async def ask_title(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """What it is called; first for which area, where there are several."""
    words, runner = visit.words, await runner_of(visit)
    areas = [
        one
        for one in await places.areas(visit.session)
        if runner.areas is None or one.code in runner.areas
    ]
    chosen = next((one.code for one in areas if one.code == callback_data.value), "")
    back: Row = (forms.step(words("Back"), "list"),)
    if not chosen and len(areas) > 1:
        rows = [
            (forms.step(pick(one.name, words.language), "new", value=one.code),) for one in areas
        ]
        return show(words("For which area is the contest?"), *rows, back)
    area = chosen or areas[0].code
    asked = words("What is the contest called? Write it.")
    return show(asked, back, expects=Expects(FIRST, {"area": area}))


async def make(message: Message, visit: Visit) -> Reply:
    """A new contest from its title, with the usual dates; the rest is set on its card."""
    key = f"k{visit.resident.id % 10**6}-{visit.message_id}"
    title = (message.text or "").strip()
    document = briefs.fresh(key, visit.waiting["area"], title, visit.now)
    run = await keeping.keep(visit.session, await runner_of(visit), document, visit.now)
    return await _card(visit, run)


async def card(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return await _card(visit, await _run(visit, callback_data.code))


async def fields(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return forms.fields(visit.words, await _run(visit, callback_data.code))


async def ask_field(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run, field = await _run(visit, callback_data.code), callback_data.value
    if field not in forms.FIELDS:
        return await _card(visit, run)
    return _ask(visit, run, field)


async def write(message: Message, visit: Visit) -> Reply:
    """A piece of the brief as it was written; what does not fit is asked for once more."""
    run, field = await _run(visit, visit.waiting["code"]), visit.waiting["field"]
    try:
        document = briefs.with_piece(run.document, field, message.text or "")
    except NotABrief as refusal:
        return _ask(visit, run, field, forms.not_a_brief(visit.words, refusal.field))
    changed = await _change(visit, run, document)
    if field == forms.TIE_GROUP:
        return forms.voting_rules(visit.words, changed)
    return forms.fields(visit.words, changed)


async def voting_rules(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return forms.voting_rules(visit.words, await _run(visit, callback_data.code))


async def set_method(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run = await _run(visit, callback_data.code)
    document = briefs.with_value(run.document, "method", meant(Method, callback_data.value))
    document = briefs.with_value(document, "most", max(1, callback_data.number))
    return forms.voting_rules(visit.words, await _change(visit, run, document))


async def set_decides(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run = await _run(visit, callback_data.code)
    decides = forms.DECIDES.get(callback_data.value, run.document.voting.decides)
    document = briefs.with_value(run.document, "decides", decides)
    return forms.voting_rules(visit.words, await _change(visit, run, document))


async def set_tie(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run = await _run(visit, callback_data.code)
    tie = meant(Tie, callback_data.value)
    changed = await _change(visit, run, briefs.with_value(run.document, "tie", tie))
    if tie is Tie.GROUP:
        return _ask(visit, changed, forms.TIE_GROUP)
    return forms.voting_rules(visit.words, changed)


async def set_who(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run = await _run(visit, callback_data.code)
    document = briefs.with_who(run.document, meant(Who, callback_data.value))
    return forms.voting_rules(visit.words, await _change(visit, run, document))


async def ask_announce(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return forms.ask_announce(visit, await _run(visit, callback_data.code))


async def announce(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run = await keeping.announce(
        visit.session, await runner_of(visit), callback_data.code, visit.now
    )
    note = visit.words(
        "It is announced: people find it under /souteze. To invite them, send a message to people."
    )
    return await _card(visit, run, note)


async def ask_because(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words, run = visit.words, await _run(visit, callback_data.code)
    text = words(
        "Why is the contest called off? Write a sentence; whoever has taken part will be told it."
    )
    back: Row = (forms.step(words("Back"), "card", run.code),)
    return show(text, back, expects=Expects(BECAUSE, {"code": run.code}))


async def cancel(message: Message, visit: Visit) -> Reply:
    runner, code = await runner_of(visit), visit.waiting["code"]
    happened = await keeping.cancel(visit.session, runner, code, message.text or "", visit.now)
    told = await tell(visit.session, happened, visit.now) if happened else 0
    note = visit.words.many("{n} person is told.", "{n} people are told.", told)
    return await _card(visit, await _run(visit, code), note)


async def entries(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Everything handed in, what waits first."""
    run = await _run(visit, callback_data.code)
    found = await tables.entries(visit.session, run.code, (*HANDED_IN, REJECTED))
    found = sorted(found, key=lambda one: one.state != SENT)
    return forms.entries(visit.words, run, found, callback_data.number)


async def entry(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return await _entry(visit, callback_data.code, callback_data.number)


async def judge(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Accept at once; whatever else needs a reason, which is asked for."""
    place = (callback_data.code, callback_data.number)
    if callback_data.value == ACCEPTED:
        happened = await moderating.judge(
            visit.session, await runner_of(visit), place, ACCEPTED, "", visit.now
        )
        if happened:
            await tell(visit.session, happened, visit.now)
        return await _entry(visit, *place)
    await _run(visit, callback_data.code)
    text = visit.words("Why? Write the reason; the author will read it.")
    back: Row = (forms.step(visit.words("Back"), "entry", *place),)
    waits = {"code": place[0], "number": place[1], "verdict": callback_data.value}
    return show(text, back, expects=Expects(REASON, waits))


async def judge_because(message: Message, visit: Visit) -> Reply:
    place, verdict = (visit.waiting["code"], visit.waiting["number"]), visit.waiting["verdict"]
    happened = await moderating.judge(
        visit.session, await runner_of(visit), place, verdict, message.text or "", visit.now
    )
    if happened:
        await tell(visit.session, happened, visit.now)
    return await _entry(visit, *place)


async def on_paper(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """The office holds the signed consents."""
    place = (callback_data.code, callback_data.number)
    await moderating.consent_on_paper(visit.session, await runner_of(visit), place, visit.now)
    return await _entry(visit, *place)


async def _entry(visit: Visit, code: str, number: int) -> Reply:
    handed = await moderating.shown(visit.session, await runner_of(visit), code, number)
    alike = await moderating.alike(visit.session, handed.entry)
    content = None
    if handed.entry.look:
        content = await tables.preview(visit.session, handed.entry.id)
    return forms.entry(visit, handed, alike, content)


async def _run(visit: Visit, code: str) -> Run:
    return await keeping.of_runner(visit.session, await runner_of(visit), code)


async def _change(visit: Visit, run: Run, document: Document) -> Run:
    runner, revision = await runner_of(visit), run.contest.revision
    return await keeping.change(visit.session, runner, run.code, revision, document, visit.now)


async def _card(visit: Visit, run: Run, note: str = "") -> Reply:
    counted = await tables.counted(visit.session, run.code)
    return forms.card(visit, run, counted, note)


def _ask(visit: Visit, run: Run, field: str, note: str = "") -> Reply:
    words = visit.words
    act = "voting" if field == forms.TIE_GROUP else "fields"
    back: Row = (forms.step(words("Back"), act, run.code),)
    text = "\n\n".join(filter(None, [note, words(forms.FIELDS[field])]))
    return show(text, back, expects=Expects(TYPED, {"code": run.code, "field": field}))


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "list": listing,
    "new": ask_title,
    "card": card,
    "fields": fields,
    "type": ask_field,
    "voting": voting_rules,
    "method": set_method,
    "decides": set_decides,
    "tie": set_tie,
    "who": set_who,
    "ask": ask_announce,
    "out": announce,
    "stop": ask_because,
    "entries": entries,
    "entry": entry,
    "judge": judge,
    "paper": on_paper,
}
