"""Addresses as Telegram reads them: which are good, and what they look like afterwards."""

import re
from urllib.parse import parse_qs, urlsplit

ADDRESS = re.compile(
    r"(?:(?P<scheme>https?|tg|ton|tonsite)://)?"
    r"(?P<host>[^\s/?#:@]+)(?P<port>:\d{1,5})?(?P<rest>[/?#]\S*)?",
    re.IGNORECASE,
)


def checked_link(text: str) -> str | None:
    """The full address, or nothing where the text is none."""
    found = ADDRESS.fullmatch(text)
    if found is None:
        return None
    scheme = (found["scheme"] or "http").lower()
    host, port, rest = found["host"], found["port"] or "", found["rest"] or ""
    if scheme not in ("http", "https"):
        return f"{scheme}://{host}{rest}"
    if "." not in host.strip(".") and host.lower() != "localhost":
        return None
    if not rest.startswith("/"):
        rest = "/" + rest
    return f"{scheme}://{host.lower()}{port}{rest}"


def linked_user(url: str) -> int | None:
    """The account that a tg://user?id=… link names."""
    parts = urlsplit(url)
    if parts.scheme != "tg" or parts.netloc != "user":
        return None
    number = parse_qs(parts.query).get("id", [""])[0]
    return int(number) if number.isdigit() else None
