"""Answers to comments, told to their authors and to whoever joined."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import receipts
from outreach.letters import Letter, post
from plans.settling import CommentAnswered
from storage.comments import Comment
from storage.happenings import Happening
from storage.people import Resident
from texts.screens import Button, Row, tap
from texts.words import Words


async def _answered(session: AsyncSession, happened: CommentAnswered, now: datetime) -> int:
    found, new = happened.comment, 0
    author = await _reached(session, found.resident_id)
    if author:
        letter = await _to_author(session, found, Words(author.language))
        new += await post(session, author, f"comment-answer:{found.number}", letter, now)
    for resident_id in happened.joined:
        person = await _reached(session, resident_id)
        if person:
            letter = await _to_joined(session, found, Words(person.language))
            new += await post(session, person, f"comment-answer:{found.number}", letter, now)
    return new


async def _to_author(session: AsyncSession, found: Comment, words: Words) -> Letter:
    first = words("Your comment <b>{number}</b> has an answer.", number=found.number)
    yes = Button(words("I understand"), tap("cm", "echo", "", "yes", found.number))
    no = Button(words("I disagree because …"), tap("cm", "echo", "", "no", found.number))
    return await _letter(session, found, words, first, ((yes,), (no,)))


async def _to_joined(session: AsyncSession, found: Comment, words: Words) -> Letter:
    first = words("Comment <b>{number}</b>, which you joined, has an answer.", number=found.number)
    return await _letter(session, found, words, first, ())


async def _letter(
    session: AsyncSession, found: Comment, words: Words, first: str, rows: tuple[Row, ...]
) -> Letter:
    where = await receipts.where(session, found, words.language)
    told = [first, where, *await receipts.answer(session, found, words)]
    return Letter("\n\n".join(filter(None, told)), rows)


async def _reached(session: AsyncSession, resident_id: int | None) -> Resident | None:
    if resident_id is None:
        return None
    person = await session.get(Resident, resident_id)
    return None if person is None or person.blocked else person


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    CommentAnswered: _answered,
}
