"""A digest as messages that each fit Telegram; every theme leads on to its comments."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from outreach.digests import BEGINNING, Digest, PlanDigest, Task
from outreach.letters import Letter
from outreach.round_words import marked
from plans.grouping import Saying, ThemeNews
from plans.news import Overdue, Waiting
from storage.comment_news import Line, Span
from storage.groups import BY_SECRETARY, WorkingGroup
from surveys.news import Answered, SurveyNews
from surveys.results.merging import OTHERS, Group
from texts.content import pick
from texts.detection import UNDETERMINED
from texts.formatting import (
    MESSAGE_LIMIT,
    day,
    escape,
    language_name,
    listed,
    moment,
    number,
    split,
    width,
)
from texts.screens import Button, Row, Rows, tap
from texts.words import Words, later

PREFIX = "dg"
SECTIONS_TOLD = 12
TASKS_TOLD = 10
QUOTE_LENGTH = 300
# Buttons are at most this many; the rest of the themes is in the files and on the page.
THEMES_OPENED = 10
# A longer name would not fit into a button with all else that it says.
SHORT_ENOUGH = 20
GAP = "\n\n"

PARTIES: Mapping[str, str] = {
    "user": later("service users"),
    "provider": later("service providers"),
    "commissioner": later("commissioners (municipalities)"),
    "public": later("the public"),
    "partner": later("partners"),
}


def letters(digest: Digest, language: str) -> list[Letter]:
    """For somebody's private chat: of a sensitive group it says nothing on a locked screen."""
    words = Words(language)
    if not digest.group.sensitive:
        return packed(list(told(digest, words)), rows(digest, words))
    text = words("There is news in your working group.")
    opens = Button(words("Open"), step("show", digest.group.code, digest.span))
    return [Letter(text, ((opens,),))]


def packed(blocks: Sequence[str], below: Rows) -> list[Letter]:
    """As few messages as it takes; no block is cut that fits one. The buttons stand last."""
    texts = [""]
    for block in (piece for whole in blocks for piece in split(whole)):
        longer = GAP.join(filter(None, (texts[-1], block)))
        if width(longer) <= MESSAGE_LIMIT:
            texts[-1] = longer
        else:
            texts.append(block)
    return [*(Letter(text) for text in texts[:-1]), Letter(texts[-1], below)]


def told(digest: Digest, words: Words) -> Iterator[str]:
    """The digest as blocks of HTML that belong together."""
    yield f"{head(digest, words)}\n{period(digest.span, words)}"
    if not digest.is_new:
        yield words("Nothing is new.")
    for one in digest.plans:
        yield from _plan(digest, one, words)
    for survey in digest.surveys:
        yield _survey(survey, words)
    if digest.tasks:
        yield "\n".join(
            [
                words("<b>Tasks</b>"),
                *(f"• {escape(task(one, words))}" for one in digest.tasks[:TASKS_TOLD]),
            ]
        )


def task(one: Task, words: Words) -> str:
    """What is to be done, by whom and until when."""
    by = f"{one.holder or words('nobody yet')}: {one.text}"
    if one.due_on is None:
        return by
    when = day(one.due_on, words.language)
    if one.is_overdue:
        return words("{task} – overdue since {day}", task=by, day=when)
    return words("{task} – until {day}", task=by, day=when)


def head(digest: Digest, words: Words) -> str:
    if digest.group.sensitive:
        return words("<b>Digest of your working group</b>")
    name = escape(pick(digest.group.name, words.language))
    return words("<b>Digest: {group}</b>", group=name)


def period(span: Span, words: Words) -> str:
    until = moment(span.until, words.language)
    if span.since <= BEGINNING:
        return words("everything until {until}", until=until)
    return words("from {since} to {until}", since=moment(span.since, words.language), until=until)


def rows(digest: Digest, words: Words) -> Rows:
    """A button for every theme, and one for the sections and for the files."""
    code, span = digest.group.code, digest.span
    themes = [
        Button(
            f"{theme_name(digest, theme, words)} ({count})",
            step("theme", code, span, short(theme)),
        )
        for theme, count in list(digest.by_theme.items())[:THEMES_OPENED]
    ]
    pairs = tuple(tuple(themes[place : place + 2]) for place in range(0, len(themes), 2))
    files = Button(words("As a file"), step("files", code, span))
    last: Row = (files,) if digest.is_new else ()
    return (*pairs, last) if last else pairs


