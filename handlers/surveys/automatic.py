"""The messages by which a survey speaks of itself: shown on its card, switched on and off."""

from aiogram.types import CallbackQuery

from handlers.broadcasts.reminders import READY_NAMES
from handlers.replies import Reply, show
from handlers.taps import ResultsTap, SurveyStaff, button
from handlers.visit import Visit
from outreach import automatic, notices
from people import roles
from people.roles import Action
from storage import audit, broadcasts, people
from storage import surveys as tables
from storage.surveys import Survey
from surveys import library
from texts.formatting import moment
from texts.screens import Row


async def announced(visit: Visit, survey: Survey) -> list[str]:
    """What would go out, before the survey is released."""
    if not await _may_send(visit, survey):
        return []
    words = visit.words
    planned = automatic.to_come(survey, visit.now, visit.house.rules)
    lines = [
        f"• {words(READY_NAMES[one.name])}: {moment(one.send_at, words.language)}"
        for one in planned
    ]
    return ["", words("I shall write to people for you:"), *lines] if lines else []


async def told(visit: Visit, survey: Survey) -> list[str]:
    """What will go out, for the card of a survey that is released."""
    if survey.state != tables.RELEASED or not await _may_send(visit, survey):
        return []
    words = visit.words
    if not survey.reminds:
        return [words("Automatic messages are switched off.")]
    lines = [
        f"• {words(READY_NAMES[one.automatic])}: {moment(one.send_at, words.language)}"
        for one in await automatic.of_survey(visit.session, survey.code)
        if one.state in (broadcasts.WAITING, broadcasts.SCHEDULED) and one.send_at
    ]
    return [words("Goes out by itself:"), *lines] if lines else []


async def rows(visit: Visit, survey: Survey) -> list[Row]:
    if survey.state != tables.RELEASED or not await _may_send(visit, survey):
        return []
    if not automatic.to_come(survey, visit.now, visit.house.rules):
        return []
    words = visit.words
    if survey.reminds:
        tap = SurveyStaff(act="auto-off", code=survey.code)
        return [(button(words("Switch automatic messages off"), tap),)]
    tap = SurveyStaff(act="auto-on", code=survey.code)
    return [(button(words("Switch automatic messages on"), tap),)]


async def switch(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    words, code, on = visit.words, callback_data.code, callback_data.act == "auto-on"
    survey = await library.survey(visit.session, code)
    wanted = await automatic.switch(
        visit.session, visit.resident.id, code, on, visit.now, visit.house.rules
    )
    for one in wanted:
        await notices.tell(visit.session, one, visit.now)
    action = "survey_reminds" if on else "survey_silent"
    await audit.note(visit.session, visit.now, visit.resident.id, action, code)
    text = words("No message goes out by itself.")
    if on:
        text = "\n".join(await told(visit, survey)) or words("There is nothing left to send.")
    return show(text, (button(words("Back"), ResultsTap(act="show", code=code)),))


async def keep_up(visit: Visit, survey: Survey) -> None:
    """The survey was released, or its dates have moved."""
    wanted = await automatic.keep_up(
        visit.session, visit.resident.id, survey.code, visit.now, visit.house.rules
    )
    for one in wanted:
        await notices.tell(visit.session, one, visit.now)


async def _may_send(visit: Visit, survey: Survey) -> bool:
    held = await people.roles(visit.session, visit.resident.id)
    return roles.may(held, Action.BROADCAST, survey.area_code)
