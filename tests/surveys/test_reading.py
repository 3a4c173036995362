"""A survey file is read whole, or every problem in it is told with its line."""

import re
from copy import deepcopy
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.surveys.files import sentences
from surveys.definitions import LANGUAGES
from surveys.files.pages import open_page
from surveys.files.reading import BadDefinition, Code, Known, Problem, examine, read, read_all
from texts.words import Words

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "surveys").glob("*.yaml"))
KNOWN = Known(areas={"orp-vizovice"}, codelists={"municipalities", "service_types", "providers"})
HEAD = """\
id: autobusy
title: {cs: Autobusy}
intro: {cs: "Pár otázek."}
area: orp-vizovice
opens: 2027-01-14
closes: 2027-02-28
anonymity: anonymous
languages: [cs]
questions:
"""
FIRST = """\
  - id: jezdi
    type: single
    text: {cs: "Jezdíte?"}
    options: [{id: ano, cs: Ano}, {id: ne, cs: Ne}]
"""


COUNTED = (
    HEAD
    + """\
  - {id: deti, type: number, text: {cs: "Kolik dětí?"}}
  - id: auto
    type: text
    text: {cs: "Jaké auto?"}
    when: "${dvoje} > 2 and 'v ${dvoje}' != ''"
calculations:
"""
)


def questions(text: str) -> str:
    """A survey that asks `jezdi` first and then these questions."""
    return HEAD + FIRST + indent(dedent(text).rstrip(), "  ") + "\n"


def asking(fields: str) -> str:
    """A survey with one more question of these fields."""
    return questions(f"- {{id: q, text: {{cs: x}}, {fields}}}")


def found(source: str | bytes) -> list[tuple[int | None, str | None, Code]]:
    return [(one.line, one.question, one.code) for one in problems(source)]


def only(source: str | bytes) -> Problem:
    (problem,) = problems(source)
    return problem


def problems(source: str | bytes) -> tuple[Problem, ...]:
    """What is wrong, none of it beyond words."""
    told = examine(source, KNOWN).problems
    assert all(sentences(told, Words("cs")))
    return told


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_read_without_a_word_and_speak_every_language(path):
    reading = examine(path.read_bytes(), KNOWN)
    assert reading.problems == ()
    (definition,) = reading.definitions
    assert definition.key == path.stem
    assert definition.languages == LANGUAGES


def test_there_is_an_example_for_each_party():
    parties = [read(path.read_bytes(), KNOWN).audience for path in EXAMPLES]
    assert sorted(parties) == ["commissioner", "provider", "public", "user"]


def test_the_example_in_the_docs_is_right():
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/survey-files.md").read_text(), re.S)
    definition = read(shown, KNOWN)
    assert examine(shown, KNOWN).problems == ()
    assert {question.type for question in definition.questions} == {
        *("single", "multi", "scale", "text", "number", "codelist")
    }


def test_options_and_labels_are_written_by_language_and_kept_by_option_and_point():
    residents = read((ROOT / "examples/surveys/obyvatele-2027.yaml").read_bytes())
    assert residents.question("r4").options[0].text["uk"] == "Так"
    assert residents.question("r6").labels[5]["en"] == "very hard"


def test_older_names_and_a_list_of_surveys_are_understood():
    older = HEAD.replace("area:", "audience: verejnost\nterritory:") + FIRST
    listed = "polls:\n  - " + older.replace("\n", "\n    ").rstrip()
    (definition,) = read_all(listed, KNOWN)
    assert (definition.area, definition.audience) == ("orp-vizovice", "public")


def test_words_that_other_readers_take_for_yes_and_no_stay_words():
    text = asking("type: single, options: [{id: no, cs: No}, {id: 1, cs: 2027}]")
    options = read(text).question("q").options
    assert [(one.id, one.text["cs"]) for one in options] == [("no", "No"), ("1", "2027")]


