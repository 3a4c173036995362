"""Files of meetings: taken in and announced, changed by the next file, refused whole when wrong."""

from datetime import date, datetime, timedelta

import pytest

from bot import meeting_files
from bot.place_files import WrongFile
from meetings import reading, registration
from storage import meetings as tables
from storage.database import Database
from storage.meetings import ANNOUNCED, CANCELLED, COMING
from tests.handlers.village import EXAMPLES
from tests.plans.test_keeping import area
from texts.formatting import PRAGUE

__all__ = ["area"]

NOW = datetime(2027, 2, 1, 10, 0, tzinfo=PRAGUE)
EXAMPLE = (EXAMPLES / "meetings.yaml").read_text("utf-8")
ONE = """
area: orp-vizovice
events:
  - id: kava
    kind: seminar
    title: {cs: Káva}
    when: [{start: "2027-03-04T09:00:00+01:00", end: "2027-03-04T10:00:00+01:00"}]
    capacity: 5
"""


async def keep(database: Database, source: str) -> int:
    async with database.writing() as session:
        return await meeting_files.keep_meetings(session, source.encode(), "a.yaml", "", NOW)


async def test_the_example_is_announced_and_the_same_file_changes_nothing(
    database: Database, area: str
) -> None:
    assert await keep(database, EXAMPLE) == 4
    async with database.reading() as session:
        first = {
            one.key: one.revision for one in await tables.meetings_of(session, None, [ANNOUNCED])
        }
    assert len(first) == 4
    assert await keep(database, EXAMPLE) == 4
    async with database.reading() as session:
        again = {
            one.key: one.revision for one in await tables.meetings_of(session, None, [ANNOUNCED])
        }
    assert again == first


async def test_the_next_file_moves_and_cancels(database: Database, area: str) -> None:
    await keep(database, ONE)
    async with database.writing() as session:
        [found] = await tables.meetings_of(session, None, [ANNOUNCED])
        place = (found.code, 0)
        await registration.answer(session, 7, place, COMING, 3, NOW)
    await keep(database, ONE.replace("03-04T", "03-11T"))
    async with database.reading() as session:
        [moved] = await tables.dates(session, found.code)
    assert moved.starts_at.date() == date(2027, 3, 11)
    with pytest.raises(WrongFile) as refused:
        await keep(database, ONE.replace("capacity: 5", "capacity: 2"))
    assert "3 places are taken already" in refused.value.problems[0]
    cancelling = ONE + "    state: zruseno\n    cancelled_reason: {cs: nemoc}\n"
    for again in (cancelling, cancelling, ONE):
        assert await keep(database, again) == 1
        async with database.reading() as session:
            [gone] = await tables.meetings_of(session, None, [CANCELLED])
        assert gone.cancelled_because == "nemoc"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (ONE.replace("10:00:00", "08:00:00"), "kava, when.0"),
        (ONE.replace("capacity: 5", "capacity: 0"), "kava, capacity"),
        (ONE.replace("Káva", "K" * 300), "kava, title"),
        (ONE.replace("+01:00", ""), "kava, when.0.start"),
        (ONE.replace("orp-vizovice", "nikde"), "nikde"),
        (ONE.replace("kind: seminar", "kind: [seminar]"), "kava, kind"),
        ("events: []", "no meeting"),
        ("a: &x [1]\nevents: [*x, *x]", "anchors"),
        ("{", "while parsing"),
        ("", "empty"),
        (ONE + ONE[ONE.index("  - id") :], "Two meetings have the id kava"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_kept(
    database: Database, area: str, wrong: str, named: str
) -> None:
    with pytest.raises(WrongFile) as refused:
        await keep(database, wrong)
    assert any(named in problem for problem in refused.value.problems), refused.value.problems
    async with database.reading() as session:
        assert await tables.meetings_of(session, None, [ANNOUNCED, "planned"]) == []


def test_the_demo_moves_dates_by_days_on_the_wall_clock() -> None:
    entries = reading.read(EXAMPLE.encode())
    moved = meeting_files.coming(entries, date(2027, 7, 1))
    was, now_is = entries[0].document.when[0], moved[0].document.when[0]
    assert now_is.start.astimezone(PRAGUE).date() == date(2027, 7, 22)
    assert now_is.start.astimezone(PRAGUE).time() == was.start.astimezone(PRAGUE).time()
    assert now_is.end - now_is.start == timedelta(minutes=90)


async def test_a_date_against_a_rule_is_named_and_kept_all_the_same(
    database: Database, area: str
) -> None:
    soon = ONE.replace("kind: seminar", "kind: jednani-ps").replace("2027-03-04", "2027-02-03")
    said: list[str] = []
    async with database.writing() as session:
        source = soon.encode()
        await meeting_files.keep_meetings(session, source, "a.yaml", "", NOW, said.append)
        await meeting_files.keep_meetings(session, source, "a.yaml", "", NOW, said.append)
    assert said == [
        "kava: People are invited 5 working days before: from 8\xa0February 2027 on.",
    ]
    async with database.reading() as session:
        assert len(await tables.meetings_of(session, None, [ANNOUNCED])) == 1
