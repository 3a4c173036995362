"""Points of a comment: cut where its author begins another thing, and no word lost or made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.splitting import MOST_POINTS, PointsDiffer, of_paragraphs, points, words

BUS = "Autobus má jezdit i v sobotu ráno."
BENCH = "U hřbitova chybí lavička pro seniory."
NURSE = "Pečovatelka by měla chodit i o víkendu."


@pytest.mark.parametrize(
    "text",
    [
        f"1. {BUS}\n2. {BENCH}\n3. {NURSE}",
        f"1) {BUS}\n2) {BENCH}\n3) {NURSE}",
        f"- {BUS}\n- {BENCH}\n- {NURSE}",
        f"• {BUS}\n• {BENCH}\n• {NURSE}",
        f"{BUS}\n\n{BENCH}\n\n{NURSE}",
        f"{BUS}\n \n{BENCH}\n\n\n{NURSE}",
    ],
)
def test_lists_and_paragraphs_are_points(text: str) -> None:
    assert points(text) == (BUS, BENCH, NURSE)


def test_a_greeting_is_no_point_of_its_own() -> None:
    assert points(f"Dobrý den,\n\n{BUS}\n\n{BENCH}\n\nJana") == (
        f"Dobrý den,\n{BUS}",
        f"{BENCH}\nJana",
    )
    assert points(f"Vážení, píšu kvůli dvěma věcem:\n1. {BUS}\n2. {BENCH}")[1] == BENCH


def test_a_long_text_is_cut_where_another_thing_begins() -> None:
    much = " ".join([BUS, "Jinak se nedostanu do města ani k lékaři."] * 3)
    assert points(f"{much} Dále {BENCH} Kromě toho {NURSE}") == (
        much,
        f"Dále {BENCH}",
        f"Kromě toho {NURSE}",
    )


@pytest.mark.parametrize("text", ["", BUS, f"{BUS} {BENCH}", f"1. {BUS}", "a\n\nb", "2027\n1. máj"])
def test_a_short_text_stays_whole(text: str) -> None:
    assert points(text) == (text.strip(),)


LINES = st.text(st.sampled_from("ab1ž .)-–•\n"), max_size=400)


@given(LINES | st.text(max_size=300))
def test_no_word_is_lost_or_made_up(text: str) -> None:
    found = points(text)
    assert 1 <= len(found) <= MOST_POINTS
    if len(found) > 1:
        assert [word for one in found for word in words(one)] == words(text)


def test_staff_set_points_apart_in_the_authors_own_words() -> None:
    whole = f"{BUS} {BENCH}"
    assert of_paragraphs(f"{BUS}\n\n{BENCH}", whole) == (BUS, BENCH)
    for wrong in (whole, f"{BUS}\n\nA lavička.", f"{BENCH}\n\n{BUS}", ""):
        with pytest.raises(PointsDiffer):
            of_paragraphs(wrong, whole)
