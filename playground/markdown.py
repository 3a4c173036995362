"""MarkdownV2 read into plain text and entities the way Telegram does it, with its refusals."""

import re
from dataclasses import dataclass
from typing import NoReturn

from playground.entities import Entity, in_order, utf16_length
from playground.links import checked_link, linked_user, tg_link
from playground.refusals import bad_request

# What opens what; the longer marks are tried first.
STARTS = {
    b"```": "Pre",
    b"__": "Underline",
    b"||": "Spoiler",
    b"![": "CustomEmoji",
    b"_": "Italic",
    b"*": "Bold",
    b"~": "Strikethrough",
    b"[": "TextUrl",
    b"`": "Code",
}
ENDS = {kind: mark for mark, kind in STARTS.items()} | {
    "PreCode": b"```",
    "TextUrl": b"]",
    "CustomEmoji": b"]",
}
KINDS = {
    "Pre": "pre",
    "PreCode": "pre",
    "Underline": "underline",
    "Spoiler": "spoiler",
    "Italic": "italic",
    "Bold": "bold",
    "Strikethrough": "strikethrough",
    "Code": "code",
}
IN_CODE = ("Code", "Pre", "PreCode")
PLAIN = re.compile(rb"[^_*\[\]()~`>#+\-=|{}.!\n\\\0]+")
PLAIN_IN_CODE = re.compile(rb"[^`\\\0]+")
LANGUAGE = re.compile(rb"[^\s`\0]+(?=\s)")
NEW_LINE = re.compile(rb"\r\n|\n\r|\n|\r")
DATE_FORMAT = re.compile(r"[rR]|[wW]?[dD]?[tT]?")


@dataclass
class Open:
    """A mark that waits for its end: where its entity begins, and where the mark stands."""

    kind: str
    offset: int
    byte: int
    letters: int
    language: str = ""


