"""A survey written as a spreadsheet is the same survey when it is read again."""

import io

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from surveys.definitions import Definition, Option, Question
from surveys.files.reading import Reading
from surveys.files.xlsform.writing import write
from tests.handlers.village import example as example_survey
from tests.surveys.samples import survey
from tests.surveys.xlsform.forms import reading
from tests.surveys.xlsform.generated import definitions

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
# A round trip takes so long that looking for a smaller example would take minutes.
WITHOUT_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
EXAMPLES = ("obyvatele-2027", "uzivatele-2027", "poskytovatele-2027", "obce-2027")


def again(definition: Definition) -> Reading:
    return reading(write(definition))


def with_plain_spaces(definition: Definition) -> Definition:
    """Spreadsheets of this kind know no unbreakable space."""
    return Definition.from_json(definition.to_json().replace("\N{NO-BREAK SPACE}", " "))


@given(definitions())
@example(survey())
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW, phases=WITHOUT_SHRINKING)
def test_nothing_is_lost_there_and_back(definition: Definition):
    read = again(definition)
    assert not read.errors
    assert with_plain_spaces(read.definitions[0]) == with_plain_spaces(definition)


@pytest.mark.soak
@given(definitions())
@settings(max_examples=1000, deadline=None, suppress_health_check=SLOW)
@pytest.mark.timeout(900)
def test_nothing_is_lost_there_and_back_again_and_again(definition: Definition):
    read = again(definition)
    assert not read.errors
    assert with_plain_spaces(read.definitions[0]) == with_plain_spaces(definition)


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_example_surveys_come_back_whole(key: str):
    definition = example_survey(key)
    assert with_plain_spaces(again(definition).definitions[0]) == with_plain_spaces(definition)


@pytest.mark.parametrize("key", EXAMPLES)
def test_other_programs_understand_what_is_written(key: str):
    assert "<h:html" in convert(write(example_survey(key)), validate=False).xform


def test_every_field_of_a_survey_is_known_here():
    """A field that is added has to be written, read, and drawn in tests/surveys/xlsform/."""
    assert set(Definition.model_fields) == {
        *("key", "title", "intro", "area", "opens", "closes", "anonymity", "languages"),
        *("questions", "audience", "channels", "min_cell", "unit", "kept_days"),
        *("paper_days", "crossings", "calculations", "working_group"),
    }
    assert set(Question.model_fields) == {
        *("id", "type", "text", "help", "options", "notes_on", "min", "max", "step", "decimals"),
        *("earliest", "latest", "min_choices", "max_choices", "max_length", "voice", "labels"),
        *("codelist", "extra_options", "or_other", "choice_filter", "show_if", "when"),
        *("constraint", "constraint_text", "default", "group", "sensitivity", "required", "tag"),
        *("leads_to", "randomize", "ends_on", "quotas"),
    }
    assert set(Option.model_fields) == {
        *("id", "text", "exclusive", "services", "attributes", "picture"),
    }


def test_what_looks_like_a_formula_is_written_as_a_text():
    options = [{"id": "ano", "text": {"cs": "=1+1"}}, {"id": "ne", "text": {"cs": "@SUM(A1)"}}]
    asked = {"id": "a", "type": "single", "text": {"cs": '=HYPERLINK("x")'}, "options": options}
    book = load_workbook(io.BytesIO(write(survey(questions=[asked]))))
    kinds = {cell.data_type for sheet in book for row in sheet.rows for cell in row if cell.value}
    assert kinds == {"s"}
