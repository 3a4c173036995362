"""A chart can be read by everybody it is meant for, and never loses its letters silently."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from papers import lettering
from papers.charts import Bar, Chart, Circle, Group, png, svg

BUS = Chart(
    title="Co ve vaší obci chybí nejvíc?",
    subtitle="Odpovědělo 393 ze 400 lidí.",
    bars=(
        Bar("Doprava k\N{NO-BREAK SPACE}lékaři a na úřad", 62, "125 · 62 %"),
        Bar("Допомога сім'ям з дітьми, їхній щоденний ґрунт", 24, "49 · 24 %"),
        Bar("Nơi gặp gỡ cho trẻ em và thanh thiếu niên", 0, "0 · 0 %"),
        Bar("Nic nechybí", None, "skryto"),
    ),
    footnote="Počty menší než 5 jsou skryté.",
)
EASY = Chart(
    title="Jak snadné bylo službu získat?",
    subtitle="",
    bars=(Bar("velmi snadné", 60, "60 %"), Bar("ani tak, ani tak", None, "skryto")),
    stacked=True,
)
BY_AGE = Chart(
    title="Co chybí?",
    subtitle="Podle: Kolik je vám let?",
    bars=(),
    groups=(
        Group("Péče doma", (Bar("15 až 26", 57, "12 188 (57 %)"), Bar("přes 80", None, "skryto"))),
        Group("Autobus", (Bar("15 až 26 nebo o něco více let", 4, "4 (2 %)"),)),
    ),
)
LETTERS = {
    "Czech": "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяҐЄІЇЩЮЯ",
    "Vietnamese": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}


def picture(chart: Chart) -> Image.Image:
    return Image.open(io.BytesIO(png(chart))).convert("L")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many dark points there are."""
    return sum(image.crop(box).histogram()[:100])


def places(chart: Chart) -> list[tuple[float, float, str]]:
    texts = ElementTree.fromstring(svg(chart)).iter("{http://www.w3.org/2000/svg}text")
    return [(float(t.attrib["x"]), float(t.attrib["y"]), t.text or "") for t in texts]


@pytest.mark.parametrize("chart", [BUS, EASY, BY_AGE])
def test_every_line_of_words_leaves_ink_on_the_picture(chart: Chart) -> None:
    image = picture(chart)
    for x, y, text in places(chart):
        right = min(int(x + 20 * len(text)), 1080)
        assert ink(image, (int(x), int(y) - 28, right, int(y) + 8)) > 25 * len(text), text


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_have_every_letter(letters: str, bold: bool) -> None:
    missing = lettering.glyph("\N{SNOWMAN}", bold=bold)
    assert all(lettering.glyph(letter, bold=bold) != missing for letter in letters)


def test_a_lost_font_is_an_error_and_not_an_empty_picture(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    lettering._font.cache_clear()
    monkeypatch.setattr(lettering, "FILES", {False: f"{tmp_path}/a.ttf", True: f"{tmp_path}/b.ttf"})
    with pytest.raises(OSError, match="cannot open"):
        png(BUS)


def test_the_picture_is_as_wide_as_a_phone_shows() -> None:
    assert picture(BUS).width == 1080


def test_letters_are_large_enough_for_a_phone() -> None:
    assert min(int(size) for size in re.findall(r'font-size="(\d+)"', svg(BUS))) >= 28


def test_a_hidden_bar_is_a_labelled_gap_and_not_a_nought() -> None:
    assert svg(BUS).count("stroke-dasharray") == 1
    assert (">skryto<") in svg(BUS)
    nought = replace(BUS, bars=(Bar("Nic", 0, "0 · 0 %"),))
    assert "stroke-dasharray" not in svg(nought)


def test_long_words_stay_within_the_picture() -> None:
    endless = Bar("Nejneobhospodařovávatelnějšími" * 4 + " slovy popsaná možnost", 5, "5 · 5 %" * 5)
    for x, _, text in places(replace(BUS, bars=(endless,))):
        assert x + lettering.width(text, 30, bold=True) <= 1080 + 1 or text == BUS.title


def test_twelve_bars_fit_what_telegram_takes_as_a_photo() -> None:
    image = picture(replace(BUS, bars=BUS.bars * 3))
    assert image.width + image.height <= 10_000
    assert image.height < 2 * image.width


def test_markup_in_an_answer_stays_words() -> None:
    drawn = svg(replace(BUS, title="<script>alert(1)</script> & \x00 “uvozovky”"))
    assert "<script>" not in drawn
    assert ElementTree.fromstring(drawn).tag.endswith("svg")


def test_two_charts_on_one_page_share_no_ids_and_need_no_inline_styles() -> None:
    assert not re.search(r'\s(id|style)="', svg(BUS) + svg(EASY))


def test_a_reader_that_does_not_see_hears_the_numbers() -> None:
    root = ElementTree.fromstring(svg(BUS))
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert root.attrib["role"] == "img"
    assert description is not None
    assert "Nic nechybí: skryto." in (description.text or "")


def test_parts_of_a_scale_fill_the_whole_bar() -> None:
    boxes = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="96', svg(EASY))
    assert sum(float(width) for _, width in boxes) == pytest.approx(1080 - 2 * 48, abs=1)


@pytest.mark.parametrize("width", [640, 1080])
def test_numbers_beside_thin_bars_stay_within_the_picture(width: int) -> None:
    texts = ElementTree.fromstring(svg(BY_AGE, width)).iter("{http://www.w3.org/2000/svg}text")
    for text in texts:
        size, bold = int(text.attrib["font-size"]), "font-weight" in text.attrib
        end = float(text.attrib["x"]) + lettering.width(text.text or "", size, bold=bold)
        assert end <= width


def test_groups_are_heard_with_their_headings() -> None:
    assert "Péče doma, přes 80: skryto" in BY_AGE.told


def test_circles_are_as_large_as_the_people_they_stand_for() -> None:
    groups = (Circle("A", 40, "asi 40 lidí"), Circle("B", 10, "asi 10 lidí"))
    chart = replace(BY_AGE, circles=groups, circles_title="Názorové skupiny")
    drawn = ElementTree.fromstring(svg(chart, width=560))
    radii = [float(one.get("r", 0)) for one in drawn.iter() if one.tag.endswith("circle")]
    assert radii[0] == pytest.approx(2 * radii[1], abs=0.1)
    assert "B: asi 10 lidí" in chart.told
    with Image.open(io.BytesIO(png(chart))) as picture:
        assert picture.height > Image.open(io.BytesIO(png(BY_AGE))).height
