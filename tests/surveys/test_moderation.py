"""What people wrote: put aside at closing, read by a person, shown once that person says so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import written_answers
from storage.audit import AuditEntry
from storage.database import Database
from storage.marks import Marks
from storage.places import Area
from storage.surveys import Response
from storage.written_answers import HIDDEN, MASKED, RELEASED, WrittenAnswer
from surveys import closing, life, moderation, retention
from surveys.answering import Respondent, answer, finish
from surveys.definitions import Definition
from surveys.files.reading import read
from surveys.leaving import forget
from surveys.moderation import Reading, Verdict
from surveys.outcome import outcome
from surveys.themes import themes_of, usual
from tests.surveys.test_exporting import NOW, SOURCE

BUS = "Autobus nejezdí večer ani v sobotu, do města se nedostaneme."
ALMOST = "Autobus nejezdí večer ani v sobotu do města se nedostanem!"
PHONE = "Pečovatelka pro babičku, volejte mi na 602 123 456."
RUDE = "Nadávka, kterou nikdo číst nechce."
WISHES = (BUS, BUS, ALMOST, PHONE, RUDE, "Hřiště pro malé děti.")


class Park:
    """Six people have written what they wish for; the survey closes tonight."""

    def __init__(self, database: Database, marks: Marks, code: str) -> None:
        self.database, self.marks, self.code = database, marks, code

    async def close(self) -> None:
        await closing.close(self.database, self.marks, self.code, NOW)

    async def gather(self) -> int:
        return await moderation.gather(self.database, self.code, NOW)

    async def page(self, **changes: bool | int) -> Reading:
        asked = {"waiting": True, "by_alphabet": True, "page": 1, **changes}
        async with self.database.reading() as session:
            return await moderation.reading(session, self.code, **asked)

    async def decide(self, **verdicts: Verdict) -> int:
        """By the first word of a text."""
        texts = {one.answer.text.split()[0]: one.answer.id for one in (await self.page()).texts}
        told = {texts[word]: verdict for word, verdict in verdicts.items()}
        async with self.database.writing() as session:
            return await moderation.decide(session, self.code, told, 7, NOW)

    async def shown(self) -> dict[str, list[tuple[str, int, list[str]]]]:
        async with self.database.reading() as session:
            found = (await outcome(session, self.code, NOW)).written
        return {
            question: [
                (one.theme.id if one.theme else "", one.people, [text.text for text in one.texts])
                for one in themes
            ]
            for question, themes in found.items()
        }


def asked(anonymity: str = "anonymous") -> Definition:
    return read(SOURCE.replace("anonymity: anonymous", f"anonymity: {anonymity}"))


async def made(database: Database, marks: Marks, definition: Definition) -> Park:
    async with database.writing() as session:
        session.add(Area(code="obec", name={"cs": "Obec"}))
        await session.flush()
        survey = await life.keep(session, definition, NOW)
        await life.release(session, survey.code)
        for person, wish in enumerate(WISHES, start=1):
            who = Respondent(str(person), person)
            place = (session, marks, survey.code, who)
            await answer(*place, "lavicky", ["stin"], NOW)
            await answer(*place, "prani", wish, NOW)
            await finish(*place, NOW)
        nobody = Respondent("99", 99)
        await answer(session, marks, survey.code, nobody, "prani", "Nedokončeno", NOW)
    return Park(database, marks, survey.code)


@pytest.fixture
async def park(database: Database, tmp_path) -> Park:
    return await made(database, Marks(tmp_path / "keys"), asked())


async def test_nothing_is_gathered_while_the_survey_runs(park: Park) -> None:
    assert await park.gather() == 0
    assert (await park.page()).texts == ()


async def test_copies_are_read_once_and_only_what_was_handed_in(park: Park) -> None:
    await park.close()
    assert await park.gather() == 5
    assert await park.gather() == 0
    found = await park.page()
    assert (found.waiting, found.decided, found.pages) == (4, 0, 1)
    first = found.texts[0]
    assert (first.answer.text, first.answer.people, first.others) == (BUS, 3, (ALMOST,))
    assert first.language == "cs"
    assert first.suggested == "dostupnost"


async def test_the_alphabet_and_chance_order_the_texts_and_pages_end(park: Park) -> None:
    await park.close()
    await park.gather()
    by_alphabet = [one.answer.folded for one in (await park.page(page=9)).texts]
    shuffled = [one.answer.digest for one in (await park.page(by_alphabet=False)).texts]
    assert by_alphabet == sorted(by_alphabet)
    assert shuffled == sorted(shuffled)


async def test_only_what_a_person_released_is_shown_by_theme(park: Park) -> None:
    await park.close()
    await park.gather()
    assert await park.shown() == {}
    decided = await park.decide(
        Autobus=Verdict(RELEASED, "dostupnost"),
        Pečovatelka=Verdict(MASKED, "nothing-of-the-kind"),
        Hřiště=Verdict("nonsense"),
        **{"Nadávka,": Verdict(HIDDEN)},
    )
    assert decided == 3
    assert await park.shown() == {
        "prani": [
            ("dostupnost", 3, [BUS]),
            ("", 1, ["Pečovatelka pro babičku, volejte mi na •••."]),
        ]
    }
    assert ((await park.page()).waiting, (await park.page()).decided) == (1, 3)
    assert len((await park.page(waiting=False)).texts) == 3


async def test_every_decision_is_noted_and_may_be_changed(park: Park) -> None:
    await park.close()
    await park.gather()
    await park.decide(Autobus=Verdict(RELEASED))
    read_one = (await park.page(waiting=False)).texts[0].answer.id
    async with park.database.writing() as session:
        again = {read_one: Verdict(HIDDEN)}
        await moderation.decide(session, park.code, again, 8, NOW + timedelta(hours=1))
    assert await park.shown() == {}
    async with park.database.reading() as session:
        rows = select(AuditEntry).where(AuditEntry.action == "written_answers_decided")  # type: ignore[arg-type]
        noted = list(await session.scalars(rows))
    assert {one.actor_id: one.detail for one in noted} == {
        7: {str(read_one): "released"},
        8: {str(read_one): "hidden"},
    }


async def test_texts_go_with_the_answers(park: Park) -> None:
    await park.close()
    await park.gather()
    await park.decide(Autobus=Verdict(RELEASED))
    day = NOW + timedelta(days=400)
    await retention.delete_answers(park.database, park.code, day)
    assert await park.shown() == {}
    assert await moderation.gather(park.database, park.code, day) == 0
    async with park.database.reading() as session:
        assert not await written_answers.are_gathered(session, park.code)


async def test_whoever_answered_by_name_takes_the_text_along(database: Database, tmp_path) -> None:
    named = asked("named")
    park = await made(database, Marks(tmp_path / "keys"), named)
    await park.close()
    await park.gather()
    await park.decide(Autobus=Verdict(RELEASED))
    for person, left in ((1, [BUS]), (3, [BUS]), (2, [])):
        async with database.writing() as session:
            await forget(session, person)
        texts = (await park.shown()).get("prani", [("", 0, [])])[0]
        assert texts[2] == left
    async with database.reading() as session:
        kept = [one.text for one in await session.scalars(select(WrittenAnswer))]
        assert sorted(kept) == sorted([PHONE, RUDE, WISHES[-1]])
        assert len(list(await session.scalars(select(Response)))) == 4


async def test_when_the_text_that_stands_for_others_goes_they_are_read_again(
    database: Database, tmp_path
) -> None:
    park = await made(database, Marks(tmp_path / "keys"), asked("named"))
    await park.close()
    await park.gather()
    await park.decide(Autobus=Verdict(RELEASED))
    for person in (1, 2):
        async with database.writing() as session:
            await forget(session, person)
    assert await park.shown() == {}
    waiting = [one.answer for one in (await park.page()).texts if one.answer.text == ALMOST]
    assert [one.people for one in waiting] == [1]


def test_an_area_may_have_its_own_themes() -> None:
    own = Area(code="a", name={}, settings={"themes": [{"id": "voda", "text": {"cs": "Voda"}}]})
    broken = Area(code="b", name={}, settings={"themes": [{"text": 1}]})
    assert [theme.id for theme in themes_of(own)] == ["voda"]
    assert themes_of(broken) == themes_of(None) == usual()
    assert len(usual()) == 12
    assert all({"cs", "cs-easy", "uk", "en"} == {*theme.text} for theme in usual())
