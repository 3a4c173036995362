"""Settling: powers where decisions are made, reasons where they are due, and news only once."""

from datetime import timedelta

import pytest

from outreach.notices import tell
from plans import changing, comments, settling
from plans.comments import CommentSettled, NoSuchComment
from plans.running import NotYoursToRun, Runner
from plans.settling import (
    DecidedAlready,
    EchoedAlready,
    KeptForStaff,
    NoSuchVerdict,
    NotDecided,
    NotReadYet,
    ReasonMissing,
    WordingMissing,
)
from storage import comments as tables
from storage import people
from storage.audit import AuditEntry, newest
from storage.comments import PUBLISHED, RECEIVED, RELEASED, STAFF_ONLY
from storage.database import Database
from tests.plans.test_comments import MARCH, code, sent, somebody, wrote
from tests.plans.test_keeping import area

__all__ = ["area", "code"]

HERE, ELSEWHERE = Runner(7, ["orp-vizovice"]), Runner(8, ["jinde"])
REFUSED = ("refused", "Auto v neděli nikdo nezaplatí.", "")
ACCEPTED = ("accepted", "", "Jezdí i v neděli.")


async def received(database: Database, code: str, who: int = 1, **written: object) -> str:
    author = await somebody(database, who)
    return (await sent(database, author, await wrote(database, code, **written))).number  # type: ignore[arg-type]


async def read(database: Database, number: str, how: str = RELEASED) -> None:
    async with database.writing() as session:
        await settling.release(session, HERE, number, how, MARCH)


async def decided(database: Database, number: str, told: tuple[str, str, str] = REFUSED) -> None:
    async with database.writing() as session:
        await settling.settle(session, HERE, number, told, MARCH)


async def published(database: Database, number: str) -> int:
    """How many letters are new."""
    async with database.writing() as session:
        happened = await settling.publish(session, HERE, number, MARCH)
        return await tell(session, happened, MARCH)


async def test_others_read_a_released_comment_without_contacts(
    database: Database, code: str
) -> None:
    author = await somebody(database, 1)
    unsent = await wrote(database, code, "Volejte na 777 123 456, auto nejede.")
    number = (await sent(database, author, _as_it_is(unsent))).number
    await read(database, number)
    async with database.reading() as session:
        found = await comments.readable(session, number)
    assert "777" in found.text
    assert "777" not in found.shown


def _as_it_is(unsent: comments.Unsent) -> comments.Unsent:
    return comments.Unsent.from_json({**unsent.to_json(), "care": comments.AS_IT_IS})


async def test_what_is_for_staff_only_is_never_released(database: Database, code: str) -> None:
    author = await somebody(database, 1)
    unsent = await wrote(database, code, "Můj mail je jana@example.cz")
    kept = comments.Unsent.from_json({**unsent.to_json(), "care": comments.CONFIDENTIAL})
    number = (await sent(database, author, kept)).number
    with pytest.raises(KeptForStaff):
        await read(database, number)
    await read(database, number, STAFF_ONLY)
    async with database.reading() as session:
        with pytest.raises(NoSuchComment):
            await comments.readable(session, number)


async def test_nobody_from_elsewhere_does_any_of_it(database: Database, code: str) -> None:
    number = await received(database, code)
    await read(database, number)
    async with database.writing() as session:
        with pytest.raises(NotYoursToRun):
            await settling.see(session, ELSEWHERE, number)
        with pytest.raises(NotYoursToRun):
            await settling.release(session, ELSEWHERE, number, STAFF_ONLY, MARCH)
        with pytest.raises(NotYoursToRun):
            await settling.settle(session, ELSEWHERE, number, REFUSED, MARCH)
        with pytest.raises(NotYoursToRun):
            await settling.publish(session, ELSEWHERE, number, MARCH)
        with pytest.raises(NotYoursToRun):
            await settling.publish_all(session, ELSEWHERE, code, MARCH)
        with pytest.raises(NotYoursToRun):
            await settling.next_unread(session, ELSEWHERE, code)
        assert await settling.queues(session, ELSEWHERE) == []
        with pytest.raises(NoSuchComment):
            await settling.see(session, HERE, "VIZ-2027-9999")


