"""Who may do what, and where: in every combination of role and area."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import roles
from people.roles import (
    ADMINISTRATOR,
    COORDINATOR,
    INVITING,
    MEMBER,
    POWERS,
    ROLES,
    Action,
    LastAdministrator,
    NoSuchRole,
    NotAllowed,
)
from storage import people
from storage.database import Database
from storage.people import Staff

NOW = datetime.fromisoformat("2027-02-01T10:00Z")
AREAS = ("orp-vizovice", "hlucinsko-zapad")


def held(role: str, area: str = "") -> Staff:
    return Staff(resident_id=1, role=role, area_code=area, name="Eva", granted_at=NOW)


STAFF = st.builds(held, st.sampled_from(ROLES), st.sampled_from(("", *AREAS)))


@given(st.lists(STAFF, max_size=3), st.sampled_from(Action), st.sampled_from(AREAS))
def test_an_action_is_allowed_where_a_role_with_its_power_covers_the_area(
    given_: list[Staff], action: Action, area: str
) -> None:
    covering = [one for one in given_ if one.area_code in ("", area)]
    expected = any(action in POWERS[one.role] for one in covering)
    assert roles.may(given_, action, area) is expected
    allowed = roles.areas_for(given_, action)
    assert expected is (allowed is None or area in allowed)


def test_each_role_can_do_all_that_the_one_below_it_can() -> None:
    assert POWERS[MEMBER] < POWERS[COORDINATOR] < POWERS[ADMINISTRATOR]


def test_nobody_invites_to_a_higher_role_than_their_own() -> None:
    for place, role in enumerate((MEMBER, COORDINATOR, ADMINISTRATOR)):
        for higher in (MEMBER, COORDINATOR, ADMINISTRATOR)[place + 1 :]:
            assert INVITING[higher] not in POWERS[role]


async def granted(database: Database, number: int, role: str, area: str = "") -> int:
    async with database.writing() as session:
        resident = await people.arrive(session, number, "cs", NOW.date())
        await people.grant(
            session,
            resident.id,
            role=role,
            area_code=area,
            group_code="",
            name=f"č. {number}",
            now=NOW,
        )
        return resident.id


async def take_away(database: Database, actor: int, whom: int, role: str, area: str = "") -> None:
    async with database.writing() as session:
        await roles.take_away(session, actor, whom, role, area, "", NOW)


async def test_a_coordinator_ends_roles_of_members_only_and_only_in_the_own_area(
    database: Database,
) -> None:
    eva = await granted(database, 1, COORDINATOR, AREAS[0])
    near = await granted(database, 2, MEMBER, AREAS[0])
    far = await granted(database, 3, MEMBER, AREAS[1])
    equal = await granted(database, 4, COORDINATOR, AREAS[0])
    for whom, role, area in ((far, MEMBER, AREAS[1]), (equal, COORDINATOR, AREAS[0])):
        with pytest.raises(NotAllowed):
            await take_away(database, eva, whom, role, area)
    await take_away(database, eva, near, MEMBER, AREAS[0])
    with pytest.raises(NoSuchRole):
        await take_away(database, eva, near, MEMBER, AREAS[0])


async def test_the_last_administrator_stays_whoever_asks(database: Database) -> None:
    eva = await granted(database, 1, ADMINISTRATOR)
    petr = await granted(database, 2, ADMINISTRATOR)
    await take_away(database, petr, eva, ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        await take_away(database, petr, petr, ADMINISTRATOR)


async def test_everybody_may_lay_down_their_own_role(database: Database) -> None:
    eva = await granted(database, 1, MEMBER, AREAS[0])
    await take_away(database, eva, eva, MEMBER, AREAS[0])
    async with database.reading() as session:
        assert await people.roles(session, eva) == []
