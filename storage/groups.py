"""Working groups: who sits in them and as whom, and the Telegram group that they meet in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, UniqueConstraint, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, document, random_id
from storage.people import Resident
from storage.upserts import insert_or_change, insert_or_keep

WORKING, STEERING = "working", "steering"
CHAIR, SECRETARY, MEMBER, GUEST = "chair", "secretary", "member", "guest"
NOMINATED, AGREED, DECLINED, ENDED = "nominated", "agreed", "declined", "ended"
# Who lets the group read a comment: staff of the area, its own secretary, or nobody has to.
BY_STAFF, BY_SECRETARY, AT_ONCE = "staff", "secretary", "at_once"


class WorkingGroup(SQLModel, table=True):
    """`code` travels in buttons and links, `key` is the area's own name for it.

    A group marked `sensitive` is not named where a locked screen would show it. `topics` are its
    target groups among the area's topics. The digest comes on `digest_days` (0 is Monday) at
    `digest_hour` of `timezone`; `digested_at` is up to when it has told, and hours before
    `digest_set_at`, when the days were chosen, are none that were missed.
    """

    __tablename__ = "working_group"
    __table_args__ = (UniqueConstraint("area_code", "key"),)

    code: str = Field(primary_key=True)
    key: str
    area_code: str = Field(foreign_key="area.code", index=True)
    kind: str = WORKING
    name: dict[str, str] = Field(sa_column=document())
    language: str = "cs"
    sensitive: bool = False
    topics: list[str] = Field(default_factory=list, sa_column=document())
    release: str = BY_STAFF
    digest_days: list[int] = Field(default_factory=list, sa_column=document())
    digest_hour: int = 9
    timezone: str = "Europe/Prague"
    digested_at: datetime | None = None
    digest_set_at: datetime | None = None
    chat_id: int | None = Field(default=None, sa_column=Column(BIG, unique=True))
    chat_title: str = ""
    has_topics: bool = False
    made_at: datetime
    ended_at: datetime | None = None


class Member(SQLModel, table=True):
    """A seat in a group: a person by name, as whom they sit there, and for which municipalities.

    Without an account `resident_id` is empty. Somebody nominated takes the seat by the link whose
    hash is kept, until it expires, and by saying that they agree.
    """

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_code", "resident_id"),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    group_code: str = Field(foreign_key="working_group.code", index=True)
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    name: str
    party: str
    role: str = MEMBER
    state: str = NOMINATED
    seats: list[str] = Field(default_factory=list, sa_column=document())
    token_hash: str | None = Field(default=None, unique=True)
    expires_at: datetime | None = None
    nominated_by: int | None = Field(default=None, sa_column=Column(BIG))
    nominated_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None


class ChatCode(SQLModel, table=True):
    """A one-time code by which a named person binds a Telegram group; only its hash is kept."""

    __tablename__ = "group_chat_code"

    token_hash: str = Field(primary_key=True)
    group_code: str = Field(foreign_key="working_group.code")
    made_by: int = Field(sa_column=Column(BIG, nullable=False))
    expires_at: datetime
    used_at: datetime | None = None


class GroupCard(SQLModel, table=True):
    """A message of ours in a Telegram group: what a reply to it is about."""

    __tablename__ = "group_card"
    __table_args__ = UNORDERED

    chat_id: int = Field(sa_column=big_key())
    message_id: int = Field(sa_column=big_key())
    about: str
    told_at: datetime = Field(index=True)


class GroupTopic(SQLModel, table=True):
    """The forum topic in which a group talks about a section; none without comments."""

    __tablename__ = "group_topic"
    __table_args__ = UNORDERED

    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    plan_code: str = Field(primary_key=True)
    section_id: str = Field(primary_key=True)
    thread_id: int


async def group(session: AsyncSession, code: str, *, locked: bool = False) -> WorkingGroup | None:
    return await locking.row(session, WorkingGroup, code, locked=locked)


async def groups_of(session: AsyncSession, area_codes: Sequence[str] | None) -> list[WorkingGroup]:
    """Groups that go on, of these areas or of all (None)."""
    rows = select(WorkingGroup).where(col(WorkingGroup.ended_at).is_(None))
    if area_codes is not None:
        rows = rows.where(col(WorkingGroup.area_code).in_(area_codes))
    ordered = rows.order_by(col(WorkingGroup.area_code), col(WorkingGroup.key))
    return list(await session.scalars(ordered))


async def by_key(session: AsyncSession, area_code: str, key: str) -> WorkingGroup | None:
    rows = select(WorkingGroup).where(
        col(WorkingGroup.area_code) == area_code, col(WorkingGroup.key) == key
    )
    return (await session.scalars(rows)).one_or_none()


async def of_chat(session: AsyncSession, chat_id: int) -> WorkingGroup | None:
    """The group that meets in this Telegram group."""
    rows = select(WorkingGroup).where(col(WorkingGroup.chat_id) == chat_id)
    return (await session.scalars(rows)).one_or_none()


async def keep(session: AsyncSession, code: str, **values: Any) -> None:
    await insert_or_change(session, WorkingGroup, ("code",), code=code, **values)


async def follow_chat(session: AsyncSession, before: int, after: int) -> None:
    """Telegram has made a supergroup of a group, with another id; its messages count anew."""
    rows = update(WorkingGroup).where(col(WorkingGroup.chat_id) == before)
    await session.execute(rows.values(chat_id=after))
    await forget_cards(session, before)


async def members(
    session: AsyncSession, group_code: str, states: Sequence[str] = (AGREED,)
) -> list[Member]:
    rows = select(Member).where(col(Member.group_code) == group_code, col(Member.state).in_(states))
    return list(await session.scalars(rows.order_by(col(Member.name), col(Member.id))))


async def member(session: AsyncSession, member_id: int, *, locked: bool = False) -> Member | None:
    return await locking.row(session, Member, member_id, locked=locked)


async def seat(session: AsyncSession, group_code: str, resident_id: int) -> Member | None:
    """The seat that somebody holds, or was offered, in a group."""
    rows = select(Member).where(
        col(Member.group_code) == group_code, col(Member.resident_id) == resident_id
    )
    return (await session.scalars(rows)).one_or_none()


async def of_account(session: AsyncSession, group_code: str, telegram_id: int) -> Member | None:
    """The seat that the person behind a Telegram account has agreed to."""
    rows = select(Member).where(
        col(Member.group_code) == group_code,
        col(Member.resident_id) == col(Resident.id),
        col(Resident.telegram_id) == telegram_id,
        col(Member.state) == AGREED,
    )
    return (await session.scalars(rows)).one_or_none()


async def accounts(
    session: AsyncSession, group_code: str, roles: Sequence[str]
) -> list[tuple[Member, Resident]]:
    """Members who sit in these roles and can be written to."""
    rows = select(Member, Resident).where(
        col(Member.group_code) == group_code,
        col(Member.resident_id) == col(Resident.id),
        col(Member.role).in_(roles),
        col(Member.state) == AGREED,
        col(Resident.blocked).is_(False),
    )
    return [(one, person) for one, person in await session.execute(rows.order_by(col(Member.id)))]


async def every_seat(session: AsyncSession, resident_id: int) -> list[tuple[Member, WorkingGroup]]:
    """All seats that stand under an account, also those left or only offered."""
    rows = select(Member, WorkingGroup).where(
        col(Member.group_code) == col(WorkingGroup.code), col(Member.resident_id) == resident_id
    )
    found = await session.execute(rows.order_by(col(Member.nominated_at)))
    return [(one, where) for one, where in found]


async def by_token(session: AsyncSession, token_hash: str) -> Member | None:
    rows = locking.held(select(Member).where(col(Member.token_hash) == token_hash))
    return (await session.scalars(rows)).one_or_none()


async def seats_of(session: AsyncSession, resident_id: int) -> list[tuple[Member, WorkingGroup]]:
    """Where somebody sits by their own agreement, in groups that go on."""
    rows = (
        select(Member, WorkingGroup)
        .where(
            col(Member.group_code) == col(WorkingGroup.code),
            col(Member.resident_id) == resident_id,
            col(Member.state) == AGREED,
            col(WorkingGroup.ended_at).is_(None),
        )
        .order_by(col(WorkingGroup.area_code), col(WorkingGroup.key))
    )
    return [(one, where) for one, where in await session.execute(rows)]


def sitting(codes: Sequence[str]) -> Select[int | None]:
    """Accounts of those who sit in one of the groups, to be asked for within another statement."""
    return select(col(Member.resident_id)).where(
        col(Member.group_code) == col(WorkingGroup.code),
        col(WorkingGroup.code).in_(codes),
        col(WorkingGroup.ended_at).is_(None),
        col(Member.state) == AGREED,
        col(Member.resident_id).is_not(None),
    )


async def keep_chat_code(session: AsyncSession, **values: Any) -> bool:
    return await insert_or_keep(session, ChatCode, **values)


async def chat_code(session: AsyncSession, token_hash: str) -> ChatCode | None:
    return await locking.row(session, ChatCode, token_hash)


async def keep_card(
    session: AsyncSession, chat_id: int, message_id: int, about: str, now: datetime
) -> None:
    await insert_or_change(
        session,
        GroupCard,
        ("chat_id", "message_id"),
        chat_id=chat_id,
        message_id=message_id,
        about=about,
        told_at=now,
    )


async def card(session: AsyncSession, chat_id: int, message_id: int) -> GroupCard | None:
    return await session.get(GroupCard, (chat_id, message_id))


async def cards_about(
    session: AsyncSession, chat_id: int, about: str, limit: int
) -> list[GroupCard]:
    """The newest messages in a chat about a thing."""
    rows = select(GroupCard).where(col(GroupCard.chat_id) == chat_id, col(GroupCard.about) == about)
    return list(await session.scalars(rows.order_by(col(GroupCard.told_at).desc()).limit(limit)))


async def forget_cards(session: AsyncSession, chat_id: int) -> None:
    await session.execute(delete(GroupCard).where(col(GroupCard.chat_id) == chat_id))


async def topic(
    session: AsyncSession, group_code: str, plan_code: str, section_id: str
) -> GroupTopic | None:
    return await session.get(GroupTopic, (group_code, plan_code, section_id))


async def keep_topic(
    session: AsyncSession, group_code: str, plan_code: str, section_id: str, thread_id: int
) -> None:
    await insert_or_change(
        session,
        GroupTopic,
        ("group_code", "plan_code", "section_id"),
        group_code=group_code,
        plan_code=plan_code,
        section_id=section_id,
        thread_id=thread_id,
    )


async def drop_topic(session: AsyncSession, group_code: str, thread_id: int) -> None:
    """Somebody has deleted the topic in Telegram."""
    rows = delete(GroupTopic).where(col(GroupTopic.group_code) == group_code)
    await session.execute(rows.where(col(GroupTopic.thread_id) == thread_id))


async def drop_topics(session: AsyncSession, group_code: str) -> None:
    await session.execute(delete(GroupTopic).where(col(GroupTopic.group_code) == group_code))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """The seat stays by its name, which stands in minutes and lists; the account is gone."""
    rows = update(Member).where(col(Member.resident_id) == resident_id)
    await session.execute(rows.values(resident_id=None, token_hash=None, nominated_by=None))
