"""A coordinator enters letters in the chat: in time, in points, with the contact kept apart."""

import re
from datetime import timedelta

from people.roles import COORDINATOR
from plans.channels import CHANNELS, EMAIL, TELEGRAM
from plans.consultation import PRAGUE, PUBLIC
from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import PUBLISHED, RELEASED, Comment
from storage.letter_contacts import LetterContact
from surveys import codes
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Phone, Village, on_sqlite, plain

LETTER = "1. Auto má jezdit i v neděli.\n2. U hřbitova chybí lavička, volejte 777 123 456."
STAFF_ONLY = "Tato část je jen pro pracovníky obce."
CONTACT = "Marie Nová, Lutonina 12"


async def opened(obec: Village, *channels: str) -> str:
    """The plan, which takes comments in these ways."""
    code = await brought(obec, draft())
    async with obec.database.writing() as session:
        window = await plan_tables.consultation(session, code, PUBLIC)
        assert window
        window.channels = list(channels or CHANNELS)
    return code


async def typed(obec: Village, petr: Phone, code: str, text: str = LETTER) -> None:
    """Up to the letter shown back."""
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap_on("Enter a letter or e-mail")
    await petr.tap_on("letter or form on paper")
    await petr.tap((await petr.buttons())[0])
    await petr.write("1.3")
    await petr.tap("Něco tu chybí")
    await petr.write(text)


async def test_a_letter_gets_its_numbers_and_a_code_and_keeps_its_contact_apart(
    obec: Village,
) -> None:
    code, petr = await opened(obec), await obec.staff("petr", COORDINATOR)
    await typed(obec, petr, code)
    assert "V textu vidím telefonní číslo" in await petr.sees()
    await petr.tap("Rozdělit na 2")
    await petr.tap_on("+ contact of the author")
    await petr.write(CONTACT)
    assert f"Kontakt, jen pro pracovníky: {CONTACT}" in await petr.sees()
    await petr.tap_on("Enter it")
    tapped, told = await petr.last_update(), await petr.sees()
    assert "VIZ-2027-0001 a VIZ-2027-0002" in told
    await obec.send(tapped)
    assert await petr.sees() == told

    first, second = sorted(await obec.rows(Comment), key=lambda one: one.number)
    assert (first.text, first.channel, first.section_id) == (
        "Auto má jezdit i v neděli.",
        "paper",
        "1.3",
    )
    assert (second.origin, second.resident_id) == (first.number, None)
    today = (await obec.clock.now()).astimezone(PRAGUE).date()
    assert first.received_at.astimezone(PRAGUE).date() == today
    [kept] = await obec.rows(LetterContact)
    assert (kept.number, kept.contact) == (first.number, CONTACT)
    own = re.search(r"([A-Z0-9]{4}-){2}[A-Z0-9]{4}", told)
    assert own
    assert codes.read(own[0]) == own[0]


async def test_an_answer_is_sent_by_post_and_its_contact_is_deleted(obec: Village) -> None:
    code, petr = await opened(obec), await obec.staff("petr", COORDINATOR)
    await typed(obec, petr, code, "Auto má jezdit i v neděli.")
    await petr.tap_on("+ contact of the author")
    await petr.write(CONTACT)
    await petr.tap_on("Enter it")
    await petr.craft(f"cm:letters:{code}::")
    assert await petr.reads("No answer waits to be sent by post or e-mail.")
    async with obec.database.writing() as session:
        found = await tables.comment(session, "VIZ-2027-0001")
        assert found
        found.state, found.release, found.shown = PUBLISHED, RELEASED, found.text
        await tables.keep_settlement(
            session,
            found.number,
            verdict="accepted",
            wording="Auto jezdí denně.",
            decided_at=await obec.clock.now(),
            published_at=await obec.clock.now(),
        )
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap("Odpovědět na dopisy (1)")
    assert CONTACT in await petr.sees()
    assert "Auto jezdí denně." in await petr.sees()
    await petr.tap_on("Sent, delete the contact")
    assert await obec.count(LetterContact) == 0
    assert await petr.reads("No answer waits to be sent by post or e-mail.")


@on_sqlite
async def test_a_long_answer_is_shown_whole_before_its_contact_goes(obec: Village) -> None:
    code, petr = await opened(obec), await obec.staff("petr", COORDINATOR)
    await typed(obec, petr, code, "1. U hřbitova chybí lavička.\n2. Chybí značka na zastávce.")
    await petr.tap("Rozdělit na 2")
    await petr.tap_on("+ contact of the author")
    await petr.write(CONTACT)
    await petr.tap_on("Enter it")
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        for number, what in (("VIZ-2027-0001", "Lavička"), ("VIZ-2027-0002", "Značka")):
            found = await tables.comment(session, number)
            assert found
            found.state, found.release, found.shown = PUBLISHED, RELEASED, found.text
            said = {"verdict": "partly", "reason": f"{what} " * 200, "wording": f"{what} " * 200}
            said["wording"] += "bude."
            await tables.keep_settlement(session, number, **said, decided_at=now, published_at=now)
    await petr.craft(f"cm:letters:{code}::")
    first, last = await petr.saw(2)
    assert CONTACT in first
    assert "Lavička bude." in plain(first)
    assert "Značka bude." in plain(last)
    await petr.tap_on("Sent, delete the contact")
    assert await obec.count(LetterContact) == 0


@on_sqlite
async def test_a_day_outside_the_window_is_refused_before_anything_is_typed(obec: Village) -> None:
    code, petr = await opened(obec), await obec.staff("petr", COORDINATOR)
    await petr.craft(f"cm:letter-channel:{code}::paper")
    await petr.write("brzy")
    assert "Tomu dni nerozumím" in await petr.sees()
    early = (await obec.clock.now()).astimezone(PRAGUE).date() - timedelta(days=20)
    await petr.write(f"{early.day}. {early.month}.")
    assert "Rozhodný den musí být od" in await petr.sees()
    await petr.tap((await petr.buttons())[0])
    await petr.write("99")
    assert await petr.reads("The plan has no such section.")
    await petr.tap_on("The plan as a whole")
    await petr.tap("Otázka")
    await petr.write("Kdo to zaplatí?")
    await petr.tap_on("Another day")
    await petr.tap((await petr.buttons())[1])
    assert "Kdo to zaplatí?" in await petr.sees()
    await petr.tap_on("Enter it")
    [found] = await obec.rows(Comment)
    yesterday = (await obec.clock.now()).astimezone(PRAGUE).date() - timedelta(days=1)
    assert found.received_at.astimezone(PRAGUE).date() == yesterday


@on_sqlite
async def test_only_ways_that_are_taken_are_offered(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    code = await opened(obec, TELEGRAM, EMAIL)
    await petr.craft(f"cm:letter:{code}::")
    assert await petr.buttons() == ["e-mail", "datová schránka", "Zpět"]


@on_sqlite
async def test_residents_enter_no_letters(obec: Village) -> None:
    code, jana = await opened(obec), await obec.resident("jana")
    for data in (f"cm:letter:{code}::", f"cm:letter-channel:{code}::paper", f"cm:letters:{code}::"):
        assert await jana.craft(data) == STAFF_ONLY
