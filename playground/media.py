"""Files as messages hold them: made from uploads, fetched from addresses, or sent again by id.

Films and sounds are not looked into: their length and size are those that the sender tells.
"""

import asyncio
import mimetypes
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from playground import pictures
from playground.fetching import Fetching, Unreachable
from playground.files import Files
from playground.refusals import Refusal, bad_request
from playground.requests import Upload

Json = dict[str, Any]

LARGEST_PHOTO_BYTES = 10 << 20
LARGEST_PHOTO_BY_URL_BYTES = 5 << 20
LARGEST_BY_URL_BYTES = 20 << 20
STICKER_SIDE = 512
ROUND_SIDE = 240
NO_FILE = "wrong file identifier/HTTP URL specified"
# What may come from an address as what; anything else is to be uploaded.
TYPES_BY_URL = {
    "photo": ("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"),
    "document": ("image/gif", "application/pdf", "application/zip"),
    "video": ("video/mp4",),
    "animation": ("video/mp4", "image/gif"),
    "audio": ("audio/mpeg", "audio/mp4", "audio/x-m4a"),
    "voice": ("audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a"),
    "sticker": ("image/webp",),
    "video_note": (),
}


def named(upload: Upload, default: str = "file") -> Json:
    name = PurePath(upload.name).name or default
    kind = mimetypes.guess_type(name)[0] or upload.content_type or "application/octet-stream"
    return {"file_name": name, "mime_type": kind}


def _document(upload: Upload, _: Json) -> Json:
    return named(upload)


def _film(upload: Upload, given: Json) -> Json:
    shape = {name: given.get(name, 0) for name in ("width", "height", "duration")}
    return shape | named(upload, "video.mp4")


def _audio(upload: Upload, given: Json) -> Json:
    told = {name: given[name] for name in ("performer", "title") if given.get(name)}
    return {"duration": given.get("duration", 0)} | told | named(upload, "audio.mp3")


def _voice(upload: Upload, given: Json) -> Json:
    kind = upload.content_type or "audio/ogg"
    return {"duration": max(given.get("duration", 0), 1), "mime_type": kind}


def _sticker(upload: Upload, given: Json) -> Json:
    width, height = pictures.sides_of(upload.content) or (STICKER_SIDE, STICKER_SIDE)
    suffix = PurePath(upload.name).suffix.lower()
    moving = {"is_animated": suffix == ".tgs", "is_video": suffix == ".webm"}
    emoji = {"emoji": given["emoji"]} if given.get("emoji") else {}
    return {"type": "regular", "width": width, "height": height} | moving | emoji


def _video_note(_: Upload, given: Json) -> Json:
    return {"length": given.get("length") or ROUND_SIDE, "duration": given.get("duration", 0)}


MAKERS: dict[str, Callable[[Upload, Json], Json]] = {
    "document": _document,
    "video": _film,
    "animation": _film,
    "audio": _audio,
    "voice": _voice,
    "sticker": _sticker,
    "video_note": _video_note,
}
SUFFIXES = {"voice": ".oga", "video_note": ".mp4"}
KINDS = ("photo", *MAKERS)
CAPTIONED = tuple(kind for kind in KINDS if kind not in ("sticker", "video_note"))


async def made(files: Files, bot_id: int, kind: str, upload: Upload, given: Json) -> Json:
    """The field of a message that holds the upload, with what the sender tells about it."""
    if kind == "photo":
        return await photo(files, bot_id, upload)
    details = MAKERS[kind](upload, given)
    suffix = SUFFIXES.get(kind) or PurePath(upload.name).suffix
    kept = files.keep(bot_id, upload.content, kind, suffix)
    media: Json = {kind: details | kept}
    if kind == "animation":
        media["document"] = named(upload, "video.mp4") | kept
    files.describe_media(kept["file_id"], media)
    return media


async def photo(files: Files, bot_id: int, upload: Upload) -> Json:
    """The `photo` field: the same picture in several sizes, smallest first."""
    if len(upload.content) > LARGEST_PHOTO_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    drawn = await asyncio.to_thread(pictures.sizes, upload.content)
    sizes = [
        files.keep(bot_id, content, "photo", ".jpg") | {"width": width, "height": height}
        for content, width, height in drawn
    ]
    for size in sizes:
        files.describe_media(size["file_id"], {"photo": sizes})
    return {"photo": sizes}


def by_id(files: Files, bot_id: int, file_id: str, kind: str) -> Json:
    """What was sent before under this file_id, sent again."""
    known = files.of(bot_id, file_id)
    if known is None:
        raise bad_request(NO_FILE)
    media: Json = known["media"]
    if kind != known["kind"]:
        used, wanted = type_name(known["kind"]), type_name(kind)
        raise bad_request(f"can't use file of type {used} as {wanted}")
    return media


def type_name(kind: str) -> str:
    return "VoiceNote" if kind == "voice" else kind.title().replace("_", "")


def is_address(value: str) -> bool:
    return value.lower().startswith(("http://", "https://"))


async def from_address(fetching: Fetching, url: str, kind: str) -> Upload:
    """The file that lies there, if it is of the kind and not too large."""
    largest = LARGEST_PHOTO_BY_URL_BYTES if kind == "photo" else LARGEST_BY_URL_BYTES
    try:
        found = await fetching.get(url, largest)
    except Unreachable as error:
        raise bad_request("failed to get HTTP URL content") from error
    if found.status != 200 or not found.content or found.content_type not in TYPES_BY_URL[kind]:
        raise bad_request("wrong type of the web page content")
    name = PurePath(urlsplit(url).path).name
    return Upload(name, found.content, found.content_type)
