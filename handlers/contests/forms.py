"""The screens on which a contest is put together and its works are judged."""

from collections.abc import Mapping, Sequence
from typing import Final

from contests.authors import outside
from contests.briefs import MOMENTS
from contests.documents import Contest as Document
from contests.documents import Format, Method, Origin, Tie, Who
from contests.entering import Handed
from contests.keeping import Run
from contests.stages import Stage
from handlers.addresses import addresses
from handlers.contests import screens
from handlers.contests.ages import author_aged, category_named, outside_told
from handlers.contests.rules import FORMATS, decision
from handlers.contests.taps import ChoiceTap, ContestStep
from handlers.pages import page_of, turning
from handlers.replies import Picture, Reply, Screen, show
from handlers.taps import BroadcastStep, button
from handlers.visit import Visit
from storage.contests import (
    ACCEPTED,
    ANNOUNCED,
    CANCELLED,
    COUNTING,
    PUBLISHED,
    REJECTED,
    RETURNED,
    SENT,
    Entry,
    EntryAuthor,
)
from texts.content import pick
from texts.formatting import escape, moment, number, shortened
from texts.screens import TO_CONTEST, Button, Row
from texts.words import Words, later

LABEL_LENGTH: Final = 48
# Where people do not find it.
HIDDEN: Final = (Stage.DRAFT, Stage.CANCELLED)
ON_WEB: Final = later(
    "On the web, without an account (to look, to hand in works, to vote with a slip; without a "
    "slip people vote in the chat): {address}"
)
ENTRIES_SHOWN: Final = 30
DAY_ASKED: Final = later(
    "Write the day, like 18. 12. 2026, or the day and hour: 18. 12. 2026 20:00."
)
# Written on the screen of the vote, everything else on that of the brief.
TIE_GROUP: Final = "tie_group"
# What is written, and how it is asked for.
FIELDS: Mapping[str, str] = {
    "title": later("What is the contest called? Write it."),
    "brief": later("What shall people draw, and what for? Write a few sentences."),
    "organiser": later("Who holds the contest? Write the name, or a dash."),
    "licence": later("What may be done with the winning work? Write a sentence, or a dash."),
    "prizes": later(
        "Write the prizes, each on a line of its own, the first prize first; or a dash."
    ),
    "schools": later("If only some schools may enter, write each on a line of its own; or a dash."),
    "categories": later(
        "Write the categories, each on a line of its own, with ages if they matter: Children, "
        "6–10. Or a dash."
    ),
    "pixels": later("How many points has the longer side of a picture at least? Write a number."),
    "shortlist": later(
        "If a group chooses works for the vote, write how many at most, a comma and who chooses: "
        "6, steering group. Or a dash."
    ),
    TIE_GROUP: later("Which group decides between equal works? Write its name, or a dash."),
    **dict.fromkeys(MOMENTS, DAY_ASKED),
}
NAMES: Mapping[str, str] = {
    "title": later("Name"),
    "brief": later("What it is about"),
    "prizes": later("Prizes"),
    "categories": later("Categories"),
    "schools": later("Schools"),
    "shortlist": later("Shortlist"),
    "organiser": later("Who holds it"),
    "licence": later("Licence"),
    "pixels": later("Size of pictures"),
    "enter_from": later("Works from"),
    "enter_until": later("Works until"),
    "vote_from": later("Vote from"),
    "vote_until": later("Vote until"),
    "results_at": later("Result on"),
}
METHODS: Mapping[str, tuple[Method, int, str]] = {
    "one": (Method.ONE, 1, later("One vote")),
    "three": (Method.UP_TO, 3, later("Up to three")),
    "approval": (Method.APPROVAL, 1, later("As many as one likes")),
    "ranking": (Method.RANKING, 1, later("An order")),
}
DECIDES: Mapping[str, Mapping[Origin, int]] = {
    "public": {Origin.PUBLIC: 100},
    "hall": {Origin.HALL: 100},
    "half": {Origin.PUBLIC: 50, Origin.JURY: 50},
    "jury": {Origin.JURY: 100},
}
DECIDERS: Mapping[str, str] = {
    "public": later("Everybody together"),
    "hall": later("Only the hall"),
    "half": later("Half public, half jury"),
    "jury": later("Only the jury"),
}
WHO: Mapping[Who, str] = {
    Who.ANYBODY: later("Anybody enters and votes"),
    Who.AREA: later("Only people of the area"),
}
TIES: Mapping[Tie, str] = {
    Tie.JOINT: later("Equals win together"),
    Tie.GROUP: later("A group decides between equals"),
}


def step(label: str, act: str, code: str = "", number: int = 0, value: str = "") -> Button:
    return button(label, ContestStep(act=act, code=code, number=number, value=value))


