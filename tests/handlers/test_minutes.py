"""Minutes in the chat: prefilled, written in small steps, approved, read, corrected in sight."""

import io
from datetime import timedelta
from typing import Any

from docx import Document
from pypdf import PdfReader

from bot import schedule
from groups import membership
from people.roles import COORDINATOR
from storage import minutes as tables
from storage.attendance import Attendance
from storage.audit import AuditEntry
from storage.group_papers import GroupTask
from storage.groups import AGREED, CHAIR, SECRETARY, Member, WorkingGroup
from storage.minutes import Minutes, MinutesVersion
from tests.handlers.test_meetings import STARTS, announced
from tests.handlers.test_own_data import content_of
from tests.handlers.village import AREA, NOON, Phone, Village, on_sqlite

# The next morning, when nobody minds a message.
AFTERWARDS = STARTS + timedelta(hours=17)


async def was_there(obec: Village, code: str, *phones: Phone, **known: str) -> None:
    """Recorded on the day: these by their account, the others by a name and a party."""
    there = {"meeting_code": code, "nth": 1, "came_at": STARTS}
    async with obec.database.writing() as session:
        for phone in phones:
            found = await obec.known(phone)
            assert found
            session.add(Attendance(**there, resident_id=found.id, channel="qr"))
        for name, party in known.items():
            told = name.replace("_", " ")
            session.add(Attendance(**there, name=told, party=party, channel="office"))


async def sits(obec: Village, phone: Phone, role: str, name: str) -> None:
    found = await obec.known(phone)
    assert found
    async with obec.database.writing() as session:
        group = await session.get(WorkingGroup, "SENIOR")
        if group is None:
            name_of = {"cs": "Senioři"}
            group = WorkingGroup(
                code="SENIOR", key="ps-seniori", area_code=AREA, name=name_of, made_at=NOON
            )
            session.add(group)
            await session.flush()
        seat = Member(
            group_code="SENIOR",
            name=name,
            party="user",
            role=role,
            state=AGREED,
            nominated_at=NOON,
        )
        session.add(seat)
        await session.flush()
        await membership.open_seat(session, group, seat, found.id, NOON)


async def begins(phone: Phone, code: str) -> None:
    await phone.craft(f"ma:menu:{code}:0:")
    await phone.tap_on("Minutes")


async def writes(phone: Phone, section: str, *lines: str) -> None:
    await phone.tap_on(section)
    for one in lines:
        await phone.write(one)
    await phone.tap_on("Back")


async def last_file(obec: Village, phone: Phone) -> bytes:
    sent = [one for one in await phone.telegram.messages(phone.user) if one.get("document")]
    return await content_of(obec, sent[-1]["document"])


async def test_minutes_are_written_in_small_steps_approved_and_told_to_those_who_came(
    obec: Village,
) -> None:
    code = await announced(obec, programme=[{"title": {"cs": "Úvod"}}])
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana, Karel_Novák="user")
    await begins(petr, code)
    assert "Program: 1" in await petr.sees()
    assert "Přišli 2 lidé" in await petr.sees()

    await petr.tap_on("Who was there")
    await petr.write("Eva <Malá>\n12 studentů")
    await petr.tap("4. 12 studentů")
    await petr.tap_on("in part")
    await petr.write("teoretická část")
    assert "12 studentů, zčásti: teoretická část" in await petr.sees()
    await petr.tap("3. Eva")
    await petr.tap_on("excused")
    await petr.tap_on("Back")
    await petr.tap_on("Back")
    assert "Přišlo 14 lidí, z toho 12 zčásti, 1 se omluvil" in await petr.sees()

    await petr.tap_on("Roles and expectations")
    await petr.tap_on("service users")
    await petr.tap_on("Their role")
    await petr.write("znají vlastní potřeby")
    await petr.tap_on("What they expect of service providers")
    await petr.write("dostupnou službu")
    assert "očekávají od poskytovatelů služeb: dostupnou službu" in await petr.sees()
    await petr.tap_on("Back")
    await petr.tap_on("Back")
    await writes(petr, "Rules agreed", "Každý nápad si vyslechneme\nMluvíme k věci")
    await writes(petr, "Findings", "Chybí zadavatelé a uživatelé.")
    await petr.tap_on("Tasks")
    await petr.write("Oslovit další obce")
    await petr.write("Karel Novák")
    await petr.write("10. 4. 2027")
    assert "Oslovit další obce – Karel Novák – do 10. 4. 2027" in await petr.sees()
    await petr.tap_on("Back")
    await petr.tap_on("Offers")
    await petr.write("Škola nabízí studenty")
    await petr.write("Ukázková VOŠ")
    await petr.tap_on("Back")

    await petr.tap_on("Approve the minutes")
    assert "Dozví se to 1 člověk." in await petr.sees()
    await petr.tap_on("Yes, approve them")
    assert await petr.reads("Approved, version {version}.", version=1)
    await obec.post()
    told = await jana.sees()
    assert "• Chybí zadavatelé a uživatelé." in told
    assert "Oslovit další obce – K. N. – do 10. 4. 2027" in told
    await jana.tap_on("Read the minutes")
    told = await jana.sees()
    assert "uživatelé služeb: 1 člověk" in told
    assert "Karel Novák" not in told
    assert sum((await obec.post()).values()) == 0


