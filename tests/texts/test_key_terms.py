"""Terms name what a group of texts is about; quotes are whole texts of somebody, word for word."""

from hypothesis import given
from hypothesis import strategies as st

from texts.key_terms import OVERLAP, key_terms, typical

HOUSING = [
    "Chybí sociální byty pro mladé rodiny.",
    "Socialni byty jsou nedostupné.",
    "Obec by měla stavět sociální byty, nájemní bydlení je drahé.",
    "Nájemní bydlení je u nás nedostupné.",
]
BUSES = [
    "Večer nejede žádný autobus domů.",
    "Autobus v neděli nejezdí vůbec.",
    "autobus jezdi jen rano",
]


def test_a_term_is_what_one_group_says_and_the_others_do_not() -> None:
    terms = key_terms({"bydleni": HOUSING, "doprava": BUSES})
    assert terms["bydleni"][0] == "sociální byty"
    assert terms["doprava"] == ["autobus"]


def test_it_is_written_with_diacritics_when_anybody_wrote_it_so() -> None:
    texts = ["raná péče chybí", "rana pece neni", "rana pece daleko"]
    assert key_terms({"": texts, "jiné": BUSES})[""] == ["raná péče"]


def test_what_one_person_says_is_no_term() -> None:
    assert key_terms({"": ["Lavička u kapličky.", "Chodník za školou."]}) == {"": []}


def test_the_most_typical_text_is_quoted_and_another_that_differs() -> None:
    texts = [
        "Ano.",
        "Chceme víc sociálních bytů pro mladé rodiny s dětmi.",
        "Chceme víc sociálních bytů pro mladé rodiny s malými dětmi.",
        "Sociální byty pro seniory by měly být bez schodů a s výtahem.",
    ]
    assert len(typical(texts, 2)) == 2
    assert typical(texts, 2)[0] in (1, 2)
    assert typical(texts, 2)[1] == 3
    assert typical(["Ano."]) == [0]
    assert typical([]) == []


TEXTS = st.lists(st.text(alphabet="abcčdeěfž .,!\n", max_size=80), max_size=15)


@given(st.dictionaries(st.integers(0, 4), TEXTS))
def test_whatever_is_written_terms_are_words_that_somebody_wrote(classes: dict) -> None:  # type: ignore[type-arg]
    for name, terms in key_terms(classes).items():
        written = " ".join(classes[name]).lower()
        everything = " ".join(text for texts in classes.values() for text in texts).lower()
        assert len(terms) == len(set(terms)) <= 5
        for term in terms:
            assert written
            assert all(word in everything for word in term.split())


@given(TEXTS, st.integers(1, 4))
def test_whatever_is_written_quotes_are_places_of_different_texts(
    texts: list[str], most: int
) -> None:
    chosen = typical(texts, most)
    assert len(chosen) == len(set(chosen)) <= most
    assert bool(chosen) == bool(texts)
    assert all(0 <= one < len(texts) for one in chosen)
    assert 0 < OVERLAP < 1
