"""Whoever has everything after a vote still cannot tell who voted for what.

While people vote, somebody with the database and the key finds every ballot by its mark: that is
what the end of a vote destroys.
"""

import itertools
import json
import random
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from contests import closing, slips, voting
from contests.voting import Voter
from storage import people
from storage.database import Database
from tests.contests.village_contest import CLOSED, PETR, VOTING, VillageContest, on_the_ballot
from tests.plans.test_keeping import area
from tests.resilience import reading_files
from tests.resilience.linking import Attack, sorted_by
from tests.resilience.reading_files import Files, Tables

__all__ = ["area"]

WORKS, CROWD = 6, 60
Truth = dict[int, str]


async def voted(database: Database, folder: Path, seed: int) -> tuple[VillageContest, Truth]:
    """A crowd that votes, each with an order of their own; whose it is."""
    dice = random.Random(seed)
    contest = await on_the_ballot(database, folder, WORKS, voting={"method": "ranking"})
    orders = list(itertools.permutations(range(1, WORKS + 1)))
    truth: Truth = {}
    for telegram_id, order in zip(
        dice.sample(range(10**6, 10**7), CROWD), dice.sample(orders, CROWD), strict=True
    ):
        async with database.writing() as session:
            resident = await people.arrive(session, telegram_id, "cs", VOTING.date())
            voter = Voter(str(telegram_id), resident.id, "585939")
            for number in order:
                choice = (number, True)
                await voting.vote(session, contest.marks, contest.code, voter, choice, VOTING)
        truth[telegram_id] = json.dumps(list(order))
    return contest, truth


async def attacked(contest: VillageContest, truth: Truth, folder: Path) -> Attack:
    """Every order of residents against every order of ballots, in tables and in files."""
    rows = await reading_files.tables(contest.database)
    attack = Attack()
    attack.try_all(
        reading_files.residents(rows), await _orders(contest, rows, truth, folder), truth
    )
    return attack


async def _orders(
    contest: VillageContest, rows: Tables, truth: Truth, folder: Path
) -> dict[str, list[Any]]:
    """Ballots in every order that a column or a place in a file gives."""
    ballots = [{**row, "said": json.dumps(_list(row["choices"]))} for row in rows["ballot"]]
    orders = {
        f"ballot.{column}": sorted_by(ballots, "said", column)
        for column in ballots[0]
        if column not in ("choices", "said")
    }
    words = {said: said.encode() for said in truth.values()}
    files = await _files(contest.database, folder)
    return orders | reading_files.by_place(files, words)


def _list(choices: object) -> object:
    return json.loads(choices) if isinstance(choices, str) else choices


async def _files(database: Database, folder: Path) -> Files:
    if database.is_sqlite:
        return reading_files.folder(Path(database.url.partition(":///")[2]).parent)
    try:
        return await reading_files.postgres_files(database.url)
    except asyncpg.InsufficientPrivilegeError:
        pytest.skip("the files of this PostgreSQL are not for us to read")


async def test_after_the_end_no_order_of_anything_guesses_better_than_chance(
    database: Database, tmp_path: Path, area: None
) -> None:
    contest, truth = await voted(database, tmp_path, seed=7)
    assert await _found_by_mark(contest, truth) == CROWD
    assert await closing.close(database, contest.marks, contest.code, CLOSED) == CROWD
    after = await attacked(contest, truth, tmp_path)
    assert not after.successes, after.best
    assert await _found_by_mark(contest, truth) == 0


async def _found_by_mark(contest: VillageContest, truth: Truth) -> int:
    """How many ballots whoever has the key and the database can give to their voter."""
    rows = await reading_files.tables(contest.database)
    marked = {row["mark"]: json.dumps(_list(row["choices"])) for row in rows["ballot"]}
    marks, place = contest.marks, f"contest-{contest.code}"
    return sum(marked.get(marks.of(place, str(who))) == said for who, said in truth.items())


async def with_slips(database: Database, folder: Path, seed: int) -> tuple[VillageContest, Truth]:
    """As many vote with slips, by the slip's number whose it is, in an order of their own."""
    dice = random.Random(seed)
    contest = await on_the_ballot(database, folder, WORKS, voting={"method": "ranking"})
    hashes = [slips.hashed("tajemstvi", contest.code, f"{at}") for at in range(CROWD)]
    async with database.writing() as session:
        await slips.enlist(session, PETR, contest.code, hashes, VOTING)
    orders = dice.sample(list(itertools.permutations(range(1, WORKS + 1))), CROWD)
    truth = {at + 1: json.dumps(list(order)) for at, order in enumerate(orders)}
    for at in dice.sample(range(CROWD), CROWD):
        async with database.writing() as session:
            own = (hashes[at], orders[at], f"PRAVY-{at}")
            await slips.vote(session, contest.code, *own, VOTING)
    return contest, truth


async def test_after_the_end_no_order_of_slips_leads_to_a_ballot(
    database: Database, tmp_path: Path, area: None
) -> None:
    contest, truth = await with_slips(database, tmp_path, seed=11)
    assert {row["mark"] for row in (await reading_files.tables(database))["ballot"]} == {None}
    # While people vote, PostgreSQL tells which rows one transaction wrote.
    before = await _attacked_by_slips(contest, truth, tmp_path)
    assert bool(before.successes) is not database.is_sqlite
    assert await closing.close(database, contest.marks, contest.code, CLOSED) == CROWD
    after = await _attacked_by_slips(contest, truth, tmp_path)
    assert after.ways
    assert not after.successes, after.best


async def _attacked_by_slips(contest: VillageContest, truth: Truth, folder: Path) -> Attack:
    rows = await reading_files.tables(contest.database)
    holders = {
        f"hall_slip.{column}": sorted_by(rows["hall_slip"], "number", column)
        for column in rows["hall_slip"][0]
    }
    attack = Attack()
    attack.try_all(holders, await _orders(contest, rows, truth, folder), truth)
    return attack


async def test_no_code_of_a_slip_stays_in_any_file(
    database: Database, tmp_path: Path, area: None
) -> None:
    contest, _ = await with_slips(database, tmp_path, seed=12)
    kept = slips.hashed("tajemstvi", contest.code, "3")
    await closing.close(database, contest.marks, contest.code, CLOSED)
    files = await _files(database, tmp_path)
    assert not [name for name, content in files.items() if kept.encode() in content]


async def test_no_mark_key_or_code_stays_in_any_file(
    database: Database, tmp_path: Path, area: None
) -> None:
    contest, truth = await voted(database, tmp_path, seed=8)
    token = str(next(iter(truth)))
    mark = contest.marks.of(f"contest-{contest.code}", token)
    code = voting.receipt(contest.marks, contest.code, token)
    [key] = [one.read_bytes() for one in (tmp_path / "survey-keys").iterdir()]
    await closing.close(database, contest.marks, contest.code, CLOSED)
    files = {**await _files(database, tmp_path), **reading_files.folder(tmp_path)}
    for secret in (mark, code.encode(), key):
        assert not [name for name, content in files.items() if secret in content]


async def test_the_log_tells_neither_who_nor_what(
    database: Database, tmp_path: Path, area: None
) -> None:
    with capture_logs() as log:
        contest, truth = await voted(database, tmp_path, seed=9)
        await closing.close(database, contest.marks, contest.code, CLOSED)
    told = json.dumps(log, default=str)
    assert not [one for one in truth if str(one) in told]
