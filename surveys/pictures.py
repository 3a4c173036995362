"""Pictures of options: named by what they show, kept beside the survey, given back."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from storage import survey_pictures as kept
from storage import surveys as tables
from storage.surveys import Survey
from surveys.definitions import Definition, Option, Question
from surveys.files.package import Picture

HASH_LENGTH: Final = 12
STEM_LENGTH: Final = 80
HASH: Final = re.compile(rf"-[0-9a-f]{{{HASH_LENGTH}}}$")


def named(definition: Definition) -> set[str]:
    """The pictures that the options of a survey name."""
    return {name for question in definition.questions for name in of(question)}


def of(question: Question) -> list[str]:
    return [option.picture for option in question.all_options if option.picture]


async def adopted(
    session: AsyncSession, definition: Definition, sent: Mapping[str, Picture]
) -> tuple[Definition, Mapping[str, bytes]]:
    """The definition with names that tell pictures apart by what they show, and their contents.

    A picture that we gave out ourselves and that comes back as it was stays as it is.
    """
    before = await tables.by_key(session, definition.key)
    names, contents = {}, {}
    for name, picture in sent.items():
        if before and await kept.content(session, before.code, name) == picture.sent:
            continue
        names[name] = _telling(name, picture.content)
        contents[names[name]] = picture.content
    return _renamed(definition, names), contents


def _telling(name: str, content: bytes) -> str:
    stem = HASH.sub("", PurePath(name).stem)[:STEM_LENGTH]
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}.jpg"


def _renamed(definition: Definition, names: Mapping[str, str]) -> Definition:
    questions = tuple(
        question.model_copy(
            update={
                field: tuple(_with_name(option, names) for option in getattr(question, field))
                for field in ("options", "extra_options")
            }
        )
        for question in definition.questions
    )
    return definition.model_copy(update={"questions": questions})


def _with_name(option: Option, names: Mapping[str, str]) -> Option:
    if option.picture is None or option.picture not in names:
        return option
    return option.model_copy(update={"picture": names[option.picture]})


async def keep(
    session: AsyncSession, survey: Survey, definition: Definition, contents: Mapping[str, bytes]
) -> None:
    """Keep pictures of a survey; those that a draft no longer names go."""
    for name, content in contents.items():
        await kept.keep(session, survey.code, name, content)
    if contents and survey.state == tables.DRAFT:
        await kept.keep_only(session, survey.code, named(definition))


async def of_survey(
    session: AsyncSession, code: str, definition: Definition
) -> Mapping[str, bytes]:
    wanted = named(definition)
    return await kept.contents(session, code, wanted) if wanted else {}


async def of_question(
    session: AsyncSession, code: str, question: Question
) -> list[tuple[Option, bytes]]:
    """Options of a question with their pictures, in the order of the options."""
    contents = await kept.contents(session, code, of(question))
    return [
        (option, contents[option.picture])
        for option in question.all_options
        if option.picture and option.picture in contents
    ]


async def shown(session: AsyncSession, code: str, question: Question) -> Question:
    """The question with only those pictures that came with the survey."""
    if not of(question):
        return question
    there = await kept.names(session, code)
    return question.model_copy(
        update={
            field: tuple(
                option if option.picture in there else option.model_copy(update={"picture": None})
                for option in getattr(question, field)
            )
            for field in ("options", "extra_options")
        }
    )
