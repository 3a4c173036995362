"""Works for contests: drawn here, so that nobody's picture is used."""

import io

from PIL import Image, ImageDraw

from contests import pictures
from contests.pictures import Work


def drawing(shape: int = 0, side: int = 1600, name: str = "PNG") -> bytes:
    """A picture that looks different for each shape."""
    picture = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(picture)
    step = side // 8
    for at in range(64):
        if (shape * 2654435761 >> (at % 32)) & 1 or at % 7 == shape % 7:
            left, top = at % 8 * step, at // 8 * step
            pen.rectangle((left, top, left + step, top + step), fill=(20 + 3 * at, 90, 60))
    drawn = io.BytesIO()
    picture.save(drawn, name)
    return drawn.getvalue()


def work(shape: int = 0) -> Work:
    return pictures.work(drawing(shape, side=400))
