"""Meetings from a file in the chat: sent, read, looked at, brought in once, and changed later."""

from datetime import UTC, datetime
from pathlib import Path

from bot import doings, meeting_reading, sent_files, settings
from bot.work import Work
from handlers.meetings.files import READ_MEETINGS
from handlers.surveys.authoring import READ_FILE
from meetings import attendance
from people.roles import COORDINATOR
from storage import jobs
from storage.attendance import NEXT_DAY
from storage.jobs import Job
from storage.meetings import Meeting, Registration
from tests.handlers.test_meetings import comes
from tests.handlers.test_own_data import content_of
from tests.handlers.village import Phone, Village, on_sqlite
from tests.meetings.test_files import TREE, calendar
from tests.meetings.test_registration import PETR
from tests.meetings.test_workbooks import HEAD, book
from tests.programs import STRONG

TABLE = """id;název;druh;datum;od;do;místo;kapacita
kava;Káva s <úřadem>;seminář;18. 3. 2027;16:00;18:00;U Lípy;1
caj;Čaj;;25. 3. 2027;16:00;17:00;;
"""

STAY = """
events:
  - id: pobyt
    kind: edukativni-pobyt
    title: {cs: Pobyt}
    when: [{start: "2027-03-26T16:00:00+01:00", end: "2027-03-28T12:00:00+02:00"}]
"""
SECOND_DAY = 1 + NEXT_DAY


async def do_jobs(obec: Village, folder: Path) -> None:
    """Read what was sent, as the worker does, and post what came of it."""
    read = settings.read(
        telegram_bot_token=obec.playground.token,
        telegram_api_url=obec.playground.api,
        secret_key=STRONG,
        data_dir=folder,
    )
    table = {**meeting_reading.table(read), **sent_files.table(read)}
    for job in await obec.rows(Job):
        if job.kind not in (READ_MEETINGS, READ_FILE) or job.state != jobs.WAITING:
            continue
        result = await table[job.kind](Work(job, obec.database, obec.clock))
        async with obec.database.writing() as session:
            await jobs.settle(session, job.id, jobs.DONE, result=result)
            settled = await jobs.job(session, job.id)
            assert settled
            await doings.tell(session, settled, await obec.clock.now())
    await obec.post()


async def sends(phone: Phone, folder: Path, content: str | bytes, name: str = "akce.csv") -> str:
    """What the bot says of the file."""
    source = content.encode() if isinstance(content, str) else content
    await phone.send(document=(name, source, "application/octet-stream"))
    await do_jobs(phone.village, folder)
    return await phone.sees()


async def states(obec: Village) -> dict[str, str]:
    return {one.key: one.state for one in await obec.rows(Meeting)}


