"""How the day of a meeting is told in words: who is there, who is missing, what was voted."""

from collections.abc import Mapping, Sequence

from handlers.parties import PARTY_NAMES
from meetings.composition import Composition
from meetings.documents import date_of
from meetings.keeping import Held
from meetings.room import Tally
from papers.charts import Bar, Chart
from storage.attendance import NEXT_DAY
from storage.meetings import COMING, DECLINED, WAITING, Registration
from texts.content import pick
from texts.formatting import (
    PRAGUE,
    day,
    escape,
    listed,
    number,
    weekday_day,
    weekday_moment,
)
from texts.words import Words, later

BAR_LENGTH = 12
FULL, EMPTY = "█", "░"
STATE_NAMES: Mapping[str, str] = {
    COMING: later("has a place"),
    WAITING: later("waits for a place"),
    DECLINED: later("does not come"),
}


def title_of(words: Words, held: Held) -> str:
    return escape(pick(held.document.title, words.language))


def day_of(words: Words, held: Held, nth: int) -> str:
    """The day, with its hour unless it is one of several; nothing for a meeting without a date."""
    days = held.document.days_of(date_of(nth))
    found = days.get(nth)
    if found is None:
        return ""
    if len(days) > 1:
        return weekday_day(found.start.astimezone(PRAGUE).date(), words.language)
    return weekday_moment(found.start, words.language)


def each_day(words: Words, held: Held, nth: int) -> str:
    """That one checks in anew, while another day of the date comes."""
    if nth + NEXT_DAY not in held.document.days:
        return ""
    return words("Scan the code at the door anew on each day that you come.")


def short_day_of(words: Words, held: Held, nth: int) -> str:
    return day(held.document.days_of(date_of(nth))[nth].start, words.language)


def party_name(words: Words, party: str) -> str:
    return words(PARTY_NAMES[party]) if party in PARTY_NAMES else words("party not said")


def people_told(words: Words, people: int) -> str:
    return words.many("{n} person", "{n} people", people)


def named(words: Words, one: Registration) -> str:
    """Somebody on a list; who registered in the chat has given no name."""
    name = escape(one.name) if one.name else words("without a name, from the chat")
    return f"{name} ({one.people})" if one.people > 1 else name


def bars(words: Words, found: Composition) -> str:
    """A line for each party, as long as it is strong."""
    most = max(found.people.values(), default=0)
    lines = []
    for party, people in found.people.items():
        full = max(round(BAR_LENGTH * people / most), 1)
        drawn = FULL * full + EMPTY * (BAR_LENGTH - full)
        name = party_name(words, party)
        lines.append(f"<code>{drawn}</code> {number(people, words.language)} · {name}")
    return "\n".join(lines) or words("Nobody yet.")


def missing(words: Words, found: Composition) -> str:
    if not found.missing:
        return ""
    names = listed([words(PARTY_NAMES[one]) for one in found.missing], words.language)
    return words("⚠ Nobody is there for: {parties}", parties=names)


def chart(words: Words, title: str, subtitle: str, found: Composition) -> Chart:
    """The same as a picture."""
    most = max(found.people.values(), default=1)
    drawn = tuple(
        Bar(party_name(words, party), people, people_told(words, people))
        for party, people in found.people.items()
    )
    footnote = missing(words, found)
    return Chart(title=title, subtitle=subtitle, bars=drawn, footnote=footnote, full=most)


def outcome(words: Words, tally: Tally) -> str:
    """What was voted, option by option; hands are told apart from taps."""
    language, most = words.language, max([*tally.sums, 1])
    lines = [f"<b>{escape(tally.vote.text)}</b>"]
    for option, votes, hands in zip(tally.vote.options, tally.sums, tally.hands, strict=True):
        full = round(BAR_LENGTH * votes / most)
        drawn = FULL * full + EMPTY * (BAR_LENGTH - full)
        by_hand = f" ({hands_told(words, hands)})" if hands else ""
        lines.append(f"{escape(option)}\n<code>{drawn}</code> {number(votes, language)}{by_hand}")
    return "\n".join(lines)


def hands_told(words: Words, hands: int) -> str:
    return words.many("of these {n} hand in the hall", "of these {n} hands in the hall", hands)


def programme(words: Words, held: Held, on_now: int) -> str:
    """The parts of the programme, and which of them is on."""
    lines = []
    for at, item in enumerate(held.document.programme, start=1):
        told = escape(pick(item.title, words.language))
        by = f" ({escape(item.lecturer)})" if item.lecturer else ""
        lines.append(f"▶ <b>{told}</b>{by}" if at == on_now else f"• {told}{by}")
    return "\n".join(lines)


def numbered(texts: Sequence[str]) -> str:
    return "\n".join(f"{at}. {escape(text)}" for at, text in enumerate(texts, start=1))
