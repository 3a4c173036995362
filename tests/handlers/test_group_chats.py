"""Telegram groups of working groups: bound, heard, followed, and left."""

from datetime import timedelta

from bot.group_schedule import leave_unbound
from outreach.pace import Pace
from outreach.sender import Sender
from outreach.uploads import Uploads
from storage.audit import AuditEntry
from storage.groups import CHAIR, GroupCard, WorkingGroup
from storage.people import Resident
from tests.handlers.gathering import bound, gather, group, seat, settled, spoken_code
from tests.handlers.village import Village, on_sqlite


async def chat_of(obec: Village) -> int | None:
    [found] = await obec.rows(WorkingGroup)
    return found.chat_id


async def test_the_chair_binds_a_group_by_a_code_said_there(obec: Village) -> None:
    chair, eva = await obec.resident("petr"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair, eva)
    assert await chat_of(obec) == met.id
    told = await met.sees()
    assert "Senioři" in told
    assert "Nesmím připínat" in told
    assert "group_chat_bound" in [one.action for one in await obec.rows(AuditEntry)]


async def test_a_code_works_once_and_only_for_who_made_it(obec: Village) -> None:
    chair, eva = await obec.resident("petr"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    code = await spoken_code(obec, seniors, chair)
    met = await gather(obec, chair, eva)
    assert "neplatí" in await met.write(eva, f"/pripojit {code}")
    assert await chat_of(obec) is None
    assert "Senioři" in await met.write(chair, f"/pripojit {code.lower()}")
    assert "Senioři" in await met.write(chair, f"/pripojit@naves_bot {code}")
    other = await gather(obec, chair, eva)
    assert "neplatí" in await other.write(chair, f"/pripojit {code}")
    assert await chat_of(obec) == met.id


@on_sqlite
async def test_who_hides_is_asked_to_show_themselves(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    founder = await obec.staff("zakladatel", "coordinator")
    met = await gather(obec, founder, chair)
    await met.hide(chair)
    code = await spoken_code(obec, seniors, chair)
    assert "Zůstat v anonymitě" in await met.write(chair, f"/pripojit {code}")
    assert await chat_of(obec) is None


@on_sqlite
async def test_a_public_group_is_refused(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await gather(obec, chair, username="nase_obec")
    assert "veřejná" in (await met.newest())["text"]
    assert await met.is_left()


@on_sqlite
async def test_an_unknown_group_is_left_with_a_word(obec: Village) -> None:
    stranger = await obec.person("cizinec")
    met = await gather(obec, stranger)
    assert "zase odcházím" in (await met.newest())["text"]
    assert await met.is_left()
    assert await obec.count(Resident) == 0


async def test_a_group_that_becomes_a_supergroup_is_followed(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair, type="group")
    moved = await met.migrate()
    assert await chat_of(obec) == moved.id
    assert "Senioři" in await moved.write(chair, "/pomoc")
    assert await obec.count(GroupCard) == 0


@on_sqlite
async def test_whoever_is_no_member_is_named_to_the_chair_alone(obec: Village) -> None:
    chair, eva = await obec.resident("petr"), await obec.resident("eva")
    stranger = await obec.person("cizinec")
    seniors = await group(obec, sensitive=True)
    await seat(obec, seniors, chair, CHAIR)
    await seat(obec, seniors, eva)
    met = await bound(obec, seniors, chair)
    await met.join(eva)
    await met.join(stranger)
    await obec.post()
    told = await chair.sees()
    assert "cizinec" in told
    assert "eva" not in told
    assert "Senioři" not in told
    assert "cizinec" not in await met.sees()


@on_sqlite
async def test_a_sensitive_group_is_not_named_in_its_own_chat(obec: Village) -> None:
    """What stands there stands on the locked screens of all its members."""
    chair = await obec.resident("petr")
    seniors = await group(obec, sensitive=True)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair)
    for said in (
        "/pomoc",
        "/skupina",
        "/prehled",
        "/vyporadani",
        "/program",
        "/ukoly",
        "/pravidla",
    ):
        await met.write(chair, said)
    told = [str(one) for one in await met.messages()]
    assert len(told) > 8
    assert not any("Senioři" in one for one in told)


@on_sqlite
async def test_a_lost_group_is_noted_and_told(obec: Village) -> None:
    chair = await obec.resident("petr")
    coordinator = await obec.staff("jana", "coordinator")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair)
    await met.throw_out()
    await obec.post()
    assert await chat_of(obec) is None
    assert "Senioři" in await coordinator.sees()
    assert "už nejsem" in await chair.sees()


@on_sqlite
async def test_small_talk_and_other_bots_commands_are_passed_over(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair)
    await met.allow("can_pin_messages")
    for said in ("Dobrý den", "/pomoc@jiny_bot", "/neco"):
        assert await met.write(chair, said) == said


@on_sqlite
async def test_an_update_that_comes_again_says_the_same(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair)
    said = (await met.newest())["text"]
    await obec.send(await chair.last_update())
    await settled(obec)
    assert (await met.newest())["text"] == said


async def clock_leaves(obec: Village) -> int:
    uploads = Uploads(obec.database, 1, obec.media)
    sender = Sender(obec.playground.token, obec.playground.api, uploads, Pace())
    await sender.open()
    try:
        counts = await leave_unbound(obec.database, sender, await obec.clock.now())
    finally:
        await sender.close()
    await settled(obec)
    return counts["left"]


async def test_a_group_that_nobody_binds_is_left_after_a_week_with_a_word(obec: Village) -> None:
    founder = await obec.staff("zakladatel", "coordinator")
    met = await gather(obec, founder)
    assert await clock_leaves(obec) == 0
    await obec.later(await obec.clock.now() + timedelta(days=7, minutes=1))
    assert await clock_leaves(obec) == 1
    assert "tak odcházím" in (await met.newest())["text"]
    assert await met.is_left()
    assert await clock_leaves(obec) == 0


async def test_a_bound_group_is_not_left(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    met = await bound(obec, seniors, chair)
    await obec.later(await obec.clock.now() + timedelta(days=8))
    assert await clock_leaves(obec) == 0
    assert not await met.is_left()


@on_sqlite
async def test_the_link_that_lets_the_bot_in_says_the_code_at_once(obec: Village) -> None:
    """Telegram turns `?startgroup=CODE` into `/start@bot CODE` of whoever followed it."""
    chair, eva = await obec.resident("petr"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    await chair.craft(f"gr:bind:{seniors.code}:")
    rows = (await obec.telegram.last(chair.user))["reply_markup"]["inline_keyboard"]
    [url] = [one["url"] for row in rows for one in row if "startgroup=" in one.get("url", "")]
    code = url.partition("startgroup=")[2]
    met = await gather(obec, chair, eva)
    assert "neplatí" in await met.write(eva, f"/start@naves_bot {code}")
    assert "Senioři" in await met.write(chair, f"/start@naves_bot {code}")
    assert await chat_of(obec) == met.id
