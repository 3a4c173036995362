"""`naves import`: places, codelists, groups, surveys, meetings and contests from files."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath

from sqlalchemy.ext.asyncio import AsyncSession

from bot import contest_files, group_files, meeting_files, place_files, survey_reading
from bot.commands import asking
from bot.place_files import WrongFile
from bot.settings import Settings
from handlers.surveys import files as survey_files
from storage import places
from storage.database import Database
from surveys import life, pictures
from surveys.definitions import Definition
from surveys.files.package import Package
from surveys.files.reading import Known, Reading, examine
from surveys.files.xlsform.opening import is_spreadsheet
from texts.words import Words

SPREADSHEETS = (".xlsx", ".xls")

Keep = Callable[[AsyncSession, bytes], Awaitable[int]]


def areas(options: argparse.Namespace) -> int:
    return _keep_all(options.file, _decoded(place_files.keep_areas), "areas")


def municipalities(options: argparse.Namespace) -> int:
    return _keep_all(options.file, _decoded(place_files.keep_municipalities), "municipalities")


def codelists(options: argparse.Namespace) -> int:
    return _keep_all(options.file, _decoded(place_files.keep_codelists), "codelists")


def groups(options: argparse.Namespace) -> int:
    now = asyncio.run(asking.now(asking.settings()))
    return _keep_all(options.file, _decoded(partial(group_files.keep_groups, now=now)), "groups")


def meetings(options: argparse.Namespace) -> int:
    now = asyncio.run(asking.now(asking.settings()))
    told = {"name": options.file.name, "area": options.area, "now": now, "warn": asking.complain}
    keep = partial(meeting_files.keep_meetings, **told)
    return _keep_all(options.file, keep, "meetings")


def contests(options: argparse.Namespace) -> int:
    now = asyncio.run(asking.now(asking.settings()))
    return _keep_all(options.file, partial(contest_files.keep_contests, now=now), "contests")


def survey(options: argparse.Namespace) -> int:
    settings = asking.settings()
    return asyncio.run(_survey(settings, options))


async def _survey(settings: Settings, options: argparse.Namespace) -> int:
    source, words = source_of(options.file), Words(options.language)
    database, now = Database(settings.database), await asking.now(settings)
    sent = await survey_reading.opened(options.file.name, source)
    try:
        async with database.reading() as session:
            known = replace(await known_places(session), pictures=sent.names)
        found = await _read(sent, known, now)
        problems = (*sent.problems, *found.problems)
        for sentence in survey_files.sentences(problems, words):
            asking.complain(sentence)
        if sent.problems or found.errors:
            return 1
        for definition in found.definitions:
            await _keep_survey(database, definition, sent, options.release, now)
    finally:
        await database.close()
    return 0


async def _read(sent: Package, known: Known, now: datetime) -> Reading:
    """What the survey file says; a ZIP may hold none that could be read."""
    if not sent.name:
        return Reading((), ())
    if not is_spreadsheet(sent.content) and PurePath(sent.name).suffix not in SPREADSHEETS:
        return await asyncio.to_thread(examine, sent.content, known)
    area = next(iter(known.areas or ()), "")
    defaults = survey_reading.defaults_for(area, sent.name, now)
    return await survey_reading.read(sent.content, sent.name, defaults, known)


async def _keep_survey(
    database: Database, definition: Definition, sent: Package, release: bool, now: datetime
) -> None:
    try:
        async with database.writing() as session:
            adopted, contents = await pictures.adopted(session, definition, sent.pictures)
            kept = await life.keep(session, adopted, now)
            await pictures.keep(session, kept, adopted, contents)
            if release:
                await life.release(session, kept.code)
    except life.SurveyChangedTooMuch as refused:
        asking.give_up(
            f"{definition.key}: people have answered already, so these may not go or change "
            f"their kind: {', '.join(refused.lost)}. Give the survey a new id instead."
        )
    except life.NotADraft:
        asking.give_up(f"{definition.key}: this survey is closed. Give the new one a new id.")
    except life.WrongArea:
        asking.give_up(f"{definition.key}: a running survey cannot move to another area.")
    state = "released: it opens by its dates" if release else "kept as a draft"
    asking.say(f"{kept.key} {kept.code} version {kept.version}: {state}.")


async def known_places(session: AsyncSession) -> Known:
    areas = [area.code for area in await places.areas(session)]
    return Known(areas, ["municipalities", *await places.codelists(session)])


def _keep_all(file: Path, keep: Keep, what: str) -> int:
    database = Database(asking.settings().database)
    try:
        count = asyncio.run(_kept(database, keep, source_of(file)))
    except WrongFile as wrong:
        for problem in wrong.problems:
            asking.complain(problem)
        return 1
    asking.say(f"Kept: {count} {what}.")
    return 0


def _decoded(keep: Callable[[AsyncSession, str], Awaitable[int]]) -> Keep:
    async def decoded(session: AsyncSession, source: bytes) -> int:
        try:
            text = source.decode()
        except UnicodeDecodeError:
            raise WrongFile("The file is not in UTF-8. Save it as UTF-8 and try again.") from None
        return await keep(session, text)

    return decoded


async def _kept(database: Database, keep: Keep, source: bytes) -> int:
    try:
        async with database.writing() as session:
            return await keep(session, source)
    finally:
        await database.close()


def source_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        asking.give_up(f"{file} cannot be read: {error.strerror}.")
