"""A definition is fixed, finds its questions and survives being kept."""

import pytest
from pydantic import ValidationError

from surveys.definitions import Definition, MissingText, NoSuchQuestion, missing_texts
from tests.surveys.samples import BUSES, survey


def test_a_definition_comes_back_from_storage_as_it_was():
    buses = survey()
    assert Definition.from_json(buses.to_json()) == buses
    assert Definition.from_json(buses.to_json()).to_json() == buses.to_json()


def test_a_definition_cannot_be_changed():
    buses = survey()
    with pytest.raises(ValidationError):
        buses.title = {"cs": "Vlaky"}


def test_a_question_is_found_by_its_id():
    buses = survey()
    assert "kdy" in buses
    assert buses.question("kdy").max_choices == 2
    assert buses.place("znamka") == 2


def test_a_question_that_is_not_there_says_which_one():
    with pytest.raises(NoSuchQuestion) as refused:
        survey().question("vlak")
    assert refused.value.question_id == "vlak"


def test_the_question_about_the_municipality_is_found_by_its_tag():
    asked = survey().tagged("municipality")
    assert asked
    assert asked.id == "obec"
    assert survey().tagged("age") is None


def test_options_added_to_a_codelist_are_found_with_the_others():
    extra = survey().question("obec").option("jinde")
    assert extra
    assert extra.text["en"] == "Elsewhere"


def test_only_a_scale_has_points():
    assert list(survey().question("znamka").points) == [1, 2, 3]
    assert list(survey().question("cena").points) == []


def test_texts_missing_in_a_promised_language_are_listed():
    assert missing_texts(survey()) == []
    promised = survey(languages=["cs", "uk"], questions=BUSES["questions"][:1])
    assert missing_texts(promised) == [
        MissingText("uk", None, ("title",)),
        MissingText("uk", None, ("intro",)),
        MissingText("uk", "jezdi", ("questions", 0, "text")),
        MissingText("uk", "jezdi", ("questions", 0, "options", 0, "text")),
        MissingText("uk", "jezdi", ("questions", 0, "options", 1, "text")),
    ]
