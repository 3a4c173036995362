"""Whatever is written of a sensitive group, a locked screen does not say which group it is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from groups import chats, nomination
from meetings import keeping
from meetings.certificates import CertificateRevoked
from meetings.documents import Meeting
from meetings.keeping import Held, MeetingCancelled, MeetingMoved, MeetingsAnnounced, Organiser
from meetings.materials import MaterialsReady
from meetings.minutes import Minutes, Task
from meetings.minuting import MinutesApproved, MinutesHandedIn, Version
from meetings.registration import Promoted
from meetings.room import VoteOpened
from outreach import (
    broadcasts,
    feedback_letters,
    group_notices,
    incoming,
    meeting_invitations,
    meeting_notices,
    minutes_letters,
)
from outreach.notices import NOTICES, tell
from people.roles import ADMINISTRATOR
from storage import people
from storage.attendance import Attendance
from storage.certificates import Certificate
from storage.database import Database
from storage.group_papers import GroupTask
from storage.groups import AGREED, CHAIR, ENDED, Member, WorkingGroup
from storage.happenings import Happening
from storage.jobs import Job
from storage.materials import Material
from storage.meetings import COMING, Registration
from storage.minutes import MinutesVersion
from storage.outreach import Letter
from storage.people import Resident
from storage.places import Area
from storage.rooms import RoomVote
from texts import privacy
from texts.words import LANGUAGES

AREA, GROUP, SECRET = "orp-vizovice", "DOMOV", "Azylový dům"
NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
STARTS = NOW + timedelta(days=30)
AFTERWARDS = STARTS + timedelta(hours=5)
FILE = "ab" * 32


@dataclass
class Scene:
    """A meeting of the group; who leads it speaks four languages, and has come."""

    group: WorkingGroup
    held: Held
    people: list[Resident]
    seats: list[Member]
    said: list[Registration]

    @property
    def documents(self) -> dict[str, Any]:
        return {"meeting_code": self.held.code}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What matters here lies in the words, not in the tables."""
    return sqlite_url


@pytest.fixture(params=[False, True], ids=["closed", "open to all"])
async def scene(database: Database, request: pytest.FixtureRequest) -> Scene:
    async with database.writing() as session:
        topics = [{"id": "domov", "text": {"cs": "Bydlení"}}]
        session.add(Area(code=AREA, name={"cs": "ORP"}, settings={"topics": topics}))
        await session.flush()
        group = WorkingGroup(
            code=GROUP,
            key="domov",
            area_code=AREA,
            name={"cs": SECRET},
            sensitive=True,
            made_at=NOW,
        )
        session.add(group)
        held = await met(session, is_public=request.param)
        folk = [await came(session, held, nth) for nth in range(len(LANGUAGES))]
        seats = [seat(one) for one in folk]
        said = [Registration(**coming(held), resident_id=one.id) for one in folk]
        nameless = Registration(**coming(held), name="Anna Ukázková", channel="office")
        session.add_all([*seats, *said, nameless])
        await session.flush()
        return Scene(group, held, folk, seats, said)


async def met(session: AsyncSession, *, is_public: bool) -> Held:
    fields = {
        "key": "schuzka",
        "area": AREA,
        "kind": "working_group",
        "title": {"cs": f"Schůzka: {SECRET}"},
        "description": {"cs": SECRET},
        "when": [{"start": STARTS, "end": STARTS + timedelta(hours=1)}],
        "venue": {"name": SECRET},
        "topics": ["domov"],
        "picture": FILE,
        "group": "domov",
        "is_public": is_public,
    }
    operator = Organiser(None, None)
    held, _ = await keeping.keep(session, operator, Meeting.model_validate(fields), NOW)
    held, _ = await keeping.announce(session, operator, held.code, NOW)
    return held


