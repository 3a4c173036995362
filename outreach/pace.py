"""How fast Telegram may be spoken to: overall, in a chat, in a group; one pace for a process.

Replies are counted and never wait; what speaks first takes the turns that they leave.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass


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
    def __init__(self, rate: Rate = FREE, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall = Line(rate)
        self._chats: dict[int, Line] = {}
        self._halted_until = 0.0

    def note_reply(self) -> None:
        """A reply goes out now; it does not wait, others wait for it."""
        self._overall.take(self._clock())

    def room(self) -> int:
        """How many letters may go out at once."""
        now = self._clock()
        return self._overall.room(now) if now >= self._halted_until else 0

    def take(self, chat_id: int) -> float:
        """Seconds until the turn of a message to the chat."""
        now = self._clock()
        return max(self._overall.take(now), self._chat(chat_id, now).take(now))

    def halt(self, seconds: float) -> None:
        """Nothing goes out for so long, not even what has taken its turn."""
        self._halted_until = max(self._halted_until, self._clock() + seconds)

    def halted(self) -> float:
        """Seconds until anything may go out."""
        return max(self._halted_until - self._clock(), 0.0)

    def _chat(self, chat_id: int, now: float) -> Line:
        if len(self._chats) >= MOST_CHATS:
            self._chats = {c: line for c, line in self._chats.items() if not line.is_idle(now)}
        rate = PRIVATE if chat_id > 0 else GROUP
        return self._chats.setdefault(chat_id, Line(rate))
