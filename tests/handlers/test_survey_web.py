"""Stories of people who go from the chat to the web form, or come back from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from handlers.taps import OneOfTwo
from storage.conversations import Conversation
from storage.outreach import Letter
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


async def twice_answered(obec: Village, browser: Visitor, jana: Phone) -> str:
    """Jana has answered in the chat and again on the web, and brings the code from there."""
    await at_health(jana)
    await browser.begin()
    await browser.answer("ano")
    own = browser.own_code
    await jana.write(own)
    assert await jana.reads(
        "If both are yours, choose which count; the others are deleted for good. If they are "
        "somebody else's, leave it so: both count."
    )
    assert await obec.count(Response) == 2
    return own


async def test_of_ones_own_two_responses_those_from_here_count(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    async with pages(obec, survey.code) as browser:
        own = await twice_answered(obec, browser, jana)
        await jana.tap_on("Those from here count")
        (answers,) = await obec.answers(survey)
        assert answers["pes"] == "ne"
        await browser.go("/o/kam")
        assert browser.shown.status_code == 410
    await jana.craft(OneOfTwo(code=survey.code, own=own, moved=True).pack())
    (answers,) = await obec.answers(survey)
    assert answers["pes"] == "ne"


async def test_of_ones_own_two_responses_those_with_the_code_count(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    async with pages(obec, survey.code) as browser:
        own = await twice_answered(obec, browser, jana)
        await jana.tap_on("Those with the code count")
        (answers,) = await obec.answers(survey)
        assert answers == {"pes": "ano"}
        await browser.go("/o/kam")
        assert browser.shown.status_code == 410
    await jana.craft(OneOfTwo(code=survey.code, own=own, moved=False).pack())
    assert await obec.answers(survey) == [answers]
    await jana.tap_on("Continue")
    assert "Kam s ním chodíte?" in await jana.sees()
    assert await obec.count(Turnout) == 1


async def test_who_lets_handed_in_answers_count_is_reminded_no_more(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await at_health(jana)
    await jana.tap_on("Remind me tomorrow")
    assert await obec.count(Letter) == 1
    async with pages(obec, survey.code) as browser:
        await browser.begin()
        await browser.answer("ne")
        own = browser.own_code
        while browser.question:
            await browser.skip()
        await browser.send("/prehled")
    await jana.write(own)
    await jana.tap_on("Those with the code count")
    assert await obec.count(Letter) == 0
    (turnout,) = await obec.rows(Turnout)
    assert turnout.finished


@on_sqlite
async def test_closing_forgets_that_somebody_was_asked_which_of_two_counts(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    async with pages(obec, survey.code) as browser:
        await twice_answered(obec, browser, jana)
    assert await obec.count(Conversation) == 1
    await obec.close(survey)
    assert await obec.count(Conversation) == 0


async def test_what_was_said_in_a_talk_is_not_deleted_by_its_code(obec: Village) -> None:
    asked = DOGS.model_copy(update={"channels": (*DOGS.channels, "interviewer")})
    survey = await obec.open(asked)
    jana = await obec.resident("jana")
    await at_health(jana)
    own = codes.new_code()
    given = Entry("interviewer", entry.NO_BATCH, own, False, {"pes": "ne"})
    async with obec.database.writing() as session:
        place = (session, obec.house.marks, Clerk(1, None), survey.code)
        assert (await entry.enter(*place, given, await obec.clock.now())).counts
    for moved in (False, True):
        await jana.craft(OneOfTwo(code=survey.code, own=own, moved=moved).pack())
        assert await jana.reads(
            "An interviewer wrote them down. Nobody can open or change them any more."
        )
    assert len(await obec.answers(survey)) == 2


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
