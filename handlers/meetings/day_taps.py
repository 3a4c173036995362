"""What the buttons mean that belong to the day of a meeting."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Nth = Annotated[int, Field(ge=0, le=99)]
Big = Annotated[int, Field(ge=0, le=2**53 - 1)]


class DayTap(CallbackData, prefix="md"):
    """A step of whoever holds it; `number` is a registration, an entry, a question or a vote."""

    act: str
    code: str = ""
    nth: Nth = 0
    number: Big = 0
    value: str = ""


class RoomTap(CallbackData, prefix="mr"):
    """A tap of somebody who is there; `number` is a question or a vote."""

    act: str
    code: str = ""
    nth: Nth = 0
    number: Big = 0
    value: str = ""
