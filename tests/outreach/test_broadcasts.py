"""A broadcast is written, sent, approved, paused and stopped, and only by who may."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from outreach import broadcasts
from outreach.audiences import Audience, Criterion, TakingPartExcludes
from outreach.blockers import Reason
from outreach.broadcasts import CannotBeSent, NotInThisState, OwnBroadcast
from outreach.rules import Rules
from people.roles import COORDINATOR, NotAllowed
from storage import audit, people
from storage import broadcasts as tables
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.people import Resident
from storage.places import Area
from texts import privacy

RULES = Rules(approval_above=3)
VIZOVICE, ZLIN = "orp-vizovice", "orp-zlin"


@dataclass
class Town:
    """Jana and Karel coordinate Vizovice, Zora Zlín; the others live in one of the two."""

    jana: Resident
    karel: Resident
    zora: Resident


async def settled(session: AsyncSession, number: int, area: str, now: datetime) -> Resident:
    person = await people.arrive(session, number, "cs", now.date())
    person.area_code, person.agreed_to = area, privacy.VERSION
    await session.flush()
    return person


async def coordinator(session: AsyncSession, number: int, area: str, now: datetime) -> Resident:
    person = await people.arrive(session, number, "cs", now.date())
    await people.grant(
        session, person.id, role=COORDINATOR, area_code=area, group_code="", name="", now=now
    )
    return person


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    async with database.writing() as session:
        session.add_all([Area(code=VIZOVICE, name={}), Area(code=ZLIN, name={})])
        await session.flush()
        for number in range(100, 103):
            await settled(session, number, VIZOVICE, now)
        for number in range(200, 205):
            await settled(session, number, ZLIN, now)
        return Town(
            await coordinator(session, 1, VIZOVICE, now),
            await coordinator(session, 2, VIZOVICE, now),
            await coordinator(session, 3, ZLIN, now),
        )


async def written(session: AsyncSession, town: Town, now: datetime) -> Broadcast:
    made = await broadcasts.draft(session, town.jana.id, VIZOVICE, now)
    return await broadcasts.change(
        session, town.jana.id, made.id, now, texts={"cs": "Přijďte <b>v úterý</b>."}
    )


async def test_a_draft_is_sent_and_noted(database: Database, town: Town, now: datetime) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        sent, wanted = await broadcasts.send(session, town.jana.id, made.id, now, RULES)
        assert (sent.state, sent.send_at, wanted) == (tables.SCHEDULED, now, None)
        (noted,) = [one for one in await audit.newest(session) if one.action == "broadcast_sent"]
        assert (noted.actor_id, noted.detail["people"]) == (town.jana.id, 3)
        assert noted.detail["audience"] == Audience((VIZOVICE,)).to_json()
        with pytest.raises(NotInThisState):
            await broadcasts.change(session, town.jana.id, made.id, now, texts={})


async def test_nobody_reaches_the_people_of_another_area(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        for area in (ZLIN, ""):
            with pytest.raises(NotAllowed):
                await broadcasts.draft(session, town.jana.id, area, now)
        for audience in (Audience((VIZOVICE, ZLIN)), Audience((ZLIN,)), Audience(())):
            with pytest.raises(NotAllowed):
                await broadcasts.change(session, town.jana.id, made.id, now, audience=audience)
        for step in (broadcasts.see, broadcasts.stop, broadcasts.pause, broadcasts.approve):
            with pytest.raises(NotAllowed):
                await step(
                    session, town.zora.id, made.id, *(() if step is broadcasts.see else (now,))
                )
        with pytest.raises(NotAllowed):
            await broadcasts.send(session, town.zora.id, made.id, now, RULES)


async def test_taking_part_may_not_be_used_to_leave_somebody_out(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        for kind in ("took_part", "not_took_part"):
            audience = Audience((VIZOVICE,), (Criterion(kind, ("ABCDE",), without=True),))
            with pytest.raises(TakingPartExcludes):
                await broadcasts.change(session, town.jana.id, made.id, now, audience=audience)


async def test_above_the_limit_a_second_person_approves(
    database: Database, town: Town, now: datetime
) -> None:
    rules = Rules(approval_above=2)
    async with database.writing() as session:
        made = await written(session, town, now)
        sent, wanted = await broadcasts.send(session, town.jana.id, made.id, now, rules)
        assert sent.state == tables.WAITING
        assert wanted is not None
        assert [one.id for one in wanted.approvers] == [town.karel.id]
        with pytest.raises(OwnBroadcast):
            await broadcasts.approve(session, town.jana.id, made.id, now)
        found, approved = await broadcasts.approve(session, town.karel.id, made.id, now)
        assert (found.state, approved is not None) == (tables.SCHEDULED, True)
        assert await broadcasts.approve(session, town.karel.id, made.id, now) == (found, None)


async def test_what_stands_in_the_way_is_named(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await broadcasts.draft(session, town.jana.id, VIZOVICE, now)
        await broadcasts.change(
            session, town.jana.id, made.id, now, send_at=now - timedelta(minutes=1)
        )
        with pytest.raises(CannotBeSent) as refused:
            await broadcasts.send(session, town.jana.id, made.id, now, RULES)
        assert [one.reason for one in refused.value.blockers] == [
            Reason.NO_TEXT,
            Reason.IN_THE_PAST,
        ]
