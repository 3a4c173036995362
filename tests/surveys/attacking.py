"""Somebody who has every published table and wants to know how a few people answered.

A hidden count is safe when there is another world: somebody answered otherwise, the count is
another one, and still every published number is the same.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from surveys.definitions import AGREED, Definition, Question
from surveys.dependence import named
from surveys.results.counting import NO_ANSWER, Counting, RawResults, RawRow
from surveys.results.published import Published, Row
from surveys.walking import Value, relevant

REARRANGED = 20
PAIRS_TRIED = 6000
Response = dict[str, Value]
World = list[tuple[Response, Response]]


@dataclass(frozen=True)
class Target:
    """A hidden count that is not nought."""

    question: Question
    row: Row
    option: str


def raw_row(raw: RawResults, question_id: str, row: Row) -> RawRow:
    if row.group is None:
        return raw.overall(question_id)
    rows = raw.rows[question_id]
    return sum((rows[name] for name in members(row) if name in rows), RawRow())


def members(row: Row) -> tuple[str, ...]:
    return row.merged or (str(row.group),)


def targets(definition: Definition, published: Published, raw: RawResults) -> Iterator[Target]:
    for question in published.questions:
        for row in (question.overall, *question.by_municipality):
            counts = raw_row(raw, question.id, row).counts
            for cell in row.cells:
                if cell.count is None and counts[cell.id]:
                    yield Target(definition.question(question.id), row, cell.id)


def another_world(
    definition: Definition, published: Published, responses: list[Response], target: Target
) -> World | None:
    """Responses before and after, or None when the target is found out."""
    rows = _row_of_each(definition, published, responses, target.question)
    for arranged in _same_counts(responses, target.question, rows):
        found = _one_of_them(definition, published, arranged, target)
        if found:
            return found
    return None


def _one_of_them(
    definition: Definition, published: Published, responses: list[Response], target: Target
) -> World | None:
    for world in _worlds(definition, responses, target):
        change = _change(definition, world)
        moved = _signed(change, target.question.id, target.row).get(target.option)
        if moved and not _seen(published, change):
            return world
    return None


def _change(definition: Definition, world: World) -> RawResults:
    """Counts after less counts before."""
    after, before = Counting(definition), Counting(definition)
    for old, new in world:
        before.add(old)
        after.add(new)
    change = after.tables()
    for question_id, groups in before.tables().rows.items():
        for group, row in groups.items():
            here = change.rows[question_id].setdefault(group, RawRow())
            here.answered -= row.answered
            here.counts.subtract(row.counts)
    return change


def _seen(published: Published, change: RawResults) -> bool:
    return any(
        _row_seen(row, _signed(change, question.id, row))
        for question in published.questions
        for row in (question.overall, *question.by_municipality)
    )


def _row_seen(row: Row, change: dict[str, int]) -> bool:
    if row.answered is not None and change[""]:
        return True
    return any(cell.count is not None and change.get(cell.id) for cell in row.cells)


def _signed(change: RawResults, question_id: str, row: Row) -> dict[str, int]:
    """Adding counters would lose what is below nought."""
    rows = change.rows[question_id]
    names = rows.keys() if row.group is None else [n for n in members(row) if n in rows]
    sums = {"": sum(rows[name].answered for name in names)}
    for name in names:
        for option, count in rows[name].counts.items():
            sums[option] = sums.get(option, 0) + count
    return sums


def _worlds(definition: Definition, responses: list[Response], target: Target) -> Iterator[World]:
    question = target.question
    branch = {question.id, *_below(definition, question.id)}
    people = _distinct(responses)
    for one in people:
        for value in _values(question):
            yield [(one, relevant(definition, one | {question.id: value}))]
    pairs = list(product(people, people))
    for one, two in random.Random(1).sample(pairs, min(PAIRS_TRIED, len(pairs))):
        left, right = _take(definition, one, two, branch), _take(definition, two, one, branch)
        yield [(one, left)]
        yield [(one, left), (two, right)]
        if question.type == "multi":
            yield from _ticks(question, one, two, target.option)


def _values(question: Question) -> list[Value]:
    ids = [option.id for option in question.options]
    if question.type == "multi":
        return [[one] for one in ids]
    if question.type == "rank":
        return [[first, *(one for one in ids if one != first)] for first in ids]
    return [*question.points, *ids, *([AGREED] if question.type == "acknowledge" else [])]


def _distinct(responses: Iterable[Response]) -> list[Response]:
    return list({repr(sorted(response.items())): response for response in responses}.values())


def _below(definition: Definition, question_id: str) -> list[str]:
    """The questions asked or not according to this one, and those below them."""
    found = [question_id]
    for question in definition.questions:
        above = {condition.question for condition in question.show_if} | named(question)
        if above & set(found):
            found.append(question.id)
    return found[1:]


def _take(definition: Definition, one: Response, two: Response, branch: set[str]) -> Response:
    """The first person, having answered the branch as the second did."""
    own = {key: value for key, value in one.items() if key not in branch}
    return relevant(definition, own | {k: v for k, v in two.items() if k in branch})


def _ticks(question: Question, one: Response, two: Response, option: str) -> Iterator[World]:
    left, right = (set(r.get(question.id) or ()) for r in (one, two))
    for also in [(), *((other,) for other in sorted(left ^ right))]:
        turned = {option, *also}
        new = left ^ turned, right ^ turned
        if _allowed(question, new[0]):
            yield [(one, one | {question.id: sorted(new[0])})]
        if all(_allowed(question, ticks) for ticks in new):
            yield [(r, r | {question.id: sorted(t)}) for r, t in zip((one, two), new, strict=True)]


def _row_of_each(
    definition: Definition, published: Published, responses: list[Response], question: Question
) -> list[str | None]:
    """The row of the published table in which each person is counted."""
    rows = published.question(question.id).by_municipality
    row_of = {name: row.group for row in rows for name in members(row)}
    tagged = definition.tagged("municipality")
    villages = (tagged and response.get(tagged.id) for response in responses)
    return [row_of.get(str(village or NO_ANSWER)) for village in villages]


def _same_counts(
    responses: list[Response], question: Question, rows: list[str | None]
) -> Iterator[list[Response]]:
    """The responses, and others with the same counts: who ticked what together is not published."""
    yield responses
    dice = random.Random(0)
    for _ in range(REARRANGED if question.type == "multi" else 0):
        responses = [dict(response) for response in responses]
        for _ in range(10 * len(responses)):
            one, two = dice.sample(range(len(responses)), 2)
            if rows[one] == rows[two]:
                _hand_over(question, responses[one], responses[two], dice)
        yield responses


def _hand_over(question: Question, one: Response, two: Response, dice: random.Random) -> None:
    left, right = (set(response.get(question.id) or ()) for response in (one, two))
    if not left - right:
        return
    ticks = {dice.choice(sorted(left - right)), *sorted(right - left)[: dice.randint(0, 1)]}
    if _allowed(question, left ^ ticks) and _allowed(question, right ^ ticks):
        one[question.id], two[question.id] = sorted(left ^ ticks), sorted(right ^ ticks)


def _allowed(question: Question, ticks: set[str]) -> bool:
    exclusive = {option.id for option in question.options if option.exclusive}
    if not ticks or len(ticks) > (question.max_choices or len(question.options)):
        return False
    return len(ticks) == 1 or not ticks & exclusive
