"""Many responses are walked as one by one: the ways that are kept lead nowhere else."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from surveys.definitions import Definition, Question
from surveys.files.reading import read
from surveys.walking import relevant, visible
from surveys.ways import Ways
from tests.surveys.samples import survey

EXAMPLES = Path(__file__).parents[2] / "examples" / "surveys"
FILTERED: dict[str, Any] = {
    "questions": [
        {"id": "kraj", "type": "text", "text": {"cs": "Kraj?"}},
        {
            "id": "obec",
            "type": "single",
            "text": {"cs": "Obec?"},
            "choice_filter": "kraj = ${kraj}",
            "options": [
                {"id": "zlin", "text": {"cs": "Zlín"}, "attributes": {"kraj": "z"}},
                {"id": "opava", "text": {"cs": "Opava"}, "attributes": {"kraj": "m"}},
            ],
        },
        {"id": "proc", "type": "text", "text": {"cs": "Proč?"}, "when": "${obec} = 'zlin'"},
    ]
}
DEFINITIONS = [
    survey(),
    survey(**FILTERED),
    *(read(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.yaml"))),
]
WAYS = [Ways(one) for one in DEFINITIONS]


def _values(question: Question) -> some.SearchStrategy[Any]:
    if question.options and question.type in ("multi", "rank"):
        ids = some.sampled_from([option.id for option in question.options])
        return some.none() | some.lists(ids, unique=True)
    if question.points:
        return some.none() | some.sampled_from(question.points)
    offered = [option.id for option in question.all_options] or ["z", "m", "585939"]
    return some.none() | some.sampled_from(offered)


def _answers(definition: Definition) -> some.SearchStrategy[dict[str, Any]]:
    return some.fixed_dictionaries({}, optional={q.id: _values(q) for q in definition.questions})


@given(some.sampled_from(range(len(DEFINITIONS))), some.data())
def test_a_kept_way_is_the_way(place: int, data: some.DataObject) -> None:
    definition, ways = DEFINITIONS[place], WAYS[place]
    answers = data.draw(_answers(definition))
    assert ways.visible(answers) == visible(definition, answers)
    assert ways.relevant(answers) == relevant(definition, answers)
