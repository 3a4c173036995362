"""A database for the bench: one open survey of eight questions, residents who have agreed."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench.load import FIRST_RESIDENT, LABELS, STEPS
from storage import migrations, people
from storage.columns import random_id
from storage.database import Database
from storage.places import Area
from surveys import life
from surveys.definitions import Definition, Option, Question
from texts import privacy

BATCH = 5000


def definition() -> Definition:
    today = datetime.now(UTC).date()
    options = tuple(Option(id=str(n), text={"en": label}) for n, label in enumerate(LABELS))
    questions = tuple(
        Question(
            id=f"q{n}",
            type="single",
            text={"en": f"Q{n}of8. How important is need number {n} for you and your household?"},
            options=options,
        )
        for n in range(1, STEPS + 1)
    )
    return Definition(
        key="bench",
        title={"en": "Needs"},
        intro={"en": "Eight questions."},
        area="bench",
        opens=today - timedelta(days=1),
        closes=today + timedelta(days=1),
        anonymity="anonymous",
        languages=("en",),
        questions=questions,
    )


def moment() -> datetime:
    return datetime.now(UTC)


async def main(url: str, residents: int) -> str:
    await migrations.upgrade(url)
    database = Database(url)
    now = datetime.now(UTC)
    async with database.writing() as session:
        session.add(Area(code="bench", name={"en": "Bench"}))
        await session.flush()
        survey = await life.keep(session, definition(), now)
        await life.release(session, survey.code)
    for first in range(0, residents, BATCH):
        await _settle(database, range(first, min(first + BATCH, residents)), now)
    await database.close()
    return survey.code


async def _settle(database: Database, numbers: range, now: datetime) -> None:
    """Residents numbered so, all with consent."""
    rows = [
        {
            "id": random_id(),
            "telegram_id": FIRST_RESIDENT + number + 1,
            "language": "en",
            "arrived_on": now.date(),
            "seen_on": now.date().replace(day=1),
            "blocked": False,
            "agreed_to": privacy.VERSION,
        }
        for number in numbers
    ]
    agreed = [
        {"resident_id": row["id"], "version": privacy.VERSION, "given_at": now} for row in rows
    ]
    async with database.writing() as session:
        await session.execute(insert(people.Resident), rows)
        await session.execute(insert(people.Consent), agreed)


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(asyncio.run(main(sys.argv[1], int(sys.argv[2]))))
