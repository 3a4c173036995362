"""A ZIP with a survey and its pictures, and all that may be wrong with it."""

import io
import zipfile
from collections.abc import Sequence
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from surveys.files.package import (
    ENTRIES_LIMIT,
    LONGEST_SIDE,
    PICTURE_LIMIT,
    PICTURES_LIMIT,
    is_package,
    pack,
    unpack,
)
from surveys.files.problems import Code
from surveys.files.reading import Known, examine
from tests.handlers.kinds import HEAD

SURVEY = ("anketa.yaml", b"id: psi")
PICTURED = (
    HEAD
    + """\
  - id: jak
    type: single
    text: {cs: "Jak?"}
    options:
      - {id: pesky, cs: Pěšky, picture: pesky.png}
      - {id: kolo, cs: Na kole, picture: Kolo_2.jpg}
"""
)


def painted(form: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "green").save(written, form, **how)  # type: ignore[arg-type]
    return written.getvalue()


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


def codes(content: bytes) -> Sequence[Code]:
    return [problem.code for problem in unpack(content).problems]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_survey_comes_out_with_its_pictures(form: str):
    found = unpack(zipped(SURVEY, ("a.png", painted(form))))
    assert (found.name, found.content, found.problems) == (*SURVEY, ())
    assert found.names == {"a.png"}
    assert found.pictures["a.png"].sent == painted(form)


def test_pictures_are_painted_anew_and_made_smaller():
    exif = Image.Exif()
    exif[0x010F] = "Tajny telefon"
    sent = painted("JPEG", (3000, 1000), exif=exif)
    kept = unpack(zipped(SURVEY, ("a.jpg", sent))).pictures["a.jpg"].content
    assert b"Tajny telefon" in sent
    assert b"Tajny telefon" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("JPEG", (LONGEST_SIDE, round(LONGEST_SIDE / 3)))


def test_what_is_seen_through_becomes_white():
    written = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(written, "PNG")
    kept = unpack(zipped(SURVEY, ("a.png", written.getvalue()))).pictures["a.png"].content
    with Image.open(io.BytesIO(kept)) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


def test_what_is_packed_can_be_unpacked():
    picture = unpack(zipped(SURVEY, ("a.png", painted()))).pictures["a.png"].content
    found = unpack(pack(*SURVEY, {"a.jpg": picture}))
    assert (found.name, found.content, found.problems) == (*SURVEY, ())
    assert found.pictures["a.jpg"].sent == picture


def test_what_computers_put_in_by_themselves_is_passed_over():
    by_itself = [("__MACOSX/._a.png", b"x"), (".DS_Store", b"x"), ("obrazky/", b"")]
    found = unpack(zipped(SURVEY, *by_itself))
    assert (found.names, found.problems) == (set(), ())


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("a.png", painted())], Code.NOT_ONE_FILE),
        ([SURVEY, ("jina.xlsx", b"")], Code.NOT_ONE_FILE),
        ([SURVEY, ("../a.png", painted())], Code.IN_A_FOLDER),
        ([SURVEY, ("/etc/a.png", painted())], Code.IN_A_FOLDER),
        ([SURVEY, ("c:\\a.png", painted())], Code.IN_A_FOLDER),
        ([SURVEY, ("a.zip", zipped(SURVEY))], Code.NOT_A_PICTURE),
        ([SURVEY, ("a.png", b"<svg/>")], Code.NOT_A_PICTURE),
        ([SURVEY, ("a.png", painted("GIF"))], Code.NOT_A_PICTURE),
        ([SURVEY, ("a.png", painted("BMP"))], Code.NOT_A_PICTURE),
        ([SURVEY, ("a.png", painted()[:50])], Code.NOT_A_PICTURE),
        ([SURVEY, ("a.png", b"")], Code.NOT_A_PICTURE),
        ([SURVEY, ("a.png", bytes(PICTURE_LIMIT + 1))], Code.PICTURE_TOO_BIG),
        ([SURVEY, ("a.png", bytes(30_000_000))], Code.ZIP_TOO_BIG),
    ],
)
def test_what_does_not_belong_is_named(files: list[tuple[str, bytes]], code: Code):
    assert codes(zipped(*files)) == [code]


