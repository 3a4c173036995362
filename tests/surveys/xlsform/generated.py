"""Surveys drawn by chance, with everything that a definition can say."""

import string
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from surveys.crossings import obstacle
from surveys.definitions import (
    CHANNEL,
    LANGUAGES,
    Calculation,
    Condition,
    Crossing,
    Definition,
    Option,
    Question,
)
from surveys.files.consistency import Known, findings
from surveys.files.problems import Problem
from surveys.others import written_out

LETTERS = string.ascii_letters + string.digits + "ěščřžýáíéúůďťňĚŠ-+=@'\"&<>,.?!()%/:🚌їґ"
PLAIN = st.text(LETTERS + " ", min_size=1, max_size=40).map(str.strip).filter(bool)
SHORT = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=10)
KINDS = (
    *("single", "multi", "scale", "text", "number", "codelist", "rank", "date", "place"),
    *("time", "photo", "audio", "file", "acknowledge", "note"),
)
CLOSED = ("single", "multi", "scale")
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def text() -> SearchStrategy[dict[str, str]]:
    spoken = st.sets(st.sampled_from(LANGUAGES)).map(lambda found: {"cs"} | found)
    return spoken.flatmap(lambda found: st.fixed_dictionaries(dict.fromkeys(sorted(found), PLAIN)))


