"""What is published gives nobody away, whoever reads it and however they calculate."""

import json
import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.definitions import AGREED, Condition, Definition, Option, Question
from surveys.results.counting import Counting, RawResults
from surveys.results.disclosure import publish
from surveys.results.published import Published
from surveys.walking import narrowed, visible
from tests.surveys.attacking import Response, another_world, raw_row, targets

VILLAGES = ["585157", "585262", "585777", "585939", "585998"]


def options(*ids: str, exclusive: str = "") -> tuple[Option, ...]:
    return tuple(Option(id=i, text={"cs": i}, exclusive=i == exclusive) for i in ids)


def question(question_id: str, kind: str, **more: object) -> Question:
    return Question.model_validate(
        {"id": question_id, "type": kind, "text": {"cs": question_id}, **more}
    )


def survey(*questions: Question, min_cell: int = 3) -> Definition:
    return Definition(
        key="needs",
        title={"cs": "Co chybí"},
        intro={"cs": "Krátká anketa"},
        area="vizovice",
        opens=date(2027, 1, 14),
        closes=date(2027, 2, 28),
        anonymity="anonymous",
        languages=("cs",),
        questions=questions,
        min_cell=min_cell,
    )


VILLAGE = question(
    "village",
    "codelist",
    codelist="municipalities",
    tag="municipality",
    extra_options=options("elsewhere"),
)
USED = question("used", "single", options=options("yes", "no", "unsure"), sensitivity="social")
EASY = question(
    "easy",
    "scale",
    min=Decimal(1),
    max=Decimal(3),
    show_if=(Condition(question="used", any_of=("yes",)),),
)
WHY_NOT = question(
    "why_not",
    "multi",
    options=options("far", "full", "price", "no_need", exclusive="no_need"),
    show_if=(Condition(question="used", any_of=("no", "unsure")),),
)
MISSING = question(
    "missing",
    "multi",
    options=options("care", "bus", "housing", "youth", "nothing", exclusive="nothing"),
    max_choices=2,
)
DETAIL = question(
    "detail",
    "single",
    options=options("now", "later"),
    required=True,
    show_if=(Condition(question="missing", none_of=("nothing",)),),
)
NEEDS = survey(VILLAGE, USED, EASY, WHY_NOT, MISSING, DETAIL)
ORDER = question("order", "rank", options=options("bus", "doctor", "shop"))
AGREES = question("agrees", "acknowledge")
REGION = question("region", "single", options=options("hills", "river", "town"))
KIND = question(
    "kind",
    "single",
    when="selected(${missing}, 'care') or ${used} = 'unsure' or ${agrees} = ''",
    options=options("home", "day", "stay"),
)
LATER = question("later", "scale", min=Decimal(1), max=Decimal(2), when="${kind} != 'home'")
STREAM = question(
    "stream",
    "single",
    choice_filter="region = ${region}",
    required=True,
    options=tuple(
        Option(id=name, text={"cs": name}, attributes={"region": region})
        for name, region in [("a", "hills"), ("b", "hills"), ("c", "river"), ("d", "town")]
    ),
)
RULES = survey(VILLAGE, USED, MISSING, ORDER, AGREES, KIND, LATER, REGION, STREAM)
CHILDREN = question("children", "number", min=Decimal(0), max=Decimal(4))
SCHOOL = question("school", "single", options=options("near", "far"), when="${children} > 1")
GIFT = question("gift", "multi", options=options("book", "toy", "none"), when="${children} != 3")
NURSERY = question("nursery", "single", options=options("yes", "no"), when="${used} != 'yes'")
AFTER = question("after", "scale", min=Decimal(1), max=Decimal(2), when="${nursery} = 'no'")
FAMILIES = survey(VILLAGE, USED, NURSERY, AFTER, CHILDREN, SCHOOL, GIFT)


def counted(definition: Definition, responses: list[Response]) -> RawResults:
    counting = Counting(definition)
    for response in responses:
        counting.add(response)
    return counting.tables()


def published(definition: Definition, responses: list[Response]) -> Published:
    raw = counted(definition, responses)
    return publish(definition, raw, {"municipalities": VILLAGES})


def crowd(definition: Definition, people: int, seed: int, skips: float) -> list[Response]:
    """People of villages of very different size, with tastes of very different frequency."""
    dice = random.Random(seed)
    weights = {q.id: [dice.random() ** 2 + 0.01 for _ in range(12)] for q in definition.questions}
    return [_person(definition, dice, weights, skips) for _ in range(people)]


