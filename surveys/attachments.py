"""What is sent as an answer: judged by its content, rid of all it tells beside it.

A picture and the pages of a document are painted anew, so that neither place, camera nor name
comes along; of a voice message and a recording only sound is kept. All are named by the hash of
what is kept, never by what they were called.
"""

import hashlib
import io
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from surveys import sounds
from surveys.checking import AnswerRefused, Reason
from surveys.voices import without_remarks

SIZE_LIMIT: Final = 10_000_000
VOICE_LIMIT: Final = 3_000_000
PIXELS_LIMIT: Final = 50_000_000
LONGEST_SIDE: Final = 1600
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
PAGES_LIMIT: Final = 20
PATIENCE_SECONDS: Final = 30
PDF: Final = b"%PDF-"
# A sign may stand behind some bytes of another program's.
PDF_WITHIN: Final = 1024


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


def audio(raw: bytes) -> Attachment:
    """A recording as we keep it; takes a while, so call it in a thread."""
    _demand_size(raw)
    return _named(*sounds.bare(raw))


def file(raw: bytes) -> Attachment:
    """A picture or a document as we keep it; takes a while, so call it in a thread."""
    _demand_size(raw)
    if PDF in raw[:PDF_WITHIN]:
        return _named(_pages_painted(raw), "pdf")
    try:
        return photo(raw)
    except AnswerRefused:
        raise AnswerRefused(Reason.NOT_A_DOCUMENT) from None


# By the kind of the question.
MAKES: Final[Mapping[str, Callable[[bytes], Attachment]]] = {
    "photo": photo,
    "audio": audio,
    "file": file,
}


def _demand_size(raw: bytes) -> None:
    if len(raw) > SIZE_LIMIT:
        raise too_big(SIZE_LIMIT)


def too_big(limit: int) -> AnswerRefused:
    return AnswerRefused(Reason.FILE_TOO_BIG, max=limit // 1_000_000)


def _pages_painted(raw: bytes) -> bytes:
    """A PDF of pictures of the pages, made by a process of its own."""
    command = [sys.executable, "-m", "surveys.painting", str(LONGEST_SIDE), str(PAGES_LIMIT)]
    try:
        made = subprocess.run(
            command, input=raw, capture_output=True, timeout=PATIENCE_SECONDS, check=True
        ).stdout
    except subprocess.SubprocessError:
        raise AnswerRefused(Reason.NOT_A_DOCUMENT) from None
    if made.isdigit():
        raise AnswerRefused(Reason.TOO_MANY_PAGES, max=PAGES_LIMIT, pages=int(made))
    return made


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