def test_every_error_is_told_at_once_with_its_line_and_question():
    wrong = """\
id: Autobusy
titel: {cs: Autobusy}
intro: {cs: x, de: y}
area: nikde
opens: 2027-02-30
closes: 2027-02-28
anonymity: trochu
languages: [cs]
min_cell: "pět"
questions:
  - id: jezdi
    type: singel
    text: {cs: "Jezdíte?"}
    options: [{id: ano, cs: Ano}, {id: ne, cs: Ne}]
  - id: jezdi
    type: multi
    text: Kdy?
    max_choices: 5
    options:
      - {id: ráno, cs: Ráno}
      - {id: vecer, cs: Večer, jen: true}
      - {id: vecer, cs: Večer}
  - id: proc
    type: text
    text: {cs: ""}
    show_if: [{question: vlak, any_of: [ano]}, {question: proc, any_of: [ano]}]
"""
    assert found(wrong) == [
        (1, None, Code.BAD_ID),
        (1, None, Code.MISSING_FIELD),
        (2, None, Code.UNKNOWN_FIELD),
        (3, None, Code.UNKNOWN_LANGUAGE),
        (4, None, Code.UNKNOWN_AREA),
        (5, None, Code.BAD_DATE),
        (7, None, Code.BAD_VALUE),
        (9, None, Code.WRONG_TYPE),
        (12, "jezdi", Code.BAD_VALUE),
        (15, "jezdi", Code.DUPLICATE_QUESTION),
        (17, "jezdi", Code.WRONG_TYPE),
        (18, "jezdi", Code.TOO_MANY_CHOICES),
        (20, "jezdi", Code.BAD_ID),
        (21, "jezdi", Code.UNKNOWN_FIELD),
        (22, "jezdi", Code.DUPLICATE_OPTION),
        (25, "proc", Code.EMPTY),
        (26, "proc", Code.CONDITION_ON_UNKNOWN),
        (26, "proc", Code.CONDITION_ON_ITSELF),
    ]
    with pytest.raises(BadDefinition) as refused:
        read(wrong, KNOWN)
    assert len(refused.value.problems) == 18


def test_a_misspelt_field_is_told_with_the_nearest_name():
    problem = only(asking("type: text, max_lenght: 3"))
    assert problem.data == {"field": "max_lenght", "nearest": "max_length"}


