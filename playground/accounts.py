"""Who is there from the start, as the caller names them: bots and people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BotAccount:
    """A bot and its token, `<id>:<secret>` as BotFather gives it, with what one sets there.

    `reads_all` turns the privacy mode of groups off, `inline` turns inline queries on.
    """

    token: str
    username: str = "naves_bot"
    first_name: str = "Náves"
    reads_all: bool = False
    inline: bool = False

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])


@dataclass(frozen=True)
class Person:
    """Somebody of the cast; started means that the bot may write to them first."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "cs"
    started: bool = False
