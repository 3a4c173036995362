"""Whom a survey has reached, beside how many live there; small places and ways put together."""

from handlers.surveys.reach import reach
from surveys.outcome import outcome
from tests.handlers.test_returns import VIZOVICE
from tests.handlers.village import Village
from texts.words import Words


async def test_reach_tells_places_with_their_residents_and_hides_small_ways(
    obec: Village,
) -> None:
    survey = await obec.survey()
    for number in range(40):
        await obec.neighbour(survey, number, r1=VIZOVICE)
    await obec.close(survey)
    async with obec.database.reading() as session:
        found = await outcome(session, survey.code, await obec.clock.now())
    told = reach(found, Words("cs"))
    [place] = told.municipalities
    assert (place.label, place.answered) == ("Vizovice", 40)
    assert place.residents is not None
    assert place.residents > 1000
    assert [(one.label, one.answered) for one in told.channels] == [("chat", 40)]
    assert {one.answered for one in told.ages} == {0}


async def test_nothing_is_told_of_too_few(obec: Village) -> None:
    survey = await obec.survey()
    for number in range(4):
        await obec.neighbour(survey, number, r1=VIZOVICE)
    await obec.close(survey)
    async with obec.database.reading() as session:
        found = await outcome(session, survey.code, await obec.clock.now())
    assert not reach(found, Words("cs"))
