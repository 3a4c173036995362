"""Stories of a poll's days: not yet, until the last second, and never after."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from surveys import life
from tests.handlers.polls import DOGS
from tests.handlers.village import Village, on_sqlite

PRAGUE = ZoneInfo("Europe/Prague")


@on_sqlite
async def test_a_poll_is_not_taken_before_its_first_day(obec: Village) -> None:
    survey = await obec.open(DOGS.model_copy(update={"opens": date(2027, 2, 10)}))
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    assert await jana.reads("This survey opens on {when}.")
    assert "10. 2. 2027" in await jana.sees()
    await jana.write("/ankety")
    assert await jana.reads("No survey is open now.")
    await obec.later(datetime(2027, 2, 10, 0, 0, 5, tzinfo=PRAGUE))
    await jana.start(f"s_{survey.code}")
    assert await jana.offers("Begin")


async def test_the_last_day_lasts_until_its_last_second_in_prague(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    assert "28. 2. 2027" in await jana.sees()
    await jana.tap_on("Begin")
    await obec.later(datetime(2027, 2, 28, 23, 59, 30, tzinfo=PRAGUE))
    await jana.tap("Ne")
    assert "Co změnit?" in await jana.sees()
    await obec.later(datetime(2027, 3, 1, 0, 0, 1, tzinfo=PRAGUE))
    await jana.tap_on("Skip")
    assert await jana.reads("This survey closed on {when}. Thank you for your interest.")
    (answers,) = await obec.answers(survey)
    assert answers == {"pes": "ne"}
    await jana.write("/moje")
    assert await jana.reads("closed on {date}")


async def test_a_message_sent_in_time_counts_even_when_it_arrives_late(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    sent = await jana.say("/menu")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Continue")

    await obec.later(datetime(2027, 3, 1, 0, 5, tzinfo=PRAGUE))
    in_time = int(datetime(2027, 2, 28, 23, 59, 59, tzinfo=PRAGUE).timestamp())
    message = {key: sent[key] for key in ("chat", "from")} | {"message_id": 700}
    await obec.send({"message": message | {"date": in_time, "text": "Ještě stíhám"}})
    assert (await obec.answers(survey))[0]["proc"] == "Ještě stíhám"
    late = int(datetime(2027, 3, 1, 0, 0, 0, tzinfo=PRAGUE).timestamp())
    await obec.send({"message": message | {"message_id": 701, "date": late, "text": "Pozdě"}})
    assert await jana.reads("This survey closed on {when}. Thank you for your interest.")
    assert "sluzba" not in (await obec.answers(survey))[0]


@on_sqlite
async def test_the_job_waits_for_messages_that_are_on_their_way(obec: Village) -> None:
    survey = await obec.open(DOGS)
    for late, due in ((0, []), (14, []), (16, [survey.code])):
        now = survey.closes_at + timedelta(minutes=late)
        async with obec.database.reading() as session:
            assert await life.due_to_close(session, now) == due


@on_sqlite
async def test_who_began_under_an_older_version_ends_under_it(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana, eva = await obec.resident("jana"), await obec.resident("eva")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    more = DOGS.questions[4].model_copy(update={"id": "navic", "text": {"cs": "Co ještě?"}})
    await obec.open(DOGS.model_copy(update={"questions": (*DOGS.questions, more)}))
    for _ in range(4):
        await jana.tap_on("Skip")
    assert await jana.offers("Hand in")
    await eva.start(f"s_{survey.code}")
    await eva.tap_on("Begin")
    await eva.tap("Ne")
    for _ in range(4):
        await eva.tap_on("Skip")
    assert "Co ještě?" in await eva.sees()


async def test_closing_freezes_the_results_and_destroys_the_way_back(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    for number in range(6):
        await obec.neighbour(survey, number, pes="ano")
    assert obec.house.marks.exists(survey.code)
    assert await obec.close(survey) == 6
    assert await obec.close(survey) == 6
    assert not obec.house.marks.exists(survey.code)
    await jana.tap("Ne")
    assert await jana.reads("This survey closed on {when}. Thank you for your interest.")
    assert not obec.house.marks.exists(survey.code)
