"""What people tap and type becomes a value, or they are told why it cannot."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.checking import AnswerRefused, Reason, can_skip, check, done, toggle
from tests.surveys.samples import survey

BUSES = survey()
WHEN = BUSES.question("kdy")
TOWNS = {"585939", "585777"}


def checked(question_id: str, raw: Any) -> Any:
    return check(BUSES.question(question_id), raw, TOWNS)


def refused(question_id: str, raw: Any) -> AnswerRefused:
    with pytest.raises(AnswerRefused) as caught:
        checked(question_id, raw)
    return caught.value


def test_skipping_is_a_value_unless_the_question_is_required():
    assert can_skip(WHEN)
    assert checked("kdy", None) is None
    assert refused("jezdi", None).reason == Reason.REQUIRED


def test_an_option_has_to_be_offered():
    assert checked("jezdi", "ano") == "ano"
    assert refused("jezdi", "možná").reason == Reason.NOT_OFFERED
    assert refused("jezdi", ["ano"]).reason == Reason.NOT_OFFERED


def test_a_point_of_the_scale_may_be_tapped_or_typed():
    assert checked("znamka", 2) == 2
    assert checked("znamka", " 3 ") == 3
    assert refused("znamka", 4).reason == Reason.NOT_OFFERED


def test_a_municipality_is_known_by_its_code_and_extra_options_count_too():
    assert checked("obec", "585939") == "585939"
    assert checked("obec", "jinde") == "jinde"
    assert refused("obec", "000000").reason == Reason.UNKNOWN_CODE


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 250,5", "1250.5"),
        ("1250.50", "1250.5"),
        ("1\N{NO-BREAK SPACE}250,5", "1250.5"),
        ("1\N{NARROW NO-BREAK SPACE}250", "1250"),
        (" 20 ", "20"),
        ("007", "7"),
        ("-0", "0"),
        ("12,00", "12"),
        ("+3,25", "3.25"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, value):
    assert checked("cena", typed) == value


@pytest.mark.parametrize("typed", ["", "asi 20", "12 34", "1,2,3", "1e3", "٣", "½", "0x10", "--1"])
def test_what_is_not_a_number_is_not_guessed(typed):
    assert refused("cena", typed).reason == Reason.NOT_A_NUMBER


def test_a_number_out_of_range_hears_the_range():
    too_large = refused("cena", "5000,01")
    assert too_large.reason == Reason.TOO_LARGE
    assert too_large.data == {"min": Decimal(0), "max": Decimal(5000)}
    assert refused("cena", "\N{MINUS SIGN}1").reason == Reason.TOO_SMALL


@pytest.mark.parametrize("typed", ["1,234", "1.250", "1.000"])
def test_more_decimals_than_asked_for_are_refused_rather_than_rounded(typed):
    assert refused("cena", typed).reason == Reason.TOO_MANY_DECIMALS


@given(st.decimals(min_value=0, max_value=5000, places=2))
def test_every_number_in_range_is_read_back_whole(price):
    assert Decimal(checked("cena", f"{price:f}".replace(".", ","))) == price


def test_a_text_is_trimmed_and_counted_in_characters():
    assert checked("proc", "  Jezdí pozdě.\n") == "Jezdí pozdě."
    assert checked("proc", "🚌" * 40) == "🚌" * 40
    too_long = refused("proc", "x" * 41)
    assert (too_long.reason, too_long.data) == (Reason.TOO_LONG, {"max": 40, "length": 41})


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\N{ZERO WIDTH SPACE}"])
def test_a_text_of_nothing_is_refused(typed):
    assert refused("proc", typed).reason == Reason.EMPTY


def test_what_no_database_would_keep_is_left_out_of_a_text():
    assert checked("proc", "jede\x00 \ud800pozdě\r\nvždy") == "jede pozdě\nvždy"


def test_tapping_twice_changes_nothing_more():
    once = toggle(WHEN, [], "rano", True)
    assert once == toggle(WHEN, once, "rano", True) == ["rano"]
    assert toggle(WHEN, once, "rano", False) == []


def test_an_exclusive_option_stands_alone():
    assert toggle(WHEN, ["rano", "noc"], "nevim", True) == ["nevim"]
    assert toggle(WHEN, ["nevim"], "rano", True) == ["rano"]
    assert toggle(WHEN, ["nevim"], "nechci", True) == ["nechci"]


def test_one_choice_too_many_hears_how_many_there_may_be():
    with pytest.raises(AnswerRefused) as caught:
        toggle(WHEN, ["rano", "vecer"], "noc", True)
    assert (caught.value.reason, caught.value.data) == (Reason.TOO_MANY, {"max": 2})


def test_nothing_chosen_is_not_done():
    with pytest.raises(AnswerRefused) as caught:
        done(WHEN, [])
    assert (caught.value.reason, caught.value.data) == (Reason.TOO_FEW, {"min": 1})


def test_too_few_choices_are_not_done_but_an_exclusive_one_is():
    at_least_two = WHEN.model_copy(update={"min_choices": 2})
    with pytest.raises(AnswerRefused):
        done(at_least_two, ["rano"])
    assert done(at_least_two, ["nevim"]) == ["nevim"]


def test_a_forged_choice_is_refused():
    assert refused("kdy", ["rano", "nevim"]).reason == Reason.NOT_TOGETHER
    assert refused("kdy", ["rano", "vecer", "noc"]).reason == Reason.TOO_MANY
    assert refused("kdy", ["poledne"]).reason == Reason.NOT_OFFERED


taps = st.lists(st.tuples(st.sampled_from([o.id for o in WHEN.options]), st.booleans()))


@given(taps)
def test_any_row_of_taps_leaves_a_choice_that_can_be_kept(row):
    chosen: list[str] = []
    for option_id, on in row:
        try:
            chosen = toggle(WHEN, chosen, option_id, on)
        except AnswerRefused:
            continue
        assert toggle(WHEN, chosen, option_id, on) == chosen
        assert (option_id in chosen) == on
    assert not chosen or done(WHEN, chosen) == chosen
