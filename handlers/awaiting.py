"""Typed messages that something is waiting for."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message


class Awaiting(Filter):
    """Holds on a text while the conversation waits for exactly this."""

    def __init__(self, what: str) -> None:
        self.what = what

    async def __call__(self, message: Message, visit: Any) -> bool:
        return bool(message.text) and visit.waiting.get("what") == self.what
