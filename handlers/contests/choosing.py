"""The shortlist: members of the group that a brief names tick works, who leads it confirms."""

from collections.abc import Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from contests import keeping, shortlisting, voting
from contests.documents import Shortlist
from contests.keeping import Run, Runner
from contests.shortlisting import Choice, Chooser, Group, ShortlistAsked
from groups import membership
from groups.membership import VOTING
from handlers.contests import screens
from handlers.contests.forms import step
from handlers.contests.running import runner_of
from handlers.contests.screens import LISTED
from handlers.contests.taps import ChoiceTap
from handlers.pages import page_of, turning
from handlers.replies import Reply, Screen, alert, show
from handlers.taps import button
from handlers.visit import Visit
from outreach.notices import tell
from people.roles import NotAllowed
from storage import contests as tables
from storage import groups, judging
from storage.contests import ACCEPTED, Entry
from storage.groups import CHAIR, WorkingGroup
from texts.formatting import escape, moment
from texts.screens import Button, Row
from texts.words import Words

ACROSS: Final = 5


def router() -> Router:
    router = Router(name="contest_choosing")
    for act, does in ACTS.items():
        router.callback_query.register(does, ChoiceTap.filter(F.act == act))
    return router


async def rows_for(visit: Visit, run: Run) -> list[Row]:
    """The way of a group's member to the works, while there is something to choose."""
    if not run.document.shortlist or run.stage(visit.when) not in shortlisting.OPEN:
        return []
    chooser = await chooser_of(visit)
    rows: list[Row] = []
    if chooser.chooses(run):
        rows.append((tap(visit.words("Choose for the shortlist"), "look", run.code),))
    if chooser.leads(run):
        is_confirmed = run.contest.shortlisted_at is not None
        name = visit.words("Shortlist") if is_confirmed else visit.words("Confirm the shortlist")
        rows.append((tap(name, "sum", run.code),))
    return rows


async def chooser_of(visit: Visit) -> Chooser:
    """Who this person is in their groups; guests have no say."""
    seats = await membership.seats(visit.session, visit.resident.id)
    found = tuple(
        Group(
            seat.area_code, frozenset({group.key, *group.name.values()}), leads=seat.role == CHAIR
        )
        for seat, group in seats
        if seat.votes
    )
    return Chooser(visit.resident.id, found)