TWO = "options: [{id: a, cs: A}, {id: b, cs: B}]"
ALONE = "options: [{id: a, cs: A, exclusive: true}, {id: b, cs: B, exclusive: true}]"
MANY = f"options: [{', '.join(f'{{id: o{n}, cs: {100 * chr(120)}}}' for n in range(31))}]"
SCALE = "type: scale, min: 1, max: 2"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("type: text, decimals: 2", Code.FIELD_NOT_FOR_TYPE),
        ("type: text, max_length: 0", Code.OUT_OF_BOUNDS),
        ("type: text, required: ano", Code.WRONG_TYPE),
        ("type: text, help: {}", Code.EMPTY),
        ("type: text, help: {cs: }", Code.EMPTY),
        ("type: number, min: 5, max: 1", Code.MIN_OVER_MAX),
        ("type: number, max: pět", Code.WRONG_TYPE),
        ("type: single", Code.TOO_FEW_OPTIONS),
        ("type: single, options: ano", Code.WRONG_TYPE),
        ("type: single, options: [{id: a, cs: A}, b]", Code.WRONG_TYPE),
        (f"type: single, {TWO}, notes_on: {{c: {{cs: x}}}}", Code.NOTE_ON_NOTHING),
        (f"type: multi, {TWO}, min_choices: 2, max_choices: 1", Code.MIN_OVER_MAX),
        (f"type: multi, {TWO}, max_choices: 3", Code.TOO_MANY_CHOICES),
        (f"type: multi, {ALONE}", Code.ALL_EXCLUSIVE),
        ("type: scale, min: 1", Code.MISSING_FIELD),
        ("type: scale, min: 1, max: 2.5", Code.WRONG_TYPE),
        ("type: scale, min: 1, max: 100", Code.TOO_MANY_POINTS),
        (f"{SCALE}, labels: {{cs: {{1: a}}}}", Code.LABEL_MISSING),
        (f"{SCALE}, labels: {{cs: {{1: a, 2: b, 3: c}}}}", Code.LABEL_OUTSIDE),
        (f"{SCALE}, labels: {{cs: dobře}}", Code.WRONG_TYPE),
        ("type: codelist", Code.MISSING_FIELD),
        ("type: codelist, codelist: planety", Code.UNKNOWN_CODELIST),
        (f"type: text, help: {{cs: {'x' * 1001}}}", Code.TEXT_TOO_LONG),
        (f"type: single, {TWO}".replace("cs: A", f"cs: {'x' * 251}"), Code.TEXT_TOO_LONG),
        ("type: single, options: [{id: a, cs: A}]", Code.ONE_OPTION),
        (f"type: single, {TWO}".replace("cs: A", f"cs: {'x' * 41}"), Code.LONG_OPTION),
        (f"type: single, {TWO}".replace("id: b", "id: a"), Code.DUPLICATE_OPTION),
        (f"type: rank, {TWO}, notes_on: {{a: {{cs: x}}}}", Code.FIELD_NOT_FOR_TYPE),
        ("type: rank, options: [{id: a, cs: A}]", Code.TOO_FEW_OPTIONS),
        (f"type: rank, {TWO}, max_choices: 3", Code.TOO_MANY_CHOICES),
        ("type: number, step: 0", Code.OUT_OF_BOUNDS),
        ("type: date, earliest: zítra", Code.BAD_DATE),
        ("type: date, earliest: 2027-02-02, latest: 2027-01-01", Code.MIN_OVER_MAX),
        ("type: number, voice: true", Code.FIELD_NOT_FOR_TYPE),
        ("type: text, when: '${jezdi} ='", Code.BAD_EXPRESSION),
        ("type: text, when: 'kdo = 1'", Code.BAD_EXPRESSION),
        ("type: text, when: '${jede} = 1'", Code.CONDITION_ON_UNKNOWN),
        ("type: text, when: '${q} = 1'", Code.CONDITION_ON_ITSELF),
        ("type: text, when: '. = 1'", Code.CONDITION_ON_ITSELF),
        ("type: text, constraint: '. != ${jede}'", Code.CONDITION_ON_UNKNOWN),
        ("type: text, constraint_text: {cs: x}", Code.MISSING_FIELD),
        (f"type: single, {TWO}, choice_filter: 'kraj = ${{jezdi}}'", Code.UNKNOWN_ATTRIBUTE),
        ("type: text, help: {cs: 'Ještě ${jede}?'}", Code.REPEATS_UNKNOWN),
        ("type: text, help: {cs: 'Ještě ${q}?'}", Code.REPEATS_LATER),
        (f"type: single, {TWO}, default: c", Code.DEFAULT_NOT_TAKEN),
        ("type: date, default: zítra", Code.DEFAULT_NOT_TAKEN),
        (f"type: single, {TWO}, or_other: ano", Code.WRONG_TYPE),
        ("type: text, help: {uk: x}", Code.TEXT_MISSING),
        ('type: text, help: {cs: "\\a"}', Code.CONTROL_CHARACTER),
        ("type: text, help: &x {cs: x}", Code.NOT_PLAIN),
        ("type: text, help: {cs: !!binary aGVq}", Code.NOT_PLAIN),
        ("type: text, type: text", Code.DUPLICATE_KEY),
        ("type: text, show_if: {question: jezdi}", Code.WRONG_TYPE),
        ("type: text, show_if: [{question: jezdi, any_of: ano}]", Code.WRONG_TYPE),
    ],
)
def test_what_is_wrong_in_a_question_is_told_once(fields, code):
    problem = only(asking(fields))
    assert (problem.question, problem.code) == ("q", code)
    assert problem.line == HEAD.count("\n") + FIRST.count("\n") + 1


def test_options_that_no_button_holds_fit_one_message_with_their_question():
    told = problems(asking(f"type: single, {MANY}"))
    assert [one.code for one in told if not one.is_warning] == [Code.TEXT_TOO_LONG]


def test_an_id_longer_than_a_button_can_carry_is_told():
    problem = only(asking("type: text").replace("id: q", f"id: {'q' * 27}"))
    assert (problem.code, problem.data["longest"]) == (Code.BAD_ID, 26)


def test_a_question_with_other_leaves_room_in_its_id():
    fields = f"type: single, {TWO}, or_other: true"
    problem = only(asking(fields).replace("id: q", f"id: {'q' * 21}"))
    assert (problem.code, problem.data["longest"]) == (Code.BAD_ID, 20)


