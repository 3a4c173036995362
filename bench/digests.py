"""How long a digest takes of a large plan, how much memory, and whether a theme opens at once.

    python -m bench.digests [--comments 20000] [--sections 300] [--only sqlite|postgresql]

It prints a table and judges nothing. PostgreSQL is the one in TEST_DATABASE_URL, or one of its own.
`memory` is what was added to the most that the process had used until then.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from outreach import digest_pages, digest_rounds, digests
from outreach.digest_pages import Narrowed
from plans import consultation, grouping, keeping
from plans.documents import Plan, Section
from storage import groups, migrations, people, places
from storage.comment_news import Line, Span
from storage.comments import RELEASED, UNREAD, Comment
from storage.database import Database
from storage.groups import AGREED, MEMBER, STEERING, Member, WorkingGroup
from surveys.themes import usual
from tests import postgres
from texts.themes import Themes

KINDS = ("sqlite", "postgresql")
NOW = datetime(2027, 3, 8, 9, tzinfo=UTC)
LAST = NOW - timedelta(days=7)
NEW, UNREAD_NEW, MEMBERS, FEW, MANY = 500, 100, 10, 20, 10_000
CAMPAIGNS = (
    "Žádáme o zachování terénní pečovatelské služby i o víkendech v malých obcích.",
    "Chceme, aby autobus do města jezdil také večer a v neděli.",
    "Prosíme o bezbariérový vstup do zdravotního střediska a na úřad.",
)


async def measure(kind: str, database: Database, comments: int, sections: int) -> None:
    code = await _settle(database, comments, sections)
    group = await _group(database)
    await _timed(
        f"{kind}: digest of {NEW} new among {comments}",
        digest_rounds.tell(database, group, NOW, NOW),
    )
    await _timed(f"{kind}: the same hour again", digest_rounds.tell_due(database, NOW))
    await _timed(f"{kind}: on demand, the last week", _demanded(database))
    await _timed(f"{kind}: a theme's comments", _theme(database, "seniori"))
    await _timed(f"{kind}: a section's comments", _section(database, code))


async def _settle(database: Database, comments: int, sections: int) -> str:
    """A plan with comments from long ago, and so many new ones."""
    drawn, texts = random.Random(1), _Texts(random.Random(2))
    document = Plan(
        key="velky-plan",
        prefix="VEL",
        area="district",
        title={"cs": "Velký plán"},
        levels=({"cs": "opatření"},),
        sections=tuple(
            Section(
                id=str(n), level=1, title={"cs": f"Opatření {n}"}, text={"cs": texts.one() * 20}
            )
            for n in range(1, sections + 1)
        ),
    )
    async with database.writing() as session:
        await places.keep_area(session, "district", {"cs": "Okres"}, {})
        plan = await keeping.keep(session, document, LAST)
        await consultation.publish(session, plan, LAST)
    for start in range(0, comments, 1000):
        async with database.writing() as session:
            for number in range(start, min(start + 1000, comments)):
                section = str(drawn.randint(1, sections))
                session.add(_comment(plan.code, number, section, texts.one(), comments))
    async with database.alone() as connection:
        await connection.exec_driver_sql("ANALYZE")
    return plan.code


def _comment(plan: str, number: int, section: str, text: str, comments: int) -> Comment:
    is_new = number >= comments - NEW - UNREAD_NEW
    is_unread = number >= comments - UNREAD_NEW
    moment = NOW - timedelta(days=1) if is_new else LAST - timedelta(days=1)
    return Comment(
        number=f"VEL-2027-{number:06}",
        plan_code=plan,
        version=1,
        section_id=section,
        kind="factual",
        text=text,
        shown="" if is_unread else text,
        language="cs",
        channel="telegram",
        municipality=str(500000 + number % 16),
        release=UNREAD if is_unread else RELEASED,
        received_at=moment,
        arrived_at=moment,
        released_at=None if is_unread else moment,
    )


class _Texts:
    """Comments made of the words of the usual themes; every tenth copies a campaign."""

    def __init__(self, drawn: random.Random) -> None:
        self._drawn = drawn
        self._words = [
            word for theme in usual() for phrase in theme.phrases for word in phrase.split()
        ]

    def one(self) -> str:
        if self._drawn.random() < 0.1:
            return f"{self._drawn.choice(CAMPAIGNS)} {self._sentence()}"
        return " ".join(self._sentence() for _ in range(self._drawn.randint(1, 3)))

    def _sentence(self) -> str:
        count = self._drawn.randint(6, 18)
        return " ".join(self._drawn.choices(self._words, k=count)).capitalize() + "."


async def _group(database: Database) -> WorkingGroup:
    async with database.writing() as session:
        group = WorkingGroup(
            code="BENCH",
            key="rs",
            area_code="district",
            kind=STEERING,
            name={"cs": "Řídící skupina"},
            digest_days=[0],
            made_at=LAST,
            digested_at=LAST,
        )
        session.add(group)
        await session.flush()
        for number in range(1, MEMBERS + 1):
            person = await people.arrive(session, number, "cs", NOW.date())
            session.add(
                Member(
                    group_code="BENCH",
                    resident_id=person.id,
                    name=str(number),
                    party="public",
                    role=MEMBER,
                    state=AGREED,
                    nominated_at=LAST,
                )
            )
    return group


async def _demanded(database: Database) -> int:
    async with database.reading() as session:
        reader = await _reader(database)
        found = await digests.on_demand(session, reader, Span(LAST, NOW))
    return sum(one.grouped.count for one in found.plans)


async def _theme(database: Database, theme: str) -> int:
    async with database.reading() as session:
        part = Narrowed(Span(LAST, NOW), theme=theme)
        return (await digest_pages.page(session, await _reader(database), part, 1)).count


async def _section(database: Database, code: str) -> int:
    async with database.reading() as session:
        part = Narrowed(Span(digests.BEGINNING, NOW), plan_code=code, section_id="1")
        return (await digest_pages.page(session, await _reader(database), part, 1)).count


async def _reader(database: Database) -> digests.Reader:
    async with database.reading() as session:
        group = await groups.group(session, "BENCH")
        assert group
        return digests.Reader(0, group, leads=True)


async def _grouped(count: int) -> int:
    texts = _Texts(random.Random(3))
    lines = [_line(number, texts.one()) for number in range(count)]
    learned = Themes([(one.id, phrase) for one in usual() for phrase in one.phrases])
    return len(grouping.grouped(lines, learned).themes)


def _line(number: int, text: str) -> Line:
    return Line(
        number=f"VEL-2027-{number:06}",
        section_id="1",
        kind="factual",
        text=text,
        proposal="",
        reason="",
        language="cs",
        municipality=None,
        party=None,
        state="received",
        received_at=NOW,
        came_at=NOW,
        is_released=True,
        theme="",
    )


async def _timed(what: str, work: Awaitable[object]) -> None:
    before, started, used = _memory_mb(), time.monotonic(), time.process_time()
    found = await work
    took, used = time.monotonic() - started, time.process_time() - used
    sys.stdout.write(
        f"{what:52} {found!s:>16} {took:8.2f} s   CPU {used:6.2f} s"
        f"   memory {_memory_mb() - before:+5.0f} MB\n"
    )
    sys.stdout.flush()


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _run(kinds: Sequence[str], comments: int, sections: int) -> None:
    await _timed(f"grouping {MANY} comments, to so many themes", _grouped(MANY))
    with ExitStack() as stack:
        server = stack.enter_context(postgres.server()) if "postgresql" in kinds else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="naves-bench-")))
        for kind in kinds:
            for size in (FEW + NEW + UNREAD_NEW, comments):
                name = await server.make() if server and kind == "postgresql" else None
                url = f"sqlite+aiosqlite:///{folder / f'naves-{size}.db'}"
                if server and name:
                    url = server.database(name)
                await migrations.upgrade(url)
                database = Database(url)
                try:
                    await measure(kind, database, size, sections)
                finally:
                    await database.close()
                    if server and name:
                        await server.drop(name)


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--comments", type=int, default=20_000)
    reader.add_argument("--sections", type=int, default=300)
    reader.add_argument("--only", choices=KINDS)
    given = reader.parse_args()
    uvloop.run(_run([given.only] if given.only else list(KINDS), given.comments, given.sections))
