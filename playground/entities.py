"""What a marked part of a text is, and in which order such parts stand."""

from typing import Any

Entity = dict[str, Any]

# Of two entities over the same letters the one with the smaller number encloses the other.
RANKS = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: list[Entity]) -> list[Entity]:
    def place(entity: Entity) -> tuple[int, int, int]:
        return entity["offset"], -entity["length"], RANKS.get(entity["type"], 50)

    return sorted(entities, key=place)
