"""Codes are short, so chance gives one twice now and then; no two rows have the same."""

from datetime import datetime

import pytest

from storage import codes
from storage.codes import LETTERS, free_code, random_code
from storage.database import Database
from storage.groups import WorkingGroup
from storage.places import Area


def test_no_letter_is_taken_for_another() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 32
    assert not set(LETTERS) & set("IO01")
    assert set(random_code(1000)) <= set(LETTERS)


async def test_a_code_that_somebody_has_is_not_given_again(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    monkeypatch.setattr(codes, "random_code", lambda _: next(drawn))
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
        await session.flush()
        for key in ("seniori", "rodiny"):
            code = await free_code(session, WorkingGroup, 6)
            named = {"key": key, "area_code": "orp-vizovice", "name": {"cs": key}}
            session.add(WorkingGroup(code=code, made_at=now, **named))
    async with database.reading() as session:
        kept = [await session.get(WorkingGroup, code) for code in ("AAAAAA", "BBBBBB")]
    assert [one and one.key for one in kept] == ["seniori", "rodiny"]