def _person(
    definition: Definition, dice: random.Random, weights: dict[str, list[float]], skips: float
) -> Response:
    answers: Response = {}
    for question in definition.questions:
        if question not in visible(definition, answers):
            continue
        asked = narrowed(definition, question, answers)
        if dice.random() < skips and not asked.required:
            answers[asked.id] = None
        elif asked.type == "multi":
            answers[asked.id] = _ticked(asked, dice, weights[asked.id])
        elif asked.type == "rank":
            answers[asked.id] = dice.sample([option.id for option in asked.options], 3)
        elif asked.type == "acknowledge":
            answers[asked.id] = AGREED
        elif asked.type == "number":
            answers[asked.id] = str(dice.choices(range(5), weights[asked.id][:5])[0])
        else:
            answers[asked.id] = _chosen(asked, dice, weights[asked.id])
    return answers


def _chosen(asked: Question, dice: random.Random, weights: list[float]) -> str | int:
    if asked.type == "scale":
        return dice.choices(asked.points, weights[: len(asked.points)])[0]
    ids = [*(VILLAGES if asked.codelist else ()), *(o.id for o in asked.all_options)]
    return dice.choices(ids, weights[: len(ids)])[0]


def _ticked(asked: Question, dice: random.Random, weights: list[float]) -> list[str]:
    alone = [o.id for o in asked.options if o.exclusive]
    if dice.random() < weights[-1] / 2:
        return alone
    ids = [o.id for o in asked.options if not o.exclusive]
    most = asked.max_choices or len(ids)
    return sorted(set(dice.choices(ids, weights[: len(ids)], k=dice.randint(1, most))))


def find_out(asks: Definition, people: int, seed: int, skips: float) -> None:
    responses = crowd(asks, people, seed, skips)
    raw, seen = counted(asks, responses), published(asks, responses)
    for target in targets(asks, seen, raw):
        assert another_world(asks, seen, responses, target), target


CROWDS = (st.integers(3, 160), st.integers(0, 10**6), st.sampled_from([0, 0.05, 0.3]))


@settings(max_examples=12, deadline=None)
@given(*CROWDS)
def test_every_hidden_number_could_be_another_one(people: int, seed: int, skips: float) -> None:
    find_out(NEEDS, people, seed, skips)


@settings(max_examples=12, deadline=None)
@given(*CROWDS)
@example(people=3, seed=3159, skips=0)  # All three tick the same.
def test_expressions_and_orders_give_nobody_away(people: int, seed: int, skips: float) -> None:
    find_out(RULES, people, seed, skips)
    find_out(FAMILIES, people, seed, skips)


@settings(max_examples=60, deadline=None)
@given(*CROWDS)
def test_branches_leave_no_small_part_of_a_class_of_numbers(
    people: int, seed: int, skips: float
) -> None:
    """Whoever has the tables and both branches' sizes can part the classes no further than so."""
    responses = crowd(FAMILIES, people, seed, skips)
    seen = published(FAMILIES, responses)
    if seen.responses is None or seen.question("school").overall.answered is None:
        return
    for one in seen.question("children").numbers:
        parts = Counter(
            (number > 1, number != 3)
            for number in (int(str(r["children"])) for r in responses if r["children"])
            if (one.low or 0) <= number and (one.high is None or number < one.high)
        )
        assert min(parts.values()) >= FAMILIES.min_cell


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=300, deadline=None)
@given(*CROWDS)
def test_many_crowds_keep_their_secrets(people: int, seed: int, skips: float) -> None:
    find_out(NEEDS, people, seed, skips)
    find_out(RULES, people, seed, skips)
    find_out(FAMILIES, people, seed, skips)


@settings(max_examples=60, deadline=None)
@given(*CROWDS)
def test_no_small_number_is_ever_printed(people: int, seed: int, skips: float) -> None:
    for asked in published(NEEDS, crowd(NEEDS, people, seed, skips)).questions:
        for row in (asked.overall, *asked.by_municipality):
            assert all(cell.count is None or not 0 < cell.count < 3 for cell in row.cells)
            assert row.answered is None or not 0 < row.answered < 3


@settings(max_examples=60, deadline=None)
@given(*CROWDS)
def test_what_is_printed_is_true(people: int, seed: int, skips: float) -> None:
    responses = crowd(NEEDS, people, seed, skips)
    raw = counted(NEEDS, responses)
    for asked in published(NEEDS, responses).questions[1:]:
        for row in (asked.overall, *asked.by_municipality):
            exact = raw_row(raw, asked.id, row)
            assert row.answered in (None, exact.answered)
            assert all(cell.count in (None, exact.counts[cell.id]) for cell in row.cells)


