"""What happens to broadcasts, told to their authors and to those who approve them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import progress
from outreach.happened import (
    ApprovalRefused,
    ApprovalWanted,
    Approved,
    Ended,
    OfBroadcast,
    ReminderMoved,
    ReminderVoid,
    SentBack,
)
from outreach.letters import Letter, post
from storage import people
from storage.broadcasts import Broadcast
from storage.happenings import Happening
from texts.content import pick
from texts.formatting import MESSAGE_LIMIT, escape, moment, width
from texts.screens import Button, Rows, tap
from texts.words import Words

# What is over sooner has been watched to its end in the message that shows the progress.
WATCHED = timedelta(hours=1)


async def _approval_wanted(session: AsyncSession, happened: ApprovalWanted, now: datetime) -> int:
    broadcast = happened.broadcast
    name = await _author_name(session, broadcast)
    new = 0
    for person in happened.approvers:
        words = Words(person.language)
        text = words.many(
            "Message no. {number} from {name} waits for your approval. It goes to {n} person:",
            "Message no. {number} from {name} waits for your approval. It goes to {n} people:",
            happened.people,
            number=broadcast.id,
            name=escape(name),
        )
        told = f"{text}\n\n{pick(broadcast.texts, person.language)}"
        letter = Letter(told if width(told) <= MESSAGE_LIMIT else text, _deciding(broadcast, words))
        about = _about(_again("approval", now), broadcast)
        new += await post(session, person, about, letter, now, quiet_in=broadcast.area_code)
    return new


async def _approved(session: AsyncSession, happened: Approved, now: datetime) -> int:
    def text(words: Words) -> str:
        return words(
            "Message no. {number} is approved. It goes out on {moment}.",
            number=happened.broadcast.id,
            moment=_when(happened.broadcast, words, now),
        )

    return await _to_author(session, _again("approved", now), happened, text, now)


async def _refused(session: AsyncSession, happened: ApprovalRefused, now: datetime) -> int:
    def text(words: Words) -> str:
        return words(
            "Message no. {number} was not approved; you can change it and send it again:\n"
            "<blockquote>{reason}</blockquote>",
            number=happened.broadcast.id,
            reason=escape(happened.reason[:1000]) or "–",
        )

    return await _to_author(session, _again("refused", now), happened, text, now)


async def _sent_back(session: AsyncSession, happened: SentBack, now: datetime) -> int:
    def text(words: Words) -> str:
        return words(
            "Message no. {number} could not go out and is a draft again. Open it to see why.",
            number=happened.broadcast.id,
        )

    return await _to_author(session, _again("sent-back", now), happened, text, now)


async def _ended(session: AsyncSession, happened: Ended, now: datetime) -> int:
    """The final report, unless it has just been watched to its end."""
    broadcast, author = happened.broadcast, happened.author
    began = broadcast.started_at or now
    if author is None or (broadcast.shown_as is not None and now - began < WATCHED):
        return 0
    letter = progress.letter(happened.report, Words(author.language))
    about = _about("ended", broadcast)
    return int(await post(session, author, about, letter, now, quiet_in=broadcast.area_code))


async def _moved(session: AsyncSession, happened: ReminderMoved, now: datetime) -> int:
    def text(words: Words) -> str:
        return words(
            "The date of which message no. {number} reminds has moved. It now goes out on "
            "{moment}.",
            number=happened.broadcast.id,
            moment=_when(happened.broadcast, words, now),
        )

    return await _to_author(session, _again("moved", now), happened, text, now)


async def _void(session: AsyncSession, happened: ReminderVoid, now: datetime) -> int:
    def text(words: Words) -> str:
        return words(
            "Message no. {number} will not go out: there is nothing left to remind of.",
            number=happened.broadcast.id,
        )

    return await _to_author(session, "void", happened, text, now)


async def _to_author(
    session: AsyncSession,
    about: str,
    happened: OfBroadcast,
    text: Callable[[Words], str],
    now: datetime,
) -> int:
    if happened.author is None:
        return 0
    words = Words(happened.author.language)
    letter = Letter(text(words), _rows(happened.broadcast, words))
    about, quiet_in = _about(about, happened.broadcast), happened.broadcast.area_code
    return int(await post(session, happened.author, about, letter, now, quiet_in=quiet_in))


def _again(what: str, now: datetime) -> str:
    """What may happen to a broadcast more than once, each time to be told."""
    return f"{what}:{now.timestamp()}"


def _about(what: str, broadcast: Broadcast) -> str:
    """The same news of another moment is another letter."""
    moment = f"{broadcast.send_at.timestamp():.0f}" if broadcast.send_at else ""
    return f"{what}:{broadcast.id}:{moment}"


def _deciding(broadcast: Broadcast, words: Words) -> Rows:
    approve = Button(words("Approve"), tap("bc", "approve", broadcast.id, ""))
    refuse = Button(words("Return"), tap("bc", "refuse", broadcast.id, ""))
    return ((approve, refuse), *_rows(broadcast, words))


def _rows(broadcast: Broadcast, words: Words) -> Rows:
    return ((Button(words("Show the message"), tap("bc", "show", broadcast.id, "")),),)


def _when(broadcast: Broadcast, words: Words, now: datetime) -> str:
    return moment(max(broadcast.send_at or now, now), words.language)


async def _author_name(session: AsyncSession, broadcast: Broadcast) -> str:
    held = await people.roles(session, broadcast.author_id)
    return next((role.name for role in held if role.name), "–")


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    ApprovalWanted: _approval_wanted,
    Approved: _approved,
    ApprovalRefused: _refused,
    SentBack: _sent_back,
    Ended: _ended,
    ReminderMoved: _moved,
    ReminderVoid: _void,
}
