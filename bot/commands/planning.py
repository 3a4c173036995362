"""`naves import plan`: bring a draft plan in, as a new plan or as the next version of one."""

import argparse
import asyncio
from datetime import datetime

from bot.commands import asking
from bot.commands.importing import source_of
from bot.settings import Settings
from handlers.plans.files import sentences
from plans import defaults, keeping
from plans.files.problems import BadPlan
from plans.files.reading import Read, read
from storage.database import Database
from texts.words import Words

LANGUAGE = "cs"


def plan(options: argparse.Namespace) -> int:
    return asyncio.run(_plan(asking.settings(), options))


async def _plan(settings: Settings, options: argparse.Namespace) -> int:
    content, words = source_of(options.file), Words(LANGUAGE)
    database, now = Database(settings.database), await asking.now(settings)
    try:
        async with database.reading() as session:
            own = (options.area or "", options.prefix)
            given = await defaults.given(session, options.file.name, *own)
        found = read(content, options.file.name, given)
        for sentence in sentences(found.warnings, words):
            asking.complain(sentence)
        await _keep(database, found, now)
    except BadPlan as bad:
        for sentence in sentences(bad.problems, words):
            asking.complain(sentence)
        return 1
    finally:
        await database.close()
    return 0


async def _keep(database: Database, found: Read, now: datetime) -> None:
    try:
        async with database.writing() as session:
            kept = await keeping.keep(session, found.plan, now)
            told = f"{kept.key} {kept.code} version {kept.version}"
    except keeping.WrongArea:
        asking.give_up("A plan with this id belongs to another area.")
    except keeping.PrefixTaken:
        asking.give_up(f"Numbers of another plan begin with {found.plan.prefix}; choose others.")
    asking.say(f"{told}: {len(found.plan.sections)} sections kept.")
