"""Stories of comments from their reader to their answer: released, decided, published, echoed."""

from datetime import date

import pytest

from bot.receipts import change_receipts
from outreach import receipts
from outreach.comment_notices import to_author
from outreach.notices import tell
from outreach.pace import Pace
from outreach.sender import Sender
from outreach.uploads import Uploads
from people.roles import COORDINATOR
from plans import settling
from plans.running import Runner
from storage import comment_receipts, groups
from storage import comments as tables
from storage.comments import (
    DECIDED,
    PUBLISHED,
    RECEIVED,
    RELEASED,
    STAFF_ONLY,
    UNREAD,
    Comment,
    Referral,
)
from tests.handlers.test_comments import released, sends, writes
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import AREA, Phone, Village, on_sqlite, plain
from texts.words import Words

REASON = "Na neděli nejsou peníze, v roce 2029 se k tomu vrátíme."


async def clock_rings(obec: Village) -> int:
    """Receipts are brought up to date; how many were out of date."""
    uploads = Uploads(obec.database, 1, obec.media)
    sender = Sender(obec.playground.token, obec.playground.api, uploads, Pace())
    await sender.open()
    try:
        counts = await change_receipts(obec.database, sender, await obec.clock.now())
    finally:
        await sender.close()
    return counts["receipts"]


async def comment_of(obec: Village, number: str) -> Comment:
    async with obec.database.reading() as session:
        found = await tables.comment(session, number)
    assert found
    return found


async def refuses(petr: Phone, number: str) -> None:
    """From the queue to a decision that nobody has been told of."""
    await petr.tap_on("Settle the next one")
    await petr.tap("nepřijato")
    await petr.write(REASON)
    assert REASON in await petr.sees()
    await petr.tap_on("Decide")
    assert await petr.reads("Comment {number} is decided.", number=number)


