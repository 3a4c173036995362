"""What a plan's file need not say: its key from its name, its prefix from its area."""

import re
from collections.abc import Collection, Sequence
from itertools import product
from pathlib import PurePath
from string import ascii_uppercase

from sqlalchemy.ext.asyncio import AsyncSession

from plans.files.reading import Given
from storage import groups, places
from storage import plans as tables
from storage.places import Area
from texts.content import fold

KEY_LENGTH = 40
SHORTEST_PREFIX, LONGEST_PREFIX = 3, 6
VERSION = re.compile(r"-v\d+(-\d+)*$")


async def given(session: AsyncSession, name: str, area: str = "", prefix: str = "") -> Given:
    """`area` is where the file's plan belongs unless it says so itself."""
    found = await places.areas(session)
    areas = [one.code for one in found]
    municipalities = await places.municipalities(session)
    key, own = key_of(name), area or (areas[0] if len(areas) == 1 else "")
    before = await tables.by_key(session, key)
    taken = {one.prefix for one in await tables.plans_of(session, None)}
    return Given(
        key=key,
        prefix=prefix or (before.prefix if before else free_prefix(own, taken)),
        area=own,
        areas=tuple(areas),
        municipalities={fold(one.name): one.code for one in municipalities},
        topics={one.code: _topics(one) for one in found},
        groups=await _groups(session, areas),
    )


def _topics(area: Area) -> dict[str, str]:
    """Each topic by its id and by what it is called in each language."""
    known = area.settings.get("topics", ())
    return {
        fold(str(name)): str(one["id"])
        for one in known
        for name in (one["id"], *one["text"].values())
    }


async def _groups(session: AsyncSession, areas: Sequence[str]) -> dict[str, dict[str, str]]:
    """Each group of an area by its key, its code and its names."""
    known: dict[str, dict[str, str]] = {code: {} for code in areas}
    for group in await groups.groups_of(session, areas):
        names = (group.key, group.code, *group.name.values())
        known[group.area_code] |= {fold(name): group.key for name in names}
    return known


def key_of(name: str) -> str:
    """A plan's key from the name of its file, without a version at its end."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(PurePath(name).stem))
    return VERSION.sub("", plain).strip("-")[:KEY_LENGTH].strip("-") or "plan"


def free_prefix(area: str, taken: Collection[str]) -> str:
    """The first letters of an area's longest word, as many as make them its own."""
    words = re.split(r"[^A-Z]+", fold(area).upper())
    letters = max(words, key=len).ljust(SHORTEST_PREFIX, "X")
    lengths = range(SHORTEST_PREFIX, min(len(letters), LONGEST_PREFIX) + 1)
    begun = [letters[:length] for length in lengths]
    endings = product(ascii_uppercase, repeat=2)
    made = (letters[:SHORTEST_PREFIX] + "".join(ending) for ending in endings)
    return next(one for one in (*begun, *made) if one not in taken)