@pytest.mark.parametrize(
    "fields",
    [
        "type: date, earliest: 2027-01-01, default: 2027-02-01",
        "type: number, default: 5, step: 5",
        f"type: rank, {TWO}, default: [b, a]",
        f"type: multi, {TWO}, default: a, or_other: true",
        "type: text, voice: true, group: {cs: O vás}, when: \"${jezdi} != 'ne'\"",
        "type: place, when: \"selected(${jezdi}, 'ano')\"",
        "type: photo, help: {cs: 'Jezdíte: ${jezdi}'}",
        "type: acknowledge, required: true",
        "type: note",
    ],
)
def test_every_kind_of_question_is_read(fields):
    assert not problems(asking(fields))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("{question: jezdil, any_of: [ano]}", Code.CONDITION_ON_UNKNOWN),
        ("{question: q, any_of: [ano]}", Code.CONDITION_ON_ITSELF),
        ("{question: later, any_of: [ano]}", Code.CONDITION_ON_LATER),
        ("{question: jezdi}", Code.CONDITION_EMPTY),
        ("{question: jezdi, any_of: [an]}", Code.UNKNOWN_ANSWER),
        ("{question: jezdi, all_of: [ano, ne]}", Code.NEVER_SHOWN),
        ("{question: jezdi, none_of: [ano, ne]}", Code.NEVER_SHOWN),
        ("{question: jezdi, any_of: [ano], none_of: [ano]}", Code.NEVER_SHOWN),
        ("{question: jezdi, any_of: [ano]}, {question: jezdi, any_of: [ne]}", Code.NEVER_SHOWN),
    ],
)
def test_a_condition_that_names_nothing_or_never_holds_is_told(condition, code):
    text = f"""\
    - {{id: q, type: text, text: {{cs: x}}, show_if: [{condition}]}}
    - {{id: later, type: text, text: {{cs: x}}}}
    """
    assert only(questions(text)).code == code


def test_a_condition_on_free_text_is_told():
    text = """\
    - {id: q, type: text, text: {cs: x}}
    - {id: r, type: text, text: {cs: x}, show_if: [{question: q, any_of: [ano]}]}
    """
    assert only(questions(text)).code == Code.CONDITION_ON_OPEN


def test_conditions_that_exclude_each_other_through_another_question_are_told():
    text = """\
    - id: q
      type: single
      text: {cs: x}
      options: [{id: a, cs: A}, {id: b, cs: B}]
      show_if: [{question: jezdi, any_of: [ano]}]
    - id: r
      type: text
      text: {cs: x}
      show_if: [{question: q, any_of: [a]}, {question: jezdi, any_of: [ne]}]
    """
    problem = only(questions(text))
    assert (problem.question, problem.code) == ("r", Code.NEVER_SHOWN)
    assert sorted(problem.data["asked"]) == ["jezdi", "q"]


def test_answers_that_cannot_be_given_together_are_never_waited_for():
    text = """\
    - id: q
      type: multi
      text: {cs: x}
      max_choices: 1
      options: [{id: a, cs: A}, {id: b, cs: B}, {id: c, cs: C, exclusive: true}]
    - {id: r, type: text, text: {cs: x}, show_if: [{question: q, all_of: [a, b]}]}
    - {id: s, type: text, text: {cs: x}, show_if: [{question: q, all_of: [a, c]}]}
    - {id: t, type: text, text: {cs: x}, show_if: [{question: q, any_of: [a, c]}]}
    """
    assert [(q, code) for _, q, code in found(questions(text))] == [
        ("r", Code.NEVER_SHOWN),
        ("s", Code.NEVER_SHOWN),
    ]


def test_a_survey_that_would_close_before_it_opens_is_told():
    problem = only((HEAD + FIRST).replace("2027-02-28", "2027-01-13"))
    assert (problem.line, problem.code) == (6, Code.CLOSES_FIRST)


def test_warnings_do_not_stop_a_survey():
    text = (HEAD + FIRST).replace("languages: [cs]", "languages: [cs, uk]\nmin_cell: 2")
    reading = examine(text, KNOWN)
    assert reading.errors == ()
    assert {one.code for one in reading.warnings} == {Code.TEXT_MISSING, Code.SMALL_CELL}
    assert read(text, KNOWN).languages == ("cs", "uk")


