"""Works of a contest on one picture: all with their numbers, or the winners on a podium."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from papers.lettering import FONTS

CELL = 360
MARGIN = 16
LABEL = 56
INK = "#1b1b1b"
PAPER = "#ffffff"
SHADE = "#e8efe9"
QUALITY = 85
NAME_SIZE, SMALLEST = 34, 20
# How high the first three stand, from the left: second, first, third.
STEPS = {1: 150, 2: 100, 3: 60}


def sheet(works: Sequence[tuple[int, bytes]]) -> bytes:
    """Every work with its number, in rows of equal cells, as a JPEG."""
    across = min(4, max(2, math.ceil(math.sqrt(len(works)))))
    down = math.ceil(len(works) / across)
    size = (across * (CELL + MARGIN) + MARGIN, down * (CELL + LABEL + MARGIN) + MARGIN)
    page = Image.new("RGB", size, PAPER)
    for at, (number, content) in enumerate(works):
        left = MARGIN + at % across * (CELL + MARGIN)
        top = MARGIN + at // across * (CELL + LABEL + MARGIN)
        _place(page, content, (left, top))
        _write(page, str(number), (left + CELL // 2, top + CELL + LABEL // 2), 40)
    return _saved(page)


def podium(winners: Sequence[tuple[int, str, bytes]]) -> bytes:
    """Works by their place and name on steps, the first in the middle, as a JPEG."""
    shown = sorted(winners, key=lambda one: one[0])
    ordered = [*reversed(shown[1::2]), *shown[::2]]
    highest = max(STEPS.values())
    height = MARGIN + highest + CELL + LABEL + MARGIN
    page = Image.new("RGB", (len(ordered) * (CELL + MARGIN) + MARGIN, height), PAPER)
    for at, (place, name, content) in enumerate(ordered):
        step = STEPS.get(place, 30)
        left, floor = MARGIN + at * (CELL + MARGIN), height - MARGIN - step
        pen = ImageDraw.Draw(page)
        pen.rectangle((left, floor, left + CELL, height - MARGIN), fill=SHADE)
        _write(page, f"{place}.", (left + CELL // 2, floor + step // 2), min(56, step * 2 // 3))
        _place(page, content, (left, floor - LABEL - CELL))
        _write(page, name, (left + CELL // 2, floor - LABEL // 2), NAME_SIZE, CELL)
    return _saved(page)


def _place(page: Image.Image, content: bytes, at: tuple[int, int]) -> None:
    """A work as large as its cell, in the middle of it, with a thin frame."""
    with Image.open(io.BytesIO(content)) as opened:
        work = opened.convert("RGB")
    work.thumbnail((CELL, CELL))
    left = at[0] + (CELL - work.width) // 2
    top = at[1] + (CELL - work.height) // 2
    page.paste(work, (left, top))
    ImageDraw.Draw(page).rectangle((*at, at[0] + CELL, at[1] + CELL), outline=SHADE, width=2)


def _write(
    page: Image.Image, text: str, middle: tuple[int, int], size: int, width: int | None = None
) -> None:
    """Where a width is given the letters get smaller, and then fewer, until they fit it."""
    font = _letters(size)
    while width and font.getlength(text) > width and size > SMALLEST:
        size -= 1
        font = _letters(size)
    while width and font.getlength(text) > width:
        text = f"{text.rstrip('…')[:-1].rstrip()}…"
    ImageDraw.Draw(page).text(middle, text, fill=INK, font=font, anchor="mm")


def _letters(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "DejaVuSans-Bold.ttf"), size)


def _saved(page: Image.Image) -> bytes:
    kept = io.BytesIO()
    page.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
