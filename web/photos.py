"""Reading the form by which a picture, a recording or a document is sent."""

import asyncio

from fastapi import HTTPException, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from surveys import attachments
from surveys.attachments import SIZE_LIMIT, Attachment
from web import bodies, guard
from web.respondents import Fields, Here, check_token

# What surrounds the file in the form.
AROUND = 16_384
# Each takes memory while it is made into what is kept.
_few = asyncio.Semaphore(2)


async def sent(at: Here, request: Request, kind: str) -> tuple[Fields, Attachment | None]:
    """What was sent to a question, with the file as we keep it; None when there is none.

    Raises AnswerRefused.
    """
    if announced(request) > SIZE_LIMIT + AROUND:
        raise attachments.too_big(SIZE_LIMIT)
    fields, raw = await received(request)
    check_token(at, fields)
    if not raw or "skip" in fields:
        return fields, None
    async with _few:
        return fields, await asyncio.to_thread(attachments.MAKES[kind], raw)


async def received(request: Request, limit: int = SIZE_LIMIT) -> tuple[Fields, bytes]:
    """The fields of a form from our own page and the file in it, within what we may hold."""
    if not guard.is_same_origin(request):
        raise HTTPException(403)
    if announced(request) > limit + AROUND:
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


def announced(request: Request) -> int:
    """How many bytes are to come, which every browser says beforehand."""
    told = request.headers.get("content-length", "")
    if not told.isdecimal():
        raise HTTPException(413)
    return int(told[:20])


def _is_in_utf8(request: Request) -> bool:
    """As every browser sends a form; some of the codecs that might be named take minutes."""
    _, told = parse_options_header(request.headers.get("content-type"))
    return told.get(b"charset", b"utf-8").lower() == b"utf-8"


async def painted(raw: bytes) -> Attachment:
    """The picture as we keep it; raises AnswerRefused."""
    return await asyncio.to_thread(attachments.photo, raw)
