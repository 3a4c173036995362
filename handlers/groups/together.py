"""Beside a card in a group's chat: similar comments, the meeting's agenda, notes, ready answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from aiogram.types import CallbackQuery, Message

from handlers.days import read_day, written_day
from handlers.groups.cards import card_reply, on_card
from handlers.groups.visit import GroupVisit
from handlers.pages import page_of, turning
from handlers.plans.settling_answers import notes_told, values
from handlers.plans.settling_cards import label_of
from handlers.plans.settling_together import SIMILAR_SHOWN
from handlers.replies import Reply, Screen, alert
from handlers.taps import GroupVote
from plans import answers, referring, voting
from plans.consultation import PRAGUE
from storage import settling as tables
from storage.comments import Comment
from texts.formatting import beginning, day, escape
from texts.numbers import KEY_DIGITS, whole
from texts.screens import Row, Rows

# What a message of ours is about, for replies to it.
NOTE: Final = "settle-note:"
DAY: Final = "settle-day:"
WEEK: Final = timedelta(days=7)
AGENDA_SHOWN: Final = 20


class Item(NamedTuple):
    """What stands on the agenda of a meeting, and as which item of it."""

    when: date
    nth: int
    comment: Comment


async def agenda(_: Message, argument: str, visit: GroupVisit) -> Reply:
    """What the group settles at its next meetings; each comment opens as a card."""
    return await _agenda(visit, 0)


async def turn_agenda(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    return await _agenda(visit, whole(callback_data.value))


async def card(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    return replace(await card_reply(visit, callback_data.number), below=True)


async def similar(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    seat, number, words = visit.seated(), callback_data.number, visit.words
    found = (await voting.similar(visit.session, seat, number))[:SIMILAR_SHOWN]
    if not found:
        return alert(words("No other comment before the group says nearly the same."))
    head = words(
        "<b>They say nearly the same as {number}</b>\nSettled together, each author hears of it.",
        number=number,
    )
    lines = [f"<b>{one.number}</b> {escape(beginning(escape(one.shown), 200))}" for one in found]
    label = words.many("Settle {n} with it", "Settle {n} with it", len(found))
    rows: list[Row] = [(on_card(label, "merge", number),)]
    if len(found) > 1:
        rows += [
            (on_card(words("Only {number}", number=one.number), "merge", number, one.number),)
            for one in found
        ]
    return _beside("\n\n".join([head, *lines]), tuple(rows))


async def merge(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    """With the one that is named, or with all that were shown."""
    seat, number = visit.seated(), callback_data.number
    wanted = [callback_data.value] if callback_data.value else []
    found = [] if wanted else await voting.similar(visit.session, seat, number)
    others = wanted or [one.number for one in found[:SIMILAR_SHOWN]]
    await voting.merge(visit.session, seat, number, others, visit.now)
    return await card_reply(visit, number)


async def part(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    seat, number = visit.seated(), callback_data.number
    for one in (await voting.case(visit.session, seat, number)).merged:
        await voting.part(visit.session, seat, one.number, visit.now)
    return await card_reply(visit, number)


async def choose_day(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number, words = callback_data.number, visit.words
    await voting.case(visit.session, visit.seated(), number)
    days = [_today(visit) + weeks * WEEK for weeks in range(1, 5)]
    rows: list[Row] = [
        (on_card(day(one, words.language), "day", number, one.strftime("%Y%m%d")),) for one in days
    ]
    rows.append((on_card(words("On no agenda"), "day", number, "none"),))
    text = words(
        "For which meeting is {number}? Choose, or reply with the day: 12. 5.", number=number
    )
    return _beside(text, tuple(rows), f"{DAY}{number}")


async def day_chosen(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    return await _put(visit, callback_data.number, read_day(callback_data.value))


async def day_written(message: Message, argument: str, visit: GroupVisit) -> Reply:
    wanted = written_day(message.text or "", _today(visit))
    if wanted is None:
        text = visit.words("I do not understand the day. Write it like this: 12. 5. 2027")
        return Reply((Screen(text, card=f"{DAY}{argument}"),))
    return await _put(visit, argument, wanted)


async def notes(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    return replace(await _notes(visit, callback_data.number), below=True)


async def note_written(message: Message, argument: str, visit: GroupVisit) -> Reply:
    await voting.note(visit.session, visit.seated(), argument, message.text or "", visit.now)
    return await _notes(visit, argument)


async def templates(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    seat, number, words = visit.seated(), callback_data.number, visit.words
    await voting.case(visit.session, seat, number)
    kept = await tables.templates(visit.session, seat.area_code)
    if not kept:
        return alert(words("No answer is kept ready yet. They are kept in the private chat."))
    lines = [f"<b>{escape(one.name)}</b>\n{escape(beginning(escape(one.text)))}" for one in kept]
    rows: Rows = tuple((on_card(one.name, "fill", number, str(one.id)),) for one in kept)
    return _beside("\n\n".join([words("<b>Answers kept ready</b>"), *lines]), rows)


async def fill(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    seat, number, chosen = visit.seated(), callback_data.number, callback_data.value
    found = await voting.case(visit.session, seat, number)
    known = whole(chosen, digits=KEY_DIGITS)
    told = await values(visit.session, found, visit.words.language)
    text = await answers.filled(visit.session, seat.area_code, known, told)
    await voting.write(visit.session, seat, number, text, "", visit.now)
    return await card_reply(visit, number)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "agenda": turn_agenda,
    "card": card,
    "similar": similar,
    "merge": merge,
    "part": part,
    "when": choose_day,
    "day": day_chosen,
    "notes": notes,
    "ready": templates,
    "fill": fill,
}
REPLIES: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    DAY: day_written,
    NOTE: note_written,
}


async def _agenda(visit: GroupVisit, wanted: int) -> Reply:
    visit.seated()
    page = page_of(await _on_agendas(visit), wanted, AGENDA_SHOWN)
    words = visit.words
    if not page.items:
        return alert(words("Nothing is on the agenda yet. Use the button below a comment."))
    lines: list[str] = []
    for when, some in groupby(page.items, key=lambda one: one.when):
        lines.append(words("<b>Agenda of {day}</b>", day=day(when, words.language)))
        lines.append("\n".join(f"{one.nth}. {label_of(one.comment)}" for one in some))
    numbers = [one.comment.number for one in page.items]
    rows: list[Row] = [(on_card(one, "card", one),) for one in numbers]
    rows += turning(page, lambda label, to: on_card(label, "agenda", "", str(to)))
    return Reply((Screen("\n\n".join(lines), tuple(rows)),))


async def _on_agendas(visit: GroupVisit) -> list[Item]:
    """The items of the next meetings, each with its place on its own agenda."""
    group, found = visit.bound, list[Item]()
    releases = voting.releases_of(group)
    for when in await tables.agenda_days(visit.session, group.code, _today(visit)):
        some = await tables.on_agenda(visit.session, group.code, when, releases)
        found += [Item(when, nth, one) for nth, one in enumerate(some, start=1)]
    return found


async def _put(visit: GroupVisit, number: str, wanted: date | None) -> Reply:
    words = visit.words
    await referring.put_on_agenda(visit.session, visit.seated(), number, wanted, visit.now)
    text = words("{number} is on no agenda.", number=number)
    if wanted:
        when = day(wanted, words.language)
        text = words("{number} is on the agenda of {day}.", number=number, day=when)
    return Reply((Screen(text, ((on_card(words("Show the card"), "card", number),),)),))


async def _notes(visit: GroupVisit, number: str) -> Reply:
    words, seat = visit.words, visit.seated()
    await voting.case(visit.session, seat, number)
    told = await notes_told(visit.session, words, seat, number)
    how = words("<i>A reply to this message becomes a note.</i>")
    return Reply((Screen(f"{told}\n\n{how}", card=f"{NOTE}{number}"),))


def _beside(text: str, rows: Rows, about: str = "") -> Reply:
    """Below the card, which stays to be voted on."""
    return Reply((Screen(text, rows, card=about),), below=True)


def _today(visit: GroupVisit) -> date:
    return visit.now.astimezone(PRAGUE).date()
