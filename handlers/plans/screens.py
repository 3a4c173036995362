"""How a plan looks on a phone: its first screen, one section at a time, its text, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from handlers.plans.cards import headings_told, ways_told
from handlers.replies import Expects, Reply, show, show_whole
from handlers.taps import CommentTap, PlanTap, button, go, link
from handlers.visit import Visit
from plans import reading
from plans.changes import difference as pieces
from plans.channels import TELEGRAM, WEB
from plans.consultation import Phase, last_day
from plans.documents import Section
from plans.reading import AGREES, PASSED, Draft
from storage.plans import Consultation
from texts.content import pick
from texts.formatting import day, escape, language_name, listed, shortened
from texts.screens import Button, Row
from texts.words import Words

Path = tuple[tuple[Section, ...], dict[str, str]]
Window = tuple[Consultation, Phase] | None
CONTENTS_PAGE = 8
LABEL_LENGTH = 48
# What a conversation waits for beside a section: words about it.
READING = "section"
HEADINGS_SHOWN = 12
HEADING_LENGTH = 160


@dataclass(frozen=True)
class Place:
    """Where in the walk a section stands, and whether comments are taken."""

    path: Sequence[Section]
    stances: Mapping[str, str]
    window: Window
    comments: int = 0

    @property
    def is_open(self) -> bool:
        return self.window is not None and self.window[1] is Phase.OPEN

    @property
    def takes_chat(self) -> bool:
        return self.window is not None and TELEGRAM in self.window[0].channels


def introduction(
    visit: Visit,
    draft: Draft,
    path: Sequence[Section],
    stances: Mapping[str, str],
    window: Window,
    following: bool,
) -> Reply:
    words, language, code = visit.words, visit.resident.language, draft.plan.code
    read = sum(one.id in stances for one in path)
    lines = [
        f"<b>{escape(pick(draft.version.title, language))}</b>",
        words("Version {label}", label=escape(draft.version.label)),
        *_inside(words, draft),
        written_in(words, draft),
        _until(words, window),
        _ways(words, window),
        _size(words, draft, len(path), read),
    ]
    begin = words("Go on") if read else words("Read section by section")
    rows: list[Row] = [
        *_elsewhere(visit, code, "", window),
        (button(begin, PlanTap(act="section", code=code)),),
        *_on_whole(words, code, window),
        (button(words("Contents"), PlanTap(act="contents", code=code)),),
        (_follow(words, code, following),),
        (go(words("Home"), "home"),),
    ]
    return show("\n\n".join(filter(None, lines)), *rows)


def _size(words: Words, draft: Draft, own: int, read: int) -> str:
    """How many sections there are, and how many cards one goes through."""
    every = len(draft.sections)
    whole = words.many("{n} section", "{n} sections", every)
    gone = words("You have gone through {read} of {all}.", read=read, all=own) if read else ""
    return "\n".join(filter(None, [whole, headings_told(words, every - own), gone]))


def card(visit: Visit, draft: Draft, section: Section, place: Place, is_changed: bool) -> Reply:
    """Heading, summary and what one may do; the whole text is one tap away."""
    words, code = visit.words, draft.plan.code
    inside = "" if draft.is_public else words("🔒 Not public yet")
    lines = [inside, *told(visit, draft, section), _progress(words, section, place)]
    rows: list[Row] = []
    if place.is_open:
        agree = words("✓ I agree") if place.stances.get(section.id) == AGREES else words("I agree")
        comment = CommentTap(act="write", code=code, section=section.id)
        writes = (button(words("Comment"), comment),) if place.takes_chat else ()
        rows.append((_tap(agree, AGREES, code, section), *writes))
        rows += _elsewhere(visit, code, section.id, place.window)
    rows.append(
        (
            _tap(words("Skip"), PASSED, code, section),
            _tap(words("Whole text"), "text", code, section),
        )
    )
    if place.comments:
        others = words.many("{n} comment", "{n} comments", place.comments)
        rows.append((button(others, CommentTap(act="list", code=code, section=section.id)),))
    if is_changed:
        rows.append((_tap(words("What has changed"), "changed", code, section),))
    rows.append((button(words("Back"), PlanTap(act="open", code=code)),))
    beside = reading_of(draft, section.id, place.window)
    return show("\n\n".join(filter(None, lines)), *rows, expects=beside)


def reading_of(draft: Draft, section_id: str, window: Window) -> Expects | None:
    """Words written beside a section are about it, while comments on it are taken here."""
    if not _takes_chat(window):
        return None
    return Expects(READING, {"place": [draft.plan.code, section_id]})


def told(visit: Visit, draft: Draft, section: Section) -> Sequence[str]:
    """Where a section lies, its heading and summary, and the facts of it."""
    words, language = visit.words, visit.resident.language
    summary = pick(section.summary or _beginning(section), language)
    lines = [_where(draft, section, language), _heading(section, language), escape(summary)]
    if section.responsible:
        answers = escape(pick(section.responsible, language))
        lines.append(words("In charge: {who}", who=answers))
    lines.append("\n".join(f"• {escape(pick(fact, language))}" for fact in section.facts))
    lines.append(_headings(words, draft, section))
    return list(filter(None, lines))


def _headings(words: Words, draft: Draft, section: Section) -> str:
    """What lies in a section and is only a heading, with its dates and who is in charge."""
    found, language = reading.carried(draft.sections).get(section.id, ()), words.language
    lines = []
    for one in found[:HEADINGS_SHOWN]:
        told = [pick(fact, language) for fact in (one.responsible, *one.facts) if fact]
        facts = f" ({'; '.join(told)})" if told else ""
        title = f"{one.id} {pick(one.title, language)}"
        lines.append(f"• {escape(shortened(f'{title}{facts}', HEADING_LENGTH))}")
    more = len(found) - HEADINGS_SHOWN
    rest = [words.many("… and {n} more", "… and {n} more", more)] if more > 0 else []
    return "\n".join([*lines, *rest])


def whole_text(visit: Visit, draft: Draft, section: Section, window: Window) -> Reply:
    """With the way to comment on what has just been read."""
    words, code = visit.words, draft.plan.code
    back = _tap(words("Back to the section"), "section", code, section)
    writes = button(words("Comment"), CommentTap(act="write", code=code, section=section.id))
    shown = text_of(visit, section, back, *([writes] if _takes_chat(window) else []))
    return replace(shown, expects=reading_of(draft, section.id, window))


def text_of(visit: Visit, section: Section, *buttons: Button) -> Reply:
    language = visit.resident.language
    text = escape(pick(section.text or section.summary, language))
    return show_whole(f"{_heading(section, language)}\n\n{text}", buttons)


def difference(
    visit: Visit, draft: Draft, was: Section | None, now: Section, window: Window
) -> Reply:
    """What was struck out and what was added, within the text."""
    words, language, code = visit.words, visit.resident.language, draft.plan.code
    before = (was.text or was.summary) if was else {}
    compared = " ".join(
        escape(piece.words)
        if piece.old and piece.new
        else f"<s>{escape(piece.words)}</s>"
        if piece.old
        else f"<b>{escape(piece.words)}</b>"
        for piece in pieces(before, now.text or now.summary, language)
    )
    note = words("New words are bold, words that are gone are struck out.")
    if was is None:
        note = words("This section is new.")
    back: Row = (_tap(words("Back to the section"), "section", code, now),)
    text = f"{_heading(now, language)}\n{note}\n\n{compared}"
    return show_whole(text, back, expects=reading_of(draft, now.id, window))


def contents(
    visit: Visit, draft: Draft, path: Sequence[Section], stances: Mapping[str, str], page: int
) -> Reply:
    words, language, code = visit.words, visit.resident.language, draft.plan.code
    pages = max(1, -(-len(path) // CONTENTS_PAGE))
    at = min(max(page, 0), pages - 1)
    rows: list[Row] = [
        (_tap(_label(one, stances, language), "section", code, one),)
        for one in path[at * CONTENTS_PAGE : (at + 1) * CONTENTS_PAGE]
    ]
    if pages > 1:
        rows.append(
            tuple(
                button(label, PlanTap(act="contents", code=code, page=target))
                for label, target in (("‹", (at - 1) % pages), ("›", (at + 1) % pages))
            )
        )
    rows.append((button(words("Back"), PlanTap(act="open", code=code)),))
    text = words(
        "<b>Contents</b> {page}/{pages}\n✓ is what you have gone through.", page=at + 1, pages=pages
    )
    return show(text, *rows)


def end(visit: Visit, draft: Draft, stances: Mapping[str, str]) -> Reply:
    words, code = visit.words, draft.plan.code
    agreed = sum(stance == AGREES for stance in stances.values())
    told = words.many(
        "You have gone through the whole draft. You agree with {n} section.",
        "You have gone through the whole draft. You agree with {n} sections.",
        agreed,
    )
    rows: list[Row] = [
        (button(words("Contents"), PlanTap(act="contents", code=code)),),
        (go(words("Home"), "home"),),
    ]
    return show(f"<b>{words('Thank you.')}</b>\n\n{told}", *rows)


def _inside(words: Words, draft: Draft) -> list[str]:
    """What the reader of a round has to know before they show it to anybody."""
    if draft.is_public:
        return []
    return [
        words(
            "🔒 Not public yet. Only the members of your round and the office can read this "
            "version. Please do not pass it on."
        )
    ]


def written_in(words: Words, draft: Draft) -> str:
    """For whoever reads in a language of which the draft has nothing; easy Czech is Czech."""
    language = words.language
    spoken = dict.fromkeys(one.partition("-")[0] for one in draft.version.languages)
    if language.partition("-")[0] in spoken:
        return ""
    return words(
        "The text of the draft is there only in: {languages}. Comment in your own language.",
        languages=listed([language_name(one, language) for one in spoken], language),
    )


def _takes_chat(window: Window) -> bool:
    return window is not None and window[1] is Phase.OPEN and TELEGRAM in window[0].channels


def _on_whole(words: Words, code: str, window: Window) -> list[Row]:
    """The way to say what concerns no single section."""
    if not _takes_chat(window):
        return []
    return [(button(words("Comment on the whole plan"), CommentTap(act="write", code=code)),)]


def _until(words: Words, window: Window) -> str:
    if window is None:
        return words("Comments are not taken yet.")
    found, phase = window
    if phase is Phase.COMING:
        return words("Comments are taken from {day}.", day=day(found.opens_at, words.language))
    until = day(last_day(found), words.language)
    if phase is Phase.OPEN:
        return words("Comments are taken until {day}.", day=until)
    return words("Comments were taken until {day}.", day=until)


def _ways(words: Words, window: Window) -> str:
    """Where comments may be made, if not here."""
    if window is None or window[1] is Phase.OVER or TELEGRAM in window[0].channels:
        return ""
    ways = ways_told(words, window[0].channels)
    return words("Comments on this draft are taken only {ways}.", ways=ways)


def _elsewhere(visit: Visit, code: str, section_id: str, window: Window) -> list[Row]:
    """The way to the page on which to comment, where the chat takes none."""
    if window is None or window[1] is not Phase.OPEN or not visit.house.has_form:
        return []
    if TELEGRAM in window[0].channels or WEB not in window[0].channels:
        return []
    asked = f"?cast={quote(section_id)}" if section_id else ""
    url = f"{visit.house.public_url}/p/{code}/pripominkovat{asked}"
    return [(link(visit.words("Comment on the web"), url),)]


def _heading(section: Section, language: str) -> str:
    return f"<b>{escape(section.id)} {escape(pick(section.title, language))}</b>"


def _where(draft: Draft, section: Section, language: str) -> str:
    above = draft.above(section.id)
    named = [f"{pick(draft.named(one), language)} {one.id}" for one in above]
    return f"<i>{escape(' › '.join(named))}</i>" if named else ""


def _beginning(section: Section) -> Mapping[str, str]:
    """The first paragraph, where nobody has written a summary."""
    return {language: text.partition("\n\n")[0][:600] for language, text in section.text.items()}


def _progress(words: Words, section: Section, place: Place) -> str:
    ids = [one.id for one in place.path]
    at = ids.index(section.id) + 1 if section.id in ids else 1
    return words("{at} of {all}", at=at, all=len(ids))


def _label(section: Section, stances: Mapping[str, str], language: str) -> str:
    mark = "✓ " if section.id in stances else ""
    return shortened(f"{mark}{section.id} {pick(section.title, language)}", LABEL_LENGTH)


def _follow(words: Words, code: str, following: bool) -> Button:
    if following:
        return button(words("Stop telling me news"), PlanTap(act="unfollow", code=code))
    return button(words("Tell me news of this plan"), PlanTap(act="follow", code=code))


def _tap(label: str, act: str, code: str, section: Section) -> Button:
    return button(label, PlanTap(act=act, code=code, section=section.id))
