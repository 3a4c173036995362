"""Walking through a version that only those who run the plan can see; nothing is kept of it."""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.plans import screens
from handlers.plans.authoring import runner_of
from handlers.plans.cards import step
from handlers.replies import Reply, show
from handlers.taps import PlanStep
from handlers.visit import Visit
from plans import reading, running
from plans.documents import Section
from plans.reading import Interests
from texts.screens import Row


def router() -> Router:
    router = Router(name="plan_preview")
    router.callback_query.register(walk, PlanStep.filter(F.act == "walk"))
    router.callback_query.register(whole_text, PlanStep.filter(F.act == "text"))
    return router


async def walk(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    """The section that was asked for, or the first one, as people will read it."""
    words, code = visit.words, callback_data.code
    draft = await running.newest(visit.session, await runner_of(visit), code)
    path = reading.walk(draft, Interests())
    shown = _asked_for(path, callback_data.value)
    at = path.index(shown)
    lines = [
        words("A preview. Nothing is kept."),
        *screens.told(visit, draft, shown),
        words("{at} of {all}", at=at + 1, all=len(path)),
    ]
    turns = (
        step(label, "walk", code, path[target].id)
        for label, target in (("‹", at - 1), ("›", at + 1))
        if 0 <= target < len(path)
    )
    rows: list[Row] = [
        tuple(turns),
        (step(words("Whole text"), "text", code, shown.id),),
        (step(words("Back"), "card", code),),
    ]
    return show("\n\n".join(lines), *filter(None, rows))


async def whole_text(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    code = callback_data.code
    draft = await running.newest(visit.session, await runner_of(visit), code)
    shown = _asked_for(draft.sections, callback_data.value)
    back = step(visit.words("Back to the section"), "walk", code, shown.id)
    return screens.text_of(visit, shown, back)


def _asked_for(path: Sequence[Section], section_id: str) -> Section:
    """The first one where there is none of that id, as after a new file."""
    return next((one for one in path if one.id == section_id), path[0])
