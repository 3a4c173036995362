"""How many questions a survey says that it has, and how many it asks."""

from typing import Any

import pytest
from hypothesis import given

from surveys.definitions import Definition
from surveys.length import Length, length
from surveys.walking import Value, progress, visible
from tests.handlers.village import example
from tests.surveys.samples import survey
from tests.surveys.test_walking import half_filled


def test_the_two_ways_of_the_needs_poll_are_not_counted_together() -> None:
    assert length(example("obyvatele-2027")) == Length(9, varies=True)


def test_who_is_asked_everything_hears_a_plain_number() -> None:
    asked = survey(questions=[_text("proc"), {**_text("konec"), "type": "note"}])
    assert length(asked) == Length(1, varies=False)
    assert progress(asked, visible(asked, {}), "konec").total == 1


@pytest.mark.parametrize(
    ("when", "most"), [("${jede} = 'ano'", 3), ("${jede} != 'ano'", 2), ("${jede} = ''", 2)]
)
def test_what_an_expression_asks_for_is_weighed_too(when: str, most: int) -> None:
    rides = {"question": "jede", "any_of": ["ano"]}
    questions = [_yes_or_no("jede"), {**_text("kdy"), "show_if": [rides]}]
    assert length(survey(questions=[*questions, {**_text("proc"), "when": when}])).most == most


def test_an_answer_that_ends_the_survey_leads_to_no_more_questions() -> None:
    gate = {**_yes_or_no("jede"), "ends_on": {"ne": {"cs": "Děkujeme."}}}
    leaves = {"question": "jede", "any_of": ["ne"]}
    questions = [gate, {**_text("kdy"), "show_if": [leaves]}, _text("cim")]
    assert length(survey(questions=questions)) == Length(2, varies=True)


def test_with_too_many_ways_to_try_all_questions_are_told() -> None:
    forks = [_yes_or_no(f"q{n}") for n in range(6)]
    rules = [{"question": one["id"], "any_of": ["ano"]} for one in forks]
    contrary = {"question": "q0", "any_of": ["ne"]}
    asked = survey(questions=[*forks, {**_text("proc"), "show_if": [*rules, contrary]}])
    assert length(asked).most == 7


@given(half_filled())
def test_nobody_is_asked_more_than_was_told(filled: tuple[Definition, dict[str, Value]]) -> None:
    definition, answers = filled
    found = length(definition)
    asked = visible(definition, answers)
    assert len(asked) <= found.most
    assert found.varies or len(asked) == found.most


def _text(name: str) -> dict[str, Any]:
    return {"id": name, "type": "text", "text": {"cs": "?"}}


def _yes_or_no(name: str) -> dict[str, Any]:
    options = [{"id": one, "text": {"cs": one}} for one in ("ano", "ne")]
    return {"id": name, "type": "single", "text": {"cs": "?"}, "options": options}
