"""Stories of reminders: prepared from the survey's card, blind, and only to whom they concern."""

from datetime import timedelta

from people.roles import COORDINATOR, MEMBER
from storage import broadcasts as tables
from storage.broadcasts import Broadcast
from storage.surveys import Survey
from surveys.life import ends
from tests.handlers.sending import go_out
from tests.handlers.test_returns import begin
from tests.handlers.village import Village, on_sqlite


async def prepared(obec: Village, survey: Survey, label: str) -> Broadcast:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"rs:show:{survey.code}:0")
    await petr.tap_on("Remind people")
    await petr.tap_on(label)
    [made] = [one for one in await obec.rows(Broadcast) if one.state == tables.DRAFT]
    await petr.craft(f"bc:send-now:{made.id}:")
    [sent] = await obec.rows(Broadcast)
    assert sent.state == tables.SCHEDULED
    return sent


async def test_whoever_stopped_half_way_is_reminded_once(obec: Village) -> None:
    survey = await obec.survey()
    jana, eva = await obec.resident("jana"), await obec.resident("eva")
    await begin(jana, survey)
    sent = await prepared(obec, survey, "Three days before its end: who stopped half-way")
    assert sent.send_at is not None
    assert ends(survey.closes_at.date()) > sent.send_at > survey.closes_at - timedelta(days=4)
    await obec.later(sent.send_at + timedelta(minutes=1))
    await go_out(obec)
    assert "rozepsanou anketu" in await jana.sees()
    assert await eva.telegram.messages(eva.user) == [] or "rozepsanou" not in await eva.sees()


@on_sqlite
async def test_a_reminder_is_prepared_once_whoever_taps(obec: Village) -> None:
    survey = await obec.survey()
    await prepared(obec, survey, "Three days before its end: who stopped half-way")
    eva = await obec.staff("eva", COORDINATOR)
    await eva.craft(f"bc:nudge:0:{survey.code},half_way")
    assert await obec.count(Broadcast) == 1


@on_sqlite
async def test_reminders_are_for_those_who_may_write_to_the_area(obec: Village) -> None:
    survey = await obec.survey()
    eva = await obec.staff("eva", MEMBER)
    await eva.craft(f"rs:show:{survey.code}:0")
    assert not await eva.offers("Remind people")
    await eva.craft(f"bc:nudges:0:{survey.code}")
    assert await eva.reads("This is for staff of the municipality only.")
    await eva.craft(f"bc:nudge:0:{survey.code},half_way")
    assert await obec.count(Broadcast) == 0
