"""Links that grant a role: once, in time, to whoever opens them first, and only downwards."""

from datetime import datetime, timedelta

import pytest

from people import invitations
from people.invitations import InvitationUnusable, Offer
from people.roles import ADMINISTRATOR, COORDINATOR, MEMBER, NotAllowed
from storage import people
from storage.database import Database
from storage.people import Invitation
from tests.people.test_roles import AREAS, granted

MEMBER_OFFER = Offer(MEMBER, AREAS[0], "ps-rodiny")


async def invited(database: Database, inviter: int, offer: Offer, now: datetime) -> str:
    async with database.writing() as session:
        return await invitations.invite(session, inviter, offer, now)


async def accepted(database: Database, token: str, who: int, now: datetime) -> Offer:
    async with database.writing() as session:
        return await invitations.accept(session, token, who, "Marie", now)


async def arrived(database: Database, number: int, now: datetime) -> int:
    async with database.writing() as session:
        return (await people.arrive(session, number, "cs", now.date())).id


async def test_accepting_twice_is_accepting_once(database: Database, now: datetime) -> None:
    eva = await granted(database, 1, COORDINATOR, AREAS[0])
    marie = await arrived(database, 2, now)
    token = await invited(database, eva, MEMBER_OFFER, now)
    for _ in range(2):
        assert await accepted(database, token, marie, now) == MEMBER_OFFER
    async with database.reading() as session:
        assert len(await people.roles(session, marie)) == 1


async def test_a_spent_link_still_tells_its_owner_and_nobody_else(
    database: Database, now: datetime
) -> None:
    eva = await granted(database, 1, COORDINATOR, AREAS[0])
    marie, petr = await arrived(database, 2, now), await arrived(database, 3, now)
    token = await invited(database, eva, MEMBER_OFFER, now)
    await accepted(database, token, marie, now)
    async with database.writing() as session:
        later = now + timedelta(days=30)
        assert await invitations.look(session, token, marie, later) == MEMBER_OFFER
        with pytest.raises(InvitationUnusable):
            await invitations.look(session, token, petr, now)


@pytest.mark.parametrize("token", ["", "x", "neni-takovy-odkaz-0000"])
async def test_a_made_up_link_opens_nothing(database: Database, now: datetime, token: str) -> None:
    marie = await arrived(database, 2, now)
    with pytest.raises(InvitationUnusable):
        await accepted(database, token, marie, now)


async def test_links_run_out(database: Database, now: datetime) -> None:
    eva = await granted(database, 1, ADMINISTRATOR)
    marie = await arrived(database, 2, now)
    async with database.writing() as session:
        first = await invitations.invite_administrator(session, now)
    weekly = await invited(database, eva, MEMBER_OFFER, now)
    for token, lasts in ((first, timedelta(minutes=15)), (weekly, timedelta(days=7))):
        with pytest.raises(InvitationUnusable):
            await accepted(database, token, marie, now + lasts)
        await accepted(database, token, marie, now + lasts - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("role", "area", "offer"),
    [
        (MEMBER, AREAS[0], MEMBER_OFFER),
        (COORDINATOR, AREAS[1], MEMBER_OFFER),
        (COORDINATOR, AREAS[0], Offer(COORDINATOR, AREAS[0], "")),
        (COORDINATOR, AREAS[0], Offer(MEMBER, "", "")),
        (COORDINATOR, AREAS[0], Offer(ADMINISTRATOR, "", "")),
    ],
)
async def test_nobody_gives_more_than_they_may(
    database: Database, now: datetime, role: str, area: str, offer: Offer
) -> None:
    eva = await granted(database, 1, role, area)
    with pytest.raises(NotAllowed):
        await invited(database, eva, offer, now)


async def test_the_table_does_not_hold_what_the_link_says(
    database: Database, now: datetime
) -> None:
    eva = await granted(database, 1, COORDINATOR, AREAS[0])
    token = await invited(database, eva, MEMBER_OFFER, now)
    async with database.reading() as session:
        assert await session.get(Invitation, token) is None
