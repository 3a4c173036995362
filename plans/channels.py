"""By which ways comments may come: a consultation takes those that it names."""

from collections.abc import Sequence
from typing import Final, Literal

from storage.plans import Consultation

Channel = Literal["telegram", "web", "email", "paper"]
TELEGRAM: Final = "telegram"
WEB: Final = "web"
EMAIL: Final = "email"
PAPER: Final = "paper"
CHANNELS: tuple[Channel, ...] = (TELEGRAM, WEB, EMAIL, PAPER)
# The pages of the web are everybody's; within a round it is known who speaks.
WITHIN: tuple[Channel, ...] = (TELEGRAM, EMAIL, PAPER)


class ChannelNotTaken(Exception):
    """The consultation does not take comments in this way, but in those that are open."""

    def __init__(self, taken: Sequence[str] = ()) -> None:
        super().__init__(*taken)
        self.taken = tuple(taken)


class CannotClose(Exception):
    """People have been promised that they may comment in this way, or it is the last one."""


def demand(window: Consultation, channel: str) -> None:
    """Raises ChannelNotTaken."""
    if channel not in window.channels:
        raise ChannelNotTaken(window.channels)


def changed(taken: Sequence[str], channel: str, *, on: bool, has_opened: bool) -> list[str]:
    """With a channel more, or one less; raises CannotClose."""
    wanted = {*taken, channel} if on else {*taken} - {channel}
    if not wanted or (has_opened and not on and channel in taken):
        raise CannotClose
    return [one for one in CHANNELS if one in wanted]
