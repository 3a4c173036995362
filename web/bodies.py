"""Reading what was sent to us, and no more of it than we are willing to hold."""

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

FORM_LIMIT = 16_384
FORM_FIELDS = 50
# Nobody types it, and PostgreSQL keeps no text with it.
NUL = "\0"


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
    return {name: values[-1] for name, values in (await fields(request, FORM_LIMIT)).items()}


async def fields(request: Request, limit: int, most: int = FORM_FIELDS) -> dict[str, list[str]]:
    """What a form sent, each field with all its values; those left empty are not among them."""
    sent = await body(request, limit)
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(sent.decode(), max_num_fields=most):
            if told := value.replace(NUL, ""):
                found.setdefault(name, []).append(told)
    except ValueError:
        raise HTTPException(400) from None
    return found
