"""Who sits in a working group, as whom, and what that lets them do there."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage import groups as tables
from storage.groups import AGREED, CHAIR, MEMBER, SECRETARY, WorkingGroup

LEADING = (CHAIR, SECRETARY)
VOTING = (CHAIR, SECRETARY, MEMBER)


class NotInGroup(Exception):
    """Only members of the group may do this, or only those who lead it."""

    def __init__(self, group_code: str) -> None:
        super().__init__(group_code)
        self.group_code = group_code


@dataclass(frozen=True)
class Seat:
    """Somebody who acts as a member of a group; doors hand it to the decisions of others."""

    member_id: int
    resident_id: int
    group_code: str
    area_code: str
    role: str
    party: str
    is_steering: bool

    @property
    def leads(self) -> bool:
        return self.role in LEADING

    @property
    def votes(self) -> bool:
        return self.role in VOTING


async def seat(session: AsyncSession, resident_id: int, group_code: str) -> Seat:
    """The seat in which somebody acts; raises NotInGroup."""
    group = await tables.group(session, group_code)
    held = await tables.seat(session, group_code, resident_id)
    if group is None or group.ended_at or held is None or held.state != AGREED:
        raise NotInGroup(group_code)
    return _seat(held, group, resident_id)


async def seats(session: AsyncSession, resident_id: int) -> list[tuple[Seat, WorkingGroup]]:
    """Every seat of a person, with its group."""
    found = await tables.seats_of(session, resident_id)
    return [(_seat(held, group, resident_id), group) for held, group in found]


def _seat(held: tables.Member, group: WorkingGroup, resident_id: int) -> Seat:
    return Seat(
        member_id=held.id,
        resident_id=resident_id,
        group_code=group.code,
        area_code=group.area_code,
        role=held.role,
        party=held.party,
        is_steering=group.kind == tables.STEERING,
    )
