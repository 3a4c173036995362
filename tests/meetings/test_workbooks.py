"""Meetings in workbooks: read as the same table saved as text, and no harm by a broken one."""

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers.meetings.files import HEADINGS, template
from handlers.meetings.problems import sentences
from meetings import reading_workbook
from meetings.entries import BadMeetings
from storage.places import Area
from tests.meetings.test_files import AREA, TABLE, read, starts
from texts.formatting import PRAGUE
from texts.words import Words

# Spreadsheets know no time zone.
FIVE_PAST_NINE = datetime.fromisoformat("2027-03-19 09:05")
HEAD = ("Název", "Druh", "Datum", "Od", "Do", "Místo", "Kapacita", "Přihlášky do", "Bezbariérové")


def book(rows: Sequence[Sequence[Any]], **others: Sequence[Sequence[Any]]) -> bytes:
    """A workbook whose first sheet has these rows, with more sheets after it."""
    made, filled = io.BytesIO(), Workbook()
    first = filled.active
    assert first
    sheets = [(first, rows), *((filled.create_sheet(name), more) for name, more in others.items())]
    for sheet, written in sheets:
        for row in written:
            sheet.append(list(row))
    filled.save(made)
    return made.getvalue()


def as_text(table: str) -> list[list[str]]:
    return [line.split(";") for line in table.splitlines()]


def wrong(content: bytes) -> str:
    with pytest.raises(BadMeetings) as bad:
        read(content, "akce.xlsx")
    return "\n".join(sentences(bad.value.problems, Words("cs"))).replace("\xa0", " ")


def test_a_workbook_says_the_same_as_the_table_saved_as_text() -> None:
    assert read(book(as_text(TABLE)), "akce.xlsx") == read(TABLE, "akce.csv")
    assert read(book(as_text(TABLE)), "akce.csv") == read(TABLE, "akce.csv")


def test_days_hours_and_numbers_are_taken_as_a_spreadsheet_keeps_them() -> None:
    rows = [
        HEAD,
        ("Káva", "seminář", date(2027, 3, 18), time(17, 0), time(18, 30), "Sál", 60, None, True),
        (),
        ("Čaj", None, FIVE_PAST_NINE, None, 12.0, None, 8.0, date(2027, 3, 10), "ne"),
        ("Džus", None, "20. 3. 2027", timedelta(hours=9), 10, None, None, None, None),
    ]
    coffee, tea, juice = (one.document for one in read(book(rows), "akce.xlsx"))
    assert coffee.when[0].start == datetime(2027, 3, 18, 16, tzinfo=UTC)
    assert coffee.when[0].end == datetime(2027, 3, 18, 17, 30, tzinfo=UTC)
    assert (coffee.kind, coffee.capacity) == ("seminar", 60)
    assert coffee.venue
    assert coffee.venue.step_free
    assert tea.when[0].start == datetime(2027, 3, 19, 8, 5, tzinfo=UTC)
    assert (tea.capacity, tea.when[0].end) == (8, datetime(2027, 3, 19, 11, tzinfo=UTC))
    assert tea.registration_until == datetime(2027, 3, 11, tzinfo=PRAGUE)
    assert juice.when[0].start == datetime(2027, 3, 20, 8, tzinfo=UTC)


def test_the_template_comes_back_as_it_is() -> None:
    area = Area(code=AREA, name={"cs": "ORP"}, settings={})
    known = read(template(area, date(2027, 2, 1)), "setkani.xlsx")
    assert [len(one.document.when) for one in known] == [1, 2]
    assert starts(known[0]) == ["2027-02-25 17:00"]


def test_the_table_is_found_beside_instructions() -> None:
    told = read(book([["Jak na to"]], Akce=as_text(TABLE)), "akce.xlsx")
    assert told == read(TABLE, "akce.csv")
    two = book(as_text(TABLE), Jaro=as_text(TABLE))
    assert "na více listech (Sheet, Jaro)" in wrong(two)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Káva", None, "=TODAY()", "9:00"), "Řádek 2, sloupec „Datum“: Buňka začíná jako vzorec"),
        (("Káva", None, "18. 3. 2027", 17.3), "sloupec „Od“: „17.3“"),
        (("Káva", None, date(2027, 3, 28), time(2, 30)), "posouvají hodiny"),
        (("Káva", None, date(2027, 3, 18), time(9), time(8)), "Skončilo by dřív"),
        (("Káva", None, None, None, None, None, 0), "sloupec „Kapacita“: „0“"),
        (("K" * 300,), "nejvýše 200 znaků"),
        (("Káva", "ples"), "Druh „ples“ neznám"),
    ],
)
def test_what_is_wrong_is_told_as_of_a_table(row: Sequence[Any], said: str) -> None:
    assert said in wrong(book([HEAD, row]))


def test_every_problem_is_told_at_once_with_its_row() -> None:
    told = wrong(book([HEAD, ("A", "ples"), (), ("B", None, "zítra", "9:00")]))
    assert "Řádek 2, sloupec „Druh“" in told
    assert "Řádek 4, sloupec „Datum“" in told


def bomb(name: str, size: int) -> bytes:
    """A workbook with a part that unpacks to so much."""
    made = io.BytesIO(book([HEAD]))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"0" * size)
    return made.getvalue()


def reaching(reference: str, row: str) -> bytes:
    """A workbook whose sheet says that it is larger, or reaches lower, than one can."""
    source, made = zipfile.ZipFile(io.BytesIO(book([HEAD, ("Káva",)]))), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            content = source.read(part)
            if part.startswith("xl/worksheets/"):
                content = content.replace(b'<dimension ref="A1:I2"', reference.encode())
                content = content.replace(b'<row r="2"', row.encode())
            packed.writestr(part, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (book([]), "prázdný"),
        (book([HEAD]), "žádné setkání"),
        (book([["foo"], ["a"]]), "„foo“ neznám"),
        (bomb("xl/media/big.bin", 30_000_000), "nejvýše 1 MB"),
        (bomb("xl/vbaProject.bin", 10), "sešit nepřečtu"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "sešit nepřečtu"),
        (book([HEAD])[:900], "sešit nepřečtu"),
        (book([HEAD, *[("Káva",)] * 20_001]), "nejvýše 1 MB"),
    ],
)
def test_a_workbook_that_cannot_be_read_harms_nobody(content: bytes, said: str) -> None:
    assert said in wrong(content)


def test_a_sheet_that_says_it_is_endless_is_read_to_its_end() -> None:
    wide = reaching('<dimension ref="A1:XFD1048576"', '<row r="2"')
    assert [one.document.title["cs"] for one in read(wide, "a.xlsx")] == ["Káva"]
    low = reaching('<dimension ref="A1:I2"', '<row r="99999999999"')
    assert "žádné setkání" in wrong(low)


WHOLE = book([HEAD, ("Káva",)])


@settings(max_examples=30)
@given(noise=st.binary(max_size=300), at=st.integers(0, 4000))
def test_whatever_the_bytes_it_is_read_or_refused(noise: bytes, at: int) -> None:
    with suppress(BadMeetings):
        reading_workbook.rows_of(WHOLE[:at] + noise + WHOLE[at + len(noise) :])


def test_headings_of_the_template_are_all_known() -> None:
    assert read(book([HEADINGS, ("", "Káva")]), "a.xlsx")
