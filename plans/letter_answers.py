"""Answers that somebody of the staff sends by post or e-mail: who wrote has no chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import settling
from plans.consultation import NoSuchPlan
from plans.running import Runner
from storage import audit, letter_contacts
from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import Comment


@dataclass(frozen=True)
class ToAnswer:
    """A letter of which every point is answered, and how to reach who wrote it."""

    contact: str
    points: Sequence[Comment]

    @property
    def number(self) -> str:
        return self.points[0].number


async def waiting(session: AsyncSession, runner: Runner, code: str) -> int:
    await _demand(session, runner, code)
    return await letter_contacts.to_answer_count(session, code)


async def following(session: AsyncSession, runner: Runner, code: str) -> ToAnswer | None:
    """Raises NoSuchPlan, NotYoursToRun."""
    await _demand(session, runner, code)
    kept = await letter_contacts.to_answer(session, code)
    first = await tables.comment(session, kept.number) if kept else None
    if kept is None or first is None:
        return None
    return ToAnswer(kept.contact, (first, *await tables.split_from(session, first.number)))


async def contact_of(session: AsyncSession, found: Comment) -> str:
    """Empty where none is kept."""
    kept = await letter_contacts.contact(session, found.origin or found.number)
    return kept.contact if kept else ""


async def sent(session: AsyncSession, runner: Runner, number: str, now: datetime) -> Comment:
    """The answer is on its way: the contact is needed no more; a second time changes nothing.

    Raises NoSuchComment, NotYoursToRun.
    """
    found = await settling.see(session, runner, number)
    kept = await letter_contacts.contact(session, number)
    if kept:
        await session.delete(kept)
        await audit.note(session, now, runner.resident_id, "letter_answered", number)
        await session.flush()
    return found


async def _demand(session: AsyncSession, runner: Runner, code: str) -> None:
    plan = await plan_tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    runner.demand(plan.area_code)
