"""What comments are about: as suggested by the program, until somebody has said it themselves."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Index, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.comments import Comment
from storage.upserts import insert_or_change, insert_or_keep


class CommentTheme(SQLModel, table=True):
    """`confirmed_at` is empty as long as nobody but the program has said so."""

    __tablename__ = "comment_theme"
    __table_args__ = (Index("ix_comment_theme_confirmed", "area_code", "confirmed_at"),)

    number: str = Field(primary_key=True, foreign_key="comment.number")
    area_code: str
    theme: str
    confirmed_at: datetime | None = None


async def theme(session: AsyncSession, number: str) -> CommentTheme | None:
    return await session.get(CommentTheme, number)


async def confirm(
    session: AsyncSession, number: str, area_code: str, chosen: str, now: datetime
) -> None:
    told = {"area_code": area_code, "theme": chosen, "confirmed_at": now}
    await insert_or_change(session, CommentTheme, ("number",), number=number, **told)


async def suggest(session: AsyncSession, area_code: str, suggested: Mapping[str, str]) -> None:
    """Keep a theme for each of these comments; what has one already keeps it."""
    for number, chosen in suggested.items():
        told = {"area_code": area_code, "theme": chosen, "confirmed_at": None}
        await insert_or_keep(session, CommentTheme, number=number, **told)


async def confirmed_count(session: AsyncSession, area_code: str) -> tuple[int, str]:
    """How many there are, and the newest one in a word that no other has."""
    of_area = (
        col(CommentTheme.area_code) == area_code,
        col(CommentTheme.confirmed_at).is_not(None),
    )
    count = await session.scalar(select(func.count()).select_from(CommentTheme).where(*of_area))
    rows = select(CommentTheme).where(*of_area)
    order = (col(CommentTheme.confirmed_at).desc(), col(CommentTheme.number))
    newest = (await session.scalars(rows.order_by(*order).limit(1))).first()
    told = f"{newest.number} {newest.theme} {newest.confirmed_at}" if newest else ""
    return count or 0, told


async def confirmed(session: AsyncSession, area_code: str, limit: int) -> list[tuple[str, str]]:
    """The newest themes that people have confirmed, each with the text that it was said of."""
    rows = (
        select(col(CommentTheme.theme), col(Comment.text))
        .where(
            col(CommentTheme.number) == col(Comment.number),
            col(CommentTheme.area_code) == area_code,
            col(CommentTheme.confirmed_at).is_not(None),
            col(Comment.text) != "",
        )
        .order_by(col(CommentTheme.confirmed_at).desc(), col(CommentTheme.number))
    )
    return [(theme, text) for theme, text in await session.execute(rows.limit(limit))]
