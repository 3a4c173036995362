"""On the card of a survey: what people wrote and sent, and row data, all to be had on the web."""

from handlers.taps import link
from handlers.visit import Visit
from people import roles
from people.roles import Action
from storage import attachments, people
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


async def files(visit: Visit, survey: Survey) -> list[Row]:
    """What people sent is heard and seen on the web, too, and never goes back through Telegram."""
    if not visit.house.has_form or not await _may_read(visit, survey):
        return []
    if not await attachments.count(visit.session, survey.code):
        return []
    address = f"{visit.house.public_url}/konzole/ankety/{survey.code}/prilohy"
    return [(link(visit.words("What people sent"), address),)]


async def row_data(visit: Visit, survey: Survey) -> list[Row]:
    """Rows never go through Telegram: the button leads to the web."""
    held = await people.roles(visit.session, visit.resident.id)
    may_export = roles.may(held, Action.EXPORT_ROWS, survey.area_code)
    if survey.state != tables.CLOSED or not may_export or not visit.house.has_form:
        return []
    address = f"{visit.house.public_url}/konzole/ankety/{survey.code}/radky"
    return [(link(visit.words("Rows of answers"), address),)]


async def _waiting(visit: Visit, survey: Survey) -> int:
    if not await _may_read(visit, survey):
        return 0
    return await moderation.waiting(visit.session, survey.code)


async def _may_read(visit: Visit, survey: Survey) -> bool:
    held = await people.roles(visit.session, visit.resident.id)
    may_run = roles.may(held, Action.RUN_SURVEYS, survey.area_code)
    return survey.state == tables.CLOSED and may_run
