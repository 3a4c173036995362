"""Which working group a survey is for: its digest tells what was answered."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Reply, alert, show
from handlers.surveys.authoring import run_by, shown
from handlers.surveys.cards import step
from handlers.taps import Author
from handlers.visit import Visit
from storage import audit, groups
from surveys import authoring
from surveys.life import NotADraft
from texts.content import pick
from texts.formatting import shortened
from texts.screens import Row

LABEL_LENGTH = 60


def router() -> Router:
    router = Router(name="survey_working_group")
    router.callback_query.register(choose, Author.filter(F.act == "group"))
    router.callback_query.register(give, Author.filter(F.act == "of"))
    return router


async def choose(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    survey, asked = await run_by(visit, code)
    found = await groups.groups_of(visit.session, [survey.area_code])
    labels = {one.code: pick(one.name, words.language) for one in found}
    chosen = next((one.code for one in found if one.key == asked.working_group), "")
    rows: list[Row] = [
        (step(shortened(("✓ " if of == chosen else "") + told, LABEL_LENGTH), "of", code, of),)
        for of, told in {**labels, "": words("All groups of the area")}.items()
    ]
    text = words("In the digest of which working group shall the answers to this survey stand?")
    return show(text, *rows, (step(words("Back"), "card", code),))


async def give(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    """A group that is gone is not everybody's; the same choice again changes nothing."""
    survey, asked = await run_by(visit, callback_data.code)
    found = await groups.groups_of(visit.session, [survey.area_code])
    keys = {"": "", **{one.code: one.key for one in found}}
    key = keys.get(callback_data.value)
    if key is None:
        return alert(visit.words("This is no longer there."))
    if key == asked.working_group:
        return await shown(visit, survey, asked)
    try:
        kept = await authoring.give_to_group(visit.session, survey.code, key, visit.now)
    except NotADraft:
        return alert(
            visit.words("The survey has changed meanwhile, so this is no longer possible.")
        )
    await audit.note(
        visit.session, visit.now, visit.resident.id, "survey_given_to_group", kept.code, group=key
    )
    return await shown(visit, *await run_by(visit, kept.code))
