"""What papers and clerks see of times, shuffled options and what is counted."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from handlers.surveys.paper_words import questionnaire
from storage import surveys as tables
from storage.surveys import Survey
from surveys import life
from surveys.definitions import Definition
from tests.handlers.kinds import COUNTED, SHUFFLED, TIME, asking
from tests.web.conftest import Village, form_of
from texts.words import Words

FILLED = {"cas.answer": "7:45", "co.answer": ["f", "a"], "dospeli.answer": "2", "male.answer": "3"}


@pytest.fixture
def definition() -> Definition:
    asked = asking(TIME.replace("kdy", "cas"), SHUFFLED, COUNTED)
    return asked.model_copy(update={"channels": ("telegram", "web", "paper")})


@pytest.fixture
async def on_paper(village: Village, definition: Definition) -> Survey:
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        return await life.release(session, kept.code)


async def test_a_clerk_enters_a_time_and_options_in_the_order_of_the_file(
    client, village, on_paper
):
    await village.sign_in(client, "jana")
    address = f"/konzole/ankety/{on_paper.code}/zapis"
    page = await client.get(address)
    places = [page.text.index(f'value="{option}"') for option in (*"abcdef", "nic", "other")]
    assert places == sorted(places)
    assert 'type="time"' in page.text
    assert "${" not in page.text
    sent = await client.post(
        address, data={**form_of(page), "batch": "", "copy": "", **FILLED, "mista.answer": "ano"}
    )
    assert sent.status_code == 303
    async with village.database.reading() as session:
        (response,) = await session.scalars(select(tables.Response))
        answers = await tables.answers(session, response.id)
    assert answers["cas"] == "07:45"
    assert answers["co"] == ["a", "f"]
    assert answers["mista"] == "ano"


async def test_paper_has_boxes_for_a_time_and_the_order_of_the_file(
    on_paper: Survey, definition: Definition
):
    paper = questionnaire(
        Words("cs"),
        on_paper,
        definition,
        {},
        batch=1,
        contact=None,
        address="https://naves.example/a/ABCDE",
        codes=("",),
    )
    assert paper.blocks[0].shape == "time"
    assert [one.text for one in paper.blocks[1].options][-3:] == ["Fontána", "Nic", "Jiné"]
    assert [one.text for one in paper.blocks[1].options][:2] == ["Alej", "Brána"]
    assert paper.blocks[-1].text == "Vejde se vás … do auta?"
    text = PdfReader(io.BytesIO(paper.pdf())).pages[0].extract_text()
    assert "Tato otázka závisí na vašich odpovědích na otázky: 4 a\N{NO-BREAK SPACE}5." in text
