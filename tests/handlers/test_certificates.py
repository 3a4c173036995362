"""Certificates of attendance: on demand, for the whole list at once, corrected, revoked."""

import io
from datetime import timedelta

from pypdf import PdfReader

from people.roles import COORDINATOR
from storage.attendance import Attendance
from storage.audit import AuditEntry
from storage.certificates import Certificate
from tests.handlers.test_meetings import STARTS, announced
from tests.handlers.test_minutes import AFTERWARDS, last_file, was_there
from tests.handlers.village import Village, on_sqlite

DAY = timedelta(days=1)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVW"
TWO_DAYS = [
    {"start": STARTS - DAY, "end": STARTS - DAY + timedelta(hours=7)},
    {"start": STARTS, "end": STARTS + timedelta(hours=3)},
]


def text_of(file: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(file)).pages]


async def test_whoever_was_there_prints_a_certificate_and_keeps_its_number(obec: Village) -> None:
    code = await announced(obec, certificate={"accreditation": "A2027/0123"})
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await ivan.start(f"m_{code}")
    assert not await ivan.offers("My certificate")
    assert "zapsáno máte 0×" in await ivan.craft(f"ma:cert:{code}:0:")

    await jana.start(f"m_{code}")
    await jana.tap_on("My certificate")
    await jana.write("Jana  <Malá>")
    [page] = text_of(await last_file(obec, jana))
    assert "Jana <Malá>" in page
    assert "Rozsah: 2 h" in page
    assert "A2027/0123" in page
    [kept] = await obec.rows(Certificate)
    assert kept.content["organiser"]["cs"] in page
    assert "Malá" not in str(kept.model_dump())
    assert f"{kept.number[:5]}-{kept.number[5:]}" in page
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("jana <mala>")
    assert await obec.count(Certificate) == 1
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("Hana Velká")
    certificates = await obec.rows(Certificate)
    assert {one.initials: one.revoked_at is None for one in certificates} == {
        "J.": False,
        "H. V.": True,
    }


async def test_hours_are_those_of_the_dates_at_which_somebody_was(obec: Village) -> None:
    rule = {"least": 1, "hours": 20}
    code = await announced(obec, when=TWO_DAYS, certificate=rule)
    jana = await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("Jana Malá")
    [kept] = await obec.rows(Certificate)
    assert kept.minutes == 14 * 60


@on_sqlite
async def test_nights_of_a_stay_are_no_hours(obec: Village) -> None:
    stay = {"start": STARTS - DAY, "end": STARTS + timedelta(hours=2)}
    code = await announced(obec, when=[stay], certificate={"least": 1})
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await petr.craft(f"ma:menu:{code}:0:")
    await petr.tap_on("Certificates")
    assert "kolik je to hodin" in await petr.sees()
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("Jana Malá")
    [page] = text_of(await last_file(obec, jana))
    assert "středa 17. 3. 2027" in " ".join(page.split())
    assert "Rozsah" not in page


@on_sqlite
async def test_all_dates_are_needed_unless_the_office_says_fewer(obec: Village) -> None:
    code = await announced(obec, when=TWO_DAYS, certificate=True)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    assert "zapsáno máte 1×" in await jana.craft(f"ma:cert:{code}:0:")
    await petr.craft(f"ma:menu:{code}:0:")
    await petr.tap_on("Certificates")
    await petr.tap_on("How many times")
    await petr.write("1")
    assert "1 ze 2" in await petr.sees()
    await jana.craft(f"ma:cert:{code}:0:")
    assert await jana.reads("Write your name as it shall stand on the certificate.")


async def test_the_office_prints_them_for_its_whole_list_at_once(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana, Karel_Novák="user", Eva_Malá="provider")
    async with obec.database.writing() as session:
        there = {"meeting_code": code, "nth": 1, "came_at": STARTS, "channel": "office"}
        session.add(Attendance(**there, name="12 studentů", people=12))
    await petr.craft(f"ma:menu:{code}:0:")
    await petr.tap_on("Certificates")
    await petr.tap_on("Offer certificates")
    told = await petr.sees()
    assert "mohou dostat 2 lidé" in told
    assert "1 člověk není na seznamu jménem" in told
    await petr.tap_on("Print for everybody on the list")
    pages = text_of(await last_file(obec, petr))
    assert ["Eva Malá" in pages[0], "Karel Novák" in pages[1], len(pages)] == [True, True, 2]
    await petr.tap_on("Print for everybody on the list")
    assert await obec.count(Certificate) == 2


@on_sqlite
async def test_however_many_were_printed_each_can_be_revoked(obec: Village) -> None:
    code = await announced(obec, certificate=True)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana, **{f"Eva_{letter}ová": "user" for letter in LETTERS})
    await petr.craft(f"ma:certs:{code}:0:")
    await petr.tap_on("Print for everybody on the list")
    await petr.craft(f"ma:certs:{code}:0:")
    first = [one for one in await petr.buttons() if "platí" in one]
    assert "1/2" in await petr.buttons()
    await petr.craft(f"ma:certs:{code}:0:1")
    second = [one for one in await petr.buttons() if "platí" in one]
    assert (len(first), len({*first, *second})) == (20, len(LETTERS))
    await petr.tap(second[-1])
    assert await petr.offers("Revoke it")


async def test_a_certificate_is_corrected_and_revoked_with_its_reason(obec: Village) -> None:
    code = await announced(obec, certificate=True)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("Jana Mala")
    [first] = await obec.rows(Certificate)
    await petr.craft(f"ma:cert-one:{code}:0:{first.number}")
    await petr.tap_on("Correct the name")
    await petr.write("Jana Malá")
    assert "Napište větou proč." in await petr.sees()
    await petr.craft(f"ma:cert-correct:{code}:0:{first.number}")
    await petr.write("Jana Malá\nChyběla čárka.")
    assert "Jana Malá" in text_of(await last_file(obec, petr))[0]
    await obec.post()
    assert "Chyběla čárka." in await jana.sees()
    assert await jana.offers("Print a certificate")

    second = next(one for one in await obec.rows(Certificate) if one.number != first.number)
    await petr.craft(f"ma:cert-revoke:{code}:0:{second.number}")
    await petr.write("Nebyla tam <celou> dobu.")
    await obec.post()
    assert "Nebyla tam <celou> dobu." in await jana.sees()
    assert all(one.revoked_at for one in await obec.rows(Certificate))
    acts = {one.action for one in await obec.rows(AuditEntry)}
    assert {"certificate_corrected", "certificate_revoked"} <= acts
    assert "neplatí od" in " ".join(await petr.buttons())
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("Jana Malá")
    assert await jana.reads("This certificate is no longer valid.")
    assert await obec.count(Certificate) == 2


@on_sqlite
async def test_nobody_else_touches_certificates(obec: Village) -> None:
    code = await announced(obec, certificate=True)
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana, Karel_Novák="user")
    await jana.craft(f"ma:cert:{code}:0:")
    await jana.write("Jana Malá")
    [kept] = await obec.rows(Certificate)
    for act in ("certs", "cert-on", "cert-all"):
        await ivan.craft(f"ma:{act}:{code}:0:")
    await ivan.craft(f"ma:cert-revoke:{code}:0:{kept.number}")
    await ivan.write("Schválně.")
    [still] = await obec.rows(Certificate)
    assert still.revoked_at is None
