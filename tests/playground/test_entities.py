"""HTML and MarkdownV2 are read as Telegram reads them, shown on the vectors of its own tests."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.entities import utf16_length
from playground.formatting import formatted
from playground.html import parse_html
from playground.markdown import parse_markdown
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


Parse = Callable[[str], tuple[str, list[dict[str, Any]]]]


def vectors(name: str) -> list[dict[str, Any]]:
    folder = os.environ.get("VECTORS")
    if not folder:
        pytest.skip("VECTORS names no folder with entity_vectors.json: NOTHING IS COMPARED")
    path = Path(folder) / "entity_vectors.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))[name]
    return found


def read(source: str, parse: Parse = parse_html) -> object:
    try:
        text, entities = parse(source)
    except Refusal as refusal:
        return refusal.description
    return text, [
        (one["type"], one["offset"], one["length"], one.get("url") or one.get("language"))
        for one in entities
    ]


def expected(vector: dict[str, Any]) -> object:
    if "error" in vector:
        return vector["error"]
    # The one vector with a mention of a person is written in the words of its test.
    if "entities_cpp" in vector:
        return vector["result"], [("text_mention", 0, 12, None)]
    return vector["result"], [
        (KINDS[one["type"]], one["offset"], one["length"], argument(one))
        for one in vector["entities"]
    ]


def argument(entity: dict[str, Any]) -> str | None:
    """Arguments stand in the vectors as in the C++ source: a backslash is written twice."""
    written: str | None = entity.get("arg")
    return written.replace("\\\\", "\\") if written else None


@pytest.mark.parametrize(
    ("name", "parse"), [("parse_html", parse_html), ("parse_markdown", parse_markdown)]
)
def test_a_text_is_read_as_in_telegrams_own_tests(name: str, parse: Parse) -> None:
    """All of them: none had to be put aside as being about later features."""
    wrong = [
        (vector["text"], read(vector["text"], parse), expected(vector))
        for vector in vectors(name)
        if read(vector["text"], parse) != expected(vector)
    ]
    assert wrong == []


@given(st.text(st.sampled_from("_*[]()~`>!|\\\n\rabtg:/?=1.🏡")))
def test_any_markdown_is_read_or_refused(source: str) -> None:
    refused = read(source, parse_markdown)
    if isinstance(refused, str):
        assert refused.startswith("Bad Request: can't parse entities: ")
        return
    text, entities = formatted(source, "MarkdownV2", [], 4096)
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)


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
    ("source", "expected_text", "kinds"),
    [
        ("*tučné* _šikmé_ `kód`", "tučné šikmé kód", ["bold", "italic", "code"]),
        ("2\\*3 [odkaz](obec.cz) <b>", "2*3 odkaz <b>", ["text_link"]),
        ("```py\n1_000```", "1_000", ["pre"]),
    ],
)
def test_the_old_markdown_is_read_too(source: str, expected_text: str, kinds: list[str]) -> None:
    text, entities = formatted(source, "Markdown", [], 4096)
    assert (text, [entity["type"] for entity in entities]) == (expected_text, kinds)


def test_the_old_markdown_wants_its_marks_closed() -> None:
    said = "Can't find end of the entity starting at byte offset 3"
    with pytest.raises(Refusal, match=said):
        formatted("ž *a", "Markdown", [], 4096)


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
