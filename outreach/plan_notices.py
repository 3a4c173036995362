"""What happens to plans, told to those who follow them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import attention
from outreach.letters import Letter, post
from outreach.rules import Rules
from plans.consultation import WindowExtended, WindowOpened, last_day
from storage import plans as tables
from storage.happenings import Happening
from storage.people import Resident
from storage.plans import Consultation, Plan
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Button, tap
from texts.words import Words, later

OPENED = later(
    "You can comment on the draft “{title}” until {day}. It comes section by section; you can stop "
    "whenever you like."
)
EXTENDED = later("Comments on the draft “{title}” are taken longer than planned: until {day}.")


async def _opened(session: AsyncSession, happened: WindowOpened, now: datetime) -> int:
    about = f"plan-opened:{happened.plan.code}:{happened.consultation.round}"
    return await _to_followers(session, happened.plan, happened.consultation, about, OPENED, now)


async def _extended(session: AsyncSession, happened: WindowExtended, now: datetime) -> int:
    found = happened.consultation
    about = f"plan-extended:{happened.plan.code}:{found.round}:{last_day(found)}"
    return await _to_followers(session, happened.plan, found, about, EXTENDED, now)


async def _to_followers(
    session: AsyncSession, plan: Plan, found: Consultation, about: str, text: str, now: datetime
) -> int:
    """Windows open at midnight; nobody is woken up for one."""
    version = await tables.version(session, plan.code, found.version)
    assert version is not None
    rules = await attention.in_area(session, plan.area_code, Rules())
    due_at = attention.quiet_until(now, rules) or now
    new = 0
    for resident_id in await tables.followers(session, plan.code):
        person = await session.get(Resident, resident_id)
        if person is None or person.blocked:
            continue
        words = Words(person.language)
        title = escape(pick(version.title, person.language))
        told = words(text, title=title, day=day(last_day(found), person.language))
        rows = ((Button(words("Read the draft"), tap("pl", "open", plan.code, "", 0)),),)
        new += await post(session, person, about, Letter(told, rows), due_at)
    return new


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    WindowOpened: _opened,
    WindowExtended: _extended,
}
