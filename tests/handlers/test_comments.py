"""Stories of comments on a plan: written at the bus stop, shown back, numbered, changed, joined."""

from datetime import timedelta

from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import RELEASED, UNREAD, WITHDRAWN, Comment
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Phone, Village, on_sqlite

BUS = "Auto má jezdit i v neděli na bohoslužby."
TAP = "cm:send:::{message}"


async def at_the_rides(obec: Village, phone: Phone, code: str) -> None:
    """The card of section 1.3, rides to the doctor."""
    await phone.craft(f"pl:section:{code}:1.3:0")


async def writes(obec: Village, phone: Phone, code: str, text: str = BUS) -> None:
    """Up to the text shown back."""
    await at_the_rides(obec, phone, code)
    await phone.tap_on("Comment")
    await phone.tap("Něco tu chybí" if phone.language == "cs" else "Чогось бракує")
    await phone.write(text)


async def sends(obec: Village, phone: Phone, code: str, text: str = BUS) -> Comment:
    await writes(obec, phone, code, text)
    await phone.tap_on("Send the comment")
    found = await obec.rows(Comment)
    return max(found, key=lambda one: one.number)


async def released(obec: Village, found: Comment) -> None:
    async with obec.database.writing() as session:
        kept = await tables.comment(session, found.number)
        assert kept
        kept.release, kept.shown = RELEASED, kept.text


async def test_a_comment_is_shown_back_and_counts_only_once_it_is_sent(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code)
    assert BUS in await jana.sees()
    assert await obec.count(Comment) == 0

    await jana.tap_on("Send the comment")
    assert "VIZ-2027-0001" in await jana.sees()
    [found] = await obec.rows(Comment)
    assert (found.text, found.kind, found.section_id) == (BUS, "addition", "1.3")
    assert (found.language, found.channel, found.release) == ("cs", "telegram", UNREAD)


@on_sqlite
async def test_an_unknown_command_ends_nothing(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code)
    await jana.write("/poslat")
    assert await jana.reads("I do not know this command.")
    await jana.tap_on("Send the comment")
    [found] = await obec.rows(Comment)
    assert found.text == BUS


async def test_whatever_comes_again_is_the_same_comment(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code)
    written = await jana.last_update()
    await jana.tap_on("Send the comment")
    tapped = await jana.last_update()
    for again in (tapped, written, tapped):
        await obec.send(again)
    assert await obec.count(Comment) == 1
    [found] = await obec.rows(Comment)
    await jana.craft(TAP.format(message=found.message_id))
    assert found.number in await jana.sees()


@on_sqlite
async def test_a_new_process_knows_what_waits_to_be_sent(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code)
    obec.restart()
    await jana.tap_on("Send the comment")
    assert await obec.count(Comment) == 1


@on_sqlite
async def test_wording_reason_and_language_are_added_before_sending(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code)
    await jana.tap_on("+ new wording")
    await jana.write("Jezdí i v neděli.")
    await jana.tap_on("+ reason")
    await jana.write("V neděli nejede nic.")
    await jana.tap(jana.words("Language: {language}", language=""))
    await jana.tap("slovenština" if "slovenština" in await jana.buttons() else "ukrajinština")
    await jana.tap_on("Send the comment")
    [found] = await obec.rows(Comment)
    assert (found.proposal, found.reason) == ("Jezdí i v neděli.", "V neděli nejede nic.")
    assert found.language in ("sk", "uk")
    await jana.write("/pripominky")
    await jana.tap(found.number)
    assert await jana.reads("You propose: <i>{wording}</i>", wording="Jezdí i v neděli.")
    assert await jana.reads("Because: {reason}", reason="V neděli nejede nic.")


@on_sqlite
async def test_personal_data_is_pointed_out_before_it_is_sent(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code, "Volejte babičce na 777 123 456.")
    assert await jana.reads("In the text I see {what}. What shall I do with it?")
    assert not await jana.offers("Send the comment")
    await jana.tap_on("Remove it")
    await jana.tap_on("Send the comment")

    petr = await obec.resident("petr")
    await writes(obec, petr, code, "Můj mail je petr@example.cz")
    await petr.tap_on("Only staff may read it")
    await petr.tap_on("+ reason")
    await petr.write("Volejte mi na 777 123 456.")
    assert await petr.reads("In the text I see {what}. What shall I do with it?")
    await petr.tap_on("Only staff may read it")
    await petr.tap_on("+ new wording")
    await petr.write("Auto jezdí i v neděli.")
    assert await petr.reads("Only staff will read it.")
    await petr.tap_on("Send the comment")
    first, second = sorted(await obec.rows(Comment), key=lambda one: one.number)
    assert "777" not in first.text
    assert not first.confidential
    assert "petr@example.cz" in second.text
    assert second.confidential


