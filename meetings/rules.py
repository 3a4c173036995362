"""Rules that warn: how long before people are to be invited, and the clock of a plan's hearing.

They are good practice and local custom, so nothing is refused; who passes one over is noted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.documents import Meeting, When
from meetings.kinds import template_of
from storage import groups, places, plans
from storage.places import Area
from texts.content import pick
from texts.formatting import PRAGUE
from texts.working_days import after

# The draft lies out so many days before a hearing, and comments are taken so many after it.
BEFORE_HEARING: Final = 14
AFTER_HEARING: Final = 14
MOST_LEAD_DAYS: Final = 60
PUBLIC_ROUND: Final = "public"
SECOND: Final = timedelta(seconds=1)


class Rule(StrEnum):
    INVITED_LATE = "invited_late"
    DRAFT_LATE = "draft_late"
    COMMENTS_SHORT = "comments_short"


@dataclass(frozen=True)
class Broken:
    """A rule that a day breaks, the nearest day that keeps it, and how many days it is about."""

    rule: Rule
    day: date
    days: int


@dataclass(frozen=True)
class Rules:
    """What holds for one meeting; `group` is the name of the group whose lead time it is."""

    lead_days: int = 0
    group: Mapping[str, str] | None = None
    opens: date | None = None
    closes: date | None = None

    def earliest(self, today: date) -> date:
        """The first day on which a meeting that is announced today keeps what comes before it."""
        drafted = self.opens + timedelta(days=BEFORE_HEARING) if self.opens else today
        return max(after(today, self.lead_days), drafted)

    @property
    def latest(self) -> date | None:
        """The last day that leaves time for comments; None where nothing ends."""
        return self.closes - timedelta(days=AFTER_HEARING) if self.closes else None

    def days_of(self, rule: Rule) -> int:
        """How many days a rule is about."""
        of_plan = {Rule.DRAFT_LATE: BEFORE_HEARING, Rule.COMMENTS_SHORT: AFTER_HEARING}
        return of_plan.get(rule, self.lead_days)

    def broken(self, day: date, today: date) -> list[Broken]:
        """What a meeting on that day breaks, if people are invited today."""
        found = []
        invited = after(today, self.lead_days)
        if day < invited:
            found.append(self._broken(Rule.INVITED_LATE, invited))
        if self.opens and day < self.opens + timedelta(days=BEFORE_HEARING):
            drafted = self.opens + timedelta(days=BEFORE_HEARING)
            found.append(self._broken(Rule.DRAFT_LATE, drafted))
        if self.latest and day > self.latest:
            found.append(self._broken(Rule.COMMENTS_SHORT, self.latest))
        return found

    def of_plan(self, dates: Sequence[When]) -> list[Broken]:
        """What any of the dates breaks of the clock of the plan that is heard."""
        return replace(self, lead_days=0).broken_by(dates, date.min)

    def _broken(self, rule: Rule, day: date) -> Broken:
        return Broken(rule, day, self.days_of(rule))

    def broken_by(self, dates: Sequence[When], today: date) -> list[Broken]:
        """What any of the dates breaks, each rule once."""
        days = sorted({one.start.astimezone(PRAGUE).date() for one in dates})
        found: dict[Rule, Broken] = {}
        for day in days:
            for one in self.broken(day, today):
                found.setdefault(one.rule, one)
        return list(found.values())


async def rules_of(session: AsyncSession, document: Meeting) -> Rules:
    area = await places.area(session, document.area)
    group = await groups.by_key(session, document.area, document.group) if document.group else None
    opens, closes = document.documents_available_from, document.comments_until
    if document.plan:
        window = await plans.consultation(session, document.plan, PUBLIC_ROUND)
        opens = window.opens_at.astimezone(PRAGUE).date() if window else opens
        closes = (window.closes_at - SECOND).astimezone(PRAGUE).date() if window else closes
    lead_days = lead_days_of(area, document.kind, document.group)
    return Rules(lead_days, group.name if group else None, opens, closes)


def lead_days_of(area: Area | None, kind: str, group: str) -> int:
    """The group's own time, or that of the kind, or the usual one; in working days.

    An area says so in its setting `meeting_lead_days`, under `groups` and `kinds`.
    """
    told = area.settings.get("meeting_lead_days") if area else None
    layers: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    for layer, key in (("groups", group), ("kinds", kind)):
        own = layers.get(layer)
        days = own.get(key) if key and isinstance(own, Mapping) else None
        if isinstance(days, int) and 0 <= days <= MOST_LEAD_DAYS:
            return days
    return template_of(area, kind).lead_days


def group_name(rules: Rules, language: str) -> str:
    return pick(rules.group, language) if rules.group else ""
