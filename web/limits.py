"""How often one network address may ask, counted in memory."""

from ipaddress import IPv6Address, IPv6Network

from fastapi import HTTPException, Request
from limits import parse_many

from handlers.allowance import Window
from web.base import Web

# The bits of an IPv6 address that a household does not choose.
HOUSEHOLD = 64


class Limits:
    def __init__(self, web: Web) -> None:
        told = {
            "pages": web.page_limit,
            "sign_in": web.sign_in_limit,
            "form": web.form_limit,
            "form_begin": web.form_begin_limit,
            "form_code": web.form_code_limit,
        }
        self._windows = {
            kind: [Window(one) for one in parse_many(limit)] for kind, limit in told.items()
        }

    def spend(self, kind: str, request: Request) -> None:
        """Count one attempt; 429 when there were too many."""
        address = asking(request)
        if not all(window.hit(address) for window in self._windows[kind]):
            raise HTTPException(429)

    def demand_left(self, kind: str, request: Request) -> None:
        """Count nothing; 429 where one more attempt would be too many."""
        address = asking(request)
        if any(window.is_full(address) for window in self._windows[kind]):
            raise HTTPException(429)


def asking(request: Request) -> str:
    """The network address; of IPv6 the network, where one household has addresses without end."""
    told = request.client.host if request.client else ""
    try:
        address = IPv6Address(told)
    except ValueError:
        return told
    return str(address.ipv4_mapped or IPv6Network((address, HOUSEHOLD), strict=False))


async def pages(request: Request) -> None:
    limits_of(request).spend("pages", request)


async def sign_in(request: Request) -> None:
    limits_of(request).spend("sign_in", request)


async def form(request: Request) -> None:
    """A whole hall may answer through one address, so the form allows more than other pages."""
    limits_of(request).spend("form", request)


async def form_begin(request: Request) -> None:
    limits_of(request).spend("form_begin", request)


async def form_code(request: Request) -> None:
    limits_of(request).spend("form_code", request)


def limits_of(request: Request) -> Limits:
    kept: Limits = request.app.state.limits
    return kept
