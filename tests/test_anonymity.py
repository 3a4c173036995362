"""Whoever has everything after a survey has closed still cannot tell who said what.

The same attack succeeds on what lies there while the survey is open: that shows it has teeth.
"""

import json
import sqlite3
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot import backups
from storage import copies, rewriting
from storage import surveys as kept_surveys
from storage.database import Database
from storage.rewriting import StillRead
from surveys import closing
from tests.resilience import reading_files
from tests.resilience.crowd import CLOSING, Crowd, crowd, for_some, withdrawal
from tests.resilience.linking import Attack
from tests.resilience.reading_files import Files, Tables

FEW = 8


async def close(some: Crowd) -> int:
    return await closing.close(some.database, some.marks, some.code, CLOSING)


async def links(some: Crowd, attack: Attack | None = None) -> Attack:
    """Every order of residents against every order of responses, in tables and in files."""
    attack = attack or Attack()
    rows, files = await reading_files.tables(some.database), await files_of(some)
    _lay_side_by_side(attack, some, rows, files)
    return attack


def _lay_side_by_side(attack: Attack, some: Crowd, rows: Tables, files: Files) -> None:
    residents = reading_files.residents(rows)
    responses = reading_files.responses(rows, some.truth)
    for key in ("id", "telegram_id"):
        written = {
            row["telegram_id"]: reading_files.number(row[key], some.database.is_sqlite)
            for row in rows["resident"]
        }
        placed = reading_files.by_place(files, written)
        residents |= {f"{key} in {way}": order for way, order in placed.items()}
    words = {word: word.encode() for word in some.truth.values()}
    responses |= reading_files.by_place(files, words)
    attack.try_all(residents, responses, some.truth)


async def files_of(some: Crowd) -> Files:
    if some.database.is_sqlite:
        return reading_files.folder(some.folder)
    try:
        return await reading_files.postgres_files(some.database.url)
    except asyncpg.InsufficientPrivilegeError:
        pytest.skip("the files of this PostgreSQL are not for us to read")


@asynccontextmanager
async def old_snapshot(database: Database) -> AsyncIterator[None]:
    """Somebody, say a backup, looks at the database as it is now for as long as this lasts."""
    if database.is_sqlite:
        reader = sqlite3.connect(database.url.removeprefix("sqlite+aiosqlite:///"))
        reader.executescript("BEGIN; SELECT count(*) FROM resident;")
        reader.execute("SELECT count(*) FROM resident").fetchone()
        yield
        reader.close()
        return
    connection = await asyncpg.connect(database.url.replace("+asyncpg", ""))
    await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
    yield
    await connection.close()


