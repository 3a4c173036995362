"""The way through a survey follows from what has been answered, and from nothing else."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveys.definitions import Definition
from surveys.walking import (
    Answers,
    Progress,
    Value,
    following,
    next_unanswered,
    preceding,
    progress,
    relevant,
    visible,
)
from tests.surveys.samples import survey

BUSES = survey()
RIDES: dict[str, Value] = {"jezdi": "ano", "kdy": ["rano"], "znamka": 3}


def ids(answers: Answers) -> list[str]:
    return [question.id for question in visible(BUSES, answers)]


def test_who_takes_no_bus_is_not_asked_when():
    assert ids({"jezdi": "ne"}) == ["jezdi", "cena", "obec"]


def test_who_takes_a_bus_and_finds_it_bad_is_asked_why():
    assert ids(RIDES) == ["jezdi", "kdy", "znamka", "proc", "cena", "obec"]


def test_a_skipped_question_hides_what_depends_on_it_even_when_it_asks_for_none_of():
    assert ids({"jezdi": "ano", "kdy": None}) == ["jezdi", "kdy", "cena", "obec"]
    assert ids({"jezdi": "ano"}) == ["jezdi", "kdy", "cena", "obec"]


def test_a_forgotten_branch_hides_all_that_hangs_on_it():
    changed_mind = {**RIDES, "jezdi": "ne"}
    assert ids(changed_mind) == ["jezdi", "cena", "obec"]
    assert relevant(BUSES, changed_mind) == {"jezdi": "ne"}


def test_all_of_wants_every_one_of_its_answers():
    both = survey(questions=[_when(), _asked_if(all_of=["rano", "noc"])])
    assert len(visible(both, {"kdy": ["rano", "noc"]})) == 2
    assert len(visible(both, {"kdy": ["rano"]})) == 1


def _when() -> dict[str, Any]:
    options = [{"id": one, "text": {"cs": one}} for one in ("rano", "vecer", "noc")]
    return {"id": "kdy", "type": "multi", "text": {"cs": "Kdy?"}, "options": options}


def _asked_if(**condition: Any) -> dict[str, Any]:
    rule = {"question": "kdy", **condition}
    return {"id": "proc", "type": "text", "text": {"cs": "Proč?"}, "show_if": [rule]}


def test_one_goes_on_where_nothing_has_been_said_yet():
    assert _id(next_unanswered(BUSES, {})) == "jezdi"
    assert _id(next_unanswered(BUSES, {"jezdi": "ano", "kdy": None})) == "cena"
    assert next_unanswered(BUSES, {"jezdi": "ne", "cena": None, "obec": "jinde"}) is None


def test_a_required_question_left_out_is_still_open():
    assert _id(next_unanswered(BUSES, {"jezdi": None, "cena": None, "obec": None})) == "jezdi"


def _id(question: Any) -> str | None:
    return question.id if question else None


def test_progress_counts_only_what_is_asked():
    assert progress(BUSES, visible(BUSES, {"jezdi": "ne"}), "cena") == Progress(2, 3)
    assert progress(BUSES, visible(BUSES, RIDES), "cena") == Progress(5, 6)


def test_from_a_question_hidden_meanwhile_the_way_goes_on_in_both_directions():
    asked = visible(BUSES, {"jezdi": "ne"})
    assert _id(following(BUSES, asked, "znamka")) == "cena"
    assert _id(preceding(BUSES, asked, "znamka")) == "jezdi"
    assert progress(BUSES, asked, "znamka") == Progress(1, 3)


@st.composite
def surveys(draw: st.DrawFn) -> Definition:
    """Surveys whose questions hang on earlier ones in every way."""
    questions: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["single", "multi", "scale", "text"]))
        question: dict[str, Any] = {"id": f"q{place}", "type": kind, "text": {"cs": "?"}}
        if kind == "scale":
            question |= {"min": 1, "max": 3}
        if kind in ("single", "multi"):
            question["options"] = [{"id": one, "text": {"cs": one}} for one in "123"]
        earlier = [one["id"] for one in questions if one["type"] != "text"]
        if earlier:
            question["show_if"] = draw(st.lists(_conditions(earlier), max_size=2))
        questions.append(question)
    return survey(questions=questions)


def _conditions(earlier: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.lists(st.sampled_from("123"), min_size=1, max_size=2)
    field = st.sampled_from(["any_of", "all_of", "none_of"])
    asked = st.sampled_from(earlier)
    return st.builds(lambda q, name, named: {"question": q, name: named}, asked, field, values)


@st.composite
def half_filled(draw: st.DrawFn) -> tuple[Definition, dict[str, Value]]:
    definition = draw(surveys())
    answers: dict[str, Value] = {}
    for question in definition.questions:
        if draw(st.booleans()):
            answers[question.id] = draw(_values(question.type))
    return definition, answers


def _values(kind: str) -> st.SearchStrategy[Any]:
    one = st.sampled_from("123")
    some: dict[str, st.SearchStrategy[Any]] = {
        "scale": st.integers(1, 3),
        "multi": st.lists(one, unique=True, min_size=1),
    }
    return st.none() | some.get(kind, one)


@given(half_filled())
def test_walking_forward_meets_every_asked_question_once_and_ends(filled):
    definition, answers = filled
    asked = visible(definition, answers)
    here, met = asked[0], []
    while here is not None:
        met.append(here)
        assert len(met) <= len(definition.questions)
        here = following(definition, asked, here.id)
    assert tuple(met) == asked


@given(half_filled())
def test_back_and_forward_again_is_the_same_place(filled):
    definition, answers = filled
    asked = visible(definition, answers)
    for question in asked[1:]:
        before = preceding(definition, asked, question.id)
        assert before is not None
        assert following(definition, asked, before.id) == question


@given(half_filled())
def test_progress_grows_and_stays_within_its_total(filled):
    definition, answers = filled
    asked = visible(definition, answers)
    steps = [progress(definition, asked, one.id) for one in definition.questions]
    assert all(1 <= step.position <= step.total for step in steps)
    assert [step.position for step in steps] == sorted(step.position for step in steps)


@given(half_filled())
def test_what_counts_does_not_change_what_is_asked(filled):
    definition, answers = filled
    kept = relevant(definition, answers)
    assert relevant(definition, kept) == kept
    assert visible(definition, kept) == visible(definition, answers)
