"""Typed messages that something is waiting for."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message


class Awaiting(Filter):
    """Holds on a text while the conversation waits for exactly this; a command is never taken."""

    def __init__(self, what: str) -> None:
        self.what = what

    async def __call__(self, message: Message, visit: Any) -> bool:
        text = message.text or ""
        return bool(text) and text[0] != "/" and visit.waiting.get("what") == self.what
