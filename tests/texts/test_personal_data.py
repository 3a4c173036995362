"""Contacts in what people write are found, and what only looks like them is left alone."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.personal_data import Kind, masked, personal_data

NAMES = {"rc": "birth_number"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Volejte mi na 700 000 191 prosím", Kind.PHONE),
        ("tel.700-000-191", Kind.PHONE),
        ("00420 700 000 191", Kind.PHONE),
        ("syn bydlí v Trenčíně, 0905 000 191", Kind.PHONE),
        ("мій номер +380 67 000 01 91", Kind.PHONE),
        ("napište na jana@example.cz", Kind.EMAIL),
        ("jana zavináč example tečka cz", Kind.EMAIL),
        ("babicka(at)example.org", Kind.EMAIL),
        ("peníze na 19-2000145399/0800", Kind.ACCOUNT),
        ("CZ65 0800 0000 1920 0014 5399", Kind.IBAN),
        ("rodné číslo 470413/3687", Kind.BIRTH_NUMBER),
        ("moje číslo je 505320 3650", Kind.BIRTH_NUMBER),
    ],
)
def test_what_leads_to_a_person_is_found(text: str, kind: Kind) -> None:
    assert [found.kind for found in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Zákon č. 108/2006 Sb. a vyhláška 505/2006 Sb.",
        "V roce 2023/2024 stálo 350 000 000 Kč",
        "cena 250 100 000 korun",
        "IČO 00023272, PSČ 763 12, č. p. 1245/12",
        "od 1. 1. 2024 do 31. 12. 2026 v 14:35",
        "opatření 3.2.1.4, linka 116 111 a 155",
        "dotace 250 111 300 111 400 111",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert personal_data(text) == []


def test_a_masked_text_keeps_the_rest() -> None:
    text = "Volejte 700 000 191 nebo pište na jana@example.cz, děkuji."
    assert masked(text) == "Volejte ••• nebo pište na •••, děkuji."
    assert (
        masked(text, lambda kind: f"[{kind}]") == "Volejte [phone] nebo pište na [email], děkuji."
    )


@given(st.text(alphabet="0123456789 /-.+@abCZěří,\u00a0", max_size=200))
def test_whatever_is_written_nothing_found_overlaps_and_masking_ends_it(text: str) -> None:
    found = personal_data(text)
    assert all(one.end <= two.start for one, two in zip(found, found[1:], strict=False))
    assert masked(text).count("•••") == len(found)


def test_every_published_case_is_told_right() -> None:
    folder = os.environ.get("SENTENCES")
    if folder is None:
        pytest.skip("SENTENCES names no folder with pii_synthetic.tsv: CASES ARE NOT COMPARED")
    with (Path(folder) / "pii_synthetic.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        expected = [NAMES.get(row["kind"], row["kind"])] if row["kind"] else []
        assert [found.kind for found in personal_data(row["text"])] == expected, row["text"]
