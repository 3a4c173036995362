"""What comments are about: suggested from official phrases, learned from what people confirm.

The themes of an area come from outside, because surveys sort what people wrote by the same ones.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from plans.comments import NoSuchComment, own
from storage import comment_themes as tables
from storage import plans as plan_tables
from storage.comments import WITHDRAWN
from texts.personal_data import masked
from texts.themes import Themes

# Texts with a confirmed theme from which suggestions are learned; older ones are forgotten.
MOST_LEARNED = 1000
OFFERED = 3


class Theme(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def phrases(self) -> Sequence[str]: ...


class NoSuchTheme(LookupError):
    """The area has no theme of this name any more."""


async def learned(session: AsyncSession, area_code: str, themes: Iterable[Theme]) -> Themes:
    """What can suggest a theme for any text; to be kept for as many texts as there are."""
    known = {one.id: one.phrases for one in themes}
    examples = [(theme, phrase) for theme, phrases in known.items() for phrase in phrases]
    confirmed = await tables.confirmed(session, area_code, MOST_LEARNED)
    return Themes(
        [*examples, *((theme, masked(text)) for theme, text in confirmed if theme in known)]
    )


async def offered(
    session: AsyncSession, area_code: str, themes: Iterable[Theme], text: str
) -> list[str]:
    """The likeliest themes of a text, for its author to choose from; perhaps none."""
    knowing = await learned(session, area_code, themes)
    return [one.theme for one in knowing.suggest(text, OFFERED)]


async def choose(
    session: AsyncSession,
    resident_id: int,
    number: str,
    themes: Iterable[Theme],
    theme: str,
    now: datetime,
) -> None:
    """The author says what their comment is about; raises NoSuchComment, NoSuchTheme."""
    found = await own(session, resident_id, number)
    plan = await plan_tables.plan(session, found.plan_code)
    if plan is None or found.state == WITHDRAWN:
        raise NoSuchComment(number)
    if theme not in {one.id for one in themes}:
        raise NoSuchTheme(theme)
    await tables.confirm(session, number, plan.area_code, theme, now)
