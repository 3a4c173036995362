"""Every button of a coordinator, tapped by people who found its data: nothing of hers changes."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import demo
from handlers.commands import COMMANDS
from handlers.replies import Reply
from people import roles
from storage.database import Database
from tests import demo_world
from tests.demo_world import IVAN, NOW, PETR, World, buttons

OLGA, KAREL = 3, 4
ELSEWHERE = "hlucinsko-zapad"
# What anybody does for themselves with the same buttons.
OWN = ("sv", "q", "a", "t", "d", "x", "w", "m", "k", "pi", "la", "ok", "pf", "tp", "nw", "go")
OWN += ("fg", "mt", "ct", "pl", "eq", "cm", "db", "dv")
# What staff of any area may begin.
BEGUN_ANYWHERE = {"bc:new", "st:console"}
# Where a conversation stands is everybody's own.
STANDING = {"conversation", "heard"}


@pytest.fixture
async def village(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Petr runs it, Olga and Karel work elsewhere, Ivan lives there."""
    database = Database(sqlite_url)
    async with demo_world.world(database, tmp_path) as made:
        async with database.writing() as session:
            for person, role in ((OLGA, roles.COORDINATOR), (KAREL, roles.CLERK)):
                abroad = demo.Role(role, "", "Odjinud")
                with pytest.MonkeyPatch.context() as patched:
                    patched.setattr(demo, "AREA", ELSEWHERE)
                    await demo._meet(session, person, abroad, NOW)
        yield made
    await database.close()


@pytest.fixture
def rows(village: World, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """What changes in the village's tables is noted."""
    made = sqlite3.connect(tmp_path / "naves.db", isolation_level=None)
    _note_changes(made)
    yield made
    made.close()


def changed(rows: sqlite3.Connection) -> set[str]:
    """The tables changed since this was asked the last time."""
    found = {table for (table,) in rows.execute("SELECT DISTINCT at FROM changed")}
    rows.execute("DELETE FROM changed")
    return found - STANDING


def _note_changes(rows: sqlite3.Connection) -> None:
    rows.execute("CREATE TABLE changed (at TEXT)")
    tables = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if table == "changed" or table.startswith("sqlite"):
            continue
        for act in ("INSERT", "UPDATE", "DELETE"):
            rows.execute(
                f'CREATE TRIGGER "{table}_{act}" AFTER {act} ON "{table}" '
                f"BEGIN INSERT INTO changed VALUES ('{table}'); END"
            )


def act_of(data: str) -> str:
    return ":".join(data.split(":")[:2])


async def test_a_coordinators_buttons_change_nothing_in_other_hands(
    village: World, rows: sqlite3.Connection
) -> None:
    waiting: list[str] = []
    known = {"sm:remove", "gr:leave"}

    def meet(reply: Reply) -> None:
        """The first button of each kind."""
        for data in buttons(reply):
            act = act_of(data)
            if act not in known and data.split(":")[0] not in OWN:
                known.add(act)
                waiting.append(data)

    for command in COMMANDS:
        meet(await village.writes(PETR, f"/{command.czech}"))
    while waiting:
        data = waiting.pop(0)
        for stranger in (IVAN, OLGA, KAREL):
            changed(rows)
            await village.taps(stranger, data)
            touched = changed(rows)
            assert not touched or (stranger != IVAN and act_of(data) in BEGUN_ANYWHERE), data
        meet(await village.taps(PETR, data))
    assert len(known) > 100