def maybe(drawn: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.one_of(st.none(), drawn)


@st.composite
def options(draw: DrawFn, exclusive: bool = False, attribute: str = "") -> tuple[Option, ...]:
    ids = draw(
        st.lists(SHORT.filter(lambda one: one != "other"), min_size=3, max_size=5, unique=True)
    )
    return tuple(
        Option(
            id=one,
            text=draw(text()),
            exclusive=exclusive and number == 0 and draw(st.booleans()),
            services=tuple(draw(st.lists(SHORT, max_size=2))),
            picture=draw(maybe(SHORT.map(lambda name: f"{name}.png"))),
            attributes={attribute: draw(SHORT)} if attribute else {},
        )
        for number, one in enumerate(ids)
    )


@st.composite
def question(draw: DrawFn, before: tuple[Question, ...], question_id: str) -> Question:
    kind = draw(st.sampled_from(KINDS))
    fields: dict[str, Any] = {"id": question_id, "type": kind, "text": draw(text())}
    fields |= {
        "help": draw(maybe(text())),
        "group": draw(maybe(st.sampled_from([{"cs": "O vás"}, {"cs": "O obci", "en": "Village"}]))),
        "required": draw(st.booleans()) and kind != "note",
        "sensitivity": draw(st.sampled_from(["none", "social"])),
        "leads_to": draw(maybe(SHORT)),
    }
    fields |= draw(own_fields(kind, before))
    fields |= draw(conditions(before))
    if kind == "single" and "choice_filter" not in fields:
        fields |= draw(gates(fields))
    return Question.model_validate(fields)


@st.composite
def gates(draw: DrawFn, fields: dict[str, Any]) -> dict[str, Any]:
    """Who is asked no more, and how many of a kind are wanted."""
    ends, wanted = fields["options"][-1].id, fields["options"][0].id
    found: dict[str, Any] = {"ends_on": draw(st.sampled_from([{}, {ends: draw(text())}]))}
    is_for_all = not {"show_if", "when"} & fields.keys() and fields["sensitivity"] == "none"
    if is_for_all and draw(st.booleans()):
        found["quotas"] = {wanted: draw(st.integers(20, 500))}
    return found


@st.composite
def own_fields(draw: DrawFn, kind: str, before: tuple[Question, ...]) -> dict[str, Any]:
    """What only questions of this kind have."""
    if kind in ("single", "multi", "rank"):
        return draw(choices(kind, before))
    if kind == "scale":
        first = draw(st.integers(0, 3))
        last = first + draw(st.integers(1, 5))
        labels = {point: draw(text()) for point in range(first, last + 1)}
        return {"min": Decimal(first), "max": Decimal(last), "labels": labels}
    if kind == "text":
        return {"max_length": draw(st.sampled_from([1000, 300])), "voice": draw(st.booleans())}
    if kind == "number":
        decimals = draw(st.integers(0, 2))
        least, most = draw(maybe(st.just(Decimal(0)))), draw(maybe(st.just(Decimal("120"))))
        demand = {"constraint": ". != 13", "constraint_text": draw(text())}
        return {"decimals": decimals, "min": least, "max": most} | draw(
            st.sampled_from([{}, demand])
        )
    if kind == "date":
        earliest = draw(maybe(DAYS))
        latest = earliest + timedelta(days=30) if earliest else None
        return {"earliest": earliest, "latest": draw(st.sampled_from([None, latest]))}
    if kind == "codelist":
        extra = draw(st.sampled_from([(), draw(options())]))
        return {"codelist": "municipalities", "extra_options": extra}
    return {}


@st.composite
def choices(draw: DrawFn, kind: str, before: tuple[Question, ...]) -> dict[str, Any]:
    filtered = [one for one in before if one.type == "single"] if draw(st.booleans()) else []
    offered = draw(options(kind == "multi", "kraj" if filtered else ""))
    fields: dict[str, Any] = {"options": offered, "randomize": draw(st.booleans())}
    if filtered:
        return fields | {"choice_filter": f"kraj = ${{{filtered[0].id}}} or kraj != 'x'"}
    if kind == "multi":
        fields["max_choices"] = draw(maybe(st.just(2)))
    if kind != "rank":
        fields["notes_on"] = draw(st.sampled_from([{}, {offered[1].id: draw(text())}]))
        fields["or_other"] = draw(st.booleans())
        fields["default"] = draw(st.sampled_from([(), (offered[1].id,)]))
    return fields


@st.composite
def conditions(draw: DrawFn, before: tuple[Question, ...]) -> dict[str, Any]:
    closed = [one for one in before if one.type in CLOSED]
    fields: dict[str, Any] = {}
    if closed and draw(st.booleans()):
        fields["show_if"] = tuple(
            draw(condition(draw(st.sampled_from(closed)))) for _ in range(draw(st.integers(1, 2)))
        )
    if before and draw(st.booleans()):
        asked = draw(st.sampled_from(before)).id
        fields["when"] = draw(
            st.sampled_from([f"${{{asked}}} != 'x'", f"(${{{asked}}} = '') or 1 = 1"])
        )
    return fields


@st.composite
def condition(draw: DrawFn, asked: Question) -> Condition:
    offered = [option.id for option in asked.options] or list(map(str, asked.points))
    name = draw(st.sampled_from(["any_of", "none_of", "all_of"]))
    chosen = offered[:1] if name == "all_of" else offered[: draw(st.integers(1, 2))]
    return Condition.model_validate({"question": asked.id, name: tuple(chosen)})


@st.composite
def crossings(draw: DrawFn, asked: Definition) -> tuple[Crossing, ...]:
    """One of the crossings that the survey could have, or none."""
    names = [CHANNEL, *(question.id for question in asked.questions)]
    pairs = (Crossing(question=one, by=by) for one in names for by in names)
    possible = [one for one in pairs if obstacle(asked, one) is None]
    return (draw(st.sampled_from(possible)),) if possible and draw(st.booleans()) else ()


@st.composite
def calculations(draw: DrawFn, asked: tuple[Question, ...]) -> tuple[Calculation, ...]:
    """What is counted from one of the questions, or nothing."""
    taken = {question.id for question in asked}
    name = draw(SHORT.filter(lambda one: one not in taken))
    of = draw(st.sampled_from(asked)).id
    counted = draw(st.sampled_from([f"count-selected(${{{of}}}) + 1", f"if(${{{of}}} = '', 0, 1)"]))
    return (Calculation(id=name, expression=counted),) if draw(st.booleans()) else ()


@st.composite
def definitions(draw: DrawFn) -> Definition:
    ids = draw(st.lists(SHORT, min_size=1, max_size=6, unique=True))
    asked: tuple[Question, ...] = ()
    for one in ids:
        asked = (*asked, draw(question(asked, one)))
    opens = draw(DAYS)
    # Paper keeps no quota.
    ways = [("telegram", "web")] if any(one.quotas for one in asked) else [("paper",)]
    made = Definition(
        key=draw(SHORT),
        title=draw(text()),
        intro=draw(text()),
        area=draw(SHORT),
        opens=opens,
        closes=opens + timedelta(days=draw(st.integers(0, 60))),
        anonymity=draw(st.sampled_from(["anonymous", "named"])),
        languages=draw(st.sampled_from([("cs",), ("cs", "en"), ("uk", "cs", "cs-easy")])),
        audience=draw(st.sampled_from(["public", "user"])),
        channels=draw(st.sampled_from([("telegram", "web"), *ways])),
        min_cell=draw(st.integers(5, 20)),
        unit=draw(st.sampled_from(["person", "service"])),
        working_group=draw(st.sampled_from(["", "seniori"])),
        paper_days=draw(st.sampled_from([0, 7, 14])),
        kept_days=draw(st.sampled_from([365, 90])),
        questions=asked,
        calculations=draw(calculations(asked)),
    )
    made = made.model_copy(update={"crossings": draw(crossings(made))})
    found = findings(made, Known())
    assume(all(Problem(None, None, code).is_warning for _, code, _ in found))
    return written_out(made)
