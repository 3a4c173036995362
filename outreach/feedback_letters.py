"""Asking those who were at a meeting what they think of it: once, at a decent hour."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import feedback
from meetings.feedback import ANSWERS
from meetings.keeping import Held
from outreach import meeting_names
from outreach.after_notices import to_those_who_came
from outreach.letters import Letter
from storage.people import Resident
from texts.screens import Button, Row, tap
from texts.words import Words, later

LABELS = {"yes": later("Yes, certainly"), "partly": later("Partly"), "no": later("Not really")}


async def ask_due(session: AsyncSession, now: datetime) -> int:
    """How many letters are new; whoever has one gets no second."""
    return sum([await _ask(session, held, now) for held in await feedback.due(session, now)])


async def _ask(session: AsyncSession, held: Held, now: datetime) -> int:
    shown = await meeting_names.shown(session, held)

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = first_question(words, shown.title(words))
        return Letter(text, (answers(words, held.code),))

    return await to_those_who_came(session, held, f"feedback:{held.code}", letter, now)


def first_question(words: Words, title: str) -> str:
    return words(
        "Thank you for coming to “{title}”. Two taps tell us how it was. What you say is kept "
        "apart from you: nobody sees who said what.\n\n<b>Was the meeting of use to you?</b>",
        title=title,
    )


def answers(words: Words, code: str) -> Row:
    return tuple(Button(words(LABELS[one]), tap("mf", code, one, "", "")) for one in ANSWERS)
