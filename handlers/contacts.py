"""People to turn to: contact cards and help lines of the resident's areas."""

from collections.abc import Iterable
from typing import Any

from handlers.replies import Screen
from handlers.visit import Visit
from people import profile
from people.contacts import Contact, contact
from people.danger import Danger
from texts.content import pick
from texts.formatting import escape

# Every area should set its own lines; this one is true everywhere.
EVERYWHERE = (
    {
        "number": "112",
        "text": {
            "cs": "Tísňová linka",
            "cs-easy": "Když jde o život",
            "uk": "Екстрена допомога",
            "en": "Emergency line",
        },
    },
)

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
    """The help lines that the areas have set, each once; those made for this danger first."""
    settings = await profile.settings(visit.session, visit.resident)
    lines = _once(line for one in settings for line in one.get("emergency_lines", ()))
    lines.sort(key=lambda line: line.get("danger") != danger)
    words = visit.words
    opening = words("What you write worries me. I am only a program; please talk to somebody now.")
    if danger is Danger.VIOLENCE:
        opening = words("If somebody is hurting you, please call for help. You are not alone.")
    told = "\n".join(_line(visit, line) for line in lines or EVERYWHERE)
    return Screen(f"<b>{opening}</b>\n\n{told}")


def _card(heading: str, card: Contact) -> str:
    told = (card.name, card.role, card.phone, card.email, card.address, card.hours)
    lines = "\n".join(escape(part) for part in told if part)
    return f"<b>{escape(heading)}</b>\n{lines}"


def _line(visit: Visit, line: dict[str, Any]) -> str:
    told = escape(pick(line["text"], visit.resident.language))
    return f"☎ <b>{escape(str(line['number']))}</b> – {told}"


def _once(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({str(line["number"]): line for line in lines}.values())