@on_sqlite
async def test_what_is_typed_beside_it_loses_nothing_and_it_may_be_discarded(
    obec: Village,
) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await writes(obec, jana, code)
    await jana.write("A ještě něco")
    assert await jana.reads("First decide about this comment")
    assert BUS in await jana.sees()
    await jana.tap_on("Discard")
    await jana.craft(TAP.format(message=1))
    assert await obec.count(Comment) == 0


async def test_editing_ones_message_changes_the_comment_and_keeps_what_it_said(
    obec: Village,
) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    await at_the_rides(obec, jana, code)
    await jana.tap_on("Comment")
    await jana.tap("Něco tu chybí")
    message = await jana.say(BUS)
    await jana.edit(message, "Auto má jezdit i v sobotu.")
    assert "Auto má jezdit i v sobotu." in await jana.sees()
    await jana.tap_on("Send the comment")
    [sent] = await obec.rows(Comment)
    await released(obec, sent)
    await obec.later(await obec.clock.now() + timedelta(minutes=1))
    await jana.edit(message, "Auto má jezdit každý den.")
    [found] = await obec.rows(Comment)
    assert (found.text, found.release) == ("Auto má jezdit každý den.", UNREAD)
    async with obec.database.reading() as session:
        [before] = await tables.edits(session, found.number)
    assert before.before["text"] == "Auto má jezdit i v sobotu."


@on_sqlite
async def test_a_comment_is_changed_and_taken_back_with_buttons(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    found = await sends(obec, jana, code)
    await jana.tap_on("Edit")
    await jana.write("Stačí v neděli.")
    assert found.number in await jana.sees()
    await jana.write("/pripominky")
    await jana.tap(found.number)
    assert "Stačí v neděli." in await jana.sees()
    await jana.tap_on("Take back")
    await jana.tap_on("Yes, take it back")
    [left] = await obec.rows(Comment)
    assert (left.state, left.text) == (WITHDRAWN, "")


@on_sqlite
async def test_after_the_window_nothing_is_taken_nor_changed(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft(), closes=1)
    await at_the_rides(obec, jana, code)
    found = await sends(obec, jana, code)
    await obec.later(await obec.clock.now() + timedelta(days=3))
    await at_the_rides(obec, jana, code)
    assert not await jana.offers("Comment")
    closed = jana.spoken("Comments were taken until {day}.")
    assert closed.search(await jana.craft(f"cm:write:{code}:1.3:"))
    await jana.craft(f"cm:change:::{found.number}")
    assert await obec.count(Comment) == 1


@on_sqlite
async def test_who_has_not_agreed_is_asked_first(obec: Village) -> None:
    novak, code = await obec.person("novak"), await brought(obec, draft())
    await novak.start()
    await novak.craft(f"cm:write:{code}:1.3:")
    assert await novak.reads("Before you answer, please read in short")


async def test_somebody_joins_what_was_said_before(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    found = await sends(obec, jana, code)
    olena = await obec.resident("olena", language="uk")
    await writes(obec, olena, code, "Auto má jezdit i v neděli.")
    assert not await olena.offers("Join")
    await olena.tap_on("Discard")
    await released(obec, found)

    await writes(obec, olena, code, "Auto má jezdit i v neděli.")
    assert await olena.reads("Somebody has said nearly the same")
    await olena.tap(olena.words("Join {number}", number=found.number))
    await at_the_rides(obec, olena, code)
    assert any(label.startswith("1 ") for label in await olena.buttons())
    assert await obec.count(Comment) == 1
    assert await obec.count(tables.Joined) == 1
    await olena.write("/pripominky")
    assert found.number in await olena.sees()


@on_sqlite
async def test_nobody_reaches_the_comments_of_others(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    found = await sends(obec, jana, code)
    petr = await obec.resident("petr")
    await petr.write("/menu")
    for act in ("show", "change", "ask-back", "back", "join", "send"):
        await petr.craft(f"cm:{act}:::{found.number}")
        assert BUS not in await petr.sees()
    await petr.craft(f"cm:send:::{found.message_id}")
    assert found.number not in await petr.sees()
    [left] = await obec.rows(Comment)
    assert (left.text, left.state) == (BUS, "received")


@on_sqlite
async def test_mine_lists_comments_and_a_forgotten_author_leaves_them(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    found = await sends(obec, jana, code)
    await jana.write("/moje")
    assert found.number in await jana.sees()
    await jana.write("/soukromi")
    await jana.tap_on("Delete my account")
    await jana.tap_on("Yes, delete my account")
    [left] = await obec.rows(Comment)
    assert (left.text, left.resident_id) == (BUS, None)


@on_sqlite
async def test_what_comes_next_leaves_the_receipt_where_it_is(obec: Village) -> None:
    jana, code = await obec.resident("jana"), await brought(obec, draft())
    found = await sends(obec, jana, code)
    await jana.tap_on("Next section")
    assert found.number in (await jana.saw(2))[0]
    assert await obec.count(plan_tables.Reading) == 1
