"""Who made a work, as people write it: a child is known, a number in a name is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contests.authors import AgeUnclear, authors_in, fitting, outside
from contests.entering import Author
from tests.contests.village_contest import document

CHILDREN = document()
GROWN_UP = document(under_age=0)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Anna Malá, 9", Author("Anna Malá", True, 9)),
        ("Anna Malá,9 let", Author("Anna Malá", True, 9)),
        ("Anna Malá 9 let", Author("Anna Malá", True, 9)),
        ("Оленка, 8 років", Author("Оленка", True, 8)),
        ("Jan Velký, 15", Author("Jan Velký", False, 15)),
        ("  Jan   Velký ", Author("Jan Velký", False)),
        ("Jan Velký,", Author("Jan Velký", False)),
        ("Autor 3, 40", Author("Autor 3", False, 40)),
        ("Autor 3, 9", Author("Autor 3", True, 9)),
        ("4.B, 9", Author("4.B", True, 9)),
    ],
)
def test_an_age_stands_after_a_comma_or_before_years(line: str, author: Author) -> None:
    assert authors_in(line, CHILDREN) == [author]


@pytest.mark.parametrize("line", ["Autor 3", "Anna Malá 9", "Třída 4"])
def test_a_number_that_may_be_an_age_is_asked_about(line: str) -> None:
    with pytest.raises(AgeUnclear):
        authors_in(f"Jan Velký\n{line}", CHILDREN)


def test_where_no_age_matters_a_line_is_a_name() -> None:
    found = authors_in("Autor 3\nAnna Malá, 9\n\n", GROWN_UP)
    assert found == [Author("Autor 3", False), Author("Anna Malá, 9", False)]


BY_AGE = document(
    under_age=0,
    categories=[
        {"id": "deti", "title": {"cs": "Děti"}, "youngest": 6, "oldest": 10},
        {"id": "dospeli", "title": {"cs": "Dospělí"}, "youngest": 18},
        {"id": "vsichni", "title": {"cs": "Všichni"}},
    ],
)


def test_where_categories_differ_by_age_an_age_is_looked_for() -> None:
    assert authors_in("Anna Malá, 9", BY_AGE) == [Author("Anna Malá", False, 9)]


@pytest.mark.parametrize(
    ("category", "age", "fits"),
    [
        ("deti", 6, True),
        ("deti", 10, True),
        ("deti", 5, False),
        ("deti", 11, False),
        ("deti", None, False),
        ("dospeli", None, True),
        ("dospeli", 17, False),
        ("dospeli", 99, True),
        ("vsichni", None, True),
        ("vsichni", 3, True),
        ("", 3, True),
    ],
)
def test_whom_a_category_is_for(category: str, age: int | None, fits: bool) -> None:
    by = [Author("Anna Malá", False, age)]
    assert outside(BY_AGE, category, by) == (() if fits else tuple(by))


def test_categories_are_offered_in_which_everybody_fits() -> None:
    children = [Author("Anna", True, 9), Author("Ota", True, 7)]
    assert [one.id for one in fitting(BY_AGE, children)] == ["deti", "vsichni"]
    siblings = [*children, Author("Jan", False, 16)]
    assert [one.id for one in fitting(BY_AGE, siblings)] == ["vsichni"]


NAMES = some.text(some.characters(categories=("Lu", "Ll")), min_size=1, max_size=20)


@given(some.lists(some.tuples(NAMES, some.integers(0, 120) | some.none()), max_size=8))
def test_everybody_is_named_once_and_every_child_is_known(people: list) -> None:
    lines = [name if age is None else f"{name}, {age}" for name, age in people]
    told = [Author(name, age is not None and age < 15, age) for name, age in people]
    assert authors_in("\n".join(lines), CHILDREN) == told
