"""News become letters that fit into a message and say each thing once."""

import pkgutil
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module

import pytest

from outreach import notices
from outreach.notices import NobodyTells, SurveyEnded
from people.enquiries import TEXT_LENGTH, Answered, HandedOver
from storage import outreach, people
from storage.database import Database
from storage.enquiries import Enquiry
from storage.happenings import Happening
from storage.outreach import Letter
from texts.formatting import MESSAGE_LIMIT
from texts.words import LANGUAGES

ROOMS = ("people", "surveys", "outreach")


async def letters(database: Database, now: datetime) -> list[Letter]:
    async with database.writing() as session:
        return list(await outreach.due(session, outreach.NO_BROADCAST, now, 100))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_longest_enquiry_and_answer_still_fit_into_a_message(
    database: Database, now: datetime, language: str
) -> None:
    async with database.writing() as session:
        jana = await people.arrive(session, 1, language, now.date())
        asked = Enquiry(
            number=99999,
            resident_id=jana.id,
            message_id=1,
            text="<&" * (TEXT_LENGTH // 2),
            asked_at=now,
            answer="<&" * (TEXT_LENGTH // 2),
        )
        for happened in (HandedOver(asked, (jana,)), Answered(asked, jana)):
            for new in (1, 0):
                assert await notices.tell(session, happened, now) == new
    for letter in await letters(database, now):
        assert letter.content
        shown = letter.content["text"].replace("&lt;", "<").replace("&amp;", "&")
        assert len(shown) <= MESSAGE_LIMIT


async def test_the_end_of_a_survey_is_told_to_each_once(database: Database, now: datetime) -> None:
    async with database.writing() as session:
        staff = tuple([await people.arrive(session, n, "cs", now.date()) for n in (1, 2)])
        ended = SurveyEnded("ABCDE", {"cs": "Psi <3"}, 12, staff)
        assert await notices.tell(session, ended, now) == 2
        assert await notices.tell(session, ended, now) == 0
    assert all("Psi &lt;3" in str(one.content) for one in await letters(database, now))


async def test_what_nobody_tells_is_a_mistake_of_ours(database: Database, now: datetime) -> None:
    async with database.writing() as session:
        with pytest.raises(NobodyTells):
            await notices.tell(session, Happening(), now)


def test_every_kind_of_happening_is_told() -> None:
    for room in ROOMS:
        for module in pkgutil.walk_packages(import_module(room).__path__, f"{room}."):
            import_module(module.name)
    told = {kind for kind in kinds(Happening) if kind.__module__ != __name__}
    assert told == set(notices.NOTICES)


def kinds(of: type[Happening]) -> Iterator[type[Happening]]:
    """The kinds that have no kinds of their own."""
    narrower = of.__subclasses__()
    if not narrower:
        yield of
    for one in narrower:
        yield from kinds(one)
