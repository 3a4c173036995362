"""Stories of comments from their reader to their answer: released, decided, published, echoed."""

import pytest

from bot.receipts import change_receipts
from outreach.pace import Pace
from outreach.sender import Sender
from outreach.uploads import Uploads
from people.roles import COORDINATOR
from storage import comment_receipts
from storage import comments as tables
from storage.comments import DECIDED, PUBLISHED, RECEIVED, RELEASED, UNREAD, Comment
from tests.handlers.test_comments import released, sends, writes
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Phone, Village, on_sqlite

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
    await jana.tap("Nesouhlasím, protože")
    await jana.write("Přece jen ne.")
    assert await jana.reads("You have answered already.")
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
    await jana.write("Peníze jsou.")
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
    assert await obec.post() == {"sent": 1}
    assert jana.words("read; others see it without your name") in await jana.sees()
    assert await clock_rings(obec) == 0


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
