"""How a contest looks on a phone: what is going on, its card, the gallery, its result."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from contests import entering
from contests.authors import asks_ages
from contests.documents import Contest, Method, Origin
from contests.keeping import Run
from contests.stages import Stage
from handlers.contests.rules import ORIGINS, for_whom, rule_lines
from handlers.contests.taps import ContestTap, EntryTap
from handlers.pages import page_of, turning
from handlers.replies import BALLOT, Expects, Picture, Reply, Screen, Stored, show
from handlers.taps import button, go, link
from handlers.visit import Visit
from storage import contests as tables
from storage.contests import ACCEPTED, REJECTED, RETURNED, SENT, UNSENT, WITHDRAWN, Entry
from texts.content import pick
from texts.formatting import escape, moment, number, shortened
from texts.screens import TO_CONTEST, Button, Row
from texts.words import Words, later

LABEL_LENGTH, LISTED = 48, 20
# Of a gallery; Telegram takes a hundred buttons under a message.
AT_ONCE = 50
STAGES: Mapping[Stage, str] = {
    Stage.DRAFT: later("A draft that only you and your colleagues see."),
    Stage.WAITING: later("Works are taken from {moment}."),
    Stage.ENTERING: later("Works are taken until {moment}."),
    Stage.CHECKING: later("The works are being looked at. The vote begins on {moment}."),
    Stage.VOTING: later("People vote until {moment}."),
    Stage.COUNTING: later("The vote is over and is being counted. The result comes on {moment}."),
    Stage.PUBLISHED: later("The contest is over."),
    Stage.CANCELLED: later("The contest was called off."),
}
STATES: Mapping[str, str] = {
    UNSENT: later("begun, not handed in yet"),
    SENT: later("waits to be looked at"),
    RETURNED: later("returned, to be mended"),
    ACCEPTED: later("accepted"),
    REJECTED: later("rejected"),
    WITHDRAWN: later("withdrawn"),
}
# The same, of several works.
COUNTED: Mapping[str, str] = {
    SENT: later("waiting to be looked at: {n}"),
    RETURNED: later("returned to be mended: {n}"),
    ACCEPTED: later("accepted: {n}"),
    REJECTED: later("rejected: {n}"),
}


def tap(label: str, act: str, code: str, number: int = 0, on: bool = False) -> Button:
    return button(label, ContestTap(act=act, code=code, number=number, on=on))


def entry_tap(label: str, act: str, entry_id: int, value: str = "") -> Button:
    return button(label, EntryTap(act=act, entry=entry_id, value=value))


def title(document: Contest, words: Words) -> str:
    return escape(pick(document.title, words.language))


def listing(visit: Visit, found: Sequence[Run], wanted: int = 0) -> Reply:
    words, page = visit.words, page_of(found, wanted, LISTED)
    rows: list[Row] = [
        (tap(shortened(pick(one.document.title, words.language), LABEL_LENGTH), "show", one.code),)
        for one in page.items
    ]
    rows += turning(page, lambda label, at: tap(label, "list", "", at))
    text = words("<b>Contests near you</b>")
    if not rows:
        text = words("There is no contest near you now.")
    return show(text, *rows, (go(words("Home"), "home"),))


def card(visit: Visit, run: Run, own: Sequence[Entry], beside: Sequence[Row] = ()) -> Reply:
    """`beside` is what this person may do in the contest as a member of a group or the jury."""
    words = visit.words
    told = [f"<b>{title(run.document, words)}</b>", stage_told(words, run, visit)]
    told += about(words, run.document)
    return show("\n\n".join(filter(None, told)), *beside, *_rows(visit, run, own))


def stage_told(words: Words, run: Run, visit: Visit) -> str:
    told = escape(stage_line(words, run, visit.when))
    if run.stage(visit.when) is Stage.CANCELLED:
        return f"<b>{told}</b> {escape(run.contest.cancelled_because)}".strip()
    return told


def stage_line(words: Words, run: Run, when: datetime) -> str:
    """What is going on in a contest, in a sentence."""
    here, document = run.stage(when), run.document
    moments = {
        Stage.WAITING: document.enter_from,
        Stage.ENTERING: document.enter_until,
        Stage.CHECKING: document.vote_from,
        Stage.VOTING: document.vote_until,
        Stage.COUNTING: document.results_at,
    }
    at = moments.get(here)
    return words(STAGES[here], moment=moment(at, words.language) if at else "")


def about(words: Words, document: Contest) -> list[str]:
    """What the brief says, in the order in which people ask."""
    language = words.language
    return [
        escape(pick(document.brief, language)) if document.brief else "",
        words(
            "Held by: {names}", names=escape(pick(document.organiser, language))
        ) if document.organiser else "",
        escape(for_whom(words, document)),
        _prizes(words, document),
    ]  # fmt: skip


def _prizes(words: Words, document: Contest) -> str:
    told = [
        words("{place}. {prize}", place=one.place, prize=escape(pick(one.what, words.language)))
        for one in document.prizes
    ]
    return "\n".join([words("Prizes:"), *told]) if told else ""


def rules(visit: Visit, run: Run) -> Reply:
    """What one may hand in, who decides, and what becomes of the works."""
    words, document = visit.words, run.document
    first, *others = rule_lines(words, document)
    as_file = words("Send the picture as a file, Telegram makes photos smaller.")
    told = [
        f"<b>{title(document, words)}</b>",
        " ".join([escape(first), *([as_file] if document.works.min_pixels else [])]),
        *map(escape, others),
        escape(pick(document.licence, words.language)) if document.licence else "",
    ]
    return show("\n\n".join(filter(None, told)), (tap(words("Back"), "show", run.code),))


def voices_told(words: Words, voices: Mapping[Origin, int]) -> str:
    """How many voices came from where; jurors give points, everybody else votes."""
    votes = "; ".join(
        f"{words(name)} {number(voices[origin], words.language)}"
        for origin, name in ORIGINS.items()
        if origin in voices and origin is not Origin.JURY
    )
    points = voices.get(Origin.JURY)
    told = [
        words("Votes: {voices}.", voices=votes) if votes else "",
        words("Points by the jury: {points}.", points=number(points, words.language))
        if points else "",
    ]  # fmt: skip
    return " ".join(filter(None, told))


def slips_told(words: Words, used: Mapping[str, int]) -> str:
    """How many slips there were and what became of them; nothing where there were none."""
    if not used:
        return ""
    counts = {name: number(count, words.language) for name, count in used.items()}
    return words(
        "Slips printed: {printed}; used on the web: {web}; found in the box: {box}.", **counts
    )


def _rows(visit: Visit, run: Run, own: Sequence[Entry]) -> list[Row]:
    words, code, here = visit.words, run.code, run.stage(visit.when)
    rows: list[Row] = []
    if here is Stage.ENTERING:
        rows.append((tap(words("Hand in a work"), "enter", code),))
    if own:
        rows.append((tap(words("My works"), "mine", code),))
    if here is Stage.VOTING:
        rows.append((tap(words("Look and vote"), "gallery", code),))
    if here in (Stage.COUNTING, Stage.PUBLISHED):
        rows.append((tap(words("The works"), "gallery", code),))
        rows.append((tap(words("Was my vote counted?"), "check", code),))
    if here is Stage.PUBLISHED:
        rows.append((tap(words("The result"), "result", code),))
    share = urlencode({"url": visit.house.deep_link(TO_CONTEST + code)})
    rows.append(
        (
            tap(words("Rules"), "rules", code),
            link(words("Tell others"), f"https://t.me/share/url?{share}"),
        )
    )
    rows.append((go(words("Back"), "contests"),))
    return rows


def works_of(visit: Visit, run: Run, own: Sequence[Entry]) -> Reply:
    words = visit.words
    rows: list[Row] = [(own_tap(words, one),) for one in own]
    text = words("<b>Your works</b>")
    return show(text, *rows, (tap(words("Back"), "show", run.code),))


def own_tap(words: Words, entry: Entry) -> Button:
    return entry_tap(own_label(entry, words), "show", entry.id)


def mine_line(words: Words, run: Run, entry: Entry) -> str:
    """The same among all that somebody has sent."""
    told = ": ".join(filter(None, [title(run.document, words), escape(entry.title)]))
    return f"{told}\n<b>{words(STATES[entry.state])}</b>"


def own_label(entry: Entry, words: Words) -> str:
    numbered = words("No. {number}", number=entry.number) if entry.number else ""
    told = ", ".join(filter(None, [numbered, entry.title, words(STATES[entry.state])]))
    return shortened(told, LABEL_LENGTH)


def one_of_many(
    visit: Visit, run: Run, entries: Sequence[Entry], shown: Entry, chosen: Sequence[int],
    note: str = "",
) -> Reply:  # fmt: skip
    """One work of the gallery, with the mark of this voter and the way to the next one."""
    words, code = visit.words, run.code
    at = next(at for at, one in enumerate(entries) if one.id == shown.id)
    before, after = entries[at - 1], entries[(at + 1) % len(entries)]
    is_open = run.stage(visit.when) is Stage.VOTING
    number_shown = shown.number or 0
    text = "\n".join(
        filter(None, [note, named(words, shown), _chosen(words, run, chosen) if is_open else ""])
    )
    rows: list[Row] = []
    if is_open:
        on = number_shown not in chosen
        label = words("Vote for this one") if on else words("✓ Take my vote back")
        rows.append((tap(label, "vote", code, number_shown, on),))
    if len(entries) > 1:
        rows.append(
            (
                tap("◀", "work", code, before.number or 0),
                tap(f"{at + 1}/{len(entries)}", "work", code, number_shown),
                tap("▶", "work", code, after.number or 0),
            )
        )
    rows.append((tap(words("All at once"), "all", code),))
    if chosen:
        rows.append((tap(words("My control code"), "code", code),))
    rows.append((tap(words("Back"), "show", code),))
    screen = Screen(text, tuple(rows), picture=picture_of(shown))
    return Reply((screen,), expects=Expects(BALLOT))


def picture_of(entry: Entry, caption: str = "") -> Picture:
    """A work as it is looked at; it lies in the database until it is first shown."""
    stored = Stored(entry.digest, partial(tables.preview, entry_id=entry.id))
    return Picture(f"{entry.contest_code}-{entry.number}.jpg", stored=stored, caption=caption)


def named(words: Words, entry: Entry) -> str:
    """A work as everybody calls it: its number and title, never its author."""
    numbered = words("No. {number}", number=entry.number)
    return f"<b>{numbered}</b> {escape(entry.title)}".strip()


def _chosen(words: Words, run: Run, chosen: Sequence[int]) -> str:
    rules_of = run.document.voting
    if not chosen:
        return words("You have not voted yet.")
    told = ", ".join(str(one) for one in chosen)
    if rules_of.method is Method.RANKING:
        return words("Your order: {numbers}", numbers=told)
    if rules_of.method is Method.UP_TO:
        left = rules_of.most - len(chosen)
        more = words.many("You have {n} vote left.", "You have {n} votes left.", left)
        return words("You vote for: {numbers}.", numbers=told) + f" {more}"
    return words("You vote for: {numbers}.", numbers=told)


def all_at_once(
    visit: Visit, run: Run, entries: Sequence[Entry], chosen: Sequence[int], wanted: int = 0
) -> Reply:
    """Works in albums with their numbers and titles, below them a button for each."""
    words, code = visit.words, run.code
    page = page_of(entries, wanted, AT_ONCE)
    labels = [
        tap(("✓ " if one.number in chosen else "") + str(one.number), "work", code, one.number or 0)
        for one in page.items
    ]
    rows: list[Row] = [tuple(labels[at : at + 5]) for at in range(0, len(labels), 5)]
    rows += turning(page, lambda label, at: tap(label, "all", code, at))
    rows.append((tap(words("Back"), "show", code),))
    told = [
        words("All the works. Tap a number to see one of them large."),
        _chosen(words, run, chosen) if run.stage(visit.when) is Stage.VOTING else "",
    ]
    album = tuple(picture_of(one, named(words, one)) for one in page.items)
    screen = Screen("\n".join(filter(None, told)), tuple(rows), album=album)
    return Reply((screen,), expects=Expects(BALLOT), below=True)


def asking(words: Words, handed: entering.Handed, piece: str) -> str:
    """How a piece of a work is asked for."""
    asked = {
        "title": words("What is the work called? Write its title."),
        "category": words("In which category is it?"),
        "school": words("From which school is it?"),
        "authors": _asking_authors(words, handed.run.document),
    }
    return asked.get(piece, asked["title"])


def _asking_authors(words: Words, document: Contest) -> str:
    """An age is asked for only where it matters."""
    most = document.works.max_authors
    if not asks_ages(document):
        return words(
            "Who made it? Write each author on a line of their own, at most {most}.", most=most
        )
    return words(
        "Who made it? Write each author on a line of their own, at most {most}. After the "
        "name of a child write a comma and the age, like this:\nAnna Malá, 9",
        most=most,
    )
