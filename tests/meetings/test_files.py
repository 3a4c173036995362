"""Files of meetings: what each kind says, and a clear sentence for everything that is wrong."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.meetings.files import template
from handlers.meetings.problems import sentences
from meetings import files
from meetings.entries import BadMeetings, Code, Entry
from meetings.files import Known
from meetings.kinds import kinds_of
from storage.places import Area
from texts.formatting import PRAGUE
from texts.words import LANGUAGES, Words

AREA = "orp-vizovice"
KNOWN = Known(
    {AREA: kinds_of(None), "hlucinsko-zapad": kinds_of(None)},
    {"585939": "585939", "vizovice": "585939"},
    AREA,
)
TABLE = """název;druh;datum;od;do;místo;adresa;obec;bezbariérové;kapacita;přihlášky do;témata
Veřejné setkání;;18. 3. 2027;17:00;18.30;Sál;Náves 1;Vizovice;ano;60;10. 3. 2027;seniori, pece
Jak pečovat doma;seminář;16.9.2027;9:00;12;Klubovna;;;ne;20;;
Jak pečovat doma;;21. 10. 2027;9 h;12:00;;;;;;;
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Urad//CS
{zone}BEGIN:VEVENT
UID:abc@urad.cz
SUMMARY:Káva s úřadem\\, u Lípy
LOCATION:Kavárna U Lípy\\, Náves 5
GEO:49.2229;17.8545
CATEGORIES:Seminář
DTSTART;TZID=Europe/Prague:20270318T160000
DTEND;TZID=Europe/Prague:20270318T180000
{more}END:VEVENT
END:VCALENDAR
"""
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Prague
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
TREE = """
area: orp-vizovice
events:
  - id: kava
    kind: seminar
    title: {cs: Káva}
    when: [{start: "2027-03-04T09:00:00+01:00", end: "2027-03-04T10:00:00+01:00"}]
