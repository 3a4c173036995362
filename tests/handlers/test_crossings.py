"""Stories of crossed tables and of the picture to share."""

from sqlalchemy import select
from sqlmodel import col

from people.roles import COORDINATOR, MEMBER
from storage import people
from storage.surveys import Response
from surveys import library
from surveys.definitions import CHANNEL, Crossing, Option
from tests.handlers.polls import DOGS
from tests.handlers.village import Village, on_sqlite

CROSSED = DOGS.model_copy(update={"crossings": (Crossing(question="pes", by=CHANNEL),)})

PARTIES = tuple(Option(id=one, text={"cs": one, "en": one}) for one in ("user", "provider"))


async def test_a_coordinator_chooses_what_is_crossed_before_the_survey_closes(
    obec: Village,
) -> None:
    survey = await obec.open(DOGS)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"au:card:{survey.code}:")
    await petr.tap_on("Crossed tables")
    await petr.tap_on("Add a table")
    await petr.tap("Co vás trápí?")
    await petr.tap("Máte psa?")
    assert "Co vás trápí? – podle: Máte psa?" in await petr.sees()
    async with obec.database.reading() as session:
        kept = await library.survey(session, survey.code)
        asked = await library.definition(session, survey.code, kept.version)
    assert asked.crossings == (Crossing(question="nemoc", by="pes"),)
    await petr.tap("Odebrat: Co vás trápí?")
    assert "Co vás trápí?" not in await petr.sees()


async def test_everybody_sees_crossed_tables_once_the_survey_has_closed(obec: Village) -> None:
    survey = await obec.open(CROSSED)
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    for number in range(40):
        await obec.neighbour(survey, number, pes="ano" if number < 15 else "ne")
    await obec.close(survey)
    await jana.craft(f"so:page:{survey.code}:0")
    await jana.tap_on("Crossed tables")
    await jana.tap("Máte psa?")
    assert "Ano – chat: 15 (38 %)" in await jana.sees()
    await petr.craft(f"rs:show:{survey.code}:0")
    await petr.tap_on("Crossed tables")
    await petr.tap("Máte psa?")
    assert "n – chat: 40" in await petr.sees()


@on_sqlite
async def test_ways_of_answering_that_are_all_put_together_are_no_table(obec: Village) -> None:
    survey = await obec.open(CROSSED)
    jana = await obec.resident("jana")
    for number in range(40):
        await obec.neighbour(survey, number, pes="ano" if number < 15 else "ne")
    async with obec.database.writing() as session:
        few = select(Response).where(col(Response.survey_code) == survey.code).limit(2)
        for response in await session.scalars(few):
            response.channel = "web"
    await obec.close(survey)
    await jana.craft(f"so:page:{survey.code}:0")
    await jana.tap_on("Crossed tables")
    await jana.tap("Máte psa?")
    assert await jana.reads("Too few people answered for this table to be shown.")


@on_sqlite
async def test_a_survey_that_runs_has_none(obec: Village) -> None:
    survey = await obec.open(CROSSED)
    jana = await obec.resident("jana")
    await jana.craft(f"so:crossed:{survey.code}:1")
    assert await jana.reads("I do not know this survey. Perhaps the link is incomplete.")
    await jana.craft(f"so:picture:{survey.code}:0")
    assert await jana.reads("I do not know this survey. Perhaps the link is incomplete.")


@on_sqlite
async def test_staff_of_another_area_see_none(obec: Village) -> None:
    survey = await obec.open(CROSSED)
    eva = await obec.staff("eva", MEMBER, "hlucinsko-zapad")
    await eva.craft(f"rs:crossed:{survey.code}:1")
    assert await eva.reads("This is for staff of the municipality only.")
    await eva.craft(f"rs:page:{survey.code}:0")
    assert await eva.reads("This is for staff of the municipality only.")


@on_sqlite
async def test_a_picture_of_the_outcome_is_there_to_be_passed_on(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    for number in range(20):
        await obec.neighbour(survey, number, pes="ano")
    await obec.close(survey)
    await jana.craft(f"so:page:{survey.code}:0")
    await jana.tap_on("Picture to share")
    newest = await jana.telegram.last(jana.user)
    assert newest["photo"]
    assert await jana.reads("Forward this picture to whoever it may interest.")


@on_sqlite
async def test_the_party_of_the_profile_is_offered_first_and_never_taken_over(
    obec: Village,
) -> None:
    asked = DOGS.question("pes").model_copy(update={"tag": "party", "options": PARTIES})
    survey = await obec.open(DOGS.model_copy(update={"questions": (asked,)}))
    jana = await obec.resident("jana")
    async with obec.database.writing() as session:
        found = await people.by_telegram_id(session, jana.user["id"])
        assert found
        found.party = "provider"
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    assert (await jana.buttons())[:2] == ["📍 provider", "user"]
    assert (await obec.answers(survey)) in ([], [{}])
