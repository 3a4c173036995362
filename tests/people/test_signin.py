import asyncio
from datetime import timedelta

import pytest

from people import roles, signin
from storage import people
from storage.database import Database


@pytest.fixture
async def jana(database: Database, now):
    async with database.writing() as session:
        found = await people.arrive(session, 2, "uk", now.date())
        await people.grant(
            session,
            found.id,
            role=roles.COORDINATOR,
            area_code="vizovice",
            group_code="",
            name="Jana",
            now=now,
        )
    return found.id


async def test_a_link_begins_one_session(database, jana, now):
    async with database.writing() as session:
        token = await signin.make_link(session, jana, now)
    async with database.writing() as session:
        first = await signin.spend(session, token, now)
        second = await signin.spend(session, token, now)
    assert first.language == "uk"
    assert second is None
    async with database.reading() as session:
        present = await signin.present(session, first.token, now)
    assert (present.resident_id, len(present.roles)) == (jana, 1)


async def test_two_browsers_at_once_share_no_link(database, jana, now):
    async with database.writing() as session:
        token = await signin.make_link(session, jana, now)

    async def spend():
        async with database.writing() as session:
            return await signin.spend(session, token, now)

    async with asyncio.TaskGroup() as both:
        tries = [both.create_task(spend()) for _ in range(2)]
    assert sorted(one.result() is None for one in tries) == [False, True]


async def test_a_session_ends_with_time_and_by_leaving(database, jana, now):
    async with database.writing() as session:
        begun = await signin.spend(session, await signin.make_link(session, jana, now), now)
        assert await signin.present(session, begun.token, now + timedelta(hours=12)) is None
        assert await signin.present(session, begun.token, now)
        await signin.leave(session, begun.token)
        assert await signin.present(session, begun.token, now) is None


async def test_expired_links_are_cleared_away_when_a_new_one_is_made(database, jana, now):
    async with database.writing() as session:
        old = await signin.make_link(session, jana, now)
        await signin.make_link(session, jana, now + timedelta(hours=1))
        assert await signin.spend(session, old, now) is None
