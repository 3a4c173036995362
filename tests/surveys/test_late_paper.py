"""Paper that comes by post when the survey is over: entered once, then counted, then nameless."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import places
from storage import surveys as tables
from storage.database import Database
from storage.marks import Marks
from storage.surveys import Response, Spent, Survey
from surveys import answering, closing, codes, entry, library, life
from surveys.answering import Respondent, SurveyClosed
from surveys.definitions import ByHand
from surveys.entry import AlreadyHandedIn, Clerk, Entry, NotTakenByHand, NotYoursToEnter
from surveys.outcome import outcome
from tests.surveys.samples import survey

JANA = Clerk(5, ["orp-vizovice"])
YES = {"jezdi": "ano", "kdy": ["rano"], "znamka": 1, "cena": None, "obec": None}


@dataclass
class Office:
    """The survey has ended; the letter box has not been emptied yet."""

    database: Database
    marks: Marks
    survey: Survey
    now: datetime

    async def does(self, who: Respondent, when: datetime | None = None) -> None:
        async with self.database.writing() as session:
            place = (session, self.marks, self.survey.code, who)
            for question, value in YES.items():
                await answering.answer(*place, question, value, when or self.now)
            await answering.finish(*place, when or self.now)

    async def enters(
        self,
        copy: str = "",
        when: datetime | None = None,
        clerk: Clerk = JANA,
        channel: ByHand = "paper",
    ) -> str:
        given = Entry(channel, entry.NO_BATCH, copy, False, YES)
        async with self.database.writing() as session:
            at = when or self.after()
            return (await entry.enter(session, self.marks, clerk, self.survey.code, given, at)).code

    async def compares(self, clerk: Clerk) -> None:
        given = Entry("paper", entry.NO_BATCH, codes.new_code(), False, YES)
        async with self.database.writing() as session:
            await entry.compare(session, self.marks, clerk, self.survey.code, given, self.after())

    def after(self, days: float = 1) -> datetime:
        return self.survey.closes_at + timedelta(days=days)

    async def close(self, days: float = 0) -> int:
        code = self.survey.code
        return await closing.close(self.database, self.marks, code, self.after(days))

    async def state(self) -> str:
        async with self.database.reading() as session:
            return (await library.survey(session, self.survey.code)).state

    async def all(self, table: type[Response] | type[Spent]) -> list[Response | Spent]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(table)))


@pytest.fixture
async def office(database: Database, tmp_path: Path, now: datetime) -> Office:
    marks = Marks(tmp_path / "keys")
    asks = survey(channels=["telegram", "web", "paper"])
    async with database.writing() as session:
        await places.keep_area(session, "orp-vizovice", {"cs": "Vizovice"}, {})
        kept = await life.keep(session, asks, now)
        await life.release(session, kept.code)
    return Office(database, marks, kept, kept.opens_at)


async def test_nobody_enters_where_they_have_no_area(office: Office) -> None:
    for areas in ([], ["orp-holesov"]):
        with pytest.raises(NotYoursToEnter):
            await office.enters(clerk=Clerk(6, areas))
        with pytest.raises(NotYoursToEnter):
            await office.compares(Clerk(6, areas))
    assert await office.all(Response) == []
    await office.enters(clerk=Clerk(7, None))
    assert len(await office.all(Response)) == 1


async def test_a_talk_is_not_entered_where_the_survey_has_none(office: Office) -> None:
    with pytest.raises(NotTakenByHand):
        await office.enters(channel="interviewer")
    assert await office.all(Response) == []


async def test_nothing_is_entered_before_it_opens_or_after_the_last_day(office: Office) -> None:
    before = office.survey.opens_at - timedelta(hours=1)
    for when in (before, office.after(days=8)):
        with pytest.raises(NotTakenByHand):
            await office.enters(when=when)
    assert await office.all(Response) == []


async def test_residents_are_out_at_the_end_and_paper_is_not(office: Office) -> None:
    await office.close()
    assert await office.state() == tables.COUNTING
    with pytest.raises(SurveyClosed):
        await office.does(Respondent("5", 5), office.after())
    with pytest.raises(SurveyClosed):
        await office.does(Respondent("5", 5), office.now)
    assert codes.read(await office.enters())
    with pytest.raises(NotTakenByHand):
        await office.enters(when=office.after(days=7))


async def test_paper_before_the_closing_has_been_done_is_taken_too(office: Office) -> None:
    await office.enters(when=office.after(days=0))
    assert await office.close() == 1


async def test_whoever_answered_on_the_web_is_not_counted_once_more_by_their_paper(
    office: Office,
) -> None:
    own = codes.new_code()
    await office.does(codes.respondent(own))
    await office.close()
    with pytest.raises(AlreadyHandedIn):
        await office.enters(own)
    late = await office.enters()
    with pytest.raises(AlreadyHandedIn):
        await office.enters(late)


async def test_nothing_leads_from_a_response_to_a_person_while_paper_is_awaited(
    office: Office,
) -> None:
    await office.does(Respondent("5", 5))
    await office.does(codes.respondent(codes.new_code()))
    of_account = office.marks.of(office.survey.code, "5")
    await office.close()
    assert {(one.mark, one.day) for one in await office.all(Response)} == {(None, None)}
    assert len(await office.all(Spent)) == 1
    assert office.marks.exists(office.survey.code)
    assert office.marks.of(office.survey.code, "5") != of_account


async def test_the_results_are_counted_with_late_paper_and_then_nothing_is_left(
    office: Office,
) -> None:
    for number in range(4):
        await office.does(Respondent(str(number), number))
    await office.close()
    for _ in range(2):
        await office.enters()
    await office.close(days=1)
    assert await office.state() == tables.COUNTING
    assert await office.close(days=7) == 6
    assert await office.state() == tables.CLOSED
    assert {(one.mark, one.day) for one in await office.all(Response)} == {(None, None)}
    assert await office.all(Spent) == []
    assert not list(office.marks.folder.iterdir())
    async with office.database.writing() as session:
        found = await outcome(session, office.survey.code, office.after(days=9))
    assert (found.is_final, found.published.responses) == (True, 6)


async def test_a_coordinator_need_not_wait(office: Office) -> None:
    await office.close()
    async with office.database.writing() as session:
        with_job = await life.count_now(session, office.survey.code, office.after())
    assert with_job.entry_ends_at == office.after()
    await office.close(days=1)
    assert await office.state() == tables.CLOSED


async def test_a_survey_without_paper_is_counted_at_once(office: Office, now: datetime) -> None:
    async with office.database.writing() as session:
        asked = await library.definition(session, office.survey.code, 1)
        changed = asked.model_copy(update={"paper_days": 0})
        assert (await life.keep(session, changed, now)).entry_ends_at is None
    await office.close()
    assert await office.state() == tables.CLOSED


async def test_closing_early_leaves_as_many_days_for_paper(office: Office) -> None:
    async with office.database.writing() as session:
        ended = await life.close_now(session, office.survey.code, office.now)
    assert ended.entry_ends_at == life.ends(office.now.date() + timedelta(days=7))
    office.survey = ended
    assert await office.close() == 0
    assert await office.state() == tables.COUNTING
