"""Stories of reminders: prepared from the survey's card, blind, and only to whom they concern."""

from datetime import timedelta

from people.roles import COORDINATOR, MEMBER
from storage import broadcasts as tables
from storage.broadcasts import Broadcast
from storage.surveys import Survey
from surveys import life
from surveys.life import ends
from tests.handlers.sending import go_out
from tests.handlers.test_returns import begin
from tests.handlers.village import Phone, Village, example, on_sqlite


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
    await eva.craft(f"bc:remind:0:{survey.code},half_way")
    assert await obec.count(Broadcast) == 1


@on_sqlite
async def test_reminders_are_for_those_who_may_write_to_the_area(obec: Village) -> None:
    survey = await obec.survey()
    eva = await obec.staff("eva", MEMBER)
    await eva.craft(f"rs:show:{survey.code}:0")
    assert not await eva.offers("Remind people")
    await eva.craft(f"bc:reminders:0:{survey.code}")
    assert await eva.reads("This is for staff of the municipality only.")
    await eva.craft(f"bc:remind:0:{survey.code},half_way")
    assert await obec.count(Broadcast) == 0


async def asked_to_release(obec: Village) -> Phone:
    """Petr is about to release the example survey, which opens in two weeks."""
    petr = await obec.staff("petr", COORDINATOR)
    now = await obec.clock.now()
    opens = now.date() + timedelta(days=14)
    definition = example("obyvatele-2027", opens=opens, closes=opens + timedelta(days=27))
    async with obec.database.writing() as session:
        survey = await life.keep(session, definition, now)
    await petr.craft(f"ss:ask-release:{survey.code}")
    return petr


async def automatic(obec: Village) -> list[tuple[str, str]]:
    found = [(one.automatic, one.state) for one in await obec.rows(Broadcast)]
    return sorted(one for one in found if one[1] != "void")


@on_sqlite
async def test_a_released_survey_speaks_of_itself_until_it_is_told_not_to(obec: Village) -> None:
    petr = await asked_to_release(obec)
    assert await petr.reads("I shall write to people for you:")
    await petr.tap_on("Yes, release it")
    names = ["closes_tomorrow", "half_way", "opens_today"]
    assert await automatic(obec) == [(name, "scheduled") for name in names]
    assert await petr.reads("The survey is released.")
    assert await petr.reads("Goes out by itself:")
    await petr.tap_on("Switch automatic messages off")
    assert await automatic(obec) == []
    await petr.tap_on("Back")
    assert await petr.reads("Automatic messages are switched off.")
    await petr.tap_on("Switch automatic messages on")
    assert len(await automatic(obec)) == 3


@on_sqlite
async def test_a_survey_may_be_released_without_a_word(obec: Village) -> None:
    petr = await asked_to_release(obec)
    await petr.tap_on("Release it, write to nobody")
    assert await automatic(obec) == []
    [survey] = await obec.rows(Survey)
    assert (survey.state, survey.reminds) == ("released", False)
    await petr.craft(f"au:plan:{survey.code}:2027-06-01_2027-06-30")
    assert await automatic(obec) == []
