"""How often one network address may ask, counted in memory."""

from fastapi import HTTPException, Request
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from web.base import Web


class Limits:
    def __init__(self, web: Web) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._allowed = {
            "pages": parse(web.page_limit),
            "sign_in": parse(web.sign_in_limit),
            "form": parse(web.form_limit),
            "form_begin": parse(web.form_begin_limit),
            "form_code": parse(web.form_code_limit),
        }

    async def spend(self, kind: str, request: Request) -> None:
        """Count one attempt; 429 when there were too many."""
        address = request.client.host if request.client else ""
        if not await self._limiter.hit(self._allowed[kind], kind, address):
            raise HTTPException(429)


async def pages(request: Request) -> None:
    await limits_of(request).spend("pages", request)


async def sign_in(request: Request) -> None:
    await limits_of(request).spend("sign_in", request)


async def form(request: Request) -> None:
    """A whole hall may answer through one address, so the form allows more than other pages."""
    await limits_of(request).spend("form", request)


async def form_begin(request: Request) -> None:
    await limits_of(request).spend("form_begin", request)


async def form_code(request: Request) -> None:
    await limits_of(request).spend("form_code", request)


def limits_of(request: Request) -> Limits:
    kept: Limits = request.app.state.limits
    return kept
