"""Crossed tables give nobody away, whoever has all of them and however they calculate."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.crossings import Obstacle, obstacles
from surveys.definitions import BY_HAND, CHANNEL, Condition, Crossing, Definition, Question
from surveys.results.counting import Counting
from surveys.results.crossing import plan, publish_crossings
from surveys.results.disclosure import publish
from surveys.results.published import Published
from surveys.walking import relevant
from tests.surveys import auditing
from tests.surveys.auditing import Auditor, Kind
from tests.surveys.test_disclosure import (
    VILLAGE,
    VILLAGES,
    crowd,
    options,
    question,
    survey,
)

AGE = question("age", "single", options=options("young", "old", "very"))
USED = question("used", "single", options=options("yes", "no"), sensitivity="social")
WHY = question(
    "why",
    "single",
    options=options("far", "full"),
    show_if=(Condition(question="used", any_of=("no",)),),
)
MISSING = question(
    "missing",
    "multi",
    options=options("care", "bus", "nothing", exclusive="nothing"),
    max_choices=2,
)
BUS = question(
    "bus",
    "single",
    options=options("late", "full"),
    show_if=(Condition(question="missing", any_of=("bus",)),),
)


def crossed(*pairs: tuple[str, str], questions: tuple[Question, ...]) -> Definition:
    crossings = tuple(Crossing(question=asked, by=by) for by, asked in pairs)
    return survey(*questions).model_copy(update={"crossings": crossings})


STAR = crossed(("age", "missing"), ("age", "used"), questions=(VILLAGE, AGE, USED, WHY, MISSING))
RING = crossed(
    ("age", "missing"),
    ("used", "missing"),
    ("age", "used"),
    questions=(VILLAGE, AGE, USED, MISSING, BUS),
)
ORDER = question("order", "rank", options=options("shop", "doctor", "club"))
NURSE = question(
    "nurse",
    "multi",
    options=options("day", "night", "none", exclusive="none"),
    required=True,
    when="${used} = 'no'",
)
THEN = question(
    "then",
    "scale",
    min=Decimal(1),
    max=Decimal(2),
    required=True,
    show_if=(Condition(question="missing", none_of=("nothing",)),),
)
DEEPER = question(
    "deeper",
    "single",
    options=options("rain", "dark"),
    show_if=(Condition(question="bus", any_of=("late",)),),
)
SOME = crossed(("age", "why"), ("age", "nurse"), questions=(VILLAGE, AGE, USED, WHY, NURSE))
TICKED = crossed(("age", "bus"), ("then", "age"), questions=(AGE, MISSING, BUS, THEN, ORDER))
CHAIN = crossed(("age", "deeper"), ("order", "bus"), questions=(AGE, MISSING, BUS, DEEPER, ORDER))
FIRST = crossed(("age", "order"), ("order", "used"), questions=(VILLAGE, AGE, USED, WHY, ORDER))
WAYS = crossed((CHANNEL, "used"), ("used", "missing"), questions=(AGE, USED, WHY, MISSING))
MUST, ALSO = (
    question(name, "single", options=options("yes", "no"), required=True)
    for name in ("must", "also")
)
LATER = question(
    "later",
    "scale",
    min=Decimal(1),
    max=Decimal(2),
    required=True,
    show_if=(Condition(question="must", any_of=("no",)),),
)
BLANKS = crossed(
    ("age", "must"),
    ("age", "also"),
    (CHANNEL, "also"),
    ("also", "later"),
    questions=(AGE, MUST, ALSO, LATER),
).model_copy(update={"channels": ("telegram", "paper")})


def people(definition: Definition, size: int, seed: int) -> list[Kind]:
    """Everybody's answers, every fourth of them on the web or on paper, where some are missing."""
    found = crowd(definition, size, seed, 0.05)
    second = definition.channels[1]
    if second in BY_HAND:
        left_out = {place: one for place, one in enumerate(found) if place % 12 == 0}
        for place, one in left_out.items():
            name = definition.questions[place // 12 % len(definition.questions)].id
            found[place] = relevant(definition, one | {name: None})
    return [(second if place % 4 == 0 else "telegram", one) for place, one in enumerate(found)]


def published(definition: Definition, everybody: list[Kind]) -> Published:
    counting = Counting(definition)
    for channel, response in everybody:
        counting.add(response, channel)
    found = publish(definition, counting.tables(), {"municipalities": VILLAGES})
    chosen = plan(definition, found)
    together = chosen.counting()
    for channel, response in everybody:
        together.add(relevant(definition, response), channel)
    return replace(found, crossings=publish_crossings(chosen, together))


def find_out(definition: Definition, size: int, seed: int) -> None:
    everybody = people(definition, size, seed)
    seen = published(definition, everybody)
    if seen.responses is None:
        return
    villages = VILLAGES if definition.tagged("municipality") else []
    heard = auditing.as_counted(definition, everybody)
    numbers = [*auditing.told(definition, seen)]
    kinds = [*auditing.kinds(definition, villages, definition.channels)]
    auditor = Auditor(numbers, kinds, size)
    for number in numbers:
        count = auditor.count(number, heard)
        assert number.count in (None, count), number
        if number.count is None and number.option and 0 < count < definition.min_cell:
            asked = definition.question(number.columns) if number.columns != CHANNEL else None
            assert auditor.could_be(number, 0, 0), number
            if asked is None or asked.type != "multi":
                assert auditor.could_be(number, definition.min_cell, size), number


NETS = [STAR, RING, WAYS, SOME, TICKED, CHAIN, FIRST, BLANKS]
CROWDS = (st.sampled_from(NETS), st.integers(20, 200), st.integers(0, 10**6))


@settings(max_examples=12, deadline=None)
@given(*CROWDS)
# So few of the young have answered that how many they are comes out unless others are hidden too.
@example(STAR, 20, 1_000_000)
# Somebody who left the other question blank still stands in the tables of this one.
@example(BLANKS, 118, 0)
def test_every_small_number_could_be_none_or_enough(
    definition: Definition, size: int, seed: int
) -> None:
    find_out(definition, size, seed)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=200, deadline=None)
