"""HTML is read as Telegram's own library reads it, shown on the vectors of its tests."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.entities import utf16_length
from playground.formatting import formatted
from playground.html import parse_html
from playground.refusals import Refusal

KINDS = {
    "Italic": "italic",
    "Bold": "bold",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "Spoiler": "spoiler",
    "TextUrl": "text_link",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "CustomEmoji": "custom_emoji",
    "FormattedDate": "date_time",
}


def vectors() -> list[dict[str, Any]]:
    folder = os.environ.get("VECTORS")
    if not folder:
        pytest.skip("VECTORS names no folder with entity_vectors.json: HTML IS NOT COMPARED")
    path = Path(folder) / "entity_vectors.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["parse_html"]
    return found


def read(source: str) -> object:
    try:
        text, entities = parse_html(source)
    except Refusal as refusal:
        return refusal.description
    return text, [
        (one["type"], one["offset"], one["length"], one.get("url") or one.get("language"))
        for one in entities
    ]


def expected(vector: dict[str, Any]) -> object:
    if "error" in vector:
        return vector["error"]
    return vector["result"], [
        (KINDS[one["type"]], one["offset"], one["length"], one.get("arg"))
        for one in vector["entities"]
    ]


def test_html_is_read_as_in_telegrams_own_tests() -> None:
    wrong = [vector["text"] for vector in vectors() if read(vector["text"]) != expected(vector)]
    assert wrong == []


TAGS = st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"])
TEXTS = st.text(st.characters(exclude_characters="<&", exclude_categories=["Cs"]))


@given(TAGS, TEXTS, TEXTS)
def test_a_tag_covers_what_stands_inside(tag: str, before: str, inside: str) -> None:
    text, entities = parse_html(f"{before}<{tag}>{inside}</{tag}>")
    assert text == before + inside
    spans = [(entity["offset"], entity["length"]) for entity in entities]
    assert spans == ([(utf16_length(before), utf16_length(inside))] if inside else [])


@given(st.text(st.sampled_from("<>/&;=\"' abi#x1lt🏡")))
def test_any_html_is_read_or_refused(source: str) -> None:
    refused = read(source)
    if isinstance(refused, str):
        assert refused.startswith("Bad Request: can't parse entities: ")
        return
    text, entities = formatted(source, "HTML", [], 4096)
    assert text == text.strip(" \n")
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("a & b > c &nbsp; &#33;", "a & b > c &nbsp; !"),
        ("&#x17E;luť &#382", "žluť ž"),
    ],
)
def test_only_the_few_references_are_known(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])
