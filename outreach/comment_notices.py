"""What becomes of comments, told to their authors, and to whoever joined."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import group_cards, receipts
from outreach.letters import Letter, post
from plans.dividing import Divided
from plans.settling import CommentAnswered
from plans.voices import WrittenDown
from storage import comment_receipts, comments, plans
from storage.comments import Comment, Echo
from storage.happenings import Happening
from storage.people import Resident
from texts.formatting import beginning, escape
from texts.screens import Button, Row, tap
from texts.words import Words


async def _answered(session: AsyncSession, happened: CommentAnswered, now: datetime) -> int:
    """At a decent hour: whoever publishes late at night wakes nobody."""
    found, new = happened.comment, 0
    about = f"comment-answer:{found.number}"
    plan = await plans.plan(session, found.plan_code)
    area = plan.area_code if plan else None
    author = await _reached(session, found.resident_id)
    if author:
        letter = await to_author(session, found, Words(author.language))
        new += await post(session, author, about, letter, now, quiet_in=area)
    for resident_id in happened.joined:
        person = await _reached(session, resident_id)
        if person:
            letter = await _to_joined(session, found, Words(person.language))
            new += await post(session, person, about, letter, now, quiet_in=area)
    return new + await group_cards.published(session, found.number, now)


async def to_author(session: AsyncSession, found: Comment, words: Words) -> Letter:
    """The answer, with what its author said to it, or with the buttons to say it once."""
    first = words("Your comment <b>{number}</b> has an answer.", number=found.number)
    yes = Button(words("I understand"), tap("cm", "echo", "", "yes", found.number))
    no = Button(words("I disagree because …"), tap("cm", "echo", "", "no", found.number))
    said = await comments.echo(session, found.number)
    rows: tuple[Row, ...] = () if said else ((yes,), (no,))
    letter = await _letter(session, found, words, (first, found.text), rows)
    receipt = await comment_receipts.receipt(session, found.number)
    text = "\n\n".join([letter.text, *_said(words, said)])
    return replace(letter, text=text, answers=receipt.message_id if receipt else 0)


def _said(words: Words, said: Echo | None) -> list[str]:
    if said is None:
        return []
    if said.understood:
        return [words("You said: I understand.")]
    return [words("You said: I disagree, because {reason}", reason=escape(said.text))]


async def _to_joined(session: AsyncSession, found: Comment, words: Words) -> Letter:
    first = words("Comment <b>{number}</b>, which you joined, has an answer.", number=found.number)
    return await _letter(session, found, words, (first, found.shown), ())


async def _letter(
    session: AsyncSession,
    found: Comment,
    words: Words,
    told: tuple[str, str],
    rows: tuple[Row, ...],
) -> Letter:
    """`told` is the first sentence, and what the comment says to whom it goes."""
    first, said = told
    lines = [
        first,
        await receipts.where(session, found, words.language),
        await receipts.quote(session, found, said),
        *await receipts.answer(session, found, words),
    ]
    return Letter("\n\n".join(filter(None, lines)), rows)


async def _written_down(session: AsyncSession, happened: WrittenDown, now: datetime) -> int:
    """The author is asked whether it is what they have said, and once reminded of it."""
    found = happened.comment
    author = await _reached(session, found.resident_id)
    if author is None:
        return 0
    words = Words(author.language)
    told = words(
        "Your voice message {number} is written down:\n<blockquote>{text}</blockquote>\n"
        "Is it right? It counts once you have said so.",
        number=f"<b>{found.number}</b>",
        text=escape(happened.text),
    )
    if happened.again:
        told = f"{words('You have not answered yet.')} {told}"
    right = Button(words("It is right"), tap("cm", "heard-right", "", "", found.number))
    wrong = Button(words("Correct it"), tap("cm", "heard-wrong", "", "", found.number))
    back = Button(words("Take back"), tap("cm", "ask-back", "", "", found.number))
    about = f"comment-voice:{found.number}:{happened.written_at.isoformat()}:{happened.again}"
    return int(await post(session, author, about, Letter(told, ((right,), (wrong, back))), now))


async def _divided(session: AsyncSession, happened: Divided, now: datetime) -> int:
    """Which numbers the author's points have from now on."""
    found = happened.comment
    author = await _reached(session, found.resident_id)
    if author is None:
        return 0
    words, points = Words(author.language), (found, *happened.others)
    first = words.many(
        "Your comment <b>{number}</b> says {n} thing. Each gets an answer of its own:",
        "Your comment <b>{number}</b> says {n} things. Each gets an answer of its own:",
        len(points),
        number=found.number,
    )
    listed = [f"<b>{one.number}</b> {escape(beginning(escape(one.text)))}" for one in points]
    receipt = await comment_receipts.receipt(session, found.number)
    letter = Letter("\n\n".join([first, *listed]), answers=receipt.message_id if receipt else 0)
    about = f"comment-split:{found.number}:{happened.others[-1].number}"
    return int(await post(session, author, about, letter, now))


async def _reached(session: AsyncSession, resident_id: int | None) -> Resident | None:
    if resident_id is None:
        return None
    person = await session.get(Resident, resident_id)
    return None if person is None or person.blocked else person


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    CommentAnswered: _answered,
    Divided: _divided,
    WrittenDown: _written_down,
}
