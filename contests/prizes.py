"""Prizes handed over, at a meeting or elsewhere: noted for the result and for newspapers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.briefs import PRAGUE
from contests.documents import LINE_LENGTH
from contests.keeping import Run, Runner, of_runner
from contests.publishing import NotCounting, prized, result
from storage import audit, prizes
from storage.prizes import Handover


class NoPrize(LookupError):
    """This work has won no prize."""


class NotHandedOver(Exception):
    """A day that has not come yet, or no place."""


@dataclass(frozen=True)
class Occasion:
    """Where a prize was handed over; `giver` is who did so, as people call them."""

    day: date
    place: str
    giver: str = ""


async def hand_over(
    session: AsyncSession, runner: Runner, place: tuple[str, int], at: Occasion, now: datetime
) -> Run:
    """Note it, in the place of what was noted before; audited.

    Raises NotYoursToRun, NotCounting, NoPrize, NotHandedOver.
    """
    code, number = place
    found = await of_runner(session, runner, code)
    if number not in await winning_prizes(session, found):
        raise NoPrize(number)
    if at.day > now.astimezone(PRAGUE).date() or not at.place.strip():
        raise NotHandedOver
    noted = Handover(
        contest_code=code,
        number=number,
        day=at.day,
        place=at.place.strip()[:LINE_LENGTH],
        giver=at.giver.strip()[:LINE_LENGTH],
        noted_by=runner.resident_id,
        noted_at=now,
    )
    await prizes.keep(session, noted)
    await audit.note(session, now, runner.resident_id, "prize_handed_over", f"{code}:{number}")
    return found


async def winning_prizes(session: AsyncSession, found: Run) -> dict[int, int]:
    """The works with a prize, by number, and their place; raises NotCounting before the result."""
    told = await result(session, found.code)
    if told is None:
        raise NotCounting
    last = prized(found)
    return {one["number"]: one["place"] for one in told["places"] if one["place"] <= last}