def refuse(what: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {what}")


def unended(opened: Open) -> NoReturn:
    refuse(f"Can't find end of {opened.kind} entity at byte offset {opened.byte}")


class MarkdownReader:
    """Goes through the bytes once; a quotation stands apart from what is nested."""

    def __init__(self, source: str) -> None:
        self.source = source.encode("utf-8", "surrogatepass") + b"\0"
        self.end = len(self.source) - 1
        self.at = 0
        self.text = ""
        self.offset = 0
        self.open: list[Open] = []
        self.quote: Open | None = None
        self.at_line_start = True
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < self.end:
            self.step()
        if self.quote is not None:
            self.end_quote()
        if self.open:
            unended(self.open[-1])
        return self.text, in_order(self.entities)

    def step(self) -> None:
        if self.source[self.at] == ord("\\"):
            return self.escape()
        in_code = bool(self.open) and self.open[-1].kind in IN_CODE
        plain = (PLAIN_IN_CODE if in_code else PLAIN).match(self.source, self.at)
        if plain is not None:
            self.at = plain.end()
            return self.take(plain[0])
        if self.source[self.at] == 0:
            self.at += 1
            return self.take(b"\0")
        if self.ends():
            return self.close()
        if self.source[self.at] == ord("\n"):
            return self.new_line()
        return self.start_quote() if self.source[self.at] == ord(">") else self.start()

    def take(self, plain: bytes) -> None:
        text = plain.decode("utf-8", "surrogatepass")
        self.text += text
        self.offset += utf16_length(text)
        if text.strip("\r"):
            self.at_line_start = text.rstrip("\r").endswith("\n")

    def escape(self) -> None:
        """A backslash hides the meaning of any sign of ASCII; before others it is itself."""
        escaped = self.source[self.at + 1 : self.at + 2]
        if 0 < escaped[0] <= 126:
            self.at += 2
            return self.take(escaped)
        self.at += 1
        return self.take(b"\\")

    def ends(self) -> bool:
        if not self.open:
            return False
        kind = self.open[-1].kind
        if not self.source.startswith(ENDS[kind], self.at):
            return False
        return kind != "Italic" or self.source[self.at + 1] != ord("_")

    def reserved(self) -> NoReturn:
        sign = chr(self.source[self.at])
        refuse(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")

    def start(self) -> None:
        begin = self.at
        mark = next((mark for mark in STARTS if self.source.startswith(mark, begin)), None)
        if mark is None:
            self.reserved()
        self.at += len(mark)
        opened = Open(STARTS[mark], self.offset, begin, len(self.text))
        if opened.kind == "Pre":
            self.start_code(opened)
        self.open.append(opened)

    def start_code(self, opened: Open) -> None:
        """After ``` stands a language, if a blank follows it; one line end is not of the text."""
        language = LANGUAGE.match(self.source, self.at)
        if language is not None:
            opened.kind, opened.language = "PreCode", language[0].decode("utf-8", "surrogatepass")
            self.at = language.end()
        line_end = NEW_LINE.match(self.source, self.at)
        if line_end is not None:
            self.at = line_end.end()

    def new_line(self) -> None:
        self.at += 1
        self.take(b"\n")
        quoted = self.source[self.at] == ord(">") and self.at < self.end
        if self.quote is not None and not quoted and not self.only_ends_follow(self.quote):
            self.end_quote()

    def start_quote(self) -> None:
        if not self.at_line_start:
            self.reserved()
        if self.quote is None:
            self.quote = Open("BlockQuote", self.offset, self.at, len(self.text))
        self.at += 1

    def only_ends_follow(self, quote: Open) -> bool:
        """What was opened in the quotation may end right behind it, at the end of the text."""
        inside = [opened for opened in self.open if opened.byte > quote.byte]
        marks = b"".join(ENDS[opened.kind] for opened in reversed(inside))
        return bool(inside) and self.source[self.at : self.end] == marks

    def end_quote(self) -> None:
        quote, self.quote = self.quote, None
        assert quote is not None
        kind = "blockquote"
        last = self.open[-1] if self.open else None
        # Two bars at the very end of a quotation hide no text: they make it expandable.
        if last and last.kind == "Spoiler" and not self.text[last.letters :].strip("\r\n"):
            kind = "expandable_blockquote"
            self.open.pop()
        if self.open and self.open[-1].byte > quote.byte:
            unended(self.open[-1])
        self.add(kind, quote)

    def add(self, kind: str, opened: Open, **more: object) -> None:
        length = self.offset - opened.offset
        if length:
            entity = {"type": kind, "offset": opened.offset, "length": length}
            self.entities.append(entity | more)

    def close(self) -> None:
        opened = self.open.pop()
        self.at += len(ENDS[opened.kind])
        if opened.kind == "TextUrl":
            return self.close_link(opened)
        if opened.kind == "CustomEmoji":
            return self.close_picture(opened)
        more = {"language": opened.language} if opened.language else {}
        return self.add(KINDS[opened.kind], opened, **more)

    def close_link(self, opened: Open) -> None:
        has_address = self.source[self.at] == ord("(")
        url = self.address() if has_address else self.text[opened.letters :]
        user_id, link = linked_user(url), checked_link(url)
        if user_id is not None:
            self.add("text_mention", opened, user_id=user_id)
        elif link is not None:
            self.add("text_link", opened, url=link)

    def close_picture(self, opened: Open) -> None:
        if self.source[self.at] != ord("("):
            refuse("The entity must contain a tg://emoji or tg://time URL")
        name, given = tg_link(self.address())
        emoji_id, moment = given.get("id", ""), given.get("unix", "")
        shown = given.get("format", "")
        if name == "emoji" and re.fullmatch(r"[1-9]\d*", emoji_id):
            self.add("custom_emoji", opened, custom_emoji_id=emoji_id)
        elif name == "time" and moment.isdigit() and DATE_FORMAT.fullmatch(shown):
            self.add("date_time", opened, unix_time=int(moment), date_time_format=shown)
        else:
            refuse("Invalid tg://emoji or tg://time URL specified")

    def address(self) -> str:
        """What stands in the brackets, without the backslashes that protect."""
        begin = self.at = self.at + 1
        url = b""
        while self.at < self.end and self.source[self.at] != ord(")"):
            if self.source[self.at] == ord("\\") and 0 < self.source[self.at + 1] <= 126:
                self.at += 1
            url += self.source[self.at : self.at + 1]
            self.at += 1
        if self.at >= self.end:
            refuse(f"Can't find end of a URL at byte offset {begin}")
        self.at += 1
        return url.decode("utf-8", "replace")


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Text and entities before trimming; a Refusal in Telegram's words where it is wrong."""
    return MarkdownReader(source).read()
