"""What Telegram calls the files that it holds already."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED, big_key
from storage.upserts import insert_or_change


class UploadedFile(SQLModel, table=True):
    """A file that Telegram holds already, under the name that it gave it for this bot."""

    __tablename__ = "uploaded_file"
    __table_args__ = UNORDERED

    bot_id: int = Field(sa_column=big_key())
    digest: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    file_id: str


async def file_id(session: AsyncSession, bot_id: int, digest: str, kind: str) -> str | None:
    found = await session.get(UploadedFile, (bot_id, digest, kind))
    return found.file_id if found else None


async def keep_file_id(
    session: AsyncSession, bot_id: int, digest: str, kind: str, file_id: str
) -> None:
    keys = ("bot_id", "digest", "kind")
    named = {"bot_id": bot_id, "digest": digest, "kind": kind}
    await insert_or_change(session, UploadedFile, keys, **named, file_id=file_id)


async def forget_names(session: AsyncSession, digests: Any) -> None:
    """Files that are sent no more, by the SHA-256 of their content, here or as a query."""
    await session.execute(delete(UploadedFile).where(col(UploadedFile.digest).in_(digests)))