def test_health_is_not_written_about_where_there_is_only_the_chat():
    text = asking("type: text, sensitivity: health")
    assert found(text) == []
    chat_only = text.replace("languages:", "channels: [telegram]\nlanguages:")
    assert only(chat_only).code == Code.HEALTH_TEXT_SKIPPED


@pytest.mark.parametrize("kind", ["photo", "audio", "file"])
def test_what_is_sent_cannot_be_required_on_paper_nor_asked_about_health_in_the_chat(kind):
    text = asking(f"type: {kind}")
    assert read(text, KNOWN).questions[-1].type == kind
    by_hand = text.replace("languages:", "channels: [web, paper]\nlanguages:")
    assert found(by_hand) == []
    demanded = by_hand.replace(f"type: {kind}", f"type: {kind}, required: true")
    assert only(demanded).code == Code.SENT_REQUIRED_ON_PAPER
    health = text.replace(f"type: {kind}", f"type: {kind}, sensitivity: health")
    assert only(health.replace("languages:", "channels: [telegram]\nlanguages:")).code == (
        Code.HEALTH_TEXT_SKIPPED
    )


def test_two_surveys_of_one_name_are_told():
    one = "  - " + (HEAD + FIRST).replace("\n", "\n    ").rstrip() + "\n"
    assert [code for _, _, code in found("surveys:\n" + one + one)] == [Code.DUPLICATE_SURVEY]


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        (b"id: \xff", 1, Code.NOT_UTF8),
        ("a: 1\nb: [", 3, Code.NOT_YAML),
        ("a: b: c", 1, Code.NOT_YAML),
        ("\tid: x", 1, Code.NOT_YAML),
        ("? [a]\n: b", 1, Code.NOT_YAML),
        ("id: x\x07", 1, Code.CONTROL_CHARACTER),
        ("", None, Code.NOT_A_SURVEY),
        ("- a", 1, Code.NOT_A_SURVEY),
        ("surveys: [a]", 1, Code.NOT_A_SURVEY),
        ("id: x\n---\nid: y", 2, Code.NOT_A_SURVEY),
        ("[" * 100_000, 1, Code.TOO_DEEP),
        ("x" * 1_000_001, None, Code.TOO_BIG),
    ],
    ids=lambda value: value[:12] if isinstance(value, str | bytes) else None,
)
def test_a_file_that_is_no_survey_is_told_so(source, line, code):
    assert found(source)[0] == (line, None, code)


def test_a_file_that_would_grow_without_end_is_not_followed():
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    assert {Code.NOT_PLAIN} <= {code for _, _, code in found(bomb)}
    assert Code.NOT_PLAIN in {code for _, _, code in found("a: &a [*a]")}


def test_a_file_of_nothing_but_errors_is_not_listed_without_end():
    assert len(found("id: x\nquestions:\n" + "- {}\n" * 2000)) == 500


def test_a_byte_order_mark_does_no_harm():
    assert found(b"\xef\xbb\xbf" + (HEAD + FIRST).encode()) == []


def test_a_file_of_several_surveys_is_not_one_survey():
    one = "  - " + (HEAD + FIRST).replace("\n", "\n    ").rstrip() + "\n"
    with pytest.raises(BadDefinition) as refused:
        read("surveys:\n" + one + one.replace("autobusy", "vlaky"), KNOWN)
    assert refused.value.problems[0].code == Code.NOT_ONE_SURVEY


RESIDENTS = (ROOT / "examples/surveys/obyvatele-2027.yaml").read_text("utf-8")
JUNK = st.sampled_from([None, True, 0, -1, 2.5, "", "x", "Ž!", [], ["x"], [None], {}, {"cs": 1}])


@settings(deadline=None)
@given(st.data())
def test_no_mistake_however_odd_makes_reading_fail(data):
    raw = open_page(RESIDENTS).data
    for _ in range(data.draw(st.integers(1, 4))):
        _spoil(raw, data)
    reading = examine(yaml.safe_dump(raw, allow_unicode=True), KNOWN)
    assert reading.errors or reading.definitions
    assert all(one.line for one in reading.problems)
    assert all(sentences(reading.problems, Words("uk")))


