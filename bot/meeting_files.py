"""Takes meetings in from a file; a wrong one tells all that is wrong and changes nothing."""

import html
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.place_files import WrongFile
from handlers.meetings.problems import sentences
from handlers.meetings.rule_words import sentences as rule_sentences
from meetings import bringing, files
from meetings.bringing import Brought
from meetings.documents import Meeting, When
from meetings.entries import BadMeetings, Entry
from meetings.keeping import Organiser
from meetings.rules import rules_of
from outreach.notices import tell
from texts.formatting import PRAGUE
from texts.words import Words

OPERATOR = Organiser(None, None)
LANGUAGE = "en"


def say_nothing(_: str) -> None: ...


async def keep_meetings(
    session: AsyncSession,
    content: bytes,
    name: str,
    area: str,
    now: datetime,
    warn: Callable[[str], None] = say_nothing,
) -> int:
    """Keep and announce every meeting of the file; people are told of what has moved or is off.

    Each rule that a meeting's dates break is said to `warn`, and refuses nothing.
    """
    try:
        known = await bringing.known(session, OPERATOR, area)
        entries = files.read(content, name, known)
        for one in await bringing.compare(session, OPERATOR, entries, now):
            if one.breaks:
                await _warn(session, one.document, now, warn)
        await keep_entries(session, entries, now)
    except BadMeetings as bad:
        raise WrongFile(*sentences(bad.problems, Words(LANGUAGE))) from None
    return len(entries)


async def _warn(
    session: AsyncSession, document: Meeting, now: datetime, warn: Callable[[str], None]
) -> None:
    rules = await rules_of(session, document)
    broken = rules.broken_by(document.when, now.astimezone(PRAGUE).date())
    for sentence in rule_sentences(Words(LANGUAGE), rules, broken):
        warn(f"{document.key}: {html.unescape(sentence)}")


def coming(entries: Sequence[Entry], today: date) -> list[Entry]:
    """The meetings with their dates moved together, so that the first is three weeks away."""
    first = min(when.start.date() for one in entries for when in one.document.when)
    by = today + timedelta(days=21) - first
    return [
        replace(one, document=one.document.model_copy(update={"when": _moved(one.document, by)}))
        for one in entries
    ]


def _moved(document: Meeting, by: timedelta) -> tuple[When, ...]:
    """By whole days on the clocks of Prague."""
    return tuple(
        When(start=one.start.astimezone(PRAGUE) + by, end=one.end.astimezone(PRAGUE) + by)
        for one in document.when
    )


async def keep_entries(session: AsyncSession, entries: Sequence[Entry], now: datetime) -> Brought:
    """Raises BadMeetings."""
    brought = await bringing.bring_in(session, OPERATOR, entries, now, announce=True)
    for one in brought.happened:
        await tell(session, one, now)
    return brought
