"""What members of a group see of what they settle: their groups, a queue, a comment's card."""

from typing import Final

from groups import membership
from groups.membership import Seat
from handlers.plans import comment_queue
from handlers.plans.settling_screens import to_confirm, told, verdict_name
from handlers.replies import Reply, show
from handlers.taps import SettleTap, button, go
from handlers.visit import Visit
from people import roles
from people.roles import Action
from plans import confirming, voting
from plans.voting import Case
from storage import groups, people
from storage import settling as tables
from storage.comments import UNREAD, Comment
from storage.groups import WorkingGroup
from storage.settling import DRAFT
from texts.content import pick
from texts.formatting import PRAGUE, beginning, day, escape, shortened
from texts.personal_data import masked
from texts.screens import Button, Row

PAGE: Final = 8
LABEL: Final = 48


async def seat_of(visit: Visit, group_code: str) -> Seat:
    """The seat in which somebody acts; raises NotInGroup."""
    return await membership.seat(visit.session, visit.resident.id, group_code)


async def group_of(visit: Visit, seat: Seat) -> WorkingGroup:
    found = await groups.group(visit.session, seat.group_code)
    assert found is not None
    return found


async def groups_shown(visit: Visit) -> Reply:
    """The groups in which somebody sits; staff without a seat have the queue of their areas."""
    words, language = visit.words, visit.words.language
    held = await membership.seats(visit.session, visit.resident.id)
    if not held:
        staff = await people.roles(visit.session, visit.resident.id)
        if roles.may(staff, Action.READ_COMMENTS):
            return await comment_queue.plans_shown(visit)
        return show(words("You sit in no working group."), (go(words("Home"), "home"),))
    if len(held) == 1:
        return await queue_shown(visit, held[0][0])
    rows: list[Row] = []
    for seat, group in held:
        waiting = await tables.open_count(visit.session, group.code, voting.releases_of(group))
        label = f"{shortened(pick(group.name, language), LABEL)} · {waiting}"
        rows.append((step(seat, label, "queue"),))
    return show(words("<b>Comments before your groups</b>"), *rows, (go(words("Home"), "home"),))


async def queue_shown(visit: Visit, seat: Seat, after: str = "") -> Reply:
    words, group = visit.words, await group_of(visit, seat)
    releases = voting.releases_of(group)
    found = await tables.queue(visit.session, group.code, releases, PAGE + 1, after)
    waiting = await tables.open_count(visit.session, group.code, releases)
    text = [f"<b>{escape(pick(group.name, words.language))}</b>"]
    told = words.many("{n} comment waits", "{n} comments wait", waiting)
    text.append(told if waiting else words("No comment waits for you."))
    rows: list[Row] = [(opens(seat, one.number, label_of(one)),) for one in found[:PAGE]]
    if len(found) > PAGE:
        rows.append((step(seat, words("More"), "queue", found[PAGE - 1].number),))
    today = visit.now.astimezone(PRAGUE).date()
    for one in await tables.agenda_days(visit.session, group.code, today):
        label = words("Agenda of {day}", day=day(one, words.language))
        rows.append((step(seat, label, "agenda", value=one.strftime("%Y%m%d")),))
    if seat.leads and UNREAD not in releases and group.release == groups.BY_SECRETARY:
        unread = await tables.queue(visit.session, group.code, (UNREAD,))
        rows += [(opens(seat, one.number, words("Read the next one")),) for one in unread]
    return show("\n\n".join(text), *rows, (go(words("Home"), "home"),))


async def card_shown(visit: Visit, seat: Seat, number: str) -> Reply:
    found = await voting.case(visit.session, seat, number)
    text = await told(visit.session, visit.words, found)
    if found.motion.merged_with:
        label = visit.words("Together with {number}", number=found.motion.merged_with)
        return show(text, (opens(seat, found.motion.merged_with, label),), (to_queue(visit, seat),))
    rows = _reading(visit, seat, found) or [
        *_votes(visit, seat, found),
        *_answering(visit, seat, found),
        *_leading(visit, seat, found),
    ]
    onwards = step(seat, visit.words("Next one"), "next", number)
    return show(text, *rows, (to_queue(visit, seat), onwards))


def _reading(visit: Visit, seat: Seat, found: Case) -> list[Row]:
    """Of what nobody has read yet, for whoever lets the group read."""
    if voting.readable(found.comment, found.group):
        return []
    return [(step(seat, visit.words("Let others read it"), "release", found.comment.number),)]


def _votes(visit: Visit, seat: Seat, found: Case) -> list[Row]:
    if not seat.votes:
        return []
    return [
        (step(seat, _vote(visit, found, one.id), "vote", found.comment.number, one.id),)
        for one in found.verdicts
    ]


def _vote(visit: Visit, found: Case, verdict: str) -> str:
    label = verdict_name(found, verdict, visit.words.language)
    count = found.tally.get(verdict, 0)
    counted = f"{label} · {count}" if count else label
    return f"✓ {counted}" if found.own_vote == verdict else counted


def _answering(visit: Visit, seat: Seat, found: Case) -> list[Row]:
    words, number = visit.words, found.comment.number
    rows: list[Row] = []
    if seat.votes:
        rows.append(
            (
                step(seat, words("Write the answer"), "ask", number, "reason"),
                step(seat, words("New wording"), "ask", number, "wording"),
            )
        )
        rows.append(
            (
                step(seat, words("Answers kept ready"), "ready", number),
                step(seat, words("Similar ones"), "similar", number),
            )
        )
        if found.motion.state == DRAFT and found.motion.reason:
            rows.append((step(seat, words("Hand in to be verified"), "hand-in", number),))
        if found.merged:
            rows.append((step(seat, words("Settle each by itself"), "part", number),))
    label = words("Notes ({n})", n=len(found.notes))
    mine = step(seat, words("I prepare the answer"), "take", number)
    notes = step(seat, label, "notes", number)
    takes = seat.votes and found.motion.evaluator_id != seat.member_id
    return [*rows, (notes, mine) if takes else (notes,)]


def _leading(visit: Visit, seat: Seat, found: Case) -> list[Row]:
    words, number = visit.words, found.comment.number
    rows: list[Row] = []
    if confirming.may_confirm(seat, found):
        for verdict in found.leading:
            name = verdict_name(found, verdict, words.language)
            label = words("Confirm: {verdict}", verdict=name)
            rows.append((step(seat, label, "confirm", number, to_confirm(found, verdict)),))
    if seat.leads:
        rows.append(
            (
                step(seat, words("Put on an agenda"), "when", number),
                step(seat, words("Who prepares it"), "give", number),
            )
        )
    return rows


def step(seat: Seat, label: str, act: str, number: str = "", value: str = "") -> Button:
    return button(label, SettleTap(act=act, group=seat.group_code, number=number, value=value))


def opens(seat: Seat, number: str, label: str) -> Button:
    return step(seat, label, "card", number)


def label_of(found: Comment) -> str:
    text = found.shown or masked(found.text)
    return f"{found.number} {beginning(escape(text), LABEL)}"


def to_card(visit: Visit, seat: Seat, number: str) -> Button:
    return opens(seat, number, visit.words("Back"))


def to_queue(visit: Visit, seat: Seat) -> Button:
    return step(seat, visit.words("The queue"), "queue")
