"""Binding a working group to its Telegram group, and following what becomes of that.

A named person makes a one-time code in the private chat and says it in the Telegram group: that
way nobody else's group is bound, and nobody binds a group they only sit in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from groups.nomination import hashed
from groups.running import Actor, NoSuchGroup, found, led_by
from storage import audit, unbound_chats
from storage import groups as tables
from storage.codes import random_code
from storage.groups import WorkingGroup
from storage.happenings import Happening
from storage.people import Resident

LASTS = timedelta(hours=1)
# So long a Telegram group may take to become a working group's.
UNBOUND_LASTS = timedelta(days=7)
CODE_LENGTH = 8


class CodeUnusable(Exception):
    """The code is used up, too old, somebody else's, or was never given out."""


class PublicChat(Exception):
    """Everybody can read a public group; unpublished comments must not stand there."""


class BoundElsewhere(Exception):
    """Another working group meets in this Telegram group."""


@dataclass(frozen=True)
class Rights:
    """What the bot may do in a Telegram group."""

    sends: bool = True
    pins: bool = False
    manages_topics: bool = False
    is_forum: bool = False

    @property
    def has_topics(self) -> bool:
        return self.is_forum and self.manages_topics


@dataclass(frozen=True)
class Chat:
    """A Telegram group as an update shows it."""

    id: int
    title: str
    is_public: bool = False
    rights: Rights = Rights()


@dataclass(frozen=True)
class Lost(Happening):
    """The bot can no longer speak in the group's chat, or may not: it has become public."""

    group: WorkingGroup
    title: str
    told: tuple[Resident, ...]
    at: datetime
    is_public: bool = False


@dataclass(frozen=True)
class StrangerCame(Happening):
    """Somebody who is not among the members has come into the group's chat."""

    group: WorkingGroup
    name: str
    telegram_id: int
    told: tuple[Resident, ...]


def new_code() -> str:
    return random_code(CODE_LENGTH)


async def offer_code(
    session: AsyncSession, actor: Actor, code: str, spoken: str, now: datetime
) -> WorkingGroup:
    """Let this one-time code bind the group, when this person says it."""
    group = await led_by(session, actor, code)
    is_new = await tables.keep_chat_code(
        session,
        token_hash=hashed(spoken),
        group_code=code,
        made_by=actor.resident_id,
        expires_at=now + LASTS,
    )
    if is_new:
        await audit.note(session, now, actor.resident_id, "group_code_made", code)
    return group


async def bind(
    session: AsyncSession, resident_id: int, spoken: str, chat: Chat, now: datetime
) -> WorkingGroup:
    """Bind by a code; the same code said again in the same chat says the same.

    Raises CodeUnusable, PublicChat, BoundElsewhere.
    """
    kept = await tables.chat_code(session, hashed(spoken.strip().upper()))
    if kept is None or kept.made_by != resident_id:
        raise CodeUnusable
    try:
        group = await found(session, kept.group_code, locked=True)
    except NoSuchGroup:
        raise CodeUnusable from None
    if kept.used_at is not None and group.chat_id == chat.id:
        return group
    if kept.used_at is not None or kept.expires_at <= now:
        raise CodeUnusable
    if chat.is_public:
        raise PublicChat
    standing = await tables.of_chat(session, chat.id)
    if standing is not None and standing.code != group.code:
        raise BoundElsewhere
    kept.used_at = now
    group.chat_id, group.chat_title = chat.id, chat.title
    group.has_topics = chat.rights.has_topics
    await tables.drop_topics(session, group.code)
    await unbound_chats.drop(session, chat.id)
    await audit.note(
        session, now, resident_id, "group_chat_bound", group.code, title=chat.title, chat=chat.id
    )
    return group


async def unbind(session: AsyncSession, actor: Actor, code: str, now: datetime) -> WorkingGroup:
    group = await led_by(session, actor, code, locked=True)
    if group.chat_id is not None:
        await unbound_chats.keep(session, group.chat_id, group.language, now)
    await _let_go(session, group)
    await audit.note(session, now, actor.resident_id, "group_chat_unbound", code)
    return group


async def lost(
    session: AsyncSession,
    chat_id: int,
    staff: Sequence[Resident],
    now: datetime,
    *,
    is_public: bool = False,
) -> Lost | None:
    """The chat is the group's no longer: note it, and tell who leads and `staff`."""
    group = await tables.of_chat(session, chat_id)
    if group is None:
        return None
    title = group.chat_title
    await _let_go(session, group)
    await audit.note(
        session, now, None, "group_chat_lost", group.code, title=title, public=is_public
    )
    told = {one.id: one for one in (*await leaders(session, group), *staff)}
    return Lost(group, title, tuple(told.values()), now, is_public)


async def note_rights(session: AsyncSession, chat_id: int, rights: Rights) -> None:
    group = await tables.of_chat(session, chat_id)
    if group is not None and group.has_topics != rights.has_topics:
        group.has_topics = rights.has_topics
        await session.flush()


async def stranger(
    session: AsyncSession, group: WorkingGroup, telegram_id: int, name: str
) -> StrangerCame | None:
    """Whoever leads hears of a newcomer whom nobody has nominated; None for a member."""
    if await tables.of_account(session, group.code, telegram_id):
        return None
    return StrangerCame(group, name, telegram_id, await leaders(session, group))


async def leaders(session: AsyncSession, group: WorkingGroup) -> tuple[Resident, ...]:
    """The chair and the secretary, as far as they can be written to."""
    found = await tables.accounts(session, group.code, membership.LEADING)
    return tuple(person for _, person in found)


async def _let_go(session: AsyncSession, group: WorkingGroup) -> None:
    if group.chat_id is not None:
        await tables.forget_cards(session, group.chat_id)
    await tables.drop_topics(session, group.code)
    group.chat_id, group.chat_title, group.has_topics = None, "", False
    await session.flush()
