"""Expressions say what XPath would say, and a bad one says where it is bad."""

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.expressions import KNOWN_FUNCTIONS, BadExpression, Fault, parse

ANSWERS: dict[str, Any] = {
    "vek": "72",
    "jezdi": "ano",
    "kdy": ["rano", "vecer"],
    "znamka": 2,
    "od": "2027-01-14",
    "proc": None,
    "misto": {"lat": 49.2, "lon": 17.8},
}
PIECES = [
    *("${vek}", "${kdy}", "${od}", "${nic}", ".", "'ano'", '"a"', "17", ".5", "(", ")", ","),
    *("=", "!=", "<", ">=", "+", "-", "*", "div", "mod", "and", "or", "rano", "/", "[", "😀", "'"),
    *(f"{name}(" for name in KNOWN_FUNCTIONS),
]


@pytest.mark.parametrize(
    "text",
    [
        "${vek} > 17",
        "${jezdi} = 'ano' and ${vek} >= 65",
        "selected(${kdy}, 'rano') and not(selected(${kdy}, 'noc'))",
        "count-selected(${kdy}) = 2",
        "${znamka} = 2",
        "${proc} = ''",
        "not(${proc} > 0) and not(${proc} <= 0)",
        "coalesce(${proc}, 'nic') = 'nic'",
        "if(${vek} > 70, 'senior', 'ne') = 'senior'",
        "string-length(${jezdi}) = 3",
        "regex('731 111 222', '[0-9]{3}( [0-9]{3}){2}')",
        "not(regex('x731', '[0-9]+'))",
        "${od} < '2027-02-01' and ${od} > date('2027-01-13')",
        "int(2.9) + int(-2.9) = 0",
        "round(2.5) = 3 and round(3.14159, 2) = 3.14",
        "min(3, ${znamka}, 7) = 2 and max(1, ${vek}) = 72",
        "number('12.50') = 12.5",
        "1 + 2 * 3 = 7 and (1 + 2) * 3 = 9 and 7 mod 4 = 3 and 7 div 2 = 3.5",
        "10 - 2 - 3 = 5 and - 2 + 3 = 1 and --1 = 1",
        "true() or false() and false()",
        "concat('a', 1, true()) = 'a1true'",
        "${misto} != ''",
        "'a' = \"a\"",
        "1 div 0 > 1000 and not(0 div 0 = 0 div 0)",
    ],
)
def test_it_holds(text: str):
    assert parse(text).holds(ANSWERS)


@pytest.mark.parametrize("text", ["'0'", "1", "'false'", "-1", "${kdy}", "not('')"])
def test_what_counts_as_true(text: str):
    assert parse(text).holds(ANSWERS)


@pytest.mark.parametrize("text", ["''", "0", "number('x')", "${proc}", "${nikdo}", "0 div 0"])
def test_what_counts_as_false(text: str):
    assert not parse(text).holds(ANSWERS)


def test_a_constraint_judges_the_answer_itself():
    within = parse(". >= 0 and . <= ${vek}")
    assert within.asks_itself
    assert within.holds(ANSWERS, "12")
    assert not within.holds(ANSWERS, "120")


def test_today_comes_from_outside():
    past = parse(". <= today()")
    assert past.asks_today
    assert past.holds({}, "2027-01-14", today=date(2027, 1, 14))
    assert not past.holds({}, "2027-01-15", today=date(2027, 1, 14))
    assert parse(". > today() - 7").holds({}, "2027-01-08", today=date(2027, 1, 14))


def test_a_filter_compares_an_options_attributes():
    near = parse("kraj = ${kraj} or name = 'jinde'", filters=True)
    assert near.attributes == {"kraj", "name"}
    assert near.holds({"kraj": "zlin"}, attributes={"kraj": "zlin", "name": "vsetin"})
    assert not near.holds({"kraj": "brno"}, attributes={"kraj": "zlin", "name": "vsetin"})