async def test_the_closing_leaves_no_link_although_somebody_was_reading(
    database: Database, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    some = await crowd(database, tmp_path, seed=1)
    async with old_snapshot(database):
        await some.answer()
        assert (await links(some)).successes
        await _no_link_in_a_backup(some, tmp_path_factory.mktemp("backups") / "backup")
        if database.is_sqlite:
            with pytest.raises(StillRead):
                await close(some)
        else:
            assert await close(some) == 57
            assert not (await links(some)).successes
    assert await close(some) == 57
    assert not (await links(some)).successes


async def _no_link_in_a_backup(some: Crowd, file: Path) -> None:
    """Without the key of the survey, which is not in it, a backup of an open survey says little."""
    await backups.make(some.database, file.with_name("media"), file, CLOSING)
    attack = Attack()
    rows, content = _unpacked(file)
    _lay_side_by_side(attack, some, rows, {})
    assert not attack.successes
    assert not {"conversation", "heard"} & set(rows)
    key = (some.marks.folder / f"{some.code}.key").read_bytes()
    assert not reading_files.holders(content, key)


def _unpacked(file: Path) -> tuple[Tables, Files]:
    with tarfile.open(file) as archive:
        content = {one.name: found.read() for one in archive if (found := archive.extractfile(one))}
    tables = {
        name.removesuffix(".jsonl"): [json.loads(line) for line in lines.splitlines()]
        for name, lines in content.items()
        if name.endswith(".jsonl")
    }
    return tables, content


@pytest.mark.parametrize(
    ("rounds", "size"),
    [
        pytest.param(2, 40),
        pytest.param(12, 100, marks=[pytest.mark.soak, pytest.mark.timeout(1500)]),
    ],
)
async def test_over_many_surveys_no_order_of_anything_guesses_better_than_chance(
    database: Database, tmp_path: Path, rounds: int, size: int
) -> None:
    attack = Attack()
    for seed in range(rounds):
        async with copies_emptied(database):
            some = await crowd(database, tmp_path, seed, size)
            await some.answer()
            await close(some)
            await links(some, attack)
    assert not attack.successes


@asynccontextmanager
async def copies_emptied(database: Database) -> AsyncIterator[None]:
    yield
    async with database.writing() as session:
        await copies.empty(session)


async def test_rows_numbered_as_they_come_and_left_where_they_lie_give_everybody_away(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leave_them(*_: object) -> None:
        pass

    monkeypatch.setattr(kept_surveys, "random_id", count(1).__next__)
    monkeypatch.setattr(rewriting, "rewrite", leave_them)
    database = Database(sqlite_url)
    some = await crowd(database, tmp_path, seed=2, size=40)
    await some.answer()
    await close(some)
    found = (await links(some)).successes
    assert "consent.given_at ~ response.id" in found
    await database.close()


async def test_no_mark_key_or_taken_back_word_stays_in_any_file(
    database: Database, tmp_path: Path
) -> None:
    some = await crowd(database, tmp_path, seed=3, size=FEW)
    await some.answer()
    regretful, *others = some.neighbours
    await some.does(regretful, withdrawal(some.code))
    key = (some.marks.folder / f"{some.code}.key").read_bytes()
    secrets = [
        key,
        *(some.marks.of(some.code, str(one.telegram_id)) for one in some.neighbours),
        *(word.encode() for word in (regretful.word, *some.gone_words)),
    ]
    assert all([await _where(some, mark) for mark in secrets[2 : 1 + FEW]])
    await close(some)
    assert [await _where(some, secret) for secret in secrets] == [[]] * len(secrets)
    assert all([await _where(some, one.word.encode()) for one in others])
    assert not list(some.marks.folder.iterdir())


async def test_no_link_is_left_while_paper_is_awaited(database: Database, tmp_path: Path) -> None:
    some = await crowd(database, tmp_path, seed=6, size=FEW, paper_days=7)
    await some.answer()
    marks = [some.marks.of(some.code, str(one.telegram_id)) for one in some.neighbours]
    await close(some)
    assert not (await links(some)).successes
    assert [await _where(some, mark) for mark in marks] == [[]] * len(marks)


async def _where(some: Crowd, secret: bytes) -> list[str]:
    return reading_files.holders(await files_of(some), secret)


async def test_the_only_one_who_did_not_finish_is_not_told_by_that(
    database: Database, tmp_path: Path
) -> None:
    some = await crowd(database, tmp_path, seed=4, size=FEW)
    await some.answer()
    before = await reading_files.tables(database)
    assert [row["finished"] for row in before["turnout"]].count(False) == 1
    assert [row["finished"] for row in before["response"]].count(False) == 1
    await close(some)
    after = await reading_files.tables(database)
    assert len({row["finished"] for row in after["turnout"]}) == 1


async def test_those_for_whom_the_survey_ended_early_are_not_told_by_that(
    database: Database, tmp_path: Path
) -> None:
    some = await crowd(database, tmp_path, seed=8, size=40, asked=for_some())
    await some.answer()
    before = await reading_files.tables(database)
    assert {row["ended_at"] for row in before["response"]} == {None, "r4"}
    assert sum(row["finished"] and row["ended_at"] is None for row in before["response"]) > FEW
    await close(some)
    after = await reading_files.tables(database)
    assert len({row["finished"] for row in after["turnout"]}) == 1
    assert not (await links(some)).successes


async def test_those_who_came_after_the_survey_changed_are_not_told_by_its_version(
    database: Database, tmp_path: Path
) -> None:
    some = await crowd(database, tmp_path, seed=5, size=FEW)
    late = some.neighbours.pop()
    await some.answer()
    await some.changes_wording()
    some.neighbours = [late]
    await some.answer()
    before = await reading_files.tables(database)
    assert sorted(row["version"] for row in before["response"]) == [1] * (FEW - 1) + [2]
    await close(some)
    after = await reading_files.tables(database)
    assert {(row["version"], row["day"], row["mark"]) for row in after["response"]} == {
        (2, None, None)
    }


async def test_nothing_is_remembered_of_where_anybody_stood(
    database: Database, tmp_path: Path
) -> None:
    some = await crowd(database, tmp_path, seed=6, size=FEW)
    await some.answer()
    talkative, *_ = some.neighbours
    await some.does(talkative, talkative.word)
    await some.does(talkative, "/ankety")
    assert {talkative.word, some.code} <= _mentioned(await reading_files.tables(database), some)
    await close(some)
    assert not _mentioned(await reading_files.tables(database), some)


def _mentioned(rows: Tables, some: Crowd) -> set[str]:
    """What of the survey stands in conversations, or in messages as they were heard."""
    told = str([rows["conversation"], rows["heard"]])
    return {word for word in (some.code, *some.truth.values()) if word in told}


async def test_the_log_tells_neither_who_nor_what(database: Database, tmp_path: Path) -> None:
    some = await crowd(database, tmp_path, seed=7, size=FEW)
    with capture_logs() as log:
        await some.answer()
        await close(some)
    rows = await reading_files.tables(database)
    people = {str(row[key]) for row in rows["resident"] for key in ("id", "telegram_id")}
    assert log
    assert not [one for one in (*people, *some.truth.values()) if one in str(log)]


async def test_a_backup_and_a_closing_at_once_lose_no_response(
    postgres_url: str, tmp_path: Path
) -> None:
    database = Database(postgres_url)
    some = await crowd(database, tmp_path, seed=9, size=FEW)
    await some.answer()
    async with database.reading() as session:
        await copies.freeze(session)
        with pytest.raises(DBAPIError):
            await close(some)
        response = next(one for one in copies.tables() if one.name == "response")
        assert len([line async for line in copies.lines(session, response)]) == FEW
    assert await close(some) == FEW - 1
    await database.close()
