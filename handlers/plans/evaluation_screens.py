"""How the evaluation of a plan looks on a phone: its card, one section, the list, refusals."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from handlers.plans.screens import told
from handlers.replies import Reply, Screen, alert, show
from handlers.taps import EvaluationTap, button, go
from handlers.visit import Visit
from papers.charts import Bar, Chart
from plans import evaluation
from plans.documents import Section
from plans.evaluation import (
    ApprovedAlready,
    Assessor,
    EvaluationTooLong,
    Grade,
    NoSuchEvaluation,
    NotYoursToEvaluate,
    ReasonWanted,
    Sheet,
    StillMissing,
)
from storage.evaluations import RETURNED, Assessment
from texts.content import pick
from texts.formatting import escape, number, shortened
from texts.screens import Button, Row
from texts.words import Words, later

PAGE: Final = 8
LABEL_LENGTH: Final = 48
SHOWN_SECTIONS: Final = 10
FORMATS: Final = ("pdf", "docx", "xlsx")
GRADES: Mapping[Grade, str] = {
    Grade.DONE: later("Was done"),
    Grade.PARTLY: later("Done in part"),
    Grade.CHANGED: later("Was changed"),
    Grade.NOT_DONE: later("Was not done"),
}
MARKS: Mapping[str, str] = {
    Grade.DONE: "✅",
    Grade.PARTLY: "🌓",
    Grade.CHANGED: "🔁",
    Grade.NOT_DONE: "❌",
}


def step(label: str, act: str, found: Sheet, section: str = "", value: str = "") -> Button:
    return button(label, at(found, act, section, value))


def at(found: Sheet, act: str, section: str = "", value: str = "") -> EvaluationTap:
    one = found.evaluation
    return EvaluationTap(
        act=act, code=one.plan_code, period=one.period, section=section, value=value
    )


def card(
    visit: Visit, found: Sheet, assessor: Assessor, groups: Mapping[str, str], note: str = ""
) -> Reply:
    """`groups` are the names of the area's groups by their keys."""
    words = visit.words
    lines = [
        *([note, ""] if note else []),
        head(words, found),
        _standing(words, found),
        "",
        *_counts(words, found),
        *([] if found.is_approved else _waiting(words, found, groups)),
    ]
    return show("\n".join(lines), *_card_rows(words, found, assessor))


def head(words: Words, found: Sheet) -> str:
    title = escape(pick(found.draft.version.title, words.language))
    period = escape(found.evaluation.period)
    return f"<b>{words('Evaluation for {period}', period=period)}</b>\n{title}"


def _standing(words: Words, found: Sheet) -> str:
    if found.is_approved:
        return words("Approved; everybody can read it.")
    return words(
        "{done} of {all} sections are assessed.",
        done=number(len(found.assessments), words.language),
        all=number(len(found.leaves), words.language),
    )


def _counts(words: Words, found: Sheet) -> list[str]:
    return [
        f"{MARKS[grade]} {words(GRADES[grade])}: {number(n, words.language)}"
        for grade, n in found.counts.items()
    ]


def _waiting(words: Words, found: Sheet, groups: Mapping[str, str]) -> list[str]:
    counted: dict[str, int] = {}
    for section_id in found.waiting:
        key = found.group_of(section_id)
        counted[key] = counted.get(key, 0) + 1
    if not counted:
        return ["", words("All is with the steering group now.")]
    nobody = words("the coordinator")
    return [
        "",
        words("Not handed over yet:"),
        *(f"• {escape(groups.get(key, key) or nobody)}: {n}" for key, n in counted.items()),
    ]


def _card_rows(words: Words, found: Sheet, assessor: Assessor) -> list[Row]:
    rows: list[Row] = []
    if not found.is_approved:
        rows += _drafting_rows(words, found, assessor)
        rows += _steering_rows(words, found, assessor)
    rows.append((step(words("All sections"), "list", found),))
    if found.assessments:
        rows.append((step(words("Chart"), "chart", found), step(words("File"), "files", found)))
    rows.append((button(words("Back"), EvaluationTap(act="home")),))
    return rows


def _drafting_rows(words: Words, found: Sheet, assessor: Assessor) -> list[Row]:
    own = evaluation.mine(assessor, found)
    due = evaluation.due(assessor, found)
    if due:
        label = words.many("Assess ({n} section)", "Assess ({n} sections)", len(due))
        return [(step(label, "next", found),)]
    waiting = set(found.waiting) & {one.id for one in own}
    may = evaluation.handing_over(assessor, found)
    if waiting and may:
        return [(step(words("Hand over to the steering group"), "hand", found),)]
    return []


def _steering_rows(words: Words, found: Sheet, assessor: Assessor) -> list[Row]:
    if found.plan.area_code not in assessor.steers or found.waiting:
        return []
    return [(step(words("Approve the evaluation"), "ask", found),)]


def section_card(
    visit: Visit, found: Sheet, assessor: Assessor, section: Section, note: str = ""
) -> Reply:
    words = visit.words
    known = found.assessments.get(section.id)
    lines = [note, *told(visit, found.draft, section)]
    lines += assessed(words, known)
    rows: list[Row] = []
    if not found.is_approved and section in evaluation.mine(assessor, found):
        chosen = known.grade if known else ""
        grades = [
            step(_grade(words, grade, chosen), "grade", found, section.id, grade) for grade in Grade
        ]
        rows += [(grades[0], grades[1]), (grades[2], grades[3])]
    if known and not found.is_approved and found.plan.area_code in assessor.steers:
        rows.append((step(words("Send back with a remark"), "return", found, section.id),))
    rows.append((step(words("All sections"), "list", found, section.id),))
    rows.append((step(words("Back"), "show", found),))
    return show("\n\n".join(filter(None, lines)), *rows)


