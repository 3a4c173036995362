"""What a plan's file need not say: its key from its name, its prefix from its area."""

import re
from collections.abc import Collection
from itertools import product
from pathlib import PurePath
from string import ascii_uppercase

from sqlalchemy.ext.asyncio import AsyncSession

from plans.files.reading import Given
from storage import places
from storage import plans as tables
from texts.content import fold

KEY_LENGTH = 40
SHORTEST_PREFIX, LONGEST_PREFIX = 3, 6
VERSION = re.compile(r"-v\d+(-\d+)*$")


async def given(session: AsyncSession, name: str, area: str = "", prefix: str = "") -> Given:
    """`area` is where the file's plan belongs unless it says so itself."""
    areas = [one.code for one in await places.areas(session)]
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
    )


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
