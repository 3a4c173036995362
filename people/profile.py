"""What residents tell of themselves, all of it optional, and which areas follow from it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import places
from storage.people import Resident
from texts import privacy
from texts.content import fold, romanised

ELSEWHERE = "elsewhere"
# How many messages somebody wants that they did not ask for.
NEWS = ("all", "weekly", "none")


class UnknownMunicipality(LookupError):
    pass


def first_language(telegram_language: str | None) -> str:
    """Czech, unless the person's Telegram speaks Ukrainian."""
    return "uk" if (telegram_language or "").lower().startswith("uk") else "cs"


def has_consented(resident: Resident) -> bool:
    return resident.agreed_to == privacy.VERSION


async def set_municipality(session: AsyncSession, resident: Resident, code: str | None) -> None:
    """A code, ELSEWHERE, or None for rather not said."""
    if code not in (None, ELSEWHERE) and await places.municipality(session, code or "") is None:
        raise UnknownMunicipality(code)
    resident.municipality = code
    if code != ELSEWHERE:
        resident.area_code = None
    await session.flush()


async def set_news(session: AsyncSession, resident: Resident, news: str) -> None:
    """How many messages that they did not ask for somebody wants: one of NEWS."""
    if news not in NEWS:
        raise ValueError(news)
    resident.news = news
    await session.flush()


async def concern(session: AsyncSession, resident: Resident, area_code: str) -> None:
    """Take an area for the resident's, as long as they have said nothing of where they live."""
    if resident.municipality is None and resident.area_code is None:
        resident.area_code = area_code
        await session.flush()


async def search(session: AsyncSession, typed: str) -> list[places.Municipality]:
    wanted = romanised(fold(typed))[:60]
    return await places.municipalities_like(session, wanted) if wanted else []


async def areas(session: AsyncSession, resident: Resident) -> list[str] | None:
    """Codes of the areas whose matters concern the resident; None means all, for want of telling.

    People from elsewhere may have chosen an area in which they work or care for somebody.
    """
    if resident.area_code:
        return [resident.area_code]
    if resident.municipality in (None, ELSEWHERE):
        return None
    return await places.areas_of(session, resident.municipality or "")


async def concerned(session: AsyncSession, resident: Resident) -> list[places.Area]:
    """The resident's areas; all of them while nobody can tell."""
    codes = await areas(session, resident)
    found = await places.areas(session)
    return [one for one in found if codes is None or one.code in codes]


async def settings(session: AsyncSession, resident: Resident) -> list[Mapping[str, Any]]:
    """Local rules of the resident's areas: contact cards, emergency lines, topics."""
    return [one.settings for one in await concerned(session, resident)]
