"""What happens to meetings, told to those who come: moved, cancelled, a place, a reminder."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.documents import When
from meetings.keeping import Held, MeetingCancelled, MeetingMoved, MeetingsAnnounced
from meetings.registration import Promoted
from outreach import hearings, meeting_names, meeting_news
from outreach.letters import Letter, post, post_to_all
from outreach.meeting_names import Shown
from outreach.meeting_words import span
from outreach.office_calls import ask_to_call
from storage import meetings as tables
from storage.happenings import Happening
from storage.meetings import COMING, MAYBE, WAITING, Meeting, MeetingDate, Registration
from storage.people import Resident, reached
from texts.formatting import weekday_moment
from texts.screens import Button, Row, tap
from texts.words import Words

INTERESTED = (COMING, MAYBE, WAITING)
AT_ONCE = 500
# However long the clock process was down, a reminder so late still helps.
LATE = timedelta(hours=1)


async def _announced(session: AsyncSession, happened: MeetingsAnnounced, now: datetime) -> int:
    await hearings.keep_day(session, *(one.document.plan for one in happened.found))
    return await meeting_news.announced(session, happened, now)


async def _moved(session: AsyncSession, happened: MeetingMoved, now: datetime) -> int:
    held = happened.held
    await hearings.keep_day(session, held.document.plan)
    about = f"meeting-moved:{held.code}:{held.meeting.sequence}"
    shown = await meeting_names.shown(session, held)

    def letter(person: Resident, said: Registration) -> Letter:
        words = Words(person.language)
        text = _moved_told(happened, shown, words)
        waits = said.state == WAITING
        answers = (
            (COMING, words("I will wait for a place") if waits else words("I come")),
            (MAYBE, words("Perhaps")),
            ("declined", words("I do not come")),
        )
        row = tuple(
            Button(label, tap("mt", "say", held.code, said.nth, wish)) for wish, label in answers
        )
        return Letter(text, (row, _open(held, words)))

    return await _to_registered(session, held, about, letter, now)


def _moved_told(happened: MeetingMoved, shown: Shown, words: Words) -> str:
    document = happened.held.document
    told = {
        "title": shown.title(words),
        "dates": _dates(document.when, words),
    }
    if not document.when:
        return words("“{title}” has been put off. The date is to be set; I will write.", **told)
    if not happened.before:
        return words("“{title}” has a date now:\n{dates}\n\nDo you come?", **told)
    return words("“{title}” has been moved. The new date:\n{dates}\n\nDo you still come?", **told)


async def _cancelled(session: AsyncSession, happened: MeetingCancelled, now: datetime) -> int:
    held = happened.held
    await hearings.keep_day(session, held.document.plan)
    shown = await meeting_names.shown(session, held)
    because = shown.written(held.meeting.cancelled_because)

    def letter(person: Resident, _: Registration) -> Letter:
        words = Words(person.language)
        told = words(
            "“{title}” is cancelled. {dates}",
            title=shown.title(words),
            dates=_dates(held.document.when, words),
        )
        return Letter("\n\n".join(filter(None, [told, because])), (_open(held, words),))

    about = f"meeting-cancelled:{held.code}"
    return await _to_registered(session, held, about, letter, now)


async def _promoted(session: AsyncSession, happened: Promoted, now: datetime) -> int:
    held, one = happened.held, happened.registration
    about = f"meeting-place:{held.code}:{one.nth}:{now:%Y%m%d%H%M%S%f}"
    await ask_to_call(session, held, [one], f"{about}:{one.number}", now)
    person = await session.get(Resident, one.resident_id) if one.resident_id else None
    if person is None or person.blocked:
        return 0
    words, shown = Words(person.language), await meeting_names.shown(session, held)
    text = words(
        "A place has become free for you at “{title}”. You are coming:\n{dates}",
        title=shown.title(words),
        dates=_dates(held.document.dates_of(one.nth), words),
    )
    no = Button(words("I do not come"), tap("mt", "say", held.code, one.nth, "declined"))
    about = f"meeting-place:{held.code}:{one.nth}:{now:%Y%m%d%H%M%S%f}"
    letter = Letter(text, ((no,), _open(held, words)))
    return int(await post(session, person, about, letter, now))


async def remind(session: AsyncSession, minutes: int, now: datetime) -> int:
    """Letters to those who wanted one so long before the start; how many are new."""
    before = timedelta(minutes=minutes)
    due = await tables.starting_between(session, now + before - LATE, now + before)
    return sum([await _remind(session, meeting, date, minutes, now) for meeting, date in due])


async def _remind(
    session: AsyncSession, meeting: Meeting, date: MeetingDate, minutes: int, now: datetime
) -> int:
    held = keeping.read(meeting)
    shown = await meeting_names.shown(session, held)
    about = f"meeting-reminder:{held.code}:{date.nth}:{minutes}:{date.starts_at:%Y%m%d%H%M}"
    said = await tables.registered(session, held.code, (COMING,))
    wanted = {
        one.resident_id: one
        for one in said
        if one.resident_id and one.nth in (0, date.nth) and minutes in one.reminders
    }

    def letter(person: Resident, _: Registration) -> Letter:
        words = Words(person.language)
        document = held.document
        where = [document.venue.name if document.venue else "", document.online]
        text = words(
            "You wanted to be reminded: “{title}”\n{date}\n{place}",
            title=shown.title(words),
            date=weekday_moment(date.starts_at, person.language),
            place=shown.written("\n".join(filter(None, where))),
        )
        return Letter(text.rstrip(), (_open(held, words),))

    return await _to_each(session, wanted, about, letter, now)


async def _to_registered(
    session: AsyncSession,
    held: Held,
    about: str,
    letter: Callable[[Resident, Registration], Letter],
    now: datetime,
) -> int:
    said = await tables.registered(session, held.code, INTERESTED)
    await ask_to_call(session, held, said, about, now)
    known = {one.resident_id: one for one in said if one.resident_id}
    return await _to_each(session, known, about, letter, now)


async def _to_each(
    session: AsyncSession,
    said: Mapping[int, Registration],
    about: str,
    letter: Callable[[Resident, Registration], Letter],
    now: datetime,
) -> int:
    new = 0
    for some in _some(sorted(said)):
        people = await reached(session, some)
        new += await post_to_all(session, people, about, lambda one: letter(one, said[one.id]), now)
    return new


def _some(ids: Sequence[int]) -> Sequence[Sequence[int]]:
    return [ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)]


def _dates(when: Sequence[When], words: Words) -> str:
    return "\n".join(_date(one, words) for one in when)


def _date(one: When, words: Words) -> str:
    """When it begins; what goes on to another day says until when."""
    if one.end - one.start <= timedelta(days=1):
        return weekday_moment(one.start, words.language)
    return span(words, one)


def _open(held: Held, words: Words) -> Row:
    return (Button(words("Open"), tap("mt", "show", held.code, 0, "")),)


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    MeetingsAnnounced: _announced,
    MeetingMoved: _moved,
    MeetingCancelled: _cancelled,
    Promoted: _promoted,
}
