"""The published tables of a survey as a report to hand round: PDF, DOCX or XLSX."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Document, Reply, Screen, show
from handlers.surveys import reach as survey_reach
from handlers.surveys.crossing_words import CrossedTable, chart_of, crossed
from handlers.surveys.readers import reader_of
from handlers.surveys.tables import GroupLine, Shown, WrittenTheme, chart, shown
from handlers.taps import ReportTap, ResultsTap, button
from handlers.visit import Visit
from papers.parts import Cell, Part, Table
from papers.reports import Report
from storage import places
from surveys import library, readers
from surveys.outcome import Outcome
from texts.content import pick
from texts.formatting import day, moment, number
from texts.screens import Button
from texts.words import Words

FORMATS: Final = ("pdf", "docx", "xlsx")
HEADING_LENGTH = 300
# More of them would not fit on a page with their table.
MOST_BARS = 24
# So many columns of answers, or of municipalities, fit a page beside their names.
MOST_COLUMNS = 5


def router() -> Router:
    router = Router(name="survey_report")
    router.callback_query.register(menu, ReportTap.filter(F.format == ""))
    router.callback_query.register(make, ReportTap.filter())
    return router


async def menu(_: CallbackQuery, callback_data: ReportTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await readers.for_staff(visit.session, await reader_of(visit), code, visit.now)
    formats = tuple(button(one.upper(), ReportTap(code=code, format=one)) for one in FORMATS)
    text = words(
        "<b>Report of the results</b>\nPDF to print and send, DOCX to go on writing in, XLSX to "
        "count with. It holds only what may be shown to everybody."
    )
    return show(text, formats, (_back(words, code),))


async def make(_: CallbackQuery, callback_data: ReportTap, visit: Visit) -> Reply:
    words, reader = visit.words, await reader_of(visit)
    found = await readers.for_staff(visit.session, reader, callback_data.code, visit.now)
    if callback_data.format not in FORMATS or not found.published.questions:
        return show(words("There is nothing to show yet."), (_back(words, callback_data.code),))
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    area = await places.area(visit.session, found.survey.area_code)
    made = report(found, words, pick(area.name, words.language) if area else "")
    await readers.note_report(visit.session, reader, found, callback_data.format, visit.now)
    name = f"{found.survey.key}.{callback_data.format}"
    document = Document(name, make=getattr(made, callback_data.format))
    end = Screen(words("Done."), ((_back(words, callback_data.code),),))
    return Reply((Screen(words("The report of the survey."), document=document), end))


def report(found: Outcome, words: Words, area: str) -> Report:
    """Everything in it has passed the gate against small cells."""
    survey, language = found.survey, words.language
    least = found.published.min_cell
    period = words(
        "Results of the survey from {opens} to {closes}",
        opens=day(survey.opens_at, language),
        closes=day(library.last_moment(survey), language),
    )
    notes = [
        words.many(
            "Counts that could point at fewer than {n} person are hidden, together with others "
            "from which they could be worked out.",
            "Counts that could point at fewer than {n} people are hidden, together with others "
            "from which they could be worked out.",
            least,
        ),
        words("Those who answered chose to take part; they need not be like all residents."),
    ]
    if not found.is_final:
        notes.insert(0, _so_far(found, words))
    return Report(
        language=language,
        title=pick(found.definition.title, language),
        subtitle=period,
        facts=_facts(found, words, area),
        notes=notes,
        parts=[
            *(_part(at, one, words) for at, one in enumerate(shown(found, words), start=1)),
            *(_crossed_part(one, words) for one in crossed(found, words)),
            *survey_reach.part(found, words),
        ],
        page_word=words("Page"),
    )


def _so_far(found: Outcome, words: Words) -> str:
    counted_at, later = moment(found.counted_at, words.language), found.left_out
    if not later:
        return words("The survey still runs; counted on {moment}.", moment=counted_at)
    return words(
        "The survey still runs; counted on {moment} without {n} answers, which count at the end.",
        moment=counted_at,
        n=number(later, words.language),
    )


def _facts(found: Outcome, words: Words, area: str) -> list[tuple[str, Cell]]:
    responses = found.published.responses
    return [
        (words("Area"), area),
        (words("Responses"), words("hidden") if responses is None else responses),
        (words("Questions"), len(found.definition.questions)),
        (words("Code"), found.survey.code),
    ]


def _part(place: int, question: Shown, words: Words) -> Part:
    answered = _count(question.answered, words)
    notes = [f"n = {answered}"]
    if question.mean:
        notes.append(words("Mean: {mean}", mean=question.mean))
    if question.median:
        notes.append(words("Middle answer: {answer}", answer=question.median))
    if question.remark:
        notes.append(question.remark)
    if question.places:
        told = ", ".join(f"{one.label} {one.place}" for one in question.places)
        notes.append(f"{words('Average place:')} {told}")
    if question.kind == "text" and not question.written:
        notes.append(words("Written answers are not in the report."))
    return Part(
        name=f"{place} {question.id}",
        heading=f"{place}. {question.text[:HEADING_LENGTH]}",
        note=" · ".join(notes),
        chart=chart(question, words) if question.lines else None,
        tables=tuple(_tables(question, words)),
    )


def _tables(question: Shown, words: Words) -> list[Table]:
    if not question.lines:
        return [_written(theme, words) for theme in question.written]
    columns = (words("Answer"), words("Count"), words("Share"))
    rows = tuple(
        (line.label, _count(line.count, words), _share(line.percent, words))
        for line in question.lines
    )
    tables = [Table(columns, rows)]
    if question.groups:
        tables += _by_municipality(question, words)
    return tables


def _crossed_part(table: CrossedTable, words: Words) -> Part:
    """A line an answer and a column a group, for groups have the shorter names."""
    name, heading = f"{words('Table')} {table.place}", table.title(words)[:HEADING_LENGTH]
    if table.withheld:
        return Part(name, heading, table.withheld)
    sizes = ("n", *(_count(one.answered, words) for one in table.groups))
    lines = tuple(
        (one.label, *(_count(line.count, words) for line in one.lines)) for one in table.answers
    )
    columns = ("", *(one.label for one in table.groups))
    fits = len(table.groups) * len(table.answers) <= MOST_BARS
    drawn = chart_of(table, words) if fits else None
    tables = (Table(columns, (sizes, *lines)),)
    return Part(name, heading, table.note, chart=drawn, tables=tables)


def _written(theme: WrittenTheme, words: Words) -> Table:
    return Table(
        (words("What people wrote"), words("People")),
        tuple((text.text, text.people) for text in theme.texts),
        words.many("{theme} ({n} person)", "{theme} ({n} people)", theme.people, theme=theme.label),
    )


def _by_municipality(question: Shown, words: Words) -> list[Table]:
    """A line a municipality, or, where a page is too narrow for the answers, a line an answer."""
    labels = tuple(line.label for line in question.lines)
    rows = [_row(group, len(labels), words) for group in question.groups]
    caption = words("By municipality")
    if len(labels) <= MOST_COLUMNS:
        return [Table((words("Municipality"), "n", *labels), tuple(rows), caption)]
    parts = [rows[at : at + MOST_COLUMNS] for at in range(0, len(rows), MOST_COLUMNS)]
    return [_turned(part, ("n", *labels), caption) for part in parts]


def _turned(rows: list[tuple[Cell, ...]], labels: tuple[str, ...], caption: str) -> Table:
    names, *lines = zip(*rows, strict=True)
    told = tuple((label, *line) for label, line in zip(labels, lines, strict=True))
    return Table(("", *map(str, names)), told, caption)


def _row(group: GroupLine, width: int, words: Words) -> tuple[Cell, ...]:
    cells = [_count(cell.count, words) for cell in group.cells][:width]
    cells += [words("hidden")] * (width - len(cells))
    return (group.label, _count(group.answered, words), *cells)


def _count(count: int | None, words: Words) -> Cell:
    return words("hidden") if count is None else count


def _share(percent: int | None, words: Words) -> Cell:
    return "" if percent is None else f"{number(percent, words.language)} %"


def _back(words: Words, code: str) -> Button:
    return button(words("Back"), ResultsTap(act="show", code=code))
