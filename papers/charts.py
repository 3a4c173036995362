"""Charts of survey results as SVG for pages and PNG for chats, from plain values and words."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import resvg_py
from jinja2 import Environment, FileSystemLoader, Template

from papers import lettering, textures
from papers.textures import Texture

WIDTH = 1080
MARGIN = 48
TITLE, TEXT = 40, 30
LINE = 1.25
BAR, STACK, SWATCH = 34, 96, 56
GAP = 20
# Room at the right for "1 234 · 100 %"; longer words go below the bar.
NOTE_ROOM = 250
# Beside each other: label, thin bar, note.
SMALL, THIN = 26, 24
LABEL_SHARE = 0.36
# Radius of a circle: one that a whole row has room for, and one that its name fits into.
LARGEST, SMALLEST = 110, 34

INK, QUIET, PAPER, TRACK, FILL = "#14181f", "#454d59", "#ffffff", "#e4e9f0", "#0b5cad"
# From one end of a scale to the other; neighbours differ in lightness and in texture.
STEPS: tuple[tuple[str, str, Texture], ...] = (
    ("#0b3c6f", PAPER, textures.plain),
    ("#8fbce6", INK, textures.rising),
    ("#2f6fae", PAPER, textures.level),
    ("#f3d9b0", INK, textures.falling),
    ("#a8480c", PAPER, textures.plain),
    ("#f0a860", INK, textures.upright),
    ("#5c2405", PAPER, textures.crossed),
)


@dataclass(frozen=True)
class Bar:
    """One answer. No value is a hidden one, and the note then says so; the note is never empty."""

    label: str
    value: float | None
    note: str


@dataclass(frozen=True)
class Group:
    """Bars to be compared with each other, under a heading of their own."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Circle:
    """So many people, by the size of its face."""

    name: str
    value: float
    note: str


@dataclass(frozen=True)
class Chart:
    """Words and numbers of one picture; `full` is the value of a whole bar.

    A chart has either bars, or groups of them, and circles below under `circles_title`.
    """

    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    footnote: str = ""
    full: float = 100
    stacked: bool = False
    groups: tuple[Group, ...] = ()
    circles: tuple[Circle, ...] = ()
    circles_title: str = ""

    @property
    def told(self) -> str:
        """The chart in words, for who does not see it."""
        bars = [f"{bar.label}: {bar.note}" for bar in self.bars]
        bars += [f"{one.title}, {bar.label}: {bar.note}" for one in self.groups for bar in one.bars]
        bars += [f"{circle.name}: {circle.note}" for circle in self.circles]
        return "; ".join(bars)


@dataclass(frozen=True)
class Letters:
    x: float
    y: float
    text: str
    size: int = TEXT
    bold: bool = False
    fill: str = INK


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str
    dashed: bool = False
    stripes: str = ""
    stripe_fill: str = QUIET


@dataclass(frozen=True)
class Round:
    x: float
    y: float
    radius: float


@dataclass
class _Drawing:
    """Grows downwards from `y`."""

    width: int
    y: float = MARGIN
    letters: list[Letters] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    @property
    def room(self) -> int:
        return self.width - 2 * MARGIN

    def write(
        self,
        text: str,
        size: int = TEXT,
        *,
        indent: float = 0,
        bold: bool = False,
        fill: str = INK,
    ) -> None:
        for line in lettering.lines(text, size, self.room - indent, bold=bold):
            self.y += size * LINE
            base = self.y - size * (LINE - 1)
            self.letters.append(Letters(MARGIN + indent, base, line, size, bold, fill))

    def note(self, x: float, middle: float, text: str) -> None:
        self.letters.append(Letters(x, middle + TEXT * 0.36, text, bold=True))


def svg(chart: Chart, width: int = WIDTH, *, headed: bool = True) -> str:
    """A page may want it narrower, so that its letters stay large, and without its own heading."""
    drawing = _Drawing(width)
    if headed:
        _head(drawing, chart)
    if chart.groups:
        _draw_groups(drawing, chart)
    elif chart.stacked:
        _draw_stack(drawing, chart)
    else:
        _draw_bars(drawing, chart)
    if chart.circles:
        _draw_circles(drawing, chart)
    if chart.footnote:
        drawing.write(chart.footnote, fill=QUIET)
    return _template().render(
        chart=chart, drawing=drawing, height=round(drawing.y + MARGIN), family=lettering.FAMILY
    )


def png(chart: Chart, width: int = WIDTH, *, headed: bool = True) -> bytes:
    """Tens of milliseconds of processor with the interpreter held: not for the event loop."""
    return resvg_py.svg_to_bytes(
        svg_string=svg(chart, headed=headed),
        width=width,
        background=PAPER,
        skip_system_fonts=True,
        font_files=[str(path) for path in lettering.FILES.values()],
        sans_serif_family=lettering.FAMILY,
    )


@cache
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clean"] = lettering.clean
    return environment.get_template("chart.svg")


def _head(drawing: _Drawing, chart: Chart) -> None:
    drawing.write(chart.title, TITLE, bold=True)
    if chart.subtitle:
        drawing.y += GAP / 2
        drawing.write(chart.subtitle, fill=QUIET)
    drawing.y += GAP


def _draw_bars(drawing: _Drawing, chart: Chart) -> None:
    for bar in chart.bars:
        drawing.write(bar.label)
        drawing.y += 6
        _draw_bar(drawing, bar, chart.full)
        drawing.y += GAP


