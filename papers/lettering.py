"""Letters of the fonts that come along: how wide a text is, and where its lines break."""

import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans"
FILES = {False: FONTS / "DejaVuSans.ttf", True: FONTS / "DejaVuSans-Bold.ttf"}
# Measured once at this size; letters without hinting grow in proportion.
MEASURED_AT = 100
# Narrower columns to try for evener lines, the narrowest first.
SHARES = (0.6, 0.7, 0.8, 0.9)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FILES[bold], MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, *, bold: bool = False) -> float:
    return _font(bold).getlength(text) * size / MEASURED_AT


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """As few lines as fit, of about equal length, so that no word is left alone on the last."""
    fewest = _broken(text, size, room, bold)
    for share in SHARES if len(fewest) > 1 else ():
        narrower = _broken(text, size, room * share, bold)
        if len(narrower) == len(fewest):
            return narrower
    return fewest


def _broken(text: str, size: float, room: float, bold: bool) -> list[str]:
    """Breaks at spaces, never at a no-break space; a word that is too long is cut."""
    broken: list[str] = []
    for word in clean(text).split(" "):
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and width(longer, size, bold=bold) <= room:
            broken[-1] = longer
        else:
            broken += _cut(word, size, room, bold)
    return broken


def clean(text: str) -> str:
    """Control characters have no place in a picture, nor in XML."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def _cut(word: str, size: float, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def glyph(letter: str, *, bold: bool = False) -> bytes:
    """What a letter looks like; all that a font lacks look the same."""
    return bytes(_font(bold).getmask(letter))