def label(run: Run, words: Words) -> str:
    state = {ANNOUNCED: "📣", COUNTING: "∑", PUBLISHED: "✓", CANCELLED: "✗"}
    mark = state.get(run.contest.state, "·")
    return shortened(f"{mark} {pick(run.document.title, words.language)}", LABEL_LENGTH)


def card(visit: Visit, run: Run, counted: Mapping[str, int], note: str = "") -> Reply:
    words, here = visit.words, run.stage(visit.when)
    told = [
        note,
        f"<b>{screens.title(run.document, words)}</b>",
        screens.stage_told(words, run, visit),
        _counted(words, counted),
        _dates(words, run.document),
        escape(decision(words, run.document.voting)),
        "" if here in HIDDEN else _where(visit, run),
    ]
    return show("\n\n".join(filter(None, told)), *_rows(visit, run, counted, here))


def _where(visit: Visit, run: Run) -> str:
    return addresses(visit, TO_CONTEST + run.code, f"/souteze/{run.code}", ON_WEB)


def _counted(words: Words, counted: Mapping[str, int]) -> str:
    told = [
        words(told, n=number(counted[state], words.language))
        for state, told in screens.COUNTED.items()
        if counted.get(state)
    ]
    return words("Works:") + "\n" + "\n".join(told) if told else ""


def _dates(words: Words, document: Document) -> str:
    return "\n".join(
        f"{words(NAMES[name])}: {moment(getattr(document, name), words.language)}"
        for name in MOMENTS
    )


def _rows(visit: Visit, run: Run, counted: Mapping[str, int], here: Stage) -> list[Row]:
    words, code = visit.words, run.code
    rows: list[Row] = []
    if here is Stage.DRAFT:
        rows.append((step(words("Announce"), "ask", code),))
    waiting = counted.get(SENT, 0)
    if sum(counted.values()):
        name = words("Works") + (f" ({number(waiting, words.language)})" if waiting else "")
        rows.append((step(name, "entries", code),))
    if here in (Stage.DRAFT, Stage.WAITING, Stage.ENTERING, Stage.CHECKING, Stage.VOTING):
        rows.append(
            (
                step(words("The brief"), "fields", code),
                step(words("The vote"), "voting", code),
                step(words("Jury"), "jury", code),
            )
        )
    if run.document.shortlist and here in (Stage.ENTERING, Stage.CHECKING):
        rows.append((button(words("Shortlist"), ChoiceTap(act="sum", code=code)),))
    if here is Stage.VOTING:
        rows.append((step(words("Who has voted"), "turnout", code),))
    if here in (Stage.CHECKING, Stage.VOTING):
        rows.append(
            (
                step(words("Slips for the hall"), "slips", code),
                step(words("Works to hang up"), "poster", code),
            )
        )
    if here is Stage.COUNTING:
        rows.append((step(words("Count the votes"), "count", code),))
    if here is Stage.PUBLISHED:
        rows.append((screens.tap(words("The result"), "result", code),))
        rows.append((step(words("Diplomas, text, files"), "after", code),))
    if here in (Stage.WAITING, Stage.ENTERING, Stage.VOTING):
        rows.append((button(words("Send a message to people"), BroadcastStep(act="list")),))
    if here not in (Stage.COUNTING, Stage.PUBLISHED, Stage.CANCELLED):
        rows.append((step(words("Call it off"), "stop", code),))
    rows.append((step(words("Back"), "list"),))
    return rows


def fields(words: Words, run: Run) -> Reply:
    """The whole brief as it stands, with a button for each piece of it."""
    document, language = run.document, words.language
    told = {
        "prizes": "; ".join(pick(one.what, language) for one in document.prizes),
        "categories": "; ".join(category_named(words, one) for one in document.categories),
        "schools": "; ".join(document.schools),
        "pixels": number(pixels, language) if (pixels := document.works.min_pixels) else "",
        "shortlist": f"{document.shortlist.most}, {document.shortlist.group}"
        if document.shortlist else "",
    }  # fmt: skip
    lines = [f"<b>{screens.title(document, words)}</b>"]
    for name in NAMES:
        if name in MOMENTS:
            value = moment(getattr(document, name), language)
        elif name in told:
            value = told[name]
        else:
            kept = getattr(document, name)
            value = pick(kept, language) if kept else ""
        lines.append(f"{words(NAMES[name])}: {escape(value) or '–'}")
    buttons = [step(words(named), "type", run.code, value=name) for name, named in NAMES.items()]
    rows: list[Row] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows.append((step(words("Back"), "card", run.code),))
    return show("\n".join(lines), *rows)


def not_a_brief(words: Words, field: str) -> str:
    """Why something written does not fit."""
    if field == "day":
        return words("I do not understand this day.")
    if field in ("dates", *MOMENTS):
        return words(
            "The days have to follow one another: works from, works until, vote from, vote until, "
            "result. This one does not fit between its neighbours."
        )
    return words("This does not fit: it is too long, or something is missing.")