@on_sqlite
async def test_a_long_list_of_who_was_there_is_turned_page_by_page(obec: Village) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(AFTERWARDS)
    await begins(petr, code)
    await petr.tap_on("Who was there")
    await petr.write("\n".join(f"Host {number}" for number in range(1, 34)))
    assert "1/2" in await petr.buttons()
    await petr.write("Host poslední")
    assert "34. Host poslední" in await petr.buttons()
    await petr.tap("34. Host poslední")
    await petr.tap_on("excused")
    await petr.tap_on("Back")
    assert "34. Host poslední, omluven" in await petr.sees()
    await petr.craft(f"mn:section:{code}:present:0:0:")
    assert "1. Host 1" in await petr.buttons()


async def approved(obec: Village, petr: Phone, code: str) -> None:
    await begins(petr, code)
    await writes(petr, "Findings", "Schází lavička.")
    await petr.tap_on("Approve the minutes")
    await petr.tap_on("Yes, approve them")


async def test_what_minutes_miss_is_told_before_they_are_to_be_confirmed(obec: Village) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(AFTERWARDS)
    await begins(petr, code)
    assert await petr.tap_on("Approve the minutes") == (
        "Napište nejdřív, kdo tam byl a co z toho vzešlo."
    )
    await writes(petr, "Findings", "Schází lavička.")
    assert await petr.tap_on("Approve the minutes") == "Napište nejdřív, kdo tam byl."
    assert not await petr.offers("Yes, approve them")
    await writes(petr, "Who was there", "Jana Malá")
    await petr.tap_on("Approve the minutes")
    assert await petr.offers("Yes, approve them")
    await petr.tap_on("Back")

    await petr.tap_on("Findings")
    await petr.tap("1. Schází lavička.")
    await petr.tap_on("Take it out")
    await petr.tap_on("Back")
    assert await petr.tap_on("Approve the minutes") == (
        "Napište nejdřív, co ze setkání vzešlo: závěr, úkol nebo bod programu."
    )