def _spoil(raw: Any, data: st.DataObject) -> None:
    """Puts something odd anywhere in the survey."""
    here = raw
    while here:
        step = data.draw(
            st.sampled_from(list(here if isinstance(here, dict) else range(len(here))))
        )
        if not isinstance(here[step], dict | list) or data.draw(st.integers(0, 4)) == 0:
            here[step] = deepcopy(data.draw(JUNK))
            return
        here = here[step]


CROSSED = """\
  - id: kdy
    type: multi
    text: {cs: "Kdy?"}
    options: [{id: rano, cs: Ráno}, {id: vecer, cs: Večer}]
"""


def crossed(*pairs: tuple[str, str]) -> str:
    listed = ", ".join(f"{{question: {asked}, by: {by}}}" for asked, by in pairs)
    return HEAD.replace("questions:", f"crossings: [{listed}]\nquestions:") + FIRST + CROSSED


def test_a_survey_names_the_tables_in_which_its_answers_are_crossed():
    (crossing, by_channel) = read(crossed(("kdy", "jezdi"), ("kdy", "_channel"))).crossings
    assert (crossing.question, crossing.by) == ("kdy", "jezdi")
    assert by_channel.by == "_channel"


@pytest.mark.parametrize(
    ("asked", "by", "why"),
    [
        ("jezdi", "kdy", "více odpověďmi"),
        ("jezdi", "neni", "není otázka ankety"),
        ("jezdi", "jezdi", "sama se"),
    ],
)
def test_a_crossing_that_cannot_be_is_refused_with_its_reason(asked, by, why):
    problem = only(crossed((asked, by)))
    assert problem.code == Code.CANNOT_CROSS
    assert why in sentences([problem], Words("cs"))[0]


def test_a_calculation_stands_in_place_of_its_name_in_expressions():
    source = (
        COUNTED
        + """\
  - {id: dvoje, expression: "${mista} * 2"}
  - {id: mista, expression: "${deti} + 1"}
"""
    )
    definition = read(source)
    assert definition.questions[1].when == "((${deti} + 1) * 2) > 2 and 'v ${dvoje}' != ''"
    assert [one.expression for one in definition.calculations] == [
        "(${deti} + 1) * 2",
        "${deti} + 1",
    ]


@pytest.mark.parametrize(
    ("calculations", "told"),
    [
        ('- {id: dvoje, expression: "${deti} +"}', {(16, Code.BAD_EXPRESSION)}),
        ('- {id: dvoje, expression: "${dvoje} + 1"}', {(16, Code.CONDITION_ON_ITSELF)}),
        ('- {id: dvoje, expression: ". + 1"}', {(16, Code.CONDITION_ON_ITSELF)}),
        (
            '- {id: deti, expression: "1"}',
            {(14, Code.CONDITION_ON_UNKNOWN), (16, Code.DUPLICATE_QUESTION)},
        ),
        ('- {id: Dvoje, expression: "1"}', {(14, Code.CONDITION_ON_UNKNOWN), (16, Code.BAD_ID)}),
        ('- {id: dvoje, expression: "pulldata(1)"}', {(16, Code.BAD_EXPRESSION)}),
        ('- {id: dvoje, expresion: "1"}', {(16, Code.UNKNOWN_FIELD), (16, Code.MISSING_FIELD)}),
        ("- dvoje", {(16, Code.WRONG_TYPE)}),
        ('- {id: dvoje, expression: "' + "1 + " * 600 + '1"}', {(16, Code.BAD_EXPRESSION)}),
    ],
)
def test_what_is_wrong_with_a_calculation_is_told(calculations: str, told: set[Any]):
    assert {(line, code) for line, _, code in found(COUNTED + "  " + calculations)} >= told


def test_calculations_that_lead_back_to_each_other_end():
    circle = [f'  - {{id: c{n}, expression: "${{c{(n + 1) % 30}}} + 1"}}' for n in range(30)]
    told = found(COUNTED + "\n".join(circle))
    assert [code for _, _, code in told].count(Code.CONDITION_ON_ITSELF) == 30
