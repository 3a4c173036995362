"""Cookies that scripts cannot read and other sites cannot send along."""

from fastapi import Request, Response

from web.base import web_of


def name(request: Request, plain: str) -> str:
    # Browsers take a __Host- cookie from this very host only, and never over plain HTTP.
    return f"__Host-{plain}" if web_of(request).is_secure else plain


def read(request: Request, plain: str) -> str:
    return request.cookies.get(name(request, plain), "")


def keep(response: Response, request: Request, plain: str, value: str, seconds: int | None) -> None:
    """None lets the browser forget it when it is closed."""
    response.set_cookie(
        name(request, plain),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=web_of(request).is_secure,
    )


def drop(response: Response, request: Request, plain: str) -> None:
    response.delete_cookie(
        name(request, plain),
        httponly=True,
        samesite="lax",
        secure=web_of(request).is_secure,
    )