@given(*CROWDS)
def test_no_small_number_of_many_crowds_comes_out(
    definition: Definition, size: int, seed: int
) -> None:
    find_out(definition, size, seed)


def bare(seen: Published, everybody: list[Kind], definition: Definition) -> Published:
    """The tables with nothing hidden in the crossings but the small numbers themselves."""
    crossings = []
    for one in seen.crossings or ():
        lines = []
        for line in one.lines:
            cells = []
            for cell in line.cells:
                place = auditing.Told(
                    one.by, frozenset({str(line.group)}), one.question, cell.id, None
                )
                count = sum(place.holds(kind) for kind in everybody)
                small = 0 < count < definition.min_cell
                cells.append(replace(cell, count=None if small else count))
            row = auditing.Told(one.by, frozenset({str(line.group)}), one.question, "", None)
            answered = sum(row.holds(kind) for kind in everybody)
            lines.append(replace(line, answered=answered, cells=tuple(cells)))
        crossings.append(replace(one, lines=tuple(lines)))
    return replace(seen, crossings=tuple(crossings))


def test_hiding_the_small_numbers_alone_would_be_found_out() -> None:
    everybody = people(STAR, 200, 3)
    seen = bare(published(STAR, everybody), everybody, STAR)
    numbers = [*auditing.told(STAR, seen)]
    auditor = Auditor(numbers, [*auditing.kinds(STAR, VILLAGES, ["telegram", "web"])], 200)
    small = [one for one in numbers if one.count is None and one.rows == "age" and one.option]
    given_away = [one for one in small if not auditor.could_be(one, 3, 200)]
    assert given_away


