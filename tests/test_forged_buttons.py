"""Whatever a changed app puts into a button's data, somebody hears a kind sentence."""

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from pathlib import Path
from random import Random

import pytest
from aiogram import Router
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from magic_filter.operations import ComparatorOperation
from sqlmodel import SQLModel, select
from structlog.testing import capture_logs

from handlers import doors
from handlers.surveys.answering import ACTS
from handlers.taps import SurveyTap
from storage.contests import Contest
from storage.database import Database
from storage.debates import Debate
from storage.groups import WorkingGroup
from storage.meetings import Meeting
from storage.plans import Plan
from storage.surveys import Survey
from tests import demo_world
from tests.demo_world import IVAN, PETR, World

STRANGER, GROUP_CHAT = 3, -100
LONGEST = 64
NUMBERS = ("0", "1", "-1", "x", "", "1.5", "٣", "²", "\0", "2147483648", "9" * 20, "-" + "9" * 20)
WORDS = (
    *("", "nonsense", "0", "-1", "9" * 20, "-" + "9" * 20, "٣", "²", "\0", "<b>", "%s", "{0}", "-"),
    *("1-2", "a.b", ",", "x_y", "20270230", "99999999-00000000", "2027-02-30", "25.61", "😀😀"),
)
RUBBISH = ("", ":", "\0" * LONGEST, "9" * LONGEST, "ž" * 32, "😀" * 16, "x" * 65, ":" * LONGEST)
# The rows that a button of a room is about.
ROOMS: dict[str, type[SQLModel]] = {
    "contests": Contest,
    "debates": Debate,
    "groups": WorkingGroup,
    "meetings": Meeting,
    "plans": Plan,
    "surveys": Survey,
}
# Codes are made by chance; by their keys the same rows are tried in each run.
KEY = attrgetter("key")

Kind = type[CallbackData]
# A kind of button, an act of it where it has one, and the room whose door hears it.
Act = tuple[Kind, str, str]


@pytest.fixture
async def village(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with demo_world.world(database, tmp_path) as made:
        yield made


@pytest.fixture
async def codes(village: World, database: Database) -> dict[str, list[str]]:
    """By room, what there is in the demo's village; one of its groups has a chat."""
    async with database.writing() as session:
        found = {
            room: [row.code for row in sorted(await session.scalars(select(table)), key=KEY)]
            for room, table in ROOMS.items()
        }
        group = await session.get(WorkingGroup, found["groups"][0])
        assert group
        group.chat_id = GROUP_CHAT
    return found


async def test_forged_data_of_every_kind_is_answered(
    village: World, codes: dict[str, list[str]]
) -> None:
    known = sorted(set(_acts(doors.routers())), key=str)
    assert len({kind for kind, *_ in known}) > 50
    await _answers_all(village, _misshapen(known), IVAN)
    for nth, data in enumerate(_forged(known, codes, rounds=1)):
        await _answers_all(village, [data], STRANGER if nth % 9 == 8 else PETR)
    in_groups = sorted(set(_acts(doors.group_routers())), key=str)
    await _answers_all(village, _forged(in_groups, codes, rounds=2), PETR, GROUP_CHAT)
    await _answers_all(village, RUBBISH, STRANGER, GROUP_CHAT)


@pytest.mark.soak
@pytest.mark.timeout(1700)
async def test_much_forged_data_is_answered(village: World, codes: dict[str, list[str]]) -> None:
    known = sorted(set(_acts(doors.routers())), key=str)
    for person in (PETR, IVAN, STRANGER):
        await _answers_all(village, _forged(known, codes, rounds=5), person)
    in_groups = sorted(set(_acts(doors.group_routers())), key=str)
    await _answers_all(village, _forged(in_groups, codes, rounds=30), PETR, GROUP_CHAT)


async def _answers_all(village: World, tried: Iterable[str], person: int, chat_id: int = 0) -> None:
    for data in tried:
        with capture_logs() as log:
            reply = await village.taps(person, data, chat_id)
        failed = [one for one in log if one["log_level"] in ("error", "critical")]
        assert not failed, (person, data, failed[0].get("exc_info"))
        assert reply.screens or reply.toast, (person, data)


def _acts(routers: Iterable[Router]) -> Iterator[Act]:
    for name in ACTS:
        yield SurveyTap, name, "surveys"
    for router in routers:
        for handler in router.callback_query.handlers:
            room = handler.callback.__module__.split(".")[1]
            for asked in handler.filters or ():
                if isinstance(asked.callback, CallbackQueryFilter):
                    yield from _asked_for(asked.callback, room)


def _asked_for(asked: CallbackQueryFilter, room: str) -> Iterator[Act]:
    """An act for each that the filter compares with."""
    steps = getattr(asked.rule, "_operations", ())
    compared = [one.right for one in steps if isinstance(one, ComparatorOperation)]
    for act in compared or [""]:
        yield asked.callback_data, str(act), room


def _misshapen(known: Iterable[Act]) -> Iterator[str]:
    """With fields too few or too many, or with nothing in them that could be meant."""
    for kind in dict.fromkeys(kind for kind, *_ in known):
        prefix, fields = kind.__prefix__, len(kind.model_fields)
        for parts in (fields - 1, fields + 1):
            yield ":".join([prefix, *["1"] * parts])
        yield f"{prefix}:".ljust(LONGEST, "9")
    yield from RUBBISH


def _forged(known: Iterable[Act], codes: dict[str, list[str]], rounds: int) -> Iterator[str]:
    """Each act with a code that there is, and with something else than is meant in the rest."""
    chance = Random(1)
    for kind, act, room in chain.from_iterable([known] * rounds):
        fields = {name: _made_up(kind, name, chance) for name in kind.model_fields}
        if "act" in fields and act:
            fields["act"] = act
        if "code" in fields and room in codes and chance.random() < 0.8:
            fields["code"] = chance.choice(codes[room])
        yield _filled(kind, fields, chance)


def _made_up(kind: Kind, name: str, chance: Random) -> str:
    """Numbers are mostly such as there may be, so that the rest is looked at too."""
    is_number = kind.model_fields[name].annotation in (int, bool)
    if is_number and chance.random() < 0.7:
        return chance.choice("01")
    return chance.choice(NUMBERS if is_number else WORDS)


def _filled(kind: Kind, fields: dict[str, str], chance: Random) -> str:
    """Sometimes one of the words takes all the room that is left."""
    data = ":".join([kind.__prefix__, *fields.values()])
    words = [name for name in fields if name not in ("act", "code")]
    if words and chance.random() < 0.15:
        name = chance.choice(words)
        left = LONGEST - len(data.encode()) + len(fields[name].encode())
        fields[name] = chance.choice("x9") * max(0, left)
        data = ":".join([kind.__prefix__, *fields.values()])
    return data