@settings(max_examples=60, deadline=None)
@given(*CROWDS)
def test_published_tables_are_kept_and_read_back_the_same(
    people: int, seed: int, skips: float
) -> None:
    seen = published(NEEDS, crowd(NEEDS, people, seed, skips))
    assert Published.from_json(seen.to_json()) == seen


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([NEEDS, RULES, FAMILIES]), *CROWDS)
def test_counting_many_at_once_gives_the_same(
    asks: Definition, people: int, seed: int, skips: float
) -> None:
    responses = crowd(asks, people, seed, skips)
    for response in responses[::3]:
        # Who changed an answer has others to questions that are no longer asked.
        response["used"] = "unsure"
    together, one_by_one = Counting(asks), Counting(asks)
    for response in responses:
        one_by_one.add(response)
        said = {name: json.dumps(value) for name, value in response.items()}
        decided = tuple(said.pop(name, None) for name in together.deciding)
        together.add_alike(1, "telegram", decided, [f"{name}:{one}" for name, one in said.items()])
    assert together.tables() == one_by_one.tables()


def answers(**counts: int) -> list[Response]:
    return [{"used": option} for option, count in counts.items() for _ in range(count)]


def shown(seen: Published, question_id: str) -> list[int | None]:
    return [cell.count for cell in seen.question(question_id).overall.cells]


def test_a_survey_of_four_people_says_only_that_they_were_few() -> None:
    definition = survey(USED, min_cell=5)
    seen = published(definition, answers(yes=4))
    assert seen == Published(responses=None, min_cell=5)


def test_a_single_small_count_takes_a_second_one_along() -> None:
    seen = published(survey(USED, min_cell=5), answers(yes=120, no=60, unsure=2))
    assert shown(seen, "used") == [120, None, None]


def test_nothing_is_hidden_where_nobody_is_alone() -> None:
    seen = published(survey(USED, min_cell=5), answers(yes=120, no=60, unsure=0))
    assert shown(seen, "used") == [120, 60, 0]
    assert [cell.percent for cell in seen.question("used").overall.cells] == [67, 33, 0]


def test_all_alike_on_a_sensitive_question_is_hidden() -> None:
    seen = published(survey(USED, min_cell=5), answers(yes=40))
    assert shown(seen, "used")[0] is None


def test_ticks_of_all_but_a_few_are_hidden_as_those_of_a_few() -> None:
    definition = survey(MISSING, min_cell=5)
    responses: list[Response] = [{"missing": ["bus", "care"]} for _ in range(47)]
    responses += [{"missing": ["care"]} for _ in range(3)]
    assert shown(published(definition, responses), "missing")[1] is None


def test_a_branch_that_few_came_to_is_not_published_at_all() -> None:
    responses = answers(yes=3, no=50, unsure=20)
    for response in responses[:3]:
        response["easy"] = 1
    seen = published(survey(USED, EASY, min_cell=5), responses)
    assert seen.question("easy").overall.answered is None
    assert shown(seen, "easy") == [None, None, None]


def test_a_branch_does_not_count_those_whom_its_question_hides() -> None:
    """Yes is hidden with one of the others; were all who said no counted, yes would be plain."""
    responses = answers(yes=3, no=50, unsure=20)
    for response in responses[3:]:
        response["why_not"] = ["far"]
    seen = published(survey(USED, WHY_NOT, min_cell=5), responses)
    assert shown(seen, "used")[0] is None
    assert seen.question("why_not").overall.answered is None


def village(name: str | None, people: int, used: str = "yes") -> list[Response]:
    return [{"village": name, "used": used} for _ in range(people)]


def test_small_villages_are_one_row_together_with_those_who_named_none() -> None:
    definition = survey(VILLAGE, USED, min_cell=5)
    responses = village("585939", 80) + village("585777", 30) + village("585157", 4)
    seen = published(definition, responses + village(None, 7) + village("elsewhere", 6))
    assert [(group.id, group.responses) for group in seen.groups] == [
        ("585777", 30),
        ("585939", 80),
        ("_others", 17),
    ]
    assert seen.groups[-1].merged == ("585157", "585262", "585998", "elsewhere", "_none")


def test_a_lone_small_village_takes_the_next_smallest_along() -> None:
    definition = survey(VILLAGE, USED, min_cell=5)
    seen = published(
        definition, village("585939", 80) + village("585777", 30) + village("585157", 4)
    )
    assert [(group.id, group.responses) for group in seen.groups] == [
        ("585939", 80),
        ("_others", 34),
    ]


def test_the_order_of_people_changes_nothing() -> None:
    responses = crowd(NEEDS, 120, 7, 0.05)
    assert published(NEEDS, responses) == published(NEEDS, responses[::-1])


def test_a_survey_that_names_people_passes_the_same_gate() -> None:
    named = survey(USED, min_cell=5).model_copy(update={"anonymity": "named"})
    assert shown(published(named, answers(yes=120, no=60, unsure=2)), "used") == [120, None, None]


def test_a_scale_has_its_median_only_when_all_points_are_shown() -> None:
    scale = EASY.model_copy(update={"show_if": ()})
    marks: list[Response] = [{"easy": 1 + place % 3} for place in range(30)]
    assert published(survey(scale), marks).question("easy").median == "2"
    assert published(survey(scale), [*marks[:20], {"easy": 3}]).question("easy").median == "2"
    few_threes: list[Response] = [{"easy": 1} for _ in range(20)] + [{"easy": 3}]
    assert published(survey(scale), few_threes).question("easy").median is None


