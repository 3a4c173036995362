"""Stories of words written while a part of a plan is read: a comment, or a message to a person."""

from datetime import timedelta

from people.roles import COORDINATOR
from storage.comments import Comment
from storage.enquiries import Enquiry
from storage.jobs import Job
from tests.handlers.test_comments import BUS, at_the_rides, released, sends
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Phone, Village, on_sqlite


async def reads_on_the_bus(obec: Village, **window: int) -> tuple[Phone, str]:
    jana, code = await obec.resident("jana"), await brought(obec, draft(), **window)
    await at_the_rides(obec, jana, code)
    return jana, code


async def test_words_beside_a_section_become_a_comment_that_is_shown_back(obec: Village) -> None:
    jana, _ = await reads_on_the_bus(obec)
    message = await jana.say(BUS)
    assert await jana.reads("<b>Nothing is sent yet.</b>")
    assert BUS in await jana.sees()
    await jana.tap("Něco tu chybí")
    assert await jana.reads("<b>Your comment is not sent yet.</b>")
    assert await obec.count(Comment) == 0

    await jana.tap_on("Send the comment")
    [found] = await obec.rows(Comment)
    assert (found.text, found.kind, found.section_id) == (BUS, "addition", "1.3")
    assert found.message_id == message["message_id"]
    assert await obec.count(Enquiry) == 0
    await jana.write("/moje")
    await jana.tap_on("My comments")
    assert found.number in await jana.sees()


async def test_what_is_not_about_the_plan_goes_to_the_coordinator_once(obec: Village) -> None:
    jana, _ = await reads_on_the_bus(obec)
    await jana.write("Kdy má úřad otevřeno?")
    await jana.tap_on("Pass it to the coordinator")
    assert await jana.reads("Passed on as enquiry no. {number}.", number=1)
    await obec.send(await jana.last_update())
    [asked] = await obec.rows(Enquiry)
    assert asked.text == "Kdy má úřad otevřeno?"
    assert await obec.count(Comment) == 0


@on_sqlite
async def test_several_short_messages_and_a_corrected_one_are_one_text(obec: Village) -> None:
    jana, _ = await reads_on_the_bus(obec)
    first = await jana.say("Auto má jezdit i v neděli.")
    await jana.write("A večer taky.")
    assert "i v neděli. A večer taky." in " ".join((await jana.sees()).split())
    await jana.edit(first, BUS)
    assert await jana.reads("<b>Nothing is sent yet.</b>")
    await jana.tap("Něco tu chybí")
    await jana.tap_on("Send the comment")
    [found] = await obec.rows(Comment)
    assert found.text == BUS


@on_sqlite
async def test_it_is_discarded_and_its_old_buttons_lose_nothing(obec: Village) -> None:
    jana, _ = await reads_on_the_bus(obec)
    await jana.write(BUS)
    await jana.tap_on("Discard")
    assert await jana.reads("Discarded. Nothing has been sent.")
    lost = jana.spoken("I no longer have that text. Please write it once more.")
    assert lost.search(await jana.craft("cm:become:::addition"))
    await jana.tap_on("Back to the plan")
    await jana.write(BUS)
    gone = await jana.craft("cm:become:::kind-of-another-area")
    assert jana.spoken("This is no longer there.").search(gone)
    await jana.tap("Něco tu chybí")
    assert await jana.offers("Send the comment")


@on_sqlite
async def test_every_screen_about_a_section_takes_words_about_it(obec: Village) -> None:
    jana, code = await reads_on_the_bus(obec)
    petr = await obec.resident("petr")
    await released(obec, await sends(obec, petr, code))
    for tapped in (f"pl:text:{code}:1.3:0", f"cm:write:{code}:1.3:", f"cm:list:{code}:1.3:"):
        await jana.craft(tapped)
        await jana.write("Chybí spojení v sobotu ráno.")
        assert await jana.reads("<b>Nothing is sent yet.</b>"), tapped
    await jana.tap_on("Discard")
    await jana.tap_on("Back to the plan")
    await jana.tap_on("Back")
    await jana.write("Dobrý večer všem.")
    assert await jana.reads("I do not understand this myself.")


@on_sqlite
async def test_a_sticker_ends_nothing_and_a_label_is_still_its_button(obec: Village) -> None:
    jana, code = await reads_on_the_bus(obec)
    for word in ("děkuji", "ahoj", "plán"):
        await jana.write(word)
        assert not await jana.reads("<b>Nothing is sent yet.</b>"), word
        await at_the_rides(obec, jana, code)
    await jana.write("přeskočit")
    assert not await jana.reads("<b>Nothing is sent yet.</b>")
    await jana.write(BUS)
    await jana.send(sticker=("s.webp", b"RIFF", "image/webp"))
    assert await jana.reads("I cannot use this here.")
    await jana.tap("Něco tu chybí")
    await jana.tap_on("Send the comment")
    assert await obec.count(Comment) == 1


@on_sqlite
async def test_after_the_window_words_are_a_question_again(obec: Village) -> None:
    jana, code = await reads_on_the_bus(obec, closes=1)
    await obec.later(await obec.clock.now() + timedelta(days=3))
    await at_the_rides(obec, jana, code)
    await jana.write(BUS)
    assert await jana.reads("I do not understand this myself.")


@on_sqlite
async def test_who_has_not_agreed_is_asked_before_their_words_are_taken(obec: Village) -> None:
    novak, code = await obec.person("novak"), await brought(obec, draft())
    await novak.start()
    await at_the_rides(obec, novak, code)
    await novak.write(BUS)
    assert await novak.reads("Before you answer, please read in short")


@on_sqlite
async def test_a_file_sent_while_a_section_is_read_is_read_as_everywhere(obec: Village) -> None:
    petr, code = await obec.staff("petr", COORDINATOR), await brought(obec, draft())
    for name in ("plan.docx", "anketa.xlsx", "setkani.ics"):
        await at_the_rides(obec, petr, code)
        await petr.send(document=(name, b"PK", "application/octet-stream"))
        assert await petr.reads("I am reading {name} …", name=name)
    assert await obec.count(Job) == 3
