"""Tasks of a group: given, reminded of, done in the group's chat; documents in versions."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import doings, incoming
from bot.group_schedule import remind_of_tasks
from bot.settings import Settings
from bot.work import Worker
from groups import tasks
from storage.group_papers import GroupDocument, GroupTask
from storage.groups import CHAIR, WorkingGroup
from tests.handlers.gathering import bound, group, seat
from tests.handlers.village import Phone, Village, on_sqlite
from texts.formatting import PRAGUE


async def led(obec: Village, *others: Phone, **wanted: object) -> tuple[WorkingGroup, Phone]:
    chair = await obec.resident("petr")
    seniors = await group(obec, **wanted)
    await seat(obec, seniors, chair, CHAIR)
    for one in others:
        await seat(obec, seniors, one)
    return seniors, chair


async def give(chair: Phone, text: str, holder: str = "eva", when: str = "za 1 týden") -> None:
    await chair.write("/skupiny")
    await chair.tap("Úkoly")
    await chair.tap("Nový úkol")
    await chair.write(text)
    await chair.tap(holder)
    await chair.tap(when)


async def test_a_task_is_given_reminded_of_and_done(obec: Village) -> None:
    eva = await obec.resident("eva")
    seniors, chair = await led(obec, eva)
    await give(chair, "Oslovit dvě další obce (schůzka 1. 2.)")
    [task] = await obec.rows(GroupTask)
    assert (task.text, task.source) == ("Oslovit dvě další obce", "schůzka 1. 2.")
    now = await obec.clock.now()
    assert await remind_of_tasks(obec.database, now) == {"reminders": 0}
    for _ in range(2):
        await remind_of_tasks(obec.database, now + timedelta(days=6))
    await obec.later(now + timedelta(days=6))
    assert await obec.post() == {"sent": 1}
    assert "Oslovit dvě další obce" in await eva.sees()
    await eva.tap("Otevřít úkoly")
    await eva.tap("1. Oslovit")
    await eva.tap("Je to hotové")
    assert "Žádný otevřený úkol" in await eva.sees()
    async with obec.database.reading() as session:
        today = (now + timedelta(days=60)).astimezone(PRAGUE).date()
        assert await tasks.overdue(session, seniors.code, today) == []


@on_sqlite
async def test_whose_task_it_is_not_cannot_say_it_is_done(obec: Village) -> None:
    eva, jan = await obec.resident("eva"), await obec.resident("jan")
    seniors, chair = await led(obec, eva, jan)
    await give(chair, "Napsat pozvánku")
    met = await bound(obec, seniors, chair, eva, jan)
    assert "Napsat pozvánku" in await met.write(jan, "/ukoly")
    assert "může jen" in await met.tap(jan, "1. je hotový")
    assert "Hotovo" in await met.tap(eva, "1. je hotový")
    assert "Žádný otevřený úkol" in (await met.newest())["text"]


@on_sqlite
async def test_a_bystander_gets_no_tasks_and_is_named_to_the_chair(obec: Village) -> None:
    stranger = await obec.person("cizinec")
    seniors, chair = await led(obec)
    await give(chair, "Napsat pozvánku", holder="petr")
    met = await bound(obec, seniors, chair, stranger)
    assert "jen členové" in await met.write(stranger, "/ukoly")
    assert "Napsat" not in await met.sees()
    await obec.post()
    assert "cizinec" in await chair.sees()


@on_sqlite
async def test_a_chat_that_became_public_hears_nothing_more(obec: Village) -> None:
    seniors, chair = await led(obec)
    await give(chair, "Napsat pozvánku", holder="petr")
    met = await bound(obec, seniors, chair)
    state = obec.playground.playground
    state.conversations.find(state.first_bot().id, met.id).body["username"] = "nase_obec"
    assert "Napsat" not in await met.write(chair, "/ukoly")
    assert [one.chat_id for one in await obec.rows(WorkingGroup)] == [None]
    await obec.post()
    assert "je teď veřejná" in await chair.sees()


@on_sqlite
async def test_a_sensitive_group_reminds_without_saying_of_what(obec: Village) -> None:
    eva = await obec.resident("eva")
    _, chair = await led(obec, eva, sensitive=True)
    await give(chair, "Zajít do azylového domu")
    now = await obec.clock.now() + timedelta(days=7)
    await obec.later(now)
    await remind_of_tasks(obec.database, now)
    await obec.post()
    told = await eva.sees()
    assert "azylového" not in told
    assert "Senioři" not in told


@on_sqlite
async def test_replies_stand_in_the_thread_they_answer(obec: Village) -> None:
    seniors, chair = await led(obec)
    met = await bound(obec, seniors, chair, forum=True)
    topic = await met.ask("topics", chair, name="Schůzky")
    await met.write(chair, "/skupina", thread=topic["message_thread_id"])
    answer = await met.newest()
    assert answer["message_thread_id"] == topic["message_thread_id"]
    assert "Kdo hlasuje" in answer["text"]


@pytest.fixture
def worker(obec: Village, tmp_path: Path) -> Worker:
    settings = Settings(
        telegram_bot_token=obec.playground.token,
        telegram_api_url=obec.playground.api,
        secret_key="q7Vn2-XkT0bLw9sRz4Jd_Fh6Ym1Pc8Ga3Eu5",
        data_dir=tmp_path,
    )
    obec.media = settings.media
    return Worker(obec.database, obec.clock, incoming.table(settings), doings.tell)


@on_sqlite
async def test_documents_are_kept_in_versions_and_handed_out(obec: Village, worker: Worker) -> None:
    eva = await obec.resident("eva")
    _, chair = await led(obec, eva)
    for content in (b"Zakladni listina 1", b"Zakladni listina 2", b"Zakladni listina 2"):
        await chair.write("/skupiny")
        await chair.tap("Dokumenty")
        await chair.tap("Přidat dokument")
        await chair.tap("Základní listina")
        await chair.send(document=("listina.txt", content, "text/plain"))
        await obec.later(await obec.clock.now() + timedelta(seconds=2))
        while await worker._do_next():
            pass
        await obec.post()
    assert "verze 2" in await chair.sees()
    versions = sorted(one.version for one in await obec.rows(GroupDocument))
    assert versions == [1, 2]
    await eva.write("/skupiny")
    await eva.tap("Dokumenty")
    await eva.tap("Základní listina (2)")
    assert "Verze 1" in await eva.buttons()
    await eva.tap("Poslat mi soubor")
    await obec.post()
    assert "Základní listina" in await eva.sees()
    await chair.tap("Dokumenty")
    await chair.tap("Základní listina (2)")
    await chair.tap("Dnes schválila: Senioři")
    assert "Schváleno" in await chair.sees()
