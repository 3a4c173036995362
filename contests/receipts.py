"""Works of people without an account, who come back to them by a code of which we keep a hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests import entering
from contests.documents import Who
from contests.entering import Author, EntrySent, Handed, Incomplete, NoSuchEntry
from contests.keeping import OnlyFromTheArea
from contests.pictures import Work
from storage import contests as tables
from storage.contests import SENT


@dataclass(frozen=True)
class Told:
    """What is said of a work that is handed in whole; `lives_here` by whoever hands it in."""

    title: str
    authors: Sequence[Author]
    category: str = ""
    school: str = ""
    lives_here: bool = False


async def hand_in(
    session: AsyncSession,
    code: str,
    work: Work,
    told: Told,
    receipt_hash: str,
    when: datetime,
) -> EntrySent | None:
    """A whole work at once, from somebody without an account; the same again changes nothing.

    Raises OnlyFromTheArea and what `begin` and `send` raise.
    """
    if await tables.by_receipt(session, receipt_hash):
        return None
    begun = await entering.begin(session, code, None, work, when)
    if begun.run.document.works.who is Who.AREA and not told.lives_here:
        raise OnlyFromTheArea(begun.run.contest.area_code)
    begun.entry.receipt_hash = receipt_hash
    own_place = (session, begun.entry.id, None)
    await entering.name(*own_place, told.title, when)
    await _put(own_place, told, when)
    await entering.set_authors(*own_place, told.authors, when)
    return await entering.send(*own_place, when)


async def mend(
    session: AsyncSession, entry_id: int, work: Work | None, told: Told, when: datetime
) -> EntrySent | None:
    """Change what was handed in, or hand in anew what was returned.

    Without another picture or other authors those of before stay. Raises what `mine_to_mend` and
    `send` raise, NotAWork, TooManyAuthors.
    """
    own_place = (session, entry_id, None)
    if work is not None:
        await entering.replace_work(*own_place, work, when)
    await entering.name(*own_place, told.title, when)
    await _put(own_place, told, when)
    if told.authors:
        await entering.set_authors(*own_place, told.authors, when)
    found = await entering.own(*own_place)
    if missing := entering.missing(found):
        raise Incomplete(missing)
    return None if found.entry.state == SENT else await entering.send(*own_place, when)


async def of_receipt(session: AsyncSession, receipt_hash: str) -> Handed:
    """What somebody without an account handed in; raises NoSuchEntry."""
    entry = await tables.by_receipt(session, receipt_hash)
    if entry is None:
        raise NoSuchEntry(receipt_hash)
    return await entering.handed(session, entry)


async def _put(own_place: tuple[AsyncSession, int, None], told: Told, when: datetime) -> None:
    """Category and school, by name."""
    handed = await entering.own(*own_place)
    schools = handed.run.document.schools
    school = schools.index(told.school) if told.school in schools else None
    await entering.place(*own_place, when, category=told.category, school=school)
