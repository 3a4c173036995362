"""The real program, killed while a working group votes: what somebody was shown stands, once."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy import select

from groups import membership, running
from storage import groups, people
from storage.comments import DECIDED, RELEASED, Comment, Referral, Settlement
from storage.database import Database
from storage.groups import CHAIR, MEMBER, WorkingGroup
from storage.settling import TO_VERIFY, Motion, Vote
from tests.playground.running import button_texts, playground_running
from tests.resilience.villagers import Json, Phones
from tests.test_comments_never_lost import PATIENCE_S, agreed, opened
from tests.test_never_lost import Service

AREA = "orp-vizovice"
VERDICTS = {"refused": "nepřijato", "explained": "vysvětleno", "covered": "v plánu už je"}


@dataclass
class Voter:
    """A member who votes on everything; `told` is what their own card has shown as ticked."""

    telegram: Phones
    user: Json
    group: str
    told: dict[str, str] = field(default_factory=dict)

    async def begins(self) -> None:
        await self.telegram.start(self.user)
        await self._until(lambda _: True)

    async def votes(self, wanted: dict[str, str], after_each: Callable[[], None]) -> None:
        for number, verdict in wanted.items():
            while number not in self.told:
                with suppress(TimeoutError):
                    shown = await self._taps(f"se:vote:{self.group}:{number}:{verdict}", number)
                    if any(one.startswith(f"✓ {VERDICTS[verdict]}") for one in shown):
                        self.told[number] = verdict
            after_each()

    async def confirms(self, number: str, verdict: str) -> None:
        data = f"se:confirm:{self.group}:{number}:{verdict}"
        await self._taps(data, number, "rozhodnuto")

    async def _taps(self, data: str, number: str, said: str = "") -> list[str]:
        """A tap on an earlier screen; gives the buttons of what has come of it."""
        shown = (await self.telegram.messages(self.user))[-1]
        tap = {"id": str(uuid4().int >> 70), "chat_instance": "1", "data": data}
        tap |= {"from": self.user, "message": shown}
        await self.telegram.ask("POST", "/updates", {"callback_query": tap})
        found = await self._until(lambda one: number in one["text"] and said in one["text"])
        return [one.replace("\xa0", " ") for one in button_texts(found)]

    async def _until(self, meant: Callable[[Json], bool]) -> Json:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                said = await self.telegram.messages(self.user)
                newest = next((one for one in reversed(said) if one["from"]["is_bot"]), None)
                if newest and meant(newest):
                    return newest
                await asyncio.sleep(0.1)


async def gathered(database: Database, code: str, accounts: list[int], comments: int) -> str:
    """A group of these accounts, the first one in the chair, before which comments lie."""
    now = datetime.now(UTC)
    async with database.writing() as session:
        group = await running.keep(session, running.Wanted(AREA, {"cs": "Senioři"}), now)
        for place, account in enumerate(accounts):
            person = await people.by_telegram_id(session, account)
            assert person
            role = MEMBER if place else CHAIR
            held = groups.Member(
                group_code=group.code, name="Člen", party="user", role=role, nominated_at=now
            )
            session.add(held)
            await session.flush()
            await membership.open_seat(session, group, held, person.id, now)
        for place in range(comments):
            await _laid_before(session, group, code, f"VIZ-2027-{place:04}", now)
        return group.code


async def _laid_before(  # type: ignore[no-untyped-def]
    session, group: WorkingGroup, code: str, number: str, now: datetime
) -> None:
    session.add(
        Comment(
            number=number,
            plan_code=code,
            version=1,
            section_id="1.3",
            kind="factual",
            text=f"Věc {number}",
            shown=f"Věc {number}",
            language="cs",
            channel="web",
            release=RELEASED,
            received_at=now,
        )
    )
    await session.flush()
    session.add(Referral(number=number, group_code=group.code, referred_at=now))
    session.add(
        Motion(
            number=number,
            group_code=group.code,
            reason="Protože ano.",
            state=TO_VERIFY,
            opened_at=now,
        )
    )


async def kept(database: Database) -> dict[tuple[str, int], str]:
    """Votes by comment and by the account of who cast them."""
    async with database.reading() as session:
        rows = (
            select(Vote.number, people.Resident.telegram_id, Vote.verdict)  # type: ignore[call-overload]
            .join(groups.Member, groups.Member.id == Vote.member_id)
            .join(people.Resident, people.Resident.id == groups.Member.resident_id)
        )
        return {(number, who): verdict for number, who, verdict in await session.execute(rows)}


@pytest.mark.timeout(600)
async def test_no_vote_that_somebody_was_shown_is_lost(database_url: str, tmp_path: Path) -> None:
    chance, members, comments = random.Random(5), 4, 3
    database = Database(database_url)
    code = await opened(database)
    async with playground_running() as playground, aiohttp.ClientSession() as http:
        telegram = Phones(playground.url, http)
        service = Service(tmp_path, database_url, playground.api, playground.token)
        users = [await telegram.user(first_name=f"Člen {place}") for place in range(members)]
        for user in users:
            await agreed(database, user["id"])
        group = await gathered(database, code, [one["id"] for one in users], comments)
        voters = [Voter(telegram, user, group) for user in users]
        numbers = [f"VIZ-2027-{place:04}" for place in range(comments)]
        wanted = [{one: chance.choice(sorted(VERDICTS)) for one in numbers} for _ in voters]
        steps = asyncio.Semaphore(0)
        try:
            await service.start()
            await asyncio.gather(*(one.begins() for one in voters))
            async with asyncio.TaskGroup() as voting:
                for one, verdicts in zip(voters, wanted, strict=True):
                    voting.create_task(one.votes(verdicts, steps.release))
                for _ in range(members):
                    await steps.acquire()
                await service.kill()
                there = await kept(database)
                for one in voters:
                    for number, verdict in one.told.items():
                        assert there[number, one.user["id"]] == verdict
                await service.start()
            there = await kept(database)
            assert len(there) == members * comments
            for one, verdicts in zip(voters, wanted, strict=True):
                told = {number: there[number, one.user["id"]] for number in numbers}
                assert told == one.told == verdicts
            await confirmed_once(service, voters[0], database, numbers[0], there)
        finally:
            await service.kill()
            await database.close()
    assert not [line for line in service.lines if "A handler failed" in line]


async def confirmed_once(
    service: Service,
    chair: Voter,
    database: Database,
    number: str,
    there: dict[tuple[str, int], str],
) -> None:
    """The chair's word stands after a kill, and saying it again changes nothing."""
    cast = [verdict for (one, _), verdict in there.items() if one == number]
    leading = max(sorted(set(cast)), key=cast.count)
    await chair.confirms(number, leading)
    await service.kill()
    async with database.reading() as session:
        settled = await session.get(Settlement, number)
        comment = await session.get(Comment, number)
    assert settled
    assert comment
    assert (settled.verdict, comment.state) == (leading, DECIDED)
    await service.start()
    await chair.confirms(number, leading)
