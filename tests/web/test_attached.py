"""What people sent, on the web: for those who run the survey, once it has closed, and noted."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from storage.audit import newest
from storage.marks import Marks
from surveys import answering, attachments, closing, life, retention
from surveys.answering import Respondent
from surveys.attachments import Attachment
from tests.handlers.kinds import AUDIO, FILE, TICK, asking
from tests.surveys.recordings import pdf, wav
from tests.web.conftest import Village
from tests.web.kinds import opened as survey_opened
from tests.web.test_browser import is_in_order, opened, visitor

__all__ = ["opened", "visitor"]

SOUND = attachments.audio(wav())
PAPER = attachments.file(pdf())


@pytest.fixture
async def code(village: Village) -> str:
    """Marie and Karel have handed in, Eva has sent something and gone away."""
    code = await survey_opened(village, asking(AUDIO, FILE, TICK))
    await sent(village, code, "marie", nahravka=SOUND, podklad=PAPER)
    await sent(village, code, "karel", nahravka=SOUND)
    await sent(village, code, "eva", finished=False, nahravka=attachments.audio(wav(sound=b"Eva")))
    return code


async def sent(
    village: Village, code: str, who: str, *, finished: bool = True, **files: Attachment
) -> None:
    marks, now = Marks(village.folder / "keys"), village.clock.moment
    async with village.database.writing() as session:
        place = (session, marks, code, Respondent(who, None, channel="web"))
        for question, file in files.items():
            await answering.attach(*place, question, file, now)
        await answering.answer(*place, "souhlas", "OK", now)
        for left in {"nahravka", "podklad"} - files.keys():
            await answering.answer(*place, left, None, now)
        if finished:
            await answering.finish(*place, now)


async def close(village: Village, code: str) -> None:
    async with village.database.writing() as session:
        survey = await life.close_now(session, code, await village.clock.now())
    await closing.close(village.database, Marks(village.folder / "keys"), code, survey.closes_at)


@pytest.fixture
async def jana(client: Any, village: Village) -> Any:
    await village.sign_in(client, "jana")
    return client


def address(code: str, name: str = "") -> str:
    return f"/konzole/ankety/{code}/prilohy{name and '/'}{name}"


async def test_nothing_is_heard_or_seen_before_the_survey_has_closed(jana, village, code):
    page = await jana.get(address(code))
    assert "po uzavření ankety" in page.text.replace("\xa0", " ")
    assert SOUND.name not in page.text
    assert (await jana.get(address(code, SOUND.name))).status_code == 404


async def test_those_who_run_the_survey_hear_and_see_what_was_handed_in(jana, village, code):
    await close(village, code)
    page = await jana.get(address(code))
    assert page.text.count(f'src="{address(code, SOUND.name)}"') == 1
    assert page.text.count("download") == 2
    assert "media-src 'self'" in page.headers["content-security-policy"]
    heard = await jana.get(address(code, SOUND.name))
    assert (heard.content, heard.headers["content-type"]) == (SOUND.content, "audio/wav")
    assert heard.headers["cache-control"] == "no-store"
    assert "media-src" not in heard.headers["content-security-policy"]
    seen = await jana.get(address(code, PAPER.name))
    assert seen.headers["content-disposition"] == f'attachment; filename="{PAPER.name}"'
    assert len(PdfReader(io.BytesIO(seen.content)).pages) == 1
    assert address(code) in (await jana.get(f"/konzole/ankety/{code}")).text


async def test_who_opened_what_is_noted(jana, village, code):
    await close(village, code)
    await jana.get(address(code))
    await jana.get(address(code, SOUND.name))
    async with village.database.reading() as session:
        noted = [one for one in await newest(session, 10) if one.action == "attachment_opened"]
    [(entry)] = noted
    assert (entry.actor_id, entry.detail) == (village.people["jana"], {"name": SOUND.name})


async def test_nobody_else_opens_them_whatever_they_guess(client, village, code):
    await close(village, code)
    for path in (address(code), address(code, SOUND.name)):
        assert (await client.get(path)).status_code == 403
    await village.sign_in(client, "petr")
    for path in (address(code), address(code, SOUND.name)):
        assert (await client.get(path)).status_code == 404
    assert (await client.get(f"/vysledky/{code}")).status_code == 200
    assert SOUND.name not in (await client.get(f"/vysledky/{code}")).text


@pytest.mark.parametrize("name", ["a.exe", "nic", f"{'0' * 64}.jpg", "..%2f..%2fnaves.db"])
async def test_what_nobody_sent_is_not_there(jana, village, code, name):
    await close(village, code)
    assert (await jana.get(address(code, name))).status_code == 404
    assert (await jana.get("/konzole/ankety/AAAAA/prilohy")).status_code == 404


async def test_many_files_come_in_pages_of_twenty(jana, village, code):
    for place in range(25):
        sound = attachments.audio(wav(sound=bytes([place])))
        await sent(village, code, f"p{place}", nahravka=sound)
    await close(village, code)
    page = await jana.get(f"{address(code)}?strana=2")
    assert page.text.count("<audio") == 6
    assert "strana=1" in page.text
    assert (await jana.get(f"{address(code)}?strana=99")).status_code == 200


async def test_after_the_promised_deletion_they_are_gone(jana, village, code):
    await close(village, code)
    await retention.delete_answers(village.database, code, await village.clock.now())
    page = (await jana.get(address(code))).text.replace("\xa0", " ")
    assert "jsme smazali spolu s jednotlivými odpověďmi" in page
    assert (await jana.get(address(code, SOUND.name))).status_code == 404
    assert address(code) not in (await jana.get(f"/konzole/ankety/{code}")).text


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_a_recording_is_played_on_a_page_in_order(visitor, width):
    village = visitor.village
    code = await survey_opened(village, asking(AUDIO, FILE, TICK))
    await sent(village, code, "marie", nahravka=SOUND, podklad=PAPER)
    await close(village, code)
    page = await visitor.page(width, "dark" if width > 320 else "light", java_script_enabled=True)
    await visitor.signed_in(page)
    await page.goto(f"{visitor.home}{address(code)}")
    await is_in_order(page)
    plays = "async a => { a.muted = true; await a.play(); return a.error === null; }"
    assert await page.locator("audio").evaluate(plays)
    plain = await visitor.page(width, java_script_enabled=False)
    await visitor.signed_in(plain)
    await plain.goto(f"{visitor.home}{address(code)}")
    async with plain.expect_download() as fetched:
        await plain.get_by_role("link", name="Stáhnout").last.click()
    assert (await fetched.value).suggested_filename in (SOUND.name, PAPER.name)
