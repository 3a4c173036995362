"""Albums: up to ten pictures together, uploaded once for each bot, whatever Telegram answers."""

import asyncio
import hashlib
from functools import partial

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import Clock
from bot.speaking import Speaker
from bot.traffic import Traffic
from handlers.replies import Picture, Reply, Screen, Stored
from outreach.pace import Pace
from storage.database import Database
from storage.uploads import UploadedFile
from tests.bot.test_speaking import NOW, ROW, Stage, stage
from tests.contests.drawing import drawing
from tests.playground.running import Json, button_texts

__all__ = ["stage"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FETCHED: list[int] = []


async def fetch(session: AsyncSession, shape: int) -> bytes:
    assert session.is_active
    FETCHED.append(shape)
    return drawing(shape, side=64)


def pictures(count: int) -> tuple[Picture, ...]:
    return tuple(
        Picture(
            f"{at}.jpg",
            stored=Stored(hashlib.sha256(bytes([at])).hexdigest(), partial(fetch, shape=at)),
            caption=f"<b>č. {at}</b>",
        )
        for at in range(count)
    )


def album(count: int) -> Reply:
    return Reply((Screen("Všechny práce", (ROW,), album=pictures(count)),), below=True)


@pytest.fixture(autouse=True)
def forget() -> None:
    FETCHED.clear()


def restarted(stage: Stage, database: Database) -> Stage:
    """A new process with nothing in memory."""
    bot, traffic = stage.speaker._bot, Traffic(database, Clock(), Pace())
    return Stage(stage.pg, Speaker(bot, database, traffic), stage.jana)


def groups(messages: list[Json]) -> list[int]:
    """How many pictures stand together, one after another."""
    found: dict[str, int] = {}
    for one in messages:
        if one.get("photo"):
            group = one.get("media_group_id", one["message_id"])
            found[group] = found.get(group, 0) + 1
    return list(found.values())


@pytest.mark.parametrize(
    ("count", "together"), [(1, [1]), (2, [2]), (10, [10]), (11, [10, 1]), (23, [10, 10, 3])]
)
async def test_ten_stand_together_and_the_words_come_last(
    stage: Stage, count: int, together: list[int]
) -> None:
    await stage.says(album(count))
    *shown, words = await stage.messages()
    assert groups(shown) == together
    assert [one["caption"] for one in shown] == [f"č. {at}" for at in range(count)]
    assert words["text"] == "Všechny práce"
    assert button_texts(words) == ["Ankety"]


async def test_what_was_uploaded_once_is_sent_by_its_name(stage: Stage) -> None:
    await stage.says(album(11))
    assert list(range(11)) == FETCHED
    await stage.says(album(11))
    await stage.says(Reply((Screen("Práce", (ROW,), picture=pictures(3)[2]),)))
    assert len(FETCHED) == 11
    first, last = (await stage.messages())[2], (await stage.messages())[-1]
    assert first["photo"][-1]["file_id"] == last["photo"][-1]["file_id"]


async def test_a_tapped_card_changes_in_its_place_into_the_next_one(stage: Stage) -> None:
    for at in (0, 1):
        shown = (await stage.messages())[-1] if at else None
        await stage.says(Reply((Screen(f"č. {at}", (ROW,), picture=pictures(2)[at]),)), shown)
    (card,) = await stage.messages()
    assert card["caption"] == "č. 1"
    await stage.says(Reply((Screen("č. 0", (ROW,), picture=pictures(1)[0]),)), card)
    assert FETCHED == [0, 1]


async def test_a_name_that_telegram_forgot_is_uploaded_again(
    stage: Stage, database: Database
) -> None:
    await stage.says(album(3))
    async with database.writing() as session:
        await session.execute(update(UploadedFile).values(file_id="gone"))
    await restarted(stage, database).says(album(3))
    assert FETCHED == [0, 1, 2, 0, 1, 2]
    assert groups(await stage.messages()) == [3, 3]
    async with database.reading() as session:
        names = list(await session.scalars(select(col(UploadedFile.file_id))))
    assert len(names) == 3
    assert "gone" not in names


async def test_only_what_is_new_is_uploaded(stage: Stage, database: Database) -> None:
    await stage.says(album(4))
    lost = pictures(4)[1].stored
    assert lost
    async with database.writing() as session:
        await session.execute(delete(UploadedFile).where(col(UploadedFile.digest) == lost.digest))
    await restarted(stage, database).says(album(4))
    assert FETCHED == [0, 1, 2, 3, 1]


async def test_of_many_who_open_it_at_once_one_uploads(stage: Stage) -> None:
    people = [await stage.pg.telegram.user(username=f"soused{at}") for at in range(6)]
    for person in people:
        await stage.pg.telegram.start(person)
    reply = album(5)
    await asyncio.gather(
        *(stage.speaker.say(1, None, person["id"], reply, NOW) for person in people)
    )
    assert sorted(FETCHED) == list(range(5))
    for person in people:
        told = await stage.pg.telegram.messages(person)
        assert groups(told) == [5]


async def test_when_telegram_is_busy_the_album_comes_whole_and_once(stage: Stage) -> None:
    fault = {"kind": "429", "method": "sendMediaGroup", "retry_after": 1, "times": 1}
    await stage.pg.telegram.faults(fault)
    await stage.says(album(12))
    assert groups(await stage.messages()) == [10, 2]


async def test_the_tap_is_answered_before_a_long_album(stage: Stage) -> None:
    await stage.says(Reply((Screen("Ahoj", (ROW,)),)))
    (shown,) = await stage.messages()
    await stage.says(album(12), shown)
    calls = [one for one in await stage.calls() if one != "sendMessage"]
    assert calls == ["answerCallbackQuery", "sendMediaGroup", "sendMediaGroup"]
