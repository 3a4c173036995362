"""Updates with text that can be kept: no database takes a zero byte, or half of a character."""

from typing import Any


def plain(told: Any) -> Any:
    """The same without either; Telegram sends none, but a changed app may put them in a button."""
    match told:
        case str():
            return told.encode(errors="ignore").decode().replace("\0", "")
        case dict():
            return {name: plain(value) for name, value in told.items()}
        case list():
            return [plain(one) for one in told]
    return told
