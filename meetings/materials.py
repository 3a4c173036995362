"""Materials of a meeting: links and files that the office adds before it or after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.keeping import Held, Organiser
from storage import audit
from storage import materials as tables
from storage.happenings import Happening
from storage.materials import Material
from storage.meetings import PLANNED

ADDRESS = re.compile(r"https://\S{3,500}")
TITLE_LENGTH = 120
MOST = 40
# Under what others may use them; "own" are for those who came, not to be passed on.
LICENCES = ("cc-by", "cc-by-sa", "cc0", "own")


class NoSuchMaterial(LookupError):
    pass


class NotAnAddress(Exception):
    """A link begins with https:// and has no spaces."""


class TooManyMaterials(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NothingToTell(Exception):
    """People have heard of all of them, or the meeting is not announced."""


@dataclass(frozen=True)
class MaterialsReady(Happening):
    """Those who came, or who are to come, hear of what is new."""

    held: Held
    materials: Sequence[Material]


async def add_link(
    session: AsyncSession, organiser: Organiser, code: str, written: str, number: int, now: datetime
) -> Material:
    """An address with words around it, which become its title; the same number is the same one.

    Raises NotYoursToHold, NotAnAddress, TooManyMaterials.
    """
    found = ADDRESS.search(written)
    if found is None:
        raise NotAnAddress
    title = " ".join(written.replace(found[0], " ").split()) or found[0].removeprefix("https://")
    material = Material(
        number=number, meeting_code=code, title=title[:TITLE_LENGTH], url=found[0], added_at=now
    )
    return await _add(session, organiser, material)


async def add_file(
    session: AsyncSession,
    organiser: Organiser,
    code: str,
    name: str,
    digest: str,
    number: int,
    now: datetime,
) -> Material:
    """A file of the media folder; raises NotYoursToHold, TooManyMaterials."""
    title = name.rpartition(".")[0] or name
    material = Material(
        number=number,
        meeting_code=code,
        title=title[:TITLE_LENGTH],
        digest=digest,
        name=name[:TITLE_LENGTH],
        added_at=now,
    )
    return await _add(session, organiser, material)


async def license(
    session: AsyncSession, organiser: Organiser, number: int, licence: str, now: datetime
) -> Material:
    """Say under what others may use it; raises NoSuchMaterial."""
    found = await _of(session, organiser, number)
    if licence not in LICENCES:
        raise NoSuchMaterial(licence)
    found.licence = licence
    detail = {"material": str(number), "licence": licence}
    actor, code = organiser.resident_id, found.meeting_code
    await audit.note(session, now, actor, "material_licensed", code, **detail)
    return found


async def remove(session: AsyncSession, organiser: Organiser, number: int, now: datetime) -> Held:
    found = await _of(session, organiser, number)
    await tables.remove(session, number)
    actor, code = organiser.resident_id, found.meeting_code
    await audit.note(session, now, actor, "material_removed", code, material=str(number))
    return await keeping.held(session, code)


async def announce(
    session: AsyncSession, organiser: Organiser, code: str, now: datetime
) -> MaterialsReady:
    """Those that nobody has been told of yet; raises NothingToTell."""
    held = await keeping.held(session, code, locked=True)
    organiser.demand(held.meeting.area_code)
    new = [one for one in await tables.of_meeting(session, code) if one.told_at is None]
    if not new or held.meeting.state == PLANNED:
        raise NothingToTell
    for one in new:
        one.told_at = now
    await audit.note(session, now, organiser.resident_id, "materials_told", code, count=len(new))
    return MaterialsReady(held, new)


async def _add(session: AsyncSession, organiser: Organiser, material: Material) -> Material:
    held = await keeping.held(session, material.meeting_code)
    organiser.demand(held.meeting.area_code)
    standing = await tables.material(session, material.number)
    if standing is not None:
        return standing
    if len(await tables.of_meeting(session, held.code)) >= MOST:
        raise TooManyMaterials(MOST)
    material.added_by = organiser.resident_id
    session.add(material)
    actor, number = organiser.resident_id, str(material.number)
    await audit.note(
        session, material.added_at, actor, "material_added", held.code, material=number
    )
    return material


async def _of(session: AsyncSession, organiser: Organiser, number: int) -> Material:
    found = await tables.material(session, number)
    if found is None:
        raise NoSuchMaterial(str(number))
    held = await keeping.held(session, found.meeting_code)
    organiser.demand(held.meeting.area_code)
    return found
