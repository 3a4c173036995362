"""Row data for staff: what is in the files, what is not, and when they may be had."""

import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit
from storage import surveys as tables
from storage.database import Database
from storage.places import Area
from storage.surveys import Survey
from surveys import answering, attachments, exporting, life
from surveys.answering import Respondent
from surveys.definitions import Definition
from surveys.exporting import SurveyStillOpen
from surveys.files.reading import read
from surveys.marks import Marks
from tests.handlers.kinds import picture
from tests.handlers.kinds import voice as sound

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


@pytest.fixture
def definition() -> Definition:
    return read(SOURCE)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.writing() as session:
        yield session


@pytest.fixture
async def park(session: AsyncSession, definition: Definition, tmp_path: Path) -> Survey:
    """Three people have answered; the second one meant to play a trick on a spreadsheet."""
    session.add(Area(code="obec", name={"cs": "Obec"}))
    await session.flush()
    kept = await life.keep(session, definition, NOW)
    await life.release(session, kept.code)
    marks = Marks(tmp_path / "keys")
    for person, wish in enumerate(("Zábradlí", "=HYPERLINK()", "Houpačky"), start=1):
        who = Respondent(str(person), person)
        for question, value in (("lavicky", ["stin", "voda"]), ("prani", wish)):
            await answering.answer(session, marks, kept.code, who, question, value, NOW)
        await answering.finish(session, marks, kept.code, who, NOW)
    return kept


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def test_rows_of_a_running_anonymous_survey_are_refused(
    session: AsyncSession, park: Survey, tmp_path: Path
) -> None:
    with pytest.raises(SurveyStillOpen):
        await exporting.export(session, park, tmp_path / "out", "cs", 1, NOW)
    assert not (tmp_path / "out").exists()


async def test_a_closed_survey_gives_answers_texts_and_codes_in_files_of_their_own(
    session: AsyncSession, park: Survey, tmp_path: Path
) -> None:
    park.state = tables.CLOSED
    done = await exporting.export(session, park, tmp_path / "out", "cs", 1, NOW)

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


async def test_neither_day_nor_key_nor_text_stands_beside_the_rows(
    session: AsyncSession, park: Survey, tmp_path: Path
) -> None:
    park.state = tables.CLOSED
    done = await exporting.export(session, park, tmp_path / "out", "cs", 1, NOW)

    told = (done.folder / "responses.json").read_text() + str(rows(done.folder / "responses.csv"))
    ids = [response.id async for response, _ in tables.every_response(session, park.code)]
    assert not any(str(one) in told for one in ids)
    assert str(date(2027, 2, 1)) not in told
    assert "Houpačky" not in told


async def test_the_export_is_noted(session: AsyncSession, park: Survey, tmp_path: Path) -> None:
    park.state = tables.CLOSED
    await exporting.export(session, park, tmp_path / "out", "cs", 7, NOW)
    newest = (await audit.newest(session))[0]
    assert (newest.actor_id, newest.action, newest.detail) == (7, "rows_exported", {"responses": 3})


async def test_photos_voices_and_places_are_written_apart_from_the_rows(
    session: AsyncSession, park: Survey, tmp_path: Path
) -> None:
    asked = read(
        SOURCE.replace("id: park", "id: hriste")
        + "  - {id: fotka, type: photo, text: {cs: F}}\n"
        + "  - {id: kde, type: place, text: {cs: K}}\n"
        + "  - {id: slovo, type: text, voice: true, text: {cs: S}}\n"
    )
    kept = await life.keep(session, asked, NOW)
    await life.release(session, kept.code)
    marks, who = Marks(tmp_path / "keys"), Respondent("1", 1)
    place = (session, marks, kept.code, who)
    photo, voice = attachments.photo(picture()), attachments.voice(sound())
    await answering.attach(*place, "fotka", photo, NOW)
    await answering.attach(*place, "slovo", voice, NOW)
    await answering.answer(*place, "kde", {"lat": 49.2, "lon": 17.8}, NOW)
    kept.state = tables.CLOSED

    done = await exporting.export(session, kept, tmp_path / "out", "cs", 1, NOW)
    assert rows(done.folder / "texts.csv")[1:] == [
        ["fotka", photo.name],
        ["kde", "49.2 17.8"],
        ["slovo", voice.name],
    ]
    assert {path.name for path in (done.folder / "files").iterdir()} == {photo.name, voice.name}
    assert photo.name not in (done.folder / "responses.json").read_text()
