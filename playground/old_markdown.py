"""The old Markdown, which Telegram keeps for old bots: no nesting, few marks, few refusals."""

from playground.entities import Entity, in_order, utf16_length
from playground.links import checked_link, linked_user
from playground.markdown import LANGUAGE, NEW_LINE, refuse

KINDS = {b"_": "italic", b"*": "bold", b"`": "code"}
MARKS = b"_*`["
CODE_BLOCK = b"```"


class OldMarkdownReader:
    def __init__(self, source: str) -> None:
        self.source = source.encode("utf-8", "surrogatepass")
        self.at = 0
        self.text = b""
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self.step()
        return self.text.decode("utf-8", "replace"), in_order(self.entities)

    def step(self) -> None:
        sign = self.source[self.at : self.at + 1]
        hidden = self.source[self.at + 1 : self.at + 2]
        if sign == b"\\" and hidden and hidden in MARKS:
            self.text += hidden
            self.at += 2
        elif sign not in KINDS and sign != b"[":
            self.text += sign
            self.at += 1
        elif self.source.startswith(CODE_BLOCK, self.at):
            self.read_block()
        else:
            self.read_marked(sign)

    def inside(self, begin: int, end_mark: bytes) -> bytes:
        """What stands before the end mark, taken; there must be one."""
        end = self.source.find(end_mark, self.at)
        if end < 0:
            refuse(f"Can't find end of the entity starting at byte offset {begin}")
        found = self.source[self.at : end]
        self.at = end + len(end_mark)
        return found

    def read_block(self) -> None:
        begin = self.at
        self.at += len(CODE_BLOCK)
        language = LANGUAGE.match(self.source, self.at)
        self.at = language.end() if language else self.at
        line_end = NEW_LINE.match(self.source, self.at)
        self.at = line_end.end() if line_end else self.at
        more = {"language": language[0].decode("utf-8", "replace")} if language else {}
        self.add("pre", self.inside(begin, CODE_BLOCK), **more)

    def read_marked(self, mark: bytes) -> None:
        begin = self.at
        self.at += 1
        if mark != b"[":
            return self.add(KINDS[mark], self.inside(begin, mark))
        inside = self.inside(begin, b"]")
        url = inside.decode("utf-8", "replace")
        if self.source[self.at : self.at + 1] == b"(":
            end = self.source.find(b")", self.at)
            end = len(self.source) if end < 0 else end
            url = self.source[self.at + 1 : end].decode("utf-8", "replace")
            self.at = end + 1
        return self.add_link(inside, url)

    def add_link(self, inside: bytes, url: str) -> None:
        user_id, link = linked_user(url), checked_link(url)
        if user_id is not None:
            self.add("text_mention", inside, user_id=user_id)
        elif link is not None:
            self.add("text_link", inside, url=link)
        else:
            self.text += inside

    def add(self, kind: str, inside: bytes, **more: object) -> None:
        offset = utf16_length(self.text.decode("utf-8", "replace"))
        length = utf16_length(inside.decode("utf-8", "replace"))
        self.text += inside
        if length:
            self.entities.append({"type": kind, "offset": offset, "length": length, **more})


def parse_old_markdown(source: str) -> tuple[str, list[Entity]]:
    return OldMarkdownReader(source).read()
