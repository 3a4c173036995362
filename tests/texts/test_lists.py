"""Lists as people type them."""

import pytest

from texts.lists import items


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Koš dobrot\n\n  Kniha   o obci ", ["Koš dobrot", "Kniha o obci"]),
        ("1. Koš dobrot\n2) Kniha", ["Koš dobrot", "Kniha"]),
        ("- Koš dobrot\n• Kniha", ["Koš dobrot", "Kniha"]),
        ("1. místo: koš\n2. místo: kniha", ["místo: koš", "místo: kniha"]),
        ("3 knihy\n10. výročí obce na fotce", ["3 knihy", "10. výročí obce na fotce"]),
        ("-", ["-"]),
        ("", []),
    ],
)
def test_marks_of_a_list_are_no_part_of_what_it_says(typed: str, meant: list[str]) -> None:
    assert items(typed) == meant
