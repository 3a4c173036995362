"""How fast Telegram may be spoken to: overall, in a chat, in a group; one pace for a process.

Replies are counted and do not wait; what speaks first takes the turns that they leave. All wait
while Telegram refuses them. Its 429 says for how long, but not whom it means: one chat that has
had too much, or the whole bot.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar


@dataclass(frozen=True)
class Rate:
    """So many a second in the long run, and so many at once after a rest."""

    per_second: float
    burst: float


# Telegram takes about 30 messages a second from a bot, 1,000 when it pays for them. The bursts,
# which Telegram bears, make up for half a second in which the machine was busy.
FREE = Rate(29.8, 15)
PAID = Rate(990, 500)
# Twenty in any minute, the burst included.
GROUP = Rate(17 / 60, 3)
PRIVATE = Rate(1, 1)
# With so many the idle ones are forgotten, which are as good as new.
MOST_CHATS = 5000
ROUNDING = 1e-6
# In the place of a chat's number.
EVERYBODY = 0

Moment = TypeVar("Moment", float, datetime)


class Line:
    """Turns at even distances; those that a rest has left over may be taken at once."""

    def __init__(self, rate: Rate) -> None:
        self._gap = 1 / rate.per_second
        self._slack = (rate.burst - 1) * self._gap
        self._next = 0.0

    def take(self, now: float) -> float:
        """Seconds until one's turn, which is taken by asking."""
        turn = max(self._next, now - self._slack)
        self._next = turn + self._gap
        return max(turn - now, 0.0)

    def room(self, now: float) -> int:
        """How many turns have come already."""
        over = now - max(self._next, now - self._slack)
        return int(over / self._gap + ROUNDING) + 1 if over >= 0 else 0

    def is_idle(self, now: float) -> bool:
        return self._next <= now - self._slack


class Pace:
    def __init__(
        self,
        rate: Rate = FREE,
        clock: Callable[[], float] = time.monotonic,
        group: Rate = GROUP,
    ) -> None:
        self._clock = clock
        self._group = group
        self._overall = Line(rate)
        self._chats: dict[int, Line] = {}
        self._halted: dict[int, float] = {}

    def take_for_reply(self, chat_id: int) -> float:
        """Seconds until a reply may go out: nought but while halted, and others wait for it."""
        halted = self.halted(chat_id)
        queued = self._overall.take(self._clock() + halted)
        return halted + queued if halted else 0.0

    def room(self) -> int:
        """How many letters may go out at once."""
        return 0 if self.halted() else self._overall.room(self._clock())

    def room_in(self, chat_id: int) -> int:
        """How many messages may go to the chat at once."""
        now = self._clock()
        return 0 if self.halted(chat_id) else self._chat(chat_id, now).room(now)

    def take(self, chat_id: int) -> float:
        """Seconds until the turn of a message to the chat."""
        now = self._clock()
        return max(self._overall.take(now), self._chat(chat_id, now).take(now))

    def halt(self, seconds: float, chat_id: int = EVERYBODY) -> None:
        """Nothing goes out to the chat for so long, not even what has taken its turn."""
        now = self._clock()
        self._halted = {chat: until for chat, until in self._halted.items() if until > now}
        self._halted[chat_id] = max(self._halted.get(chat_id, 0.0), now + seconds)

    def halted(self, chat_id: int = EVERYBODY) -> float:
        """Seconds until anything may go out to the chat."""
        if not self._halted:
            return 0.0
        now = self._clock()
        standing = {chat: until for chat, until in self._halted.items() if until > now}
        until = max(everybody_waits(standing) or now, standing.get(chat_id, now))
        return until - now

    def _chat(self, chat_id: int, now: float) -> Line:
        if len(self._chats) >= MOST_CHATS:
            self._chats = {c: line for c, line in self._chats.items() if not line.is_idle(now)}
        rate = PRIVATE if chat_id > 0 else self._group
        return self._chats.setdefault(chat_id, Line(rate))


def everybody_waits(refused: Mapping[int, Moment]) -> Moment | None:
    """Until when the whole bot waits, of chats that are refused until then.

    One chat that is refused waits alone. While a second one is, it is not they who had too much.
    """
    alone = sorted(until for chat_id, until in refused.items() if chat_id != EVERYBODY)
    whole = [refused[EVERYBODY]] if EVERYBODY in refused else []
    return max(alone[-2:-1] + whole, default=None)
