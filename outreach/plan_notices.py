"""What happens to plans, told to those who follow them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach.letters import Letter, post_to_all
from plans import rounds
from plans.consultation import (
    INSIDE,
    PUBLIC,
    WindowCloses,
    WindowExtended,
    WindowOpened,
    last_day,
)
from storage import plans as tables
from storage.happenings import Happening
from storage.plans import Consultation, Plan
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Button, tap
from texts.words import Words, later

SOME = 500
BEFORE_ALL = -1
# Of a round within; nothing in it names the group on a locked screen.
ROUND_OPENED = later(
    "Your round has the draft “{title}” before the public does. You can comment on it until {day}. "
    "Please do not pass it on."
)
ROUND_EXTENDED = later(
    "Your round comments on the draft “{title}” longer than planned: until {day}."
)
ROUND_CLOSES = later("Your round comments on the draft “{title}” until tomorrow, {day}.")
OPENED = later(
    "You can comment on the draft “{title}” until {day}. It comes section by section; you can stop "
    "whenever you like."
)
EXTENDED = later("Comments on the draft “{title}” are taken longer than planned: until {day}.")


async def _opened(session: AsyncSession, happened: WindowOpened, now: datetime) -> int:
    about = f"plan-opened:{happened.plan.code}:{happened.consultation.round}"
    text = ROUND_OPENED if happened.consultation.round in INSIDE else OPENED
    return await _of_window(session, happened.plan, happened.consultation, about, text, now)


async def _extended(session: AsyncSession, happened: WindowExtended, now: datetime) -> int:
    found = happened.consultation
    about = f"plan-extended:{happened.plan.code}:{found.round}:{last_day(found)}"
    text = ROUND_EXTENDED if found.round in INSIDE else EXTENDED
    return await _of_window(session, happened.plan, found, about, text, now)


async def _closes(session: AsyncSession, happened: WindowCloses, now: datetime) -> int:
    found = happened.consultation
    about = f"plan-closes:{happened.plan.code}:{found.round}:{last_day(found)}"
    return await _of_window(session, happened.plan, found, about, ROUND_CLOSES, now)


async def _of_window(
    session: AsyncSession, plan: Plan, found: Consultation, about: str, text: str, now: datetime
) -> int:
    """To who follows the plan, or to who sits in the round."""
    version = await tables.version(session, plan.code, found.version)
    assert version is not None

    @cache
    def said(language: str) -> Letter:
        words = Words(language)
        title = escape(pick(version.title, language))
        told = words(text, title=title, day=day(last_day(found), language))
        button = Button(words("Read the draft"), tap("pl", "open", plan.code, "", 0))
        return Letter(told, ((button,),))

    if found.round == PUBLIC:
        return await to_followers(session, plan, about, said, now)
    people = (await rounds.readers_of(session, plan, found)).people
    return await post_to_all(
        session, people, about, lambda one: said(one.language), now, quiet_in=plan.area_code
    )


async def to_followers(
    session: AsyncSession,
    plan: Plan,
    about: str,
    said: Callable[[str], Letter],
    now: datetime,
) -> int:
    """The news to each in their language, some at a time; nobody is woken up for it."""
    new, last = 0, BEFORE_ALL
    while people := await tables.followers_reached(session, plan.code, last, SOME):
        new += await post_to_all(
            session, people, about, lambda one: said(one.language), now, quiet_in=plan.area_code
        )
        last = people[-1].id
    return new


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    WindowOpened: _opened,
    WindowExtended: _extended,
    WindowCloses: _closes,
}
