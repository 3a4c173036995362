"""`naves backup` and `naves restore`: all data into one file and back."""

import argparse
import asyncio
from pathlib import Path

from bot import backups
from bot.commands import asking
from bot.settings import Settings
from storage import migrations
from storage.database import Database


def backup(options: argparse.Namespace) -> int:
    settings = asking.settings()
    if options.file.exists():
        asking.give_up(f"{options.file} is there already; choose another name.")
    rows = asyncio.run(_backup(settings, options.file))
    asking.say(f"{options.file}: {rows} rows and the media.")
    asking.say("The keys of open surveys are left out on purpose; see docs/running-it.md.")
    return 0


def restore(options: argparse.Namespace) -> int:
    settings = asking.settings()
    try:
        rows = asyncio.run(_restore(settings, options.file, options.replace))
    except FileNotFoundError:
        asking.give_up(f"{options.file} is not there.")
    except backups.NotABackup:
        asking.give_up(f"{options.file} is not a backup, or it is damaged. Nothing was changed.")
    except backups.OtherVersion as other:
        asking.give_up(
            f"The backup is of version {other.version}, this program of {migrations.newest()}. "
            "Restore it with the program that made it, then upgrade and run `naves migrate`."
        )
    except backups.NotEmpty:
        asking.give_up("There are data in the database. To delete them first, add --replace.")
    asking.say(f"Restored: {rows} rows and the media.")
    return 0


async def _backup(settings: Settings, file: Path) -> int:
    if await migrations.version(settings.database) != migrations.newest():
        asking.give_up("The tables are not of this version. Run `naves migrate` first.")
    database = Database(settings.database)
    try:
        now = await asking.now(settings)
        counts = await backups.make(database, settings.media, file, now)
    finally:
        await database.close()
    return sum(counts.values())


async def _restore(settings: Settings, file: Path, replace: bool) -> int:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrations.upgrade(settings.database)
    database = Database(settings.database)
    try:
        counts = await backups.restore(database, settings.media, file, replace)
    finally:
        await database.close()
    return sum(counts.values())
