"""Whether a group is made up as community planning wants it: warnings, never prohibitions.

The rules: users, providers and commissioners all sit in the group, each with a third of those
who vote (rounded down) at least; at least five vote; somebody chairs. In a steering group every
municipality of the area has somebody who sits there for it. Guests do not count.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from groups.membership import VOTING
from storage.groups import AGREED, CHAIR, STEERING, Member
from storage.people import TRIAD

FEWEST = 5


class Amiss(StrEnum):
    NOBODY = "nobody"
    MISSING = "missing"
    FEW = "few"
    SMALL = "small"
    NO_CHAIR = "no_chair"
    UNSEATED = "unseated"


@dataclass(frozen=True)
class Warned:
    """What is amiss: with which party, or for which municipalities, and how many there are."""

    what: Amiss
    party: str = ""
    count: int = 0
    municipalities: tuple[str, ...] = ()


def parties(members: Sequence[Member]) -> Mapping[str, int]:
    """How many of each party vote in the group."""
    return Counter(one.party for one in _voting(members))


def warnings(
    kind: str, members: Sequence[Member], municipalities: Sequence[str] = ()
) -> list[Warned]:
    """Everything that should be mended, the gravest first; `municipalities` are the area's."""
    voting, counted = _voting(members), parties(members)
    if not voting:
        return [Warned(Amiss.NOBODY)]
    found = [Warned(Amiss.MISSING, party) for party in TRIAD if not counted.get(party)]
    found += [
        Warned(Amiss.FEW, party, counted[party])
        for party in TRIAD
        if 0 < counted.get(party, 0) < len(voting) // len(TRIAD)
    ]
    if len(voting) < FEWEST:
        found.append(Warned(Amiss.SMALL, count=len(voting)))
    if not any(one.role == CHAIR for one in voting):
        found.append(Warned(Amiss.NO_CHAIR))
    seated = {code for one in voting for code in one.seats}
    unseated = tuple(code for code in municipalities if code not in seated)
    if kind == STEERING and unseated:
        found.append(Warned(Amiss.UNSEATED, count=len(unseated), municipalities=unseated))
    return found


def _voting(members: Sequence[Member]) -> list[Member]:
    return [one for one in members if one.state == AGREED and one.role in VOTING]
