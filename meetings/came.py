"""Who was at a meeting: to be told of it afterwards, and to begin its minutes with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.keeping import Held
from meetings.minutes import (
    LINE_LENGTH,
    LINES_LIMIT,
    PARTIES,
    PEOPLE_LIMIT,
    How,
    Minutes,
    Presence,
    Shown,
)
from storage import attendance
from storage import meetings as tables
from storage.attendance import Attendance
from storage.meetings import COMING, DECLINED, WAITING
from texts.content import pick
from texts.formatting import listed, short_day


@dataclass(frozen=True)
class Seated:
    """How the minutes of a working group call somebody who sits in it."""

    name: str
    party: str


async def whom_to_tell(session: AsyncSession, held: Held) -> list[int]:
    """The accounts of those who were there; where nobody was recorded, of those who said so."""
    came = await attendance.came(session, held.code)
    if not came:
        said = await tables.registered(session, held.code, (COMING,))
        return sorted({one.resident_id for one in said if one.resident_id})
    return sorted({one.resident_id for one in came if one.resident_id})


async def may_read(session: AsyncSession, held: Held, resident_id: int) -> bool:
    """Whoever was there or is registered; a public meeting's papers are for everybody."""
    if held.document.is_public or await attendance.of_resident(session, held.code, resident_id):
        return True
    said = await tables.of_resident(session, resident_id)
    return any(one.meeting_code == held.code and one.state in (COMING, WAITING) for one in said)


async def prefilled(
    session: AsyncSession, held: Held, seated: Mapping[int, Seated], recorder: str, language: str
) -> Minutes:
    """What the meeting and its attendance tell already; `seated` are members of its group."""
    came = await attendance.came(session, held.code)
    declined = await tables.registered(session, held.code, (DECLINED,))
    excused = [(seated.get(one.resident_id or 0, Seated(one.name, one.party))) for one in declined]
    present = [
        *_named(held, came, seated, language),
        *(_excused(one) for one in excused if one.name),
        *_nameless(came, seated),
    ]
    programme = [pick(one.title, language) for one in held.document.programme]
    return Minutes(
        programme=tuple(programme[:LINES_LIMIT]),
        present=tuple(present[:PEOPLE_LIMIT]),
        recorder=recorder,
        shown=Shown.COUNTS if held.document.is_public else Shown.NAMES,
    )


def _named(
    held: Held, came: Sequence[Attendance], seated: Mapping[int, Seated], language: str
) -> list[Presence]:
    """Each person once; who missed some of the days was there in part, on those that are told."""
    nths: dict[tuple[str, str], set[int]] = {}
    people: dict[tuple[str, str], int] = {}
    for one in came:
        known = seated.get(one.resident_id or 0, Seated(one.name, one.party))
        if known.name:
            key = (known.name, known.party)
            nths.setdefault(key, set()).add(one.nth)
            people[key] = max(people.get(key, 1), one.people)
    return [
        Presence(
            name=name,
            party=party if party in PARTIES else "",
            people=people[name, party],
            together=people[name, party] > 1,
            **_in_part(held, there, language),
        )
        for (name, party), there in nths.items()
    ]


def _in_part(held: Held, there: Collection[int], language: str) -> dict[str, Any]:
    days = held.document.days
    if len(there) >= held.document.expected:
        return {"how": How.PRESENT}
    told = listed([short_day(days[nth].start, language) for nth in days if nth in there], language)
    return {"how": How.IN_PART, "part": told if len(told) <= LINE_LENGTH else ""}


def _excused(one: Seated) -> Presence:
    party = one.party if one.party in PARTIES else ""
    return Presence(name=one.name, party=party, how=How.EXCUSED)


def _nameless(came: Sequence[Attendance], seated: Mapping[int, Seated]) -> list[Presence]:
    """So many of each party, as many as came on the day on which the most came."""
    unnamed = [one for one in came if not one.name and one.resident_id not in seated]
    found = []
    for party in (*PARTIES, ""):
        mine = [one for one in unnamed if (one.party if one.party in PARTIES else "") == party]
        by_day = [
            sum(one.people for one in mine if one.nth == nth) for nth in {one.nth for one in mine}
        ]
        if by_day:
            found.append(Presence(party=party, people=max(by_day), together=True))
    return found
