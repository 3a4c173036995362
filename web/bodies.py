"""Reading what was sent to us, and no more of it than we are willing to hold."""

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

FORM_LIMIT = 16_384
FORM_FIELDS = 50


async def body(request: Request, limit: int) -> bytes:
    """The whole body; 413 as soon as it is announced, or turns out, to be larger than allowed."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:20]) > limit:
        raise HTTPException(413)
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > limit:
            raise HTTPException(413)
    return bytes(read)


async def form(request: Request) -> dict[str, str]:
    sent = await body(request, FORM_LIMIT)
    try:
        return dict(parse_qsl(sent.decode(), max_num_fields=FORM_FIELDS))
    except ValueError:
        raise HTTPException(400) from None
