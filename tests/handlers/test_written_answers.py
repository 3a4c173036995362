"""Stories of written answers: staff hear that some wait, read them, and see the typical ones."""

import io

from pypdf import PdfReader

from bot import doings
from people.roles import COORDINATOR, MEMBER
from storage import jobs
from storage.jobs import Job
from storage.written_answers import RELEASED
from surveys import moderation
from surveys.moderation import Verdict
from tests.handlers.test_paper import newest_file
from tests.handlers.village import Village, on_sqlite


async def read_out(obec: Village, wishes: list[str]) -> str:
    """The survey has closed and its texts lie ready; its code."""
    survey = await obec.survey()
    for number, wish in enumerate(wishes):
        await obec.neighbour(survey, number, r10=wish)
    await obec.close(survey)
    now = await obec.clock.now()
    assert await moderation.gather(obec.database, survey.code, now) > 0
    return survey.code


async def release_all(obec: Village, code: str, theme: str) -> None:
    async with obec.database.writing() as session:
        found = await moderation.reading(session, code, waiting=True, by_alphabet=True, page=1)
        verdicts = {one.answer.id: Verdict(RELEASED, theme) for one in found.texts}
        await moderation.decide(session, code, verdicts, 1, await obec.clock.now())


async def test_staff_hear_how_many_texts_wait_and_see_the_typical_ones_when_read(
    obec: Village,
) -> None:
    code = await read_out(obec, ["Chybí <b>noční</b> autobus."] * 12 + ["Hřiště pro děti."] * 3)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"rs:show:{code}:0")
    assert "na přečtení čekají 2 texty" in await petr.sees()
    await petr.craft(f"rs:page:{code}:99")
    last = int(next(label for label in await petr.buttons() if "/" in label).split("/")[1]) - 1
    seen = [await petr.craft(f"rs:page:{code}:{place}") for place in range(last + 1)]
    assert not any("autobus" in text for text in seen)
    await release_all(obec, code, "dostupnost")
    seen = [await petr.craft(f"rs:page:{code}:{place}") for place in range(last + 1)]
    [told] = [text for text in seen if "autobus" in text]
    assert "Chybí <b>noční</b> autobus." in told or "Chybí noční autobus." in told
    await petr.craft(f"rs:show:{code}:0")
    assert "na přečtení" not in await petr.sees()
    await petr.craft(f"rp:{code}:pdf")
    pages = PdfReader(io.BytesIO(await newest_file(petr))).pages
    assert "noční" in "\n".join(page.extract_text() for page in pages)


@on_sqlite
async def test_members_of_groups_hear_nothing_of_texts_that_wait(obec: Village) -> None:
    code = await read_out(obec, ["Chybí noční autobus."] * 12)
    eva = await obec.staff("eva", MEMBER)
    await eva.craft(f"rs:show:{code}:0")
    assert "na přečtení" not in await eva.sees()


@on_sqlite
async def test_gathering_is_a_job_that_closing_asks_for(obec: Village) -> None:
    survey = await obec.survey()
    done = Job(
        id=f"close:{survey.code}",
        kind="close_survey",
        payload={"code": survey.code},
        state=jobs.DONE,
        result={"responses": await obec.close(survey)},
        asked_at=await obec.clock.now(),
    )
    async with obec.database.writing() as session:
        await doings.tell(session, done, await obec.clock.now())
        asked = await jobs.job(session, f"written:{survey.code}")
    assert asked is not None
    assert asked.kind in doings.table(obec.house.marks)
