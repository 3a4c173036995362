"""How much and when people may be written to: the operator's settings, and an area's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

PRAGUE = ZoneInfo("Europe/Prague")


@dataclass(frozen=True)
class Rules:
    """From `quiet_from` to `quiet_to` nothing unasked goes out, on public holidays all day."""

    approval_above: int = 500
    unasked_a_week: int = 3
    quiet_from: time = time(20)
    quiet_to: time = time(8)
    quiet_holidays: bool = True
    zone: ZoneInfo = PRAGUE

    def in_area(self, settings: Mapping[str, Any]) -> "Rules":
        """The rules with an area's own settings; it may spare its people more, not less."""
        begin, end = self.quiet_from, self.quiet_to
        if "quiet_hours" in settings:
            begin, end = quiet_times(settings["quiet_hours"])
        return replace(
            self,
            approval_above=min(
                self.approval_above, settings.get("approval_above", self.approval_above)
            ),
            unasked_a_week=min(
                self.unasked_a_week, settings.get("unasked_a_week", self.unasked_a_week)
            ),
            quiet_from=begin,
            quiet_to=end,
            quiet_holidays=settings.get("quiet_holidays", self.quiet_holidays),
        )


def quiet_times(written: str) -> tuple[time, time]:
    """From and to, of `20:00-8:00`; the same twice, which is never quiet, of nothing."""
    if not written:
        return time.min, time.min
    begin, end = (one.strip().zfill(5) for one in written.split("-"))
    return time.fromisoformat(begin), time.fromisoformat(end)
