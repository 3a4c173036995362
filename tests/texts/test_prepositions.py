"""Which form of a preposition stands before a number, as it is said aloud."""

import pytest

from texts.words import Words

WITH_ZE = (2, 3, 4, 6, 7, 12, 13, 14, 16, 17, 20, 35, 44, 61, 79, 100, 150, 200, 765, 2000, 12_000)
WITH_Z = (0, 1, 5, 8, 9, 10, 11, 15, 18, 19, 50, 80, 99, 500, 900, 1000, 1200, 5000, 1_000_000)


@pytest.mark.parametrize("language", ["cs", "cs-easy"])
@pytest.mark.parametrize(
    ("total", "said"), [*((n, "ze") for n in WITH_ZE), *((n, "z") for n in WITH_Z)]
)
def test_the_preposition_follows_the_number(language: str, total: int, said: str) -> None:
    told = Words(language)("{position} of {total}", position=1, total=total)
    assert told.replace("\xa0", " ") == f"1 {said} {total}"


def test_a_number_written_for_people_counts_and_a_name_does_not() -> None:
    words = Words("cs")
    assert words("{done} of {all} are done.", done="0", all="1\xa0234").endswith("z\xa01\xa0234.")
    assert " ze\xa03\xa0000" in words("{done} of {all} are done.", done="0", all="3\xa0000")
    assert " z\xa0<b>4</b>" in words("{position} of {total}", position=1, total="<b>4</b>")


def test_other_languages_are_left_alone() -> None:
    assert Words("en")("{position} of {total}", position=1, total=4) == "1 of 4"
