"""Tables written anew leave nothing of before, not even what PostgreSQL noted about them."""

from sqlalchemy import delete, text, update

from storage.database import Database
from storage.places import Area
from storage.rewriting import rewrite
from storage.surveys import Response
from storage.tables import metadata
from storage.written_answers import WrittenAnswer
from surveys import life
from surveys.closing import TOLD_MORE
from surveys.retention import EMPTIED
from tests.surveys.samples import survey

MARKS = text(
    "SELECT coalesce(sum(cardinality(most_common_vals::text::text[])), 0)"
    " + coalesce(sum(cardinality(histogram_bounds::text::text[])), 0)"
    " FROM pg_stats WHERE tablename = 'response' AND attname = 'mark'"
)


async def test_postgresql_forgets_the_marks_it_had_noted(postgres_url, now):
    database = Database(postgres_url)
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
        await session.flush()
        kept = await life.keep(session, survey(), now)
        marks = (number.to_bytes(16, "big") for number in range(50))
        session.add_all(Response(survey_code=kept.code, version=1, mark=mark) for mark in marks)
        await session.flush()
        await session.execute(text("ANALYZE response"))
        assert await session.scalar(MARKS) == 50
        await session.execute(update(Response).values(mark=None))
    await rewrite(database, ["response"])
    async with database.reading() as session:
        assert await session.scalar(MARKS) == 0
    await database.close()


async def test_postgresql_forgets_what_people_wrote_when_nothing_of_it_is_left(postgres_url, now):
    database = Database(postgres_url)
    noted = text("SELECT count(*) FROM pg_stats WHERE tablename = 'written_answer'")
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
        await session.flush()
        kept = await life.keep(session, survey(), now)
        said = {"survey_code": kept.code, "question_id": "proc", "folded": "", "copies": 1}
        session.add_all(
            WrittenAnswer(**said, digest=f"{n}", text=f"Autobus {n}.", same_as=n, people=1)
            for n in range(50)
        )
        await session.flush()
        await session.execute(text("ANALYZE written_answer"))
        assert await session.scalar(noted)
        await session.execute(delete(WrittenAnswer))
    await rewrite(database, ["written_answer"])
    async with database.reading() as session:
        texts = text("SELECT attname FROM pg_stats WHERE tablename = 'written_answer'")
        assert "text" not in set(await session.scalars(texts))
    await database.close()


async def test_every_table_can_be_written_anew_when_it_is_empty(database):
    await rewrite(database, sorted({*TOLD_MORE, *EMPTIED} & set(metadata.tables)))
