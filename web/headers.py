"""What every answer tells the browser: trust nobody but us, keep what is private nowhere."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# The page on the wall brings itself up to date; no other page of ours has a script.
WALL = re.compile(r"/akce/[^/]+/platno")
WALL_POLICY = f"{POLICY}; script-src 'self'; connect-src 'self'"
# Where staff hear what people have sent.
HEARD = re.compile(r"/konzole/ankety/[^/]+/prilohy")
HEARD_POLICY = f"{POLICY}; media-src 'self'"
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # With no-referrer browsers would hide from our own forms where they were sent from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Language, Cookie",
}
KEPT_NOWHERE = ("/konzole", "/prihlaseni", "/odhlaseni", "/api/", "/a/", "/souteze/souhlas/")
# Where people without an account write, and come back to what is theirs.
OWN = re.compile(
    r"/(p|akce|souteze)/[^/]+/(pripominkovat|prihlaska|moje|listek)(/.*)?"
    r"|/d/[^/]+/(kod|vyrok|pridat|moje|odejit)(/.*)?"
)
# For everybody, and with the code of whoever takes part.
DEBATE = re.compile(r"/d/[^/]+")
PICTURE = re.compile(r"/a/[^/]+/obrazek/[^/]+")
YEAR = 365 * 24 * 3600


class SafeHeaders:
    def __init__(self, app: ASGIApp, is_secure: bool) -> None:
        self.app = app
        self.headers = dict(ALWAYS)
        if is_secure:
            self.headers["Strict-Transport-Security"] = f"max-age={YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers | keeping(scope["path"], message["status"]))
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def keeping(path: str, status: int) -> dict[str, str]:
    """How long the answer may be kept."""
    if PICTURE.fullmatch(path) and status == 200:
        # A picture of another content has another name.
        long = f"public, max-age={YEAR}, immutable"
        return {"Cache-Control": long, "Vary": "Accept-Encoding", "X-Robots-Tag": "noindex"}
    if path.startswith(KEPT_NOWHERE) or OWN.fullmatch(path):
        heard = {"Content-Security-Policy": HEARD_POLICY} if HEARD.fullmatch(path) else {}
        return {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", **heard}
    if DEBATE.fullmatch(path):
        return {"Cache-Control": "no-store"}
    if path.startswith("/static/") and status < 400:
        # The address carries the file's fingerprint.
        return {"Cache-Control": f"public, max-age={YEAR}, immutable", "Vary": "Accept-Encoding"}
    if WALL.fullmatch(path):
        return {"Cache-Control": "no-cache", "Content-Security-Policy": WALL_POLICY}
    return {"Cache-Control": "no-cache"}
