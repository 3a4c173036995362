"""What stands on paper: numbers, and where to go on after an answer."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.definitions import Condition, Definition, Option, Question
from surveys.paper import printed
from surveys.walking import visible
from tests.surveys.samples import survey

YES_NO = (Option(id="ano", text={"cs": "Ano"}), Option(id="ne", text={"cs": "Ne"}))


def asks(name: str, *conditions: Condition) -> Question:
    return Question(
        id=name, type="single", text={"cs": name}, options=YES_NO, show_if=conditions, required=True
    )


def after(question: str, answer: str) -> Condition:
    return Condition(question=question, any_of=(answer,))


def of(*questions: Question) -> Definition:
    return survey(questions=questions)


def test_whoever_does_not_go_by_bus_goes_on_with_what_concerns_them() -> None:
    bus, when, how, age = printed(
        of(
            asks("bus"),
            asks("kdy", after("bus", "ano")),
            asks("jak", after("bus", "ano")),
            asks("vek"),
        )
    )
    assert bus.jumps == {"ne": 4}
    assert [one.number for one in when.limits] == [1]
    assert [option.id for option in when.limits[0].options] == ["ano"]
    assert (how.jumps, age.jumps, age.limits) == ({}, {}, ())


def test_where_nothing_follows_the_paper_says_the_end() -> None:
    bus, _ = printed(of(asks("bus"), asks("kdy", after("bus", "ano"))))
    assert bus.jumps == {"ne": 0}


def test_after_an_answer_that_ends_the_survey_the_paper_says_the_end() -> None:
    local = asks("mistni").model_copy(update={"ends_on": {"ne": {"cs": "Děkujeme."}}})
    assert [one.jumps for one in printed(of(local, asks("bus"), asks("vek")))] == [
        {"ne": 0},
        {},
        {},
    ]


def test_a_note_has_no_number_and_nobody_is_sent_to_it() -> None:
    note = Question(id="pozn", type="note", text={"cs": "Děkujeme."})
    bus, when, told, age = printed(
        of(asks("bus"), asks("kdy", after("bus", "ano")), note, asks("vek"))
    )
    assert told.number is None
    assert (when.number, age.number) == (2, 3)
    assert bus.jumps == {"ne": 3}


def test_an_expression_that_options_can_say_leads_on_as_they_do() -> None:
    when, age = (
        asks("kdy").model_copy(update={"when": "selected(${bus}, 'ano')"}),
        asks("vek"),
    )
    bus, printed_when, _ = printed(of(asks("bus"), when, age))
    assert bus.jumps == {"ne": 3}
    assert [option.id for option in printed_when.limits[0].options] == ["ano"]
    assert printed_when.depends_on == ()


def test_any_other_expression_names_the_questions_it_looks_at() -> None:
    two = asks("vek").model_copy(update={"when": "${bus} = 'ano' or ${vlak} = 'ano'"})
    silent = asks("proc").model_copy(update={"when": "${bus} != 'ano'"})
    shown = printed(of(asks("bus"), asks("vlak"), two, silent))
    assert [one.depends_on for one in shown] == [(), (), (1, 2), (1,)]
    assert not any(one.jumps for one in shown)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["", "ano", "ne"])), min_size=6, max_size=6
    )
)
def test_no_jump_ever_passes_over_a_question_that_is_asked(rules: list[tuple[int, str]]) -> None:
    questions = [
        asks(f"q{at}", *([after(f"q{on}", answer)] if answer and on < at else []))
        for at, (on, answer) in enumerate(rules)
    ]
    # Every second one says the same by an expression.
    questions[1::2] = [
        one.model_copy(update={"when": f"${{{by.question}}} = '{by.any_of[0]}'", "show_if": ()})
        if (by := next(iter(one.show_if), None))
        else one
        for one in questions[1::2]
    ]
    definition = of(*questions)
    numbers = {one.question.id: one.number for one in printed(definition)}
    for one in printed(definition):
        for answer, goes_to in one.jumps.items():
            answers = {q.id: "ano" for q in questions} | {one.question.id: answer}
            asked = [numbers[q.id] for q in visible(definition, answers)]
            assert one.number is not None
            between = range(one.number + 1, goes_to or len(questions) + 1)
            assert not set(between) & set(asked)
