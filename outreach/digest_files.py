"""A digest as files: DOCX to go on writing in, XLSX and CSV to sort, JSON for other programs."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from outreach import digest_letters as said
from outreach.digest_json import told
from outreach.digests import Digest, PlanDigest
from outreach.round_words import NAMES, marked
from papers.charts import Bar, Chart
from papers.parts import Cell, Part, Table
from papers.reports import Report
from papers.tables import csv_file
from plans.grouping import Saying, ThemeNews
from storage.comment_news import Line, Span
from storage.groups import WorkingGroup
from surveys.news import SurveyNews, Tally
from texts.content import pick
from texts.formatting import day, language_name, listed, moment
from texts.words import Words

FORMATS: Final = ("docx", "xlsx", "csv", "json")
TYPES: Final[Mapping[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def name(group: WorkingGroup, span: Span, format: str) -> str:
    """`prehled-seniori-2027-03-08.docx`"""
    return f"prehled-{group.key}-{span.until:%Y-%m-%d}.{format}"


def written(digest: Digest, format: str, words: Words) -> bytes:
    """Takes a while, so not on the event loop."""
    made: Mapping[str, Callable[[], bytes]] = {
        "docx": lambda: report(digest, words).docx(),
        "xlsx": lambda: report(digest, words, whole=True).xlsx(),
        "csv": lambda: csv_file(_columns(words), list(_rows(digest, words))),
        "json": lambda: json.dumps(told(digest), ensure_ascii=False, indent=1).encode(),
    }
    return made[format]()


def report(digest: Digest, words: Words, *, whole: bool = False) -> Report:
    """`whole` adds a sheet with every comment on a row of its own."""
    parts = [part for one in digest.plans for part in _plan_parts(digest, one, words)]
    parts += [_survey(place, one, words) for place, one in enumerate(digest.surveys, start=1)]
    if digest.tasks:
        parts.append(_tasks(digest, words))
    if whole:
        parts.append(_every_comment(digest, words))
    return Report(
        language=words.language,
        title=words("Digest: {group}", group=pick(digest.group.name, words.language)),
        subtitle=said.period(digest.span, words),
        facts=_facts(digest, words),
        notes=(words("Comments are quoted word for word, with contacts masked."),),
        parts=parts,
        page_word=words("Page"),
    )


def _facts(digest: Digest, words: Words) -> list[tuple[str, Cell]]:
    comments = sum(one.news.count for one in digest.plans)
    unread = sum(sum(one.news.unread.values()) for one in digest.plans)
    return [
        (words("New comments"), comments),
        (words("Nobody has read yet"), unread),
        (words("Surveys with new answers"), len(digest.surveys)),
        (words("Tasks"), len(digest.tasks)),
    ]


def _plan_parts(digest: Digest, one: PlanDigest, words: Words) -> Iterator[Part]:
    title = said.plan_name(one, words)
    by_section = [
        (
            said.section_name(one, section, words),
            one.grouped.sections.get(section, 0),
            one.news.unread.get(section, 0),
        )
        for section in said.sections_in_order(one)
    ]
    columns = (words("Section"), words("Comments"), words("Nobody has read yet"))
    tables = [Table(columns, tuple(by_section))] if by_section else []
    tables += [
        Table((label, words("Comments")), tuple(rows))
        for label, rows in said.group_names(digest, one, words)
    ]
    notes = [
        *said.waiting(one.news.waiting, digest.group, words),
        *said.overdue(one.news.overdue, words),
    ]
    yield Part(
        name=_sheet(one, words),
        heading=title,
        note=" · ".join(notes),
        chart=themes_chart(digest, one, words),
        tables=tuple(tables),
    )
    for theme in one.grouped.themes:
        yield _theme_part(digest, one, theme, words)


def _sheet(one: PlanDigest, words: Words) -> str:
    return " ".join(filter(None, (one.news.plan.prefix, marked(words, one.news.round))))


def themes_chart(digest: Digest, one: PlanDigest, words: Words) -> Chart | None:
    if not one.grouped.themes:
        return None
    bars = tuple(
        Bar(said.theme_name(digest, theme.theme, words), theme.count, str(theme.count))
        for theme in one.grouped.themes
    )
    full = max(theme.count for theme in one.grouped.themes)
    return Chart(words("Comments by theme"), "", bars, full=full)


def _theme_part(digest: Digest, one: PlanDigest, theme: ThemeNews, words: Words) -> Part:
    label = said.theme_name(digest, theme.theme, words)
    notes = [words("Comments: {n}", n=theme.count)]
    if theme.terms:
        notes.append(words("Often said: {terms}", terms=listed(theme.terms, words.language)))
    notes += [
        words("“{quote}” ({number})", quote=line.text, number=line.number) for line in theme.quotes
    ]
    columns = (
        words("Number"),
        words("Section"),
        words("Comment"),
        words("How many nearly the same"),
    )
    rows = tuple(
        (
            ", ".join(saying.numbers),
            said.section_name(one, saying.first.section_id, words),
            saying.first.text,
            len(saying.lines),
        )
        for saying in theme.sayings
    )
    return Part(
        name=f"{_sheet(one, words)} {label}",
        heading=label,
        note=" · ".join(notes),
        tables=(Table(columns, rows, texts=(2,)),),
    )


def _survey(place: int, news: SurveyNews, words: Words) -> Part:
    language = words.language
    tables = tuple(
        Table(
            (words("Answer"), words("Count")),
            tuple((pick(one.text, language), said.answered(one, words)) for one in tally.answers),
            pick(tally.text, language),
        )
        for tally in news.tallies
    )
    state = words("final") if news.is_final else words("so far")
    return Part(
        name=f"{words('Survey')} {place}",
        heading=words("Survey: {title}", title=pick(news.title, language)),
        note=f"n = {news.responses}, {state}",
        chart=chart(news.tallies[0], words) if news.tallies else None,
        tables=tables,
    )


def chart(tally: Tally, words: Words) -> Chart:
    bars = tuple(
        Bar(pick(one.text, words.language), one.percent, said.answered(one, words))
        for one in tally.answers
    )
    count = words("hidden") if tally.answered is None else str(tally.answered)
    return Chart(pick(tally.text, words.language), f"n = {count}", bars)


def _tasks(digest: Digest, words: Words) -> Part:
    columns = (words("Task"), words("Who"), words("Until"))
    rows = tuple(
        (one.text, one.holder, day(one.due_on, words.language) if one.due_on else "")
        for one in digest.tasks
    )
    return Part(words("Tasks"), words("Tasks"), tables=(Table(columns, rows),))


def _every_comment(digest: Digest, words: Words) -> Part:
    rows = tuple(tuple(row) for row in _rows(digest, words))
    table = Table(_columns(words), rows, texts=(3, 4, 6, 7, 8))
    return Part(words("Comments"), words("Comments"), tables=(table,))


def _columns(words: Words) -> tuple[str, ...]:
    return (
        words("Number"),
        words("Plan"),
        words("Round"),
        words("Section"),
        words("Theme"),
        words("Kind"),
        words("Comment"),
        words("New wording"),
        words("Reason"),
        words("Language"),
        words("Received"),
        words("Nearly the same as"),
    )


def _rows(digest: Digest, words: Words) -> Iterator[tuple[Cell, ...]]:
    """No places and parties: of a single comment they might tell whose it is."""
    for one, theme, saying, line in _lines(digest):
        yield (
            line.number,
            one.news.plan.prefix,
            words(NAMES[line.round]),
            said.section_name(one, line.section_id, words),
            said.theme_name(digest, theme.theme, words),
            line.kind,
            line.text,
            line.proposal,
            line.reason,
            language_name(line.language, words.language),
            moment(line.received_at, words.language),
            "" if line is saying.first else saying.first.number,
        )


def _lines(digest: Digest) -> Iterator[tuple[PlanDigest, ThemeNews, Saying, Line]]:
    for one in digest.plans:
        for theme in one.grouped.themes:
            for saying in theme.sayings:
                for line in saying.lines:
                    yield one, theme, saying, line
