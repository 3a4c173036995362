"""How people answered several questions together, for the tables in which they are crossed.

Questions that are crossed make a net. It is taken apart into groups of questions, such that tables
of the groups which agree where groups overlap always are tables of the same people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from surveys.crossings import net
from surveys.definitions import CHANNEL, Crossing, Definition
from surveys.results.counting import EVERYBODY, NO_ANSWER
from surveys.walking import Answers

# What whoever ticks options that may be combined has answered; which ones is counted apart.
TICKED: Final = "_ticked"

# A group of people (their municipality), and what they answered to each question of a clique.
Key = tuple[str, ...]


@dataclass(frozen=True)
class Clique:
    """Questions counted together; `parent` is the clique it overlaps with, in `shared`."""

    questions: tuple[str, ...]
    parent: int | None = None
    shared: tuple[str, ...] = ()


@dataclass
class Joint:
    """Exact counts, never shown: people by key, and ticks by key and option."""

    people: Counter[Key] = field(default_factory=Counter)
    ticks: Counter[Key] = field(default_factory=Counter)


def cliques(crossings: Iterable[Crossing], several: frozenset[str]) -> tuple[Clique, ...]:
    """`several` are the questions with ticks; each of them lies in one clique, with all beside it.

    Questions are taken out one by one; those beside one are then thought crossed with each other.
    """
    beside = _beside(crossings)
    order: list[str] = []
    found: list[tuple[str, ...]] = []
    while beside:
        name = min(beside, key=lambda one: (one not in several, len(beside[one]), one))
        around = beside.pop(name)
        for one in around:
            beside[one] |= around
            beside[one] -= {one, name}
        order.append(name)
        found.append((name, *sorted(around)))
    return tuple(_placed(questions, order) for questions in found)


def _beside(crossings: Iterable[Crossing]) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {}
    for one in crossings:
        beside.setdefault(one.by, set()).add(one.question)
        beside.setdefault(one.question, set()).add(one.by)
    return beside


def _placed(questions: tuple[str, ...], order: list[str]) -> Clique:
    around = questions[1:]
    if not around:
        return Clique(questions)
    return Clique(questions, min(map(order.index, around)), around)


class JointCounting:
    """Takes responses one by one, as `Counting` does."""

    def __init__(self, definition: Definition, crossings: Sequence[Crossing]) -> None:
        municipality = definition.tagged("municipality")
        self._municipality = municipality.id if municipality else None
        crossings = net(definition, crossings)
        named = {name for one in crossings for name in (one.question, one.by)} - {CHANNEL}
        asked = {name: definition.question(name) for name in named}
        self.several = frozenset(name for name, one in asked.items() if one.type == "multi")
        self._alone = {
            name: frozenset(option.id for option in asked[name].all_options if option.exclusive)
            for name in self.several
        }
        self.cliques = cliques(crossings, self.several)
        self.joints = tuple(Joint() for _ in self.cliques)

    def add(self, answers: Answers, channel: str) -> None:
        """The answers must be those that count, see `walking.relevant`."""
        group = self._group(answers)
        for clique, joint in zip(self.cliques, self.joints, strict=True):
            key = tuple(self._category(name, answers, channel) for name in clique.questions)
            joint.people[group, *key] += 1
            name = clique.questions[0]
            if key[0] == TICKED:
                ticked = answers[name]
                assert isinstance(ticked, list)
                joint.ticks.update((group, *key[1:], option) for option in ticked)

    def _group(self, answers: Answers) -> str:
        if self._municipality is None:
            return EVERYBODY
        value = answers.get(self._municipality)
        return NO_ANSWER if value is None else str(value)

    def _category(self, name: str, answers: Answers, channel: str) -> str:
        if name == CHANNEL:
            return channel
        value = answers.get(name)
        if value is None or value == []:
            return NO_ANSWER
        return self._several(name, value) if isinstance(value, list) else str(value)

    def _several(self, name: str, value: list[str]) -> str:
        """An order is counted by what stands first."""
        return value[0] if name not in self.several or self._alone[name] & {*value} else TICKED


def regrouped(
    clique: Clique, joint: Joint, group_of: Mapping[str, str], channel_of: Mapping[str, str]
) -> Joint:
    """The counts by published groups of municipalities and of channels."""
    place = clique.questions.index(CHANNEL) if CHANNEL in clique.questions else None
    made = Joint()
    for key, count in joint.people.items():
        made.people[_renamed(key, place, group_of, channel_of)] += count
    for key, count in joint.ticks.items():
        # The question with the ticks comes first, and its place in the key is left out.
        made.ticks[_renamed(key, place and place - 1, group_of, channel_of)] += count
    return made


def _renamed(
    key: Key, place: int | None, group_of: Mapping[str, str], channel_of: Mapping[str, str]
) -> Key:
    group, *values = key
    if place is not None:
        values[place] = channel_of[values[place]]
    return (group_of[group], *values)
