"""Answers kept ready by an area, with places for what differs from comment to comment."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans.comments import CommentTooLong
from plans.settling import demand_short
from storage import audit
from storage import settling as tables
from storage.settling import AnswerTemplate

NAME_LENGTH = 40
# As many as one screen of buttons holds.
MOST = 20
# What may stand in braces.
PLACES = ("number", "section", "title", "group", "day")
PLACE = re.compile(r"\{(\w+)\}")


class NoSuchTemplate(LookupError):
    pass


class TooManyTemplates(Exception):
    """As many are kept as can be chosen from."""


class UnknownPlace(Exception):
    """Something stands in braces that nobody fills in."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


async def keep(
    session: AsyncSession, area_code: str, actor_id: int, name: str, text: str, now: datetime
) -> None:
    """Keep an answer under a name, in place of an older one of that name.

    The caller has asked whether this person settles comments there.
    Raises CommentTooLong, AnswerTooLong, UnknownPlace, TooManyTemplates.
    """
    if len(name) > NAME_LENGTH:
        raise CommentTooLong(NAME_LENGTH)
    demand_short(text)
    for place in PLACE.findall(text):
        if place not in PLACES:
            raise UnknownPlace(place)
    known = {one.name for one in await tables.templates(session, area_code)}
    if len(known) >= MOST and name.strip() not in known:
        raise TooManyTemplates
    await tables.keep_template(session, area_code, name.strip(), text.strip(), now)
    await audit.note(session, now, actor_id, "answer_kept", area_code, name=name)


async def drop(
    session: AsyncSession, area_code: str, actor_id: int, template_id: int, now: datetime
) -> None:
    found = await _of_area(session, area_code, template_id)
    await session.delete(found)
    await audit.note(session, now, actor_id, "answer_dropped", area_code, name=found.name)
    await session.flush()


async def filled(
    session: AsyncSession, area_code: str, template_id: int, values: Mapping[str, str]
) -> str:
    """The answer for one comment; a place without a value stays as it is."""
    found = await _of_area(session, area_code, template_id)
    return fill(found.text, values)


def fill(text: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: values.get(place[1], place[0]), text)


async def _of_area(session: AsyncSession, area_code: str, template_id: int) -> AnswerTemplate:
    found = await tables.template(session, template_id)
    if found is None or found.area_code != area_code:
        raise NoSuchTemplate(str(template_id))
    return found
