"""What goes out to a group's chat first: in topics, remembered, at the pace of groups."""

from datetime import timedelta

from bot import dispatcher
from groups import tasks
from groups.running import Actor
from outreach.letters import Letter, Place, post_to_group
from outreach.pace import Pace, Rate
from storage.groups import CHAIR, GroupCard, GroupTopic, WorkingGroup
from storage.outreach import Letter as Row
from tests.handlers.gathering import Gathering, bound, group, seat
from tests.handlers.village import Village, on_sqlite
from texts.screens import Button

SECTION = {"plan_code": "PLAN1", "section_id": "1.2", "topic_name": "1.2 Víkendová péče"}


async def gathered(obec: Village, **described: object) -> tuple[Gathering, WorkingGroup]:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    return await bound(obec, seniors, chair, **described), seniors


async def send(obec: Village, text: str, place: Place) -> dict[str, int]:
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        [found] = await obec.rows(WorkingGroup)
        await post_to_group(session, found, text, Letter(text, place=place), now)
    return await obec.post()


async def test_a_section_gets_a_topic_with_its_first_letter_and_only_then(obec: Village) -> None:
    met, _ = await gathered(obec, forum=True, bot_rights=["can_manage_topics"])
    assert await obec.count(GroupTopic) == 0
    for text in ("První", "Druhá"):
        assert await send(obec, text, Place(card=f"comment:{text}", **SECTION)) == {"sent": 1}
    [topic] = await obec.rows(GroupTopic)
    first, second = (await met.messages())[-2:]
    assert {first["message_thread_id"], second["message_thread_id"]} == {topic.thread_id}
    made = await obec.telegram.calls("createForumTopic")
    assert [one["parameters"]["name"] for one in made] == ["1.2 Víkendová péče"]
    kept = {one.message_id: one.about for one in await obec.rows(GroupCard)}
    assert kept == {first["message_id"]: "comment:První", second["message_id"]: "comment:Druhá"}


@on_sqlite
async def test_a_topic_that_somebody_deleted_is_made_anew(obec: Village) -> None:
    met, _ = await gathered(obec, forum=True, bot_rights=["can_manage_topics"])
    await send(obec, "První", Place(**SECTION))
    [topic] = await obec.rows(GroupTopic)
    where = {"chat_id": met.id, "message_thread_id": topic.thread_id}
    await obec.playground.result("deleteForumTopic", **where)
    assert await send(obec, "Druhá", Place(**SECTION)) == {"sent": 1}
    [anew] = await obec.rows(GroupTopic)
    assert anew.thread_id != topic.thread_id
    assert (await met.newest())["message_thread_id"] == anew.thread_id


@on_sqlite
async def test_without_topics_letters_stand_among_all_others(obec: Village) -> None:
    met, _ = await gathered(obec)
    assert await send(obec, "První", Place(**SECTION)) == {"sent": 1}
    assert "message_thread_id" not in await met.newest()
    assert await obec.count(GroupTopic) == 0


@on_sqlite
async def test_a_letter_follows_the_group_that_has_moved(obec: Village) -> None:
    met, _ = await gathered(obec, type="group")
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        [found] = await obec.rows(WorkingGroup)
        await post_to_group(session, found, "jedna", Letter("Zpráva"), now + timedelta(minutes=1))
    # The news of the move is lost on its way; the refusal of the letter tells as well.
    await obec.telegram.ask("POST", f"/chats/{met.id}/migrate", {"from_id": met.founder.user["id"]})
    async with obec.database.writing() as session:
        [found] = await obec.rows(WorkingGroup)
        kept = await session.get(WorkingGroup, found.code)
        assert kept
        kept.chat_id = met.id
        for row in await obec.rows(Row):
            if row.resident_id == 0:
                letter = await session.get(Row, (row.about, 0))
                assert letter
                letter.telegram_id = met.id
    await obec.later(now + timedelta(minutes=2))
    await obec.post()
    [found] = await obec.rows(WorkingGroup)
    assert found.chat_id != met.id
    moved = Gathering(obec, {"id": found.chat_id}, met.founder)
    assert await moved.sees() == "Zpráva"


@on_sqlite
async def test_a_button_in_a_letter_to_a_group_works_there(obec: Village) -> None:
    met, seniors = await gathered(obec)
    now = await obec.clock.now()
    rows = ((Button("Neznámé", "gv:nothing"),),)
    async with obec.database.writing() as session:
        [found] = await obec.rows(WorkingGroup)
        await post_to_group(session, found, "tlačítko", Letter("Zpráva", rows), now)
    await obec.post()
    assert await met.tap(met.founder, "Neznámé") == "Tohle už tu není."


@on_sqlite
async def test_what_goes_beyond_a_groups_pace_is_left_to_the_outbox(obec: Village) -> None:
    met, seniors = await gathered(obec)
    others = [await obec.resident(name) for name in ("eva", "jan", "ida")]
    for one in others:
        await seat(obec, seniors, one)
        await met.join(one)
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        actor = Actor(1, None)
        for place in range(4):
            await tasks.give(session, actor, seniors.code, f"Úkol {place}", now, task_id=place + 1)
    await met.write(met.founder, "/ukoly")
    obec.door = dispatcher.build(
        bot=obec.bot,
        database=obec.database,
        clock=obec.clock,
        house=obec.house,
        pace=Pace(group=Rate(1 / 600, 1)),
    )
    listed = await met.newest()
    for place in (1, 1, 2, 3):
        assert "Hotovo" in await met.tap(met.founder, f"{place}. je hotový")
        shown = (await met.newest())["text"]
        await obec.later(await obec.clock.now() + timedelta(seconds=1))
    assert "Úkol 3" in shown
    await met.write(others[0], "/skupina")
    assert (await met.newest())["message_id"] == listed["message_id"]
    # The last change alone, and the answer.
    assert await obec.post() == {"sent": 2}
    changed = next(one for one in await met.messages() if one["message_id"] == listed["message_id"])
    assert "Žádný otevřený úkol" in changed["text"]
    answer = await met.newest()
    assert "Kdo hlasuje" in answer["text"]
    assert answer["reply_to_message"]["text"] == "/skupina"
