"""The screens on which minutes are put together: the card, a section, one line of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from handlers.meetings import minutes_words as told
from handlers.meetings.after_taps import AfterTap, MinutesTap
from handlers.meetings.minutes_words import EXPECTED_FROM, HOWS, SECTION_NAMES, SHOWN_AS
from handlers.pages import page_of, turning
from handlers.parties import PARTY_NAMES
from handlers.replies import Expects, Reply, show
from handlers.taps import button, link
from meetings.minutes import PARTIES, SECTIONS, Presence, Shown
from meetings.minuting import Scribe, Written
from texts.formatting import day, escape, shortened
from texts.screens import Button, Row
from texts.words import Words, later

LINE = "minutes-line"
# What is typed is a line written anew, and not the next one.
AGAIN = "-again"
WEEKS = (1, 2, 4, 8)
COMPACT = "%Y%m%d"
LINES_SHOWN = 30
LABEL_LENGTH = 40
# How each section asks for its next line.
ASKED = {
    "programme": later("Write the points of the programme, each on a line."),
    "present": later(
        "Write who was there, each on a line: “Jana Malá”. Several at once are written with their "
        "number: “12 citizens”. Then tap a line to say of which party they were, and whether they "
        "were there in part or excused."
    ),
    "rules": later("Write the rules that were agreed, each on a line."),
    "findings": later("Write what the meeting found, each finding on a line."),
    "tasks": later("Write what is to be done, one task a message. Who and by when comes next."),
    "offers": later("Write what somebody offers, one offer a message. From whom comes next."),
    "recorder": later("Write who records the meeting."),
}


def tap(
    label: str, act: str, found: Written, section: str = "", at: int = 0, value: str = ""
) -> Button:
    """A button about a line as it stands now."""
    revision = found.kept.revision
    told = MinutesTap(
        act=act, code=found.held.code, section=section, at=at, revision=revision, value=value
    )
    return button(label, told)


def card(words: Words, found: Written, scribe: Scribe, page: str, note: str = "") -> Reply:
    """What is written so far, and what can be done next; `page` is where the form is."""
    minutes = found.minutes
    lines = [note, f"<b>{escape(told.title(words, found.held))}</b>", _state(words, found)]
    counted = []
    for name in SECTIONS:
        items = told.section(words, minutes, name)
        if name == "present":
            counted.append(told.came(words, minutes))
        elif name == "recorder":
            counted.append(f"{words(SECTION_NAMES[name])}: {escape(minutes.recorder) or '–'}")
        else:
            counted.append(f"{words(SECTION_NAMES[name])}: {len(items) or '–'}")
    lines.append("\n".join(counted))
    lines.append(readers(words, found))
    return show("\n\n".join(filter(None, lines)), *_rows(words, found, scribe, page))


def readers(words: Words, found: Written) -> str:
    """Who will read the minutes, and how they see those who were there."""
    how = words(SHOWN_AS[found.minutes.shown])
    return (
        words("Readers see those who were there {how}.", how=how) + " " + _who_reads(words, found)
    )


def _who_reads(words: Words, found: Written) -> str:
    if found.held.document.is_public:
        return words("Minutes of a public meeting are read by everybody.")
    return words("They are read by those who came and those who were registered.")


def _state(words: Words, found: Written) -> str:
    if not found.kept.version:
        return words("A draft that only those who write it see.")
    if found.is_changed:
        return words("A correction that waits to be approved. Readers see the version before.")
    return words("Approved, version {version}.", version=found.kept.version)


def _rows(words: Words, found: Written, scribe: Scribe, page: str) -> list[Row]:
    named = [tap(words(SECTION_NAMES[name]), "section", found, name) for name in SECTIONS]
    rows: list[Row] = [tuple(named[at : at + 2]) for at in range(0, len(named), 2)]
    rows.append((tap(words("How those present are shown"), "shown", found),))
    rows.append(
        (
            tap(words("Look at it as PDF"), "paper", found, value="pdf"),
            tap("DOCX", "paper", found, value="docx"),
        )
    )
    if page:
        rows.append((link(words("Write it on a page"), page),))
    if found.is_changed and scribe.may_approve(found.held):
        rows.append((tap(words("Approve the minutes"), "approve", found),))
    elif found.is_changed:
        rows.append((tap(words("Ask for approval"), "hand-in", found),))
    after = AfterTap(act="menu", code=found.held.code)
    rows.append((button(words("Back"), after),))
    return rows


def section(words: Words, found: Written, name: str, note: str = "", at: int = 0) -> Reply:
    """The lines of a section around one, each a button; the next line is awaited already."""
    if name == "roles":
        return _parties(words, found, note)
    lines = told.section(words, found.minutes, name)
    page = page_of(lines, at // LINES_SHOWN, LINES_SHOWN)
    first = page.skipped
    items = getattr(found.minutes, name)
    head = f"<b>{words(SECTION_NAMES[name])}</b>"
    listed = "\n".join(f"{nth}. {escape(one)}" for nth, one in enumerate(page.items, first + 1))
    tapped = items[first : first + LINES_SHOWN] if name != "recorder" else ()
    hint = words("Tap a line to correct it or to take it out.") if tapped else ""
    asked = " ".join(filter(None, [words(ASKED[name]), hint]))
    text = "\n\n".join(filter(None, [note, head, listed, asked]))
    rows: list[Row] = [
        (
            tap(
                shortened(f"{nth + 1}. {told.item(words, one)}", LABEL_LENGTH),
                "line",
                found,
                name,
                nth,
            ),
        )
        for nth, one in enumerate(tapped, first)
    ]
    rows += turning(page, lambda label, to: tap(label, "section", found, name, to * LINES_SHOWN))
    if name == "rules" and found.minutes.rules:
        sign = "☑" if found.minutes.rules_open else "☐"
        rows.append((tap(f"{sign} {words('More rules may be added.')}", "open", found),))
    rows.append((tap(words("Back"), "card", found),))
    data = {"code": found.held.code, "section": name}
    return show(text, *rows, expects=Expects(LINE, data))


def line(words: Words, found: Written, name: str, at: int) -> Reply:
    """One line, to be written anew, changed by buttons or taken out."""
    one = getattr(found.minutes, name)[at]
    rows: list[Row] = []
    if isinstance(one, Presence):
        rows = _presence_rows(words, found, one, at)
    if name in ("tasks", "offers"):
        rows.append((tap(words("Who"), "who", found, name, at),))
    if name == "tasks":
        rows.append((tap(words("By when"), "due", found, name, at),))
    rows.append((tap(words("Take it out"), "out", found, name, at),))
    rows.append((tap(words("Back"), "section", found, name, at),))
    hint = words("Is there a mistake in it? Write how it should be.")
    data = {"code": found.held.code, "revision": found.kept.revision}
    expects = Expects(LINE, {**data, "section": f"{name}{AGAIN}", "at": at})
    return show(f"{_line(words, one)}\n\n{hint}", *rows, expects=expects)


def _line(words: Words, one: Any) -> str:
    """The line; what would be written anew stands in it so that a tap copies it."""
    line = escape(told.item(words, one))
    said = one.name if isinstance(one, Presence) else getattr(one, "what", one)
    return line.replace(escape(said), f"<code>{escape(said)}</code>", 1) if said else line


def _presence_rows(words: Words, found: Written, one: Presence, at: int) -> list[Row]:
    parties = [
        tap(
            ("✓ " if one.party == code else "") + words(PARTY_NAMES[code]),
            "party",
            found,
            "present",
            at,
            code,
        )
        for code in PARTIES
    ]
    hows = tuple(
        tap(("✓ " if one.how is how else "") + words(label), "how", found, "present", at, how)
        for how, label in HOWS.items()
    )
    return [*((one,) for one in parties), hows]


def _parties(words: Words, found: Written, note: str) -> Reply:
    lines = told.section(words, found.minutes, "roles")
    listed = "\n\n".join(escape(one) for one in lines)
    text = words(
        "What is each party there for, what can it bring, and what does it expect of the others? "
        "Choose a party."
    )
    head = f"<b>{words(SECTION_NAMES['roles'])}</b>"
    rows: list[Row] = [
        (tap(words(PARTY_NAMES[code]), "role", found, "roles", value=code),) for code in PARTIES
    ]
    rows.append((tap(words("Back"), "card", found),))
    return show("\n\n".join(filter(None, [note, head, listed, text])), *rows)


def role(words: Words, found: Written, party: str, note: str = "") -> Reply:
    one = found.minutes.role_of(party)
    text = f"<b>{words(PARTY_NAMES[party])}</b>"
    if not one.is_empty:
        text += f"\n{escape(told.item(words, one))}"
    text = "\n\n".join(filter(None, [note, text]))
    rows: list[Row] = [
        (
            tap(words("Their role"), "says", found, "role", value=party),
            tap(words("What they can bring"), "says", found, "brings", value=party),
        )
    ]
    rows += [
        (
            tap(
                words(EXPECTED_FROM[other]),
                "says",
                found,
                other,
                value=party,
            ),
        )
        for other in PARTIES
        if other != party
    ]
    rows.append((tap(words("Back"), "section", found, "roles"),))
    return show(text, *rows)


def shown(words: Words, found: Written) -> Reply:
    text = words(
        "How shall readers see those who were there? The list itself stays with the office."
    )
    rows: list[Row] = [
        (
            tap(
                ("✓ " if found.minutes.shown is one else "") + words(SHOWN_AS[one]),
                "show-as",
                found,
                value=one,
            ),
        )
        for one in Shown
    ]
    return show(f"{text}\n{_who_reads(words, found)}", *rows, (tap(words("Back"), "card", found),))


def ask_who(words: Words, found: Written, section: str, at: int) -> Reply:
    asked = words("Who shall do it? Write the name or the role.")
    back = tap(words("Nobody yet"), "due", found, section, at)
    if section == "offers":
        asked = words("Who offers it? Write the name.")
        back = tap(words("Leave it so"), "section", found, section)
    return ask(found, asked, {"section": f"{section}-who", "at": at}, back)


def days(words: Words, found: Written, at: int, today: date, note: str = "") -> Reply:
    """By when a task is to be done; some weeks on as buttons."""
    one = found.minutes.tasks[at]
    when = f"\n{day(one.due, words.language)}" if one.due else ""
    text = escape(one.what) + when
    asked = words("By when? Choose, or write a day like 18. 3. 2027.")
    data = {"code": found.held.code, "section": "due", "at": at, "revision": found.kept.revision}
    rows: list[Row] = []
    for n in WEEKS:
        due = today + timedelta(weeks=n)
        told = day(due, words.language)
        label = words.many("in {n} week, {day}", "in {n} weeks, {day}", n, day=told)
        rows.append((tap(label, "until", found, "tasks", at, f"{due:{COMPACT}}"),))
    rows.append((tap(words("No day"), "until", found, "tasks", at),))
    lines = filter(None, [note, text, asked])
    return show("\n\n".join(lines), *rows, expects=Expects(LINE, data))


def ask(found: Written, asked: str, data: Mapping[str, Any], back: Button) -> Reply:
    kept = {"code": found.held.code, "revision": found.kept.revision, **data}
    return show(asked, (back,), expects=Expects(LINE, kept))
