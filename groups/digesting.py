"""When a group wants its digest."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from groups import schedule
from groups.running import Actor, led_by
from storage import audit
from storage.groups import WorkingGroup

# Zones that are offered; any other may be set by a file.
ZONES = ("Europe/Prague", "Europe/Bratislava", "Europe/Kyiv", "Europe/London", "UTC")


class NoSuchTime(ValueError):
    """No day of the week, hour of the day or time zone is called that."""


async def plan(
    session: AsyncSession,
    actor: Actor,
    code: str,
    now: datetime,
    *,
    days: Collection[int] | None = None,
    hour: int | None = None,
    timezone: str | None = None,
) -> WorkingGroup:
    """Change when the digest comes, on no days not at all; hours that have passed are not owed.

    Raises NoSuchGroup, NotYoursToLead, NoSuchTime.
    """
    group = await led_by(session, actor, code, locked=True)
    if days is not None:
        group.digest_days = sorted(set(days))
    group.digest_hour = group.digest_hour if hour is None else hour
    group.timezone = timezone or group.timezone
    _demand_possible(group)
    group.digest_set_at = now
    told = {"days": group.digest_days, "hour": group.digest_hour, "timezone": group.timezone}
    await audit.note(session, now, actor.resident_id, "digest_planned", code, **told)
    await session.flush()
    return group


def _demand_possible(group: WorkingGroup) -> None:
    if not set(group.digest_days) <= set(range(schedule.DAYS_OF_A_WEEK)):
        raise NoSuchTime(group.digest_days)
    if group.digest_hour not in range(schedule.HOURS_OF_A_DAY):
        raise NoSuchTime(group.digest_hour)
    if not schedule.is_known(group.timezone):
        raise NoSuchTime(group.timezone)
