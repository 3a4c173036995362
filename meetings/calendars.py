"""Meetings as iCalendar (RFC 5545): one to put into a calendar, many as a feed to follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icalendar import (
    Alarm,
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vGeo,
    vText,
)

from meetings.documents import When
from meetings.keeping import Held
from storage.meetings import CANCELLED
from texts.formatting import PRAGUE

PRODUCT = "-//Naves//Meetings//CS"
DAY_BEFORE = timedelta(days=-1)


@dataclass(frozen=True)
class Told:
    """A meeting in the words of whoever reads the calendar."""

    held: Held
    title: str
    description: str
    place: str
    url: str = ""


def invitation(told: Told) -> bytes:
    """One meeting: to be put into a calendar, changed there, or, once cancelled, taken out."""
    method = "CANCEL" if told.held.meeting.state == CANCELLED else "PUBLISH"
    return _calendar([told], method, "")


def feed(told: Iterable[Told], name: str) -> bytes:
    """Meetings for a calendar that asks again by itself."""
    return _calendar(told, "PUBLISH", name)


def _calendar(told: Iterable[Told], method: str, name: str) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
        made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for one in told:
        for event in _events(one):
            made.add_component(event)
    made.add_component(_prague())
    return bytes(made.to_ical())


def _prague() -> Timezone:
    """By the rule of 1996, which every calendar can read; the library writes sixty years of days,
    an hour beside (icalendar 7.3)."""
    zone = Timezone()
    zone.add("tzid", PRAGUE.key)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    zone.add_component(_turn(TimezoneDaylight(), "CEST", 3, time(2), (winter, summer)))
    zone.add_component(_turn(TimezoneStandard(), "CET", 10, time(3), (summer, winter)))
    return zone


def _turn(
    part: Component, name: str, month: int, at: time, offsets: tuple[timedelta, timedelta]
) -> Component:
    """On the last Sunday of the month the clocks turn from one offset to the other."""
    last = {3: 31, 10: 27}[month]
    part.add("dtstart", datetime.combine(date(1996, month, last), at))
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
    part.add("tzname", name)
    part.add("tzoffsetfrom", offsets[0])
    part.add("tzoffsetto", offsets[1])
    return part


def _events(told: Told) -> Sequence[Event]:
    """An event for each date; the same one keeps its identity when it moves."""
    dates = told.held.document.when
    return [_event(told, nth, when) for nth, when in enumerate(dates, start=1)]


def _event(told: Told, nth: int, when: When) -> Event:
    """By the same name from the chat and from the web, so that a calendar has it once."""
    meeting, venue = told.held.meeting, told.held.document.venue
    cancelled = meeting.state == CANCELLED
    event = Event()
    event.add("uid", f"{meeting.code}-{nth}@{meeting.made_at:%Y%m%d%H%M%S}.naves")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    first, behind = _bounds(when)
    event.add("dtstart", first)
    event.add("dtend", behind)
    event.add("summary", told.title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    online = told.held.document.online if venue else ""
    described = "\n\n".join(filter(None, [told.description, online]))
    for name, value in (("description", described), ("location", told.place)):
        if value:
            event.add(name, vText(value))
    if told.url:
        event.add("url", told.url)
    if venue and venue.on_map:
        event.add("geo", vGeo(venue.on_map))
    if not cancelled:
        event.add_component(_alarm(told.title))
    return event


def _bounds(when: When) -> tuple[date, date]:
    """Whole days are days, and the end of the last one is the day after it."""
    days = when.whole_days
    if days:
        return days[0], days[1] + timedelta(days=1)
    return when.start.astimezone(PRAGUE), when.end.astimezone(PRAGUE)


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", DAY_BEFORE)
    return alarm
