"""Works that people hand in: judged by their content, rid of all they tell beside it.

A photograph is painted anew in its own format; SVG and PDF, which are programs, become pictures.
"""

import io
import re
import subprocess
import sys
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import filetype
from PIL import Image, ImageOps

from contests.documents import FILE_LIMIT_MB, Format, Works

SIZE_LIMIT: Final = FILE_LIMIT_MB * 1_000_000
PIXELS_LIMIT: Final = 50_000_000
PREVIEW_SIDE: Final = 1280
PRINT_SIDE: Final = 3000
JPEG_QUALITY: Final = 95
PREVIEW_QUALITY: Final = 85
PATIENCE_SECONDS: Final = 30
# Bits in which the looks of two works may differ for them to be called alike.
ALIKE: Final = 8
LOOK_SIDE: Final = 8
PAINTED: Final = {Format.PNG: "PNG", Format.JPEG: "JPEG", Format.WEBP: "WEBP"}
SVG: Final = re.compile(rb"<svg[\s>]", re.I)
# What would make a drawing reach out of itself, or swell.
UNSAFE_SVG: Final = re.compile(
    rb"<!doctype|<!entity|<script|<foreignobject|@import|"
    rb"href\s*=\s*[\"']\s*(?!#|data:image/(?:png|jpeg|gif|webp)[;,])|"
    rb"url\(\s*[\"']?\s*(?!#|data:image/(?:png|jpeg|gif|webp)[;,])",
    re.I,
)


class Flaw(StrEnum):
    """Why something sent cannot be a work."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    REACHES_OUT = "reaches_out"
    FORMAT = "format"
    TOO_SMALL = "too_small"


class NotAWork(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass(frozen=True)
class Work:
    """A work as we keep it; `size` is what was sent, `look` tells it from others by sight."""

    format: Format
    content: bytes
    preview: bytes
    width: int
    height: int
    look: str
    size: int


def work(raw: bytes) -> Work:
    """A work for print and for looking at; takes a while, so call it in a thread.

    Raises NotAWork.
    """
    if not raw:
        raise NotAWork(Flaw.EMPTY)
    if len(raw) > SIZE_LIMIT:
        raise NotAWork(Flaw.TOO_BIG)
    sort = sniffed(raw)
    content = raw if sort in PAINTED else _drawn(raw, sort)
    try:
        return _painted(content, sort, len(raw))
    except NotAWork:
        raise
    except Exception:
        # Whatever a broken picture makes its library raise, it is the picture that is broken.
        raise NotAWork(Flaw.BROKEN) from None


def demand_fit(work: Work, rules: Works) -> None:
    """Whether a work is what the brief asks for; raises NotAWork."""
    if work.format not in rules.formats:
        raise NotAWork(Flaw.FORMAT)
    if work.size > rules.max_mb * 1_000_000:
        raise NotAWork(Flaw.TOO_BIG)
    is_drawn = work.format not in PAINTED
    if not is_drawn and max(work.width, work.height) < rules.min_pixels:
        raise NotAWork(Flaw.TOO_SMALL)


def sniffed(raw: bytes) -> Format:
    """What a file is by its content, whatever it is called; raises NotAWork."""
    kind = filetype.guess(raw)
    if kind is not None and kind.mime in set(Format):
        return Format(kind.mime)
    if kind is None and SVG.search(raw[:4096]):
        return Format.SVG
    raise NotAWork(Flaw.NOT_A_PICTURE)


def are_alike(one: str, other: str) -> bool:
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE


def look(picture: Image.Image) -> str:
    """A difference hash: whether each of 8 × 8 points is lighter than the one beside it.

    Size, format and small changes of colour leave it as it is.
    """
    small = picture.convert("L").resize((LOOK_SIDE + 1, LOOK_SIDE), Image.Resampling.LANCZOS)
    points = small.tobytes()
    bits = "".join(
        str(int(points[row * (LOOK_SIDE + 1) + at] > points[row * (LOOK_SIDE + 1) + at + 1]))
        for row in range(LOOK_SIDE)
        for at in range(LOOK_SIDE)
    )
    return f"{int(bits, 2):016x}"


def _drawn(raw: bytes, sort: Format) -> bytes:
    """An SVG or a PDF as a picture, made by a process of its own."""
    if sort is Format.SVG and UNSAFE_SVG.search(raw):
        raise NotAWork(Flaw.REACHES_OUT)
    name = "svg" if sort is Format.SVG else "pdf"
    command = [sys.executable, "-m", "contests.painting", name, str(PRINT_SIDE)]
    try:
        made = subprocess.run(
            command, input=raw, capture_output=True, timeout=PATIENCE_SECONDS, check=True
        )
    except subprocess.SubprocessError:
        raise NotAWork(Flaw.BROKEN) from None
    return made.stdout


def _painted(raw: bytes, sort: Format, size: int) -> Work:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(raw), formats=tuple(PAINTED.values())) as opened:
            if opened.width * opened.height > PIXELS_LIMIT:
                raise NotAWork(Flaw.TOO_BIG)
            mode = "RGBA" if opened.has_transparency_data else "RGB"
            upright = ImageOps.exif_transpose(opened).convert(mode)
    bare = Image.new(mode, upright.size)
    bare.paste(upright)
    on_white = Image.new("RGB", bare.size, "white")
    on_white.paste(bare, mask=bare if mode == "RGBA" else None)
    shown = on_white.copy()
    shown.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return Work(
        format=sort,
        content=_saved(on_white if sort is Format.JPEG else bare, PAINTED.get(sort, "PNG")),
        preview=_saved(shown, "JPEG", PREVIEW_QUALITY),
        width=bare.width,
        height=bare.height,
        look=look(on_white),
        size=size,
    )


def _saved(picture: Image.Image, name: str, quality: int = JPEG_QUALITY) -> bytes:
    kept = io.BytesIO()
    options = {"lossless": True} if name == "WEBP" else {"quality": quality}
    picture.save(kept, name, **({} if name == "PNG" else options))
    return kept.getvalue()
