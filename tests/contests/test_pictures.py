"""Works that people hand in: judged by what they are, rid of what they tell, never obeyed."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from contests import pictures
from contests.documents import Format, Works
from contests.pictures import Flaw, NotAWork
from tests.contests.drawing import drawing

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">'
    '<rect width="40" height="30" fill="#fff"/><circle cx="20" cy="15" r="10" fill="#2f6f4e"/>'
    "{}</svg>"
)


def flaw(raw: bytes) -> Flaw:
    with pytest.raises(NotAWork) as refused:
        pictures.work(raw)
    return refused.value.flaw


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP"])
def test_a_picture_stays_what_it_is_without_what_it_told_beside(name: str):
    picture = Image.open(io.BytesIO(drawing(3, side=300)))
    exif = Image.Exif()
    exif[0x010E] = "Anna Malá, Náves 5"
    exif.get_ifd(0x8825)[1] = "N"
    sent = io.BytesIO()
    picture.save(sent, name, exif=exif)
    assert b"Anna Mal" in sent.getvalue()
    made = pictures.work(sent.getvalue())
    assert made.format is Format(f"image/{name.lower()}")
    assert (made.width, made.height) == (300, 300)
    for kept in (made.content, made.preview):
        assert b"Anna" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_drawing_becomes_a_picture_for_print():
    made = pictures.work(SVG.format("").encode())
    assert made.format is Format.SVG
    assert Image.open(io.BytesIO(made.content)).format == "PNG"
    assert made.width == pictures.PRINT_SIDE


def test_the_first_page_of_a_document_becomes_a_picture():
    page = io.BytesIO()
    Image.open(io.BytesIO(drawing(2, side=200))).convert("RGB").save(page, "PDF")
    made = pictures.work(page.getvalue())
    assert made.format is Format.PDF
    assert max(made.width, made.height) == pytest.approx(pictures.PRINT_SIDE, abs=2)


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd"/>',
        "<image xlink:href='https://example.org/x.png'/>",
        "<script>alert(1)</script>",
        "<style>@import 'https://example.org/x.css';</style>",
        '<rect style="fill:url(https://example.org/x)"/>',
        "<foreignObject><p>x</p></foreignObject>",
    ],
)
def test_a_drawing_that_leads_out_of_itself_is_refused(inside: str):
    assert flaw(SVG.format(inside).encode()) is Flaw.REACHES_OUT


@pytest.mark.parametrize(
    ("box", "size"),
    [("0 0 40 30", (3000, 2250)), ("0 0 30 40", (2250, 3000)), ("0 0 10 100", (300, 3000))],
)
def test_a_drawing_is_painted_for_print_by_its_longer_side(box: str, size: tuple[int, int]):
    made = pictures.work(SVG.format("").replace("0 0 40 30", box).encode())
    assert (made.width, made.height) == size


def test_a_drawing_that_swells_is_refused():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    swelling = f'<!DOCTYPE svg [<!ENTITY a0 "x">{entities}]>' + SVG.format("<text>&a9;</text>")
    assert flaw(swelling.encode()) is Flaw.REACHES_OUT


def test_bombs_and_what_is_no_picture_are_refused():
    assert flaw(b"") is Flaw.EMPTY
    assert flaw(b"0" * (pictures.SIZE_LIMIT + 1)) is Flaw.TOO_BIG
    assert flaw(b"PK\x03\x04 nic") is Flaw.NOT_A_PICTURE
    assert flaw(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;") is Flaw.NOT_A_PICTURE
    assert flaw(b"%PDF-1.7 a dal nic") is Flaw.BROKEN
    assert flaw(drawing(1)[:400]) is Flaw.BROKEN
    assert flaw(_bomb(20_000)) in (Flaw.TOO_BIG, Flaw.BROKEN)


def _bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that would be a picture of hundreds of megabytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        told = name + content
        return len(content).to_bytes(4, "big") + told + zlib.crc32(told).to_bytes(4, "big")

    size = side.to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    rows = zlib.compress(b"\x00" * (side // 8 + 1) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_a_damaged_picture_is_a_picture_or_a_clear_refusal(noise: bytes, at: int):
    raw = drawing(1, side=64)
    place = at % len(raw)
    try:
        pictures.work(raw[:place] + noise + raw[place + len(noise) :])
    except NotAWork:
        return


def test_what_looks_alike_is_told_and_what_does_not_is_not():
    one = pictures.work(drawing(3, side=600))
    again = pictures.work(drawing(3, side=400, name="JPEG"))
    other = pictures.work(drawing(6, side=600))
    assert pictures.are_alike(one.look, again.look)
    assert not pictures.are_alike(one.look, other.look)


def test_the_rules_of_the_brief_are_demanded():
    made = pictures.work(drawing(1, side=300))
    pictures.demand_fit(made, Works(min_pixels=300))
    for rules, told in (
        (Works(min_pixels=301), Flaw.TOO_SMALL),
        (Works(formats=(Format.JPEG,)), Flaw.FORMAT),
    ):
        with pytest.raises(NotAWork) as refused:
            pictures.demand_fit(made, rules)
        assert refused.value.flaw is told