def assessed(words: Words, known: Assessment | None) -> list[str]:
    if known is None:
        return [words("Not assessed yet.")]
    lines = [f"{MARKS[known.grade]} <b>{words(GRADES[Grade(known.grade)])}</b>"]
    if known.text:
        lines.append(f"<blockquote>{escape(known.text)}</blockquote>")
    if known.remark:
        remark = f"<blockquote>{escape(known.remark)}</blockquote>"
        lines.append(words("The steering group: {remark}", remark=remark))
    return lines


def _grade(words: Words, grade: Grade, chosen: str) -> str:
    mark = "✓ " if grade == chosen else ""
    return f"{mark}{words(GRADES[grade])}"


def listing(visit: Visit, found: Sheet, around: str, page: int | None) -> Reply:
    """A page of the sections: the one asked for, or that of the section `around`."""
    words, language = visit.words, visit.words.language
    ids = [one.id for one in found.leaves]
    pages = max(1, -(-len(ids) // PAGE))
    here = ids.index(around) // PAGE if around in ids else 0
    at_page = min(max(here if page is None else page, 0), pages - 1)
    shown = found.leaves[at_page * PAGE : (at_page + 1) * PAGE]
    rows: list[Row] = [
        (step(_label(found, one, language), "section", found, one.id),) for one in shown
    ]
    if pages > 1:
        turns = (("‹", (at_page - 1) % pages), ("›", (at_page + 1) % pages))
        rows.append(tuple(step(label, "list", found, "", str(to)) for label, to in turns))
    rows.append((step(words("Back"), "show", found),))
    legend = ", ".join(f"{MARKS[grade]} {words(GRADES[grade])}" for grade in Grade)
    text = words("<b>All sections</b> {page}/{pages}", page=at_page + 1, pages=pages)
    return show(f"{text}\n{legend}", *rows)


def _label(found: Sheet, section: Section, language: str) -> str:
    known = found.assessments.get(section.id)
    mark = "·" if known is None else "↩" if known.state == RETURNED else MARKS[known.grade]
    return shortened(f"{mark} {section.id} {pick(section.title, language)}", LABEL_LENGTH)


def picture(visit: Visit, found: Sheet) -> Reply:
    words = visit.words
    back: Row = (step(words("Back"), "show", found),)
    screen = Screen(head(words, found), chart=chart(words, found))
    return Reply((screen, Screen(words("Done."), (back,))), below=True)


def chart(words: Words, found: Sheet) -> Chart:
    """How many sections were fulfilled how far, of those assessed."""
    told, language = len(found.assessments), words.language
    bars = tuple(
        Bar(words(GRADES[grade]), n, _share(n, told, language)) for grade, n in found.counts.items()
    )
    return Chart(
        title=words("Evaluation for {period}", period=found.evaluation.period),
        subtitle=pick(found.draft.version.title, language),
        bars=bars,
        footnote=words.many("{n} section", "{n} sections", told),
        full=max(told, 1),
    )


def _share(count: int, whole: int, language: str) -> str:
    percent = round(100 * count / whole) if whole else 0
    return f"{number(count, language)} · {percent}\N{NO-BREAK SPACE}%"


def _not_yours(_: NotYoursToEvaluate, words: Words) -> Reply:
    return alert(words("This belongs to another group."))


def _approved_already(_: ApprovedAlready, words: Words) -> Reply:
    return alert(words("The evaluation is approved and cannot be changed any more."))


def _reason_wanted(_: ReasonWanted, words: Words) -> Reply:
    return alert(words("Please write why. Whatever is not simply done needs a reason."))


def _too_long(refusal: EvaluationTooLong, words: Words) -> Reply:
    most = number(refusal.most, words.language)
    return show(words("That is too long. At most {most} letters are possible.", most=most))


def _still_missing(refusal: StillMissing, words: Words) -> Reply:
    named = ", ".join(refusal.section_ids[:SHOWN_SECTIONS])
    more = " …" if len(refusal.section_ids) > SHOWN_SECTIONS else ""
    return alert(words("These sections are still missing: {sections}", sections=named + more))


def _gone(_: NoSuchEvaluation, words: Words) -> Reply:
    return show(words("This is no longer there."), (go(words("Home"), "home"),))


REFUSALS: dict[type[BaseException], Callable[[Any, Words], Reply]] = {
    ApprovedAlready: _approved_already,
    EvaluationTooLong: _too_long,
    NoSuchEvaluation: _gone,
    NotYoursToEvaluate: _not_yours,
    ReasonWanted: _reason_wanted,
    StillMissing: _still_missing,
}


def labelled(words: Words, sheets: Sequence[Sheet]) -> list[Row]:
    """A button for each evaluation."""
    return [
        (
            step(
                shortened(
                    f"{one.evaluation.period} {pick(one.draft.version.title, words.language)}",
                    LABEL_LENGTH,
                ),
                "show",
                one,
            ),
        )
        for one in sheets
    ]