@pytest.mark.parametrize(
    ("by", "asks", "obstacle"),
    [
        ("age", "missing", None),
        (CHANNEL, "missing", None),
        ("age", "nowhere", Obstacle.UNKNOWN),
        ("age", "age", Obstacle.ITSELF),
        ("missing", "age", Obstacle.BY_SEVERAL),
        ("age", "village", Obstacle.MUNICIPALITY),
        ("age", "bus", None),
        ("age", "why", Obstacle.NOT_EVERYBODY),
        ("age", "order", None),
        ("age", "both", Obstacle.NOT_EVERYBODY),
        ("age", "here", Obstacle.NOT_EVERYBODY),
        ("age", "wish", Obstacle.OPEN),
        ("age", "ruled", Obstacle.RULED),
        ("age", "parted", Obstacle.BRANCHES),
    ],
)
def test_what_cannot_be_crossed_is_refused_by_name(
    by: str, asks: str, obstacle: Obstacle | None
) -> None:
    ruled = question("ruled", "single", options=options("a", "b"), constraint=". != 'c'")
    parted = question("parted", "single", options=options("a", "b"))
    both = question(
        "both",
        "single",
        options=options("a", "b"),
        show_if=(Condition(question="parted", any_of=("a",)), Condition(question="used")),
    )
    here = question("here", "single", options=options("a", "b"), when="${village} = '585157'")
    asked = (VILLAGE, AGE, USED, WHY, MISSING, BUS, ORDER, ruled, parted, both, here)
    asked = (*asked, question("wish", "text"))
    assert obstacles(crossed((by, asks), questions=asked)) == [obstacle]


def test_the_same_two_questions_are_crossed_once() -> None:
    asked = crossed(("age", "used"), ("used", "age"), questions=(AGE, USED))
    assert obstacles(asked) == [None, Obstacle.TWICE]


def answers(age: str, used: str, people: int) -> list[Kind]:
    return [("telegram", {"age": age, "used": used}) for _ in range(people)]


def test_large_numbers_are_all_told() -> None:
    asked = crossed(("age", "used"), questions=(AGE, USED))
    everybody = answers("young", "yes", 30) + answers("young", "no", 20)
    everybody += answers("old", "yes", 10) + answers("old", "no", 40)
    (seen,) = published(asked, everybody).crossings or ()
    told = [(one.group, one.answered, [cell.count for cell in one.cells]) for one in seen.lines]
    assert told == [("young", 50, [30, 20]), ("old", 50, [10, 40]), ("very", 0, [0, 0])]


def test_a_small_number_takes_others_along_in_its_row_and_column() -> None:
    asked = crossed(("age", "used"), questions=(AGE, USED))
    everybody = answers("young", "yes", 30) + answers("young", "no", 20)
    everybody += answers("old", "yes", 2) + answers("old", "no", 40)
    (seen,) = published(asked, everybody).crossings or ()
    assert [[cell.count for cell in one.cells] for one in seen.lines][:2] == [[None, None]] * 2


def test_too_few_answers_are_not_crossed() -> None:
    asked = crossed(("age", "used"), questions=(AGE, USED))
    (seen,) = published(asked, answers("old", "yes", 2)).crossings or ()
    assert (seen.lines, seen.withheld) == ((), "few")


def test_tables_that_are_too_large_are_left_out_by_name() -> None:
    many = [question(name, "single", options=options(*"abcdefghijklmnopqrst")) for name in "xy"]
    asked = crossed(("x", "y"), questions=tuple(many))
    everybody = [("web", {"x": one, "y": one}) for one in "abcdefghijklmnopqrst" * 5]
    (seen,) = published(asked, everybody).crossings or ()  # type: ignore[arg-type]
    assert seen.withheld == "large"


def test_the_order_of_people_changes_nothing() -> None:
    everybody = people(RING, 150, 5)
    assert published(RING, everybody) == published(RING, everybody[::-1])
