"""Recordings and files as answers, in a real browser: asked for, sent, heard once all is over.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import pytest
from playwright.async_api import Browser, expect

from tests.handlers.kinds import voice
from tests.surveys.recordings import m4a, pdf
from tests.surveys.xlsform.forms import spreadsheet
from tests.test_groups_seen_to_work import TALL
from tests.test_plan_seen import attach, hears
from tests.test_seen_to_work import Chat, browser, chat_of, demo, spaced
from tests.test_survey_results_seen import Desk, signed_in
from tests.test_surveys_seen import LABEL, SHEET, released, sent

__all__ = ["browser", "demo"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(500)]

PDF, M4A, WORD = "application/pdf", "audio/mp4", "application/msword"


def form() -> bytes:
    return spreadsheet(
        survey=[
            ["type", "name", LABEL, "required"],
            ["audio", "hlas", "Jak se vám čeká na autobus?", "yes"],
            ["file", "rad", "Máte jízdní řád, který neplatí?", None],
        ],
        choices=[],
        settings=[
            ["form_title", "form_id", "default_language"],
            ["Zastávka u školy", "zastavka", "Čeština (cs)"],
        ],
    )


async def test_a_recording_and_a_file_are_sent_and_heard_once_the_survey_is_over(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "recordings-petr", "Petr Dvořák", TALL)
    await opened(petr)
    jana = await chat_of(browser, demo, "recordings-jana", "Jana Nováková", TALL)
    await answered(jana, demo)
    await petr.write("/vysledky")
    await petr.tap(spaced("Zastávka u školy"))
    assert not await petr.page.get_by_role("link", name=spaced("Co lidé poslali")).count()
    await petr.tap("Uzavřít")
    await petr.tap(spaced("^Ano, uzavřít"))
    await hears(petr, "je uzavřená, přišla 1 odpověď")
    await heard(petr)


async def opened(petr: Chat) -> None:
    await attach(petr, "zastavka.xlsx", form(), SHEET)
    await hears(petr, "2 otázky")
    await released(petr)


async def answered(jana: Chat, demo: str) -> None:
    """Words and wrong files are told what is wanted; a recording is replaced, a PDF taken."""
    await jana.write("/ankety")
    await jana.tap(spaced("Zastávka u školy"))
    await jana.tap("Začít")
    await jana.sees("Jak se vám čeká na autobus")
    await jana.write("Dlouho.")
    await jana.sees("Pošlete sem prosím hlasovou zprávu nebo nahrávku")
    message = {"name": "hlas.ogg", "mimeType": "audio/ogg", "buffer": voice()}
    await sent(jana, demo, "Nováková", voice=message)
    await jana.sees("Máte jízdní řád, který neplatí")
    await jana.tap("‹ Zpět")
    await jana.sees("Vaše odpověď: nahrávka")
    await attach(jana, "Lipova 5.m4a", m4a(), M4A)
    await jana.sees("Máte jízdní řád, který neplatí")
    await attach(jana, "rad.doc", b"\xd0\xcf\x11\xe0 nic", WORD)
    await hears(jana, "Umím přijmout obrázek")
    await attach(jana, "Jana Novakova.pdf", pdf(), PDF)
    await jana.tap("Odeslat")
    await jana.sees("Potvrzení")


async def heard(petr: Chat) -> None:
    """Those who run the survey find both on the console; the names they had are gone."""
    desk = await signed_in(petr)
    await petr.write("/vysledky")
    await petr.tap(spaced("Zastávka u školy"))
    await petr.sees("Odpovědělo příliš málo lidí")
    leads = petr.page.locator("#messages").get_by_role("link", name=spaced("Co lidé poslali")).last
    await desk.go(await leads.get_attribute("href") or "")
    await desk.sees("Slyší a vidí to jen ti, kdo anketu vedou")
    await played(desk)
    async with desk.page.expect_download() as fetched:
        await desk.page.get_by_role("link", name="Stáhnout").last.click()
    assert (await fetched.value).suggested_filename.endswith(".pdf")
    for name in ("Lipova", "Novakova"):
        assert name not in await desk.page.content()


async def played(desk: Desk) -> None:
    await expect(desk.page.locator("audio")).to_have_count(1)
    await expect(desk.page.get_by_role("listitem").filter(has_text="PDF")).to_have_count(1)
