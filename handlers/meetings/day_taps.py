"""What the buttons mean that belong to the day of a meeting."""

from typing import Annotated

from pydantic import Field

from handlers.tapping import Big, Tap

# The number of a day: of its date, and so many thousands more for each day of it that went before.
Nth = Annotated[int, Field(ge=0, le=99_999)]


class DayTap(Tap, prefix="md"):
    """A step of whoever holds it; `number` is a registration, an entry, a question or a vote."""

    act: str
    code: str = ""
    nth: Nth = 0
    number: Big = 0
    value: str = ""


class RoomTap(Tap, prefix="mr"):
    """A tap of somebody who is there; `number` is a question or a vote."""

    act: str
    code: str = ""
    nth: Nth = 0
    number: Big = 0
    value: str = ""