async def test_a_verdict_comes_with_what_it_needs(database: Database, code: str) -> None:
    number = await received(database, code)
    with pytest.raises(NotReadYet):
        await decided(database, number)
    await read(database, number)
    with pytest.raises(ReasonMissing):
        await decided(database, number, ("refused", " ", ""))
    with pytest.raises(WordingMissing):
        await decided(database, number, ("accepted", "", ""))
    with pytest.raises(WordingMissing):
        await decided(database, number, ("partly", "Jen v neděli.", ""))
    with pytest.raises(NoSuchVerdict):
        await decided(database, number, ("maybe", "Snad.", ""))
    await decided(database, number, ACCEPTED)


async def test_whoever_decides_second_sees_the_first(database: Database, code: str) -> None:
    number = await received(database, code)
    await read(database, number)
    for _ in range(2):
        await decided(database, number)
    with pytest.raises(DecidedAlready):
        await decided(database, number, ACCEPTED)
    async with database.writing() as session:
        await settling.reopen(session, HERE, number, MARCH)
    await decided(database, number, ACCEPTED)
    async with database.reading() as session:
        found = await tables.settlement(session, number)
    assert found is not None
    assert (found.verdict, found.decided_by) == ("accepted", 7)


async def test_publishing_tells_the_author_and_who_joined_once(
    database: Database, code: str
) -> None:
    number = await received(database, code)
    await read(database, number)
    petr = await somebody(database, 2)
    async with database.writing() as session:
        await comments.join(session, petr.id, number, MARCH)
    with pytest.raises(NotDecided):
        await published(database, number)
    await decided(database, number)
    assert await published(database, number) == 2
    assert await published(database, number) == 0
    async with database.writing() as session:
        with pytest.raises(NotDecided):
            await settling.reopen(session, HERE, number, MARCH)
        jana = await people.by_telegram_id(session, 1)
        assert jana
        with pytest.raises(CommentSettled):
            await changing.change(session, jana.id, number, "Jinak", MARCH)


async def test_all_decided_ones_are_published_together(database: Database, code: str) -> None:
    numbers = [await received(database, code, who) for who in (1, 2, 3)]
    for number in numbers:
        await read(database, number)
    for number in numbers[:2]:
        await decided(database, number)
    async with database.writing() as session:
        told = await settling.publish_all(session, HERE, code, MARCH)
        assert [one.comment.number for one in told] == numbers[:2]
        counted = await settling.queue(session, HERE, code)
    assert (counted.unread, counted.unsettled, counted.decided, counted.published) == (0, 1, 0, 2)
    async with database.reading() as session:
        states = [(await tables.comment(session, one)).state for one in numbers]  # type: ignore[union-attr]
    assert states == [PUBLISHED, PUBLISHED, RECEIVED]


async def test_every_decision_is_written_down(database: Database, code: str) -> None:
    number = await received(database, code)
    await read(database, number)
    await decided(database, number)
    await published(database, number)
    async with database.reading() as session:
        noted: list[AuditEntry] = [one for one in await newest(session) if one.subject == number]
    assert {(one.action, one.actor_id) for one in noted} == {
        ("comment_read", 7),
        ("comment_decided", 7),
        ("comment_published", 7),
    }


async def test_the_author_answers_once(database: Database, code: str) -> None:
    number = await received(database, code)
    jana, petr = await somebody(database, 1), await somebody(database, 2)
    await read(database, number)
    await decided(database, number)
    later = MARCH + timedelta(days=1)
    async with database.writing() as session:
        with pytest.raises(NotDecided):
            await settling.echo(session, jana.id, number, True, "", later)
    await published(database, number)
    async with database.writing() as session:
        for _ in range(2):
            await settling.echo(session, jana.id, number, False, "Peníze jsou.", later)
        with pytest.raises(EchoedAlready):
            await settling.echo(session, jana.id, number, True, "", later)
        with pytest.raises(NoSuchComment):
            await settling.echo(session, petr.id, number, True, "", later)
