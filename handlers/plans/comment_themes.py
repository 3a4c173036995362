"""What a comment is about, in its author's word: three themes under the receipt, one tap."""

from dataclasses import replace

from aiogram.types import CallbackQuery

from handlers.replies import Reply, Screen
from handlers.taps import CommentTap, button
from handlers.visit import Visit
from outreach import receipts
from outreach.digest_letters import short
from plans import comments, theming
from storage import places, plans
from storage.comments import RECEIVED, Comment
from surveys.themes import Theme, themes_of
from texts.content import pick
from texts.formatting import shortened

LABEL = 30


async def asked(visit: Visit, found: Comment, receipt: Screen) -> Screen:
    """The receipt with the likeliest themes below it; as it is where no word is known."""
    if found.state != RECEIVED or not found.text:
        return receipt
    area_code, themes = await _themes(visit, found)
    likely = await theming.offered(visit.session, area_code, themes.values(), found.text)
    row = tuple(
        button(
            shortened(pick(themes[one].text, visit.words.language), LABEL),
            CommentTap(act="theme", section=short(one), value=found.number),
        )
        for one in likely
    )
    if not row:
        return receipt
    question = visit.words("What is it about? A tap helps the working group.")
    rows = (*receipt.rows, *((one,) for one in row))
    return replace(receipt, text=f"{receipt.text}\n\n{question}", rows=rows)


async def choose(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Said again it is changed; the receipt then asks no more."""
    number, resident_id = callback_data.value, visit.resident.id
    found = await comments.own(visit.session, resident_id, number)
    themes = (await _themes(visit, found))[1]
    chosen = next((one for one in themes if short(one) == callback_data.section), "")
    await theming.choose(visit.session, resident_id, number, themes.values(), chosen, visit.now)
    letter = await receipts.receipt(visit.session, found, visit.resident.language)
    return Reply((Screen(letter.text, letter.rows),), toast=visit.words("Thank you."))


async def _themes(visit: Visit, found: Comment) -> tuple[str, dict[str, Theme]]:
    """The area whose themes they are, and the themes by id."""
    plan = await plans.plan(visit.session, found.plan_code)
    if plan is None:
        raise comments.NoSuchComment(found.number)
    area = await places.area(visit.session, plan.area_code)
    return plan.area_code, {one.id: one for one in themes_of(area)}
