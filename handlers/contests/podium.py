"""Which works stand on the podium: whole groups of equals, from the first place to the third."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contests import moderating
from contests.keeping import Run
from storage import contests as tables
from texts.words import Words

LAST_PLACE = 3
# So many works fit beside one another; equals are shown together or not at all.
MOST = 6


async def on_podium(
    session: AsyncSession, run: Run, told: Mapping[str, Any], words: Words
) -> list[tuple[int, str, bytes]]:
    """Their places, what they are called, and their pictures, where these are still kept."""
    entries = {one.number: one for one in await moderating.on_the_ballot(session, run)}
    found = []
    for one in together(told["places"]):
        entry = entries.get(one["number"])
        if entry is not None and entry.look:
            name = f"{words('No. {number}', number=one['number'])} {entry.title}".strip()
            found.append((one["place"], name, await tables.preview(session, entry.id)))
    return found


def together(places: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The first place in any case, further ones as long as all of their works fit."""
    shown: list[Mapping[str, Any]] = []
    for place, equals in groupby(places, key=lambda one: one["place"]):
        group = list(equals)
        if shown and (place > LAST_PLACE or len(shown) + len(group) > MOST):
            break
        shown += group
    return shown
