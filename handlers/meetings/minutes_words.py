"""How minutes are told: section by section, item by item, to read in the chat and on paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.parties import PARTY_NAMES
from meetings.keeping import Held
from meetings.minutes import SECTIONS, How, Minutes, Offer, Presence, Role, Shown, Task
from meetings.minuting import Version
from outreach.after_notices import task
from outreach.meeting_words import span
from texts.content import pick
from texts.formatting import day, escape
from texts.words import Words, later

SECTION_NAMES: Mapping[str, str] = {
    "programme": later("Programme"),
    "present": later("Who was there"),
    "roles": later("Roles and expectations"),
    "rules": later("Rules agreed"),
    "findings": later("Findings"),
    "tasks": later("Tasks"),
    "offers": later("Offers"),
    "recorder": later("Recorder"),
}
EXPECTED_OF: Mapping[str, str] = {
    "user": later("of service users: {what}"),
    "provider": later("of service providers: {what}"),
    "commissioner": later("of commissioners: {what}"),
    "public": later("of the public: {what}"),
    "partner": later("of partners: {what}"),
}
EXPECTED_FROM: Mapping[str, str] = {
    "user": later("What they expect of service users"),
    "provider": later("What they expect of service providers"),
    "commissioner": later("What they expect of commissioners"),
    "public": later("What they expect of the public"),
    "partner": later("What they expect of partners"),
}
HOWS: Mapping[How, str] = {
    How.PRESENT: later("present"),
    How.IN_PART: later("in part"),
    How.EXCUSED: later("excused"),
}
SHOWN_AS: Mapping[Shown, str] = {
    Shown.NAMES: later("by name"),
    Shown.INITIALS: later("by initials"),
    Shown.COUNTS: later("as numbers by party"),
}


def title(words: Words, held: Held) -> str:
    return words("Minutes: {title}", title=pick(held.document.title, words.language))


def dates(words: Words, held: Held) -> str:
    return "; ".join(span(words, one) for one in held.document.when)


def party(words: Words, code: str) -> str:
    return words(PARTY_NAMES[code]) if code in PARTY_NAMES else words("party not given")


def section(words: Words, minutes: Minutes, name: str) -> list[str]:
    """The items of a section, a line each."""
    told = getattr(minutes, name)
    items = told if isinstance(told, tuple) else (told,) if told else ()
    lines = [item(words, one) for one in items if not isinstance(one, Role) or not one.is_empty]
    if name == "rules" and minutes.rules and minutes.rules_open:
        lines.append(words("More rules may be added."))
    return lines


def item(words: Words, one: Any) -> str:
    match one:
        case Presence():
            return _presence(words, one)
        case Role():
            return _role(words, one)
        case Task():
            return task(words, one)
        case Offer():
            return " – ".join(filter(None, [one.what, one.by]))
    return str(one)


def _presence(words: Words, one: Presence) -> str:
    told = who(words, one)
    if one.name and one.party:
        told += f" ({party(words, one.party)})"
    how = "" if one.how is How.PRESENT else words(HOWS[one.how])
    if one.how is How.IN_PART and one.part:
        how += f": {one.part}"
    return ", ".join(filter(None, [told, how]))


def who(words: Words, one: Presence) -> str:
    """A person, so many together as they were written, or so many of a party."""
    if not one.name:
        return words.many(
            "{party}: {n} person", "{party}: {n} people", one.people, party=party(words, one.party)
        )
    if one.together and not one.name[0].isdigit():
        return f"{one.name} ({one.people})"
    return one.name


def _role(words: Words, one: Role) -> str:
    told = [
        words("their role: {what}", what=one.role) if one.role else "",
        words("they can bring: {what}", what=one.brings) if one.brings else "",
        *expected(words, one),
    ]
    return f"{party(words, one.party)} – {'; '.join(filter(None, told))}"


def expected(words: Words, one: Role) -> list[str]:
    """What a party expects, of whom."""
    named = {code: what for code, what in one.expects.items() if what}
    if not named:
        return []
    told = [words(EXPECTED_OF[code], what=what) for code, what in named.items()]
    return [words("they expect {what}", what=told[0]), *told[1:]]


def came(words: Words, minutes: Minutes) -> str:
    """23 people came, 12 of them for a part; 1 was excused."""
    whole, part, excused = (minutes.came(how) for how in How)
    told = [words.many("{n} person came", "{n} people came", whole + part)]
    if part:
        told.append(words.many("{n} of them for a part", "{n} of them for a part", part))
    if excused:
        told.append(words.many("{n} was excused", "{n} were excused", excused))
    return ", ".join(told)


def whole(words: Words, held: Held, version: Version) -> str:
    """The approved minutes as their readers see them, in HTML."""
    minutes = version.minutes.for_readers()
    told = [
        f"<b>{escape(title(words, held))}</b>\n{dates(words, held)}",
        approved(words, version),
    ]
    for name in SECTIONS:
        lines = section(words, minutes, name)
        if name == "present":
            lines = [came(words, minutes), *lines] if lines else []
        if lines:
            listed = "\n".join(f"• {escape(one)}" for one in lines)
            told.append(f"<b>{words(SECTION_NAMES[name])}</b>\n{listed}")
    return "\n\n".join(filter(None, told))


def approved(words: Words, version: Version) -> str:
    when = day(version.kept.approved_at, words.language)
    told = words("Approved on {day}, version {version}.", day=when, version=version.kept.version)
    if version.kept.because:
        told += " " + words("Corrected because: {because}", because=escape(version.kept.because))
    return told


def changed(words: Words, version: Version) -> list[str]:
    """What a correction changed, a line for each thing taken out or put in."""
    lines = []
    for one in version.changed:
        lines += [f"{name}: − {gone}" for name, gone in named(words, one.section, one.gone)]
        lines += [f"{name}: + {new}" for name, new in named(words, one.section, one.new)]
    return lines


def named(words: Words, section: str, items: Sequence[Any]) -> list[tuple[str, str]]:
    """Items of a section, each with the name of the section."""
    name = words(SECTION_NAMES[section])
    return [(name, item(words, one)) for one in items]


def corrected(words: Words, versions: Sequence[Version]) -> str:
    """What each correction changed, in HTML, the newest first."""
    told = []
    for one in versions[:-1]:
        head = words("Changed in version {version}:", version=one.kept.version)
        told.append("\n".join([f"<b>{head}</b>", *map(escape, changed(words, one))]))
    return "\n\n".join(told)
