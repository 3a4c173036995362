"""The evaluation of a plan as a file: how much was done, and what of each section."""

from handlers.plans.evaluation_screens import GRADES, chart
from papers.parts import Cell, Part, Table
from papers.reports import Report
from plans.evaluation import Grade, Sheet, by_highest
from texts.content import pick
from texts.formatting import day
from texts.words import Words

NAME_LENGTH = 20


def report(found: Sheet, words: Words, area: str) -> Report:
    one, language = found.evaluation, words.language
    notes = [words("Each group says what was done of its sections; the steering group approves.")]
    if not found.is_approved:
        notes.insert(0, words("A working version: the steering group has not approved it yet."))
    return Report(
        language=language,
        title=words("Evaluation for {period}", period=one.period),
        subtitle=pick(found.draft.version.title, language),
        facts=_facts(found, words, area),
        notes=notes,
        parts=[_summary(found, words), *_by_highest(found, words)],
        page_word=words("Page"),
    )


def _facts(found: Sheet, words: Words, area: str) -> list[tuple[str, Cell]]:
    approved = found.evaluation.approved_at
    return [
        (words("Area"), area),
        (words("Version of the plan"), found.draft.version.label),
        (words("Sections assessed"), len(found.assessments)),
        *([(words("Approved on"), day(approved, words.language))] if approved else []),
    ]


def _summary(found: Sheet, words: Words) -> Part:
    language, grades = words.language, list(Grade)
    titles = {one.id: one.title for one in found.draft.sections}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{top} {pick(titles[top], language)}", *(counts[grade] for grade in grades))
        for top, counts in by_highest(found).items()
    )
    columns = (words("Section"), *(words(GRADES[grade]) for grade in grades))
    return Part(
        name=words("Summary"),
        heading=words("How much was done"),
        chart=chart(words, found) if found.assessments else None,
        tables=(Table(columns, rows),),
    )


def _by_highest(found: Sheet, words: Words) -> list[Part]:
    """A table of what each group says, for every section of the highest level."""
    language, parts = words.language, []
    columns = (words("Section"), words("How far"), words("What the group says"))
    titles = {one.id: one.title for one in found.draft.sections}
    for top in by_highest(found):
        rows = tuple(
            (f"{one.id} {pick(one.title, language)}", *_told(found, one.id, words))
            for one in found.leaves
            if (*found.draft.above(one.id), one)[0].id == top
        )
        heading = f"{top} {pick(titles[top], language)}"
        table = Table(columns, rows, texts=(2,))
        parts.append(Part(name=heading[:NAME_LENGTH], heading=heading, tables=(table,)))
    return parts


def _told(found: Sheet, section_id: str, words: Words) -> tuple[str, str]:
    known = found.assessments.get(section_id)
    if known is None:
        return words("Not assessed yet."), ""
    return words(GRADES[Grade(known.grade)]), known.text
