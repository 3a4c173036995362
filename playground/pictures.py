"""Pictures in the sizes that Telegram makes of them."""

import io
from typing import Any

from playground.refusals import bad_request

LARGEST_SUM_OF_SIDES = 10_000
LARGEST_RATIO = 20
SIDES = (90, 320, 800, 1280)
Sized = tuple[bytes, int, int]


def sizes(content: bytes) -> list[Sized]:
    """JPEGs of the picture, smallest first, with their width and height."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as opened:
            _check_sides(*opened.size)
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    longest = max(flat.size)
    sides = [side for side in SIDES if side < longest] + [min(longest, SIDES[-1])]
    return [_jpeg(flat, side) for side in dict.fromkeys(sides)]


def _check_sides(width: int, height: int) -> None:
    ratio = max(width, height) / max(min(width, height), 1)
    if width + height > LARGEST_SUM_OF_SIDES or ratio > LARGEST_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _jpeg(picture: Any, side: int) -> Sized:
    copy = picture.copy()
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=87)
    return out.getvalue(), *copy.size


def sides_of(content: bytes) -> tuple[int, int] | None:
    """Width and height; nothing for what is no picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, SyntaxError):
        return None
