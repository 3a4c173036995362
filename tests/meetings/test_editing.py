"""Two who change a meeting at once: one is first, and it is known what was changed by whom."""

import asyncio
from datetime import UTC, datetime

import pytest

from meetings import keeping
from meetings.documents import Meeting
from meetings.keeping import ChangedSince, Edit, Held, Organiser
from storage.database import Database
from storage.places import Area

NOW = datetime(2027, 2, 1, 11, tzinfo=UTC)
PETR, EVA = Organiser(1, None), Organiser(2, None)


async def kept(database: Database) -> Held:
    fields = {"key": "k", "area": "a", "kind": "seminar", "title": {"cs": "Setkání"}}
    async with database.writing() as session:
        session.add(Area(code="a", name={"cs": "A"}))
        await session.flush()
        held, _ = await keeping.keep(session, PETR, Meeting.model_validate(fields), NOW)
    return held


async def change(database: Database, who: Organiser, held: Held, title: str) -> None:
    document = held.document.model_copy(update={"title": {"cs": title}})
    async with database.writing() as session:
        await keeping.change(session, who, held.code, 1, document, NOW)


async def test_of_two_at_the_very_same_moment_one_is_kept(database: Database) -> None:
    held = await kept(database)
    ends = await asyncio.gather(
        *(change(database, who, held, f"Název {n}") for n, who in enumerate((PETR, EVA, PETR))),
        return_exceptions=True,
    )
    assert [type(one) for one in ends if one] == [ChangedSince, ChangedSince]
    async with database.reading() as session:
        assert (await keeping.held(session, held.code)).meeting.revision == 2
        [edit] = await keeping.edits_since(session, held.code, 1)
        assert await keeping.edits_since(session, held.code, 2) == []
    assert edit == Edit(edit.actor_id, ("title",))
    assert edit.actor_id in (1, 2)


async def test_the_same_again_is_no_change(database: Database) -> None:
    held = await kept(database)
    async with database.writing() as session:
        await keeping.change(session, EVA, held.code, 1, held.document, NOW)
        assert await keeping.edits_since(session, held.code, 0) == []
    await change(database, EVA, held, "Jiný")
    with pytest.raises(ChangedSince):
        await change(database, PETR, held, "Ještě jiný")
