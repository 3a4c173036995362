"""Whatever somebody sends ends in a book that can be read or in one clear problem."""

import io
import random
import zipfile

import pytest

from surveys.files.problems import BadDefinition, Cell, Code
from surveys.files.xlsform.opening import SIZE_LIMIT, open_book
from tests.surveys.xlsform.forms import HEADINGS, YES_NO, errors, form, reading, spreadsheet

ROW = ("text", "proc", "Proč?", "Why?")


async def refused(content: bytes) -> Code:
    with pytest.raises(BadDefinition) as bad:
        await open_book(content)
    (problem,) = bad.value.problems
    return problem.code


async def outcome(content: bytes) -> Code | None:
    try:
        await open_book(content)
    except BadDefinition as bad:
        return bad.problems[0].code
    return None


def changed(content: bytes, **parts: bytes) -> bytes:
    """The spreadsheet with more parts in its archive."""
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("_", "/", 1) + ".bin", part)
    return kept.getvalue()


async def test_a_spreadsheet_is_read_in_a_process_of_its_own():
    book = await open_book(spreadsheet(survey=[HEADINGS, ROW], choices=YES_NO))
    assert [row["name"] for row in book.sheet("survey").rows] == ["proc"]


async def test_an_empty_file():
    assert await refused(b"") == Code.EMPTY_FILE


async def test_files_of_another_kind():
    assert await refused(b"%PDF-1.7 ...") == Code.NOT_A_SPREADSHEET
    assert await refused(b"PK\x03\x04 and nothing more") == Code.NOT_A_SPREADSHEET
    assert await refused(b"\xd0\xcf\x11\xe0" + bytes(600)) == Code.NOT_A_SPREADSHEET
    assert await refused(changed(b"", word_document=b"x")) == Code.NOT_A_SPREADSHEET


async def test_a_file_cut_short():
    whole = spreadsheet(survey=[HEADINGS, ROW])
    assert await refused(whole[: len(whole) // 2]) == Code.NOT_A_SPREADSHEET


async def test_fifty_megabytes():
    assert await refused(bytes(SIZE_LIMIT + 1)) == Code.TOO_BIG


async def test_macros():
    assert await refused(changed(spreadsheet(survey=[ROW]), xl_vbaProject=b"x")) == Code.MACROS


async def test_a_zip_bomb():
    bomb = changed(spreadsheet(survey=[ROW]), xl_media=bytes(70_000_000))
    assert len(bomb) < 200_000
    assert await refused(bomb) == Code.TOO_COMPLEX


async def test_a_bomb_that_lies_about_its_size():
    bomb = bytearray(changed(spreadsheet(survey=[ROW]), xl_media=bytes(70_000_000)))
    size = (70_000_000).to_bytes(4, "little")
    while (at := bomb.find(size)) >= 0:
        bomb[at : at + 4] = (1000).to_bytes(4, "little")
    book = await open_book(bytes(bomb))
    assert book.sheet("survey").columns


async def test_ten_thousand_questions():
    rows = [("text", f"q{number}", "Proč?", "Why?") for number in range(10_000)]
    assert await refused(spreadsheet(survey=[HEADINGS, *rows])) == Code.TOO_MANY_ROWS


async def test_far_too_many_rows_are_not_even_read():
    rows = [("text", "q")] * 40_000
    assert await refused(spreadsheet(survey=[HEADINGS, *rows])) == Code.TOO_COMPLEX


def test_more_questions_than_a_survey_may_have():
    read = form(*[("text", f"q{number}", "Proč?", "Why?") for number in range(61)])
    assert errors(read) == [(Code.TOO_MANY_ITEMS, Cell("survey"))]


def test_formulas_are_refused_cell_by_cell():
    read = form(("text", "proc", '=CONCATENATE("Pro","č")', "Why?"), ROW)
    found = [line for code, line in errors(read) if code == Code.FORMULA]
    assert found == [Cell("survey", 2, "label::Čeština (cs)")]


def test_two_columns_of_one_name():
    with pytest.raises(Exception, match="duplicate_column"):
        reading(spreadsheet(survey=[["type", "name", "name"], ["text", "a", "b"]]))


def test_a_sheet_without_questions():
    assert errors(reading(spreadsheet(survey=[HEADINGS]))) == [(Code.NO_QUESTIONS, Cell("survey"))]
    assert errors(reading(spreadsheet(jiny=[["a"]], dalsi=[["b"]])))[-1] == (
        Code.NO_QUESTIONS,
        Cell("survey"),
    )


@pytest.mark.parametrize(
    "text",
    ["🚌 autobus 🇨🇿", "Česko ﷽ ا", "e\u0301 Z\u0351\u036b\u0343", "\u200bnic", "<b>&amp;</b>"],
)
def test_letters_of_all_the_world_are_kept(text: str):
    read = form(("text", "proc", text, "Why?"))
    assert read.definitions[0].questions[0].text["cs"] == text


@pytest.mark.parametrize("text", ["zpět\u202enázpa", "\u2066skrytě\u2069"])
def test_letters_that_turn_a_line_around_are_refused(text: str):
    read = form(("text", "proc", text, "Why?"))
    assert errors(read) == [(Code.CONTROL_CHARACTER, Cell("survey", 2, "label::Čeština (cs)"))]


def test_names_in_strange_letters_get_ids():
    read = form(("text", "🚌", "Proč?", "Why?"), ("text", "имя", "Jak?", "How?"))
    assert len({question.id for question in read.definitions[0].questions}) == 2


async def test_no_broken_file_breaks_the_reader():
    whole = spreadsheet(survey=[HEADINGS, ROW], choices=YES_NO)
    chance = random.Random(5)
    for _ in range(6):
        broken = bytearray(whole)
        for _ in range(40):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        assert await outcome(bytes(broken)) in (None, Code.NOT_A_SPREADSHEET, Code.TOO_COMPLEX)
