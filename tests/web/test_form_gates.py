"""The web form where a survey ends early, and the clerk's page when answers do not count."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text

from storage import places
from storage.database import Database, take_turn
from storage.marks import Marks
from surveys import answering, codes
from tests.surveys.test_gates import SORRY, about_children
from tests.web.kinds import Visitor, opened
from tests.web.test_entry import jana, responses, sends
from web.respondents import turn_of

__all__ = ["jana"]


@pytest.fixture
async def code(village):
    return await opened(village, about_children(area="orp-vizovice"))


@pytest.fixture
async def marie(village, code):
    async with village.client() as client:
        yield Visitor(village, client, code)


async def has_parents(village, code, many: int) -> None:
    for _ in range(many):
        who = codes.respondent(codes.new_code())
        async with village.database.writing() as session:
            place = (session, village.web().marks, code, who)
            for question in ("mistni", "deti", "skolka"):
                await answering.answer(*place, question, "ano", village.clock.moment)
            await answering.finish(*place, village.clock.moment)


async def test_the_end_is_a_page_of_its_own_with_a_way_back(village, marie):
    await marie.begin()
    await marie.answer("ne")
    assert SORRY["cs"] in marie.text
    assert "Tady pro vás anketa končí" in marie.text
    await marie.go("/hotovo")
    assert SORRY["cs"] in marie.text
    await marie.go()
    await marie.go("/o/mistni")
    await marie.answer("ano")
    assert marie.question == "deti"


async def test_a_full_quota_is_told_on_the_page_and_at_handing_in(village, code, marie):
    await has_parents(village, code, 1)
    await marie.begin()
    for said in ("ano", "ano", "ne"):
        await marie.answer(said)
    await has_parents(village, code, 1)
    await marie.send("/prehled")
    assert "už máme tolik odpovědí" in marie.text
    await marie.go("/o/deti")
    await marie.answer("ano")
    assert "už máme tolik odpovědí" in marie.text
    await marie.go("/o/deti")
    await marie.answer("ne")
    await marie.send("/prehled")
    assert marie.shown.url.path.endswith("/hotovo")


async def until_somebody_waits(database):
    held_up = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with asyncio.timeout(20):
        while True:
            async with database.reading() as session:
                if await session.scalar(held_up):
                    return
            await asyncio.sleep(0.01)


async def test_of_two_pages_of_one_person_the_later_waits(village, postgres_url, tmp_path):
    """An answer and handing in decide about a place one after the other, as in the chat."""
    region = replace(village, database=Database(postgres_url))
    async with region.database.writing() as session:
        await places.keep_area(session, "orp-vizovice", {"cs": "Vizovice"}, {})
    code = await opened(region, about_children(area="orp-vizovice"))
    async with region.client(marks=Marks(tmp_path / "keys"), exports=tmp_path) as client:
        marie = Visitor(region, client, code)
        await marie.begin()
        other_page = turn_of(codes.respondent(marie.own_code))
        steps = [*(partial(marie.answer, one) for one in ("ano", "ne", "ano"))]
        for step in (*steps, partial(marie.send, "/prehled")):
            async with asyncio.TaskGroup() as pages, region.database.writing() as session:
                await take_turn(session, other_page)
                pages.create_task(step())
                await until_somebody_waits(region.database)
        assert marie.shown.url.path.endswith("/hotovo")
    await region.database.close()


async def test_an_interviewer_is_told_that_what_was_entered_does_not_count(jana, village):
    definition = about_children(
        area="orp-vizovice", channels=["telegram", "web", "interviewer"], paper_days=7
    )
    code = await opened(village, definition)
    sent = await sends(jana, code, channel="interviewer", batch="", **{"mistni.answer": "ne"})
    assert sent.status_code == 303
    after = await jana.get(sent.headers["location"])
    assert "odpovědi jsou stranou a nepočítají se" in after.text.replace("\N{NO-BREAK SPACE}", " ")
    [(response, answers)] = await responses(village, code)
    assert (response.finished, response.ended_at) == (False, "mistni")
    assert answers == {"mistni": "ne"}
