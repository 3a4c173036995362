"""What people and staff wait for beside 20,000 comments, and beside 20.

    python -m bench.plans [--sections 300] [--comments 20000] [--only sqlite|postgresql]

A plan of so many sections; every third comment is joined, half of them are released and every one
has a receipt. It prints a table and judges nothing: the median of some calls in milliseconds and
how many statements each takes. PostgreSQL is the one in TEST_DATABASE_URL, or one of its own.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import uvloop
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.allowance import Allowance
from handlers.plans import reading as door
from handlers.visit import House, Visit
from plans import comments, consultation, keeping, reading, register, settling
from plans.comments import Unsent
from plans.consultation import PUBLIC
from plans.documents import Plan, Section
from plans.reading import Draft
from plans.running import Runner
from storage import comment_receipts, migrations, people
from storage.comment_receipts import Receipt
from storage.comments import PUBLISHED, RECEIVED, RELEASED, UNREAD, Comment, Joined
from storage.database import Database
from storage.marks import Marks
from storage.places import Area
from storage.plans import Consultation
from tests import postgres
from texts.words import Words

KINDS = ("sqlite", "postgresql")
NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
FEW = 20
CALLS = 40
BATCH = 500
STAFF = Runner(7, None)
TEXTS = (
    "V obci {n} chybí lavička u zastávky číslo {n}.",
    "Autobus linky {n} by měl jezdit i v sobotu a v neděli.",
    "Pečovatelská služba v části {n} má přijet i večer po páté hodině.",
    "Plán nepočítá s rodinami, které v okrsku {n} pečují o dítě s postižením.",
)


async def settle(database: Database, sections: int, size: int) -> str:
    """A plan with so many comments; its code."""
    parts = tuple(
        Section(
            id=str(n + 1),
            level=1,
            title={"cs": f"Opatření {n + 1}"},
            summary={"cs": "O čem opatření je."},
            text={"cs": "Celé znění opatření. " * 40},
        )
        for n in range(sections)
    )
    document = Plan(
        key="bench",
        label="1",
        prefix="VIZ",
        area="orp",
        title={"cs": "Plán"},
        levels=({"cs": "Opatření"},),
        languages=("cs",),
        sections=parts,
    )
    async with database.writing() as session:
        session.add(Area(code="orp", name={"cs": "ORP"}))
        await session.flush()
        plan = await keeping.keep(session, document, NOW)
        await consultation.publish(session, plan, NOW)
        session.add(
            Consultation(
                plan_code=plan.code,
                round=PUBLIC,
                version=1,
                opens_at=NOW - timedelta(days=9),
                closes_at=NOW + timedelta(days=9),
                channels=["telegram", "web"],
            )
        )
        await people.arrive(session, 1, "cs", NOW.date())
    for first in range(0, size, BATCH):
        async with database.writing() as session:
            await _fill(session, plan.code, sections, range(first, min(first + BATCH, size)))
    async with database.alone() as connection:
        await connection.execute(text("ANALYZE"))
    return plan.code


async def _fill(session: AsyncSession, code: str, sections: int, numbers: range) -> None:
    made = [_comment(code, n, sections) for n in numbers]
    await session.execute(insert(Comment), [one.model_dump() for one in made])
    joined = [{"number": one.number, "resident_id": 9} for one in made[::3]]
    await session.execute(insert(Joined), joined)
    receipts = [{"number": one.number, "chat_id": 9, "message_id": 9, **_told(one)} for one in made]
    await session.execute(insert(Receipt), receipts)


def _told(one: Comment) -> dict[str, Any]:
    return {"shown": f"{one.state} {one.release}", "moves": 1, "told": 1}


def _comment(code: str, n: int, sections: int) -> Comment:
    said, is_released = TEXTS[n % len(TEXTS)].format(n=n), n % 2 == 0
    return Comment(
        number=f"VIZ-2027-{n + 1:04}",
        plan_code=code,
        version=1,
        section_id=str(n % sections + 1),
        kind="factual",
        text=said,
        language="cs",
        channel="telegram",
        resident_id=1000 + n,
        message_id=1,
        state=PUBLISHED if n % 10 == 0 else RECEIVED,
        release=RELEASED if is_released else UNREAD,
        shown=said if is_released else "",
        received_at=NOW,
    )


Call = Callable[[AsyncSession, str, Draft], Awaitable[object]]


async def _card(session: AsyncSession, code: str, draft: Draft) -> object:
    resident = await people.by_telegram_id(session, 1)
    assert resident
    house = House(Marks(Path("keys")), "naves_bot", "", Allowance())
    visit = Visit(session, resident, NOW, NOW, house, Words("cs"), {})
    return await door.go_on(visit, code, "7")


async def _similar(session: AsyncSession, code: str, _: Draft) -> object:
    said = TEXTS[1].format(n=41)
    return await comments.similar(
        session, Unsent(code, "2", "factual", 1, NOW.isoformat(), said, "cs")
    )


CALLED: Mapping[str, Call] = {
    "a section's card in the chat": _card,
    "similar comments before sending": _similar,
    "a section's page of the register": lambda session, _, draft: register.page(
        session, draft.plan, "7", 1
    ),
    "the register's first page": lambda session, _, draft: register.page(
        session, draft.plan, None, 1
    ),
    "the register's last page": lambda session, _, draft: register.page(
        session, draft.plan, None, 10**6
    ),
    "one comment by its number": lambda session, _, draft: register.entry(
        session, draft.plan, "VIZ-2027-0011"
    ),
    "the queue's counts": lambda session, code, _: settling.queue(session, STAFF, code),
    "the next one to read": lambda session, code, _: settling.next_unread(session, STAFF, code),
    "the next one to settle": lambda session, code, _: settling.next_unsettled(
        session, STAFF, code
    ),
    "receipts out of date": lambda session, *_: comment_receipts.outdated_receipts(session, 20),
}


async def measured(database: Database, code: str) -> dict[str, tuple[float, int]]:
    """The median of each call in milliseconds, and its statements."""
    found = {}
    for name, call in CALLED.items():
        times, statements = [], 0
        for _ in range(CALLS):
            async with database.reading() as session:
                draft = await reading.draft(session, code)
                asked: list[Any] = []
                connection = await session.connection()
                listen = (connection.sync_connection, "before_cursor_execute")

                def note(*told: Any, asked: list[Any] = asked) -> None:
                    asked.append(told)

                event.listen(*listen, note)
                begun = time.perf_counter()
                await call(session, code, draft)
                times.append((time.perf_counter() - begun) * 1000)
                event.remove(*listen, note)
                statements = len(asked)
        found[name] = (median(times), statements)
    return found


async def _run(kinds: list[str], sections: int, size: int) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(postgres.server()) if "postgresql" in kinds else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="naves-bench-")))
        for kind in kinds:
            sys.stdout.write(f"\n{kind:34}{f'{FEW} comments':>22}{f'{size:,} comments':>24}\n")
            both = []
            for many in (FEW, size):
                url = f"sqlite+aiosqlite:///{folder / f'{many}.db'}"
                if server and kind == "postgresql":
                    url = server.database(await server.make())
                await migrations.upgrade(url)
                database = Database(url)
                code = await settle(database, sections, many)
                both.append(await measured(database, code))
                await database.close()
            for name in CALLED:
                told = [f"{one[name][0]:8.1f} ms {one[name][1]:3} asked" for one in both]
                sys.stdout.write(f"{name:34}{told[0]:>22}{told[1]:>24}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--sections", type=int, default=300)
    reader.add_argument("--comments", type=int, default=20_000)
    reader.add_argument("--only", choices=KINDS)
    given = reader.parse_args()
    kinds = [given.only] if given.only else list(KINDS)
    uvloop.run(_run(kinds, given.sections, given.comments))
