"""What those who run plans are told of one: its card, and what came of a file."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from handlers.cards import Card, fitting
from handlers.days import read_day
from handlers.taps import CommentTap, EvaluationTap, PlanStep, button, go
from outreach.round_words import NAMES as ROUND_NAMES
from plans.changes import Change
from plans.channels import CHANNELS, EMAIL, PAPER, TELEGRAM, WEB
from plans.consultation import INSIDE, Broken, Dates, Phase, Rule, hearing_broken, last_day
from plans.reading import carried
from plans.running import Overview
from storage.plans import SHARED
from texts.content import pick
from texts.formatting import day, escape, listed, number
from texts.screens import Button, Row, Rows
from texts.words import NAMES, Words, later

SHOWN_SECTIONS = 12
COMPACT = "%Y%m%d"
NOT_READ = later("The file {name} could not be read now. Please send it once more.")
BROKEN: Mapping[Rule, str] = {
    Rule.TURNED: later("The last day is before the first one, {day}."),
    Rule.PAST: later("The last day has passed. {day} is the earliest."),
    Rule.SHORT: later("People should have at least 14 days. That is until {day}."),
    Rule.BEFORE_HEARING: later(
        "The draft should lie out 14 days before the meeting. {day} is the earliest for it."
    ),
    Rule.AFTER_HEARING: later(
        "Comments should be taken for 14 days after the meeting. That is until {day}."
    ),
    Rule.ROUND_LASTS: later(
        "The round before this one lasts until {day}. Open this one after it has ended."
    ),
    Rule.SETTLED_TOO_SOON: later("Comments can be settled from {day} at the earliest."),
}


def card_of(words: Words, found: Overview, notes: Sequence[str] = ()) -> Card:
    version, language = found.draft.version, words.language
    lines = [
        f"<b>{escape(pick(version.title, language))}</b>",
        _state(words, found),
        words("Numbers of comments begin with {prefix}", prefix=escape(found.plan.prefix)),
        _levels(words, found),
        *_summaries(words, found),
        *(_language(words, spoken, missing) for spoken, missing in found.missing.items()),
        *_languages_missing(words, found),
        *_changes(words, found),
        "",
        *_inside(words, found),
        *_window(words, found),
        *(f"• {escape(note)}" for note in notes),
    ]
    return Card("\n".join(lines), _rows(words, found))


def _state(words: Words, found: Overview) -> str:
    label = escape(found.draft.version.label)
    if found.is_public:
        return words("Version {label}, which people can read", label=label)
    if found.draft.version.state == SHARED:
        return words("Version {label}, which only a round before the public can read", label=label)
    return words("Version {label}, which only you can see so far", label=label)


def _levels(words: Words, found: Overview) -> str:
    names = found.draft.version.levels
    counts = [
        f"{escape(pick(names[min(level, len(names)) - 1], words.language))} {n}"
        for level, n in found.levels.items()
    ]
    every = found.draft.sections
    whole = words.many("{n} section", "{n} sections", len(every))
    headings = headings_told(words, len(every) - len(carried(every)))
    return "\n".join(filter(None, [f"{whole} ({', '.join(counts)})", headings]))


def headings_told(words: Words, count: int) -> str:
    """How many of the sections have no card of their own."""
    told = words.many(
        "{n} of them is only a heading and is read with the section above.",
        "{n} of them are only headings and are read with the sections above.",
        count,
    )
    return told if count else ""


def _summaries(words: Words, found: Overview) -> list[str]:
    lacking = [one.id for one in found.without_summary]
    if not lacking:
        return []
    more = " …" if len(lacking) > SHOWN_SECTIONS else ""
    named = escape(", ".join(lacking[:SHOWN_SECTIONS])) + more
    return [
        words.many(
            "Without a plain summary: {n} section ({named})",
            "Without a plain summary: {n} sections ({named})",
            len(lacking),
            named=named,
        )
    ]


def _language(words: Words, spoken: str, missing: int) -> str:
    name = NAMES.get(spoken, spoken)
    if not missing:
        return words("{language}: everything is there", language=name)
    return words.many(
        "{language}: something is missing in {n} section",
        "{language}: something is missing in {n} sections",
        missing,
        language=name,
    )


def _languages_missing(words: Words, found: Overview) -> list[str]:
    named = [name for spoken, name in NAMES.items() if spoken not in found.missing]
    return [words("Not in it at all: {languages}", languages=", ".join(named))] if named else []


def _changes(words: Words, found: Overview) -> list[str]:
    if found.changes is None or found.before is None:
        return []
    told = _counts(words, found.changes)
    label = escape(found.before.label)
    if not told:
        return [words("No section differs from version {label}", label=label)]
    counts = listed(told, words.language)
    return [words("Against version {label}: {counts}", label=label, counts=counts)]


def _counts(words: Words, changes: Mapping[Change, int]) -> list[str]:
    added, changed, removed = (
        changes.get(one, 0) for one in (Change.ADDED, Change.CHANGED, Change.REMOVED)
    )
    told = {
        words.many("{n} section is new", "{n} sections are new", added): added,
        words.many("{n} section has changed", "{n} sections have changed", changed): changed,
        words.many("{n} section is gone", "{n} sections are gone", removed): removed,
    }
    return [sentence for sentence, n in told.items() if n]


def _inside(words: Words, found: Overview) -> list[str]:
    told = {one: round_told(words, found, one) for one in INSIDE}
    return [f"{words(ROUND_NAMES[one])}: {said}" for one, said in told.items() if said]


def round_told(words: Words, found: Overview, round_: str) -> str:
    """Its days, and where it stands; nothing of one that is not to be."""
    window = found.window_of(round_)
    if window is None:
        return ""
    first, last = day(window.opens_at, words.language), day(last_day(window), words.language)
    told = ROUND_PHASES[found.phase_of(round_) or Phase.COMING]
    return words(told, first=first, last=last)


def _window(words: Words, found: Overview) -> list[str]:
    window = found.window
    if window is None:
        return [words("The consultation is not open yet.")]
    first, last = day(window.opens_at, words.language), day(last_day(window), words.language)
    told = PHASES[found.phase or Phase.COMING]
    lines = [words(told, first=first, last=last)]
    if window.hearing:
        met = day(date.fromisoformat(window.hearing["day"]), words.language)
        lines.append(words("Public meeting: {day}", day=met))
        broken = rules_told(words, hearing_broken(window))
        lines += [f"⚠ {sentence}" for sentence in broken]
    ways = ways_told(words, window.channels)
    lines.append(words("Comments are taken {ways}", ways=ways))
    return [
        *lines,
        words("People who follow the plan: {n}", n=number(found.followers, words.language)),
    ]


WAYS: Mapping[str, str] = {
    TELEGRAM: later("in the chat"),
    WEB: later("on the web"),
    EMAIL: later("by e-mail"),
    PAPER: later("on paper"),
}
PHASES: Mapping[Phase, str] = {
    Phase.COMING: later("The consultation will open on {first} and last until {last}."),
    Phase.OPEN: later("The consultation is open from {first} to {last}."),
    Phase.OVER: later("The consultation was open from {first} to {last}."),
}


ROUND_PHASES: Mapping[Phase, str] = {
    Phase.COMING: later("will be open from {first} to {last}"),
    Phase.OPEN: later("open from {first} to {last}"),
    Phase.OVER: later("was open from {first} to {last}"),
}


def ways_told(words: Words, taken: Collection[str]) -> str:
    return listed([words(WAYS[one]) for one in CHANNELS if one in taken], words.language)


def _rows(words: Words, found: Overview) -> Rows:
    code = found.plan.code
    rows: list[Row] = [(step(words("Walk through it"), "walk", code),)]
    has_begun = found.phase in (Phase.OPEN, Phase.OVER)
    if not has_begun or len(found.windows) > 1:
        rows.append((step(words("Rounds before the public"), "rounds", code),))
    if found.window is None:
        rows.append((step(words("Open the consultation"), "opens", code),))
    elif not has_begun:
        rows.append((step(words("Change the dates"), "opens", code),))
    elif not found.is_public:
        rows.append((step(words("Publish this version"), "ask-publish", code),))
    if has_begun:
        rows.append((step(words("Make it longer"), "longer", code),))
    if found.window is not None:
        rows.append((step(words("How comments may come"), "ways", code),))
    if any(one.opens_at <= found.now for one in found.windows):
        rows.append((button(words("Comments on the plan"), CommentTap(act="queue", code=code)),))
    if found.is_public:
        rows.append((button(words("Evaluation of plans"), EvaluationTap(act="home")),))
    rows.append((step(words("Plans"), "list", ""),))
    return tuple(rows)


def step(label: str, act: str, code: str, value: str = "") -> Button:
    return button(label, PlanStep(act=act, code=code, value=value))


def problems_told(words: Words, name: str, told: Sequence[str]) -> Card:
    """The letter about a file that cannot become a plan yet: as much as one message holds."""
    head = words.many(
        "{name} is not a plan yet. One thing has to be mended:",
        "{name} is not a plan yet. {n} things have to be mended:",
        len(told),
        name=escape(name),
    )
    lines = [f"<b>{head}</b>", *fitting(words, told)]
    return Card("\n".join(lines), ((go(words("Administration"), "admin"),),))


def rules_told(words: Words, broken: Sequence[Broken]) -> list[str]:
    return [words(BROKEN[one.rule], day=day(one.day, words.language)) for one in broken]


def packed(dates: Dates) -> str:
    """Dates as a button carries them: first day, last day, the meeting's."""
    told = (dates.opens, dates.closes, dates.hearing)
    return "-".join(one.strftime(COMPACT) for one in told if one)


def unpacked(written: str) -> Dates | None:
    """None for what no button of ours has said."""
    parts = [read_day(part) for part in written.split("-")]
    days = [one for one in parts if one]
    if len(days) != len(parts) or len(days) not in (2, 3):
        return None
    return Dates(days[0], days[1], days[2] if len(days) == 3 else None)
