"""What the buttons of debates mean."""

from typing import Annotated

from pydantic import Field

from handlers.tapping import Key, Tap


class DebateTap(Tap, prefix="db"):
    """A tap on a debate; `number` is a statement, a page, or the message with one's own."""

    act: str
    code: str = ""
    number: Key = 0


class StanceTap(Tap, prefix="dv"):
    """Agree (1), disagree (-1) or be unsure (0) about a statement."""

    code: str
    number: Key
    value: Annotated[int, Field(ge=-1, le=1)]


class DebateStep(Tap, prefix="dr"):
    """A step of running a debate; `number` is a statement or a page, `value` what is chosen."""

    act: str
    code: str = ""
    number: Key = 0
    value: str = ""
