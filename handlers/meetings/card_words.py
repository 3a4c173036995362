"""What the card of a meeting tells in words: when, where, for whom, how many places are free."""

from collections.abc import Mapping, Sequence

from meetings.documents import Item, Unit, Venue, When
from meetings.keeping import Held
from meetings.registration import Left
from outreach.meeting_words import span
from texts.content import pick
from texts.formatting import day, escape, listed
from texts.words import Words, later

PROGRAMME_SHOWN = 12
AUDIENCES: Mapping[str, str] = {
    "user": later("people who use services"),
    "provider": later("providers of services"),
    "commissioner": later("municipalities and other commissioners"),
    "public": later("the public"),
    "partner": later("schools, doctors and other partners"),
}


def dates(words: Words, when: Sequence[When], note: Mapping[str, str]) -> str:
    if not when:
        return escape(pick(note, words.language)) if note else words("The date is to be set.")
    return "\n".join(f"🗓 {span(words, one)}" for one in when)


def place(words: Words, venue: Venue | None, municipality: str, online: str) -> str:
    told = []
    if venue:
        named = ", ".join(filter(None, [venue.name, venue.address, municipality]))
        told = [f"📍 {escape(named)}", *access(words, venue)]
    if online:
        told.append(words("Online: {address}", address=escape(online)))
    return "\n".join(told)


def access(words: Words, venue: Venue) -> list[str]:
    named = {
        words("step-free"): venue.step_free,
        words("hearing loop"): venue.hearing_loop,
        words("interpreting"): venue.interpreting,
        words("children welcome"): venue.children and not venue.children_corner,
        words("somebody minds the children"): venue.children_corner,
        words("neutral ground"): venue.neutral,
    }
    told = [name for name, there in named.items() if there]
    if venue.step_free is False:
        told.insert(0, words("there are steps"))
    return [f"♿ {', '.join(told)}"] if told else []


def programme(words: Words, programme: Sequence[Item]) -> str:
    told = []
    for one in programme[:PROGRAMME_SHOWN]:
        title = escape(pick(one.title, words.language))
        told.append(f"• {title}" + (f" ({escape(one.lecturer)})" if one.lecturer else ""))
    return "\n".join([words("Programme:"), *told]) if told else ""


def organiser(words: Words, own: Mapping[str, str], other: Mapping[str, str]) -> str:
    if other and not own:
        return words("Held together with: {name}", name=escape(pick(other, words.language)))
    named = [escape(pick(one, words.language)) for one in (own, other) if one]
    return words("Held by: {names}", names=", ".join(named)) if named else ""


def audience(words: Words, parties: Sequence[str]) -> str:
    if not parties:
        return ""
    told = listed([escape(one) for one in audience_names(words, parties)], words.language)
    return words("Meant for: {audience}", audience=told)


def audience_names(words: Words, audience: Sequence[str]) -> list[str]:
    """Parties by their names; what a file calls otherwise, as it does."""
    return [words(AUDIENCES[one]) if one in AUDIENCES else one for one in audience]


def places_told(words: Words, held: Held, left: Mapping[int, Left]) -> list[str]:
    """What is free of each date, with the date where one chooses among them."""
    told = []
    for nth, one in left.items():
        date = f"{day(held.document.when[nth - 1].start, words.language)}: " if nth else ""
        told.append(date + left_told(words, held, one))
    return told


def left_told(words: Words, held: Held, left: Left) -> str:
    """How many places are free, or that one would wait."""
    if left.is_full:
        queue = words.many("{n} waits.", "{n} wait.", left.waiting) if left.waiting else ""
        return f"{words('All places are taken.')} {queue}".strip()
    if held.document.unit is Unit.FAMILY:
        return words.many(
            "{n} place for a family is free.", "{n} places for families are free.", left.places
        )
    return words.many("{n} place is free.", "{n} places are free.", left.places)
