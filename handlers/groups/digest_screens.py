"""How a digest looks on a phone: itself, a theme or section down to each comment, its files."""

from collections import Counter
from collections.abc import Sequence

from handlers.replies import Screen
from handlers.taps import DigestTap, button
from outreach import digest_letters
from outreach.digest_files import FORMATS
from outreach.digest_letters import quoted
from outreach.digest_pages import Page
from outreach.digests import BEGINNING, Digest
from outreach.round_words import marked
from plans.codelists import Kind, named
from storage.comment_news import Line, Span
from storage.groups import WorkingGroup
from texts.content import pick
from texts.formatting import day, escape, language_name, number, shortened
from texts.screens import Row, Rows
from texts.words import Words

PERIODS_DAYS = (7, 30)
NUMBERS_IN_A_ROW, MOST_NUMBERS, MOST_SECTIONS, LABEL = 2, 12, 20, 40
# So much of a page of comments fits one message.
PAGE_LENGTH = 3200
THEME, SECTION = "theme", "section"


def told(digest: Digest, words: Words) -> tuple[Screen, ...]:
    """The digest as messages; where nothing is new, how to look further back."""
    below = digest_letters.rows(digest, words)
    below = (*below, *(_ways_on(digest, words) if digest.is_new else periods(digest, words)))
    found = digest_letters.packed(list(digest_letters.told(digest, words)), below)
    return tuple(Screen(one.text, one.rows) for one in found)


def periods(digest: Digest, words: Words) -> Rows:
    code = digest.group.code
    rows = [
        (
            button(
                words.many("The last {n} day", "The last {n} days", days),
                DigestTap(act="days", group=code, value=str(days)),
            ),
        )
        for days in PERIODS_DAYS
    ]
    everything = digest_letters.written(Span(BEGINNING, digest.span.until))
    whole = DigestTap(act="show", group=code, span=everything)
    return (*rows, (button(words("Everything"), whole),))


def choose_group(groups: Sequence[WorkingGroup], words: Words) -> Screen:
    rows = tuple(
        (
            button(
                shortened(pick(one.name, words.language), LABEL),
                DigestTap(act="show", group=one.code),
            ),
        )
        for one in groups
    )
    if not rows:
        return Screen(words("You sit in no working group."))
    return Screen(words("The digest of which group?"), rows)


def sections(digest: Digest, words: Words, page: int) -> Screen:
    """A button for each, with what all rounds have said to it; some at a time."""
    names, counts = dict[str, str](), Counter[str]()
    for one in digest.plans:
        for section, count in one.grouped.sections.items():
            place = f"{one.news.plan.code}/{section}"
            names[place] = shortened(digest_letters.section_name(one, section, words), LABEL)
            counts[place] += count
    tap = DigestTap(act=SECTION, group=digest.group.code, span=digest_letters.written(digest.span))
    rows: list[Row] = [
        (button(f"{name} ({counts[place]})", tap.model_copy(update={"value": place})),)
        for place, name in names.items()
    ]
    pages = -(-len(rows) // MOST_SECTIONS)
    shown = rows[page * MOST_SECTIONS : (page + 1) * MOST_SECTIONS]
    turned = tap.model_copy(update={"act": "sections-page"})
    turning = _turned(turned, page, pages, words)
    return Screen(words("Which section shall I open?"), (*shown, *turning))


def page(tapped: DigestTap, title: str, found: Page, words: Words) -> Screen:
    """Some comments of what was tapped, word for word, with what leads on to each."""
    count = number(found.count, words.language)
    lines = [words("<b>{title}</b> – comments: {n}", title=escape(title), n=count)]
    for saying in found.sayings:
        under = [
            f"<b>{saying.first.number}</b>",
            marked(words, saying.first.round),
            digest_letters.copies(saying, words),
        ]
        text = quoted(saying.first, PAGE_LENGTH // len(found.sayings))
        lines.append(f"{' · '.join(filter(None, under))}\n{text}")
    numbers = [
        button(line.number, tapped.model_copy(update={"act": "comment", "value": line.number}))
        for line in found.lines[:MOST_NUMBERS]
    ]
    rows: list[Row] = [
        tuple(numbers[place : place + NUMBERS_IN_A_ROW])
        for place in range(0, len(numbers), NUMBERS_IN_A_ROW)
    ]
    return Screen("\n\n".join(lines), tuple(rows + _turning(tapped, found, words)))


def comment(line: Line, kinds: tuple[Kind, ...], words: Words) -> Screen:
    """One comment as a whole."""
    language, kind = words.language, named(kinds, line.kind)
    facts = [
        pick(kind.text, language) if kind else line.kind,
        language_name(line.language, language),
        day(line.received_at, language),
        *filter(None, [marked(words, line.round)]),
    ]
    lines = [
        f"<b>{line.number}</b>\n{escape(' · '.join(facts))}",
        f"<blockquote>{escape(line.text)}</blockquote>",
    ]
    if line.proposal:
        lines.append(words("New wording: <i>{wording}</i>", wording=escape(line.proposal)))
    if line.reason:
        lines.append(words("Reason: {reason}", reason=escape(line.reason)))
    return Screen("\n\n".join(lines))


def formats(tapped: DigestTap, words: Words) -> Screen:
    row = tuple(
        button(one.upper(), tapped.model_copy(update={"act": "file", "value": one}))
        for one in FORMATS
    )
    text = words(
        "<b>The digest as a file</b>\nDOCX to go on writing in, XLSX and CSV to sort, JSON for "
        "other programs. What is not published yet stays in the group."
    )
    return Screen(text, (row,))


def _ways_on(digest: Digest, words: Words) -> Rows:
    code, span = digest.group.code, digest_letters.written(digest.span)
    rows: list[Row] = []
    if any(one.grouped.sections for one in digest.plans):
        label = words("By section")
        rows.append((button(label, DigestTap(act="sections", group=code, span=span)),))
    for one in digest.surveys:
        label = words("Chart: {title}", title=shortened(pick(one.title, words.language), LABEL))
        tap = DigestTap(act="chart", group=code, span=span, value=one.survey.code)
        rows.append((button(label, tap),))
    return tuple(rows)


def _turning(tapped: DigestTap, found: Page, words: Words) -> list[Row]:
    act = f"{tapped.act.removesuffix('-page')}-page"
    return _turned(tapped.model_copy(update={"act": act}), found.number, found.pages, words)


def _turned(tap: DigestTap, page: int, pages: int, words: Words) -> list[Row]:
    turning = [
        button(label, tap.model_copy(update={"page": to}))
        for label, to in (
            (f"‹ {words('Previous page')}", page - 1),
            (f"{words('Next page')} ›", page + 1),
        )
        if 0 <= to < pages
    ]
    return [tuple(turning)] if turning else []