def _draw_groups(drawing: _Drawing, chart: Chart) -> None:
    bars = (bar for group in chart.groups for bar in group.bars)
    note = max(lettering.width(bar.note, SMALL, bold=True) for bar in bars) + GAP
    for group in chart.groups:
        drawing.write(group.title, bold=True)
        drawing.y += 8
        for bar in group.bars:
            _draw_thin(drawing, bar, chart.full, note)
        drawing.y += GAP


def _draw_thin(drawing: _Drawing, bar: Bar, full: float, note: float) -> None:
    """A bar beside its label, so that many of them stay on one picture."""
    label = drawing.room * LABEL_SHARE
    lines = lettering.lines(bar.label, SMALL, label - GAP)
    x, room, height = MARGIN + label, drawing.room - label - note, SMALL * LINE * len(lines)
    for place, line in enumerate(lines):
        base = drawing.y + SMALL * LINE * place + SMALL
        drawing.letters.append(Letters(MARGIN, base, line, SMALL))
    y = drawing.y + (height - THIN) / 2
    if bar.value is None:
        drawing.boxes.append(_hidden(x, y, room, THIN))
    else:
        share = min(max(bar.value / full, 0), 1)
        drawing.boxes += [Box(x, y, room, THIN, TRACK), Box(x, y, room * share, THIN, FILL)]
    base = y + THIN / 2 + SMALL * 0.36
    drawing.letters.append(Letters(x + room + GAP / 2, base, bar.note, SMALL, bold=True))
    drawing.y += height + 6


def _draw_bar(drawing: _Drawing, bar: Bar, full: float) -> None:
    room, y = drawing.room - NOTE_ROOM, drawing.y
    if bar.value is None:
        drawing.boxes.append(_hidden(MARGIN, y, room, BAR))
    else:
        share = min(max(bar.value / full, 0), 1)
        drawing.boxes.append(Box(MARGIN, y, room, BAR, TRACK))
        drawing.boxes.append(Box(MARGIN, y, room * share, BAR, FILL))
    drawing.y += BAR
    if lettering.width(bar.note, TEXT, bold=True) <= NOTE_ROOM - 20:
        drawing.note(MARGIN + room + 20, y + BAR / 2, bar.note)
    else:
        drawing.write(bar.note, bold=True)


def _hidden(x: float, y: float, width: float, height: float) -> Box:
    stripes = textures.rising(x, y, width, height)
    return Box(x, y, width, height, PAPER, dashed=True, stripes=stripes, stripe_fill="#b9c1cc")


def _draw_stack(drawing: _Drawing, chart: Chart) -> None:
    x = float(MARGIN)
    for place, bar in enumerate(chart.bars):
        length = drawing.room * _share(chart, bar)
        drawing.boxes.append(_segment(bar, place, x, drawing.y, length, STACK))
        x += length
    drawing.y += STACK + GAP
    for place, bar in enumerate(chart.bars):
        _draw_entry(drawing, bar, place)


def _share(chart: Chart, bar: Bar) -> float:
    """Hidden parts divide evenly among themselves what the shown ones leave."""
    if bar.value is not None:
        return bar.value / chart.full
    shown = sum(other.value for other in chart.bars if other.value is not None)
    hidden = sum(other.value is None for other in chart.bars)
    return max(chart.full - shown, 0) / chart.full / hidden


def _segment(bar: Bar, place: int, x: float, y: float, width: float, height: float) -> Box:
    if bar.value is None:
        return _hidden(x, y, width, height)
    fill, stripe_fill, texture = STEPS[place % len(STEPS)]
    return Box(x, y, width, height, fill, False, texture(x, y, width, height), stripe_fill)


def _draw_circles(drawing: _Drawing, chart: Chart) -> None:
    """Beside each other, each with its name inside and its note below."""
    drawing.write(chart.circles_title, bold=True)
    drawing.y += GAP
    room = drawing.room / len(chart.circles)
    widest = min(room / 2 - GAP / 2, LARGEST)
    most = max(one.value for one in chart.circles)
    top, lowest = drawing.y, drawing.y
    for place, one in enumerate(chart.circles):
        middle = MARGIN + room * (place + 0.5)
        radius = max(widest * (one.value / most) ** 0.5, SMALLEST)
        drawing.rounds.append(Round(middle, top + widest, radius))
        _centre(drawing, one.name, middle, top + widest + TITLE * 0.36, TITLE, PAPER)
        drawing.y = top + 2 * widest + GAP / 2
        for line in lettering.lines(one.note, SMALL, room - GAP):
            drawing.y += SMALL * LINE
            _centre(drawing, line, middle, drawing.y, SMALL, INK)
        lowest = max(lowest, drawing.y)
    drawing.y = lowest + GAP


def _centre(drawing: _Drawing, text: str, middle: float, base: float, size: int, fill: str) -> None:
    x = middle - lettering.width(text, size, bold=True) / 2
    drawing.letters.append(Letters(x, base, text, size, True, fill))


def _draw_entry(drawing: _Drawing, bar: Bar, place: int) -> None:
    top, indent = drawing.y, SWATCH + 20
    drawing.boxes.append(_segment(bar, place, MARGIN, top + 4, SWATCH, BAR))
    drawing.write(bar.label, indent=indent)
    drawing.write(bar.note, indent=indent, bold=True)
    drawing.y += GAP / 2
