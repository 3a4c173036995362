"""Passing comments to working groups, for those who run plans: one, a section's, all by topic."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.plans.comment_queue import reader_of
from handlers.replies import Reply, show
from handlers.taps import CommentTap, ReferTap, button
from handlers.visit import Visit
from plans import fitting, keeping, referring, settling
from plans.documents import Section
from plans.running import Runner
from storage import groups
from storage import settling as tables
from storage.comments import Comment
from storage.groups import WorkingGroup
from storage.plans import Plan
from texts.content import pick
from texts.formatting import escape, shortened
from texts.screens import Button, Row
from texts.words import Words

LABEL: Final = 48
ONE, SECTION = "one", "section"


def router() -> Router:
    router = Router(name="referrals")
    for act, does in ACTS.items():
        router.callback_query.register(does, ReferTap.filter(F.act == act))
    return router


async def choose(_: CallbackQuery, callback_data: ReferTap, visit: Visit) -> Reply:
    """To which group one comment goes, or everything on its section; the fitting one is first."""
    words, number, what = visit.words, callback_data.number, callback_data.value
    found, plan = await _seen(visit, await reader_of(visit), number)
    section = await _section(visit, plan, found)
    act = SECTION if what == SECTION else ONE
    rows: list[Row] = [
        (
            _step(
                shortened(pick(one.name, words.language), LABEL), act, number=number, value=one.code
            ),
        )
        for one in _ranked(section, await groups.groups_of(visit.session, [plan.area_code]))
    ]
    if not rows:
        text = words("There is no working group in the area yet.")
    elif act == SECTION:
        waiting = len(await tables.unreferred(visit.session, plan.code, [found.section_id]))
        text = words.many(
            "To which group shall {n} comment on this section go?",
            "To which group shall {n} comments on this section go?",
            waiting,
        )
    else:
        text = words("To which group shall {number} go?", number=number)
        rows.append((_step(words("The whole section"), "choose", number=number, value=SECTION),))
    return show(text, *rows, (_back(words, plan.code),))


async def refer(_: CallbackQuery, callback_data: ReferTap, visit: Visit) -> Reply:
    reader, number = await reader_of(visit), callback_data.number
    await referring.refer(visit.session, reader, number, callback_data.value, visit.now)
    found, plan = await _seen(visit, reader, number)
    group = await groups.group(visit.session, callback_data.value)
    name = escape(pick(group.name, visit.words.language)) if group else ""
    text = visit.words(
        "Comment {number} is with the group “{group}” now.", number=number, group=name
    )
    takes_back = _step(visit.words("Take it back"), "recall", number=found.number)
    onwards = CommentTap(act="settle", code=plan.code)
    rows = ((button(visit.words("Settle the next one"), onwards),), (takes_back,))
    return show(text, *rows, (_back(visit.words, plan.code),))


async def refer_section(_: CallbackQuery, callback_data: ReferTap, visit: Visit) -> Reply:
    reader, number = await reader_of(visit), callback_data.number
    found, plan = await _seen(visit, reader, number)
    place = (plan.code, [found.section_id], callback_data.value)
    passed = await referring.refer_section(visit.session, reader, *place, visit.now)
    return _passed(visit.words, passed, plan.code)


async def refer_by_topics(_: CallbackQuery, callback_data: ReferTap, visit: Visit) -> Reply:
    code, reader = callback_data.code, await reader_of(visit)
    counts = await referring.refer_by_topics(visit.session, reader, code, visit.now)
    return _passed(visit.words, sum(counts.values()), code)


async def with_groups(_: CallbackQuery, callback_data: ReferTap, visit: Visit) -> Reply:
    """How many comments of a plan wait before which group."""
    words, code = visit.words, callback_data.code
    queue = await settling.queue(visit.session, await reader_of(visit), code)
    counts = await tables.referred_counts(visit.session, code)
    names = {
        one.code: pick(one.name, words.language)
        for one in await groups.groups_of(visit.session, [queue.plan.area_code])
    }
    lines = [
        words("<b>With working groups</b>"),
        *(f"{escape(names.get(group, group))}: {n}" for group, n in sorted(counts.items())),
    ]
    by_topics = _step(words("Pass on by topics"), "topics", code=code)
    note = words("By topics: what a section says and what a group is for have to agree.")
    return show("\n".join([*lines, "", note]), (by_topics,), (_back(words, code),))


async def recall(_: CallbackQuery, callback_data: ReferTap, visit: Visit) -> Reply:
    reader, number = await reader_of(visit), callback_data.number
    await referring.recall(visit.session, reader, number, visit.now)
    _found, plan = await _seen(visit, reader, number)
    text = visit.words("Comment {number} is with the office again.", number=number)
    return show(text, (_back(visit.words, plan.code),))


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "choose": choose,
    ONE: refer,
    SECTION: refer_section,
    "topics": refer_by_topics,
    "with": with_groups,
    "recall": recall,
}


def _passed(words: Words, passed: int, code: str) -> Reply:
    text = words.many("{n} comment passed on.", "{n} comments passed on.", passed)
    return show(text, (_back(words, code),))


def _ranked(section: Section | None, some: Sequence[WorkingGroup]) -> list[WorkingGroup]:
    if section is None:
        return list(some)
    return sorted(some, key=lambda one: (-fitting.fits(section, one), one.key))


async def _seen(visit: Visit, reader: Runner, number: str) -> tuple[Comment, Plan]:
    found = await settling.see(visit.session, reader, number)
    queue = await settling.queue(visit.session, reader, found.plan_code)
    return found, queue.plan


async def _section(visit: Visit, plan: Plan, found: Comment) -> Section | None:
    sections = await keeping.sections(visit.session, plan.code, found.version)
    return next((one for one in sections if one.id == found.section_id), None)


def _step(label: str, act: str, code: str = "", number: str = "", value: str = "") -> Button:
    return button(label, ReferTap(act=act, code=code, number=number, value=value))


def _back(words: Words, code: str) -> Button:
    return button(words("Back"), CommentTap(act="queue", code=code))