MONEY = question("money", "number", min=Decimal(0))


def test_numbers_come_in_classes_of_at_least_min_cell() -> None:
    paid: list[Response] = [{"money": str(place)} for place in range(1, 41)] + [{"money": "9000"}]
    seen = published(survey(MONEY, min_cell=5), paid).question("money")
    assert all(found.count >= 5 for found in seen.numbers)
    assert sum(found.count for found in seen.numbers) == 41
    assert seen.numbers[-1].high is None


def test_a_mean_made_by_one_answer_is_not_published() -> None:
    paid: list[Response] = [{"money": str(place)} for place in range(1, 41)]
    definition = survey(MONEY, min_cell=5)
    assert published(definition, paid).question("money").mean == Decimal("20.5")
    assert published(definition, [*paid, {"money": "9000"}]).question("money").mean is None


def test_an_order_is_counted_by_its_first_and_averaged_when_nobody_is_alone() -> None:
    asks = survey(ORDER)
    orders = [["bus", "doctor", "shop"]] * 40 + [["shop", "doctor", "bus"]] * 20
    seen = published(asks, [{"order": order} for order in orders]).question("order")
    assert [cell.count for cell in seen.overall.cells] == [40, 0, 20]
    assert [(one.id, str(one.place)) for one in seen.places] == [
        ("bus", "1.7"),
        ("doctor", "2.0"),
        ("shop", "2.3"),
    ]
    few = published(asks, [{"order": order} for order in orders[35:45]]).question("order")
    assert few.places == ()


def test_places_are_not_averaged_when_some_were_given_before_an_option_was_added() -> None:
    orders = [["bus", "doctor", "shop"]] * 40 + [["doctor", "bus"]] * 40
    seen = published(survey(ORDER), [{"order": order} for order in orders]).question("order")
    assert seen.places == ()


def test_places_are_not_averaged_where_an_option_is_hidden() -> None:
    orders = [["bus", "doctor", "shop"]] * 40 + [["shop", "doctor", "bus"]]
    seen = published(survey(ORDER), [{"order": order} for order in orders]).question("order")
    assert seen.places == ()


def test_a_question_decided_by_an_age_is_not_published() -> None:
    age = question("age", "number", min=Decimal(0), max=Decimal(100))
    work = question("work", "single", options=options("yes", "no"), when="${age} >= 18")
    people: list[Response] = [{"age": "30", "work": "yes"}] * 50 + [{"age": "7"}] * 50
    assert published(survey(age, work), people).question("work").overall.answered is None


def test_a_question_decided_by_a_small_number_is_published_with_its_classes() -> None:
    people: list[Response] = [{"children": "0"}] * 9 + [{"children": "2", "school": "near"}] * 9
    seen = published(survey(CHILDREN, SCHOOL), people)
    assert shown(seen, "school") == [9, 0]
    mixed: list[Response] = [*people, {"children": "1"}]
    seen = published(survey(CHILDREN, SCHOOL), mixed)
    assert seen.question("school").overall.answered is None


def test_a_question_with_a_rule_is_published_whole_or_not_at_all() -> None:
    seen = published(survey(REGION, STREAM), _streams(a=4, b=5, c=6, d=7))
    assert shown(seen, "stream") == [4, 5, 6, 7]
    seen = published(survey(REGION, STREAM), _streams(a=4, b=5, c=2, d=7))
    assert seen.question("stream").overall.answered is None


def _streams(**counts: int) -> list[Response]:
    regions = {option.id: option.attributes["region"] for option in STREAM.options}
    return [
        {"region": regions[stream], "stream": stream}
        for stream, count in counts.items()
        for _ in range(count)
    ]


def test_a_note_is_not_in_the_tables() -> None:
    asks = survey(question("hello", "note"), USED)
    seen = published(asks, [{"hello": "read", "used": "yes"}] * 9)
    assert [one.id for one in seen.questions] == ["used"]


def test_free_text_is_only_counted() -> None:
    wish = question("wish", "text")
    secret: list[Response] = [{"wish": "Jan Novák pije"} for _ in range(6)]
    seen = published(survey(wish, min_cell=5), secret)
    assert seen.question("wish").overall.answered == 6
    assert "Novák" not in seen.to_json()


def test_most_of_what_a_region_answered_can_be_read() -> None:
    seen = published(NEEDS, crowd(NEEDS, 400, 3, 0.05))
    cells = [
        c for q in seen.questions for row in (q.overall, *q.by_municipality) for c in row.cells
    ]
    assert sum(cell.count is not None for cell in cells) > len(cells) * 0.6
