"""A small world for the pages: two areas, three surveys, and people with and without powers."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from people import roles, signin
from storage import people
from storage.database import Database
from storage.marks import Marks
from storage.places import Area, AreaMunicipality, Municipality
from storage.surveys import Answer, Response, Turnout
from surveys import life
from surveys.passes import Passes
from tests.surveys.samples import survey
from web.app import build
from web.base import Acknowledge, Json, Web

SECRET = "příliš žluťoučký kůň úpěl".encode().hex()
HTTPS = "https://naves.example"
# A Monday in winter, eleven o'clock in Prague.
NOW = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)


class StoppedClock:
    def __init__(self, now: datetime) -> None:
        self.moment = now

    async def now(self) -> datetime:
        return self.moment

    def pass_(self, time: timedelta) -> None:
        self.moment += time


@dataclass
class Village:
    """The pages with their world; Jana coordinates Vizovice, Petr Hlučínsko, Ivan is a resident."""

    database: Database
    clock: StoppedClock
    updates: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    surveys: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return Path(self.database.url.partition(":///")[2]).parent

    async def respond(self, update: Json, acknowledge: Acknowledge) -> None:
        self.updates.append(update)
        await acknowledge(None)

    def chat_link(self, payload: str) -> str:
        return "https://t.me/naves_bot" + (f"?start={payload}" if payload else "")

    def web(self, **changes: Any) -> Web:
        return Web(
            **{
                "database": self.database,
                "clock": self.clock,
                "marks": Marks(self.folder / "keys"),
                "passes": Passes("z kopce nahoru a zase dolů"),
                "secret_key": "z kopce dolů a zase nahoru",
                "respond": self.respond,
                "chat_link": self.chat_link,
                "exports": self.folder / "exports",
                "public_url": HTTPS,
                "webhook_secret": SECRET,
                **changes,
            }
        )

    def client(self, **changes: Any) -> httpx.AsyncClient:
        web = self.web(**changes)
        transport = httpx.ASGITransport(app=build(web))
        return httpx.AsyncClient(transport=transport, base_url=web.public_url or "http://test")

    async def link(self, name: str) -> str:
        async with self.database.writing() as session:
            token = await signin.make_link(session, self.people[name], self.clock.moment)
        return f"/prihlaseni/{token}"

    async def sign_in(self, client: httpx.AsyncClient, name: str) -> httpx.Response:
        address = await self.link(name)
        shown = await client.get(address)
        return await client.post(address, data=form_of(shown), headers={"origin": HTTPS})


def form_of(page: httpx.Response) -> dict[str, str]:
    token = page.text.partition('name="form_token" value="')[2].partition('"')[0]
    return {"form_token": token}


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """The lines of the log, kept here instead of printed."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture(scope="session")
async def settled(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Village]:
    """The village as every test finds it, made once."""
    path = tmp_path_factory.mktemp("village") / "naves.db"
    shutil.copy(sqlite_template, path)
    made = Village(Database(f"sqlite+aiosqlite:///{path}"), StoppedClock(NOW))
    await settle(made)
    async with made.database.alone() as connection:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await made.database.close()
    return path, made


@pytest.fixture
async def village(settled: tuple[Path, Village], tmp_path: Path) -> AsyncIterator[Village]:
    template, model = settled
    shutil.copy(template, tmp_path / "naves.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'naves.db'}")
    yield replace(model, database=database, clock=StoppedClock(NOW), updates=[])
    await database.close()


@pytest.fixture
async def client(village: Village) -> AsyncIterator[httpx.AsyncClient]:
    async with village.client() as made:
        yield made


async def settle(village: Village) -> None:
    now = village.clock.moment
    async with village.database.writing() as session:
        session.add(_area("orp-vizovice", "ORP Vizovice", "Jana Ukázková"))
        session.add(_area("hlucinsko-zapad", "Hlučínsko – západ", "Petr Vzorný"))
        await session.flush()
        for code, name in (("585939", "Vizovice"), ("585777", "Slušovice"), ("585866", "Lutonina")):
            session.add(
                Municipality(
                    code=code, name=name, folded=name.lower(), district="Zlín", population=900
                )
            )
            await session.flush()
            session.add(AreaMunicipality(area_code="orp-vizovice", municipality_code=code))
        for number, name in enumerate(("ivan", "jana", "petr", "alena"), start=1):
            resident = await people.arrive(session, number, "cs", now.date())
            village.people[name] = resident.id
        await _grant(session, village, "jana", roles.COORDINATOR, "orp-vizovice")
        await _grant(session, village, "petr", roles.COORDINATOR, "hlucinsko-zapad")
        await _grant(session, village, "alena", roles.ADMINISTRATOR, "")
        await _survey(session, village, "open", survey())
        await _survey(session, village, "later", survey(key="pozdeji", opens="2027-02-10"))
        draft = await life.keep(session, survey(key="koncept"), now)
        village.surveys["draft"] = draft.code


def _area(code: str, name: str, person: str) -> Area:
    contact = {
        "name": person,
        "role": {"cs": "koordinátorka plánování", "en": "planning coordinator"},
        "phone": "+420 000 000 101",
        "email": "koordinatorka-planovani@vizovice.example",
        "hours": {"cs": "pondělí a středa 8–17", "en": "Monday and Wednesday 8–17"},
    }
    return Area(code=code, name={"cs": name}, settings={"contact": contact})


async def _grant(session: Any, village: Village, name: str, role: str, area: str) -> None:
    await people.grant(
        session,
        village.people[name],
        role=role,
        area_code=area,
        group_code="",
        name=name.title(),
        now=village.clock.moment,
    )


async def _survey(session: Any, village: Village, name: str, definition: Any) -> None:
    kept = await life.keep(session, definition, village.clock.moment)
    await life.release(session, kept.code)
    village.surveys[name] = kept.code


async def answered(village: Village, *sheets: dict[str, Any], finished: bool = True) -> None:
    """So many more people have filled in the open survey."""
    code = village.surveys["open"]
    async with village.database.writing() as session:
        for answers in sheets:
            response = Response(survey_code=code, version=1, finished=finished)
            session.add(response)
            session.add(Turnout(survey_code=code, resident_id=response.id, finished=finished))
            await session.flush()
            for question, value in answers.items():
                session.add(Answer(response_id=response.id, question_id=question, value=value))


def crowd(of: int, municipality: str = "585939", **changes: Any) -> list[dict[str, Any]]:
    """People of one municipality, every third of whom does not take the bus."""
    return [
        {
            "jezdi": "ne" if place % 3 == 0 else "ano",
            **({} if place % 3 == 0 else {"kdy": ["rano"], "znamka": 1 + place % 3}),
            "cena": str(place * 10),
            "obec": municipality,
            **changes,
        }
        for place in range(of)
    ]
