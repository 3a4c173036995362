"""Cards of comments in a group's own chat, when the vote is over: shown anew wherever it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import receipts
from outreach.letters import Letter, Place, post_to_chat
from plans import bodies
from storage import comments, groups, outreach, places
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import PUBLISHED, RECEIVED, Comment, Settlement
from storage.groups import WorkingGroup
from storage.happenings import Happening
from storage.settling import Motion
from texts.screens import Button, Row, Rows, tap
from texts.words import Words

# What a message of ours is about, for replies to it.
CARD: Final = "settle:"
# Of the same card asked for again and again, so many are kept up to date.
COPIES: Final = 3


@dataclass(frozen=True)
class MatterMoved(Happening):
    """A comment before a working group is confirmed, or taken up anew."""

    number: str
    group_code: str


async def ended(
    session: AsyncSession, found: Comment, motion: Motion, words: Words, *, publishes: bool
) -> tuple[str, Rows]:
    """What is left of a card once the vote is over; who `publishes` may do so from it."""
    number, rows = found.number, list[Row]()
    settled = await comments.settlement(session, number)
    lines = [await _outcome(session, found, settled or motion, words)]
    if found.state == RECEIVED:
        lines.append(words("Comment {number} goes on to who has the last word.", number=number))
    elif found.state == PUBLISHED:
        lines.append(words("The answer is published, and its author hears of it."))
    else:
        lines.append(words("Comment {number} is decided. Nobody has been told yet.", number=number))
        rows = [(_on_card(words("Publish this answer"), "publish", number),)] if publishes else []
        rows.append((_on_card(words("Decide anew"), "reopen", number),))
    return "\n\n".join(lines), (*rows, (_on_card(words("Next one"), "next", number),))


async def moved(session: AsyncSession, happened: MatterMoved, now: datetime) -> int:
    """With all that was settled together with it."""
    number, code = happened.number, happened.group_code
    together = await tables.merged(session, number, code, is_open=False)
    numbers = (number, *(one.number for one in together))
    return sum([await _refresh(session, one, code, now) for one in numbers])


async def published(session: AsyncSession, number: str, now: datetime) -> int:
    """In the chat of every group that it has lain before."""
    return sum(
        [
            await _refresh(session, number, one.group_code, now)
            for one in await tables.motions(session, number)
        ]
    )


async def _refresh(session: AsyncSession, number: str, group_code: str, now: datetime) -> int:
    """Change the newest cards in the group's chat; the tapped one has been answered before."""
    group = await groups.group(session, group_code)
    if group is None or group.chat_id is None:
        return 0
    kept = await groups.cards_about(session, group.chat_id, f"{CARD}{number}", COPIES)
    if not kept:
        return 0
    text, rows = await _shown(session, number, group, Words(group.language))
    new = 0
    for one in kept:
        about = f"group-change:{one.chat_id}:{one.message_id}:"
        await outreach.withdraw(session, about)
        letter = Letter(text, rows, place=Place(message_id=one.message_id))
        new += await post_to_chat(session, one.chat_id, f"{about}{now.timestamp()}", letter, now)
    return new


async def _shown(
    session: AsyncSession, number: str, group: WorkingGroup, words: Words
) -> tuple[str, Rows]:
    found = await comments.comment(session, number)
    motion = await tables.motion(session, number, group.code)
    assert found
    assert motion
    plan = await plan_tables.plan(session, found.plan_code)
    assert plan
    if motion.is_open:
        text = words("Comment {number} is being decided anew.", number=number)
        return text, ((_on_card(words("Show the card"), "card", number),),)
    area = await places.area(session, plan.area_code)
    rules = bodies.rules_of(area, group.key, plan.key)
    return await ended(session, found, motion, words, publishes=rules.publishes == "body")


async def _outcome(
    session: AsyncSession, found: Comment, said: Motion | Settlement, words: Words
) -> str:
    return "\n".join(
        [
            f"<b>{found.number}</b>",
            await receipts.where(session, found, words.language),
            *await receipts.settlement(session, found, said, words),
        ]
    )


def _on_card(label: str, act: str, number: str) -> Button:
    return Button(label, tap("gv", act, number, ""))