async def came(session: AsyncSession, held: Held, nth: int) -> Resident:
    """Somebody of the office too, who follows the topic."""
    person = await people.arrive(session, 100 + nth, LANGUAGES[nth], NOW.date())
    person.area_code, person.agreed_to = AREA, privacy.VERSION
    role = {"role": ADMINISTRATOR, "area_code": "", "group_code": "", "name": "Jana Ukázková"}
    await people.grant(session, person.id, **role, now=NOW)
    await people.set_topic(session, person.id, "domov", True)
    session.add(Attendance(meeting_code=held.code, nth=1, resident_id=person.id, came_at=STARTS))
    return person


def seat(person: Resident) -> Member:
    return Member(
        group_code=GROUP,
        resident_id=person.id,
        name="Petr",
        party="public",
        role=CHAIR,
        state=AGREED,
        nominated_at=NOW,
    )


def coming(held: Held) -> dict[str, Any]:
    return {
        "meeting_code": held.code,
        "nth": 0,
        "state": COMING,
        "reminders": [60],
        "said_at": NOW,
    }


def minutes(scene: Scene, because: str = "") -> Happening:
    told = Minutes(findings=(SECRET,), tasks=(Task(id=1, what=SECRET),))
    kept = MinutesVersion(
        **scene.documents,
        version=2 if because else 1,
        content=told.model_dump(mode="json"),
        because=because,
        approved_at=NOW,
    )
    return MinutesApproved(scene.held, Version(kept, told, ()))


def revoked(scene: Scene, person: Resident) -> Happening:
    certificate = Certificate(
        **scene.documents,
        number=f"2027{person.id}",
        whose=str(person.id),
        resident_id=person.id,
        initials="P. U.",
        name_mark="",
        minutes=60,
        content={},
        issued_at=NOW,
        revoked_because=SECRET,
    )
    return CertificateRevoked(scene.held, certificate, certificate)


def cancelled(scene: Scene) -> Happening:
    scene.held.meeting.cancelled_because = SECRET
    return MeetingCancelled(scene.held)


def to_be_set(scene: Scene) -> Happening:
    document = scene.held.document.model_copy(update={"when": ()})
    return MeetingMoved(Held(scene.held.meeting, document), scene.held.document.when)


Happenings = Callable[[Scene], list[Happening]]
TOLD: Mapping[type[Happening], Happenings] = {
    nomination.Answered: lambda one: [
        nomination.Answered(one.group, seat, tuple(one.people)) for seat in one.seats[:1]
    ],
    nomination.SeatChanged: lambda one: (
        [
            nomination.SeatChanged(one.group, seat, person, NOW)
            for seat, person in zip(one.seats, one.people, strict=True)
        ]
        + [
            nomination.SeatChanged(one.group, Member(**gone(seat)), person, AFTERWARDS)
            for seat, person in zip(one.seats, one.people, strict=True)
        ]
    ),
    chats.StrangerCame: lambda one: [chats.StrangerCame(one.group, "Ivo", 9, tuple(one.people))],
    chats.Lost: lambda one: [
        chats.Lost(one.group, SECRET, tuple(one.people), NOW + nth * timedelta(days=1), bool(nth))
        for nth in range(2)
    ],
    MeetingsAnnounced: lambda one: [MeetingsAnnounced((one.held,))],
    MeetingMoved: lambda one: [
        MeetingMoved(one.held, one.held.document.when),
        MeetingMoved(one.held, ()),
        to_be_set(one),
    ],
    MeetingCancelled: lambda one: [cancelled(one)],
    Promoted: lambda one: [Promoted(one.held, said) for said in one.said],
    MinutesApproved: lambda one: [minutes(one), minutes(one, SECRET)],
    MinutesHandedIn: lambda one: [MinutesHandedIn(one.held, 1)],
    MaterialsReady: lambda one: [
        MaterialsReady(one.held, [Material(**one.documents, number=1, title=SECRET, added_at=NOW)])
    ],
    CertificateRevoked: lambda one: [revoked(one, person) for person in one.people],
    VoteOpened: lambda one: [
        VoteOpened(
            one.held,
            RoomVote(**one.documents, number=1, nth=1, text=SECRET, options=[], made_at=NOW),
        )
    ],
}


