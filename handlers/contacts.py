"""People to turn to: contact cards and help lines of the resident's areas."""

from collections.abc import Mapping
from typing import Any

from handlers.replies import Screen
from handlers.taps import go
from handlers.visit import Visit
from people import profile
from people.contacts import Contact, contact, help_lines
from people.danger import Danger
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row

MOST_CARDS = 3


async def contact_cards(visit: Visit) -> list[str]:
    """Each under its area's name where it is not plain which of them is meant.

    Of many areas, who has not said where they live hears how to get to one of them.
    """
    language = visit.resident.language
    areas = await profile.concerned(visit.session, visit.resident)
    found = [(area, contact(area.settings, language)) for area in areas]
    cards = [(area, card) for area, card in found if card]
    if len(cards) == 1:
        return [_card(visit.words("Contact"), card) for _, card in cards]
    if await _is_unplaced(visit):
        return [visit.words("Tell me where you live, and I will say whom to call.")]
    return [_card(pick(area.name, language), card) for area, card in cards[:MOST_CARDS]]


async def ways_to_contacts(visit: Visit) -> tuple[Row, ...]:
    """What `contact_cards` asks for, as a button."""
    if not await _is_unplaced(visit):
        return ()
    return ((go(visit.words("Where I live"), "municipality"),),)


async def _is_unplaced(visit: Visit) -> bool:
    return await profile.areas(visit.session, visit.resident) is None


async def emergency(visit: Visit, danger: Danger) -> Screen:
    """The help lines of the resident's areas."""
    settings = await profile.settings(visit.session, visit.resident)
    lines = help_lines(settings, danger)
    words = visit.words
    opening = words("What you write worries me. I am only a program; please talk to somebody now.")
    if danger is Danger.VIOLENCE:
        opening = words("If somebody is hurting you, please call for help. You are not alone.")
    told = "\n".join(_line(visit, line) for line in lines)
    return Screen(f"<b>{opening}</b>\n\n{told}")


def _card(heading: str, card: Contact) -> str:
    told = (card.name, card.role, card.phone, card.email, card.address, card.hours)
    lines = "\n".join(escape(part) for part in told if part)
    return f"<b>{escape(heading)}</b>\n{lines}"


def _line(visit: Visit, line: Mapping[str, Any]) -> str:
    told = escape(pick(line["text"], visit.resident.language))
    return f"☎ <b>{escape(str(line['number']))}</b> – {told}"
