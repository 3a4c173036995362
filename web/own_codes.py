"""Codes by which people without an account come back to what is theirs; only hashes are kept."""

import hmac

from fastapi import Request, Response

from surveys import codes
from web import cookies
from web.base import Web, web_of

FRESH_SECONDS = 900


class OwnCodes:
    """Codes of one kind: the browser holds the one it has opened, until it is closed.

    For a while after it was given a code is shown in full.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._own, self._fresh = f"own-{kind}", f"new-{kind}"

    def hashed(self, web: Web, code: str) -> str:
        return _signed(web, f"{self.kind}:{code}")

    def given(self, request: Request) -> str:
        """The code that this browser holds; empty where it holds none."""
        return codes.read(cookies.read(request, self._own)) or ""

    def fresh(self, request: Request) -> str:
        """The code while it is shown; empty where another has been opened since."""
        code = codes.read(cookies.read(request, self._fresh)) or ""
        return code if code == self.given(request) else ""

    def remember(
        self, response: Response, request: Request, code: str, *, fresh: bool = False
    ) -> None:
        cookies.keep(response, request, self._own, code, None)
        if fresh:
            cookies.keep(response, request, self._fresh, code, FRESH_SECONDS)

    def forget(self, response: Response, request: Request) -> None:
        for name in (self._own, self._fresh):
            cookies.drop(response, request, name)

    def form_token(self, request: Request) -> str:
        """What forms about one's own carry and no other site can know."""
        code = self.given(request)
        return _signed(web_of(request), f"own-{self.kind}:{code}") if code else ""


def _signed(web: Web, about: str) -> str:
    return hmac.digest(web.secret_key.encode(), about.encode(), "sha256").hex()
