"""Row data for staff: what is in the files, what is not, and when they may be had."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from handlers.surveys import row_words
from storage import audit, filled_in, places
from storage.database import Database
from storage.marks import Marks
from storage.places import Area
from surveys import (
    answering,
    attachments,
    closing,
    exporting,
    life,
    retention,
    row_files,
    statistics_files,
)
from surveys.answering import Respondent
from surveys.definitions import Definition
from surveys.exporting import AnswersDeleted, Exported, SurveyStillOpen
from surveys.files.reading import read
from tests.handlers.kinds import picture
from tests.handlers.kinds import voice as sound
from tests.surveys.recordings import mp3, pdf
from texts.words import Words

NOW = datetime(2027, 2, 1, 11, tzinfo=UTC)
SOURCE = """
id: park
audience: public
title: {cs: "Park"}
intro: {cs: "Dvě otázky."}
territory: obec
opens: "2027-01-14"
closes: "2027-02-28"
anonymity: anonymous
languages: [cs]
questions:
  - id: lavicky
    type: multi
    text: {cs: "Co chybí?"}
    options: [{id: stin, cs: "Stín"}, {id: voda, cs: "Voda"}]
  - {id: prani, type: text, text: {cs: "Přání?"}}
"""
WHERE = """
  - {id: odkud, type: codelist, codelist: municipalities, tag: municipality, text: {cs: "Odkud?"}}
"""


@pytest.fixture
def definition() -> Definition:
    return read(SOURCE)


@dataclass
class Office:
    """Where rows are asked for: the survey's marks, and a folder for the files."""

    database: Database
    folder: Path

    @property
    def marks(self) -> Marks:
        return Marks(self.folder / "keys")

    async def survey(self, definition: Definition) -> str:
        async with self.database.writing() as session:
            if await places.area(session, definition.area) is None:
                session.add(Area(code=definition.area, name={"cs": "Obec"}))
                await session.flush()
            kept = await life.keep(session, definition, NOW)
            await life.release(session, kept.code)
            return kept.code

    async def answer(self, code: str, person: int, **given: Any) -> None:
        who = Respondent(str(person), person)
        async with self.database.writing() as session:
            for question, value in given.items():
                await answering.answer(session, self.marks, code, who, question, value, NOW)
            await answering.finish(session, self.marks, code, who, NOW)

    async def close(self, code: str) -> None:
        await closing.close(self.database, self.marks, code, NOW)

    async def export(self, code: str, *formats: str, actor: int = 1) -> Exported:
        wish = row_words.wish(Words("cs"), formats or ("csv", "json"))
        return await exporting.export(self.database, code, self.folder / "out", wish, actor, NOW)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


@pytest.fixture
async def park(office: Office, definition: Definition) -> str:
    """Three people have answered; the second one meant to play a trick on a spreadsheet."""
    code = await office.survey(definition)
    for person, wish in enumerate(("Zábradlí", "=HYPERLINK()", "Houpačky"), start=1):
        await office.answer(code, person, lavicky=["stin", "voda"], prani=wish)
    return code


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def test_rows_of_a_running_anonymous_survey_are_refused(office: Office, park: str) -> None:
    with pytest.raises(SurveyStillOpen):
        await office.export(park)
    assert not (office.folder / "out").exists()


async def test_a_closed_survey_gives_answers_texts_and_codes_in_files_of_their_own(
    office: Office, park: str
) -> None:
    await office.close(park)
    done = await office.export(park)

    assert (done.responses, done.texts) == (3, 3)
    assert rows(done.folder / "responses.csv")[1][-1] == "stin|voda"
    assert rows(done.folder / "texts.csv")[1:] == [
        ["prani", "'=HYPERLINK()"],
        ["prani", "Houpačky"],
        ["prani", "Zábradlí"],
    ]
    assert ["lavicky", "multi", "Co chybí?", "voda", "Voda"] in rows(done.folder / "codebook.csv")
    told = json.loads((done.folder / "responses.json").read_text(encoding="utf-8"))
    assert [one["number"] for one in told] == [1, 2, 3]
    assert "může ukazovat" in (done.folder / "README.txt").read_text(encoding="utf-8")


