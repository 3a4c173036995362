"""Closing: whatever happens in between, it ends with frozen results and no way back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from outreach.audiences import Audience, Criterion
from storage import broadcasts, conversations, outreach, people
from storage import surveys as tables
from storage.broadcasts import Broadcast, BroadcastTap
from storage.conversations import Conversation, Heard
from storage.database import Database
from storage.outreach import Letter, Outcome
from storage.people import Resident
from storage.surveys import Response, Spent, Survey
from surveys import answering, closing, library
from surveys.answering import SurveyClosed
from surveys.outcome import outcome
from tests.surveys.test_answering import Desk, desk, somebody

__all__ = ["desk"]


async def closed(desk: Desk) -> int:
    code = desk.survey.code
    return await closing.close(desk.database, desk.marks, code, desk.survey.closes_at)


async def state(database: Database, code: str) -> Survey:
    async with database.reading() as session:
        return await library.survey(session, code)


async def test_nothing_that_leads_to_a_person_is_left(desk: Desk) -> None:
    for _ in range(6):
        await desk.answer(somebody(), "pes", "ano")
    gone = somebody()
    await desk.answer(gone, "pes", "ne")
    await desk.withdraw(gone)
    assert await closed(desk) == 0
    async with desk.database.reading() as session:
        found = list(await session.scalars(select(Response)))
        assert {(one.mark, one.day, one.resident_id) for one in found} == {(None, None, None)}
        assert len(found) == 6
        assert list(await session.scalars(select(Spent))) == []
    assert not desk.marks.exists(desk.survey.code)


async def test_where_people_stood_is_forgotten(desk: Desk, now: datetime) -> None:
    code = desk.survey.code
    async with desk.database.writing() as session:
        jana = await people.arrive(session, 1, "cs", now.date())
        petr = await people.arrive(session, 2, "cs", now.date())
        await conversations.wait_for(session, jana.id, "answer", {"question": "kam"}, code)
        await conversations.keep_heard(session, 5, jana.id, {"what": "answer"}, code, now)
        await conversations.wait_for(session, petr.id, "municipality", {})
    await closed(desk)
    async with desk.database.reading() as session:
        assert await session.get(Conversation, jana.id) is None
        assert await session.get(Heard, 5) is None
        assert await session.get(Conversation, petr.id) is not None


async def test_no_letter_tells_who_had_stopped_half_way(desk: Desk, now: datetime) -> None:
    """However far it is: on its way, held until the budget has room, or gone out."""
    code = desk.survey.code
    async with desk.database.writing() as session:
        folk = [await people.arrive(session, number, "cs", now.date()) for number in (1, 2, 3)]
        audience = _chosen("unfinished", code)
        sent = Broadcast(id=1, area_code="", author_id=1, audience=audience, made_at=now)
        session.add(sent)
        await session.flush()
        last = max(one.id for one in folk)
        await broadcasts.write_letters(session, sent, select(Resident), last, now)
        out, held, on_its_way = await outreach.due(session, 1, now, 10)
        await outreach.settle(session, [out], Outcome.SENT, now)
        await outreach.hold(session, [held], now + timedelta(days=1), Outcome.OVER_BUDGET)
        await outreach.claim(session, [on_its_way], now)
        for one in folk:
            await tables.keep_turnout(session, code, one.id, finished=False)
        assert len((await session.scalars(tables.unfinished(code))).all()) == 3
    await closed(desk)
    async with desk.database.reading() as session:
        assert list(await session.scalars(select(Letter))) == []
        ended = {Outcome.SENT: 1, Outcome.EXPIRED: 1, Outcome.UNCERTAIN: 1}
        assert await outreach.tally(session, 1) == ended
        assert (await session.scalars(tables.unfinished(code))).all() == []


async def test_no_letter_tells_who_had_not_taken_part_by_when(desk: Desk, now: datetime) -> None:
    """What was sent to those who had not answered says when others had; how many stays."""
    code = desk.survey.code
    async with desk.database.writing() as session:
        jana = await people.arrive(session, 1, "cs", now.date())
        sent = [
            Broadcast(id=number, area_code="", author_id=1, audience=audience, made_at=now)
            for number, audience in enumerate(
                (_chosen("not_took_part", code), _chosen("language", "cs")), start=1
            )
        ]
        session.add_all(sent)
        await session.flush()
        for one in sent:
            await broadcasts.write_letters(session, one, select(Resident), jana.id, now)
            await broadcasts.keep_tap(session, one.id, 0, jana.id)
            letters = await outreach.due(session, one.id, now, 10)
            await outreach.settle(session, letters, Outcome.SENT, now)
        await outreach.write(
            session,
            about=f"{outreach.own_reminder(code)}2027-01-15",
            resident_id=jana.id,
            telegram_id=1,
            content={},
            due_at=now,
        )
    await closed(desk)
    async with desk.database.reading() as session:
        assert list(await session.scalars(select(Letter.about))) == ["broadcast:2"]  # type: ignore[call-overload]
        assert list(await session.scalars(select(BroadcastTap.broadcast_id))) == [2]  # type: ignore[call-overload]
        assert await outreach.tally(session, 1) == {Outcome.SENT: 1}
        assert await broadcasts.taps(session, 1) == {0: 1}


def _chosen(kind: str, value: str) -> dict[str, Any]:
    return Audience((), (Criterion(kind, (value,)),)).to_json()


async def test_a_kill_between_the_steps_is_made_good_by_beginning_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.answer(somebody(), "pes", "ano")

    def killed(_: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(desk.marks, "destroy", killed)
        with pytest.raises(KeyboardInterrupt):
            await closed(desk)
    assert desk.marks.exists(desk.survey.code)
    await closed(desk)
    assert not desk.marks.exists(desk.survey.code)
    assert (await state(desk.database, desk.survey.code)).state == tables.CLOSED


async def test_results_stay_as_they_were_frozen(desk: Desk) -> None:
    people_ = [somebody() for _ in range(6)]
    for who in people_:
        await desk.answer(who, "pes", "ne")
        for question in ("proc", "sluzba", "nemoc", "leky"):
            await desk.answer(who, question, None)
        await desk.finish(who)
    assert await closed(desk) == 6
    async with desk.database.writing() as session:
        found = await outcome(session, desk.survey.code, desk.now + timedelta(days=99))
    assert found.is_final
    assert found.published.responses == 6


async def test_a_survey_closed_early_says_when(desk: Desk) -> None:
    code, early = desk.survey.code, desk.now + timedelta(hours=1)
    await closing.close(desk.database, desk.marks, code, early)
    async with desk.database.reading() as session:
        with pytest.raises(SurveyClosed) as refused:
            await answering.open_survey(session, code, desk.now)
    assert refused.value.closed_at == early
