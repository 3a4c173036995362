"""`naves export survey`: the responses of a survey row by row, for whoever evaluates it."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.commands import asking
from bot.settings import Settings
from handlers.surveys import row_words
from storage import surveys as tables
from storage.database import Database
from surveys import exporting
from surveys.exporting import AnswersDeleted, Exported, SurveyStillOpen
from surveys.statistics_files import StatisticsMissing
from texts.words import Words

LANGUAGE = "cs"
FORMATS = ("csv", "json")


def survey(options: argparse.Namespace) -> int:
    settings = asking.settings()
    try:
        done = asyncio.run(_export(settings, options.survey, options.to, options.format or FORMATS))
    except SurveyStillOpen as open_still:
        closes = open_still.closes_at.astimezone(settings.zone)
        asking.give_up(
            "The survey is anonymous and still open, so its rows are not handed out: the "
            f"difference of two exports would show the newest answer. It closes {closes:%F %H:%M}."
        )
    except AnswersDeleted as deleted:
        on = deleted.at.astimezone(settings.zone)
        asking.give_up(f"The answers were deleted on {on:%F}, as was promised; the tables stay.")
    except StatisticsMissing:
        asking.give_up("A .sav file needs more libraries: pip install 'naves[stats]'.")
    except OSError as error:
        asking.give_up(f"{options.to} cannot be written to: {error.strerror}.")
    asking.say(f"{done.folder}: {done.responses} responses, {done.texts} written texts apart.")
    return 0


async def _export(settings: Settings, name: str, to: Path, formats: Sequence[str]) -> Exported:
    database = Database(settings.database)
    try:
        now = await asking.now(settings)
        async with database.reading() as session:
            found = await tables.survey(session, name) or await tables.by_key(session, name)
            if found is None:
                asking.give_up(f"There is no survey with the code or id {name}.")
            await exporting.allowed(session, found.code)
        folder = _made(to / found.key)
        wish = row_words.wish(Words(LANGUAGE), formats)
        return await exporting.export(database, found.code, folder, wish, None, now)
    finally:
        await database.close()


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