async def test_neither_day_nor_key_nor_text_stands_beside_the_rows(
    office: Office, park: str
) -> None:
    await office.close(park)
    done = await office.export(park)

    told = (done.folder / "responses.json").read_text() + str(rows(done.folder / "responses.csv"))
    async with office.database.reading() as session:
        ids = [response.id async for response, _ in filled_in.every_response(session, park)]
    assert not any(str(one) in told for one in ids)
    assert str(date(2027, 2, 1)) not in told
    assert "Houpačky" not in told


async def test_the_export_is_noted(office: Office, park: str) -> None:
    await office.close(park)
    await office.export(park, "csv", actor=7)
    async with office.database.reading() as session:
        newest = (await audit.newest(session))[0]
    assert (newest.actor_id, newest.action) == (7, "rows_exported")
    assert newest.detail == {"responses": 3, "formats": ["csv"]}


async def test_a_workbook_holds_a_warning_codes_rows_and_texts(office: Office, park: str) -> None:
    await office.close(park)
    done = await office.export(park, "xlsx")
    book = openpyxl.load_workbook(done.folder / "park.xlsx")
    assert book.sheetnames == ["README", "codebook", "responses", "texts"]
    assert [cell.value for cell in book["responses"][2]][-1] == "stin|voda"
    cell = book["texts"]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK()", "s")
    assert "může ukazovat" in str([row[0].value for row in book["README"]])


async def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    office: Office, park: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_files, "MOST_ROWS", 2)
    await office.close(park)
    done = await office.export(park, "xlsx")
    book = openpyxl.load_workbook(done.folder / "park.xlsx")
    counts = {sheet.title: sheet.max_row - 1 for sheet in book if sheet.title[0] in "rt"}
    assert counts == {"responses": 2, "responses 2": 1, "texts": 2, "texts 2": 1}


async def test_an_spss_file_has_labels(office: Office, park: str) -> None:
    if not statistics_files.can_write():
        pytest.skip("NO .SAV TESTS: pandas and pyreadstat are not installed (extra `stats`)")
    import pyreadstat

    await office.close(park)
    done = await office.export(park, "sav")
    values, meta = pyreadstat.read_sav(str(done.folder / "park.sav"))
    assert list(values["lavicky_stin"]) == [1, 1, 1]
    assert meta.column_names_to_labels["lavicky_voda"] == "Voda"
    assert (done.folder / "texts.csv").exists()


async def test_small_municipalities_are_put_together(office: Office) -> None:
    code = await office.survey(read(SOURCE.replace("id: park", "id: obce") + WHERE))
    async with office.database.writing() as session:
        for place, name in (
            ("585939", "Vizovice"),
            ("585777", "Slušovice"),
            ("585866", "Lutonina"),
        ):
            await places.keep_municipality(
                session, place, name=name, folded=name, district="Zlín", population=900
            )
            await places.put_in_area(session, "obec", place)
    came = ["585939"] * 16 + ["585777"] * 16 + ["585866"] * 2
    for person, place in enumerate(came, start=1):
        await office.answer(code, person, odkud=place, lavicky=["stin"], prani=None)
    await office.close(code)
    done = await office.export(code, "csv")
    told = [row[-1] for row in rows(done.folder / "responses.csv")[1:]]
    assert "585866" not in told
    assert told.count("_others") >= 2
    labels = {row[3]: row[4] for row in rows(done.folder / "codebook.csv") if row[0] == "odkud"}
    assert labels["_others"] == "Menší obce dohromady"
    assert labels["585939"] == "Vizovice"


COUNTED = """
calculations:
  - {id: hole, expression: "count-selected(${lavicky}) * 0.5"}
  - {id: vic, expression: "if(${hole} > 0.5, 'hodně', '')"}
  - {id: zmala, expression: "if(${odkud} = '585866', 1, 0)"}
  - {id: delka, expression: "string-length(${prani})"}
  - {id: kde, expression: "concat(${odkud}, ' ', ${prani})"}
  - {id: trik, expression: "concat('=', count-selected(${lavicky}))"}
"""


async def counted_park(office: Office) -> str:
    source = SOURCE.replace("id: park", "id: spocteno") + WHERE + COUNTED
    code = await office.survey(read(source))
    async with office.database.writing() as session:
        for place, name in (("585939", "Vizovice"), ("585866", "Lutonina")):
            told = {"name": name, "folded": name, "district": "Zlín", "population": 900}
            await places.keep_municipality(session, place, **told)
            await places.put_in_area(session, "obec", place)
    came = ["585939"] * 16 + ["585866"] * 2
    for person, place in enumerate(came, start=1):
        chosen = ["stin", "voda"] if person == 1 else ["stin"]
        await office.answer(code, person, odkud=place, lavicky=chosen, prani="Lavička")
    await office.close(code)
    return code


