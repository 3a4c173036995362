"""The picture that is passed on: always of one size, and nothing sticks out of it."""

import io

from PIL import Image

from papers.cards import HEIGHT, WIDTH, Card, Headline

LONG = "Velmi dlouhá otázka o tom, co všechno by se v naší obci mělo v příštích letech zlepšit " * 3


def drawn(**changes: object) -> Image.Image:
    told = {
        "kind": "Vaše obec řekla",
        "title": "Autobusy",
        "facts": "Odpovědělo 60 lidí · Vizovice",
        "headlines": [Headline("Jezdíte?", "Ano", 67)],
        "address": "https://naves.example/vysledky/ABCDE",
    }
    return Image.open(io.BytesIO(Card(**{**told, **changes}).png()))  # type: ignore[arg-type]


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return len(picture.convert("L").crop(box).getcolors(1 << 16) or []) > 1


def test_it_has_the_size_that_networks_show() -> None:
    assert drawn().size == (WIDTH, HEIGHT)


def test_long_words_stay_inside() -> None:
    picture = drawn(title=LONG, headlines=[Headline(LONG, LONG, 100)] * 3)
    assert picture.size == (WIDTH, HEIGHT)
    assert not ink(picture, (WIDTH - 40, 20, WIDTH, HEIGHT))
    assert not ink(picture, (0, HEIGHT - 30, WIDTH, HEIGHT))


def test_without_an_address_there_is_no_code() -> None:
    corner = (WIDTH - 220, HEIGHT - 220, WIDTH - 60, HEIGHT - 60)
    assert ink(drawn(), corner)
    assert not ink(drawn(address=""), corner)


def test_what_is_cut_is_seen_to_be_cut() -> None:
    assert "…" in Card("a", LONG, "b", []).svg()