async def test_a_comment_goes_from_its_reader_to_its_answer(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    olena = await obec.resident("olena", language="uk")
    number = (await sends(obec, jana, code)).number

    await petr.write("/pripominky")
    await petr.tap_on("Comments of your areas")
    await petr.tap("Plán sociálních služeb Vizovicka")
    await petr.tap_on("Read the next one")
    await petr.tap_on("Let others read it")
    assert (await comment_of(obec, number)).release == RELEASED
    assert await clock_rings(obec) == 1
    assert jana.words("read; others see it without your name") in await jana.sees()
    assert await clock_rings(obec) == 0

    await writes(obec, olena, code, "Auto má jezdit i v neděli.")
    await olena.tap(olena.words("Join {number}", number=number))
    await refuses(petr, number)
    await clock_rings(obec)
    assert REASON not in await jana.sees()
    assert (await obec.post()).get("sent", 0) == 0

    await petr.tap_on("Publish this answer")
    assert await obec.post() == {"sent": 2}
    assert await clock_rings(obec) == 1
    receipt, letter = await jana.saw(2)
    assert number in receipt
    for told in (receipt, letter, await olena.sees()):
        assert REASON in told
    await jana.tap_on("I understand")
    assert REASON in await jana.sees()
    assert await jana.reads("You said: I understand.")
    assert await jana.buttons() == []
    told = await jana.craft(f"cm:echo::no:{number}")
    assert told == plain(jana.words("You have answered already. Thank you."))
    [echo] = await obec.rows(tables.Echo)
    assert echo.understood


@on_sqlite
async def test_an_accepted_comment_changes_the_plan_in_so_many_words(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    found = await sends(obec, jana, code)
    await released(obec, found)
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap_on("Settle the next one")
    await petr.tap("přijato")
    await petr.write("Taxi jezdí i v neděli.")
    await petr.tap_on("Decide")
    await petr.tap_on("Decide anew")
    assert (await comment_of(obec, found.number)).state == RECEIVED
    await petr.tap("nepřijato")
    await petr.write(REASON)
    await petr.tap_on("Decide")
    await obec.send(await petr.last_update())
    await petr.tap_on("Back")
    await petr.tap_on("Publish the answers")
    await petr.tap_on("Yes, publish")
    await obec.send(await petr.last_update())
    assert await obec.post() == {"sent": 1}
    await jana.tap("Nesouhlasím, protože")
    assert REASON in await jana.sees()
    assert await jana.reads("Write why you disagree.")
    await jana.tap_on("Back")
    assert await jana.offers("I understand")
    await jana.tap("Nesouhlasím, protože")
    await jana.write("Peníze jsou.")
    await jana.tap_on("Back")
    said = jana.words("You said: I disagree, because {reason}", reason="Peníze jsou.")
    assert any(said in told for told in await jana.saw(3))
    [echo] = await obec.rows(tables.Echo)
    assert (echo.understood, echo.text) == (False, "Peníze jsou.")
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap_on("What authors say")
    assert "Peníze jsou." in await petr.sees()


@on_sqlite
async def test_where_a_receipt_cannot_be_changed_a_new_one_comes(obec: Village) -> None:
    code = await brought(obec, draft())
    jana = await obec.resident("jana")
    found = await sends(obec, jana, code)
    async with obec.database.writing() as session:
        place = (jana.user["id"], 99_999)
        await comment_receipts.keep_receipt(session, found.number, *place, "received unread")
    await released(obec, found)
    assert await clock_rings(obec) == 1
    assert jana.words("read; others see it without your name") in await jana.sees()
    assert await clock_rings(obec) == 0
    new = (await obec.telegram.last(jana.user))["message_id"]
    async with obec.database.writing() as session:
        kept = await comment_receipts.receipt(session, found.number)
        one = await tables.comment(session, found.number)
        assert kept
        assert one
        assert kept.message_id == new
        one.release = STAFF_ONLY
    assert await clock_rings(obec) == 1
    shown = await obec.telegram.last(jana.user)
    assert shown["message_id"] == new
    assert jana.words("read; only staff see it") in await jana.sees()


@on_sqlite
async def test_a_receipt_follows_its_comment_and_the_answer_replies_to_it(obec: Village) -> None:
    code = await brought(obec, draft())
    jana = await obec.resident("jana")
    found = await sends(obec, jana, code)
    receipt = (await obec.telegram.last(jana.user))["message_id"]
    await released(obec, found)
    now = await obec.clock.now()
    meeting = date(2027, 5, 12)
    async with obec.database.writing() as session:
        name = {"cs": "Péče o seniory"}
        group = {"key": "seniori", "area_code": AREA, "name": name, "made_at": now}
        group |= {"topics": [], "digest_days": []}
        await groups.keep(session, "SENIO", **group)
        referred = Referral(number=found.number, group_code="SENIO", referred_at=now)
        session.add(referred)
    assert await clock_rings(obec) == 1
    assert "u pracovní skupiny Péče o seniory" in await jana.sees()
    async with obec.database.writing() as session:
        kept = await tables.referral(session, found.number)
        assert kept
        kept.on_agenda = meeting
    assert await clock_rings(obec) == 1
    assert "na programu skupiny Péče o seniory 12. 5. 2027" in await jana.sees()
    async with obec.database.writing() as session:
        await groups.keep(session, "SENIO", **group, sensitive=True)
        kept = await tables.referral(session, found.number)
        assert kept
        kept.on_agenda = None
    assert await clock_rings(obec) == 1
    assert "seniory" not in await jana.sees()
    assert (await obec.telegram.last(jana.user))["message_id"] == receipt

    async with obec.database.writing() as session:
        await session.delete(await tables.referral(session, found.number))
    async with obec.database.writing() as session:
        staff = Runner(7, None)
        await settling.settle(session, staff, found.number, ("refused", REASON, ""), now)
        happened = await settling.publish(session, staff, found.number, now)
        await tell(session, happened, now)
    assert await obec.post() == {"sent": 1}
    answer = await obec.telegram.last(jana.user)
    assert answer["reply_to_message"]["message_id"] == receipt
    assert REASON in answer["text"]
    assert found.text in answer["text"]
    assert await clock_rings(obec) == 1
    [before] = [
        one for one in await obec.telegram.messages(jana.user) if one["message_id"] == receipt
    ]
    assert REASON in before["text"]


@on_sqlite
async def test_a_receipt_quotes_what_its_comment_says_by_now(obec: Village) -> None:
    code = await brought(obec, draft())
    jana = await obec.resident("jana")
    found = await sends(obec, jana, code)
    assert found.text in await jana.sees()
    await jana.tap_on("Edit")
    await jana.write("Stačí v neděli.")
    assert await clock_rings(obec) == 1
    receipt, _ = await jana.saw(2)
    assert "Stačí v neděli." in receipt
    assert found.text not in receipt


@on_sqlite
async def test_what_only_staff_read_and_what_a_sensitive_group_has_is_not_quoted(
    obec: Village,
) -> None:
    code, words = await brought(obec, draft()), Words("cs")
    jana = await obec.resident("jana")
    found = await sends(obec, jana, code)
    async with obec.database.writing() as session:
        assert found.text in (await to_author(session, found, words)).text
        found.confidential = True
        assert found.text not in (await to_author(session, found, words)).text
        found.confidential, found.release = False, STAFF_ONLY
        assert found.text not in (await receipts.receipt(session, found, "cs")).text
        found.release = RELEASED
        now = await obec.clock.now()
        group = {"key": "duse", "area_code": AREA, "name": {"cs": "Duševní zdraví"}}
        group |= {"topics": [], "digest_days": [], "made_at": now}
        await groups.keep(session, "DUSEV", **group, sensitive=True)
        session.add(Referral(number=found.number, group_code="DUSEV", referred_at=now))
        await session.flush()
        assert found.text not in (await receipts.receipt(session, found, "cs")).text


@on_sqlite
@pytest.mark.parametrize("who", ["resident", "stranger"])
async def test_crafted_taps_do_nothing(obec: Village, who: str) -> None:
    """By somebody without a role, and by a coordinator of another area."""
    code = await brought(obec, draft())
    jana = await obec.resident("jana")
    found = await sends(obec, jana, code)
    mallory = await obec.resident("mallory")
    if who == "stranger":
        mallory = await obec.staff("eva", COORDINATOR, area="hlucinsko-zapad")
    await mallory.write("/menu")
    number = found.number
    for data in (
        f"cm:queue:{code}::",
        f"cm:read:{code}::",
        f"cm:settle:{code}::",
        f"cm:release::{RELEASED}:{number}",
        f"cm:verdict::refused:{number}",
        f"cm:decide:::{number}",
        f"cm:reopen:::{number}",
        f"cm:publish:::{number}",
        f"cm:ask-all:{code}::",
        f"cm:publish-all:{code}::",
        f"cm:echo::yes:{number}",
        f"cm:show:::{number}",
    ):
        await mallory.craft(data)
        assert found.text not in await mallory.sees()
    left = await comment_of(obec, number)
    assert (left.state, left.release) == (RECEIVED, UNREAD)


@on_sqlite
async def test_two_coordinators_do_not_overrule_each_other(obec: Village) -> None:
    code = await brought(obec, draft())
    jana = await obec.resident("jana")
    petr, marie = await obec.staff("petr", COORDINATOR), await obec.staff("marie", COORDINATOR)
    found = await sends(obec, jana, code)
    await released(obec, found)
    for one, reason in ((petr, REASON), (marie, "Nejsou auta.")):
        await one.write("/menu")
        await one.craft(f"cm:verdict::refused:{found.number}")
        await one.write(reason)
    await petr.tap_on("Decide")
    popped = await marie.tap_on("Decide")
    assert marie.spoken("A colleague has decided this comment already.").search(popped)
    async with obec.database.reading() as session:
        kept = await tables.settlement(session, found.number)
    assert kept
    assert kept.reason == REASON
    assert (await comment_of(obec, found.number)).state == DECIDED != PUBLISHED


@on_sqlite
async def test_an_answered_comment_is_read_instead_of_joined(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    found = await sends(obec, jana, code)
    await released(obec, found)
    await petr.craft(f"cm:queue:{code}::")
    await refuses(petr, found.number)
    await petr.tap_on("Publish this answer")
    olena = await obec.resident("olena")
    await writes(obec, olena, code, "Auto má jezdit i v neděli.")
    await olena.tap(olena.words("The answer to {number}", number=found.number))
    assert REASON in await olena.sees()
    told = await olena.craft(f"cm:join:::{found.number}")
    assert told == plain(olena.words("This comment has an answer already. You can read it."))
    await olena.tap_on("Send the comment")
    assert await obec.count(tables.Comment) == 2
