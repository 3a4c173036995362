"""People to turn to: contact cards and help lines of the resident's areas."""

from collections.abc import Mapping
from typing import Any

from handlers.replies import Screen
from handlers.visit import Visit
from people import profile
from people.contacts import Contact, contact, help_lines
from people.danger import Danger
from texts.content import pick
from texts.formatting import escape

MOST_CARDS = 3


async def contact_cards(visit: Visit) -> list[str]:
    """Each under its area's name where it is not plain which of them is meant."""
    language = visit.resident.language
    areas = await profile.concerned(visit.session, visit.resident)
    found = [(area, contact(area.settings, language)) for area in areas]
    cards = [(area, card) for area, card in found if card][:MOST_CARDS]
    if len(cards) == 1:
        return [_card(visit.words("Contact"), card) for _, card in cards]
    return [_card(pick(area.name, language), card) for area, card in cards]


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
