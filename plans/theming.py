"""What comments are about: suggested from official phrases, learned from what people confirm.

The themes of an area come from outside, because surveys sort what people wrote by the same ones.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
# Learned anew once a share of one in so many texts has been added.
LEARNED_ANEW = 20


class Theme(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def phrases(self) -> Sequence[str]: ...


class NoSuchTheme(LookupError):
    """The area has no theme of this name any more."""


@dataclass(frozen=True)
class _Learned:
    """What was learned from how many confirmed texts; `newest` tells the last one of them."""

    themes: Themes
    official: tuple[tuple[str, str], ...]
    confirmed: int
    newest: str

    def is_good_for(
        self, official: tuple[tuple[str, str], ...], confirmed: int, newest: str
    ) -> bool:
        """A few more texts among many would change hardly any suggestion."""
        if official != self.official:
            return False
        more = confirmed - self.confirmed
        return newest == self.newest or 0 <= more < confirmed // LEARNED_ANEW


_kept: dict[str, _Learned] = {}


async def learned(session: AsyncSession, area_code: str, themes: Iterable[Theme]) -> Themes:
    """What can suggest a theme for any text of the area."""
    official = tuple((one.id, phrase) for one in themes for phrase in one.phrases)
    confirmed, newest = await tables.confirmed_count(session, area_code)
    kept = _kept.get(area_code)
    if kept and kept.is_good_for(official, confirmed, newest):
        return kept.themes
    examples = await tables.confirmed(session, area_code, MOST_LEARNED)
    made = await asyncio.to_thread(_learn, official, examples)
    _kept[area_code] = _Learned(made, official, confirmed, newest)
    return made


def _learn(official: Sequence[tuple[str, str]], examples: Sequence[tuple[str, str]]) -> Themes:
    known = {theme for theme, _ in official}
    told = [(theme, masked(text)) for theme, text in examples if theme in known]
    made = Themes([*official, *told])
    # What is worked out at the first question is worked out here, off the event loop.
    made.suggest(" ".join(text for _, text in official[:1]))
    return made


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
