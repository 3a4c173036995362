"""The few lines that people are told: never more than the published tables say."""

from storage import surveys as tables
from surveys import library
from surveys.highlights import answered_in, highlights
from surveys.outcome import Outcome, freeze, outcome
from tests.handlers.polls import DOGS
from tests.surveys.test_answering import Desk, desk, somebody

__all__ = ["desk"]


async def told(desk: Desk) -> Outcome:
    async with desk.database.writing() as session:
        return await outcome(session, desk.survey.code, desk.now)


async def hand_in(desk: Desk, dog: str) -> None:
    who = somebody()
    await desk.answer(who, "pes", dog)
    while (sheet := await desk.sheet(who)).next_unanswered:
        await desk.answer(who, sheet.next_unanswered.id, None)
    await desk.finish(who)


async def test_the_commonest_answer_is_told_with_its_share(desk: Desk) -> None:
    for _ in range(30):
        await hand_in(desk, "ne")
    for _ in range(10):
        await hand_in(desk, "ano")
    async with desk.database.writing() as session:
        await freeze(session, desk.survey.code, desk.now)
        (await library.survey(session, desk.survey.code)).state = tables.CLOSED
    [first, *_] = highlights(await told(desk), None)
    assert first.question.id == "pes"
    option = DOGS.question("pes").option("ne")
    assert option is not None
    assert first.answer == option.text
    assert (first.percent, first.local) == (75, False)


async def test_of_too_few_nothing_is_told(desk: Desk) -> None:
    for _ in range(3):
        await hand_in(desk, "ne")
    found = await told(desk)
    assert highlights(found, "585939") == []
    assert answered_in(found, "585939") is None
