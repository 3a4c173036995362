"""Stories of results that come back: everybody who took part hears what came of it, once."""

from datetime import datetime

from bot import doings
from outreach import returns
from people.roles import COORDINATOR
from storage import jobs, places
from storage.jobs import Job
from storage.outreach import Letter
from storage.surveys import Survey
from tests.handlers.village import Phone, Village, on_sqlite
from texts.formatting import PRAGUE

VIZOVICE, SLUSOVICE = "585939", "585777"
LUTONINA, JASENNA, UBLO = "585866", "585301", "585874"


async def begin(phone: Phone, survey: Survey) -> None:
    """The first question is answered, which is taking part."""
    await phone.start(f"s_{survey.code}")
    await phone.tap_on("Begin")
    await phone.write("Vizovice")


async def end(obec: Village, survey: Survey) -> int:
    """The survey closes, and the jobs that tell of it are done; how many letters are new."""
    responses = await obec.close(survey)
    now = await obec.clock.now()
    done = Job(
        id=f"close:{survey.code}",
        kind="close_survey",
        payload={"code": survey.code},
        state=jobs.DONE,
        result={"responses": responses},
        asked_at=now,
    )
    async with obec.database.writing() as session:
        await doings.tell(session, done, now)
        assert await jobs.job(session, f"outcome:{survey.code}") is not None
    return await returns.tell_those_who_took_part(obec.database, survey.code, now)


async def test_whoever_took_part_hears_what_people_said(obec: Village) -> None:
    survey = await obec.survey()
    jana, petr = await obec.resident("jana"), await obec.resident("petr")
    await begin(jana, survey)
    for number in range(40):
        await obec.neighbour(survey, number, r1=VIZOVICE)
    assert await end(obec, survey) == 1
    await obec.post()
    assert "Vaše obec řekla" in await jana.sees()
    assert "40" in await jana.sees()
    assert await petr.telegram.messages(petr.user) == []
    assert await jana.offers("Picture to share")
    await jana.tap_on("All results with charts")
    pages = [label for label in await jana.buttons() if "/" in label]
    assert pages[0].startswith("1/")
    await jana.craft(f"so:page:{survey.code}:1")
    assert [label for label in await jana.buttons() if label.startswith("2/")]


@on_sqlite
async def test_everybody_hears_of_their_own_municipality_and_else_of_the_whole_area(
    obec: Village,
) -> None:
    survey = await obec.survey()
    jana, petr, eva = [await obec.resident(name) for name in ("jana", "petr", "eva")]
    await obec.lives_in(petr, None)
    await obec.lives_in(eva, LUTONINA)
    for phone in (jana, petr, eva):
        await begin(phone, survey)
    came = 0
    for place, *said in (
        (VIZOVICE, 15, 40, 15),
        (SLUSOVICE, 90, 15, 15),
        *((small, 5, 5, 4) for small in (LUTONINA, JASENNA, UBLO)),
    ):
        for answer, many in zip(("ano", "ne", "nevim"), said, strict=True):
            for _ in range(many):
                await obec.neighbour(survey, came, r1=place, r4=answer)
                came += 1
    async with obec.database.writing() as session:
        area = await places.area(session, survey.area_code)
        assert area
        area.settings = {**area.settings, "after_survey": {"cs": "V květnu rozhodne rada."}}
    assert await end(obec, survey) == 3
    await obec.post()
    asked = "Využila vaše domácnost (vy nebo někdo další) v posledním roce sociální službu?"
    for phone, place, answer in (
        (jana, "Ve vaší obci", "Ne"),
        (petr, "V celém území", "Ano"),
        (eva, "V celém území", "Ano"),
    ):
        told = (await phone.sees()).replace("\N{NO-BREAK SPACE}", " ")
        line = told.partition(asked)[2].strip().partition("\n")[0]
        assert line.startswith(f"{place} nejčastěji: {answer}"), told
        assert "V květnu rozhodne rada." in told
    assert "z obce Vizovice" in (await jana.sees()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Lutonina" not in await eva.sees()


@on_sqlite
async def test_telling_again_after_a_kill_writes_no_second_letter(obec: Village) -> None:
    survey = await obec.survey()
    jana = await obec.resident("jana")
    await begin(jana, survey)
    for number in range(20):
        await obec.neighbour(survey, number, r1=VIZOVICE)
    assert await end(obec, survey) == 1
    now = await obec.clock.now()
    assert await returns.tell_those_who_took_part(obec.database, survey.code, now) == 0
    about = [one.about for one in await obec.rows(Letter)]
    assert about.count(f"outcome:{survey.code}") == 1


@on_sqlite
async def test_nobody_is_woken_up_to_hear_of_it(obec: Village) -> None:
    survey = await obec.survey()
    await begin(await obec.resident("jana"), survey)
    for number in range(20):
        await obec.neighbour(survey, number, r1=VIZOVICE)
    await obec.close(survey)
    midnight = datetime(2027, 3, 2, 0, 1, tzinfo=PRAGUE)
    assert await returns.tell_those_who_took_part(obec.database, survey.code, midnight) == 1
    (letter,) = [one for one in await obec.rows(Letter) if one.about.startswith("outcome:")]
    assert letter.quiet_in == survey.area_code


@on_sqlite
async def test_of_too_few_answers_no_number_is_told_but_what_happens_next(obec: Village) -> None:
    survey = await obec.survey()
    jana = await obec.resident("jana")
    await begin(jana, survey)
    assert await end(obec, survey) == 1
    await obec.post()
    told = await jana.sees()
    assert "Odpovědělo málo lidí" in told
    assert "kdo připravují plán" in told
    assert not await jana.offers("All results with charts")


@on_sqlite
async def test_an_open_survey_has_no_results_for_everybody(obec: Village) -> None:
    survey = await obec.survey()
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"so:page:{survey.code}:0")
    assert "›" not in await petr.buttons()


@on_sqlite
async def test_who_took_part_finds_the_results_among_what_they_sent(obec: Village) -> None:
    survey = await obec.survey()
    jana = await obec.resident("jana")
    await begin(jana, survey)
    for number in range(20):
        await obec.neighbour(survey, number, r1=VIZOVICE)
    await end(obec, survey)
    await jana.write("/moje")
    await jana.tap("Výsledky:")
    assert "›" in await jana.buttons()
