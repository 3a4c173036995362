"""The published tables of a survey in words: one line an answer, the same in chat and on pages."""

from dataclasses import dataclass
from decimal import Decimal

from papers.charts import Bar, Chart
from surveys.definitions import Question
from surveys.moderation import ThemeTold, Told
from surveys.outcome import Outcome
from surveys.results.counting import NO_ANSWER
from surveys.results.merging import OTHERS
from surveys.results.numbers import NumberClass
from surveys.results.published import Cell, PublishedQuestion, Row
from texts.content import pick
from texts.formatting import escape, number
from texts.words import Words

# A page of results stays a page, and a message of the chat a message.
TEXTS_OF_A_THEME = 50
TYPICAL_THEMES, TYPICAL_LENGTH = 3, 200


@dataclass(frozen=True)
class Line:
    """One answer to a question; a count of None is hidden."""

    label: str
    count: int | None
    percent: int | None


@dataclass(frozen=True)
class GroupLine:
    label: str
    answered: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Place:
    """Where an option stands on average among those that people put in order."""

    label: str
    place: str


@dataclass(frozen=True)
class Shown:
    """A question as it is shown; `groups` are the rows of its table by municipality."""

    id: str
    text: str
    kind: str
    answered: int | None
    lines: tuple[Line, ...]
    groups: tuple[GroupLine, ...]
    mean: str
    median: str
    places: tuple[Place, ...] = ()
    remark: str = ""
    written: tuple["WrittenTheme", ...] = ()


@dataclass(frozen=True)
class WrittenTheme:
    """What people wrote of one theme, as far as a person has released it; `more` is left out."""

    label: str
    people: int
    texts: tuple[Told, ...]
    more: int


def shown(found: Outcome, words: Words) -> tuple[Shown, ...]:
    return tuple(_question(found, published, words) for published in found.published.questions)


def counted(line: Line, words: Words) -> str:
    """`12 (34 %)`, or that the count is hidden."""
    if line.count is None:
        return words("hidden")
    count = number(line.count, words.language)
    return count if line.percent is None else f"{count} ({line.percent}\N{NO-BREAK SPACE}%)"


def chart(question: Shown, words: Words) -> Chart:
    bars = tuple(Bar(line.label, _length(line), counted(line, words)) for line in question.lines)
    return Chart(title=question.text, subtitle=_how_many(question, words), bars=bars)


def _length(line: Line) -> int | None:
    """Nobody is an empty bar also where nobody was asked; only what is hidden is a gap."""
    return line.percent if line.count else line.count


def _how_many(question: Shown, words: Words) -> str:
    answered = question.answered
    return f"n = {words('hidden') if answered is None else number(answered, words.language)}"


def described(question: Shown, words: Words) -> str:
    """The numbers of a chart as text, in HTML."""
    lines = [f"<b>{escape(question.text)}</b>", _how_many(question, words), ""]
    lines += [f"{escape(line.label)}: {counted(line, words)}" for line in question.lines]
    if question.kind == "text":
        lines += _typical(question, words)
    if question.remark:
        lines.append(question.remark)
    if question.places:
        lines += ["", words("Average place:")]
        lines += [f"{escape(one.label)}: {one.place}" for one in question.places]
    if question.median:
        lines.append(words("Middle answer: {answer}", answer=escape(question.median)))
    if question.mean:
        lines.append(words("Mean: {mean}", mean=question.mean))
    return "\n".join(lines)


def _typical(question: Shown, words: Words) -> list[str]:
    """What most people wrote, a text for each of the commonest themes."""
    if not question.written:
        return [words("Written answers are read by a person before anybody else sees them.")]
    lines = []
    for theme in question.written[:TYPICAL_THEMES]:
        text = theme.texts[0].text
        told = text if len(text) <= TYPICAL_LENGTH else text[:TYPICAL_LENGTH].rstrip() + "…"
        lines.append(f"<b>{escape(theme.label)}</b> ({number(theme.people, words.language)})")
        lines.append(f"<blockquote>{escape(told)}</blockquote>")
    return lines


def _written(
    told: tuple[ThemeTold, ...], published: PublishedQuestion, words: Words
) -> tuple[WrittenTheme, ...]:
    """Nothing where even the number of those who answered is hidden."""
    if published.overall.answered is None:
        return ()
    return tuple(
        WrittenTheme(
            label=pick(one.theme.text, words.language) if one.theme else words("Other"),
            people=one.people,
            texts=one.texts[:TEXTS_OF_A_THEME],
            more=max(0, len(one.texts) - TEXTS_OF_A_THEME),
        )
        for one in told
    )


def _question(found: Outcome, published: PublishedQuestion, words: Words) -> Shown:
    question = found.definition.question(published.id)
    return Shown(
        id=question.id,
        text=pick(question.text, words.language),
        kind=question.type,
        answered=published.overall.answered,
        lines=_lines(found, published, words),
        groups=tuple(_group(found, row, words) for row in published.by_municipality),
        mean=_number(published.mean, words),
        median=answer_name(found, question, published.median, words) if published.median else "",
        places=_places(found, published, words),
        remark=_remark(question, words),
        written=_written(found.written.get(question.id, ()), published, words),
    )


def _places(found: Outcome, published: PublishedQuestion, words: Words) -> tuple[Place, ...]:
    """The best first."""
    question = found.definition.question(published.id)
    return tuple(
        Place(answer_name(found, question, one.id, words), number(one.place, words.language))
        for one in sorted(published.places, key=lambda one: one.place)
    )


def _remark(question: Question, words: Words) -> str:
    """How the answers are counted where the table alone does not say it."""
    match question.type:
        case "rank":
            return words("Counted here is what people put first.")
        case "photo":
            return words("The photos are not shown here: somebody has to look at them first.")
        case "audio":
            return words("The recordings are heard by staff alone.")
        case "file":
            return words("The files are seen by staff alone.")
        case "place":
            return words("The places are not shown here, so that they lead to nobody's door.")
        case "date":
            return words("The days are not shown here; staff find them in the export.")
        case "time":
            return words("The times are not shown here; staff find them in the export.")
    return ""


def _lines(found: Outcome, published: PublishedQuestion, words: Words) -> tuple[Line, ...]:
    if published.numbers:
        return tuple(_class(one, words) for one in published.numbers)
    question = found.definition.question(published.id)
    return tuple(
        Line(answer_name(found, question, cell.id, words), cell.count, cell.percent)
        for cell in published.overall.cells
    )


def place_name(found: Outcome, group_id: str, words: Words) -> str:
    """What a group of the table by municipality is called."""
    municipality = found.definition.tagged("municipality")
    return answer_name(found, municipality, group_id, words) if municipality else ""


def _group(found: Outcome, row: Row, words: Words) -> GroupLine:
    label = place_name(found, row.group, words) if row.group else ""
    return GroupLine(label, row.answered, row.cells)


def answer_name(found: Outcome, question: Question, option_id: str, words: Words) -> str:
    if option_id == OTHERS:
        return words("Smaller places together")
    if option_id == NO_ANSWER:
        return words("not stated")
    if question.type == "acknowledge":
        return words("confirmed")
    told = found.label(question.id, option_id)
    return pick(told, words.language) if told else option_id


def _class(one: NumberClass, words: Words) -> Line:
    low, high = _number(one.low, words), _number(one.high, words)
    if not high:
        label = words("{low} or more", low=low)
    elif not low:
        label = words("less than {high}", high=high)
    else:
        label = words("{low} to less than {high}", low=low, high=high)
    return Line(label, one.count, one.percent)


def _number(value: Decimal | None, words: Words) -> str:
    return "" if value is None else number(value, words.language)
