"""Tasks of a working group, in the private chat and in the group's own: given, moved, done."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups import tasks
from groups.overview import Overview
from groups.tasks import NoSuchTask
from handlers.awaiting import Awaiting
from handlers.days import read_day
from handlers.groups.commands import GroupSaid
from handlers.groups.overview import actor_of, look
from handlers.groups.screens import step
from handlers.groups.visit import GroupVisit
from handlers.groups.words import name_of
from handlers.replies import Expects, Reply, Screen, show
from handlers.taps import GroupTap, GroupTask, button
from handlers.visit import Visit
from storage import group_papers as papers
from storage.group_papers import GroupTask as Task
from texts.formatting import PRAGUE, day, escape, shortened
from texts.numbers import KEY_DIGITS, whole
from texts.screens import Button, Row
from texts.words import Words

TEXT = "group-task"
WEEKS = (1, 2, 4, 8)
SHOWN = 20
COMPACT = "%Y%m%d"


def router() -> Router:
    router = Router(name="group_tasks")
    for act, does in {
        "tasks": listing,
        "give": ask_text,
        "task": one_task,
        "holder": choose_holder,
        "due": choose_day,
        "task-done": done,
        "task-drop": drop,
    }.items():
        router.callback_query.register(does, GroupTap.filter(F.act == act))
    router.callback_query.register(set_holder, GroupTask.filter(F.act == "holds"))
    router.callback_query.register(set_day, GroupTask.filter(F.act == "until"))
    router.message.register(give, Awaiting(TEXT))
    return router


def group_router() -> Router:
    router = Router(name="group_tasks_in_group")
    router.message.register(listing_in_group, GroupSaid("tasks"))
    router.callback_query.register(done_in_group, GroupTask.filter(F.act == "done"))
    return router


async def listing(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _listing(visit, callback_data.code)


async def _listing(visit: Visit, code: str, note: str = "") -> Reply:
    words, found = visit.words, await look(visit, code)
    lines = [words("<b>Tasks</b>"), *_told(words, found.tasks, _today(visit))]
    if not found.tasks:
        lines.append(words("There is no open task."))
    if note:
        lines.append(f"• {note}")
    rows: list[Row] = [
        (step(f"{place}. {shortened(one.text, 40)}", "task", code, str(one.id)),)
        for place, one in enumerate(found.tasks[:SHOWN], start=1)
        if _may_touch(found, one)
    ]
    if found.leads:
        rows.append((step(words("New task"), "give", code),))
    rows.append((step(words("Back"), "card", code),))
    return show("\n".join(lines), *rows)


def _told(words: Words, some: Sequence[Task], today: date) -> list[str]:
    lines = [f"{place}. {told(words, one, today)}" for place, one in enumerate(some[:SHOWN], 1)]
    more = len(some) - SHOWN
    return [*lines, words.many("… and {n} more", "… and {n} more", more)] if more > 0 else lines


def told(words: Words, task: Task, today: date) -> str:
    """A task in a line: what, who, until when."""
    parts = [escape(task.text)]
    if task.holder:
        parts.append(escape(task.holder))
    if task.due_on:
        late = tasks.is_overdue(task, today)
        when = day(task.due_on, words.language)
        parts.append(
            words("⏰ overdue since {day}", day=when) if late else words("by {day}", day=when)
        )
    return " – ".join(parts)


def _may_touch(found: Overview, task: Task) -> bool:
    own = found.seat is not None and task.member_id == found.seat.member_id
    return found.leads or own


async def ask_text(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await look(visit, code)
    text = words(
        "Write what is to be done, in a sentence. Who and until when comes next. Where it comes "
        "from – a meeting, a decision – may stand in brackets at the end."
    )
    expects = Expects(TEXT, {"code": code})
    return show(text, (step(words("Back"), "tasks", code),), expects=expects)


async def give(message: Message, visit: Visit) -> Reply:
    """The message is the task's key, so that one that comes again gives no second task."""
    code = visit.waiting["code"]
    text, source = split_source(message.text or "")
    made = await tasks.give(
        visit.session,
        await actor_of(visit),
        code,
        text,
        visit.now,
        task_id=_key_of(visit),
        source=source,
    )
    return await _holders(visit, made)


def split_source(text: str) -> tuple[str, str]:
    """What is to be done, and from where it comes, where that stands in brackets at the end."""
    told = text.strip()
    if not told.endswith(")") or "(" not in told:
        return told, ""
    what, _, source = told[:-1].rpartition("(")
    return (what.strip(), source.strip()) if what.strip() else (told, "")


def _key_of(visit: Visit) -> int:
    """The same for the same message of the same person."""
    token = visit.house.token("task", visit.resident.id, visit.message_id)
    return int.from_bytes(token.encode()[:6], "big")