def test_it_knows_which_questions_it_asks_about():
    assert parse("${a} = '${b}' or selected(${ c-2 }, 'x')").names == {"a", "c-2"}


@pytest.mark.parametrize(
    ("text", "fault", "column"),
    [
        ("  ", Fault.EMPTY, 1),
        ("${vek} >", Fault.UNFINISHED, 9),
        ("${vek} > > 1", Fault.UNEXPECTED, 10),
        ("(1 = 1", Fault.UNFINISHED, 7),
        ("1 = 1)", Fault.UNEXPECTED, 6),
        ("${vek} 1", Fault.UNEXPECTED, 8),
        ("${jezdi} = 'ano", Fault.OPEN_QUOTE, 12),
        ("${jezdi} = ‘ano’", Fault.STRANGE_CHARACTER, 12),
        ("${jezdi} = ano", Fault.BARE_WORD, 12),
        ("$vek = 1", Fault.STRANGE_CHARACTER, 1),
        ("../vek = 1", Fault.PATH, 1),
        ("/data/vek = 1", Fault.PATH, 1),
        ("${vek}[1] = 1", Fault.PATH, 7),
        ("pulldata('a', 'b', 'c', 'd') = 1", Fault.UNKNOWN_FUNCTION, 1),
        ("1 = 1 and not()", Fault.WRONG_ARGUMENTS, 11),
        ("regex(., '(')", Fault.PATTERN, 10),
        ("regex(., concat('a', .))", Fault.PATTERN, 23),
        ("(" * 40 + "1" + ")" * 40, Fault.TOO_DEEP, 30),
        ("1 +" * 1000 + "1", Fault.TOO_LONG, 2001),
        ("-" * 200 + "1", Fault.TOO_DEEP, 30),
    ],
)
def test_a_bad_expression_says_where(text: str, fault: Fault, column: int):
    with pytest.raises(BadExpression) as refused:
        parse(text)
    assert (refused.value.fault, refused.value.column) == (fault, column)


def test_what_is_not_supported_is_refused_by_name():
    with pytest.raises(BadExpression) as refused:
        parse("indexed-repeat(1)")
    assert refused.value.data == {"name": "indexed-repeat"}


def test_a_pattern_made_to_hang_does_not():
    evil = parse("regex(., '(a+)+b')")
    assert not evil.holds({}, "a" * 3000)


VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.booleans(),
    st.lists(st.text()),
    st.sampled_from(["2027-02-30", "0000-00-00", "1e309", "9" * 400, "-0", "\ud800", " 5 "]),
)


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)),
    st.dictionaries(st.sampled_from(["vek", "kdy", "od"]), VALUES),
    VALUES,
)
@example("regex(., 'a')", {}, "\ud800")
@example("int(9 div 0) mod round(9 div 0, 9 div 0)", {}, None)
def test_any_text_is_an_expression_or_a_bad_one(text: str, answers: dict[str, Any], this: Any):
    column = _column_of_fault(text)
    if column:
        assert 1 <= column <= len(text) + 1
    else:
        found = parse(text).value(answers, this, today=date(2027, 1, 14))
        assert isinstance(found, str | float | bool)


def _column_of_fault(text: str) -> int:
    try:
        parse(text)
    except BadExpression as refused:
        return refused.column
    return 0


@given(st.lists(st.sampled_from(PIECES), min_size=100, max_size=500).map("".join))
def test_length_breaks_nothing(text: str):
    try:
        parse(text, filters=True).value({})
    except BadExpression:
        return


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(-9, 9))
def test_numbers_are_those_of_arithmetic(left: float, right: int):
    answers = {"a": f"{left:f}", "b": str(right)}
    assert parse("${a} + ${b}").value(answers) == float(answers["a"]) + right
    assert parse("${a} < ${b}").value(answers) is (float(answers["a"]) < right)
    divided = parse("${a} div ${b}").value(answers)
    assert isinstance(divided, float)
    assert right or not math.isfinite(divided)
