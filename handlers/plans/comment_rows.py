"""Buttons that staff find beside a comment and in the queue: voices, photos, several points."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.taps import CommentTap, button
from plans import letter_answers, voices
from plans.running import Runner
from storage import comment_files
from storage.comments import Comment
from texts.screens import Row
from texts.words import Words


async def of_queue(
    session: AsyncSession, reader: Runner, code: str, words: Words, now: datetime
) -> list[Row]:
    waiting = await voices.waiting(session, reader, code, now)
    rows: list[Row] = [
        (button(words("Enter a letter or e-mail"), CommentTap(act="letter", code=code)),)
    ]
    to_answer = await letter_answers.waiting(session, reader, code)
    if to_answer:
        label = words("Answer by post or e-mail ({n})", n=to_answer)
        rows.append((button(label, CommentTap(act="letters", code=code)),))
    if waiting.spoken:
        label = words("Write down a voice message ({n})", n=waiting.spoken)
        rows.append((button(label, CommentTap(act="voice", code=code)),))
    if waiting.unanswered:
        label = words("Not confirmed for a week ({n})", n=waiting.unanswered)
        rows.append((button(label, CommentTap(act="unanswered", code=code)),))
    return rows


async def of_comment(session: AsyncSession, found: Comment, words: Words) -> list[Row]:
    rows: list[Row] = [
        (button(words("Split into points"), CommentTap(act="divide", value=found.number)),)
    ]
    shown = await comment_files.shows_photo(session, found.number)
    if shown is not None:
        label = words("Look at the photo")
        rows.append((button(label, CommentTap(act="see-photo", value=found.number)),))
    return rows
