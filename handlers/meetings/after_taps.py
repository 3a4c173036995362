"""What the buttons mean that belong to what comes after a meeting."""

from typing import Annotated

from pydantic import Field

from handlers.tapping import Big, Tap

Small = Annotated[int, Field(ge=0, le=9999)]


class MinutesTap(Tap, prefix="mn"):
    """A step of writing minutes; `at` is a line of a section, as it stood in `revision`."""

    act: str
    code: str
    section: str = ""
    at: Small = 0
    revision: Small = 0
    value: str = ""


class AfterTap(Tap, prefix="ma"):
    """What comes after a meeting besides; `number` is a material, `value` a format, a version."""

    act: str
    code: str
    number: Big = 0
    value: str = ""


class FeedbackTap(Tap, prefix="mf"):
    """What somebody says of a meeting: the second answer brings along the first."""

    code: str
    useful: str = ""
    heard: str = ""
    act: str = ""
