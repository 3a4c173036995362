"""The map: the same each time, no groups where there are none, and as Pol.is itself has found."""

import csv
import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.agreeing import SIDES, Counts, Group, score
from debates.mapping import FEWEST_PEOPLE, Map, mapped
from storage.stances import AGREE, DISAGREE, PASS

Stances = list[tuple[int, int, int]]
CONVERSATIONS = ("brexit", "seattle", "taxes")
LEAST = 5


def said(people: int, statements: int, camps: int, seed: int) -> Stances:
    """People of so many camps, each with its own mind, who answer seven of ten statements."""
    chance = random.Random(seed)
    minds = [[chance.uniform(0.05, 0.95) for _ in range(statements)] for _ in range(camps)]
    return [
        (person, number, AGREE if chance.random() < minds[person % camps][number] else DISAGREE)
        for person in range(people)
        for number in range(statements)
        if chance.random() < 0.7
    ]


def test_two_camps_are_found_and_told_apart():
    found = mapped(said(200, 30, 2, 1), range(30), LEAST)
    assert len(found.groups) == 2
    assert sum(found.sizes) == 200
    assert max(found.sizes) - min(found.sizes) < 20


@pytest.mark.parametrize("people", [60, 200, 400])
def test_stances_by_chance_make_no_groups(people: int):
    found = mapped(said(people, 25, 1, people), range(25), LEAST)
    assert found.groups == ()
    assert abs(found.holding) < 0.05


def test_few_people_or_few_stances_make_no_groups():
    assert mapped(said(FEWEST_PEOPLE - 1, 30, 2, 1), range(30), LEAST).groups == ()
    few = [one for one in said(200, 30, 2, 1) if one[1] < 6]
    assert mapped(few, range(30), LEAST).groups == ()
    assert mapped([], range(5), LEAST) == Map(dict.fromkeys(range(5), 0.0))


def test_the_order_in_which_people_came_changes_nothing():
    stances = said(120, 20, 2, 3)
    mixed = [(1000 - person, number, value) for person, number, value in stances]
    random.Random(4).shuffle(mixed)
    one, other = mapped(mixed, range(20), LEAST), mapped(stances, range(20), LEAST)
    assert (one.groups, one.sizes) == (other.groups, other.sizes)
    assert one.extremity == pytest.approx(other.extremity)


def test_no_group_is_smaller_than_the_smallest_cell():
    outsiders = [(1000 + person, number, PASS) for person in range(3) for number in range(30)]
    found = mapped([*said(200, 30, 2, 1), *outsiders], range(30), LEAST)
    assert all(size >= LEAST for size in found.sizes)


votes = st.lists(
    st.tuples(st.integers(0, 70), st.integers(0, 9), st.sampled_from((AGREE, DISAGREE, PASS))),
    max_size=500,
    unique_by=lambda one: one[:2],
)


@settings(max_examples=30)
@given(votes, st.booleans())
def test_whatever_is_said_a_map_is_made(stances: Stances, alike: bool):
    if alike:
        stances = [(person, number, AGREE) for person, number, _ in stances]
    found = mapped(stances, range(10), LEAST)
    assert list(found.extremity) == list(range(10))
    assert all(np.isfinite(far) for far in found.extremity.values())
    for group, size in zip(found.groups, found.sizes, strict=True):
        assert size >= LEAST
        assert all(one.agrees + one.disagrees <= one.stances <= size for one in group.values())


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_real_conversations_agree_on_what_their_published_groups_agree_on(name: str):
    folder = os.environ.get("SENTENCES")
    if folder is None:
        pytest.skip("SENTENCES names no folder with polis_*.tsv: MAPS ARE NOT COMPARED")
    with (Path(folder) / f"polis_{name}_votes.tsv").open(encoding="utf-8") as file:
        rows = [
            (int(row["participant"]), row["published_group"], int(row["statement"]), row["vote"])
            for row in csv.DictReader(file, delimiter="\t")
        ]
    numbers = sorted({number for *_, number, _ in rows})
    stances = [(person, number, int(vote)) for person, _, number, vote in rows]
    ours = mapped(stances, numbers, LEAST).groups
    assert len(ours) >= 2
    published = [
        counted([(number, int(vote)) for _, group, number, vote in rows if group == one], numbers)
        for one in sorted({group for _, group, *_ in rows if group})
    ]
    for lean in SIDES:
        told = [score(ours, number, lean) for number in numbers]
        expected = [score(published, number, lean) for number in numbers]
        assert spearman(told, expected) >= 0.9


def counted(stances: Sequence[tuple[int, int]], numbers: Sequence[int]) -> Group:
    values = {number: [value for at, value in stances if at == number] for number in numbers}
    return {
        number: Counts(told.count(AGREE), told.count(DISAGREE), len(told))
        for number, told in values.items()
    }


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    ranks = [np.argsort(np.argsort(told, kind="stable")) for told in (one, other)]
    return float(np.corrcoef(*ranks)[0, 1])
