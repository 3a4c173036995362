"""On the card of a survey: written answers to be read, and row data, both to be had on the web."""

from handlers.taps import link
from handlers.visit import Visit
from people import roles
from people.roles import Action
from storage import people
from storage import surveys as tables
from storage.surveys import Survey
from surveys import moderation
from texts.screens import Row


async def told(visit: Visit, survey: Survey) -> list[str]:
    """Nothing for those who may not read, and before the survey has closed."""
    waiting = await _waiting(visit, survey)
    if not waiting:
        return []
    words = visit.words
    lines = [words.many("{n} text is to be read", "{n} texts are to be read", waiting)]
    if not visit.house.has_form:
        lines.append(words("They are read on the web: sign in by the command /konzole."))
    return lines


async def rows(visit: Visit, survey: Survey) -> list[Row]:
    """Residents see a text only after somebody has read it on the web."""
    if not visit.house.has_form or not await _waiting(visit, survey):
        return []
    address = f"{visit.house.public_url}/konzole/ankety/{survey.code}/texty"
    return [(link(visit.words("Read what people wrote"), address),)]


async def row_data(visit: Visit, survey: Survey) -> list[Row]:
    """Rows never go through Telegram: the button leads to the web."""
    held = await people.roles(visit.session, visit.resident.id)
    may_export = roles.may(held, Action.EXPORT_ROWS, survey.area_code)
    if survey.state != tables.CLOSED or not may_export or not visit.house.has_form:
        return []
    address = f"{visit.house.public_url}/konzole/ankety/{survey.code}/radky"
    return [(link(visit.words("Rows of answers"), address),)]


async def _waiting(visit: Visit, survey: Survey) -> int:
    held = await people.roles(visit.session, visit.resident.id)
    if survey.state != tables.CLOSED:
        return 0
    if not roles.may(held, Action.RUN_SURVEYS, survey.area_code):
        return 0
    return await moderation.waiting(visit.session, survey.code)
