"""Two questions after a meeting in the chat, and for the office what people said."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings.after_taps import AfterTap, FeedbackTap
from handlers.meetings.running import organiser_of
from handlers.replies import Expects, Reply, show
from handlers.taps import MeetingTap, button
from handlers.visit import Visit
from meetings import feedback
from meetings.feedback import ANSWERS, HEARD, SMALLEST, USEFUL, Results
from outreach.feedback_letters import LABELS
from texts.formatting import escape, moment, number
from texts.screens import Row
from texts.words import Words, later

SENTENCE = "feedback-sentence"
SENTENCES_SHOWN = 30
QUESTIONS: Mapping[str, str] = {
    USEFUL: later("Was the meeting of use to you?"),
    HEARD: later("Could you say what you wanted?"),
}


def router() -> Router:
    router = Router(name="feedback")
    router.message.register(write, Awaiting(SENTENCE))
    router.callback_query.register(second, FeedbackTap.filter(F.heard == ""))
    router.callback_query.register(give, FeedbackTap.filter())
    router.callback_query.register(results, AfterTap.filter(F.act == "said"))
    return router


async def second(_: CallbackQuery, callback_data: FeedbackTap, visit: Visit) -> Reply:
    """The second question; its buttons bring the first answer along, so nothing is kept yet."""
    words, code = visit.words, callback_data.code
    await feedback.asked(visit.session, code, visit.resident.id, visit.when)
    row: Row = tuple(
        button(words(LABELS[one]), FeedbackTap(code=code, useful=callback_data.useful, heard=one))
        for one in ANSWERS
    )
    return show(f"<b>{words(QUESTIONS[HEARD])}</b>", row)


async def give(_: CallbackQuery, callback_data: FeedbackTap, visit: Visit) -> Reply:
    words, told = visit.words, callback_data
    held = await feedback.give(
        visit.session, told.code, visit.resident.id, told.useful, told.heard, visit.when
    )
    text = words(
        "Thank you. If you want to add a sentence, write it now. It is kept apart from your "
        "answers too; the office reads it."
    )
    back: Row = (button(words("Back to the meeting"), MeetingTap(act="show", code=held.code)),)
    return show(text, back, expects=Expects(SENTENCE, {"code": held.code}))


async def write(message: Message, visit: Visit) -> Reply:
    words, code = visit.words, visit.waiting["code"]
    await feedback.write(visit.session, code, visit.resident.id, message.text or "", visit.when)
    back: Row = (button(words("Back to the meeting"), MeetingTap(act="show", code=code)),)
    return show(words("Thank you, the office will read it."), back)


async def results(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """For the office."""
    words, code = visit.words, callback_data.code
    organiser = await organiser_of(visit)
    found = await feedback.results(visit.session, organiser, code, visit.now)
    back: Row = (button(words("Back"), AfterTap(act="menu", code=code)),)
    if found is None:
        return show(words("People are asked after the meeting, at a decent hour."), back)
    return show("\n\n".join(_told(words, found)), back)


def _told(words: Words, found: Results) -> list[str]:
    lines = [words("<b>What people say of the meeting</b>"), _answered(words, found)]
    if found.is_open:
        until = moment(found.until, words.language)
        lines.append(
            words("They may answer until {moment}. Then you see what they said.", moment=until)
        )
    lines += [_question(words, name, counts) for name, counts in found.counts.items()]
    if found.sentences:
        listed = "\n".join(f"• {escape(one)}" for one in found.sentences[:SENTENCES_SHOWN])
        lines.append(f"<b>{words('What they wrote')}</b>\n{listed}")
    return lines


def _answered(words: Words, found: Results) -> str:
    if found.answered is None:
        return words("Fewer than {least} people have answered.", least=SMALLEST)
    return words.many("{n} person has answered.", "{n} people have answered.", found.answered)


def _question(words: Words, name: str, counts: Mapping[str, int | None]) -> str:
    told = [
        f"{words(LABELS[one])}: {words('hidden') if n is None else number(n, words.language)}"
        for one, n in counts.items()
    ]
    return "\n".join([f"<b>{words(QUESTIONS[name])}</b>", *told])
