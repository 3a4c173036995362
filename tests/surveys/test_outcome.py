from storage import surveys as tables
from storage.places import Area
from storage.surveys import Answer, Response
from surveys import life
from surveys.outcome import freeze, outcome
from tests.surveys.samples import survey


async def lhota(session, now):
    """A village asks about its buses."""
    session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
    await session.flush()
    kept = await life.keep(session, survey(), now)
    await life.release(session, kept.code)
    return kept.code


async def people_answer(session, code, n, finished=True):
    for _ in range(n):
        response = Response(survey_code=code, version=1, finished=finished)
        session.add(response)
        await session.flush()
        session.add(Answer(response_id=response.id, question_id="jezdi", value="ne"))
    await session.flush()


async def counted(session, code, now):
    return (await outcome(session, code, now)).published.responses


async def test_fewer_than_may_be_shown_show_nothing(database, now):
    async with database.writing() as session:
        code = await lhota(session, now)
        await people_answer(session, code, 4)
        found = await outcome(session, code, now)
    assert found.published.responses is None
    assert (found.begun, found.finished) == (4, 4)


async def test_tables_move_on_only_by_several_responses_at_once(database, now):
    async with database.writing() as session:
        code = await lhota(session, now)
        seen = []
        for more in (19, 1, 1, 13, 1, 14):
            await people_answer(session, code, more)
            seen.append(await counted(session, code, now))
    assert seen == [None, 5, 5, 5, 20, 20]


async def test_unfinished_responses_do_not_count(database, now):
    async with database.writing() as session:
        code = await lhota(session, now)
        await people_answer(session, code, 21)
        await people_answer(session, code, 9, finished=False)
        assert await counted(session, code, now) == 6


async def test_closing_counts_everybody_once_more_and_for_good(database, now):
    async with database.writing() as session:
        code = await lhota(session, now)
        await people_answer(session, code, 6)
        await people_answer(session, code, 1)
        await freeze(session, code, now)
        (await tables.survey(session, code)).state = tables.CLOSED
        await people_answer(session, code, 20)
        found = await outcome(session, code, now)
    assert found.is_final
    assert found.published.responses == 7


async def test_labels_come_from_options_points_and_lists(database, now):
    async with database.writing() as session:
        found = await outcome(session, await lhota(session, now), now)
    assert found.label("jezdi", "ano")["cs"] == "Ano"
    assert found.label("znamka", "2")["cs"] == "středně"
    assert found.label("obec", "jinde")["cs"] == "Odjinud"
    assert found.label("obec", "999999") is None
