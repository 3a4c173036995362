"""Answers are counted as they come, one response after another."""

from decimal import Decimal

from surveys.definitions import Question
from surveys.results.counting import NO_ANSWER, Counting, RawResults, classes
from surveys.results.disclosure import publish
from surveys.walking import Answers
from tests.surveys.samples import survey

DEFINITION = survey()


def counted(*responses: Answers) -> RawResults:
    counting = Counting(DEFINITION)
    for response in responses:
        counting.add(response)
    return counting.tables()


HANA: Answers = {
    "jezdi": "ano",
    "kdy": ["rano", "vecer"],
    "znamka": 3,
    "proc": "Jezdí pozdě.",
    "cena": "240.50",
    "obec": "585939",
}
PETR: Answers = {"jezdi": "ne", "cena": None, "obec": None}
OLENA: Answers = {"jezdi": "ano", "kdy": ["rano"], "znamka": None, "obec": "585939"}


def test_options_points_and_texts_are_counted() -> None:
    results = counted(HANA, PETR, OLENA)
    assert results.responses == 3
    assert results.overall("jezdi").counts == {"ano": 2, "ne": 1}
    assert results.overall("kdy").counts == {"rano": 2, "vecer": 1}
    assert results.overall("znamka").counts == {"3": 1}
    assert results.overall("proc").answered == 1


def test_who_was_not_asked_has_not_skipped() -> None:
    results = counted(HANA, PETR, OLENA)
    marks = results.overall("znamka")
    assert (marks.asked, marks.answered, marks.skipped) == (2, 1, 1)


def test_answers_to_questions_no_longer_asked_do_not_count() -> None:
    changed_her_mind = {**HANA, "jezdi": "ne"}
    assert counted(changed_her_mind).overall("kdy").answered == 0


def test_people_are_counted_by_their_village() -> None:
    results = counted(HANA, PETR, OLENA)
    assert results.groups == {"585939": 2, NO_ANSWER: 1}
    assert results.rows["jezdi"]["585939"].counts == {"ano": 2}


def test_texts_are_not_kept() -> None:
    assert "pozdě" not in repr(counted(HANA))


def test_numbers_are_summed_and_fall_into_classes() -> None:
    results = counted(HANA, {**HANA, "cena": "0"})
    assert results.numbers["cena"].total == Decimal("240.50")
    assert results.numbers["cena"].largest == Decimal("240.50")
    assert sum(results.overall("cena").counts.values()) == 2


def test_classes_of_numbers_come_from_the_question_alone() -> None:
    def number(**limits: int | None) -> Question:
        decimal = {k: None if v is None else Decimal(v) for k, v in limits.items()}
        return Question(id="n", type="number", text={"cs": "Kolik?"}, **decimal)

    assert classes(number(min=1, max=4)) == (2, 3, 4)
    assert classes(number(min=0, max=100)) == (10, 20, 30, 40, 50, 60, 70, 80, 90)
    assert classes(number(min=0))[:6] == (1, 2, 5, 10, 20, 50)
    assert classes(number(min=0, max=5000))[-1] == 5000


def test_few_who_came_another_way_are_put_together_with_others() -> None:
    definition = survey()
    counting = Counting(definition)
    for place in range(60):
        channel = "paper" if place < 3 else "web" if place < 25 else "telegram"
        counting.add({"jezdi": "ne"}, channel)
    found = publish(definition, counting.tables(), {"municipalities": []}).channels
    assert sum(one.responses for one in found) == 60
    assert all(one.responses >= 15 for one in found)
    assert "paper" not in {one.id for one in found}
