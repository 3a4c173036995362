"""A tap is acknowledged when its screen is promised; whoever is killed first keeps the promise."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from handlers.surveys.answering import act_of
from storage import people
from storage.conversations import Conversation
from storage.surveys import Survey
from tests.handlers.polls import DOGS
from tests.handlers.village import NOON, Json, Phone, Village, on_sqlite

AWAY = {"kind": "drop_before", "method": "editMessageText"}
BLOCKED = {"kind": "blocked", "method": "editMessageText"}
LATER = timedelta(seconds=30)


class Webhook:
    """Delivers taps, and remembers what was acknowledged and what the phone showed just then."""

    def __init__(self, obec: Village) -> None:
        self.obec = obec
        self.number = 0
        self.answers: list[Json | None] = []
        self.killed_after_answer = False

    async def tap(self, phone: Phone, survey: Survey, data: str) -> None:
        """A tap under the last message; where we are killed, nothing comes after the answer."""
        self.number += 1
        shown = await phone.telegram.last(phone.user)
        query = {"id": str(self.number), "from": phone.user, "message": shown, "data": data}
        query |= {"chat_instance": "1", "data": data.format(code=survey.code)}
        update = {"update_id": self.number, "callback_query": query}
        with suppress(Killed):
            await self.obec.door.respond(update, self.acknowledge)

    async def acknowledge(self, call: Json | None) -> None:
        self.answers.append(call)
        if self.killed_after_answer:
            raise Killed


class Killed(BaseException):
    """No time to say or keep anything."""


@pytest.fixture
async def webhook(obec: Village) -> Webhook:
    return Webhook(obec)


async def begun(obec: Village, name: str = "jana") -> tuple[Phone, Survey]:
    """Somebody before the first question."""
    survey = await obec.open(DOGS)
    phone = await obec.resident(name)
    await phone.start()
    await phone.craft(f"sv:{survey.code}:begin:1")
    return phone, survey


async def restarted(obec: Village) -> None:
    """A new process that has looked for what the old one promised."""
    obec.restart()
    await obec.door.look()
    await obec.door.settle()


async def promised(obec: Village) -> list[Any]:
    return [one for one in await obec.rows(Conversation) if one.promised_at]


async def test_what_was_promised_is_shown_after_a_kill(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    asked = await jana.sees()
    webhook.killed_after_answer = True
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    assert webhook.answers == [{"method": "answerCallbackQuery", "callback_query_id": "1"}]
    assert await jana.sees() == asked
    await obec.later(NOON + LATER)
    await restarted(obec)
    assert "Co změnit?" in await jana.sees()
    assert await promised(obec) == []
    assert await obec.answers(survey) == [{"pes": "ne"}]


@on_sqlite
async def test_a_repeated_tap_changes_nothing_and_shows_the_same(
    obec: Village, webhook: Webhook
) -> None:
    jana, survey = await begun(obec)
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    seen = await jana.sees()
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    assert await jana.sees() == seen
    assert len(await jana.telegram.messages(jana.user)) == 2
    assert await obec.answers(survey) == [{"pes": "ne"}]


@on_sqlite
async def test_the_summary_is_promised_too(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    webhook.killed_after_answer = True
    await webhook.tap(jana, survey, "sv:{code}:summary:1")
    await restarted(obec)
    assert await jana.reads("Your answers")


@on_sqlite
async def test_while_telegram_is_away_the_promise_stands(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    asked = await jana.sees()
    await jana.telegram.faults(AWAY)
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    assert len(webhook.answers) == 1
    assert await jana.sees() == asked
    await jana.telegram.faults()
    await restarted(obec)
    assert "Co změnit?" in await jana.sees()


@on_sqlite
async def test_who_went_on_meanwhile_is_not_brought_back(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    webhook.killed_after_answer = True
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    await jana.write("/jazyk")
    here = await jana.sees()
    await restarted(obec)
    assert await jana.sees() == here


@on_sqlite
async def test_a_survey_that_closed_meanwhile_is_not_shown(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    asked = await jana.sees()
    webhook.killed_after_answer = True
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    await obec.close(survey)
    await restarted(obec)
    assert await jana.sees() == asked


@on_sqlite
async def test_what_was_shown_is_crossed_out(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    (one,) = await promised(obec)
    assert one.promised_in == (await jana.telegram.last(jana.user))["message_id"]
    await obec.door.settle()
    assert await promised(obec) == []


@on_sqlite
async def test_a_promise_holds_no_answer_and_leads_to_a_screen(
    obec: Village, webhook: Webhook
) -> None:
    jana, survey = await begun(obec)
    for tap in ("a:{code}:1:pes:ano", "t:{code}:1:kam:les:1", "t:{code}:1:kam:park:1"):
        await webhook.tap(jana, survey, tap)
        for one in await promised(obec):
            assert act_of(one.promised)
            assert not {"ano", "les", "park"} & set(one.promised.split(":"))


@on_sqlite
async def test_a_screen_that_no_tap_shows_again_comes_before_the_acknowledgement(
    obec: Village, webhook: Webhook
) -> None:
    jana, survey = await begun(obec)
    webhook.killed_after_answer = True
    await webhook.tap(jana, survey, "a:{code}:1:pes:ano")
    assert "Psi mají poplatek." in await jana.sees()
    assert await promised(obec) == []


@on_sqlite
async def test_who_blocked_us_is_noted_and_not_tried_again(obec: Village, webhook: Webhook) -> None:
    jana, survey = await begun(obec)
    await jana.telegram.faults(BLOCKED)
    await webhook.tap(jana, survey, "a:{code}:1:pes:ne")
    async with obec.database.reading() as session:
        found = await people.by_telegram_id(session, jana.user["id"])
    assert found
    assert found.blocked
