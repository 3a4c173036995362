"""Statements that people add: read first, told what became of them, and nobody's afterwards."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from debates import changing, closing, keeping, moderating, news, proposing
from debates.keeping import DebateOver, NotYoursToRun, Runner
from debates.moderating import AlreadySettled, ReasonNeeded, ReasonTooLong, StatementSettled
from debates.proposing import (
    NothingAdded,
    Proposed,
    StatementTooLong,
    StatementTooShort,
    TooManyOwn,
)
from debates.taking import NoSuchStatement, Who, listen, withdraw
from outreach import notices
from people import forgetting
from storage import people
from storage.database import Database
from storage.debates import ACCEPTED, PROPOSED, REFUSED, UNREAD
from storage.debates import CLOSED as ENDED
from storage.outreach import Letter
from storage.stances import AGREE, Participant
from tests.debates.village_debate import CLOSED, DAY, NOW, PETR, VillageDebate, chat, released, web
from tests.plans.test_keeping import area
from texts.personal_data import Kind

__all__ = ["area"]

JANA, KAREL = chat(11), web("KQ7T-9HXM-2BCD")
OWN = "Na návsi má být fontánka s pitnou vodou."


@pytest.fixture
async def debate(database: Database, tmp_path: Path, area: None) -> VillageDebate:
    return await released(database, tmp_path)


async def adds(debate: VillageDebate, who: Who, text: str, language: str = "cs") -> Proposed:
    async with debate.database.writing() as session:
        place = (session, debate.marks, debate.code, who)
        return await proposing.propose(*place, (text, language), NOW)


async def accepts(debate: VillageDebate, number: int) -> StatementSettled | None:
    async with debate.database.writing() as session:
        return await moderating.accept(session, PETR, debate.code, number, NOW)


async def refuses(debate: VillageDebate, number: int, because: str) -> StatementSettled | None:
    async with debate.database.writing() as session:
        place = (debate.code, number)
        return await moderating.refuse(session, PETR, place, because, NOW)


async def test_an_added_statement_is_asked_once_somebody_has_read_it(debate: VillageDebate):
    added = await adds(debate, JANA, f"  {OWN}\n")
    assert (added.statement.number, added.statement.text) == (6, {"cs": OWN})
    assert added.left == 2
    with pytest.raises(NoSuchStatement):
        await debate.says(KAREL, {6: AGREE})
    settled = await accepts(debate, 6)
    assert settled is not None
    assert (settled.state, settled.resident_id) == (ACCEPTED, 11)
    assert await accepts(debate, 6) is None
    await debate.says(KAREL, {6: AGREE})
    found = await debate.statement(6)
    assert (found.proposer_id, found.agrees) == (None, 1)


async def test_the_same_statement_sent_twice_is_one(debate: VillageDebate):
    first, again = await adds(debate, JANA, OWN), await adds(debate, JANA, OWN)
    assert again.statement.number == first.statement.number
    assert (first.happened is not None, again.happened) == (True, None)
    assert again.left == first.left


async def test_the_language_is_the_one_it_was_written_in(debate: VillageDebate):
    written = "У парку має бути більше дерев і менше машин."
    assert (await adds(debate, JANA, written)).statement.text == {"uk": written}


async def test_one_person_adds_only_so_many(debate: VillageDebate):
    for nth in range(3):
        await adds(debate, KAREL, f"{OWN} A taky jich má být {nth}.")
    with pytest.raises(TooManyOwn):
        await adds(debate, KAREL, OWN)
    assert (await adds(debate, JANA, OWN)).left == 2


async def test_whoever_takes_stances_back_adds_no_more_for_that(debate: VillageDebate):
    await debate.says(JANA, {1: AGREE})
    assert (await adds(debate, JANA, OWN)).left == 2
    async with debate.database.writing() as session:
        assert await withdraw(session, debate.marks, debate.code, JANA, NOW)
    assert (await adds(debate, JANA, "Lavičky patří do stínu.")).left == 1


async def test_a_statement_that_waits_leads_to_no_stance_of_its_author(debate: VillageDebate):
    await debate.says(JANA, {1: AGREE})
    await adds(debate, JANA, OWN)
    rows = await debate.rows(Participant)
    assert sorted((one.answered, one.proposed) for one in rows) == [(0, 1), (1, 0)]
    await debate.closed()
    assert [one.answered for one in await debate.rows(Participant)] == [1]


async def test_too_short_and_too_long_are_not_taken(debate: VillageDebate):
    with pytest.raises(StatementTooShort):
        await adds(debate, JANA, "Lavičky")
    with pytest.raises(StatementTooLong):
        await adds(debate, JANA, "a" * 201)


async def test_nothing_is_added_where_people_may_not(debate: VillageDebate):
    async with debate.database.writing() as session:
        await changing.let_add(session, PETR, debate.code, False, NOW)
    assert not (await debate.standing(JANA)).may_add
    with pytest.raises(NothingAdded):
        await adds(debate, JANA, OWN)


async def test_contacts_and_near_copies_are_pointed_out(debate: VillageDebate):
    async with debate.database.reading() as session:
        told = "Chybí nám lavičky u zastávek."
        looked = await proposing.look(session, debate.code, told)
        assert [one.number for one in looked.alike] == [2]
        told = "Kdo chce lavičku, ať volá 777 123 456."
        looked = await proposing.look(session, debate.code, told)
        assert [one.kind for one in looked.personal] == [Kind.PHONE]
        assert looked.alike == ()


async def test_a_refused_statement_has_a_reason_and_is_settled_once(debate: VillageDebate):
    await adds(debate, JANA, OWN)
    with pytest.raises(ReasonNeeded):
        await refuses(debate, 6, "  ")
    with pytest.raises(ReasonTooLong):
        await refuses(debate, 6, "a" * 301)
    settled = await refuses(debate, 6, "Už to tu je.")
    assert settled is not None
    assert (settled.because, settled.resident_id) == ("Už to tu je.", 11)
    assert await refuses(debate, 6, "Už to tu je.") is None
    with pytest.raises(AlreadySettled):
        await accepts(debate, 6)
    assert (await debate.statement(6)).state == REFUSED


async def test_what_turns_out_to_harm_is_taken_out_again(debate: VillageDebate):
    await debate.says(JANA, {1: AGREE, 2: AGREE})
    settled = await refuses(debate, 1, "Ukázalo se, že to není pravda.")
    assert settled is not None
    assert settled.resident_id is None
    stands = await debate.standing(JANA)
    assert (stands.answered, stands.total) == (1, 4)


async def test_only_those_of_the_area_read_what_waits(debate: VillageDebate):
    await adds(debate, JANA, OWN)
    stranger = Runner(2, ["orp-jinde"])
    async with debate.database.writing() as session:
        with pytest.raises(NotYoursToRun):
            await moderating.queue(session, stranger, debate.code)
        with pytest.raises(NotYoursToRun):
            await moderating.accept(session, stranger, debate.code, 6, NOW)
        _, waiting = await moderating.queue(session, PETR, debate.code)
        seen = await moderating.shown(session, PETR, debate.code, 6)
        progress = await keeping.progress(session, PETR, debate.code)
    assert [one.number for one in waiting] == [6]
    assert (seen.alike, seen.personal) == ((), ())
    assert (progress.accepted, progress.waiting) == (5, 1)


async def test_proposers_hear_what_became_of_it_and_listeners_of_news_once(
    debate: VillageDebate,
):
    async with debate.database.writing() as session:
        jana = await people.arrive(session, 1, "cs", NOW.date())
        eva = await people.arrive(session, 2, "uk", NOW.date())
        await listen(session, debate.code, eva.id, NOW)
    await adds(debate, Who("1", jana.id), OWN)
    async with debate.database.reading() as session:
        assert (await forgetting.kept(session, jana))["statements_waiting"] == [OWN]
        assert (await forgetting.kept(session, eva))["debates_listened_to"] == [debate.code]
    settled = await accepts(debate, 6)
    assert settled is not None
    async with debate.database.writing() as session:
        assert await notices.tell(session, settled, NOW) == 1
        about = await session.scalar(select(Letter.about).where(Letter.resident_id == jana.id))
        assert about.split(":")[:2] == ["statement-settled", debate.code]
        assert about.split(":")[2:] != ["6"], "letters are remembered longer than whose it was"
        later = NOW + timedelta(hours=1)
        (happened,) = await news.due(session, later)
        assert [one.id for one in happened.listeners] == [eva.id]
        assert await notices.tell(session, happened, later) == 1
        assert await news.due(session, later + 2 * DAY) == []


async def test_news_are_told_once_whoever_asks_at_the_same_time(debate: VillageDebate):
    async with debate.database.writing() as session:
        eva = await people.arrive(session, 2, "uk", NOW.date())
        await listen(session, debate.code, eva.id, NOW)
    await adds(debate, JANA, OWN)
    await accepts(debate, 6)

    async def told() -> int:
        async with debate.database.writing() as session:
            return len(await news.due(session, NOW + DAY))

    assert sorted(await asyncio.gather(told(), told())) == [0, 1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_was_seen_before_the_end_lets_nothing_in_after_it(debate: VillageDebate):
    await adds(debate, JANA, OWN)
    async with debate.database.writing() as session:
        seen = await keeping.known(session, debate.code)
        async with debate.database.writing() as other:
            await keeping.close_now(other, PETR, debate.code, NOW)
        await closing.close(debate.database, debate.marks, debate.code, NOW)
        with pytest.raises(DebateOver):
            await moderating.accept(session, PETR, debate.code, 6, NOW)
        assert seen.debate.state == ENDED


async def test_what_nobody_read_in_time_is_told_at_the_end(debate: VillageDebate):
    await adds(debate, JANA, OWN)
    assert (await debate.statement(6)).state == PROPOSED
    await debate.closed()
    async with debate.database.writing() as session:
        unread, ended = await closing.news(session, debate.code, CLOSED)
        assert isinstance(unread, StatementSettled)
        assert (unread.state, unread.resident_id) == (UNREAD, 11)
        assert isinstance(ended, closing.DebateEnded)
    assert (await debate.statement(6)).proposer_id is None
