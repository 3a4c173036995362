"""Copies are found however they are dressed; neighbours who only mean the same stay apart."""

import csv
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.similar import alike

CAMPAIGN = "Žádáme o zachování terénní pečovatelské služby i o víkendech v menších obcích."


def test_a_copy_without_diacritics_is_a_copy() -> None:
    texts = [
        CAMPAIGN,
        "Chybí nám lékař.",
        "zadame o zachovani terenni pecovatelske sluzby i o vikendech v mensich obcich",
    ]
    assert alike(texts) == [[0, 2]]


def test_a_copied_sentence_with_ones_own_around_it_is_found() -> None:
    texts = [
        f"Bydlím v Lutonině sama. {CAMPAIGN}",
        f"{CAMPAIGN} Maminka je na vozíku!",
        f"Dobrý den.\n{CAMPAIGN}\nNováková",
        "U nás v Ublu je všechno v pořádku, děkujeme za péči.",
    ]
    assert alike(texts) == [[0, 1, 2]]


def test_two_who_quote_one_sentence_are_no_campaign() -> None:
    texts = [
        f"Bydlím v Lutonině sama a nikdo mi nenakoupí ani neuvaří oběd. {CAMPAIGN}",
        f"{CAMPAIGN} Maminka je na vozíku a my oba chodíme celý den do práce!",
    ]
    assert alike(texts) == []


def test_sentences_of_one_shape_are_not_copies() -> None:
    assert alike(["Chybí nám lékař.", "Chybí nám lékárna.", "Chybí nám autobus."]) == []


def test_the_largest_group_comes_first_and_nobody_is_in_two() -> None:
    others = "Chceme nízkoprahový klub pro děti a mládež v budově bývalé školy."
    texts = [others, CAMPAIGN, others + "!", CAMPAIGN, CAMPAIGN.upper(), "Nic."]
    assert alike(texts) == [[1, 3, 4], [0, 2]]


@given(st.lists(st.text(max_size=60), max_size=20))
def test_whatever_is_written_groups_are_apart_and_hold_at_least_two(texts: list[str]) -> None:
    groups = alike(texts)
    members = [one for group in groups for one in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in groups)


@given(st.text(alphabet="abcčdeěfghiíjklmnoópqrřsštuúůvyz ", min_size=30, max_size=80))
def test_the_same_text_twice_is_always_found(text: str) -> None:
    if text.strip():
        assert alike([text, "úplně jiná věta o počasí", text]) == [[0, 2]]


def test_published_campaigns_are_found_and_nothing_else() -> None:
    folder = os.environ.get("SENTENCES")
    if folder is None:
        pytest.skip("SENTENCES names no folder with near_duplicates_cs.tsv: NOTHING IS COMPARED")
    with (Path(folder) / "near_duplicates_cs.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    groups = alike([row["text"] for row in rows])
    planted = Counter(row["campaign"] for row in rows if row["campaign"])
    for group in groups:
        assert len({rows[one]["campaign"] for one in group}) == 1
    found = sum(len(group) for group in groups)
    assert found / planted.total() >= 0.95
