"""What comes after a meeting, told to those who were there: minutes, corrections, materials."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import came
from meetings.certificates import CertificateRevoked, printed_number
from meetings.keeping import Held
from meetings.materials import MaterialsReady
from meetings.minutes import Minutes, Task
from meetings.minuting import MinutesApproved, MinutesHandedIn
from outreach import meeting_names, minutes_letters
from outreach.letters import Letter, post, post_to_all
from outreach.meeting_notices import AT_ONCE
from storage.happenings import Happening
from storage.people import Resident, reached
from texts.formatting import day, escape
from texts.screens import Button, Row, tap
from texts.words import Words

LINES_TOLD = 6


def task(words: Words, one: Task) -> str:
    """What, who, by when."""
    due = words("by {day}", day=day(one.due, words.language)) if one.due else ""
    return " – ".join(filter(None, [one.what, one.who, due]))


async def _minutes_approved(session: AsyncSession, happened: MinutesApproved, now: datetime) -> int:
    held, version = happened.held, happened.version
    about = f"minutes:{held.code}:{version.kept.version}"
    shown = await meeting_names.shown(session, held)

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        rows = _papers(words, held)
        if shown.is_sensitive:
            return Letter(words("The minutes of a meeting that you were at are ready."), rows)
        name = shown.title(words)
        if version.kept.because:
            text = words(
                "The minutes of “{title}” have been corrected: {because}",
                title=name,
                because=escape(version.kept.because),
            )
            return Letter(text, rows)
        told = words("The minutes of “{title}” are approved. Thank you for coming.", title=name)
        came_of = _came_of(words, version.minutes.for_readers())
        return Letter("\n\n".join(filter(None, [told, *came_of])), rows)

    return await to_those_who_came(session, held, about, letter, now)


def _papers(words: Words, held: Held) -> tuple[Row, ...]:
    return (
        (Button(words("Read the minutes"), tap("ma", "read", held.code, 0, "")),),
        (
            Button("PDF", tap("ma", "paper", held.code, 0, "pdf")),
            Button("DOCX", tap("ma", "paper", held.code, 0, "docx")),
        ),
    )


def _came_of(words: Words, minutes: Minutes) -> list[str]:
    """What came of the meeting, as much as fits a glance."""
    told = [
        (words("What the meeting found:"), list(minutes.findings)),
        (words("What is to be done:"), [task(words, one) for one in minutes.tasks]),
    ]
    return [_listed(head, lines) for head, lines in told if lines]


def _listed(head: str, lines: Sequence[str]) -> str:
    shown = [f"• {escape(one[:300])}" for one in lines[:LINES_TOLD]]
    more = ["…"] if len(lines) > LINES_TOLD else []
    return "\n".join([head, *shown, *more])


async def to_those_who_came(
    session: AsyncSession,
    held: Held,
    about: str,
    letter: Callable[[Resident], Letter],
    now: datetime,
) -> int:
    """At a decent hour, to everybody once."""
    ids = await came.whom_to_tell(session, held)
    new = 0
    for at in range(0, len(ids), AT_ONCE):
        people = await reached(session, ids[at : at + AT_ONCE])
        new += await post_to_all(
            session, people, about, letter, now, quiet_in=held.meeting.area_code
        )
    return new


async def _revoked(session: AsyncSession, happened: CertificateRevoked, now: datetime) -> int:
    """Who holds it hears why, and how to come to the one that replaces it."""
    one, held = happened.certificate, happened.held
    people = await reached(session, [one.resident_id] if one.resident_id else [])
    shown, new = await meeting_names.shown(session, held), 0
    for person in people:
        words = Words(person.language)
        number = printed_number(one.number)
        text = words("Your certificate {number} is no longer valid.", number=number)
        if not shown.is_sensitive:
            text = words(
                "Your certificate {number} from “{title}” is no longer valid: {because}",
                number=number,
                title=shown.title(words),
                because=escape(one.revoked_because),
            )
        rows: tuple[Row, ...] = ()
        if happened.replacing:
            text += "\n\n" + words(
                "The certificate {number} takes its place.",
                number=printed_number(happened.replacing.number),
            )
            print_it = tap("ma", "cert", held.code, 0, "")
            rows = ((Button(words("Print a certificate"), print_it),),)
        about = f"certificate-revoked:{one.number}"
        new += await post(session, person, about, Letter(text, rows), now)
    return new


async def _materials_ready(session: AsyncSession, happened: MaterialsReady, now: datetime) -> int:
    held = happened.held
    about = f"materials:{held.code}:{now:%Y%m%d%H%M%S%f}"
    shown = await meeting_names.shown(session, held)

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words("There are new materials of “{title}”:", title=shown.title(words))
        lines = shown.lines([one.title for one in happened.materials[:LINES_TOLD]])
        rows = ((Button(words("Materials"), tap("ma", "materials", held.code, 0, "")),),)
        return Letter("\n".join([text, *lines]), rows)

    return await to_those_who_came(session, held, about, letter, now)


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    CertificateRevoked: _revoked,
    MaterialsReady: _materials_ready,
    MinutesHandedIn: minutes_letters.handed_in,
    MinutesApproved: _minutes_approved,
}
