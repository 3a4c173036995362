"""Photos and voices as answers: judged by their content, rid of all they tell beside it.

A picture is painted anew, so that neither place, camera nor name comes along; of a voice message
only sound is kept. Both are named by the hash of what is kept.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from surveys.checking import AnswerRefused, Reason
from surveys.voices import without_remarks

SIZE_LIMIT: Final = 10_000_000
VOICE_LIMIT: Final = 3_000_000
PIXELS_LIMIT: Final = 50_000_000
LONGEST_SIDE: Final = 1600
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes


def photo(raw: bytes) -> Attachment:
    """A picture as we keep it; takes a while, so call it in a thread."""
    if not raw or len(raw) > SIZE_LIMIT:
        raise AnswerRefused(Reason.NOT_A_FILE)
    try:
        return _named(painted_anew(raw), "jpg")
    except Exception:
        # Whatever a broken picture makes its library raise, it is the picture that is broken.
        raise AnswerRefused(Reason.NOT_A_FILE) from None


def voice(raw: bytes) -> Attachment:
    """A voice message as we keep it; takes a while, so call it in a thread."""
    if not raw or len(raw) > VOICE_LIMIT:
        raise AnswerRefused(Reason.NOT_A_FILE)
    return _named(without_remarks(raw), "ogg")


def painted_anew(
    raw: bytes, formats: tuple[str, ...] = FORMATS, longest_side: int = LONGEST_SIDE
) -> bytes:
    """A JPEG of nothing but what is seen; raises what a broken picture makes its library raise."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(raw), formats=formats) as opened:
            if opened.width * opened.height > PIXELS_LIMIT:
                raise AnswerRefused(Reason.NOT_A_FILE)
            mode = "RGBA" if opened.has_transparency_data else "RGB"
            upright = ImageOps.exif_transpose(opened).convert(mode)
    upright.thumbnail((longest_side, longest_side))
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright if mode == "RGBA" else None)
    painted = io.BytesIO()
    bare.save(painted, "JPEG", quality=QUALITY, optimize=True)
    return painted.getvalue()


def _named(content: bytes, ending: str) -> Attachment:
    return Attachment(f"{hashlib.sha256(content).hexdigest()}.{ending}", content)
