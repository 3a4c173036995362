"""Who came, in the chat: a half-year, the one before it, and the files to take away."""

import csv
import io

from people.roles import COORDINATOR
from storage.attendance import Attendance
from storage.audit import AuditEntry
from tests.handlers.test_meetings import STARTS, announced
from tests.handlers.test_own_data import content_of
from tests.handlers.village import Phone, Village, on_sqlite


async def newest_file(phone: Phone) -> bytes:
    sent = [one for one in await phone.telegram.messages(phone.user) if one.get("document")]
    return await content_of(phone.village, sent[-1]["document"])


async def test_a_coordinator_reads_who_came_and_takes_it_away(obec: Village) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    async with obec.database.writing() as session:
        for number in range(3):
            session.add(
                Attendance(
                    meeting_code=code, nth=1, resident_id=500 + number, party="user", came_at=STARTS
                )
            )
        session.add(Attendance(meeting_code=code, nth=1, name="Eva", people=2, came_at=STARTS))
    await petr.write("/sprava")
    await petr.tap_on("Meetings")
    await petr.tap_on("Who came")
    told = await petr.sees()
    assert "Účast 1. 1. 2027 – 30. 6. 2027" in told
    assert "1 setkání\n5 návštěv\nRůzných lidí: 5" in told
    assert "lidí 3, návštěv 3" in told
    assert "18. 3. 2027 Projednání plánu: 5" in told

    await petr.tap("CSV")
    heading, row = csv.reader(io.StringIO((await newest_file(petr)).decode("utf-8-sig")))
    assert dict(zip(heading, row, strict=True))["Návštěvy"] == "5"
    await petr.craft("mh:came-xlsx::20270101")
    assert (await newest_file(petr)).startswith(b"PK")
    noted = [one for one in await obec.rows(AuditEntry) if one.action == "attendance_exported"]
    assert [one.detail["first"] for one in noted] == ["2027-01-01"] * 2
    await petr.craft("mh:came::20260701")
    assert await petr.reads("Nobody is recorded for this time.")


@on_sqlite
async def test_residents_and_other_areas_learn_nothing(obec: Village) -> None:
    code = await announced(obec)
    async with obec.database.writing() as session:
        session.add(Attendance(meeting_code=code, nth=1, name="Eva", came_at=STARTS))
    jana = await obec.resident("jana")
    petr = await obec.staff("petr", COORDINATOR, "hlucinsko-zapad")
    for act in ("came", "came-csv", "came-xlsx"):
        assert "Účast" not in await jana.craft(f"mh:{act}::")
    await petr.craft("mh:came::nesmysl")
    assert await petr.reads("Nobody is recorded for this time.")
