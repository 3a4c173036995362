"""What aiogram's calls need of a screen: its file, its picture and its keyboard."""

import asyncio

from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.replies import Document, Picture, Screen
from papers import charts
from texts.screens import Rows


async def file(made: Document | Picture) -> BufferedInputFile:
    """What takes a moment to make is made in a thread."""
    content = await asyncio.to_thread(made.make) if made.make else made.content
    return BufferedInputFile(content, made.name)


async def picture(screen: Screen) -> BufferedInputFile:
    if screen.picture:
        return await file(screen.picture)
    assert screen.chart is not None
    return BufferedInputFile(await asyncio.to_thread(charts.png, screen.chart), "chart.png")


def inline_keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=button.text, callback_data=button.data or None, url=button.url or None
                )
                for button in row
            ]
            for row in rows
        ]
    )
