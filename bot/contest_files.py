"""Takes contests in from a YAML file, with works that are to be voted on."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.place_files import WrongFile
from contests import entering, keeping, moderating, pictures
from contests.documents import Contest
from contests.entering import Author
from contests.keeping import (
    ContestOfAnotherArea,
    ContestOver,
    NothingToVoteOn,
    RulesStand,
    Runner,
)
from contests.pictures import NotAWork
from storage import places
from storage.contests import ACCEPTED
from texts.formatting import PRAGUE

OPERATOR = Runner(None, None)
MOMENTS = ("enter_from", "enter_until", "vote_from", "vote_until", "results_at")
# Why a contest of a file cannot be kept, as the command says it.
REFUSED: Mapping[type[Exception], str] = {
    ContestOfAnotherArea: "another area has a contest of this key",
    ContestOver: "it is over already and stays so",
    RulesStand: "people have entered or voted by its rules, so they stay",
    NothingToVoteOn: "the days for handing in are over",
}


def read(source: bytes) -> list[tuple[Contest, list[dict[str, str]]]]:
    """The contests of a file, each with its works; raises WrongFile with all that is wrong."""
    try:
        told = yaml.safe_load(source)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise WrongFile("The file is no YAML.") from None
    contests = told.get("contests") if isinstance(told, dict) else None
    if not isinstance(contests, list) or not all(isinstance(one, dict) for one in contests):
        raise WrongFile("The file has no list of contests.")
    found, problems = [], []
    for at, one in enumerate(contests, start=1):
        works = one.pop("entries", [])
        try:
            found.append((Contest.model_validate({"area": told.get("area"), **one}), works))
        except ValidationError as error:
            problems += [_sentence(one.get("key", at), dict(each)) for each in error.errors()]
    if problems:
        raise WrongFile(*problems)
    return found


async def keep_contests(session: AsyncSession, source: bytes, *, now: datetime) -> int:
    """Keep and announce every contest of the file; works are taken only by the demo."""
    entries = read(source)
    areas = {one.code for one in await places.areas(session)}
    unknown = {one.area for one, _ in entries} - areas
    if unknown:
        raise WrongFile(*(f"There is no area {one}." for one in sorted(unknown)))
    for document, _ in entries:
        try:
            run = await keeping.keep(session, OPERATOR, document, now)
            await keeping.announce(session, OPERATOR, run.code, now)
        except tuple(REFUSED) as refusal:
            raise WrongFile(f"{document.key}: {REFUSED[type(refusal)]}.") from None
    return len(entries)


async def keep_with_works(session: AsyncSession, file: Path, now: datetime) -> None:
    """The contests with their works handed in and accepted, the first one open to votes now."""
    for document, works in _moved(read(await asyncio.to_thread(file.read_bytes)), now):
        run = await keeping.keep(session, OPERATOR, document, document.enter_from)
        await keeping.announce(session, OPERATOR, run.code, document.enter_from)
        for one in works:
            await _hand_in(session, run.code, one, file.parent, document.enter_from)


def _moved(
    entries: Sequence[tuple[Contest, list[dict[str, str]]]], now: datetime
) -> list[tuple[Contest, list[dict[str, str]]]]:
    """The first one's vote began yesterday; the others keep their distance from it."""
    first = entries[0][0].vote_from.astimezone(PRAGUE)
    by = (now.astimezone(PRAGUE).date() - timedelta(days=1)) - first.date()
    return [
        (
            one.model_copy(
                update={name: getattr(one, name).astimezone(PRAGUE) + by for name in MOMENTS}
            ),
            works,
        )
        for one, works in entries
    ]


async def _hand_in(
    session: AsyncSession, code: str, one: Mapping[str, str], folder: Path, when: datetime
) -> None:
    try:
        made = pictures.work((folder / one["file"]).read_bytes())
    except (OSError, NotAWork):
        raise WrongFile(f"{one['file']} is no picture of a work.") from None
    begun = await entering.begin(session, code, None, made, when)
    place = (session, begun.entry.id, None)
    await entering.name(*place, one["title"], when)
    await entering.place(*place, when, category=one.get("category", ""))
    by = Author("Ukázkový autor", False, _age_for(begun.run.document, one.get("category", "")))
    await entering.set_authors(*place, [by], when)
    sent = await entering.send(*place, when)
    assert sent is not None
    assert sent.handed.entry.number is not None
    number = sent.handed.entry.number
    await moderating.judge(session, OPERATOR, (code, number), ACCEPTED, "", when)


def _age_for(document: Contest, category: str) -> int | None:
    """One that the category is for."""
    chosen = document.category(category)
    return chosen.oldest if chosen else None


def _sentence(key: object, error: Mapping[str, Any]) -> str:
    place = ", ".join(str(part) for part in error["loc"])
    return f"{key}: {place}: {error['msg']}." if place else f"{key}: {error['msg']}."
