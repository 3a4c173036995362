"""Where a conversation stands, and where it stood at each message heard: a restart loses nothing.

Nothing here repeats an answer: what a person said lies only in the feature that keeps it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Column, Select, String, Table, bindparam, delete, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import lean
from storage.columns import BIG, big_key, document
from storage.people import Resident
from storage.upserts import insert_or_change, insert_or_keep


class Conversation(SQLModel, table=True):
    """What the next typed message of a resident will be taken for.

    `data` holds what it is about and, under `buttons`, what the visible labels mean. `promised`
    is the tap that shows once more what they are to see in the message `promised_in`.
    """

    resident_id: int = Field(sa_column=big_key())
    waiting_for: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    survey_code: str | None = Field(default=None, index=True)
    promised: str | None = None
    promised_in: int | None = Field(default=None, sa_column=Column(BIG))
    promised_at: datetime | None = None


class Promise(NamedTuple):
    """A screen that somebody is to see: the tap that shows it, in which message, since when."""

    tap: str
    message_id: int
    made_at: datetime


class Promised(NamedTuple):
    person: int
    resident_id: int
    promise: Promise


class Heard(SQLModel, table=True):
    """A message that has been handled, with where the conversation stood before it.

    A repeat is answered from there, so that it hears the same, and changes nothing.
    """

    update_id: int = Field(sa_column=big_key())
    waiting: dict[str, Any] = Field(sa_column=document())
    survey_code: str | None = Field(default=None, index=True)
    resident_id: int = Field(sa_column=Column(BIG, nullable=False, index=True))
    heard_at: datetime = Field(index=True)


class Standing(NamedTuple):
    """Where a conversation stands, read without the burden of a mapped row."""

    waiting_for: str
    data: dict[str, Any]
    survey_code: str | None


async def known(session: AsyncSession, telegram_id: int) -> tuple[Resident, Standing | None] | None:
    """A resident, to be read and not changed, and where their conversation stands."""
    for row in await lean.rows(session, _KNOWN, telegram_id=telegram_id):
        stood = Standing(*row[-3:]) if row[-3] is not None else None
        return cast(Resident, _AsReadResident(*row[:-3])), stood
    return None


_AsReadResident = lean.as_read(Resident)
_KNOWN = (
    select(
        *Resident.__table__.columns,  # type: ignore[attr-defined]
        col(Conversation.waiting_for),
        col(Conversation.data),
        col(Conversation.survey_code),
    )
    .outerjoin(Conversation, col(Conversation.resident_id) == col(Resident.id))
    .where(col(Resident.telegram_id) == bindparam("telegram_id"))
)


async def conversation(session: AsyncSession, resident_id: int) -> Standing | None:
    found = (await session.execute(_STANDING, {"resident_id": resident_id})).one_or_none()
    return Standing(*found) if found else None


_STANDING = select(
    col(Conversation.waiting_for), col(Conversation.data), col(Conversation.survey_code)
).where(col(Conversation.resident_id) == bindparam("resident_id"))


async def wait_for(
    session: AsyncSession,
    resident_id: int,
    waiting_for: str,
    data: dict[str, Any] | None = None,
    survey_code: str | None = None,
    promise: Promise | None = None,
) -> None:
    """What was promised before is settled by this, one way or another."""
    tap, message_id, made_at = promise or (None, None, None)
    await insert_or_change(
        session,
        Conversation,
        ("resident_id",),
        resident_id=resident_id,
        waiting_for=waiting_for,
        data=data or {},
        survey_code=survey_code,
        promised=tap,
        promised_in=message_id,
        promised_at=made_at,
    )


async def promises(session: AsyncSession, until: datetime) -> list[Promised]:
    """What was promised until then, and is not known to have been shown."""
    rows = (
        select(
            col(Resident.telegram_id),
            col(Resident.id),
            col(Conversation.promised),
            col(Conversation.promised_in),
            col(Conversation.promised_at),
        )
        .join(Resident, col(Resident.id) == col(Conversation.resident_id))
        .where(col(Conversation.promised_at) <= until, col(Resident.blocked).is_(False))
    )
    return [
        Promised(person, resident_id, Promise(*promise))
        for person, resident_id, *promise in cast(Iterable[Any], await session.execute(rows))
    ]


async def is_promised(session: AsyncSession, one: Promised) -> bool:
    """Whether that is still what they are to see."""
    found = await session.get(Conversation, one.resident_id)
    return found is not None and found.promised_at == one.promise.made_at


async def settle_promises(session: AsyncSession, kept: Mapping[int, datetime]) -> None:
    """Promises by resident, each crossed out unless it was followed by another."""
    if kept:
        given = [{"resident": one, "made_at": made_at} for one, made_at in kept.items()]
        await session.execute(_SETTLE, given)


_conversation: Table = Conversation.__table__  # type: ignore[attr-defined]
_SETTLE = (
    update(_conversation)
    .where(
        _conversation.c.resident_id == bindparam("resident"),
        _conversation.c.promised_at == bindparam("made_at"),
    )
    .values(promised=None, promised_in=None, promised_at=None)
)


async def heard(session: AsyncSession, update_id: int) -> Heard | None:
    return await session.get(Heard, update_id)


async def keep_heard(
    session: AsyncSession,
    update_id: int,
    resident_id: int,
    waiting: dict[str, Any],
    survey_code: str | None,
    now: datetime,
) -> None:
    await insert_or_keep(
        session,
        Heard,
        update_id=update_id,
        resident_id=resident_id,
        waiting=waiting,
        survey_code=survey_code,
        heard_at=now,
    )


async def forget_heard(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(Heard).where(col(Heard.heard_at) < before))


async def forget_survey(session: AsyncSession, survey_code: str, participants: Select[int]) -> None:
    """Remove every trace of where anybody stood in a survey.

    Its code also stands in the buttons of screens that ask nothing, and which questions they offer
    tells how somebody answered. A text written beside the survey may be the one written in it.
    """
    for table, place in ((Conversation, Conversation.data), (Heard, Heard.waiting)):
        content = sql_cast(col(place), String)
        wrote = col(table.resident_id).in_(participants) & content.contains('"text"')
        about = (col(table.survey_code) == survey_code) | content.contains(survey_code)
        await session.execute(delete(table).where(about | wrote))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    for table in (Conversation, Heard):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))