async def one_task(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _task(visit, await _found(visit, callback_data))


async def _task(visit: Visit, task: Task, note: str = "") -> Reply:
    words, code, key = visit.words, task.group_code, str(task.id)
    found = await look(visit, code)
    lines = [told(words, task, _today(visit))]
    if task.source:
        lines.append(words("From: {source}", source=escape(task.source)))
    if note:
        lines.append(f"• {note}")
    rows: list[Row] = []
    if _may_touch(found, task):
        rows.append((step(words("It is done"), "task-done", code, key),))
    if found.leads:
        rows.append((step(words("Who"), "holder", code, key), step(words("Day"), "due", code, key)))
        rows.append((step(words("Drop it"), "task-drop", code, key),))
    rows.append((step(words("Tasks"), "tasks", code),))
    return show("\n".join(lines), *rows)


async def choose_holder(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _holders(visit, await _found(visit, callback_data))


async def _holders(visit: Visit, task: Task) -> Reply:
    words, key = visit.words, str(task.id)
    found = await look(visit, task.group_code)
    rows: list[Row] = [
        (button(one.name, GroupTask(act="holds", task=task.id, value=str(one.id))),)
        for one in found.members
    ]
    rows.append((step(words("Nobody yet"), "due", task.group_code, key),))
    return show(words("Who shall do it?"), *rows)


async def set_holder(_: CallbackQuery, callback_data: GroupTask, visit: Visit) -> Reply:
    member_id = whole(callback_data.value, digits=KEY_DIGITS)
    task = await tasks.assign(
        visit.session, await actor_of(visit), callback_data.task, member_id, visit.now
    )
    return _days(visit, task)


async def choose_day(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return _days(visit, await _found(visit, callback_data))


def _days(visit: Visit, task: Task) -> Reply:
    words, today = visit.words, _today(visit)
    rows: list[Row] = [
        (
            _until(
                words.many("in {n} week, {day}", "in {n} weeks, {day}", n, day=_day(words, when)),
                task,
                when,
            ),
        )
        for n, when in ((n, today + timedelta(weeks=n)) for n in WEEKS)
    ]
    rows.append((_until(words("No day"), task, None),))
    rows.append((step(words("Tasks"), "tasks", task.group_code),))
    return show(words("Until when?"), *rows)


def _until(label: str, task: Task, when: date | None) -> Button:
    value = when.strftime(COMPACT) if when else ""
    return button(label, GroupTask(act="until", task=task.id, value=value))


async def set_day(_: CallbackQuery, callback_data: GroupTask, visit: Visit) -> Reply:
    due_on = read_day(callback_data.value)
    task = await tasks.move(
        visit.session, await actor_of(visit), callback_data.task, due_on, visit.now
    )
    return await _task(visit, task)


async def done(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    task = await _found(visit, callback_data)
    await tasks.done(visit.session, await actor_of(visit), task.id, visit.now)
    return await _listing(visit, task.group_code, visit.words("Done, thank you."))


async def drop(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    task = await _found(visit, callback_data)
    await tasks.drop(visit.session, await actor_of(visit), task.id, visit.now)
    return await _listing(visit, task.group_code, visit.words("The task is dropped."))


async def listing_in_group(_: Message, visit: GroupVisit) -> Reply:
    visit.seated()
    return await _in_group(visit)


async def _in_group(visit: GroupVisit, toast: str = "") -> Reply:
    """All open tasks; only whoever holds one, or leads, may tap that it is done."""
    words, group = visit.words, visit.bound
    today = visit.now.astimezone(PRAGUE).date()
    found = await tasks.open_tasks(visit.session, group.code)
    head = words("<b>Tasks of the group “{group}”</b>", group=name_of(words, group))
    lines = [words("<b>Tasks</b>") if group.sensitive else head]
    lines += _told(words, found, today) or [words("There is no open task.")]
    rows = tuple(
        (button(words("{n}. is done", n=str(place)), GroupTask(act="done", task=one.id)),)
        for place, one in enumerate(found[:SHOWN], start=1)
    )
    return Reply((Screen("\n".join(lines), rows),), toast=toast)


async def done_in_group(_: CallbackQuery, callback_data: GroupTask, visit: GroupVisit) -> Reply:
    await tasks.done(visit.session, await visit.actor(), callback_data.task, visit.now)
    return await _in_group(visit, visit.words("Done, thank you."))


async def _found(visit: Visit, callback_data: GroupTap) -> Task:
    key = whole(callback_data.value, digits=KEY_DIGITS)
    task = await papers.task(visit.session, key)
    if task is None or task.group_code != callback_data.code:
        raise NoSuchTask
    await look(visit, task.group_code)
    return task


def _today(visit: Visit) -> date:
    return visit.now.astimezone(PRAGUE).date()


def _day(words: Words, when: date) -> str:
    return day(when, words.language)