"""


def calendar(more: str = "", zone: str = "") -> bytes:
    return CALENDAR.format(more=more, zone=zone).replace("\n", "\r\n").encode()


def read(content: bytes | str, name: str, known: Known = KNOWN) -> list[Entry]:
    source = content.encode() if isinstance(content, str) else content
    return files.read(source, name, known)


def wrong(content: bytes | str, name: str, known: Known = KNOWN) -> list[str]:
    """What is said of the file, in Czech."""
    with pytest.raises(BadMeetings) as refused:
        read(content, name, known)
    for language in LANGUAGES:
        for told in sentences(refused.value.problems, Words(language)):
            assert "{" not in told
    return [one.replace("\xa0", " ") for one in sentences(refused.value.problems, Words("cs"))]


def starts(entry: Entry) -> list[str]:
    return [one.start.astimezone(PRAGUE).strftime("%Y-%m-%d %H:%M") for one in entry.document.when]


ENCODED: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "with a mark": lambda text: text.encode("utf-8-sig"),
    "windows": lambda text: text.encode("cp1250"),
    "unicode text": lambda text: text.replace(";", "\t").encode("utf-16"),
    "commas": lambda text: (
        text.replace("seniori, pece", '"seniori, pece"').replace(";", ",").encode()
    ),
    "lines of windows": lambda text: text.replace("\n", "\r\n").encode("cp1250"),
}


@pytest.mark.parametrize("how", ENCODED)
def test_a_table_is_read_however_a_spreadsheet_saved_it(how: str) -> None:
    hearing, seminar = read(ENCODED[how](TABLE), "setkani.csv")
    document = hearing.document
    assert document.title == {"cs": "Veřejné setkání"}
    assert document.kind == "verejne-setkani"
    assert starts(hearing) == ["2027-03-18 17:00"]
    assert document.venue
    assert (document.venue.municipality, document.venue.step_free) == ("585939", True)
    assert (document.capacity, document.topics) == (60, ("seniori", "pece"))
    assert document.registration_until == datetime(2027, 3, 11, tzinfo=PRAGUE)
    assert seminar.document.kind == "seminar"
    assert starts(seminar) == ["2027-09-16 09:00", "2027-10-21 09:00"]
    assert not seminar.document.one_for_all


def test_the_same_table_names_the_same_meetings() -> None:
    first, again = ([one.document.key for one in read(TABLE, name)] for name in ("a.csv", "b.csv"))
    assert first == again
    other = read(TABLE, "a.csv", Known(KNOWN.kinds, KNOWN.municipalities, "hlucinsko-zapad"))
    assert not {one.document.key for one in other} & set(first)


def test_the_template_is_taken_back_as_it_is() -> None:
    area = Area(code=AREA, name={"cs": "ORP"}, settings={})
    known = read(template(area, date(2027, 2, 1)), "setkani.xlsx")
    assert [len(one.document.when) for one in known] == [1, 2]
    assert known[0].document.when[0].start.date() == date(2027, 2, 25)


def test_a_calendar_is_read_with_its_own_time_zone() -> None:
    for zone in ("", ZONE):
        [entry] = read(calendar(zone=zone), "akce.ics")
        document = entry.document
        assert document.title == {"cs": "Káva s úřadem, u Lípy"}
        assert document.venue
        assert (document.venue.name, document.venue.address) == ("Kavárna U Lípy", "Náves 5")
        assert document.venue.on_map == (49.2229, 17.8545)
        assert document.kind == "seminar"
        assert document.when[0].start == datetime(2027, 3, 18, 15, tzinfo=UTC)
        assert not entry.cancelled


@pytest.mark.parametrize(
    ("more", "dates"),
    [
        (
            "RRULE:FREQ=WEEKLY;COUNT=3\n",
            ["2027-03-18 16:00", "2027-03-25 16:00", "2027-04-01 16:00"],
        ),
        (
            "RRULE:FREQ=WEEKLY;UNTIL=20270401T140000Z\nEXDATE;TZID=Europe/Prague:20270325T160000\n",
            ["2027-03-18 16:00", "2027-04-01 16:00"],
        ),
        ("RRULE:FREQ=MONTHLY;BYDAY=3TH;COUNT=2\n", ["2027-03-18 16:00", "2027-04-15 16:00"]),
        ("RDATE;TZID=Europe/Prague:20270320T100000\n", ["2027-03-18 16:00", "2027-03-20 10:00"]),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n", ["2027-03-18 16:00"]),
    ],
)
def test_what_repeats_is_one_meeting_with_more_dates(more: str, dates: list[str]) -> None:
    [entry] = read(calendar(more), "akce.ics")
    assert starts(entry) == dates


def test_one_date_of_many_is_moved_and_another_left_out() -> None:
    other = (
        "END:VEVENT\nBEGIN:VEVENT\nUID:abc@urad.cz\nSUMMARY:Káva\n"
        "RECURRENCE-ID;TZID=Europe/Prague:{was}\nDTSTART;TZID=Europe/Prague:{now}\n{state}"
    )
    moved = other.format(was="20270325T160000", now="20270326T170000", state="")
    off = other.format(was="20270401T160000", now="20270401T160000", state="STATUS:CANCELLED\n")
    [entry] = read(calendar("RRULE:FREQ=WEEKLY;COUNT=3\n" + moved + off), "akce.ics")
    assert starts(entry) == ["2027-03-18 16:00", "2027-03-26 17:00"]
    assert entry.document.when[1].end - entry.document.when[1].start == timedelta(hours=2)


def test_whole_days_and_what_is_called_off() -> None:
    days = calendar().replace(
        b"DTSTART;TZID=Europe/Prague:20270318T160000", b"DTSTART;VALUE=DATE:20270521"
    )
    days = days.replace(b"DTEND;TZID=Europe/Prague:20270318T180000", b"DTEND;VALUE=DATE:20270524")
    [stay] = read(days, "pobyt.ics")
    assert starts(stay) == ["2027-05-21 00:00"]
    assert stay.document.when[0].end == datetime(2027, 5, 24, tzinfo=PRAGUE)
    [off] = read(calendar("STATUS:CANCELLED\n"), "akce.ics")
    [all_off] = read(calendar().replace(b"VERSION", b"METHOD:CANCEL\r\nVERSION", 1), "akce.ics")
    assert off.cancelled
    assert all_off.cancelled


def workbook(name: str = "[Content_Types].xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"0" * 10_000_000)
    return made.getvalue()


ROW = "název;datum;od;do;kapacita\n{};{};{};{};{}\n"


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.csv", "prázdný"),
        (b" \r\n ", "a.ics", "prázdný"),
        (b"x" * 1_000_001, "a.csv", "nejvýše 1 MB"),
        (workbook(), "a.xlsx", "sešit nepřečtu"),
        (workbook("xl/vbaProject.bin"), "a.xlsm", "sešit nepřečtu"),
        (workbook(), "a.csv", "sešit nepřečtu"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "tabulku (XLSX, CSV)"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 64, "a.csv", "tabulku (XLSX, CSV)"),
        (b"ahoj", "a.docx", "tabulku (XLSX, CSV)"),
        ("název;datum\n" + "Setkání {};18. 3. 2027\n".replace("{}", "a") * 2, "a.csv", "chybí"),
        ("foo;bar\na;b\n", "a.csv", "„foo“ neznám"),
        ("název;nazev\na;b\n", "a.csv", "totéž: „nazev“"),
        ('název;popis\na;"b\n', "a.csv", "uvozovky"),
        ("název\n", "a.csv", "žádné setkání"),
        (ROW.format("", "18. 3. 2027", "9:00", "10:00", ""), "a.csv", "Řádek 2, sloupec „název“"),
        (
            ROW.format("Káva", "31. 2. 2027", "9:00", "10:00", ""),
            "a.csv",
            "sloupec „datum“: „31. 2. 2027“",
        ),
        (ROW.format("Káva", "zítra", "9:00", "10:00", ""), "a.csv", "„zítra“ není datum"),
        (ROW.format("Káva", "18. 3. 2027", "25:00", "", ""), "a.csv", "sloupec „od“: „25:00“"),
        (ROW.format("Káva", "18. 3. 2027", "", "", ""), "a.csv", "sloupec „od“"),
        (ROW.format("Káva", "18. 3. 2027", "10:00", "9:00", ""), "a.csv", "Skončilo by dřív"),
        (ROW.format("Káva", "28. 3. 2027", "2:30", "4:00", ""), "a.csv", "posouvají hodiny"),
        (
            ROW.format("Káva", "18. 3. 2027", "9:00", "10:00", "0"),
            "a.csv",
            "sloupec „kapacita“: „0“",
        ),
        (ROW.format("Káva", "18. 3. 2027", "9:00", "10:00", "hodně"), "a.csv", "„hodně“"),
        (ROW.format("K" * 300, "18. 3. 2027", "9:00", "10:00", ""), "a.csv", "nejvýše 200 znaků"),
        (ROW.format("=HYPERLINK(1)", "18. 3. 2027", "9:00", "10:00", ""), "a.csv", "jako vzorec"),
        (ROW.format("Káva\u202emoc", "18. 3. 2027", "9:00", "10:00", ""), "a.csv", "U+202E"),
        (ROW.format("Káva\x07", "18. 3. 2027", "9:00", "10:00", ""), "a.csv", "U+0007"),
        ("název;obec\nKáva;Nikdečov\n", "a.csv", "„Nikdečov“"),
        ("název;druh\nKáva;ples\n", "a.csv", "Druh „ples“ neznám"),
        ("název;děti\nKáva;možná\n", "a.csv", "není ano ani ne"),
        ("název;území\nKáva;praha\n", "a.csv", "Území praha neznám"),
        ("název;místo\nKáva;A\nKáva;B\n", "a.csv", "Řádek 3, sloupec „místo“: „B“ je jinak"),
        ("id;název\na-1;Káva\nA 1;Čaj\n", "a.csv", "Dvě setkání mají id a-1"),
        (b"hello", "a.ics", "Jako kalendář"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "a.ics", "žádné setkání"),
        (calendar("RRULE:FREQ=SECONDLY\n"), "a.ics", "FREQ=SECONDLY nejde použít"),
        (calendar("RRULE:FREQ=DAILY;BYSECOND=1,2,3\n"), "a.ics", "nejde použít"),
        (calendar("RRULE:FREQ=DAILY\n"), "a.ics", "víc než 60"),
        (calendar(zone=ZONE.replace("YEARLY;", "MINUTELY;")), "a.ics", "nejde použít"),
        (calendar(zone=ZONE * 11), "a.ics", "Jako kalendář"),
        (
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 10_000,
            "a.ics",
            "10000 setkání",
        ),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 30_000, "a.ics", "kalendář"),
        (calendar().replace(b"SUMMARY", b"X-SUMMARY"), "a.ics", "SUMMARY: Tady něco chybí"),
        (calendar().replace(b"20270318T160000", b"neco"), "a.ics", "DTSTART: „neco“"),
        (calendar().replace(b"DTSTART", b"X-START"), "a.ics", "DTSTART: Tady něco chybí"),
        (calendar().replace(b"20270318T180000", b"20270318T150000"), "a.ics", "Skončilo by dřív"),
        (
            calendar()
            .replace(b"20270318T160000", b"20270328T023000")
            .replace(b"20270318T18", b"20270328T18"),
            "a.ics",
            "posouvají hodiny",
        ),
        (TREE.replace("T10:", "T08:"), "a.yaml", "kava, when.0: Skončilo by dřív"),
        (TREE.replace("+01:00", ""), "a.yaml", "kava, when.0.start"),
        (TREE.replace("seminar", "ples"), "a.yaml", "Druh „ples“"),
        (TREE + "    nonsense: 1\n", "a.yaml", "kava, nonsense: Tohle pole neznám"),
        (TREE + "    capacity: 0\n", "a.yaml", "kava, capacity"),
        ("a: &x [1]\nevents: [*x, *x]", "a.yaml", "odkazy"),
        ("events: " + "[" * 5000, "a.yaml", "Jako YAML"),
        ("events: [1, 2]", "a.yaml", "1, events"),
        ("events: []", "a.yaml", "žádné setkání"),
        ("events:\n" + "- {id: a}\n" * 10_000, "a.yaml", "10000 setkání"),
        ("{", "a.yaml", "Jako YAML"),
        (TREE.encode("utf-16"), "a.yaml", "UTF-8"),
    ],
)
def test_what_is_wrong_ends_in_a_sentence(content: bytes | str, name: str, told: str) -> None:
    found = wrong(content, name)
    assert any(told in one for one in found), found


def test_all_problems_come_at_once() -> None:
    table = "název;datum;od;do\n;18. 3. 2027;9:00;8:00\nKáva;zítra;9:00;\nČaj;18. 3. 2027;9;7\n"
    found = wrong(table, "a.csv")
    assert len(found) == 4
    assert [one.split(",")[0] for one in found] == ["Řádek 2", "Řádek 2", "Řádek 3", "Řádek 4"]


def test_a_calendar_does_not_say_for_which_area_it_is() -> None:
    [told] = wrong(calendar(), "a.ics", Known(KNOWN.kinds))
    assert "pro které území" in told


NOISE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text("názevod;,\n\"'=[]{}&*!: \t1.", max_size=200).map(lambda text: text.encode()),
    st.lists(st.sampled_from(CALENDAR.splitlines()), max_size=40).map(
        lambda lines: "\r\n".join(lines).encode()
    ),
)


@given(content=NOISE, name=st.sampled_from(["a.csv", "a.ics", "a.yaml", "a.txt", "a", "a.xlsx"]))
def test_nothing_that_is_sent_breaks_the_reader(content: bytes, name: str) -> None:
    try:
        entries, problems = files.read(content, name, KNOWN), ()
    except BadMeetings as refused:
        entries, problems = [], refused.problems
    assert all(isinstance(one, Entry) for one in entries)
    assert all(isinstance(one.code, Code) for one in problems)
    assert entries or problems


@pytest.mark.parametrize(
    ("venue", "corner", "told"),
    [
        ("{name: A, children: true}", "", (True, False)),
        ("{name: A, children: true}", "children_corner: true", (True, True)),
        ("{name: A}", "children_corner: true", (False, True)),
        ("{name: A, children_corner: true}", "", (False, True)),
    ],
)
def test_children_are_welcome_or_minded_as_the_file_says(
    venue: str, corner: str, told: tuple[bool, bool]
) -> None:
    more = f"    venue: {venue}\n" + (f"    {corner}\n" if corner else "")
    [entry] = read(TREE + more, "a.yaml")
    place = entry.document.venue
    assert place
    assert (place.children, place.children_corner) == told


def test_interpreting_stays_as_the_file_says() -> None:
    more = "    venue: {name: A, interpreting: true}\n"
    place = read(TREE + more, "a.yaml")[0].document.venue
    assert place
    assert place.interpreting


@pytest.mark.parametrize(
    ("capacity", "told"),
    [
        ("0", "„0“ je příliš málo. Nejméně to může být 1."),
        ("2000000", "„2000000“ je příliš mnoho. Nejvýše to může být 100 000."),
        ("pět", "„pět“ není číslo. Napište ho číslicemi."),
    ],
)
def test_a_number_that_cannot_be_is_told_with_its_bound(capacity: str, told: str) -> None:
    row = f"název;datum;od;do;kapacita\nKáva;18. 3. 2027;16:00;18:00;{capacity}\n"
    assert wrong(row, "a.csv") == [f"Řádek 2, sloupec „kapacita“: {told}"]


def test_a_meeting_that_ends_before_it_begins_is_told_with_both_times() -> None:
    [told] = wrong(TREE.replace("T10:00", "T08:30"), "a.yaml")
    assert "(2027-03-04T09:00:00+01:00 – 2027-03-04T08:30:00+01:00)" in told
    [told] = wrong(calendar().replace(b"T180000", b"T150000"), "a.ics")
    assert "(18. 3. 2027 16:00 – 18. 3. 2027 15:00)" in told