async def test_a_correction_says_why_and_what_changed_and_is_told_once(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await approved(obec, petr, code)
    await obec.post()
    assert not await petr.offers("Approve the minutes")

    await petr.tap_on("Findings")
    await petr.tap("1. Schází lavička.")
    await petr.tap_on("Take it out")
    await petr.write("Schází dvě lavičky.")
    await petr.tap_on("Back")
    assert await petr.reads("A correction that waits to be approved.")
    await jana.tap_on("Read the minutes")
    assert "Schází lavička." in await jana.sees()
    await petr.tap_on("Approve the minutes")
    await petr.write("Špatně jsme počítali <lavičky>.")
    await obec.post()
    assert "Špatně jsme počítali <lavičky>." in await jana.sees()
    await jana.tap_on("Read the minutes")
    told = await jana.sees()
    assert "Závěry: − Schází lavička." in told
    assert "Závěry: + Schází dvě lavičky." in told
    versions = await obec.rows(MinutesVersion)
    assert sorted((one.version, one.because) for one in versions) == [
        (1, ""),
        (2, "Špatně jsme počítali <lavičky>."),
    ]
    acts = [one.action for one in await obec.rows(AuditEntry)]
    assert acts.count("minutes_approved") == 2


@on_sqlite
async def test_a_line_is_corrected_where_it_stands_and_keeps_what_belongs_to_it(
    obec: Village,
) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(AFTERWARDS)
    await was_there(obec, code, Karel_Novák="user")
    await begins(petr, code)
    await petr.tap_on("Who was there")
    await petr.tap("1. Karel")
    assert await petr.reads("Is there a mistake in it? Write how it should be.")
    await petr.write("Karel <Nový>")
    assert "1. Karel <Nový> (uživatelé služeb)" in await petr.sees()
    await petr.tap_on("Back")
    await petr.tap_on("Findings")
    await petr.write("Schází lavčika.\nNejede autobus.")
    await petr.tap("1. Schází lavčika.")
    await petr.write("Schází lavička\nu lékaře.")
    assert "1. Schází lavička u lékaře.\n2. Nejede autobus." in await petr.sees()
    await petr.tap_on("Back")
    await petr.tap_on("Tasks")
    await petr.write("Napast obcím")
    await petr.write("Karel Nový")
    await petr.write("do pátku")
    [before] = await written(obec, code, "tasks")
    await petr.tap("1. Napast")
    await petr.write("Napsat obcím")
    [after] = await written(obec, code, "tasks")
    assert after == before | {"what": "Napsat obcím"}


@on_sqlite
async def test_a_line_that_a_colleague_has_changed_is_not_written_over(obec: Village) -> None:
    code = await announced(obec)
    petr, ota = await obec.staff("petr", COORDINATOR), await obec.staff("ota", COORDINATOR)
    await obec.later(AFTERWARDS)
    await begins(petr, code)
    await writes(petr, "Findings", "Jedno\nDruhé")
    await begins(ota, code)
    await ota.tap_on("Findings")
    await ota.tap("1. Jedno")
    await petr.craft(f"mn:out:{code}:findings:0:2:")
    await ota.write("Jedno a půl")
    told = await ota.sees()
    assert "V zápisu je novější změna (petr)." in told
    assert "Napsali jste: „Jedno a půl“" in told
    assert await written(obec, code, "findings") == ["Druhé"]


@on_sqlite
async def test_a_line_that_a_colleague_has_taken_out_is_told_to_be_gone(obec: Village) -> None:
    code = await announced(obec)
    petr, ota = await obec.staff("petr", COORDINATOR), await obec.staff("ota", COORDINATOR)
    await obec.later(AFTERWARDS)
    await begins(petr, code)
    await writes(petr, "Who was there", "Jan\nEva")
    await begins(ota, code)
    await ota.tap_on("Who was there")
    await ota.tap("2. Eva")
    await petr.craft(f"mn:out:{code}:present:0:2:")
    await ota.write("Eva Nová")
    assert "Napsali jste: „Eva Nová“" in await ota.sees()
    assert [one["name"] for one in await written(obec, code, "present")] == ["Eva"]


async def written(obec: Village, code: str, section: str) -> list[Any]:
    async with obec.database.reading() as session:
        kept = await tables.minutes(session, code)
    assert kept
    return list(kept.content[section])


async def test_minutes_are_printed_as_pdf_and_docx(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await begins(petr, code)
    await petr.tap_on("Look at it as PDF")

    read = PdfReader(io.BytesIO(await last_file(obec, petr))).pages[0].extract_text()
    assert "zápis ještě nikdo neschválil" in " ".join(read.split())
    assert "17:00–19:00" in read
    await approved(obec, petr, code)
    await obec.post()
    await jana.tap("DOCX")
    document = Document(io.BytesIO(await last_file(obec, jana)))
    assert "Schází lavička." in [one.text for one in document.paragraphs]


async def test_a_secretary_writes_and_the_chair_approves_and_tasks_go_to_the_group(
    obec: Village,
) -> None:
    code = await announced(obec, group="ps-seniori", is_public=False)
    tajemnice, predseda = await obec.resident("tajemnice"), await obec.resident("predseda")
    await sits(obec, tajemnice, SECRETARY, "Tereza Malá")
    await sits(obec, predseda, CHAIR, "Pavel Velký")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, tajemnice, predseda)
    await begins(tajemnice, code)
    assert "Zapisovatel: Tereza Malá" in await tajemnice.sees()
    await writes(tajemnice, "Findings", "Schází lavička.")
    await tajemnice.tap_on("Tasks")
    await tajemnice.write("Napsat obcím")
    await tajemnice.write("Pavel Velký")
    await tajemnice.tap_on("No day")
    await tajemnice.tap_on("Back")
    assert not await tajemnice.offers("Approve the minutes")
    assert "předseda skupiny" in await tajemnice.craft(f"mn:approved:{code}::0:0:")

    await tajemnice.tap_on("Ask for approval")
    await obec.post()
    assert await predseda.reads("The minutes of “{title}” wait for your approval.")
    await predseda.tap_on("Open the minutes")
    await predseda.tap_on("Approve the minutes")
    await predseda.tap_on("Yes, approve them")
    [task] = await obec.rows(GroupTask)
    assert (task.text, task.holder, task.group_code) == ("Napsat obcím", "Pavel Velký", "SENIOR")
    assert task.member_id is not None
    assert task.source.startswith("Projednání plánu")


async def test_who_leads_a_group_is_reminded_once_to_write_its_minutes(obec: Village) -> None:
    code = await announced(obec, group="ps-seniori", is_public=False)
    tajemnice, petr = await obec.resident("tajemnice"), await obec.staff("petr", COORDINATOR)
    await sits(obec, tajemnice, SECRETARY, "Tereza Malá")
    await obec.later(AFTERWARDS)
    now = await obec.clock.now()
    for due in (1, 0):
        counts = await schedule.ask_for_feedback(obec.database, now)
        assert counts["minutes"] == due
    await obec.post()
    await tajemnice.tap_on("Open the minutes")
    assert await tajemnice.reads("A draft that only those who write it see.")
    await petr.craft(f"mn:begin:{code}::0:0:")
    assert await obec.count(Minutes) == 1


@on_sqlite
async def test_of_two_who_write_at_once_the_second_sees_it(obec: Village) -> None:
    code = await announced(obec)
    petr, ota = await obec.staff("petr", COORDINATOR), await obec.staff("ota", COORDINATOR)
    await obec.later(AFTERWARDS)
    await begins(petr, code)
    await writes(petr, "Rules agreed", "Jedno\nDruhé")
    await begins(ota, code)
    await ota.tap_on("Rules agreed")
    await ota.tap("1. Jedno")
    await petr.craft(f"mn:out:{code}:rules:0:2:")
    await ota.tap_on("Take it out")
    assert "V zápisu je novější změna (petr)." in await ota.sees()
    async with obec.database.reading() as session:
        kept = await tables.minutes(session, code)
    assert kept
    assert kept.content["rules"] == ["Druhé"]


@on_sqlite
async def test_a_stranger_neither_writes_nor_reads_what_is_not_public(obec: Village) -> None:
    code = await announced(obec, is_public=False)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await begins(petr, code)
    assert await petr.reads("<b>{title}</b>\nWhat comes after it", title="Projednání plánu")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, petr)
    await approved(obec, petr, code)
    assert "vede pracovní skupinu" in await jana.craft(f"ma:menu:{code}:0:")
    assert "vede pracovní skupinu" in await jana.craft(f"mn:begin:{code}::0:0:")
    assert "Není tu zápis" in await jana.craft(f"ma:read:{code}:0:")
    assert "Není tu zápis" in await jana.craft(f"ma:paper:{code}:0:pdf")
    assert await obec.count(Minutes) == 1
