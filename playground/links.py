"""Addresses as Telegram reads them: which are good, and what they look like afterwards."""

import re
from urllib.parse import parse_qs

ADDRESS = re.compile(
    r"(?:(?P<scheme>https?|tg|ton|tonsite)://)?"
    r"(?P<host>[^\s/?#:@]+)(?P<port>:\d{1,5})?(?P<rest>[/?#]\S*)?",
    re.IGNORECASE,
)

TG = re.compile(r"tg:(?://)?(?P<name>\w+)/?(?:\?(?P<query>.*))?", re.IGNORECASE)


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


def tg_link(url: str) -> tuple[str, dict[str, str]]:
    """What a tg:// link is about, and its parameters; an empty name for any other address."""
    found = TG.fullmatch(url.partition("#")[0])
    if found is None:
        return "", {}
    given = parse_qs(found["query"] or "", keep_blank_values=True)
    return found["name"].lower(), {name: values[0] for name, values in given.items()}


def linked_user(url: str) -> int | None:
    """The account that a tg://user?id=… link names."""
    name, given = tg_link(url)
    number = given.get("id", "")
    return int(number) if name == "user" and number.isdigit() else None