def step(act: str, code: str, span: Span, value: str = "", page: int = 0) -> str:
    return tap(PREFIX, act, code, written(span), value, page)


def written(span: Span) -> str:
    since, until = (int(one.timestamp()) for one in span)
    return f"{since:x}-{until:x}"


def read_span(text: str) -> Span | None:
    """None for what nobody has written so."""
    since, _, until = text.partition("-")
    try:
        return Span(*(datetime.fromtimestamp(int(one, 16), UTC) for one in (since, until)))
    except (ValueError, OverflowError, OSError):
        return None


def short(theme: str) -> str:
    """A theme's id as a button can carry it."""
    if len(theme) <= SHORT_ENOUGH:
        return theme
    return f"~{hashlib.sha256(theme.encode()).hexdigest()[:8]}"


def theme_name(digest: Digest, theme: str, words: Words) -> str:
    known = digest.themes.get(theme)
    if known:
        return pick(known.text, words.language)
    return theme or words("Other")


def quoted(line: Line, length: int = QUOTE_LENGTH) -> str:
    """Word for word, as far as it goes."""
    text = line.text if len(line.text) <= length else f"{line.text[: length - 1].rstrip()}…"
    return f"<blockquote>{escape(text)}</blockquote>"


def copies(saying: Saying, words: Words) -> str:
    """How many say nearly the same; nothing of what only one says."""
    if len(saying.lines) < 2:
        return ""
    return words.many(
        "{n} comment says nearly the same",
        "{n} comments say nearly the same",
        len(saying.lines),
    )


def section_name(one: PlanDigest, section_id: str, words: Words) -> str:
    if not section_id:
        return words("the whole plan")
    title = pick(one.news.titles.get(section_id, {}), words.language)
    return f"{section_id} {title}".strip()


def plan_name(one: PlanDigest, words: Words) -> str:
    """With whose round it is, where it is not the public's."""
    title = pick(one.news.title, words.language)
    whose = marked(words, one.news.round)
    return f"{title} – {whose}" if whose else title


def sections_in_order(one: PlanDigest) -> list[str]:
    """Sections with something new, as they stand in the plan; the plan as a whole comes first."""
    known = {*one.grouped.sections, *one.news.unread}
    ordered = [section for section in ("", *one.news.titles) if section in known]
    return [*ordered, *sorted(known - set(ordered))]


def group_names(
    digest: Digest, one: PlanDigest, words: Words
) -> list[tuple[str, list[tuple[str, int]]]]:
    """Languages, parties and municipalities with their counts, those that may be told."""
    counts = one.counts
    named: tuple[tuple[str, tuple[Group, ...], Callable[[str], str]], ...] = (
        (words("Languages"), counts.languages, lambda code: _language(code, words)),
        (words("Parties"), counts.parties, lambda code: words(PARTIES.get(code, code))),
        (words("Municipalities"), counts.municipalities, lambda c: digest.places.get(c, c)),
    )
    return [
        (label, [(_group(group, name, words), group.responses) for group in groups])
        for label, groups, name in named
        if groups
    ]


def waiting(found: Waiting, group: WorkingGroup, words: Words) -> list[str]:
    """What waits for whom."""
    unread = words("for the office to read: {n}", n=found.unread)
    if group.release == BY_SECRETARY:
        unread = words("for the secretary to read: {n}", n=found.unread)
    with_office = words("for the office to pass on or to settle: {n}", n=found.with_office)
    told = (
        (found.unread, unread),
        (found.here, words("for the group to settle: {n}", n=found.here)),
        (found.elsewhere, words("for another group to settle: {n}", n=found.elsewhere)),
        (found.with_office, with_office),
        (found.decided, words("decided, to be published: {n}", n=found.decided)),
    )
    return [text for count, text in told if count]


def overdue(found: Overdue, words: Words) -> list[str]:
    lines = []
    if found.settle_by:
        by = day(found.settle_by, words.language)
        lines.append(words("Comments were to be settled by {day}.", day=by))
    if found.missed:
        missed = [f"{name} ({day(when, words.language)})" for name, when in found.missed[:10]]
        told = listed(missed, words.language)
        lines.append(
            words("On the agenda of a past meeting and undecided: {comments}.", comments=told)
        )
    return lines


