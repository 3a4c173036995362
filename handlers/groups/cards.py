"""The card of a comment in a group's own chat: what it says, the votes, and what one may do."""

from typing import Final

from handlers.groups.visit import GroupVisit
from handlers.plans.settling_screens import to_confirm, told, verdict_name
from handlers.replies import Reply, Screen
from handlers.taps import GroupVote, button
from outreach.group_cards import CARD
from plans import voting
from plans.voting import Case
from texts.screens import Button, Row, Rows

# A card has to fit one message, for only then it can be changed.
LETTERS: Final = 700


async def card_reply(visit: GroupVisit, number: str) -> Reply:
    found = await voting.case(visit.session, visit.seated(), number)
    return Reply((await card_screen(visit, found),))


async def card_screen(visit: GroupVisit, found: Case) -> Screen:
    words, number = visit.words, found.comment.number
    lines = [await told(visit.session, words, found, LETTERS)]
    if not found.motion.merged_with:
        lines.append(words("<i>A reply to this message becomes the answer.</i>"))
    return Screen("\n\n".join(lines), _rows(visit, found), card=f"{CARD}{number}")


def _rows(visit: GroupVisit, found: Case) -> Rows:
    words, number = visit.words, found.comment.number
    if found.motion.merged_with:
        return ((on_card(words("Next one"), "next", number),),)
    rows: list[Row] = []
    for one in found.verdicts:
        count = found.tally.get(one.id, 0)
        name = verdict_name(found, one.id, words.language)
        rows.append((on_card(f"{name} · {count}" if count else name, "vote", number, one.id),))
    for verdict in found.leading:
        name = verdict_name(found, verdict, words.language)
        label = words("Confirm: {verdict}", verdict=name)
        rows.append((on_card(label, "confirm", number, to_confirm(found, verdict)),))
    if found.merged:
        rows.append((on_card(words("Settle each by itself"), "part", number),))
    rows.append(
        (
            on_card(words("Similar ones"), "similar", number),
            on_card(words("Put on an agenda"), "when", number),
        )
    )
    rows.append(
        (
            on_card(words("Notes ({n})", n=len(found.notes)), "notes", number),
            on_card(words("Answers kept ready"), "ready", number),
        )
    )
    wording = on_card(words("New wording"), "wording", number)
    return (*rows, (wording, on_card(words("Next one"), "next", number)))


def on_card(label: str, act: str, number: str, value: str = "") -> Button:
    return button(label, GroupVote(act=act, number=number, value=value))
