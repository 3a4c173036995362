"""Reading the form by which a picture is sent."""

import asyncio

from fastapi import HTTPException, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from surveys import attachments
from surveys.attachments import SIZE_LIMIT, Attachment
from web import bodies, guard
from web.respondents import Fields, Here, check_token

# What surrounds the picture in the form.
AROUND = 16_384


async def sent(at: Here, request: Request) -> tuple[Fields, Attachment | None]:
    """What was sent, with the picture as we keep it; None when there is none."""
    fields, raw = await received(request)
    check_token(at, fields)
    if not raw or "skip" in fields:
        return fields, None
    return fields, await painted(raw)


async def received(request: Request, limit: int = SIZE_LIMIT) -> tuple[Fields, bytes]:
    """The fields of a form from our own page and the file in it, within what we may hold."""
    if not guard.is_same_origin(request):
        raise HTTPException(403)
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced[:20]) > limit + AROUND:
        raise HTTPException(413)
    if not _is_in_utf8(request):
        raise HTTPException(400)
    try:
        async with request.form(max_files=1, max_fields=10, max_part_size=AROUND) as form:
            texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
            photo = form.get("photo")
            raw = await photo.read() if isinstance(photo, UploadFile) else b""
    except MultiPartException:
        raise HTTPException(400) from None
    plain = ((name, value.replace(bodies.NUL, "")) for name, value in texts)
    return {name: [value] for name, value in plain if value}, raw


def _is_in_utf8(request: Request) -> bool:
    """As every browser sends a form; some of the codecs that might be named take minutes."""
    _, told = parse_options_header(request.headers.get("content-type"))
    return told.get(b"charset", b"utf-8").lower() == b"utf-8"


async def painted(raw: bytes) -> Attachment:
    """The picture as we keep it; raises AnswerRefused."""
    return await asyncio.to_thread(attachments.photo, raw)
