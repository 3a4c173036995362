"""HTML read into plain text and entities the way Telegram does it, with its refusals."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from playground.entities import Entity, in_order, utf16_length
from playground.links import checked_link, linked_user
from playground.references import decoded
from playground.refusals import bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "blockquote": "blockquote",
}
PLAIN_KINDS = {"bold", "italic", "underline", "strikethrough", "spoiler"}
SPACE = b" \t\r\n\0\v"
SURROGATE = re.compile("[\ud800-\udfff]")
DATE_FORMAT = re.compile(r"r|[tTdDwW]*")


@dataclass
class Open:
    """A tag that waits for its end."""

    tag: str
    offset: int
    begin: int
    attributes: dict[str, str] = field(default_factory=dict)


def refuse(what: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {what}")


class HtmlReader:
    """Goes through the bytes once, keeping the text so far and the tags still open."""

    def __init__(self, source: str) -> None:
        self.source = source.encode("utf-8", "surrogatepass") + b"\0"
        self.at = 0
        self.text: list[str] = []
        self.letters = 0
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source) - 1:
            self.step()
        if self.open:
            refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.text)
        if SURROGATE.search(text):
            refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            entity.pop("_language", None)
        return text, in_order(self.entities)

    def step(self) -> None:
        if self.peek() == b"<":
            return self.read_end() if self.peek(1) == b"/" else self.read_start()
        reference = decoded(self.source, self.at) if self.peek() == b"&" else None
        if reference is not None:
            self.at = reference[1]
            return self.take(reference[0])
        end = self.at + 1
        while end < len(self.source) - 1 and self.source[end] not in b"<&":
            end += 1
        plain = self.source[self.at : end].decode("utf-8", "surrogatepass")
        self.at = end
        return self.take(plain)

    def take(self, text: str) -> None:
        self.text.append(text)
        self.letters += len(text)
        self.offset += utf16_length(text)

    def peek(self, ahead: int = 0) -> bytes:
        return self.source[self.at + ahead : self.at + ahead + 1]

    def ended(self) -> bool:
        return self.at >= len(self.source) - 1

    def run_to(self, stops: bytes) -> bytes:
        begin = self.at
        while self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def skip_space(self) -> None:
        while not self.ended() and self.source[self.at] in SPACE:
            self.at += 1

    def read_start(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.run_to(SPACE + b">").decode("utf-8", "replace").lower()
        if self.ended():
            refuse(f"Unclosed start tag at byte offset {begin}")
        if tag not in KINDS:
            refuse(f'Unsupported start tag "{tag}" at byte offset {begin}')
        opened = Open(tag, self.offset, self.letters)
        while self.next_attribute(opened, begin):
            pass
        self.at += 1
        if tag == "span" and opened.attributes.get("class") != "tg-spoiler":
            refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if tag == "tg-time" and not DATE_FORMAT.fullmatch(opened.attributes.get("format", "")):
            refuse("Invalid date format used")
        self.open.append(opened)

    def next_attribute(self, opened: Open, begin: int) -> bool:
        self.skip_space()
        if self.peek() == b">":
            return False
        name = self.run_to(SPACE + b"=>/\"'").decode("utf-8", "replace")
        if not name:
            refuse(f'Empty attribute name in the tag "{opened.tag}" at byte offset {begin}')
        self.skip_space()
        if self.peek() != b"=":
            self.must_go_on(f'Unclosed start tag "{opened.tag}" at byte offset {begin}')
            opened.attributes.setdefault(name, "")
            return True
        self.at += 1
        self.skip_space()
        self.must_go_on(f'Unclosed start tag "{opened.tag}" at byte offset {begin}')
        value = self.quoted() if self.peek() in (b"'", b'"') else self.name_token()
        self.must_go_on(f"Unclosed start tag at byte offset {begin}")
        opened.attributes[name] = value
        return True

    def must_go_on(self, complaint: str) -> None:
        if self.ended():
            refuse(complaint)

    def name_token(self) -> str:
        begin = self.at
        found = re.compile(rb"[0-9A-Za-z.\-]*").match(self.source, begin)
        self.at = found.end() if found else begin
        if self.source[self.at] not in SPACE + b">":
            refuse(f"Unexpected end of name token at byte offset {begin}")
        return self.source[begin : self.at].decode().lower()

    def quoted(self) -> str:
        quote = self.source[self.at]
        self.at += 1
        value = b""
        while not self.ended() and self.source[self.at] != quote:
            reference = decoded(self.source, self.at)
            if reference is not None:
                value += reference[0].encode("utf-8", "surrogatepass")
                self.at = reference[1]
            else:
                value += self.peek()
                self.at += 1
        if not self.ended():
            self.at += 1
        return value.decode("utf-8", "replace")

    def read_end(self) -> None:
        begin = self.at
        if not self.open:
            refuse(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        tag = self.run_to(SPACE + b">").decode("utf-8", "replace")
        self.skip_space()
        if self.peek() != b">":
            refuse(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            refuse(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset:
            self.close(opened)

    def close(self, opened: Open) -> None:
        kind = KINDS[opened.tag]
        entity: Entity = {
            "type": kind,
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        if kind in PLAIN_KINDS:
            self.entities.append(entity)
        elif kind in ("pre", "code"):
            self.close_code(entity, opened)
        else:
            self.close_named(entity, opened)

    def close_code(self, entity: Entity, opened: Open) -> None:
        """<pre> around <code class="language-…">, in either order, is one block with a language."""
        style = opened.attributes.get("class", "")
        language = style.removeprefix("language-") if style.startswith("language-") else ""
        last = self.entities[-1] if self.entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if same and {last["type"], entity["type"]} == {"pre", "code"}:
            language = language or last.get("_language", "")
            if language and "language" not in last:
                last["type"], last["language"] = "pre", language
                return
        if entity["type"] == "code" and language:
            entity["_language"] = language
        self.entities.append(entity)

    def close_named(self, entity: Entity, opened: Open) -> None:
        if opened.tag == "a":
            return self.close_link(entity, opened)
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        if opened.tag == "tg-time":
            entity["unix_time"] = int(opened.attributes.get("unix", "0") or 0)
            entity["date_time_format"] = opened.attributes.get("format", "")
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)
        return None

    def close_link(self, entity: Entity, opened: Open) -> None:
        url = opened.attributes.get("href") or "".join(self.text)[opened.begin :]
        user_id = linked_user(url)
        link = checked_link(url)
        if user_id is not None:
            self.entities.append(entity | {"type": "text_mention", "user_id": user_id})
        elif link is not None:
            self.entities.append(entity | {"url": link})


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities before trimming; a Refusal in Telegram's words where the HTML is wrong."""
    return HtmlReader(source).read()