async def test_a_table_is_looked_at_confirmed_and_told_of_later(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await petr.write("/sprava")
    await petr.tap_on("Meetings")
    await petr.tap_on("From a file")
    told = await sends(petr, tmp_path, TABLE.encode("cp1250"))
    assert "2 nová setkání\n• Káva s <úřadem>\n• Čaj" in told
    assert await states(obec) == {}
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    assert "Ze souboru akce.csv:\n2 nová setkání" in await petr.sees()
    assert await states(obec) == {"kava": "announced", "caj": "announced"}

    assert "Nic by se nezměnilo." in await sends(petr, tmp_path, TABLE)
    [kava] = [one for one in await obec.rows(Meeting) if one.key == "kava"]
    await comes(jana, kava.code)
    moved = TABLE.replace("18. 3. 2027", "19. 3. 2027") + "vylet;Výlet;;1. 4. 2027;9:00;;;\n"
    told = await sends(petr, tmp_path, moved.replace("kapacita", "kapacita;stav"))
    assert "1 nové setkání" in told
    assert "1 změněné setkání\n• Káva" in told
    assert "1 zůstává beze změny." in told
    await petr.tap_on("Yes, new ones as drafts")
    await do_jobs(obec, tmp_path)
    assert await states(obec) == {"kava": "announced", "caj": "announced", "vylet": "planned"}
    assert "pátek 19. 3. 2027, 16:00" in await jana.sees()

    off = "id;název;stav;důvod\ncaj;Čaj;zrušeno;nemoc\n"
    assert "1 zrušené setkání\n• Čaj" in await sends(petr, tmp_path, off)
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    assert (await states(obec))["caj"] == "cancelled"
    assert "1 je tu zrušené" in await sends(petr, tmp_path, TABLE.replace("18. 3.", "19. 3."))


@on_sqlite
async def test_a_file_does_not_cancel_what_is_over(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft("mh:file::")
    await sends(petr, tmp_path, TABLE)
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    await obec.later(datetime(2027, 3, 20, 10, tzinfo=UTC))
    off = "id;název;stav;důvod\nkava;Káva;zrušeno;nemoc\ncaj;Čaj;zrušeno;nemoc\n"
    told = await sends(petr, tmp_path, off)
    assert "1 zrušené setkání\n• Čaj" in told
    assert "1 už proběhlo" in told
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    assert await states(obec) == {"kava": "announced", "caj": "cancelled"}


@on_sqlite
async def test_a_file_that_drops_a_day_with_people_is_refused_before_any_yes(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await petr.craft("mh:file::")
    await sends(petr, tmp_path, STAY, "pobyt.yaml")
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    [stay] = await obec.rows(Meeting)
    await comes(jana, stay.code)
    [mine] = await obec.rows(Registration)
    await obec.later(datetime(2027, 3, 27, 10, tzinfo=UTC))
    async with obec.database.writing() as session:
        place = (stay.code, SECOND_DAY)
        await attendance.tick(session, PETR, place, mine.number, await obec.clock.now())
    moved = STAY.replace("03-2", "04-2")
    for less in (STAY.replace("03-28T12", "03-26T20"), moved, moved + "    state: zruseno\n"):
        told = await sends(petr, tmp_path, less, "pobyt.yaml")
        assert "Opravte jednu věc, nic se zatím nezměnilo:" in told
        assert "na něm už byli" in told


@on_sqlite
async def test_confirming_twice_brings_in_once(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await sends(petr, tmp_path, calendar(), "akce.ics")
    [letter] = [one for one in await obec.rows(Job) if one.kind == READ_MEETINGS]
    message_id = letter.id.rpartition(":")[2]
    for _ in range(2):
        await petr.craft(f"mh:bring:{message_id}:announce")
    await do_jobs(obec, tmp_path)
    assert list((await states(obec)).values()) == ["announced"]
    assert "Nic by se nezměnilo." in await sends(petr, tmp_path, calendar(), "akce.ics")


@on_sqlite
async def test_all_that_is_wrong_is_told_at_once_and_as_a_list(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft("mh:file::")
    wrong = "název;datum;od;do\n" + "<b>Káva</b>;31. 2. 2027;9:00;\n" * 60
    told = await sends(petr, tmp_path, wrong)
    assert "Opravte 60 věcí, nic se zatím nezměnilo:" in told
    assert "• Řádek 2, sloupec „datum“: „31. 2. 2027“ není datum ani čas." in told
    assert "… a ještě" in told
    await petr.tap_on("The whole list as a file")
    sent = [one for one in await petr.telegram.messages(petr.user) if one.get("document")]
    listed = (await content_of(obec, sent[-1]["document"])).decode()
    assert len(listed.splitlines()) == 60
    assert await states(obec) == {}


@on_sqlite
async def test_the_template_comes_back_as_two_meetings(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft("mh:file::")
    await petr.tap_on("A table to begin with")
    sent = [one for one in await petr.telegram.messages(petr.user) if one.get("document")]
    template = await content_of(obec, sent[-1]["document"])
    assert "2 nová setkání" in await sends(petr, tmp_path, template)


@on_sqlite
async def test_a_yaml_needs_no_button(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    told = await sends(petr, tmp_path, TREE, "program.yaml")
    assert "1 nové setkání\n• Káva" in told
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    assert await states(obec) == {"kava": "announced"}


@on_sqlite
async def test_nobody_loses_a_place_by_a_file(obec: Village, tmp_path: Path) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await sends(petr, tmp_path, TABLE.replace(";1\n", ";5\n"))
    await petr.tap_on("Yes, and announce them")
    await do_jobs(obec, tmp_path)
    [kava] = [one for one in await obec.rows(Meeting) if one.key == "kava"]
    await comes(jana, kava.code)
    await jana.tap_on("How many of us")
    await jana.tap("2")
    told = await sends(petr, tmp_path, TABLE)
    assert "Řádek 2: Obsazených míst je už 2." in told
    assert await obec.count(Registration) == 1


@on_sqlite
async def test_files_of_others_are_no_meetings(obec: Village, tmp_path: Path) -> None:
    """Residents, other areas, somebody else's file, and files far too big."""
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.send(document=("akce.csv", TABLE.encode(), "text/csv"))
    assert await obec.count(Job) == 0
    other = TABLE.replace("kapacita", "území").replace(";1\n", ";hlucinsko-zapad\n")
    assert "Na území hlucinsko-zapad setkání nepořádáte." in await sends(petr, tmp_path, other)
    assert "nejvýše 1 MB" in await sends(petr, tmp_path, b"x" * 1_000_001)
    await sends(petr, tmp_path, TABLE)
    number = max(one.payload["message"] for one in await obec.rows(Job))
    ivan = await obec.staff("ivan", COORDINATOR)
    assert await ivan.craft(f"mh:bring:{number}:announce") == "Tohle už tu není."
    assert await states(obec) == {}


@on_sqlite
async def test_what_is_over_is_left_out_and_dates_that_break_a_rule_are_named(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    table = TABLE.replace("18. 3. 2027", "18. 1. 2027").replace("25. 3.", "2. 2.")
    told = await sends(petr, tmp_path, table.replace("Čaj;;", "Čaj;jednání pracovní skupiny;"))
    assert "1 už proběhlo, to vynechám." in told
    assert "⚠ U 1 setkání termín nevyhovuje dobré praxi." in told


@on_sqlite
async def test_a_workbook_is_mended_and_sent_again(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Meetings")
    await petr.tap_on("From a file")
    bad = book([HEAD, ("Káva", "ples", "18. 3. 2027", "16:00")])
    assert "Řádek 2, sloupec „Druh“" in await sends(petr, tmp_path, bad, "akce.xlsx")
    good = book([HEAD, ("Káva", "seminář", "18. 3. 2027", "16:00")])
    assert "1 nové setkání" in await sends(petr, tmp_path, good, "akce.xlsx")
