"""A debate in a village, brought as far as a test needs it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from debates import changing, closing, keeping, outcome, taking
from debates.documents import Debate
from debates.keeping import Run, Runner
from debates.outcome import Results
from debates.taking import Standing, Who
from storage import debates as tables
from storage.database import Database
from storage.debates import Statement
from storage.marks import Marks
from storage.stances import WEB

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CLOSED = datetime(2027, 3, 14, 23, 30, tzinfo=UTC)
PETR = Runner(1, None)
SAID = (
    "Do parku nepatří auta.",
    "Chybí nám lavičky u zastávky.",
    "Psi mají chodit na vodítku.",
    "Večer se u hřiště bojím.",
    "Obec má koupit starou školu.",
)


def document(**changed: object) -> Debate:
    fields = {
        "key": "park",
        "area": "orp-vizovice",
        "title": {"cs": "Co s parkem"},
        "introduction": {"cs": "Obec park opraví. Řekněte, co je pro vás důležité."},
        "opens": date(2027, 3, 1),
        "closes": date(2027, 3, 14),
        "statements": [{"cs": one} for one in SAID],
        **changed,
    }
    return Debate.model_validate(fields)


def chat(who: int) -> Who:
    return Who(str(who), who)


def web(code: str) -> Who:
    return Who(f"web:{code}", None, WEB)


class VillageDebate:
    """An open debate, and whoever takes part in it."""

    def __init__(self, database: Database, folder: Path, code: str) -> None:
        self.database, self.code = database, code
        self.marks = Marks(folder / "survey-keys")

    async def says(self, who: Who, said: Mapping[int, int], when: datetime = NOW) -> Standing:
        for stance in said.items():
            async with self.database.writing() as session:
                stands = await taking.take(session, self.marks, self.code, who, stance, when)
        return stands

    async def standing(self, who: Who, when: datetime = NOW) -> Standing:
        async with self.database.reading() as session:
            return await taking.standing(session, self.marks, self.code, who, when)

    async def statement(self, number: int) -> Statement:
        async with self.database.reading() as session:
            found = await tables.statement(session, self.code, number)
        assert found is not None
        return found

    async def counts(self, number: int) -> tuple[int, int, int]:
        found = await self.statement(number)
        return found.agrees, found.disagrees, found.passes

    async def rows(self, table: type) -> list:
        async with self.database.reading() as session:
            return list(await session.scalars(select(table)))

    async def closed(self) -> int:
        return await closing.close(self.database, self.marks, self.code, CLOSED)

    async def results(self) -> Results:
        async with self.database.reading() as session:
            return (await outcome.outcome(session, self.code)).results


async def released(database: Database, folder: Path, **changed: object) -> VillageDebate:
    run = await kept(database, **changed)
    async with database.writing() as session:
        await keeping.release(session, PETR, run.code, NOW)
    return VillageDebate(database, folder, run.code)


async def kept(database: Database, **changed: object) -> Run:
    async with database.writing() as session:
        return await changing.keep(session, PETR, document(**changed), NOW)
