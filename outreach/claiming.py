"""Which letters go out next: notices first, then running broadcasts in turn, as people allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from outreach import attention, rendering
from outreach.attention import Verdict
from outreach.letters import Letter
from outreach.rules import Rules
from storage import outreach, people
from storage.broadcasts import Broadcast
from storage.outreach import NO_BROADCAST, Outcome

log = structlog.get_logger(__name__)

# A sender that dies leaves its letters to the next after so long; a living one renews them.
LEASE = timedelta(seconds=10)
# What cannot be written for a mistake of ours waits so long before it is tried again.
UNTIL_MENDED = timedelta(hours=1)
DEFAULT_LANGUAGE = "cs"


@dataclass
class Claimed:
    """A letter that is ours to send, until its lease ends."""

    row: outreach.Letter
    letter: Letter
    leased_until: datetime


@dataclass(frozen=True)
class Batch:
    """What was claimed; `looked_at` counts those put aside as well."""

    claimed: Sequence[Claimed] = ()
    looked_at: int = 0


class Claiming:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._turn = 0

    async def claim(self, session: AsyncSession, now: datetime, room: int) -> Batch:
        """So many letters at most; those that people do not want now are put aside."""
        rows = list(await outreach.due(session, NO_BROADCAST, now, room))
        running = await attention.may_go_out(session, now, self._rules)
        for place, one in enumerate(self._rotated(running)):
            share = -(-(room - len(rows)) // (len(running) - place))
            if share:
                rows += await outreach.due(session, one.id, now, share)
        wanted = await self._wanted(session, rows, now)
        written, broken = await _written(session, wanted, {one.id: one for one in running})
        await outreach.hold(session, broken, now + UNTIL_MENDED, Outcome.REFUSED)
        await outreach.claim(session, [row for row, _ in written], now + LEASE)
        return Batch([Claimed(row, letter, now + LEASE) for row, letter in written], len(rows))

    def _rotated(self, running: Sequence[Broadcast]) -> Sequence[Broadcast]:
        """Another first each time, so that none waits for ever where there is little room."""
        if not running:
            return running
        self._turn = (self._turn + 1) % len(running)
        return [*running[self._turn :], *running[: self._turn]]

    async def _wanted(
        self, session: AsyncSession, rows: Sequence[outreach.Letter], now: datetime
    ) -> list[outreach.Letter]:
        rows = await self._at_a_decent_hour(session, rows, now)
        judged = [one for one in rows if one.unasked or one.broadcast_id != NO_BROADCAST]
        if not judged:
            return list(rows)
        verdicts = await attention.verdicts(session, judged, now, self._rules)
        alike: dict[Verdict, list[outreach.Letter]] = {}
        for row in rows:
            verdict = verdicts.get((row.about, row.resident_id), attention.SEND)
            alike.setdefault(verdict, []).append(row)
        wanted = alike.pop(attention.SEND, [])
        for verdict, unwanted in alike.items():
            await _put_aside(session, unwanted, verdict, now)
        return wanted

    async def _at_a_decent_hour(
        self, session: AsyncSession, rows: Sequence[outreach.Letter], now: datetime
    ) -> Sequence[outreach.Letter]:
        """Without notices that nobody asked for, where it is quiet; those wait for its end."""
        for area_code in {one.quiet_in for one in rows if one.quiet_in is not None}:
            rules = await attention.in_area(session, area_code, self._rules)
            if until := attention.quiet_until(now, rules):
                quiet = [one for one in rows if one.quiet_in == area_code]
                await outreach.hold(session, quiet, until, None)
                rows = [one for one in rows if one.quiet_in != area_code]
        return rows


async def _put_aside(
    session: AsyncSession, rows: Sequence[outreach.Letter], verdict: Verdict, now: datetime
) -> None:
    assert verdict.outcome is not None
    if verdict.until is None:
        await outreach.settle(session, rows, verdict.outcome, now)
    else:
        await outreach.hold(session, rows, verdict.until, verdict.outcome)


async def _written(
    session: AsyncSession, rows: Sequence[outreach.Letter], running: dict[int, Broadcast]
) -> tuple[list[tuple[outreach.Letter, Letter]], list[outreach.Letter]]:
    """Each with what it says in the language of its reader; apart those that cannot be written."""
    of_broadcasts = {row.resident_id for row in rows if row.broadcast_id in running}
    languages = await people.languages(session, of_broadcasts)

    @cache
    def said(broadcast_id: int, language: str) -> Letter:
        return rendering.letter_for(running[broadcast_id], language)

    written, broken = [], []
    for row in rows:
        try:
            if row.content is not None:
                letter = Letter.from_json(row.content)
            else:
                language = languages.get(row.resident_id, DEFAULT_LANGUAGE)
                letter = said(row.broadcast_id, language)
        except Exception:
            # A mistake of ours must not keep the others from going out.
            log.exception("A letter cannot be written.", about=row.about)
            broken.append(row)
        else:
            written.append((row, letter))
    return written, broken
