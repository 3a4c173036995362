"""Photos, documents and voice messages made from uploads, the way Telegram shows them."""

import asyncio
import io
import mimetypes
from pathlib import PurePath
from typing import Any

from playground.files import Files
from playground.refusals import Refusal, bad_request
from playground.requests import Upload

Json = dict[str, Any]

LARGEST_PHOTO_BYTES = 10 << 20
LARGEST_SUM_OF_SIDES = 10_000
LARGEST_RATIO = 20
SIDES = (90, 320, 800, 1280)


async def photo(files: Files, bot_id: int, upload: Upload) -> Json:
    """The `photo` field: the same picture in several sizes, smallest first."""
    if len(upload.content) > LARGEST_PHOTO_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    drawn = await asyncio.to_thread(_sizes, upload.content)
    sizes = [
        files.keep(bot_id, content, "photo", ".jpg") | {"width": width, "height": height}
        for content, width, height in drawn
    ]
    for size in sizes:
        files.describe_media(size["file_id"], {"photo": sizes})
    return {"photo": sizes}


def _sizes(content: bytes) -> list[tuple[bytes, int, int]]:
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


def _jpeg(picture: Any, side: int) -> tuple[bytes, int, int]:
    copy = picture.copy()
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=87)
    return out.getvalue(), *copy.size


def document(files: Files, bot_id: int, upload: Upload) -> Json:
    name = PurePath(upload.name).name or "file"
    kind = mimetypes.guess_type(name)[0] or upload.content_type or "application/octet-stream"
    kept = files.keep(bot_id, upload.content, "document", PurePath(name).suffix)
    media = {"document": {"file_name": name, "mime_type": kind} | kept}
    files.describe_media(kept["file_id"], media)
    return media


def voice(files: Files, bot_id: int, upload: Upload, duration: int) -> Json:
    kept = files.keep(bot_id, upload.content, "voice", ".oga")
    kind = upload.content_type or "audio/ogg"
    media = {"voice": {"duration": max(duration, 1), "mime_type": kind} | kept}
    files.describe_media(kept["file_id"], media)
    return media


def by_id(files: Files, bot_id: int, file_id: str, kind: str) -> Json:
    """What was sent before under this file_id, sent again."""
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = files.of(bot_id, file_id)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    media: Json = known["media"]
    if kind not in media:
        raise bad_request(f"can't use file of type {known['kind'].title()} as {kind.title()}")
    return media
