"""Emptying the outbox: small batches that are due, each letter settled with its outcome."""

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
        letters = await outreach.claim(session, now, LEASE, BATCH)
    for place, letter in enumerate(letters):
        try:
            outcome = await sender.send(letter.telegram_id, Letter.from_json(letter.content))
        except AskedToWait as asked:
            await _wait(database, letters[place:], now + timedelta(seconds=asked.seconds))
            break
        await _settle(database, letter, outcome, now)
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


async def _wait(database: Database, rest: list[outreach.Letter], until: datetime) -> None:
    async with database.writing() as session:
        await outreach.pause(session, until)
        for letter in rest:
            await outreach.postpone(session, letter.id, until)


async def _settle(
    database: Database, letter: outreach.Letter, outcome: Outcome, now: datetime
) -> None:
    async with database.writing() as session:
        if outcome is Outcome.NOT_NOW and letter.attempts < MOST_ATTEMPTS:
            later = now + timedelta(seconds=10 * 2**letter.attempts)
            await outreach.postpone(session, letter.id, later)
            return
        state = outreach.SENT if outcome is Outcome.SENT else outreach.FAILED
        await outreach.settle(session, letter.id, state, outcome)
        if outcome in (Outcome.BLOCKED, Outcome.CHAT_GONE):
            await people.set_blocked(session, letter.telegram_id, True)
