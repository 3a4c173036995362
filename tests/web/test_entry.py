"""Paper is entered by hand: once, by those who may, and checked by a second pair of eyes."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import surveys as tables
from storage.marks import Marks
from storage.paper import keep_batch
from surveys import answering, closing, codes, library, life
from surveys.checking import AnswerRefused
from surveys.outcome import freeze
from surveys.results.published import Published
from tests.surveys.samples import survey
from tests.web.conftest import Village, form_of
from tests.web.test_browser import is_in_order, opened, visitor

__all__ = ["opened", "visitor"]

FILLED = {"jezdi.answer": "ano", "kdy.answer": ["rano", "vecer"], "znamka.answer": "1"}


@pytest.fixture
async def on_paper(village: Village) -> str:
    """A survey that takes paper, of which a batch has been printed."""
    definition = survey(key="papir-2027", channels=["telegram", "web", "paper", "interviewer"])
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        await life.release(session, kept.code)
        await keep_batch(
            session,
            kept.code,
            1,
            language="cs",
            copies=10,
            made_at=village.clock.moment,
            made_by=village.people["jana"],
        )
    return kept.code


@pytest.fixture
async def jana(client, village):
    await village.sign_in(client, "jana")
    return client


async def sends(client, code: str, **fields):
    address = f"/konzole/ankety/{code}/zapis"
    hidden = form_of(await client.get(address))
    return await client.post(address, data={**hidden, "batch": "1", "copy": "", **fields})


async def responses(village: Village, code: str) -> list[tuple[tables.Response, dict]]:
    async with village.database.reading() as session:
        rows = select(tables.Response).where(tables.Response.survey_code == code)
        return [(one, await tables.answers(session, one.id)) for one in await session.scalars(rows)]


async def test_a_questionnaire_is_entered_and_gets_a_code(jana, village, on_paper):
    sent = await sends(jana, on_paper, **FILLED)
    assert sent.status_code == 303
    own = codes.read(sent.cookies["__Host-entered"])
    assert own
    assert own not in sent.headers["location"]
    after = await jana.get(sent.headers["location"])
    assert own in after.text
    assert own not in (await jana.get(sent.headers["location"])).text
    [(response, answers)] = await responses(village, on_paper)
    assert (response.channel, response.finished, response.resident_id) == ("paper", True, None)
    assert answers["jezdi"] == "ano"
    assert answers["kdy"] == ["rano", "vecer"]
    assert answers["proc"] is None if "proc" in answers else True
    assert re.search(r"<td class=\"count\">10</td><td class=\"count\">1</td>", after.text)


async def test_what_is_missing_is_said_at_its_question_and_nothing_is_kept(jana, village, on_paper):
    page = await sends(jana, on_paper, **{"znamka.answer": "1"})
    assert page.status_code == 422
    assert 'id="wrong-jezdi"' in page.text
    assert await responses(village, on_paper) == []


async def counted(village: Village, code: str) -> Published:
    async with village.database.writing() as session:
        return await freeze(session, code, village.clock.moment)


async def test_what_a_paper_leaves_blank_is_entered_as_no_answer(jana, village, on_paper):
    page = await sends(jana, on_paper, **{"znamka.answer": "1"})
    assert "vyberte „bez odpovědi“" in page.text
    assert re.search(r'name="jezdi.answer"[^>]*value="_blank"><label[^>]*>bez odpovědi', page.text)
    blank = {"jezdi.answer": "_blank", "cena.answer": "120"}
    own = codes.new_code()
    assert (await sends(jana, on_paper, copy=own, **blank)).status_code == 303
    [(response, answers)] = await responses(village, on_paper)
    assert response.finished
    # Whatever hangs on the question was not asked either.
    assert answers == {"jezdi": None, "cena": "120", "obec": None}
    same = await sends(jana, on_paper, copy=own, again="1", **blank)
    assert "Oba zápisy se shodují" in same.text
    other = await sends(jana, on_paper, copy=own, again="1", **blank | {"jezdi.answer": "ne"})
    assert "bez odpovědi ≠ Ne" in other.text


async def test_what_was_left_blank_counts_as_not_answered(jana, village, on_paper):
    for _ in range(20):
        assert (await sends(jana, on_paper, **FILLED)).status_code == 303
    for _ in range(2):
        assert (await sends(jana, on_paper, **{"jezdi.answer": "_blank"})).status_code == 303
    seen = await counted(village, on_paper)
    goes = seen.question("jezdi").overall
    assert (seen.responses, goes.answered) == (22, 20)
    assert [cell.count for cell in goes.cells] == [20, 0]


async def test_whoever_left_it_blank_on_paper_may_still_answer_it_by_their_code(
    jana, village, on_paper
):
    own = codes.new_code()
    await sends(jana, on_paper, copy=own, **{"jezdi.answer": "_blank"})
    async with village.database.writing() as session:
        at = (session, Marks(village.folder / "keys"), on_paper, codes.respondent(own))
        sheet = await answering.sheet(*at, village.clock.moment)
        assert sheet.finished
        assert sheet.next_unanswered
        assert sheet.next_unanswered.id == "jezdi"
        await answering.answer(*at, "jezdi", "ne", village.clock.moment)
        await answering.finish(*at, village.clock.moment)
    [(_, answers)] = await responses(village, on_paper)
    assert answers["jezdi"] == "ne"


@pytest.fixture
async def with_consent(village: Village) -> str:
    asked = [
        {"id": "souhlas", "type": "acknowledge", "text": {"cs": "Souhlasím."}, "required": True},
        {"id": "cena", "type": "number", "text": {"cs": "Kolik?"}, "required": True},
        {"id": "proc", "type": "text", "text": {"cs": "Proč?"}, "required": True},
    ]
    definition = survey(
        key="souhlas-2027", channels=["paper"], languages=["cs"], min_cell=5, questions=asked
    )
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        await life.release(session, kept.code)
    return kept.code


async def test_without_a_consent_no_paper_is_entered(jana, village, with_consent):
    blank = {"cena.answer": "_blank", "proc.answer": "_blank"}
    for consent in ({}, {"souhlas.answer": "_blank"}):
        page = await sends(jana, with_consent, batch="", **blank, **consent)
        assert page.status_code == 422
        assert re.search(r"Bez\stohoto souhlasu se papír zapsat nesmí", page.text)
        assert 'id="souhlas-blank"' not in page.text
    sent = await sends(jana, with_consent, batch="", **blank, **{"souhlas.answer": "OK"})
    assert sent.status_code == 303
    [(_, answers)] = await responses(village, with_consent)
    assert answers == {"souhlas": "OK", "cena": None, "proc": None}


async def test_an_answer_that_is_also_said_to_be_missing_is_pointed_out(
    jana, village, with_consent
):
    both = {"souhlas.answer": "OK", "cena.answer": ["12", "_blank"], "proc.answer": "Tak."}
    page = await sends(jana, with_consent, batch="", **both)
    assert page.status_code == 422
    assert re.search(r"odpověď a\szároveň „bez odpovědi“", page.text)
    assert re.search(r'id="cena-1" value="12"', page.text)
    assert re.search(r'id="cena-blank" value="_blank" checked', page.text)
    assert await responses(village, with_consent) == []


async def test_nobody_leaves_out_on_the_web_what_has_to_be_answered(village, on_paper):
    async with village.database.writing() as session:
        marks = Marks(village.folder / "keys")
        at = (session, marks, on_paper, codes.respondent(codes.new_code()))
        with pytest.raises(AnswerRefused):
            await answering.answer(*at, "jezdi", None, village.clock.moment)


async def test_one_code_is_one_response_however_often_it_is_entered(jana, village, on_paper):
    own = codes.new_code()
    assert (await sends(jana, on_paper, copy=own, **FILLED)).status_code == 303
    again = await sends(jana, on_paper, copy=own.lower(), **FILLED)
    assert again.status_code == 422
    assert "Nic se nepočítá dvakrát" in again.text
    assert len(await responses(village, on_paper)) == 1


async def test_a_form_without_a_code_that_is_sent_twice_is_one_response(jana, village, on_paper):
    empty = await jana.get(f"/konzole/ankety/{on_paper}/zapis")
    ready = empty.text.partition('name="ready" value="')[2].partition('"')[0]
    assert codes.read(ready)
    assert (await sends(jana, on_paper, ready=ready, **FILLED)).status_code == 303
    again = await sends(jana, on_paper, ready=ready, **FILLED)
    assert again.status_code == 422
    assert re.search(rf'name="copy"[^>]* value="{ready}"', again.text)
    assert len(await responses(village, on_paper)) == 1


async def test_what_is_asked_next_depends_on_what_was_read_and_not_on_how_it_was_written(
    jana, village
):
    asked = [
        {"id": "cena", "type": "number", "text": {"cs": "Kolik?"}},
        {"id": "drahe", "type": "text", "text": {"cs": "Není to moc?"}, "when": "${cena} > 500"},
    ]
    definition = survey(
        key="ceny-2027", channels=["paper"], languages=["cs"], min_cell=5, questions=asked
    )
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        await life.release(session, kept.code)
    given = {"cena.answer": "1 000", "drahe.answer": "Je."}
    sent = await sends(jana, kept.code, batch="", **given)
    assert sent.status_code == 303
    [(_, answers)] = await responses(village, kept.code)
    assert answers == {"cena": "1000", "drahe": "Je."}


async def test_nobody_learns_by_a_code_what_was_answered_on_the_web(jana, village, on_paper):
    own = codes.new_code()
    answers = {"jezdi": "ano", "kdy": ["rano"], "znamka": "1", "cena": None, "obec": None}
    async with village.database.writing() as session:
        at = (session, Marks(village.folder / "keys"), on_paper, codes.respondent(own))
        for question, value in answers.items():
            await answering.answer(*at, question, value, village.clock.moment)
        await answering.finish(*at, village.clock.moment)
    page = await sends(jana, on_paper, copy=own, again="1", **FILLED)
    assert page.status_code == 422
    assert "ještě zapsaný není" in page.text


@pytest.mark.parametrize("typed", ["2", "jedna", "-1", "9999999"])
async def test_a_batch_that_was_never_printed_is_pointed_out(jana, village, on_paper, typed):
    page = await sends(jana, on_paper, batch=typed, helping="1", **FILLED)
    assert page.status_code == 422
    assert re.search(r"Dávka s\stímto číslem není. Vytištěné jsou: 1.", page.text)
    assert re.search(rf'name="batch"[^>]*value="{typed}"[^>]* autofocus', page.text)
    assert re.search(r'name="helping" value="1" checked', page.text)
    assert await responses(village, on_paper) == []


async def test_typing_goes_on_where_the_next_paper_differs(jana, on_paper):
    empty = await jana.get(f"/konzole/ankety/{on_paper}/zapis")
    assert re.search(r'name="batch"[^>]* autofocus', empty.text)
    after = await jana.get((await sends(jana, on_paper, **FILLED)).headers["location"])
    assert re.search(r'name="copy"[^>]* aria-describedby="before" autofocus', after.text)
    wrong = await sends(jana, on_paper, **{"cena.answer": "mnoho"})
    assert re.findall(r'<input[^>]*name="([a-z.]+)"[^>]* autofocus', wrong.text) == [
        "jezdi.answer",
        "cena.answer",
    ]


async def test_an_answer_chosen_by_mistake_can_be_left_out_again(jana, village, on_paper):
    assert (await sends(jana, on_paper, **FILLED | {"znamka.answer": ""})).status_code == 303
    [(_, answers)] = await responses(village, on_paper)
    assert answers["znamka"] is None


async def test_a_place_that_is_no_number_is_pointed_out(jana, village):
    options = [{"id": one, "text": {"cs": one}} for one in ("bus", "vlak")]
    asked = [{"id": "poradi", "type": "rank", "text": {"cs": "Co dřív?"}, "options": options}]
    definition = survey(
        key="poradi-2027", channels=["paper"], languages=["cs"], min_cell=5, questions=asked
    )
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        await life.release(session, kept.code)
    order = {"poradi.place-bus": "2", "poradi.place-vlak": "1."}
    page = await sends(jana, kept.code, batch="", **order)
    assert page.status_code == 422
    assert "Sem patří jen čísla" in page.text
    order["poradi.place-vlak"] = "1 "
    assert (await sends(jana, kept.code, batch="", **order)).status_code == 303
    [(_, answers)] = await responses(village, kept.code)
    assert answers == {"poradi": ["vlak", "bus"]}


async def test_a_mistyped_code_is_pointed_out_and_the_answers_stay(jana, village, on_paper):
    page = await sends(jana, on_paper, copy="KQ7T-9HXM-2BCA", **FILLED)
    assert page.status_code == 422
    assert 'value="ano" checked' in page.text
    assert await responses(village, on_paper) == []


async def test_a_second_entry_counts_what_differs_and_changes_nothing(jana, village, on_paper):
    own = codes.new_code()
    await sends(jana, on_paper, copy=own, **FILLED)
    before = await responses(village, on_paper)
    other = {**FILLED, "znamka.answer": "2"}
    page = await sends(jana, on_paper, copy=own, again="1", **other)
    assert "1 odpověď se liší" in page.text
    assert [answers for _, answers in await responses(village, on_paper)] == [before[0][1]]
    told = (await jana.get(f"/konzole/ankety/{on_paper}/zapis")).text
    assert re.search(r">20(,0)? %<br><span class=.share.>1 z\s5<", told)
    same = await sends(jana, on_paper, copy=own, again="1", **FILLED)
    assert "Oba zápisy se shodují" in same.text
    unknown = await sends(jana, on_paper, copy=codes.new_code(), again="1", **FILLED)
    assert "ještě zapsaný není" in unknown.text


async def test_a_talk_is_recorded_as_one_and_so_is_help(jana, village, on_paper):
    await sends(jana, on_paper, channel="interviewer", helping="1", **FILLED)
    [(response, _)] = await responses(village, on_paper)
    assert (response.channel, response.helped) == ("interviewer", True)


async def test_where_there_are_only_talks_everything_entered_is_one(jana, village):
    definition = survey(key="rozhovory-2027", channels=["telegram", "interviewer"])
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        await life.release(session, kept.code)
    page = await jana.get(f"/konzole/ankety/{kept.code}/zapis")
    assert '<option value="paper"' not in page.text
    talk = {"channel": "paper", "batch": "", **FILLED}
    assert (await sends(jana, kept.code, **talk)).status_code == 303
    [(response, _)] = await responses(village, kept.code)
    assert response.channel == "interviewer"


async def test_nobody_else_enters_anything(client, village, on_paper):
    address = f"/konzole/ankety/{on_paper}/zapis"
    assert (await client.get(address)).status_code == 403
    await village.sign_in(client, "petr")
    assert (await client.get(address)).status_code == 404
    assert (await client.post(address, data=FILLED)).status_code in (403, 404)
    assert await responses(village, on_paper) == []


async def test_a_survey_without_paper_or_already_over_takes_none(jana, village, on_paper):
    open_code = village.surveys["open"]
    assert (await jana.get(f"/konzole/ankety/{open_code}/zapis")).status_code == 404
    async with village.database.reading() as session:
        closes = (await library.survey(session, on_paper)).closes_at
    village.clock.moment = closes
    assert (await jana.get(f"/konzole/ankety/{on_paper}/zapis")).status_code in (403, 404)


async def test_the_console_leads_to_what_can_be_entered(jana, on_paper):
    assert f"/konzole/ankety/{on_paper}/zapis" in (await jana.get("/konzole")).text


@pytest.mark.browser
async def test_a_clerk_needs_nothing_but_the_keyboard(visitor, on_paper):
    page = await visitor.page(1280, "light")
    await visitor.signed_in(page)
    await page.goto(f"{visitor.home}/konzole/ankety/{on_paper}/zapis")
    await is_in_order(page)
    await page.focus("#batch")
    await page.keyboard.type("1")
    for _ in range(4):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await page.get_by_role("status").get_by_text("Zapsáno.").wait_for()
    await is_in_order(page)
    assert len(await responses(visitor.village, on_paper)) == 1


async def test_paper_is_entered_while_it_is_awaited_and_residents_are_out(jana, village, on_paper):
    marks = Marks(village.folder / "keys")
    async with village.database.writing() as session:
        await life.close_now(session, on_paper, village.clock.moment)
    await closing.close(village.database, marks, on_paper, village.clock.moment)
    village.clock.pass_(timedelta(days=2))
    await village.sign_in(jana, "jana")
    console = await jana.get("/konzole")
    assert f"/konzole/ankety/{on_paper}/zapis" in console.text
    assert "zapisují se papíry" in console.text
    assert (await jana.get(f"/a/{on_paper}")).status_code == 410
    assert (await sends(jana, on_paper, **FILLED)).status_code == 303
    village.clock.pass_(timedelta(days=6))
    await village.sign_in(jana, "jana")
    assert (await jana.get(f"/konzole/ankety/{on_paper}/zapis")).status_code == 404


async def test_a_talk_that_is_handed_in_is_opened_by_nobody(jana, village, on_paper):
    own = codes.new_code()
    sent = await sends(jana, on_paper, channel="interviewer", copy=own, **FILLED)
    following = await jana.get(sent.headers["location"])
    assert re.search(r'<option value="interviewer" selected', following.text)
    again = await sends(
        jana, on_paper, channel="paper", copy=own, **FILLED | {"znamka.answer": "2"}
    )
    assert "jsou odeslané" in again.text
    hidden = form_of(await jana.get(f"/a/{on_paper}/kod"))
    back = await jana.post(f"/a/{on_paper}/kod", data={**hidden, "code": own})
    assert back.status_code == 410
    assert "Odpovědi zapsal tazatel" in back.text
    [(_, kept)] = await responses(village, on_paper)
    assert kept["znamka"] == 1
