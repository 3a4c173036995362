"""Stories of people who go from the chat to the web form, or come back from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from storage.passes import SpentPass
from storage.surveys import Response, Spent, Turnout
from surveys import codes, entry
from surveys.answering import AnswersWithdrawn
from surveys.entry import Clerk, Entry
from tests.handlers.polls import DOGS
from tests.handlers.village import Phone, Village, on_sqlite
from tests.web.kinds import Visitor
from web.app import build
from web.base import Web

HOME = "https://naves.example"


class Later:
    """The village's clock, some minutes ahead when somebody takes their time."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.passed = timedelta()

    async def now(self):
        return await self.village.clock.now() + self.passed

    def pass_(self, time: timedelta) -> None:
        self.passed += time


@asynccontextmanager
async def pages(obec: Village, code: str) -> AsyncIterator[Visitor]:
    """A browser that finds the pages of this village."""
    clock = Later(obec)
    web = Web(
        database=obec.database,
        clock=clock,
        marks=obec.house.marks,
        passes=obec.house.passes,
        secret_key="výr",
        respond=None,
        chat_link=lambda payload: f"https://t.me/naves_bot?start={payload}",
        public_url=HOME,
    )
    transport = httpx.ASGITransport(app=build(web))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        made = Visitor(obec, client, code)
        made.village = type("Elsewhere", (), {"clock": clock})
        yield made


def reachable(obec: Village) -> None:
    """From now on the pages have a public address."""
    obec.house = replace(obec.house, public_url=HOME)
    obec.restart()


async def address(phone: Phone) -> str:
    """Where the newest button with a link leads."""
    for message in reversed(await phone.telegram.messages(phone.user)):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for shown in row:
                if "url" in shown:
                    return shown["url"]
    raise AssertionError("no link")


async def at_health(phone: Phone) -> None:
    await phone.write("/ankety")
    await phone.tap("Psi v obci")
    await phone.tap_on("Begin")
    await phone.tap("Ne")
    for _ in range(2):
        await phone.tap_on("Skip")


async def test_health_is_answered_on_the_web_and_the_rest_in_the_chat(obec: Village) -> None:
    survey = await obec.open(DOGS)
    reachable(obec)
    jana = await obec.resident("jana")
    await at_health(jana)
    assert await jana.reads(
        "This question is about health. If you answer here, Telegram sees what you tap; on the "
        "web it does not. You can also skip it."
    )
    await jana.tap_on("Answer on the web")
    link = await address(jana)
    assert link.startswith(f"{HOME}/a/{survey.code}/z/")
    async with pages(obec, survey.code) as browser:
        browser.page = await browser.client.get(link, follow_redirects=True)
        await browser.send(browser.shown.url.path.removeprefix(f"/a/{survey.code}"))
        assert browser.question == "nemoc"
        await browser.answer(["zada"])
        await browser.answer("Žádné")
    await jana.tap_on("Go on here")
    assert "Žádné" in await jana.sees()
    await jana.tap_on("Hand in")
    (answers,) = await obec.answers(survey)
    assert (answers["nemoc"], answers["leky"]) == (["zada"], "Žádné")
    assert await obec.count(Response) == await obec.count(Turnout) == 1


@on_sqlite
async def test_no_web_is_offered_that_a_phone_could_not_reach(obec: Village) -> None:
    await obec.open(DOGS)
    jana = await obec.resident("jana")
    await at_health(jana)
    assert jana.words("Answer on the web") not in await jana.buttons()


async def test_no_table_tells_whose_a_link_is(obec: Village) -> None:
    survey = await obec.open(DOGS)
    reachable(obec)
    jana = await obec.resident("jana")
    await at_health(jana)
    await jana.tap_on("Answer on the web")
    assert await obec.count(SpentPass) == 0
    link = await address(jana)
    async with pages(obec, survey.code) as browser:
        browser.page = await browser.client.get(link, follow_redirects=True)
        await browser.send(browser.shown.url.path.removeprefix(f"/a/{survey.code}"))
        (spent,) = await obec.rows(SpentPass)
        assert set(type(spent).model_fields) == {"token_hash", "expires_at"}
        assert spent.token_hash not in link


async def test_what_was_begun_on_the_web_goes_on_in_the_chat(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    async with pages(obec, survey.code) as browser:
        await browser.begin()
        await browser.answer("ano")
        code = browser.own_code
        assert await obec.count(Turnout) == 0
        await jana.write(code.lower())
        assert await obec.count(Spent) == 1
        await jana.tap_on("Continue")
        assert "Kam s ním chodíte?" in await jana.sees()
        (turnout,) = await obec.rows(Turnout)
        assert not turnout.finished
        await browser.go("/o/kam")
        assert browser.shown.status_code == 410
    (response,) = await obec.rows(Response)
    assert response.resident_id is None
    await jana.write(code)
    assert await jana.reads("I find no answers under this code in any open survey.")


@on_sqlite
async def test_two_responses_are_not_made_one(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await at_health(jana)
    async with pages(obec, survey.code) as browser:
        await browser.begin()
        await browser.answer("ano")
        await jana.write(browser.own_code)
        assert await jana.reads(
            "You have answers of your own to this survey here already, so I cannot add those "
            "from the web."
        )
        await browser.go("/o/kam")
        assert browser.question == "kam"
    assert await obec.count(Response) == 2


@on_sqlite
async def test_a_code_of_nobody_leads_nowhere(obec: Village) -> None:
    await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.write(codes.new_code())
    assert await jana.reads("I find no answers under this code in any open survey.")


@on_sqlite
async def test_the_coordinator_is_told_the_address_of_the_form(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.staff("jana", "coordinator")
    await jana.write("/vysledky")
    await jana.tap("Psi v obci")
    assert "/a/" not in await jana.sees()
    reachable(obec)
    await jana.write("/vysledky")
    await jana.tap("Psi v obci")
    assert f"{HOME}/a/{survey.code}" in await jana.sees()


async def test_a_code_from_paper_is_answered_in_the_chat_and_its_paper_counts_no_more(
    obec: Village,
) -> None:
    channels = (*DOGS.channels, "paper")
    survey = await obec.open(DOGS.model_copy(update={"channels": channels}))
    jana = await obec.resident("jana")
    own = codes.new_code()
    await jana.write(own.lower())
    await jana.tap("Psi v obci")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    assert len(await obec.rows(Response)) == 1
    [spent] = await obec.rows(Spent)
    assert spent.mark == obec.house.marks.of(survey.code, codes.respondent(own).token)
    clerk = Clerk(1, None)
    given = Entry("paper", entry.NO_BATCH, own, False, {"pes": "ano"})
    now = await obec.clock.now()
    async with obec.database.reading() as session:
        with pytest.raises(AnswersWithdrawn):
            await entry.enter(session, obec.house.marks, clerk, survey.code, given, now)


@on_sqlite
async def test_where_no_survey_takes_paper_an_unknown_code_is_none(obec: Village) -> None:
    await obec.open(DOGS.model_copy(update={"channels": ("telegram", "web")}))
    jana = await obec.resident("jana")
    await jana.write(codes.new_code())
    assert await jana.reads("I find no answers under this code in any open survey.")