def voting_rules(words: Words, run: Run) -> Reply:
    voting, code = run.document.voting, run.code
    rows: list[Row] = []
    for method, most, named in METHODS.values():
        mark = "✓ " if (voting.method, voting.most) == (method, most) else ""
        rows.append((step(mark + words(named), "method", code, most, method.value),))
    for name, named in DECIDERS.items():
        mark = "✓ " if dict(voting.decides) == dict(DECIDES[name]) else ""
        rows.append((step(mark + words(named), "decides", code, value=name),))
    for tie, named in TIES.items():
        mark = "✓ " if voting.tie is tie else ""
        rows.append((step(mark + words(named), "tie", code, value=tie.value),))
    for who, named in WHO.items():
        mark = "✓ " if voting.who is who else ""
        rows.append((step(mark + words(named), "who", code, value=who.value),))
    rows.append((step(words("Back"), "card", code),))
    text = words("How do people vote, whose votes decide, and what follows from equality?")
    return show(f"{text}\n\n{escape(decision(words, voting))}", *rows)


def ask_announce(visit: Visit, run: Run) -> Reply:
    """What people will see, before they do."""
    words = visit.words
    told = [
        words("This is what people see. Shall it be announced?"),
        f"<b>{screens.title(run.document, words)}</b>",
        *screens.about(words, run.document),
        _dates(words, run.document),
        escape(decision(words, run.document.voting)),
    ]
    return show(
        "\n\n".join(filter(None, told)),
        (step(words("Yes, announce it"), "out", run.code),),
        (step(words("Back"), "card", run.code),),
    )


def entries(words: Words, run: Run, found: Sequence[Entry], wanted: int = 0) -> Reply:
    page = page_of(found, wanted, ENTRIES_SHOWN)
    rows: list[Row] = [
        (step(_mark(one) + screens.own_label(one, words), "entry", run.code, one.number or 0),)
        for one in page.items
    ]
    rows += turning(page, lambda label, at: step(label, "entries", run.code, at))
    rows.append((step(words("Back"), "card", run.code),))
    return show(words("<b>Works that were handed in</b>"), *rows)


def _mark(entry: Entry) -> str:
    return "★ " if entry.is_shortlisted else ""


def entry(visit: Visit, handed: Handed, alike: Sequence[Entry], content: bytes | None) -> Reply:
    """A work as those who judge it see it: with its authors, their consents, and its likes."""
    words, one = visit.words, handed.entry
    names = "\n".join(_author(words, author) for author in handed.authors)
    told = [
        screens.named(words, one),
        words(screens.STATES[one.state]),
        escape(one.because),
        _category(words, handed),
        escape(one.school),
        names,
        _size(words, one),
        words("It looks like: {numbers}", numbers=", ".join(str(like.number) for like in alike))
        if alike else "",
    ]  # fmt: skip
    text, rows = "\n".join(filter(None, told)), tuple(_verdicts(visit, handed))
    if content is None:
        return show(text, *rows)
    picture = Picture(f"{handed.run.code}-{one.number}.jpg", content)
    return Reply((Screen(text, rows, picture=picture),))


def _size(words: Words, entry: Entry) -> str:
    if not entry.look:
        return ""
    return words(
        "{format}, {width} × {height} points",
        format=FORMATS[Format(entry.format)],
        width=entry.width,
        height=entry.height,
    )


def _category(words: Words, handed: Handed) -> str:
    """What it was handed in as, with a word where somebody is of another age."""
    document, chosen = handed.run.document, handed.entry.category
    category = document.category(chosen)
    if category is None:
        return ""
    others = outside(document, chosen, handed.authors)
    told = words("Category: {name}", name=category_named(words, category))
    return escape(f"⚠ {outside_told(words, category, others)}" if others else told)


def _author(words: Words, author: EntryAuthor) -> str:
    told = {
        "awaited": words("a parent or guardian has not agreed yet"),
        "by_link": words("a parent or guardian has agreed"),
        "on_paper": words("agreed on paper"),
    }.get(author.consent, "")
    named = escape(author_aged(words, author.name, author.age))
    return f"{named} ({told})" if told else named


def _verdicts(visit: Visit, handed: Handed) -> list[Row]:
    words, one, code = visit.words, handed.entry, handed.run.code
    at = one.number or 0
    rows: list[Row] = []
    is_open = handed.run.stage(visit.when) in (Stage.ENTERING, Stage.CHECKING)
    if is_open and one.state == SENT:
        rows.append((step(words("Accept"), "judge", code, at, ACCEPTED),))
    if is_open and one.state in (SENT, ACCEPTED):
        rows.append(
            (
                step(words("Return"), "judge", code, at, RETURNED),
                step(words("Reject"), "judge", code, at, REJECTED),
            )
        )
    if handed.awaits_consent:
        rows.append((step(words("I have the consent on paper"), "paper", code, at),))
    rows.append((step(words("Back"), "entries", code),))
    return rows
