"""A picture to be passed on: what came of a survey, in a few bars."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import resvg_py
import segno
from jinja2 import Environment, FileSystemLoader, Template

from papers import lettering

# What the networks show whole beside a link.
WIDTH, HEIGHT = 1200, 630
MARGIN = 56
CODE = 168
LINE = 1.2
KIND, TITLE, FACTS, QUESTION, ANSWER, ADDRESS = 26, 44, 28, 24, 30, 22
BAR = 22
MOST_BARS = 3
INK, QUIET, PAPER, TRACK, FILL = "#14181f", "#454d59", "#ffffff", "#dfe7e2", "#1f6b43"
CUT = "…"


@dataclass(frozen=True)
class Headline:
    question: str
    answer: str
    percent: int


@dataclass(frozen=True)
class Card:
    """`address` is also told as a code to be scanned; without one there is no code."""

    kind: str
    title: str
    facts: str
    headlines: Sequence[Headline]
    address: str = ""

    def png(self) -> bytes:
        """A tenth of a second of processor: not for the event loop."""
        return resvg_py.svg_to_bytes(
            svg_string=self.svg(),
            width=WIDTH,
            background=PAPER,
            skip_system_fonts=True,
            font_files=[str(path) for path in lettering.FILES.values()],
            sans_serif_family=lettering.FAMILY,
        )

    def svg(self) -> str:
        drawing = _Drawing()
        drawing.write(self.kind, KIND, WIDTH - 2 * MARGIN, 1, bold=True, fill=FILL)
        drawing.write(self.title, TITLE, WIDTH - 2 * MARGIN, 2, bold=True)
        drawing.y += 6
        drawing.write(self.facts, FACTS, WIDTH - 2 * MARGIN, 1, fill=QUIET)
        drawing.y += 14
        for headline in self.headlines[:MOST_BARS]:
            _draw(drawing, headline, WIDTH - 3 * MARGIN - CODE)
        return _template().render(
            card=self,
            letters=drawing.letters,
            boxes=drawing.boxes,
            shown=self.address.partition("://")[2],
            code=_modules(self.address) if self.address else "",
            family=lettering.FAMILY,
        )


@dataclass(frozen=True)
class Letters:
    x: float
    y: float
    text: str
    size: int
    bold: bool = False
    fill: str = INK


@dataclass
class _Drawing:
    y: float = MARGIN - 10
    letters: list[Letters] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, str]] = field(default_factory=list)

    def write(
        self, text: str, size: int, room: float, most: int, *, bold: bool = False, fill: str = INK
    ) -> None:
        for line in _fitting(text, size, room, most, bold):
            self.y += size * LINE
            self.letters.append(Letters(MARGIN, self.y, line, size, bold, fill))


def _draw(drawing: _Drawing, headline: Headline, room: float) -> None:
    drawing.write(headline.question, QUESTION, room, 1, fill=QUIET)
    told = f"{headline.answer} · {headline.percent} %"
    drawing.write(told, ANSWER, room, 1, bold=True)
    drawing.y += 12
    drawing.boxes.append((MARGIN, drawing.y, room, BAR, TRACK))
    drawing.boxes.append((MARGIN, drawing.y, room * headline.percent / 100, BAR, FILL))
    drawing.y += BAR + 12


def _fitting(text: str, size: int, room: float, most: int, bold: bool) -> list[str]:
    """At most so many lines; what is left out is seen to be left out."""
    lines = lettering.lines(text, size, room, bold=bold)
    if len(lines) <= most:
        return lines
    last = " ".join(lines[most - 1 :])
    while last and lettering.width(last + CUT, size, bold=bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + CUT]


def _modules(address: str) -> str:
    """The dark squares of the code as one path."""
    rows = segno.make(address, error="m", micro=False).matrix
    side = CODE / len(rows)
    left, top = WIDTH - MARGIN - CODE, HEIGHT - MARGIN - CODE
    return "".join(
        f"M{left + x * side:.2f} {top + y * side:.2f}h{side:.2f}v{side:.2f}h-{side:.2f}z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )


@cache
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("card.svg")
