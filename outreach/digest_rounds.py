"""Digests by the clock: groups whose hour has come are told once, and only when there is news."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from groups import schedule
from outreach import digest_charts, digest_letters, digests
from outreach.digests import SETTLED_AFTER, Digest
from outreach.letters import Letter, post, post_to_group
from storage import comment_news
from storage import groups as tables
from storage.database import Database
from storage.groups import WorkingGroup
from storage.people import Resident
from texts.words import Words

log = structlog.get_logger(__name__)

# Pictures by the language in which they are told.
Charts = Mapping[str, Sequence[Letter]]


async def tell_due(database: Database, now: datetime, media: Path | None = None) -> dict[str, int]:
    """Each group in a transaction of its own: one that fails holds up no other.

    Charts go along where there is a folder for what is sent.
    """
    until = (now - SETTLED_AFTER).replace(microsecond=0)
    async with database.reading() as session:
        found = await tables.groups_of(session, None)
    told = 0
    for group in found:
        if is_due(group, until):
            told += await _tried(database, group, until, now, media)
    return {"letters": told}


def is_due(group: WorkingGroup, now: datetime) -> bool:
    told_until = max(filter(None, (group.made_at, group.digested_at, group.digest_set_at)))
    return schedule.is_due(group.digest_days, group.digest_hour, group.timezone, told_until, now)


async def tell(
    database: Database,
    group: WorkingGroup,
    until: datetime,
    now: datetime,
    media: Path | None = None,
) -> int:
    """How many letters are new; none where there is no news, or a colleague was faster."""
    span = digests.since_last(group, until)
    async with database.writing() as session:
        surveys = await digests.survey_news_of(session, group, span)
    async with database.reading() as session:
        found = await digests.gather(session, group, span, surveys)
    digest = await asyncio.to_thread(digests.arranged, found)
    async with database.reading() as session:
        spoken = await _spoken(session, digest)
    charts = {one: await digest_charts.letters(digest, one, media) for one in spoken if media}
    async with database.writing() as session:
        return await _write(session, digest, charts, now)


async def _spoken(session: AsyncSession, digest: Digest) -> set[str]:
    """In which languages pictures are told: in the chat's, else in those of the members.

    Of a sensitive group none comes to a locked screen.
    """
    if not digest.is_new:
        return set()
    if digest.group.chat_id is not None:
        return {digest.group.language}
    if digest.group.sensitive:
        return set()
    return {one.language for one in await _members(session, digest.group)}


async def _members(session: AsyncSession, group: WorkingGroup) -> list[Resident]:
    found = []
    for member in await tables.members(session, group.code):
        person = await session.get(Resident, member.resident_id) if member.resident_id else None
        if person and not person.blocked:
            found.append(person)
    return found


async def _tried(
    database: Database,
    group: WorkingGroup,
    until: datetime,
    now: datetime,
    media: Path | None,
) -> int:
    try:
        return await tell(database, group, until, now, media)
    except Exception:
        log.exception("A digest failed.", group=group.code)
        return 0


async def _write(session: AsyncSession, digest: Digest, charts: Charts, now: datetime) -> int:
    group = await tables.group(session, digest.group.code, locked=True)
    if group is None or group.digested_at != digest.group.digested_at:
        return 0
    if not await _is_still_readable(session, digest):
        return 0
    group.digested_at = digest.span.until
    if not digest.is_new:
        return 0
    await digests.keep_suggestions(session, digest)
    return await _post(session, digest, charts, now)


async def _is_still_readable(session: AsyncSession, digest: Digest) -> bool:
    """Whether none of the quoted has been taken back while the digest was made."""
    for one in digest.plans:
        quoted = [line.number for theme in one.grouped.themes for line in theme.quotes]
        if not await comment_news.is_readable(session, one.news.concern, quoted):
            return False
    return True


async def _post(session: AsyncSession, digest: Digest, charts: Charts, now: datetime) -> int:
    """To the Telegram group where the members meet, else to each of them in private."""
    group = digest.group
    if group.chat_id is not None:
        words = Words(group.language)
        below = digest_letters.rows(digest, words)
        letters = digest_letters.packed(list(digest_letters.told(digest, words)), below)
        letters += charts.get(group.language, ())
        return sum(
            [await post_to_group(session, group, *one) for one in _dated(digest, letters, now)]
        )
    told = 0
    for person in await _members(session, group):
        letters = digest_letters.letters(digest, person.language)
        letters += charts.get(person.language, ())
        told += sum([await post(session, person, *one) for one in _dated(digest, letters, now)])
    return told


def _dated(
    digest: Digest, letters: list[Letter], now: datetime
) -> Iterator[tuple[str, Letter, datetime]]:
    """Each with what it is about and when it goes out, so that they come in their order."""
    news = f"digest:{digest.group.code}:{int(digest.span.until.timestamp())}"
    for place, letter in enumerate(letters):
        yield f"{news}:{place}", letter, now + timedelta(milliseconds=place)
