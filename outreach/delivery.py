"""Emptying the outbox: small batches that are due, each letter settled with its outcome."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from outreach.letters import Letter
from outreach.sender import AskedToWait, Outcome
from storage import outreach, people
from storage.database import Database

BATCH = 30
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 6


class Sending(Protocol):
    async def send(self, chat_id: int, letter: Letter) -> Outcome: ...


async def deliver(database: Database, sender: Sending, now: datetime) -> dict[Outcome, int]:
    """Send one batch of letters; how many ended how."""
    counts: dict[Outcome, int] = {}
    async with database.writing() as session:
        paused = await outreach.paused_until(session)
        if paused and paused > now:
            return counts
        await outreach.recover(session, now)
        letters = await outreach.due(session, outreach.NO_BROADCAST, now, BATCH)
        await outreach.claim(session, letters, now + LEASE)
    for place, letter in enumerate(letters):
        try:
            outcome = await sender.send(letter.telegram_id, Letter.from_json(letter.content or {}))
        except AskedToWait as asked:
            await _wait(database, letters[place:], now + timedelta(seconds=asked.seconds))
            break
        await _settle(database, letter, outcome, now)
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


async def _wait(database: Database, rest: Sequence[outreach.Letter], until: datetime) -> None:
    async with database.writing() as session:
        await outreach.pause(session, until)
        await outreach.put_back(session, rest, until)


async def _settle(
    database: Database, letter: outreach.Letter, outcome: Outcome, now: datetime
) -> None:
    async with database.writing() as session:
        if outcome is Outcome.NOT_NOW and letter.failures + 1 < MOST_ATTEMPTS:
            later = now + timedelta(seconds=20 * 2**letter.failures)
            await outreach.put_back(session, [letter], later, failures=1)
            return
        gave_up = outcome is Outcome.NOT_NOW
        ending = outreach.Outcome.GAVE_UP if gave_up else outreach.Outcome(outcome.value)
        await outreach.settle(session, [letter], ending, now)
        if outcome in (Outcome.BLOCKED, Outcome.CHAT_GONE):
            await people.set_blocked(session, letter.telegram_id, True)