def answered(one: Answered, words: Words) -> str:
    if one.count is None:
        return words("hidden")
    count = number(one.count, words.language)
    return count if one.percent is None else f"{count} ({one.percent}\N{NO-BREAK SPACE}%)"


def _plan(digest: Digest, one: PlanDigest, words: Words) -> Iterator[str]:
    yield "\n".join([f"<b>{escape(plan_name(one, words))}</b>", *_counted(one, words)])
    yield from (_theme(digest, theme, words) for theme in one.grouped.themes)
    counts = [
        f"{label}: {escape(', '.join(f'{name} {count}' for name, count in told))}"
        for label, told in group_names(digest, one, words)
    ]
    stands = [f"• {escape(line)}" for line in waiting(one.news.waiting, digest.group, words)]
    late = [f"• {escape(line)}" for line in overdue(one.news.overdue, words)]
    if counts:
        yield "\n".join(counts)
    if stands:
        yield "\n".join([words("<b>What waits</b>"), *stands])
    if late:
        yield "\n".join([words("<b>Overdue</b>"), *late])


def _counted(one: PlanDigest, words: Words) -> list[str]:
    news, lines = one.news, []
    if news.count:
        lines.append(words.many("{n} new comment", "{n} new comments", news.count))
    if news.count > len(news.lines):
        shown = number(len(news.lines), words.language)
        lines.append(words("Sorted here are the first {n}.", n=shown))
    unread = sum(news.unread.values())
    if unread:
        lines.append(
            words.many(
                "{n} has come that nobody has read yet",
                "{n} have come that nobody has read yet",
                unread,
            )
        )
    return [*lines, *_sections(one, words)]


def _sections(one: PlanDigest, words: Words) -> list[str]:
    ordered = sections_in_order(one)
    lines = [_section(one, section, words) for section in ordered[:SECTIONS_TOLD]]
    if len(ordered) > SECTIONS_TOLD:
        more = len(ordered) - SECTIONS_TOLD
        lines.append(words.many("… and {n} more section", "… and {n} more sections", more))
    return lines


def _section(one: PlanDigest, section: str, words: Words) -> str:
    name = escape(section_name(one, section, words))
    count, unread = one.grouped.sections.get(section, 0), one.news.unread.get(section, 0)
    if not unread:
        return f"• {name}: {count}"
    more = words.many("(+ {n} unread)", "(+ {n} unread ones)", unread)
    return f"• {name}: {count} {more}"


def _theme(digest: Digest, theme: ThemeNews, words: Words) -> str:
    name = escape(theme_name(digest, theme.theme, words))
    lines = [f"<b>{name}</b> – {theme.count}"]
    if theme.terms:
        terms = escape(listed(theme.terms, words.language))
        lines.append(words("Often said: {terms}", terms=terms))
    sayings = {saying.first.number: saying for saying in theme.sayings}
    for line in theme.quotes:
        lines.append(f"{quoted(line)}\n" + _under(sayings[line.number], words))
    return "\n".join(lines)


def _under(saying: Saying, words: Words) -> str:
    return " · ".join(filter(None, (f"<i>{saying.first.number}</i>", copies(saying, words))))


def _survey(news: SurveyNews, words: Words) -> str:
    language = words.language
    title = escape(pick(news.title, language))
    state = words("final") if news.is_final else words("so far")
    responses = words.many("{n} response", "{n} responses", news.responses)
    lines = [words("<b>Survey: {title}</b>", title=title), f"{responses}, {state}"]
    for tally in news.tallies:
        lines.append(f"<i>{escape(pick(tally.text, language))}</i>")
        lines += [
            f"• {escape(pick(one.text, language))}: {answered(one, words)}" for one in tally.answers
        ]
    return "\n".join(lines)


def _group(group: Group, name: Callable[[str], str], words: Words) -> str:
    if group.id == OTHERS:
        return words("others together")
    return name(group.id) if group.id else words("not stated")


def _language(code: str, words: Words) -> str:
    if code == UNDETERMINED:
        return words("language unknown")
    return language_name(code, words.language)
