"""A text as it is kept: parsed, trimmed, measured, with what Telegram finds in it by itself."""

import re
from collections.abc import Iterator
from typing import Any

from playground.entities import Entity, in_order, utf16_length
from playground.html import parse_html
from playground.markdown import parse_markdown
from playground.old_markdown import parse_old_markdown
from playground.refusals import bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_SOURCE_BYTES = 32768
MOST_ENTITIES = 100
BLANK = " \n\t\r\v\0"
CONTROLS: dict[int, str | None] = {
    **dict.fromkeys(range(32), " "),
    ord("\n"): "\n",
    ord("\r"): None,
}

FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])")),
    ("url", re.compile(r"(?:https?://|tg://)[^\s<>\"]*[^\s<>\".,;:!?)'»“]")),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:[\w-]+\.)+(?:cz|com|org|net|eu|sk|ua|me)(?![\w.-]\w)(?:/\S*[\w/])?"
        ),
    ),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{2,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ -]?\d){7,14}(?!\w)")),
)
OPAQUE = {"pre", "code", "text_link", "text_mention"}


def formatted(
    source: str, parse_mode: str, given: list[Entity], longest: int
) -> tuple[str, list[Entity]]:
    """The text and entities to keep; longest is the limit in code points after parsing."""
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST_SOURCE_BYTES:
        raise bad_request("text is too long")
    text, entities = trimmed(*parsed(source.translate(CONTROLS), parse_mode, given))
    if len(text) > longest:
        what = "message caption" if longest == LONGEST_CAPTION else "message"
        raise bad_request(f"{what} is too long")
    return text, with_found(text, entities)[:MOST_ENTITIES]


def parsed(source: str, parse_mode: str, given: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without its marks and its entities, by a mode or as they were given."""
    mode = parse_mode.lower()
    if mode == "html":
        return parse_html(source)
    if mode == "markdownv2":
        return parse_markdown(source)
    if mode == "markdown":
        return parse_old_markdown(source)
    if mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    return source, in_order([plain_entity(entity) for entity in given])


def plain_entity(given: Entity) -> Entity:
    """As Telegram keeps it: some clients send nulls for what an entity has not."""
    return {name: value for name, value in given.items() if value is not None}


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at both ends, the entities moved and cut to fit."""
    bare = text.lstrip(BLANK)
    lead = utf16_length(text[: len(text) - len(bare)])
    bare = bare.rstrip(BLANK)
    end = utf16_length(bare)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return bare, kept


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Commands, addresses, mentions and hashtags are entities too, outside code and links."""
    taken = [_span(entity) for entity in entities if entity["type"] in OPAQUE]
    added = []
    for entity in _found(text):
        begin, end = _span(entity)
        if not any(start < end and begin < stop for start, stop in taken):
            added.append(entity)
            taken.append((begin, end))
    return in_order(entities + added) if added else entities


def _found(text: str) -> Iterator[Entity]:
    if not any(sign in text for sign in "/@#+."):
        return
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            yield {"type": kind, "offset": offset, "length": utf16_length(match[0])}


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def message_text(parameters: dict[str, Any]) -> tuple[str, list[Entity]]:
    source = parameters.get("text", "")
    if not source:
        raise bad_request("message text is empty")
    text, entities = formatted(
        source, parameters.get("parse_mode", ""), parameters.get("entities") or [], LONGEST_TEXT
    )
    if not text:
        raise bad_request("text must be non-empty")
    return text, entities


def caption(parameters: dict[str, Any]) -> dict[str, Any]:
    """The caption fields of a message; none of them when there is no caption."""
    text, entities = formatted(
        str(parameters.get("caption") or ""),
        str(parameters.get("parse_mode") or ""),
        parameters.get("caption_entities") or [],
        LONGEST_CAPTION,
    )
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {})