def gone(seat: Member) -> dict[str, Any]:
    return {**seat.model_dump(), "state": ENDED}


def test_all_that_happens_to_groups_and_meetings_is_tried() -> None:
    rooms = ("groups", "meetings")
    assert set(TOLD) == {one for one in NOTICES if one.__module__.split(".")[0] in rooms}


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
async def test_no_news_of_it_says_which_group(
    database: Database, scene: Scene, kind: type[Happening]
) -> None:
    async with database.writing() as session:
        for happened in TOLD[kind](scene):
            await tell(session, happened, NOW)
    if kind is MeetingsAnnounced and not scene.held.document.is_public:
        assert await written(database) == []
        return
    await nothing_is_said(database)


async def task(session: AsyncSession, scene: Scene) -> None:
    for number, one in enumerate(scene.seats):
        todo = GroupTask(
            id=number,
            group_code=GROUP,
            member_id=one.id,
            text=SECRET,
            due_on=STARTS.date(),
            made_at=NOW,
        )
        await group_notices.remind(session, todo, one, scene.group, NOW)


async def paper_sent(session: AsyncSession, scene: Scene) -> None:
    for person in scene.people:
        await sent(session, person, "group_paper", f"{GROUP}|other|0|{SECRET}")


async def material_sent(session: AsyncSession, scene: Scene) -> None:
    for person in scene.people:
        await sent(session, person, "meeting_material", scene.held.code)


async def picture_sent(session: AsyncSession, scene: Scene) -> None:
    for person in scene.people:
        await sent(session, person, "meeting", scene.held.code)


async def sent(session: AsyncSession, person: Resident, kind: str, key: str) -> None:
    """A file that has come, and one that was lost on its way."""
    for nth, result in enumerate(({"digest": FILE, "size": 1}, {"refused": "unreachable"})):
        payload = {"about": [kind, key], "name": f"{SECRET}.pdf", "sender_id": person.id}
        name = f"fetch:{kind}:{person.id}:{nth}"
        job = Job(id=name, kind="fetch", payload=payload, result=result, asked_at=NOW)
        await incoming.fetched(session, job, NOW)


async def reminded(session: AsyncSession, _: Scene) -> None:
    await meeting_notices.remind(session, 60, STARTS - timedelta(minutes=60))


async def asked(session: AsyncSession, _: Scene) -> None:
    await feedback_letters.ask_due(session, AFTERWARDS)


async def minutes_due(session: AsyncSession, _: Scene) -> None:
    await minutes_letters.ask_due(session, AFTERWARDS)


@pytest.mark.parametrize(
    "write", [task, paper_sent, material_sent, picture_sent, reminded, asked, minutes_due]
)
async def test_no_letter_by_the_clock_or_after_a_file_says_which_group(
    database: Database, scene: Scene, write: Callable[[AsyncSession, Scene], Awaitable[None]]
) -> None:
    async with database.writing() as session:
        await write(session, scene)
    await nothing_is_said(database)


async def test_the_invitation_to_its_meeting_is_written_without_its_name(
    database: Database, scene: Scene
) -> None:
    async with database.writing() as session:
        author = scene.people[0].id
        made = await meeting_invitations.draft(session, author, scene.held, NOW)
        assert made.texts
        assert not any(SECRET in text for text in made.texts.values())
        assert made.media is None
        assert len(broadcasts.buttons_of(made)) == 2


async def nothing_is_said(database: Database) -> None:
    """To each of the four in their language, and never by its name; buttons stay hidden there."""
    letters = await written(database)
    assert len({one.telegram_id for one in letters}) == len(LANGUAGES)
    for one in letters:
        assert one.content
        assert SECRET not in one.content["text"]
        assert not one.content["media"]
        assert "{" not in one.content["text"]


async def written(database: Database) -> list[Letter]:
    async with database.reading() as session:
        return list(await session.scalars(select(Letter)))
