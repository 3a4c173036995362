"""What staff do before a comment can be settled: write voices down, look at photos, cut it up."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.plans.comment_queue import reader_of
from handlers.replies import Document, Expects, Picture, Reply, Screen, show
from handlers.taps import CommentTap, button
from handlers.visit import Visit
from outreach import receipts
from outreach.notices import tell
from plans import dividing, settling, splitting, voices
from plans.comments import NoSuchComment
from plans.splitting import PointsDiffer
from storage import comment_files
from storage.comment_files import PHOTO, CommentFile
from storage.comments import Comment
from texts.formatting import escape
from texts.screens import Button
from texts.words import Words


def router() -> Router:
    router = Router(name="comment_care")
    router.message.register(transcript_written, Awaiting("comment-transcript"))
    router.message.register(points_written, Awaiting("comment-points"))
    for act, does in ACTS.items():
        router.callback_query.register(does, CommentTap.filter(F.act == act))
    return router


async def next_voice(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return await _next_voice(visit, callback_data.code)


async def transcript_written(message: Message, visit: Visit) -> Reply:
    """The author is asked; meanwhile there is the next one."""
    reader, number = await reader_of(visit), visit.waiting["number"]
    happened = await voices.write_down(visit.session, reader, number, message.text or "", visit.now)
    await tell(visit.session, happened, visit.now)
    note = visit.words(
        "The author of {number} is asked whether it is right.", number=f"<b>{number}</b>"
    )
    return await _next_voice(visit, happened.comment.plan_code, note)


async def next_unanswered(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return await _next_unanswered(visit, callback_data.code)


async def count_unanswered(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    reader = await reader_of(visit)
    number = callback_data.value
    found = await voices.count_unanswered(visit.session, reader, number, visit.now)
    return await _next_unanswered(visit, found.plan_code)


async def ask_points(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    found = await settling.see(visit.session, await reader_of(visit), callback_data.value)
    return _ask_points(visit, found)


async def divide(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """As proposed; a second tap finds it done."""
    number, reader = callback_data.value, await reader_of(visit)
    found = await settling.see(visit.session, reader, number)
    points = splitting.points(found.text)
    if len(points) < 2:
        return _ask_points(visit, found)
    return await _divided(visit, number, points)


async def points_written(message: Message, visit: Visit) -> Reply:
    number = visit.waiting["number"]
    found = await settling.see(visit.session, await reader_of(visit), number)
    try:
        points = splitting.of_paragraphs(message.text or "", found.text)
    except PointsDiffer:
        note = visit.words("These are not the author’s words, or not several points.")
        return _ask_points(visit, found, note)
    return await _divided(visit, number, points)


async def see_photo(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Everybody sees it once somebody has looked at it and lets them."""
    number, chosen = callback_data.value, callback_data.section
    reader = await reader_of(visit)
    found = await settling.see(visit.session, reader, number)
    if chosen:
        await settling.show_photo(visit.session, reader, number, chosen == "all", visit.now)
    photo = await comment_files.file(visit.session, number, PHOTO)
    if photo is None:
        raise NoSuchComment(number)
    screen = _photo_shown(visit.words, found, photo, chosen)
    return Reply((screen,), below=not chosen)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "voice": next_voice,
    "unanswered": next_unanswered,
    "count": count_unanswered,
    "divide": ask_points,
    "divide-yes": divide,
    "see-photo": see_photo,
}


async def _next_voice(visit: Visit, code: str, note: str = "") -> Reply:
    words, reader = visit.words, await reader_of(visit)
    found = await voices.next_spoken(visit.session, reader, code)
    if found is None:
        text = words("No voice message waits to be written down.")
        return show("\n\n".join(filter(None, [note, text])), (_to_queue(words, code),))
    where = await receipts.where(visit.session, found, visit.resident.language)
    ask = words(
        "Listen to {number} and write what it says, word by word. Leave names and numbers of "
        "people out.",
        number=f"<b>{found.number}</b>",
    )
    content = await voices.voice(visit.session, reader, found.number)
    screen = Screen(
        "\n\n".join(filter(None, [note, where, ask])),
        ((_to_queue(words, code),),),
        document=Document(f"{found.number}.ogg", content),
    )
    expects = Expects("comment-transcript", {"number": found.number})
    return Reply((screen,), expects=expects)


async def _next_unanswered(visit: Visit, code: str) -> Reply:
    words, reader = visit.words, await reader_of(visit)
    found = await voices.next_unanswered(visit.session, reader, code, visit.now)
    told = await comment_files.transcript(visit.session, found.number) if found else None
    if found is None or told is None:
        return show(words("No author has been silent for a week."), (_to_queue(words, code),))
    text = words(
        "The author of {number} has not answered for a week. It was written down as:\n"
        "<blockquote>{text}</blockquote>\nSo that it is not lost, it may count as it is.",
        number=f"<b>{found.number}</b>",
        text=escape(told.text),
    )
    counts = CommentTap(act="count", value=found.number)
    return show(text, (button(words("Count it as it is"), counts),), (_to_queue(words, code),))


def _ask_points(visit: Visit, found: Comment, note: str = "") -> Reply:
    words, proposed = visit.words, splitting.points(found.text)
    lines = [note, f"<b>{found.number}</b>\n<blockquote>{escape(found.text)}</blockquote>"]
    rows = [(_to_queue(words, found.plan_code),)]
    if len(proposed) > 1:
        lines.append(words("I would split it like this:"))
        lines += [f"{place}. {escape(one)}" for place, one in enumerate(proposed, 1)]
        yes = CommentTap(act="divide-yes", value=found.number)
        rows.insert(0, (button(words("Split it like this"), yes),))
    lines.append(
        words("Or send the text again with an empty line between points, in the author’s words.")
    )
    expects = Expects("comment-points", {"number": found.number})
    return show("\n\n".join(filter(None, lines)), *rows, expects=expects)


async def _divided(visit: Visit, number: str, points: Sequence[str]) -> Reply:
    words, reader = visit.words, await reader_of(visit)
    happened = await dividing.divide(visit.session, reader, number, points, visit.now)
    await tell(visit.session, happened, visit.now)
    numbers = ", ".join(one.number for one in (happened.comment, *happened.others))
    text = words("Split into {numbers}. The author is told.", numbers=numbers)
    return show(text, (_to_queue(words, happened.comment.plan_code),))


def _photo_shown(words: Words, found: Comment, photo: CommentFile, chosen: str) -> Screen:
    """With what has been chosen, which may be chosen otherwise as long as one looks at it."""
    number = found.number
    text = words(
        "Photo of <b>{number}</b>. Is somebody’s face, name or number on it?", number=number
    )
    if chosen:
        said = words("Everybody may see the photo.") if photo.shown else words("Only staff see it.")
        text = f"<b>{number}</b>\n{said}"
    rows = [
        (button(words("Everybody may see it"), _photo(number, "all")),),
        (button(words("Only staff may see it"), _photo(number, "staff")),),
    ]
    if chosen:
        rows.pop(0 if photo.shown else 1)
    rows.append((_to_queue(words, found.plan_code),))
    return Screen(text, tuple(rows), picture=Picture(photo.name, photo.content))


def _photo(number: str, who: str) -> CommentTap:
    return CommentTap(act="see-photo", section=who, value=number)


def _to_queue(words: Words, code: str) -> Button:
    return button(words("Back"), CommentTap(act="queue", code=code))
