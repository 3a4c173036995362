"""Themes are suggested from official phrases, and learn from what people confirm."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.detection import bare
from texts.themes import Themes

PHRASES = [
    ("doprava", "autobus"),
    ("doprava", "senior taxi"),
    ("doprava", "jízdní řád a spoje"),
    ("dluhy", "dluhová poradna"),
    ("dluhy", "exekuce a oddlužení"),
    ("bydleni", "sociální byty"),
    ("bydleni", "azylový dům"),
]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Večer už odsud nejede žádný autobus.", "doprava"),
        ("Vecer uz odsud nejede zadny autobus.", "doprava"),
        ("Mám tři exekuce a nevím, na koho se obrátit.", "dluhy"),
        ("Mladí nemají kde bydlet, chybí sociální byt.", "bydleni"),
    ],
)
def test_the_theme_is_suggested_whatever_the_ending(text: str, theme: str) -> None:
    assert Themes(PHRASES).suggest(text)[0].theme == theme


def test_nothing_is_suggested_for_what_shares_no_word() -> None:
    assert Themes(PHRASES).suggest("Děkujeme za pěkný koncert.") == []


def test_a_confirmed_text_teaches() -> None:
    text = "Chceme lavičky u rybníka."
    assert Themes(PHRASES).suggest(text) == []
    taught = Themes([*PHRASES, ("verejny-prostor", "Opravte lavičky v parku.")])
    assert taught.suggest(text)[0].theme == "verejny-prostor"


@given(st.text(max_size=200))
def test_any_text_gets_at_most_three_suggestions_and_always_the_same(text: str) -> None:
    themes = Themes(PHRASES)
    assert themes.suggest(text) == Themes(PHRASES).suggest(text)
    assert len(themes.suggest(text)) <= 3


def test_five_of_six_written_needs_are_suggested_right() -> None:
    folder = os.environ.get("SENTENCES")
    if folder is None:
        pytest.skip("SENTENCES names no folder with theme_seeds_cs.tsv: NOTHING IS MEASURED")
    phrases = [
        (row["theme"], phrase.strip())
        for row in _rows(Path(folder) / "theme_seeds_cs.tsv")
        for phrase in row["phrases"].split(";")
    ]
    needs = [row for row in _rows(Path(folder) / "domain_synthetic.tsv") if row["lang"] == "cs"]
    themes = Themes(phrases)
    for written in (str, bare):
        firsts = [themes.suggest(written(row["text"]))[:1] for row in needs]
        right = sum(
            bool(first) and first[0].theme == row["theme"]
            for first, row in zip(firsts, needs, strict=True)
        )
        assert right / len(needs) >= 0.83


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
