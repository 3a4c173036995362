"""Plans in Markdown: headings and the paragraphs below them."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plans.files.outline import Block

BULLET = "• "


def blocks(text: str) -> list[Block]:
    """HTML in the file is text like any other."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return list(_blocks(tokens))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    level, bullets, cells = 0, 0, list[str]()
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "bullet_list_open" | "ordered_list_open":
                bullets += 1
            case "bullet_list_close" | "ordered_list_close":
                bullets -= 1
            case "tr_open":
                cells = []
            case "th_open" | "td_open":
                cells.append("")
            case "tr_close":
                yield Block(0, _row(cells))
                cells = []
            case "inline" if cells:
                cells[-1] = _plain(token)
            case "inline":
                yield Block(level, (BULLET if bullets and not level else "") + _plain(token))
            case "fence" | "code_block":
                yield Block(0, token.content)


def _row(cells: list[str]) -> str:
    return ": ".join(cells) if len(cells) == 2 else " | ".join(cells)


def _plain(token: Token) -> str:
    """The words without their marks; a link keeps its text."""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("text", "code_inline"):
            parts.append(child.content)
    return "".join(parts)
