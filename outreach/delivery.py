"""Emptying the outbox: letters are claimed just before they are sent, and settled together.

What is in hand stands in the tables as being sent, so that whoever comes after a kill knows which
letters may have gone out. Many letters are under way at once; the sender's pace decides how many.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from outreach.claiming import LEASE, Batch, Claimed, Claiming
from outreach.letters import Letter
from outreach.pace import everybody_waits
from outreach.rules import Rules
from outreach.sender import AskedToWait, Moved, NobodyKnows, NotNow
from storage import groups, outreach, people
from storage.database import Database
from storage.outreach import Outcome

log = structlog.get_logger(__name__)

# Between two looks at the tables while letters go out, and while there are none.
TURN_SECONDS, LOOK_SECONDS = 0.1, 1.0
TELL_SECONDS = 10.0
MOST_IN_HAND = 600
# After a first, second … failure; then the letter is given up.
PAUSES = tuple(timedelta(seconds=pause) for pause in (2, 10, 60, 300, 1800))
UNCERTAIN_PAUSE = timedelta(seconds=2)
UNREACHABLE = (Outcome.BLOCKED, Outcome.DEACTIVATED, Outcome.CHAT_GONE)

Now = Callable[[], Awaitable[datetime]]
Key = tuple[str, int]


class Sending(Protocol):
    def room(self) -> int: ...

    def halt(self, seconds: float, chat_id: int) -> None: ...

    def refused(self) -> Mapping[int, float]: ...

    async def send(self, chat_id: int, letter: Letter) -> Outcome: ...


@dataclass(frozen=True)
class Ended:
    """A try has ended, by an outcome or by what may yet be mended."""

    row: outreach.Letter
    by: Outcome | Exception


class Delivery:
    """`run()` until `stop()`; letters that are under way then are still settled."""

    def __init__(self, database: Database, sender: Sending, now: Now, rules: Rules) -> None:
        self.counts: Counter[str] = Counter()
        self._database = database
        self._sender = sender
        self._now = now
        self._claiming = Claiming(rules)
        self._in_hand: dict[Key, Claimed] = {}
        self._ended: list[Ended] = []
        self._sends: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._recover_at = 0.0
        # Whether only the pace, or what is under way, keeps more from being claimed.
        self._is_full = False

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        tell_at = time.monotonic() + TELL_SECONDS
        while not self._stopping.is_set() or self._in_hand:
            busy = await self._turn_survived()
            if time.monotonic() > tell_at:
                tell_at = self._tell()
            await self._rest(TURN_SECONDS if busy else LOOK_SECONDS)
        self._tell()

    async def turn(self) -> bool:
        """Settle what has ended and begin as much as may begin; whether there was anything."""
        now = await self._now()
        ended, self._ended = self._ended, []
        try:
            async with self._database.writing() as session:
                await self._settle(session, ended, now)
                await self._renew(session, now)
                await self._tell_refusals(session, now)
                batch = await self._claim(session, now)
        except BaseException:
            self._ended = ended + self._ended
            raise
        for one in ended:
            del self._in_hand[_key(one.row)]
        for claimed in batch.claimed:
            self._begin(claimed)
        return bool(ended or batch.looked_at or self._in_hand or self._is_full)

    async def _turn_survived(self) -> bool:
        try:
            return await self.turn()
        except (SQLAlchemyError, OSError) as error:
            log.warning("The outbox cannot be reached.", error=error)
        except Exception:
            # Whatever it is, the others' letters must not wait for it to be mended.
            log.exception("The outbox could not be emptied.")
        return False

    async def _rest(self, seconds: float) -> None:
        if self._stopping.is_set():
            await asyncio.sleep(TURN_SECONDS)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _claim(self, session: AsyncSession, now: datetime) -> Batch:
        self._is_full = False
        if self._stopping.is_set():
            return Batch()
        refused = await outreach.pauses(session, now)
        for chat_id, until in refused.items():
            self._sender.halt((until - now).total_seconds(), chat_id)
        if everybody_waits(refused):
            return Batch()
        if time.monotonic() >= self._recover_at:
            self._recover_at = time.monotonic() + LOOK_SECONDS
            await outreach.recover(session, now)
        room = min(self._sender.room(), MOST_IN_HAND - len(self._in_hand))
        self._is_full = room <= 0
        return Batch() if self._is_full else await self._claiming.claim(session, now, room)

    def _begin(self, claimed: Claimed) -> None:
        self._in_hand[_key(claimed.row)] = claimed
        task = asyncio.ensure_future(self._send(claimed))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(self, claimed: Claimed) -> None:
        by: Outcome | Exception
        try:
            by = await self._sender.send(claimed.row.telegram_id, claimed.letter)
        except (AskedToWait, NotNow, NobodyKnows, Moved) as mendable:
            by = mendable
        except Exception as mistake:
            log.exception("A letter could not be sent.", about=claimed.row.about)
            by = NobodyKnows(mistake)
        self._ended.append(Ended(claimed.row, by))

    async def _renew(self, session: AsyncSession, now: datetime) -> None:
        """What takes long is not lost: the lease says that we live."""
        ending = [one for one in self._in_hand.values() if one.leased_until < now + LEASE / 2]
        await outreach.renew(session, [one.row for one in ending], now + LEASE)
        for one in ending:
            one.leased_until = now + LEASE

    async def _settle(self, session: AsyncSession, ended: Sequence[Ended], now: datetime) -> None:
        by_outcome: dict[Outcome, list[outreach.Letter]] = {}
        for one in ended:
            outcome = await self._mended(session, one, now)
            if outcome:
                by_outcome.setdefault(outcome, []).append(one.row)
        for outcome, rows in by_outcome.items():
            self.counts[outcome] += await outreach.settle(session, rows, outcome, now)
            if outcome in UNREACHABLE:
                await _note_unreachable(session, rows)

    async def _mended(self, session: AsyncSession, ended: Ended, now: datetime) -> Outcome | None:
        """How the letter ends for good; None when it has been put back for another try."""
        row, by = ended.row, ended.by
        if isinstance(by, Outcome):
            return Outcome.SENT_AGAIN if row.uncertain and by is Outcome.SENT else by
        if isinstance(by, AskedToWait):
            await outreach.put_back(session, [row], now + timedelta(seconds=by.seconds))
        elif isinstance(by, Moved):
            await outreach.put_back(session, [row], now)
            await outreach.move_chat(session, row.telegram_id, by.chat_id)
            await groups.follow_chat(session, row.telegram_id, by.chat_id)
        elif isinstance(by, NotNow) and row.failures < len(PAUSES):
            await outreach.put_back(session, [row], now + PAUSES[row.failures], failures=1)
        elif isinstance(by, NobodyKnows) and not row.uncertain:
            await outreach.put_back(session, [row], now + UNCERTAIN_PAUSE, uncertain=1)
        else:
            return Outcome.UNCERTAIN if row.uncertain else Outcome.GAVE_UP
        return None

    async def _tell_refusals(self, session: AsyncSession, now: datetime) -> None:
        """Have the other processes wait with us."""
        for chat_id, seconds in self._sender.refused().items():
            self.counts["asked_to_wait"] += 1
            await outreach.pause(session, chat_id, now + timedelta(seconds=seconds), now)

    def _tell(self) -> float:
        """Say how many have ended how since the last time; when to say it again."""
        if self.counts:
            log.info("Letters have gone out.", **self.counts)
            self.counts.clear()
        return time.monotonic() + TELL_SECONDS


async def deliver(
    database: Database, sender: Sending, now: datetime, rules: Rules | None = None
) -> Mapping[str, int]:
    """Send all that is due now; how many ended how."""

    async def moment() -> datetime:
        return now

    delivery = Delivery(database, sender, moment, rules or Rules())
    while await delivery.turn():  # noqa: ASYNC110  # a turn is what is awaited
        await asyncio.sleep(TURN_SECONDS / 10)
    return delivery.counts


async def _note_unreachable(session: AsyncSession, rows: Iterable[outreach.Letter]) -> None:
    """Left out until they write again."""
    for row in rows:
        await people.set_blocked(session, row.telegram_id, True)


def _key(row: outreach.Letter) -> Key:
    return row.about, row.resident_id
