"""The playground's time: the machine's, moved by an offset that the control API sets."""

import time


class Clock:
    def __init__(self, offset_s: float = 0) -> None:
        self.offset_s = offset_s

    def now(self) -> float:
        return time.time() + self.offset_s

    def date(self) -> int:
        return int(self.now())
