"""Everything published of crossed questions as one linear system, and other worlds that fit it.

A world says how many more or fewer people there are of each kind. It fits if no published number
changes and every kind still has people or none. Finding one is left to a solver; whether it fits
is checked here, so that the solver need not be trusted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Final

from surveys.results.counting import NO_ANSWER
from surveys.results.joint import TICKED, Clique, Joint, Key

# A sum of unknowns, each with its factor.
Sum = Mapping[int, int]
# Stands for all who answered a question at all.
ANSWERED: Final = "_answered"
# Which table (a crossing's place), row and column; ANSWERED is the number of people in the row.
Place = tuple[int, str, str]
World = Mapping[int, int]
# The unknowns by each answer (of GROUP, each group) that their people have in common.
Alike = Mapping[tuple[str, str], set[int]]
FREE: Final = 1 << 30
GROUP: Final = ""


@dataclass(frozen=True)
class Kind:
    """What the people of one unknown have in common: group, and answers by question."""

    group: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Bound:
    """How far a sum may move from what it is; both nought keep it as it is."""

    terms: Sum
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Dimension:
    """A question as everybody knows it: where people can be counted, and what they can tick."""

    name: str
    columns: tuple[str, ...]
    ticks: tuple[str, ...] = ()
    least: int = 1
    most: int = 1


@dataclass
class System:
    """`bounds` hold in every world; of `cells` those hold that are not hidden."""

    cliques: Sequence[Clique]
    joints: Sequence[Joint]
    groups: Sequence[str]
    dimensions: Mapping[str, Dimension]
    counts: list[int] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    cells: dict[Place, Sum] = field(default_factory=dict)
    _people: list[dict[Key, int]] = field(default_factory=list)
    _ticks: list[dict[Key, int]] = field(default_factory=list)
    _people_with: list[Alike] = field(default_factory=list)
    _ticks_with: list[Alike] = field(default_factory=list)

    def __post_init__(self) -> None:
        for place in range(len(self.cliques)):
            self._name_unknowns(place)
        for place, clique in enumerate(self.cliques):
            self._hold_together(place, clique)
            self._limit_ticks(place, clique)

    def _name_unknowns(self, place: int) -> None:
        clique, joint = self.cliques[place], self.joints[place]
        sides = [self.dimensions[name].columns for name in clique.questions]
        people = {key: joint.people[key] for key in product(self.groups, *sides)}
        options = self.dimensions[clique.questions[0]].ticks
        ticks: dict[Key, int] = {}
        if options:
            ticks = {
                (*key, option): joint.ticks[(*key, option)]
                for key in product(self.groups, *sides[1:])
                for option in options
            }
        self._people.append(self._numbered(people, clique.questions))
        self._ticks.append(self._numbered(ticks, clique.questions[1:]))
        names = clique.questions
        self._people_with.append(_alike(self._people[place], (GROUP, *names)))
        self._ticks_with.append(_alike(self._ticks[place], (GROUP, *names[1:], names[0])))

    def _numbered(self, counts: Mapping[Key, int], questions: Sequence[str]) -> dict[Key, int]:
        first = len(self.counts)
        self.counts += counts.values()
        self.kinds += [Kind(key[0], dict(zip(questions, key[1:], strict=False))) for key in counts]
        return {key: first + place for place, key in enumerate(counts)}

    def _hold_together(self, place: int, clique: Clique) -> None:
        """Cliques agree about the questions they share, or at least about the groups."""
        names = (clique.questions[0], *clique.shared)
        kept = [names.index(name) + 1 for name in clique.shared]
        mine = _gathered(self._people[place], (0, *kept))
        if clique.parent is None:
            self.bounds += [Bound(terms) for terms in mine.values()]
            return
        parent = self.cliques[clique.parent].questions
        there = [parent.index(name) + 1 for name in clique.shared]
        theirs = _gathered(self._people[clique.parent], (0, *there))
        for key, terms in mine.items():
            self.bounds.append(Bound({**terms, **dict.fromkeys(theirs[key], -1)}))

    def _limit_ticks(self, place: int, clique: Clique) -> None:
        """Nobody ticks an option twice, and everybody as many as the question wants."""
        dimension = self.dimensions[clique.questions[0]]
        if not dimension.ticks:
            return
        for group, *others in product(
            self.groups, *(self.dimensions[name].columns for name in clique.shared)
        ):
            people = self._people[place][(group, TICKED, *others)]
            ticked = [self._ticks[place][(group, *others, one)] for one in dimension.ticks]
            self._at_most(*(({one: 1}, {people: 1}) for one in ticked))
            every = dict.fromkeys(ticked, 1)
            self._at_most((every, {people: dimension.most}), ({people: dimension.least}, every))

    def _at_most(self, *pairs: tuple[Sum, Sum]) -> None:
        """The first sum of each pair is no larger than the second, in every world."""
        for smaller, larger in pairs:
            terms = {**smaller, **{one: -factor for one, factor in larger.items()}}
            self.bounds.append(Bound(terms, -FREE, -self.value(terms)))

    def value(self, terms: Sum) -> int:
        return sum(factor * self.counts[one] for one, factor in terms.items())

    def sum_of(
        self, chosen: Mapping[str, str], groups: Iterable[str] | None = None
    ) -> dict[int, int]:
        """The people who gave these answers (an option of each question), in these groups."""
        place = self._holding(chosen)
        within = frozenset(self.groups if groups is None else groups)
        first = self.cliques[place].questions[0]
        ticked = chosen.get(first) in self.dimensions[first].ticks
        alike = self._ticks_with[place] if ticked else self._people_with[place]
        found = set().union(*(alike[GROUP, one] for one in within))
        for name, option in chosen.items():
            found &= alike[name, option]
        return dict.fromkeys(sorted(found), 1)

    def _holding(self, names: Iterable[str]) -> int:
        wanted = {*names}
        holding = (p for p, one in enumerate(self.cliques) if wanted <= {*one.questions})
        return next(holding)

    def fix(self, terms: Sum) -> None:
        """Everybody knows this sum."""
        if terms:
            self.bounds.append(Bound(terms))

    def fits(self, world: World, hidden: frozenset[Place]) -> bool:
        """Whether all of it could be so, and nothing that is shown would be another number."""
        if any(self.counts[one] + change < 0 for one, change in world.items()):
            return False
        if any(not b.least <= moved(world, b.terms) <= b.most for b in self.bounds):
            return False
        shown = self.cells.keys() - hidden
        return not any(moved(world, self.cells[place]) for place in shown)

    @cached_property
    def size(self) -> int:
        return len(self.counts)


def moved(world: World, terms: Sum) -> int:
    """Either of the two may have thousands of unknowns, and the other few."""
    if len(terms) < len(world):
        return sum(factor * world.get(one, 0) for one, factor in terms.items())
    return sum(change * terms.get(one, 0) for one, change in world.items())


def _gathered(unknowns: Mapping[Key, int], places: Sequence[int]) -> dict[Key, dict[int, int]]:
    """The unknowns summed over all that stands elsewhere in their keys."""
    sums: dict[Key, dict[int, int]] = {}
    for key, one in unknowns.items():
        sums.setdefault(tuple(key[place] for place in places), {})[one] = 1
    return sums


def _alike(unknowns: Mapping[Key, int], names: Sequence[str]) -> Alike:
    found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for key, one in unknowns.items():
        for name, answer in zip(names, key, strict=True):
            found[name, answer].add(one)
            if answer != NO_ANSWER:
                found[name, ANSWERED].add(one)
    return found


class Corners:
    """Small parts of the unknowns in which a world may be found soon."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._sizes: dict[str, Counter[str]] = {GROUP: Counter(dict.fromkeys(system.groups, 0))}
        for kind, count in zip(system.kinds, system.counts, strict=True):
            self._sizes[GROUP][kind.group] += count
            for name, answer in kind.answers.items():
                self._sizes.setdefault(name, Counter())[answer] += count

    def near(
        self, terms: Sum, groups: int, values: int, likely: frozenset[str] = frozenset()
    ) -> list[int]:
        """The largest groups, the likely ones and the commonest answers.

        Whatever the sum is made of is among them, and every answer to a question it tells apart.
        """
        kinds = self._system.kinds
        named: dict[str, set[str]] = {GROUP: {kinds[one].group for one in terms}}
        for one in terms:
            for name, answer in kinds[one].answers.items():
                named.setdefault(name, set()).add(answer)
        kept = {
            name: {*sizes} if name in named and named[name] != {*sizes} else _most(sizes, values)
            for name, sizes in self._sizes.items()
        }
        own = named[GROUP] if len(named[GROUP]) < len(self._sizes[GROUP]) else set()
        kept[GROUP] = _most(self._sizes[GROUP], groups) | own | likely
        return [
            one
            for one, kind in enumerate(kinds)
            if kind.group in kept[GROUP]
            and all(answer in kept[name] for name, answer in kind.answers.items())
        ]


def _most(sizes: Counter[str], most: int) -> set[str]:
    return {one for one, _ in sizes.most_common(most)}