def test_a_name_that_comes_twice_is_told():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(SURVEY, ("a.png", painted()), ("a.png", painted()))
    assert codes(content) == [Code.TWICE_IN_ZIP]


def test_there_are_only_so_many_pictures():
    many = [(f"{number}.png", painted()) for number in range(PICTURES_LIMIT + 1)]
    assert codes(zipped(SURVEY, *many[1:])) == []
    assert codes(zipped(SURVEY, *many)) == [Code.TOO_MANY_PICTURES]


def test_a_picture_of_countless_points_is_refused():
    assert codes(zipped(SURVEY, ("a.png", painted("PNG", (20_000, 9_000))))) == [Code.NOT_A_PICTURE]


def test_thousands_of_entries_are_not_even_listed():
    empty = [(f"{number}", b"") for number in range(ENTRIES_LIMIT + 1)]
    assert codes(zipped(SURVEY, *empty)) == [Code.NOT_A_ZIP]


def test_a_zip_that_lies_about_its_sizes_is_refused():
    bomb = zipped(SURVEY, ("a.png", bytes(5_000_000)))
    assert codes(bomb.replace((5_000_000).to_bytes(4, "little"), (99).to_bytes(4, "little"))) == [
        Code.NOT_A_ZIP
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int):
    assert codes(zipped(SURVEY, method=method)) == [Code.NOT_A_ZIP]


def test_a_zip_with_a_password_is_refused():
    content = bytearray(zipped(SURVEY))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert codes(bytes(content)) == [Code.NOT_A_ZIP]


@given(st.binary(max_size=300), st.integers(0, 300))
def test_no_bytes_break_the_reading(noise: bytes, place: int):
    whole = zipped(SURVEY, ("a.png", painted()))
    for content in (noise, whole[:place], whole[:place] + noise + whole[place + len(noise) :]):
        unpack(content)


def test_a_strange_name_is_told_without_strange_letters():
    (problem,) = unpack(zipped(SURVEY, (f"\x1b[1m{'a' * 500}.png", b""))).problems
    assert problem.data["name"] == "?[1m" + "a" * 96


def test_only_a_zip_is_a_package():
    assert is_package("Anketa.ZIP")
    assert not is_package("anketa.xlsx")


def test_pictures_that_are_named_and_those_that_came_are_compared():
    came = examine(PICTURED.encode(), Known(pictures={"pesky.png", "auto.png"}))
    assert {(one.code, one.data["name"]) for one in came.errors} == {
        (Code.PICTURE_MISSING, "Kolo_2.jpg"),
        (Code.PICTURE_NOT_NAMED, "auto.png"),
    }
    (missing, _) = sorted(came.errors, key=lambda one: one.code)
    assert missing.question == "jak"
    all_there = examine(PICTURED.encode(), Known(pictures={"pesky.png", "Kolo_2.jpg"}))
    assert all_there.problems == ()


def test_without_a_zip_named_pictures_are_a_warning():
    read = examine(PICTURED.encode())
    assert read.errors == ()
    assert [one.data["name"] for one in read.warnings] == ["pesky.png", "Kolo_2.jpg"]


def test_a_picture_with_a_wrong_name_is_told_once():
    wrong = PICTURED.replace("pesky.png", "chůze.png")
    read = examine(wrong.encode(), Known(pictures={"chůze.png", "Kolo_2.jpg"}))
    assert [one.code for one in read.problems] == [Code.BAD_FILE_NAME]


def test_a_picture_is_a_plain_file_in_the_zip_that_is_given_back():
    with ZipFile(io.BytesIO(pack(*SURVEY, {"a.jpg": b"x"}))) as archive:
        entries: list[ZipInfo] = archive.infolist()
    assert [one.filename for one in entries] == ["anketa.yaml", "a.jpg"]


def test_an_empty_file_is_called_empty():
    assert codes(b"") == [Code.EMPTY_FILE]
