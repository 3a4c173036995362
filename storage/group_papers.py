"""What a working group keeps on paper: documents in versions, rules of communication, tasks."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Column, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, document, random_id

CHARTER, PROCEDURE, OTHER = "charter", "procedure", "other"
TASK_OPEN, TASK_DONE, TASK_DROPPED = "open", "done", "dropped"


class GroupDocument(SQLModel, table=True):
    """A version of a document of a group, or of its whole area where `group_code` is empty.

    `digest` names the file under the media folder; older versions stay.
    """

    __tablename__ = "group_document"
    __table_args__ = (UniqueConstraint("area_code", "group_code", "title", "version"),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    area_code: str = Field(foreign_key="area.code", index=True)
    group_code: str = ""
    kind: str = OTHER
    title: str
    version: int
    digest: str
    name: str
    approved_on: date | None = None
    approved_by: str = ""
    kept_by: int | None = Field(default=None, sa_column=Column(BIG))
    kept_at: datetime


class GroupRules(SQLModel, table=True):
    """The rules by which a group talks, as a version; each change is a new one."""

    __tablename__ = "group_rules"
    __table_args__ = UNORDERED

    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    version: int = Field(primary_key=True)
    rules: list[str] = Field(sa_column=document())
    made_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime


class GroupTask(SQLModel, table=True):
    """Who is to do what until when; `source` says from which meeting or decision it comes.

    `reminded_on` is the last day on which its holder was reminded.
    """

    __tablename__ = "group_task"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    group_code: str = Field(foreign_key="working_group.code", index=True)
    member_id: int | None = Field(default=None, sa_column=Column(BIG))
    holder: str = ""
    text: str
    due_on: date | None = None
    source: str = ""
    state: str = TASK_OPEN
    made_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime
    ended_at: datetime | None = None
    reminded_on: date | None = None


async def documents(session: AsyncSession, area_code: str, group_code: str) -> list[GroupDocument]:
    """Every version of the documents of a group and of its area, the newest first."""
    rows = select(GroupDocument).where(
        col(GroupDocument.area_code) == area_code,
        col(GroupDocument.group_code).in_(("", group_code)),
    )
    ordered = rows.order_by(col(GroupDocument.title), col(GroupDocument.version).desc())
    return list(await session.scalars(ordered))


async def found_document(session: AsyncSession, document_id: int) -> GroupDocument | None:
    return await session.get(GroupDocument, document_id)


async def rules(session: AsyncSession, group_code: str) -> GroupRules | None:
    """The rules that hold now."""
    rows = select(GroupRules).where(col(GroupRules.group_code) == group_code)
    newest = rows.order_by(col(GroupRules.version).desc()).limit(1)
    return (await session.scalars(newest)).one_or_none()


async def task(session: AsyncSession, task_id: int, *, locked: bool = False) -> GroupTask | None:
    return await locking.row(session, GroupTask, task_id, locked=locked)


async def tasks(
    session: AsyncSession, group_code: str, states: Collection[str] = (TASK_OPEN,)
) -> list[GroupTask]:
    """The soonest due first, those without a day last."""
    rows = select(GroupTask).where(
        col(GroupTask.group_code) == group_code, col(GroupTask.state).in_(states)
    )
    ordered = rows.order_by(
        col(GroupTask.due_on).is_(None), col(GroupTask.due_on), col(GroupTask.id)
    )
    return list(await session.scalars(ordered))


async def tasks_to_remind(session: AsyncSession, until: date, today: date) -> list[GroupTask]:
    """Open tasks due by that day of which nobody was reminded today, of whoever has a seat."""
    rows = select(GroupTask).where(
        col(GroupTask.state) == TASK_OPEN,
        col(GroupTask.member_id).is_not(None),
        col(GroupTask.due_on) <= until,
        col(GroupTask.reminded_on).is_(None) | (col(GroupTask.reminded_on) < today),
    )
    return list(await session.scalars(rows.order_by(col(GroupTask.due_on))))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """Papers and tasks belong to the group; only who entered them is forgotten."""
    kept = update(GroupDocument).where(col(GroupDocument.kept_by) == resident_id)
    await session.execute(kept.values(kept_by=None))
    for table in (GroupRules, GroupTask):
        made = update(table).where(col(table.made_by) == resident_id)
        await session.execute(made.values(made_by=None))
