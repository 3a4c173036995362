"""Stories of comments that are spoken, photographed, or say several things."""

from datetime import timedelta

from bot.receipts import remind_of_voices
from people.roles import COORDINATOR
from plans.voices import COUNT_AFTER, REMIND_AFTER
from storage import audit, comment_files, places
from storage import comments as tables
from storage.comment_files import CommentFile, Transcript
from storage.comment_receipts import Receipt
from storage.comments import RECEIVED, SPOKEN, WITHDRAWN, WRITTEN_DOWN, Comment
from tests.handlers.kinds import picture, voice
from tests.handlers.test_comment_queue import clock_rings
from tests.handlers.test_comments import BUS, at_the_rides, writes
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import AREA, Phone, Village, on_sqlite

HEARD = "Auto má jezdit i v neděli."
SEVERAL = (
    "1. Auto má jezdit i v neděli.\n2. U hřbitova chybí lavička.\n3. Chybí značka na zastávce."
)


async def asked(obec: Village, phone: Phone, code: str) -> None:
    """Up to the moment in which the words are awaited."""
    await at_the_rides(obec, phone, code)
    await phone.tap_on("Comment")
    await phone.tap("Něco tu chybí")


async def spoke(obec: Village, phone: Phone, code: str) -> Comment:
    await asked(obec, phone, code)
    await phone.send(voice=("hlas.ogg", voice(), "audio/ogg"))
    return max(await obec.rows(Comment), key=lambda one: one.number)


async def ruled(obec: Village, **rules: object) -> None:
    """The area's rules for settling."""
    async with obec.database.writing() as session:
        area = await places.area(session, AREA)
        assert area
        area.settings = {**area.settings, "settling": rules}


async def written_down(obec: Village, petr: Phone, code: str) -> None:
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap("Přepsat hlasovou zprávu (1)")
    await petr.write(HEARD)


async def test_a_voice_is_written_down_by_staff_and_counts_once_its_author_agrees(
    obec: Village,
) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/menu")
    found = await spoke(obec, jana, code)
    assert (found.state, found.text, found.number) == (SPOKEN, "", "VIZ-2027-0001")
    assert found.number in await jana.sees()
    await obec.send(await jana.last_update())
    assert await obec.count(Comment) == 1
    assert await clock_rings(obec) == 1
    receipt = (await obec.telegram.last(jana.user))["message_id"]
    assert "čeká na přepis" in await jana.sees()

    await petr.craft(f"cm:queue:{code}::")
    await petr.tap("Přepsat hlasovou zprávu (1)")
    assert (await obec.telegram.last(petr.user))["document"]["file_name"] == f"{found.number}.ogg"
    await petr.write(HEARD)
    assert await petr.reads("No voice message waits to be written down.")
    assert await obec.post() == {"sent": 1}
    assert HEARD in await jana.sees()
    await jana.tap_on("It is right")
    await jana.craft(f"cm:heard-right:::{found.number}")
    [found] = await obec.rows(Comment)
    assert (found.state, found.text, found.language) == (RECEIVED, HEARD, "cs")
    await clock_rings(obec)
    [shown] = [
        one for one in await obec.telegram.messages(jana.user) if one["message_id"] == receipt
    ]
    assert "přijatá" in shown["text"] or "přečtou" in shown["text"]
    await petr.craft(f"cm:read:{code}::")
    assert HEARD in await petr.sees()


@on_sqlite
async def test_the_author_corrects_what_was_heard_or_takes_it_back(obec: Village) -> None:
    code, petr = await brought(obec, draft()), await obec.staff("petr", COORDINATOR)
    jana, eva = await obec.resident("jana"), await obec.resident("eva")
    await petr.write("/menu")
    await spoke(obec, jana, code)
    await written_down(obec, petr, code)
    await obec.post()
    await jana.tap_on("Correct it")
    await jana.write("Auto ať jezdí i v sobotu.")
    [found] = await obec.rows(Comment)
    assert (found.state, found.text) == (RECEIVED, "Auto ať jezdí i v sobotu.")

    second = await spoke(obec, eva, code)
    await written_down(obec, petr, code)
    await obec.post()
    await jana.craft(f"cm:heard-right:::{second.number}")
    await eva.tap_on("Take back")
    await eva.tap_on("Yes, take it back")
    async with obec.database.reading() as session:
        kept = await tables.comment(session, second.number)
        assert kept
        assert kept.state == WITHDRAWN
        assert await comment_files.file(session, second.number, comment_files.VOICE) is None


