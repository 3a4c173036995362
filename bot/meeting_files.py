"""Takes meetings in from a file; a wrong one tells all that is wrong and changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.place_files import WrongFile
from meetings import keeping, registration
from meetings.documents import Meeting, When
from meetings.keeping import (
    DatesTaken,
    FewerPlaces,
    IsCancelled,
    NothingToAnnounce,
    Organiser,
    WrongArea,
)
from meetings.reading import BadMeetings, Entry, Problem, read
from outreach.notices import tell
from storage import places
from texts.formatting import PRAGUE

OPERATOR = Organiser(None, None)
# Why a meeting of a file cannot be kept, as the command says it.
REFUSED: Mapping[type[Exception], str] = {
    WrongArea: "another area has a meeting of this id",
    IsCancelled: "it is cancelled already and stays so",
    FewerPlaces: "more people are registered than there would be places",
    DatesTaken: "people are registered for a date that would be gone",
}


async def keep_meetings(session: AsyncSession, source: str, now: datetime) -> int:
    """Keep and announce every meeting of the file; people are told of what has moved or is off."""
    try:
        entries = read(source.encode())
    except BadMeetings as bad:
        raise WrongFile(*(_sentence(one) for one in bad.problems)) from None
    areas = {one.code for one in await places.areas(session)}
    unknown = {one.document.area for one in entries} - areas
    if unknown:
        raise WrongFile(*(f"There is no area {one}." for one in sorted(unknown)))
    for one in entries:
        await _keep(session, one, now)
    return len(entries)


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


async def keep_entries(session: AsyncSession, entries: Sequence[Entry], now: datetime) -> None:
    for one in entries:
        await _keep(session, one, now)


async def _keep(session: AsyncSession, entry: Entry, now: datetime) -> None:
    key = entry.document.key
    try:
        held, moved = await keeping.keep(session, OPERATOR, entry.document, now)
        if moved:
            await tell(session, moved, now)
        if entry.cancelled:
            gone = await keeping.cancel(session, OPERATOR, held.code, entry.because, now)
            if gone:
                await tell(session, gone, now)
            return
        await keeping.announce(session, OPERATOR, held.code, now)
        for promoted in await registration.fill(session, held):
            await tell(session, promoted, now)
    except NothingToAnnounce:
        return
    except tuple(REFUSED) as refusal:
        raise WrongFile(f"{key}: {REFUSED[type(refusal)]}.") from None


def _sentence(problem: Problem) -> str:
    place = ", ".join(filter(None, [problem.where, problem.field]))
    told = f"“{problem.told}” cannot be used" if problem.told else "something is missing"
    return f"{place}: {told}." if place else f"{told}."
