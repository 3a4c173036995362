"""What a broadcast's button may lead to, and whether it still leads there at a given moment."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from plans.consultation import PUBLIC
from storage import contests, debates, meetings, plans, surveys
from surveys.library import Stage, stage

SURVEY, PLAN, MEETING, ADDRESS = "survey", "plan", "meeting", "address"
CONTEST, DEBATE = "contest", "debate"
# What lies behind a meeting: the file for calendars and the place on the map.
MEETING_CALENDAR, MEETING_MAP = "meeting_calendar", "meeting_map"


@dataclass(frozen=True)
class Target:
    """A button of a broadcast: its label by language, and what it opens."""

    label: Mapping[str, str]
    kind: str
    target: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Target":
        return cls(dict(kept["label"]), kept["kind"], kept["target"])


@dataclass(frozen=True)
class Kind:
    """Whether what it leads to will be there at a moment, and when it ends if it ever does."""

    is_there: Callable[[AsyncSession, str, datetime], Awaitable[bool]]
    ends_at: Callable[[AsyncSession, str], Awaitable[datetime | None]]


async def leads_somewhere(session: AsyncSession, target: Target, when: datetime) -> bool:
    """Whether a tap at that moment would find what the button promises."""
    kind = KINDS.get(target.kind)
    return kind is not None and await kind.is_there(session, target.target, when)


async def ends_at(session: AsyncSession, target: Target) -> datetime | None:
    kind = KINDS.get(target.kind)
    return await kind.ends_at(session, target.target) if kind else None


async def _survey_is_there(session: AsyncSession, code: str, when: datetime) -> bool:
    found = await surveys.survey(session, code)
    return found is not None and stage(found, when) in (Stage.WAITING, Stage.OPEN)


async def _survey_ends_at(session: AsyncSession, code: str) -> datetime | None:
    found = await surveys.survey(session, code)
    return found.closes_at if found else None


async def _plan_is_there(session: AsyncSession, code: str, _when: datetime) -> bool:
    found = await plans.plan(session, code)
    return found is not None and found.public_version is not None


async def _plan_ends_at(session: AsyncSession, code: str) -> datetime | None:
    """With the public's window, which is what people are invited to."""
    found = await plans.consultation(session, code, PUBLIC)
    return found.closes_at if found else None


async def _meeting_is_there(session: AsyncSession, code: str, when: datetime) -> bool:
    found = await meetings.meeting(session, code)
    ends = await _meeting_ends_at(session, code)
    return bool(found and found.state == meetings.ANNOUNCED) and (ends is None or when < ends)


async def _meeting_ends_at(session: AsyncSession, code: str) -> datetime | None:
    return max((one.ends_at for one in await meetings.dates(session, code)), default=None)


async def _contest_is_there(session: AsyncSession, code: str, _when: datetime) -> bool:
    found = await contests.contest(session, code)
    return found is not None and found.state not in (contests.DRAFT, contests.CANCELLED)


async def _contest_ends_at(session: AsyncSession, code: str) -> datetime | None:
    found = await contests.contest(session, code)
    return found.vote_until if found else None


async def _debate_is_there(session: AsyncSession, code: str, when: datetime) -> bool:
    found = await debates.debate(session, code)
    return found is not None and found.state == debates.RELEASED and when < found.closes_at


async def _debate_ends_at(session: AsyncSession, code: str) -> datetime | None:
    found = await debates.debate(session, code)
    return found.closes_at if found else None


async def _address_is_there(_: AsyncSession, address: str, _when: datetime) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc)


async def _never_ends(_: AsyncSession, _address: str) -> None:
    return None


# A feature that buttons may lead to adds itself here, a line each.
KINDS: Mapping[str, Kind] = {
    SURVEY: Kind(_survey_is_there, _survey_ends_at),
    PLAN: Kind(_plan_is_there, _plan_ends_at),
    MEETING: Kind(_meeting_is_there, _meeting_ends_at),
    MEETING_CALENDAR: Kind(_meeting_is_there, _meeting_ends_at),
    MEETING_MAP: Kind(_meeting_is_there, _meeting_ends_at),
    CONTEST: Kind(_contest_is_there, _contest_ends_at),
    DEBATE: Kind(_debate_is_there, _debate_ends_at),
    ADDRESS: Kind(_address_is_there, _never_ends),
}