@on_sqlite
async def test_who_does_not_answer_is_reminded_once_and_staff_may_count_it(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/menu")
    found = await spoke(obec, jana, code)
    await written_down(obec, petr, code)
    assert await obec.post() == {"sent": 1}
    soon = await obec.clock.now() + REMIND_AFTER + timedelta(minutes=1)
    assert await remind_of_voices(obec.database, soon) == {"reminded": 1}
    assert await remind_of_voices(obec.database, soon) == {"reminded": 0}
    await petr.craft(f"cm:count:::{found.number}")
    async with obec.database.writing() as session:
        told = await session.get(Transcript, found.number)
        assert told
        told.written_at -= COUNT_AFTER
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap("Týden bez potvrzení (1)")
    assert HEARD in await petr.sees()
    await petr.tap_on("Count it as it is")
    [found] = await obec.rows(Comment)
    assert (found.state, found.text) == (RECEIVED, HEARD)


async def test_a_photo_goes_along_without_what_the_camera_wrote_into_it(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/menu")
    await writes(obec, jana, code)
    await jana.tap_on("+ photo")
    await jana.send(photo=("foto.jpg", picture(), "image/jpeg"))
    assert await jana.reads("With a photo. Others see it only after staff have looked at it.")
    await jana.tap_on("Send the comment")
    [found] = await obec.rows(Comment)
    [photo] = await obec.rows(CommentFile)
    assert (photo.number, photo.resident_id, photo.shown) == (found.number, None, False)
    assert b"Exif" not in photo.content

    await petr.craft(f"cm:read:{code}::")
    await petr.tap_on("Look at the photo")
    assert (await obec.telegram.last(petr.user))["photo"]
    await petr.tap_on("Everybody may see it")
    [photo] = await obec.rows(CommentFile)
    assert photo.shown
    assert await petr.reads("Everybody may see the photo.")
    assert not await petr.offers("Everybody may see it")
    await petr.tap_on("Only staff may see it")
    assert await petr.reads("Only staff see it.")
    assert await petr.offers("Everybody may see it")
    [photo] = await obec.rows(CommentFile)
    assert not photo.shown
    async with obec.database.reading() as session:
        noted = [one for one in await audit.newest(session) if one.subject == found.number]
    shown = [one.detail["shown"] for one in noted if one.action == "comment_photo_shown"]
    assert sorted(shown) == [False, True]


@on_sqlite
async def test_a_photo_with_words_under_it_is_a_comment_and_one_without_asks_for_them(
    obec: Village,
) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    await asked(obec, jana, code)
    await jana.send(BUS, photo=("foto.jpg", picture(), "image/jpeg"))
    assert BUS in await jana.sees()
    [own] = [one for one in await obec.telegram.messages(jana.user) if one.get("caption") == BUS]
    changed = {"caption": HEARD, "edit_date": own["date"] + 5}
    await obec.send({"edited_message": own | changed})
    assert HEARD in await jana.sees()
    await jana.tap_on("– photo")
    assert await obec.count(CommentFile) == 0
    await jana.tap_on("Discard")
    await asked(obec, jana, code)
    await jana.send(photo=("foto.jpg", picture(), "image/jpeg"))
    await jana.write(BUS)
    await jana.tap_on("Send the comment")
    [found] = await obec.rows(Comment)
    [photo] = await obec.rows(CommentFile)
    assert (found.text, photo.number) == (BUS, found.number)


async def test_several_points_become_comments_with_the_authors_consent(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    await writes(obec, jana, code, SEVERAL)
    written = await obec.telegram.messages(jana.user)
    await jana.tap("Rozdělit na 3 připomínky")
    await jana.tap_on("Leave it in one")
    await jana.tap("Rozdělit na 3 připomínky")
    await jana.tap_on("Send the comment")
    await obec.send(await jana.last_update())
    found = sorted(await obec.rows(Comment), key=lambda one: one.number)
    assert [one.text for one in found][1] == "U hřbitova chybí lavička."
    assert [one.origin for one in found] == [None, found[0].number, found[0].number]
    assert await clock_rings(obec) == 2
    receipts = {one.message_id for one in await obec.rows(Receipt)}
    assert len(receipts - {0}) == 3
    [own] = [one for one in written if one.get("text") == SEVERAL]
    await jana.edit(own, "Jinak.")
    assert await jana.reads("This message became several comments")
    await jana.write("/pripominky")
    listed = await jana.sees()
    assert all(one.number in listed for one in found)


@on_sqlite
async def test_staff_split_a_comment_and_its_author_hears_the_numbers(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/menu")
    text = "Auto má jezdit i v neděli. U hřbitova chybí lavička."
    await writes(obec, jana, code, text)
    await jana.tap_on("Send the comment")
    receipt = (await obec.telegram.last(jana.user))["message_id"]
    await petr.craft(f"cm:read:{code}::")
    await petr.tap_on("Split into points")
    await petr.write("Auto má jezdit.\n\nA lavička.")
    assert await petr.reads("These are not the author’s words, or not several points.")
    await petr.write(text.replace(". U", ".\n\nU"))
    assert "VIZ-2027-0001, VIZ-2027-0002" in await petr.sees()
    assert await obec.post() == {"sent": 1}
    told = await obec.telegram.last(jana.user)
    assert told["reply_to_message"]["message_id"] == receipt
    assert "VIZ-2027-0002" in told["text"]
    assert await clock_rings(obec) == 2
    [first] = [
        one for one in await obec.telegram.messages(jana.user) if one["message_id"] == receipt
    ]
    assert "Auto má jezdit i v neděli." in first["text"]
    assert "lavička" not in first["text"]
    second = max(await obec.rows(Comment), key=lambda one: one.number)
    assert second.text == "U hřbitova chybí lavička."


@on_sqlite
async def test_nobody_else_hears_a_voice_or_looks_at_a_photo(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    found = await spoke(obec, jana, code)
    mallory = await obec.resident("mallory")
    eva = await obec.staff("eva", COORDINATOR, area="hlucinsko-zapad")
    for one in (mallory, eva):
        await one.write("/menu")
        for data in (
            f"cm:voice:{code}::",
            f"cm:unanswered:{code}::",
            f"cm:count:::{found.number}",
            f"cm:divide:::{found.number}",
            f"cm:divide-yes:::{found.number}",
            f"cm:see-photo::all:{found.number}",
            f"cm:heard-right:::{found.number}",
            f"cm:heard-wrong:::{found.number}",
        ):
            await one.craft(data)
            assert "document" not in await obec.telegram.last(one.user)
    [left] = await obec.rows(Comment)
    assert left.state == SPOKEN
    assert left.state != WRITTEN_DOWN


@on_sqlite
async def test_where_a_form_counts_its_parts_are_asked_of_who_spoke(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    await ruled(obec, template="form-only")
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/menu")
    await spoke(obec, jana, code)
    await written_down(obec, petr, code)
    await obec.post()
    await jana.tap_on("It is right")
    assert "nové znění plánu" in await jana.sees()
    await jana.write("Auto jezdí i v neděli.")
    assert "důvod" in await jana.sees()
    await jana.write("V neděli nic jiného nejede.")
    [found] = await obec.rows(Comment)
    assert (found.state, found.proposal) == (RECEIVED, "Auto jezdí i v neděli.")
    assert (found.text, found.reason) == (HEARD, "V neděli nic jiného nejede.")