async def test_what_is_counted_stands_in_the_rows_and_gives_no_place_or_text_away(
    office: Office,
) -> None:
    done = await office.export(await counted_park(office), "csv", "json", "xlsx")
    head, *told = rows(done.folder / "responses.csv")
    assert head[-4:] == ["hole", "vic", "zmala", "trik"]
    assert sorted(row[-4] for row in told) == ["0.5"] * 17 + ["1"]
    assert sorted(row[-3] for row in told) == [""] * 17 + ["hodně"]
    assert {row[-2] for row in told} == {"0"}
    assert {row[-1] for row in told} == {"'=1", "'=2"}
    texts = rows(done.folder / "texts.csv")
    assert ["delka", "7"] in texts
    assert {row[1] for row in texts if row[0] == "kde"} == {"_others Lavička"}
    book = {row[0]: row[1:3] for row in rows(done.folder / "codebook.csv")}
    assert book["hole"] == ["calculate", "count-selected(${lavicky}) * 0.5"]
    responses = json.loads((done.folder / "responses.json").read_text(encoding="utf-8"))
    assert {one["calculations"]["hole"] for one in responses} == {0.5, 1}
    sheet = openpyxl.load_workbook(done.folder / "spocteno.xlsx")["responses"]
    assert {row[-4] for row in sheet.iter_rows(min_row=2, values_only=True)} == {0.5, 1}


async def test_what_is_counted_is_a_variable_of_numbers_or_of_texts(office: Office) -> None:
    if not statistics_files.can_write():
        pytest.skip("NO .SAV TESTS: pandas and pyreadstat are not installed (extra `stats`)")
    import pyreadstat

    done = await office.export(await counted_park(office), "sav")
    values, _ = pyreadstat.read_sav(str(done.folder / "spocteno.sav"))
    assert sorted(values["hole"]) == [0.5] * 17 + [1]
    assert sorted(values["vic"]) == [""] * 17 + ["hodně"]


async def test_progress_is_told_and_answers_promised_gone_are_gone(
    office: Office, park: str
) -> None:
    await office.close(park)
    told = []

    async def tell(done: int, total: int) -> None:
        told.append((done, total))

    wish = row_words.wish(Words("cs"), ("csv",))
    await exporting.export(office.database, park, office.folder / "out", wish, 1, NOW, tell)
    assert told == [(3, 3)]
    await retention.delete_answers(office.database, park, NOW + timedelta(days=400))
    with pytest.raises(AnswersDeleted):
        await office.export(park)


async def test_photos_voices_and_places_are_written_apart_from_the_rows(office: Office) -> None:
    code = await office.survey(
        read(
            SOURCE.replace("id: park", "id: hriste")
            + "  - {id: fotka, type: photo, text: {cs: F}}\n"
            + "  - {id: kde, type: place, text: {cs: K}}\n"
            + "  - {id: slovo, type: text, voice: true, text: {cs: S}}\n"
            + "  - {id: zvuk, type: audio, text: {cs: Z}}\n"
            + "  - {id: list, type: file, text: {cs: L}}\n"
        )
    )
    photo, voice = attachments.photo(picture()), attachments.voice(sound())
    heard, paper = attachments.audio(mp3()), attachments.file(pdf())
    async with office.database.writing() as session:
        place = (session, office.marks, code, Respondent("1", 1))
        await answering.attach(*place, "fotka", photo, NOW)
        await answering.attach(*place, "slovo", voice, NOW)
        await answering.attach(*place, "zvuk", heard, NOW)
        await answering.attach(*place, "list", paper, NOW)
        await answering.answer(*place, "kde", {"lat": 49.2, "lon": 17.8}, NOW)
    await office.close(code)

    done = await office.export(code)
    assert rows(done.folder / "texts.csv")[1:] == [
        ["fotka", photo.name],
        ["kde", "49.2 17.8"],
        ["list", paper.name],
        ["slovo", voice.name],
        ["zvuk", heard.name],
    ]
    sent = {path.name: path.read_bytes() for path in (done.folder / "files").iterdir()}
    assert sent == {one.name: one.content for one in (photo, voice, heard, paper)}
    assert photo.name not in (done.folder / "responses.json").read_text()
