"""What the data of every button have in common, and what becomes of data that no button has."""

from enum import Enum
from typing import Annotated, Self, TypeVar

import structlog
from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData
from pydantic import Field

# A number that a changed app made up must still fit into the database.
Key = Annotated[int, Field(ge=0, le=2**31 - 1)]
Big = Annotated[int, Field(ge=0, le=2**53 - 1)]

Choice = TypeVar("Choice", bound=Enum)

log = structlog.get_logger(__name__)


class OldButton(Exception):
    """What was tapped is no button of ours, or none any more."""


class TooMuchToCarry(OldButton):
    """More than a button holds: what a changed app made up, handed on to the next screen."""


class Tap(CallbackData, prefix="tap"):
    """What a button carries; whatever nobody's button can carry is none."""

    @classmethod
    def unpack(cls, value: str) -> Self:
        if len(value.encode()) > MAX_CALLBACK_LENGTH:
            raise ValueError("too long")
        return super().unpack(value)

    def pack(self) -> str:
        """Raises TooMuchToCarry."""
        try:
            return super().pack()
        except ValueError:
            log.warning("A button would carry too much.", button=self.__prefix__)
            raise TooMuchToCarry from None


def meant(kind: type[Choice], value: str) -> Choice:
    """What a button names by its value; raises OldButton."""
    try:
        return kind(value)
    except ValueError:
        raise OldButton from None
