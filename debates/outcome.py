"""What came of a debate: made once when it ends, told so that it points at nobody, and frozen.

A count of fewer people than `min_cell` is never told. Where a statement has one, what most people
say is told beside all the rest together; where even the rest is so few, only that most or nearly
all say it. Of groups no counts are told at all, so that nothing can be worked out of what others
show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from debates import agreeing
from debates.agreeing import Counts, Lean
from debates.keeping import Run, known
from storage import debates as tables
from storage.debates import Statement

if TYPE_CHECKING:
    from debates.mapping import Map

# What unites and divides is told from so many people on.
FEWEST_PEOPLE: Final = 15
# Sizes of groups are told roughly.
ROUGHLY: Final = 5
LETTERS: Final = "ABCDE"
# So many smallest counts make a fifth of them the most that may say something else.
NEARLY_ALL: Final = 5
SAID: Final = {"agrees": "agree", "disagrees": "disagree", "passes": "pass"}


class NotCounted(Exception):
    """The debate has not ended, or its results are still being made."""


@dataclass(frozen=True)
class Told:
    """One statement; a count that is None is not told.

    Where `rest` is told, it is of all but those whose count stands beside it. Where `nearly_all`
    or `mostly` is, it says what they say (agree, disagree or pass), and no counts are told; where
    nothing is, there are too few of each.
    """

    number: int
    text: Mapping[str, str]
    is_seed: bool
    stances: int | None
    agrees: int | None = None
    disagrees: int | None = None
    passes: int | None = None
    rest: int | None = None
    nearly_all: str | None = None
    mostly: str | None = None


@dataclass(frozen=True)
class StandsFor:
    number: int
    lean: Lean


@dataclass(frozen=True)
class OpinionGroup:
    """People who say alike, for orientation only: about how many, and what tells them apart."""

    letter: str
    size: int
    stands_for: tuple[StandsFor, ...]


@dataclass(frozen=True)
class Results:
    """`participants` is None where they are fewer than `min_cell`: then nothing else is told.

    `stances` are those to statements of which anything is told.
    `consensus` and `dividing` name statements, the clearest first; both are empty below
    `FEWEST_PEOPLE` people, which `is_judged` says. `by_channel` is told where all of it is large.
    """

    participants: int | None
    stances: int
    min_cell: int
    counted_at: datetime
    statements: tuple[Told, ...] = ()
    consensus: tuple[StandsFor, ...] = ()
    dividing: tuple[int, ...] = ()
    groups: tuple[OpinionGroup, ...] = ()
    by_channel: Mapping[str, int] | None = None
    is_judged: bool = False

    def statement(self, number: int) -> Told:
        return next(one for one in self.statements if one.number == number)

    def to_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = RESULTS.dump_python(self, mode="json")
        return kept


RESULTS: Final = TypeAdapter(Results)


@dataclass(frozen=True)
class Outcome:
    run: Run
    results: Results


async def outcome(session: AsyncSession, code: str) -> Outcome:
    """The frozen results, for everybody; raises NoSuchDebate, NotCounted."""
    run = await known(session, code)
    kept = await tables.results(session, code)
    if kept is None:
        raise NotCounted
    return Outcome(run, RESULTS.validate_python(kept))


def publish(
    statements: Sequence[Statement],
    totals: Mapping[str, tuple[int, int]],
    made: "Map",
    min_cell: int,
    now: datetime,
) -> Results:
    """`totals` are participants and their stances by channel."""
    participants = sum(people for people, _ in totals.values())
    if participants < min_cell:
        return Results(None, 0, min_cell, now)
    everybody = {one.number: _counts(one) for one in statements}
    is_judged = participants >= FEWEST_PEOPLE and bool(statements)
    groups = made.groups or (everybody,)
    united = agreeing.consensus(groups, min_cell) if is_judged else []
    shown = tuple(told(one, min_cell) for one in statements)
    return Results(
        participants,
        sum(one.stances or 0 for one in shown),
        min_cell,
        now,
        shown,
        tuple(StandsFor(one.number, one.lean) for one in united),
        tuple(agreeing.dividing(groups, min_cell)) if is_judged else (),
        _groups(made, min_cell) if is_judged else (),
        _by_channel(totals, min_cell),
        is_judged,
    )


def told(statement: Statement, min_cell: int) -> Told:
    """One statement as far as it points at nobody."""
    counts: dict[str, Any] = {
        "agrees": statement.agrees,
        "disagrees": statement.disagrees,
        "passes": statement.passes,
    }
    bare = Told(statement.number, dict(statement.text), statement.is_seed, None)
    stances = statement.stances
    if stances < min_cell:
        return bare
    most = max(counts, key=lambda side: counts[side])
    rest = stances - counts[most]
    if rest and all(count == 0 or count >= min_cell for count in counts.values()):
        return replace(bare, stances=stances, **counts)
    if rest > min_cell and counts[most] >= min_cell:
        return replace(bare, stances=stances, rest=rest, **{most: counts[most]})
    if rest <= min_cell and stances >= NEARLY_ALL * min_cell:
        return replace(bare, stances=stances, nearly_all=SAID[most])
    if rest <= min_cell and stances > 2 * min_cell:
        return replace(bare, stances=stances, mostly=SAID[most])
    return replace(bare, stances=stances)


def _counts(statement: Statement) -> Counts:
    return Counts(statement.agrees, statement.disagrees, statement.stances)


def _groups(made: "Map", min_cell: int) -> tuple[OpinionGroup, ...]:
    return tuple(
        OpinionGroup(
            LETTERS[place],
            max(round(size / ROUGHLY) * ROUGHLY, ROUGHLY),
            tuple(
                StandsFor(one.number, one.lean)
                for one in agreeing.standing_for(made.groups, place, min_cell)
            ),
        )
        for place, size in enumerate(made.sizes)
    )


def _by_channel(totals: Mapping[str, tuple[int, int]], min_cell: int) -> dict[str, int] | None:
    people = {channel: count for channel, (count, _) in sorted(totals.items())}
    return people if all(count >= 3 * min_cell for count in people.values()) else None
