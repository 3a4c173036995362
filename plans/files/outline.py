"""From headings and paragraphs to sections: numbers, levels, and lines that begin with a label."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plans.documents import SECTION_ID_LIMIT
from texts.content import fold

LANGUAGE = "cs"
# "1.2 Doprava", "Opatření 1.2: Doprava", "P1 – Senioři": the number, and the name after it.
NUMBERED = re.compile(
    r"^(?:(?P<level>[^\W\d_]+)\s+)?(?P<number>[A-Z]?\d+(?:\.\d+)*)[.:)]?\s*[-–—:]?\s+(?P<name>\S.*)$"
)
LABELLED = re.compile(
    r"^\*{0,2}(?P<label>[^\W\d_][^:*\n]{1,40}?)\s*:\*{0,2}\s*(?P<value>\S.*)$", re.S
)
LABELS: Mapping[str, str] = {
    **dict.fromkeys(("shrnuti", "strucne", "ve zkratce", "summary"), "summary"),
    **dict.fromkeys(
        ("odpovida", "odpovednost", "zodpovida", "realizator", "nositel", "responsible"),
        "responsible",
    ),
    **dict.fromkeys(("tema", "temata", "topics"), "topics"),
    **dict.fromkeys(("obec", "obce", "municipalities"), "municipalities"),
    **dict.fromkeys(("cilova skupina", "cilove skupiny", "target groups"), "target_groups"),
    **dict.fromkeys(("pracovni skupina", "skupina", "working group"), "group"),
}
# Lines of facts keep their label, because it says what they are.
FACTS = (
    *("indikator", "indikatory", "ukazatel", "naklady", "rozpocet", "financovani", "termin"),
    *("harmonogram", "zdroje", "rizika", "indicator", "costs", "budget", "due"),
)
LISTED = ("topics", "municipalities", "target_groups")


@dataclass(frozen=True)
class Block:
    """A heading of a level (1 the highest), or a paragraph (0)."""

    level: int
    text: str


@dataclass
class Found:
    """A section as it is gathered; `number` is what its heading says, empty when nothing."""

    level: int
    title: str
    number: str = ""
    paragraphs: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)

    def add(self, paragraph: str) -> None:
        """Lines that begin with a known label are fields, what is left is the text."""
        left = [line for line in paragraph.split("\n") if not self._is_field(line.strip())]
        if left:
            self.paragraphs.append("\n".join(left))

    def _is_field(self, line: str) -> bool:
        labelled = LABELLED.match(line)
        label = fold(labelled["label"]) if labelled else ""
        if labelled and label in LABELS and LABELS[label] not in self.fields:
            self.fields[LABELS[label]] = labelled["value"].strip()
            return True
        if labelled and label in FACTS:
            self.facts.append(f"{labelled['label']}: {labelled['value'].strip()}")
            return True
        return False


@dataclass(frozen=True)
class Outline:
    """`title` is that of the document, `names` what its levels are called where they say so."""

    title: str
    sections: tuple[Found, ...]
    names: Mapping[int, str]


def outline(blocks: Iterable[Block], title: str = "") -> Outline:
    """The document cut at its headings; a lone highest heading is the document's title."""
    listed = [block for block in blocks if block.text.strip()]
    headings = [block.level for block in listed if block.level]
    alone = min(headings, default=0)
    has_lone_title = not title and headings.count(alone) == 1 and len(headings) > 1
    found: list[Found] = []
    names: dict[int, str] = {}
    depths = _depths(headings, alone if has_lone_title else 0)
    for block in listed:
        if block.level and block.level == alone and has_lone_title:
            title = block.text.strip()
        elif block.level:
            found.append(_begun(block, depths[block.level], names))
        elif found:
            found[-1].add(block.text.strip())
    return Outline(title, tuple(found), names)


def _depths(headings: list[int], without: int) -> dict[int, int]:
    """Levels that are used, closed up: headings 2 and 4 become levels 1 and 2."""
    used = sorted(set(headings) - {without})
    return {level: place for place, level in enumerate(used, start=1)}


def _begun(block: Block, level: int, names: dict[int, str]) -> Found:
    heading = " ".join(block.text.split())
    numbered = NUMBERED.match(heading)
    if numbered is None:
        return Found(level, heading)
    if numbered["level"]:
        names.setdefault(level, numbered["level"])
    return Found(level, numbered["name"].strip(), numbered["number"])


def numbers(found: Iterable[Found]) -> list[str]:
    """An id for each section: its own number where it has one, else its place in the outline.

    An own number that stands twice is made different by the place.
    """
    counts: list[int] = []
    ids: list[str] = []
    above: dict[int, str] = {}
    for one in found:
        del counts[one.level :]
        counts += [0] * (one.level - len(counts))
        counts[one.level - 1] += 1
        parent = next((above[level] for level in range(one.level - 1, 0, -1) if level in above), "")
        made = one.number or ".".join(filter(None, (parent, str(counts[one.level - 1]))))
        made = made[:SECTION_ID_LIMIT]
        above = {level: id for level, id in above.items() if level < one.level} | {one.level: made}
        ids.append(made)
    return ids


def listed(value: str) -> tuple[str, ...]:
    """What is written with commas or semicolons between."""
    return tuple(part.strip() for part in re.split(r"[,;]", value) if part.strip())
