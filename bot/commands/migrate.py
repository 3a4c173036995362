"""`naves migrate`: bring the tables to their newest shape; doing it twice changes nothing."""

import argparse
import asyncio

from bot.commands import asking


def run(_options: argparse.Namespace) -> int:
    settings = asking.settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    from storage import migrations

    before = asyncio.run(migrations.version(settings.database))
    asyncio.run(migrations.upgrade(settings.database))
    if before == migrations.newest():
        asking.say(f"The database was up to date ({before}).")
    else:
        asking.say(f"The database went from {before or 'empty'} to {migrations.newest()}.")
    return 0