async def look(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    return await _card(visit, callback_data.code)


async def one_work(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    return await _card(visit, callback_data.code, callback_data.number)


async def tick(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    """Tick a work or take the tick away; the same tap again changes nothing."""
    code, number = callback_data.code, callback_data.number
    chooser = await chooser_of(visit)
    await shortlisting.tick(visit.session, chooser, (code, number), callback_data.on, visit.when)
    return await _card(visit, code, number)


async def all_works(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    run, rule, entries = await _open(visit, callback_data.code)
    ticked = await judging.ticked_by(visit.session, run.code, visit.resident.id)
    page = page_of(entries, callback_data.number, screens.AT_ONCE)
    labels = [_label(one, one.number in ticked, "work", run.code) for one in page.items]
    turns = turning(page, lambda label, at: tap(label, "all", run.code, at))
    back: Row = (screens.tap(visit.words("Back"), "show", run.code),)
    album = tuple(screens.picture_of(one, screens.named(visit.words, one)) for one in page.items)
    told = (
        visit.words("All the works. Tap a number to see one of them large."),
        _told(visit.words, rule, ticked),
    )
    rows = (*_in_rows(labels), *turns, back)
    screen = Screen("\n".join(told), rows, album=album)
    return Reply((screen,), below=True)


async def overview(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    return await _overview(visit, callback_data.code, wanted=callback_data.number)


async def put(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    code, number = callback_data.code, callback_data.number
    who = await _confirmer(visit, code)
    await shortlisting.put(visit.session, who, (code, number), callback_data.on, visit.when)
    return await _overview(visit, code, work=number)


async def take(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    who = await _confirmer(visit, callback_data.code)
    await shortlisting.take_most_ticked(visit.session, who, callback_data.code, visit.when)
    return await _overview(visit, callback_data.code)


async def confirm(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    who = await _confirmer(visit, callback_data.code)
    happened = await shortlisting.confirm(visit.session, who, callback_data.code, visit.when)
    if happened:
        await tell(visit.session, happened, visit.now)
    return await _overview(visit, callback_data.code)


async def ask_group(_: CallbackQuery, callback_data: ChoiceTap, visit: Visit) -> Reply:
    """Write to everybody who has a say in the group; a second time tells nobody again."""
    words, code = visit.words, callback_data.code
    run, rule = await shortlisting.confirmable(
        visit.session, await runner_of(visit), code, visit.when
    )
    group = await _group(visit, run, rule)
    if group is None:
        return alert(words("There is no working group of this name here."))
    found = await groups.accounts(visit.session, group.code, VOTING)
    asked = ShortlistAsked(run, tuple(person for _, person in found))
    told = await tell(visit.session, asked, visit.now)
    note = words.many("{n} person is asked.", "{n} people are asked.", told)
    return await _overview(visit, code, note)


async def _card(visit: Visit, code: str, number: int = 0) -> Reply:
    """One work, without its authors, with this member's tick and the way to the next one."""
    words = visit.words
    run, rule, entries = await _open(visit, code)
    if not entries:
        return alert(words("There are no works to look at."))
    at = next((at for at, one in enumerate(entries) if one.number == number), 0)
    shown, before, after = entries[at], entries[at - 1], entries[(at + 1) % len(entries)]
    ticked = await judging.ticked_by(visit.session, code, visit.resident.id)
    is_ticked = shown.number in ticked
    name = words("✓ Not on the shortlist after all") if is_ticked else words("On the shortlist")
    rows: list[Row] = [(tap(name, "tick", code, shown.number or 0, not is_ticked),)]
    if len(entries) > 1:
        rows += [
            (
                tap("◀", "work", code, before.number or 0),
                tap(f"{at + 1}/{len(entries)}", "work", code, shown.number or 0),
                tap("▶", "work", code, after.number or 0),
            ),
            (tap(words("All at once"), "all", code),),
        ]
    rows.append((screens.tap(words("Back"), "show", code),))
    text = f"{screens.named(words, shown)}\n{_told(words, rule, ticked)}"
    return Reply((Screen(text, tuple(rows), picture=screens.picture_of(shown)),))


async def _overview(
    visit: Visit, code: str, note: str = "", *, wanted: int = 0, work: int = 0
) -> Reply:
    """What the group has ticked and what is on the list, for who confirms it.

    A page of the works: the one with this `work`, else the one `wanted`.
    """
    words = visit.words
    who = await _confirmer(visit, code)
    run, rule = await shortlisting.confirmable(visit.session, who, code, visit.when)
    choices = await shortlisting.tally(visit.session, run)
    group = await _group(visit, run, rule)
    places = [place for place, one in enumerate(choices) if one.entry.number == work]
    page = page_of(choices, places[0] // LISTED if places else wanted, LISTED)
    told = [
        note,
        f"<b>{words('Shortlist')}</b>",
        _rule(words, rule),
        "" if group else words("There is no working group of this name here: choose for it."),
        "\n".join(_line(words, one) for one in page.items)
        or words("There are no works to look at."),
        _standing(visit, run),
        words("Tap a number to put a work on the list, or to take it off.") if choices else "",
    ]
    labels = [
        _label(one.entry, one.entry.is_shortlisted, "put", code, not one.entry.is_shortlisted)
        for one in page.items
    ]
    rows = _in_rows(labels)
    rows += turning(page, lambda label, to: tap(label, "sum", code, to))
    if any(one.ticks for one in choices):
        rows.append((tap(words("Take what was ticked most"), "take", code),))
    is_chosen = any(one.entry.is_shortlisted for one in choices)
    if is_chosen and not run.contest.shortlisted_at:
        rows.append((tap(words("Confirm the shortlist"), "confirm", code),))
    if isinstance(who, Runner):
        rows += [(tap(words("Ask the group to choose"), "ask", code),)] if group else []
        rows.append((step(words("Back"), "card", code),))
    else:
        rows.append((screens.tap(words("Back"), "show", code),))
    return show("\n\n".join(filter(None, told)), *rows)


def _standing(visit: Visit, run: Run) -> str:
    confirmed = run.contest.shortlisted_at
    if confirmed:
        at = moment(confirmed, visit.words.language)
        return visit.words("Confirmed on {moment}: people vote on these works.", moment=at)
    return visit.words("Not confirmed yet. Until it is, people vote on every accepted work.")


def _line(words: Words, one: Choice) -> str:
    mark = "★ " if one.entry.is_shortlisted else ""
    ticks = words.many("{n} tick", "{n} ticks", one.ticks)
    return f"{mark}{screens.named(words, one.entry)} – {ticks}"


def _rule(words: Words, rule: Shortlist) -> str:
    return words.many(
        "{group} chooses at most {n} work for the vote.",
        "{group} chooses at most {n} works for the vote.",
        rule.most,
        group=escape(rule.group),
    )


def _told(words: Words, rule: Shortlist, ticked: Sequence[int]) -> str:
    if not ticked:
        return _rule(words, rule)
    numbers = ", ".join(map(str, ticked))
    told = words.many(
        "You have ticked work no. {numbers}.",
        "You have ticked works no. {numbers}.",
        len(ticked),
        numbers=numbers,
    )
    left = rule.most - len(ticked)
    if not left:
        return told + " " + words("That is all that may be chosen.")
    more = words.many("You can add {n} more work.", "You can add {n} more works.", left)
    return f"{told} {more}"


def tap(label: str, act: str, code: str, number: int = 0, on: bool = False) -> Button:
    return button(label, ChoiceTap(act=act, code=code, number=number, on=on))


def _label(entry: Entry, is_on: bool, act: str, code: str, on: bool = False) -> Button:
    mark = "✓ " if is_on else ""
    return tap(f"{mark}{entry.number}", act, code, entry.number or 0, on)


def _in_rows(labels: Sequence[Button]) -> list[Row]:
    return [tuple(labels[at : at + ACROSS]) for at in range(0, len(labels), ACROSS)]


async def _open(visit: Visit, code: str) -> tuple[Run, Shortlist, list[Entry]]:
    """What is chosen from, in this member's own order."""
    chooser = await chooser_of(visit)
    run, rule = await shortlisting.chosen_by(visit.session, chooser, code, visit.when)
    entries = [one for one in await tables.entries(visit.session, code, (ACCEPTED,)) if one.look]
    return run, rule, voting.shuffled(run, entries, str(visit.resident.telegram_id))


async def _confirmer(visit: Visit, code: str) -> Chooser | Runner:
    """The chair of the group, or whoever runs the contest on its behalf."""
    run = await keeping.announced(visit.session, code)
    chooser = await chooser_of(visit)
    if chooser.leads(run):
        return chooser
    try:
        return await runner_of(visit)
    except NotAllowed:
        return chooser


async def _group(visit: Visit, run: Run, rule: Shortlist) -> WorkingGroup | None:
    """The working group that the brief names, if there is one in the area."""
    for one in await groups.groups_of(visit.session, [run.contest.area_code]):
        names = frozenset({one.key, *one.name.values()})
        if Group(one.area_code, names, leads=False).is_named(run.contest.area_code, rule):
            return one
    return None


ACTS = {
    "look": look,
    "work": one_work,
    "tick": tick,
    "all": all_works,
    "sum": overview,
    "put": put,
    "take": take,
    "confirm": confirm,
    "ask": ask_group,
}
