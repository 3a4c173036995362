"""A broadcast is written, sent, approved, paused and stopped, and only by who may."""

from datetime import datetime, timedelta
from typing import Unpack
from unittest.mock import ANY

import pytest

from outreach import blockers, broadcasts, notices
from outreach.audiences import Audience, Criterion, TakingPartExcludes, TurnoutStandsAlone
from outreach.blockers import Reason
from outreach.broadcasts import (
    CannotBeSent,
    Changes,
    GroupElsewhere,
    NotInThisState,
    OwnBroadcast,
)
from outreach.rules import Rules
from outreach.targets import Target
from people.roles import NotAllowed
from storage import audit, people
from storage import broadcasts as tables
from storage.database import Database
from storage.groups import WorkingGroup
from surveys.library import NoSuchSurvey
from tests.outreach.town import RULES, VIZOVICE, ZLIN, Town, built, survey, written


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    return await built(database, now)


async def test_a_draft_is_sent_and_noted(database: Database, town: Town, now: datetime) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        sent, wanted = await broadcasts.send(session, town.jana.id, made.id, now, RULES)
        assert (sent.state, sent.send_at, wanted) == (tables.SCHEDULED, now, None)
        (noted,) = [one for one in await audit.newest(session) if one.action == "broadcast_sent"]
        assert (noted.actor_id, noted.detail["people"]) == (town.jana.id, 3)
        assert noted.detail["audience"] == Audience((VIZOVICE,)).to_json()
        with pytest.raises(NotInThisState):
            await broadcasts.change(session, town.jana.id, made.id, now, texts={})


async def test_nobody_reaches_the_people_of_another_area(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        for area in (ZLIN, ""):
            with pytest.raises(NotAllowed):
                await broadcasts.draft(session, town.jana.id, area, now)
        for audience in (Audience((VIZOVICE, ZLIN)), Audience((ZLIN,)), Audience(())):
            with pytest.raises(NotAllowed):
                await broadcasts.change(session, town.jana.id, made.id, now, audience=audience)
        for step in (broadcasts.see, broadcasts.stop, broadcasts.pause, broadcasts.approve):
            with pytest.raises(NotAllowed):
                await step(
                    session, town.zora.id, made.id, *(() if step is broadcasts.see else (now,))
                )
        with pytest.raises(NotAllowed):
            await broadcasts.send(session, town.zora.id, made.id, now, RULES)


async def test_who_took_part_in_a_survey_of_another_area_is_not_for_them(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        code = await survey(session, now.date(), now.date() + timedelta(days=9), now)
        theirs = await broadcasts.draft(session, town.zora.id, ZLIN, now)
        for kind in ("took_part", "not_took_part"):
            audience = Audience((ZLIN,), (Criterion(kind, (code,)),))
            with pytest.raises(NotAllowed):
                await broadcasts.change(session, town.zora.id, theirs.id, now, audience=audience)
            unknown = Audience((ZLIN,), (Criterion(kind, ("NIKDO",)),))
            with pytest.raises(NoSuchSurvey):
                await broadcasts.change(session, town.zora.id, theirs.id, now, audience=unknown)


async def test_taking_part_may_not_be_used_to_leave_somebody_out(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        for kind in ("took_part", "not_took_part"):
            audience = Audience((VIZOVICE,), (Criterion(kind, ("ABCDE",), without=True),))
            with pytest.raises(TakingPartExcludes):
                await broadcasts.change(session, town.jana.id, made.id, now, audience=audience)


async def test_a_working_group_is_chosen_with_its_own_area(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        told = {"code": "PSS01", "key": "seniori", "name": {"cs": "Senioři"}, "made_at": now}
        session.add(WorkingGroup(**told, area_code=VIZOVICE))
        await session.flush()
        group = Criterion("group", ("PSS01",))
        theirs = await broadcasts.draft(session, town.zora.id, ZLIN, now)
        for area_code in (ZLIN, VIZOVICE):
            audience = Audience((area_code,), (group,))
            with pytest.raises(NotAllowed):
                await broadcasts.change(session, town.zora.id, theirs.id, now, audience=audience)
        made = await broadcasts.draft(session, town.olga.id, ZLIN, now)
        for criterion in (group, Criterion("group", ("NIC",))):
            with pytest.raises(GroupElsewhere):
                await broadcasts.change(
                    session, town.olga.id, made.id, now, audience=Audience((ZLIN,), (criterion,))
                )
        for whole in (Audience((VIZOVICE,), (group,)), Audience((), (group,))):
            await broadcasts.change(session, town.olga.id, made.id, now, audience=whole)


async def test_to_a_sensitive_group_nobody_writes_its_name(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        told = {"code": "DLUHY", "key": "dluhy", "name": {"cs": "Lidé v dluzích"}, "made_at": now}
        session.add(WorkingGroup(**told, area_code=VIZOVICE, sensitive=True))
        await session.flush()
        made = await broadcasts.draft(session, town.jana.id, VIZOVICE, now)
        texts = {"cs": "Skupina <b>lidé v  Dluzich</b> se sejde.", "uk": "Зустріч у вівторок."}
        audience = Audience((VIZOVICE,), (Criterion("group", ("DLUHY",)),))
        await broadcasts.change(session, town.jana.id, made.id, now, texts=texts, audience=audience)
        found = await blockers.blocking(session, made, now, RULES)
        assert [one.language for one in found if one.reason is Reason.NAMES_GROUP] == ["cs"]


async def test_by_a_survey_nobody_can_be_singled_out(
    database: Database, town: Town, now: datetime
) -> None:
    """Two counts that differ by one person would tell whether that person took part."""
    async with database.writing() as session:
        codes = [
            await survey(session, now.date(), now.date() + timedelta(days=days), now)
            for days in (8, 9)
        ]
        made = await broadcasts.draft(session, town.olga.id, VIZOVICE, now)
        took_part = Criterion("took_part", (codes[0],))
        narrowed = [
            Audience((VIZOVICE,), (took_part, Criterion("municipality", ("585939",)))),
            Audience((VIZOVICE,), (took_part, Criterion("language", ("uk",), without=True))),
            Audience((VIZOVICE,), (took_part, Criterion("not_took_part", (codes[1],)))),
            Audience((VIZOVICE,), (Criterion("took_part", tuple(codes)),)),
            Audience((VIZOVICE, ZLIN), (took_part,)),
            Audience((), (took_part,)),
        ]
        for audience in narrowed:
            with pytest.raises(TurnoutStandsAlone):
                await broadcasts.change(session, town.olga.id, made.id, now, audience=audience)
        whole = Audience((VIZOVICE,), (took_part,))
        await broadcasts.change(session, town.olga.id, made.id, now, audience=whole)


async def test_above_the_limit_a_second_person_approves(
    database: Database, town: Town, now: datetime
) -> None:
    rules = Rules(approval_above=2)
    async with database.writing() as session:
        made = await written(session, town, now)
        sent, wanted = await broadcasts.send(session, town.jana.id, made.id, now, rules)
        assert sent.state == tables.WAITING
        assert wanted is not None
        assert {one.id for one in wanted.approvers} == {town.karel.id, town.olga.id}
        with pytest.raises(OwnBroadcast):
            await broadcasts.approve(session, town.jana.id, made.id, now)
        found, approved = await broadcasts.approve(session, town.karel.id, made.id, now)
        assert (found.state, approved is not None) == (tables.SCHEDULED, True)
        assert await broadcasts.approve(session, town.karel.id, made.id, now) == (found, None)


async def test_what_stands_in_the_way_is_named(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await broadcasts.draft(session, town.jana.id, VIZOVICE, now)
        await broadcasts.change(
            session, town.jana.id, made.id, now, send_at=now - timedelta(minutes=1)
        )
        with pytest.raises(CannotBeSent) as refused:
            await broadcasts.send(session, town.jana.id, made.id, now, RULES)
        assert [one.reason for one in refused.value.blockers] == [
            Reason.NO_TEXT,
            Reason.IN_THE_PAST,
        ]


async def test_what_is_too_long_is_named_with_what_we_add(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await broadcasts.draft(session, town.jana.id, VIZOVICE, now)

        async def too_long(**changes: Unpack[Changes]) -> list[tuple[str, int]]:
            changed = await broadcasts.change(session, town.jana.id, made.id, now, **changes)
            found = await blockers.of(session, changed, now, RULES)
            return [(one.language, one.number) for one in found if one.reason is Reason.TOO_LONG]

        assert await too_long(texts={"cs": f"<b>{'á' * 4096}</b>"}) == []
        assert await too_long(texts={"cs": "á" * 4096, "uk": "я" * 4097}) == [("uk", 1)]
        assert await too_long(texts={"cs": "á" * 4096}, statutory=True) == [("cs", ANY)]
        file = {"kind": "photo", "digest": "ab", "name": "a.png"}
        assert await too_long(texts={"cs": "á" * 1030}, statutory=False, media=file) == [("cs", 6)]


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        (Target({"cs": "Web"}, "address", "https://obec.example/plan"), True),
        (Target({"cs": "Web"}, "address", "javascript:alert(1)"), False),
        (Target({"cs": "Web"}, "address", "https://"), False),
        (Target({"cs": "Anketa"}, "survey", "NIKDE"), False),
        (Target({"cs": "Jinam"}, "moon", "1"), False),
    ],
)
async def test_a_button_leads_somewhere(
    database: Database, town: Town, now: datetime, target: Target, leads: bool
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        changed = await broadcasts.change(session, town.jana.id, made.id, now, buttons=[target])
        found = await blockers.of(session, changed, now, RULES)
        assert (Reason.BUTTON_LEADS_NOWHERE in [one.reason for one in found]) is not leads


async def test_a_tap_is_counted_once_for_each_person(
    database: Database, town: Town, now: datetime
) -> None:
    button = Target({"cs": "Web"}, "survey", "ABCDE")
    async with database.writing() as session:
        made = await written(session, town, now)
        await broadcasts.change(session, town.jana.id, made.id, now, buttons=[button])
        assert await broadcasts.tapped(session, made.id, 0, 1) == button
        made.state = tables.SENDING
        await session.flush()
        for resident_id in (1, 1, 2):
            assert await broadcasts.tapped(session, made.id, 0, resident_id) == button
        assert await broadcasts.tapped(session, made.id, 1, 1) is None
        assert await broadcasts.tapped(session, 999, 0, 1) is None
        assert await tables.taps(session, made.id) == {0: 2}
        await tables.forget_resident(session, 1)
        assert await tables.taps(session, made.id) == {0: 2}


async def test_a_draft_taken_back_needs_its_approval_anew(
    database: Database, town: Town, now: datetime
) -> None:
    rules = Rules(approval_above=2)
    async with database.writing() as session:
        made = await written(session, town, now)
        later = now + timedelta(hours=1)
        await broadcasts.change(session, town.jana.id, made.id, now, send_at=later)
        await broadcasts.send(session, town.jana.id, made.id, now, rules)
        await broadcasts.approve(session, town.karel.id, made.id, now)
        await broadcasts.take_back(session, town.jana.id, made.id, now)
        await broadcasts.change(session, town.jana.id, made.id, now, texts={"cs": "Něco jiného."})
        sent, wanted = await broadcasts.send(session, town.jana.id, made.id, now, rules)
        assert (sent.state, sent.approved_by) == (tables.WAITING, None)
        assert wanted is not None
        refused, told = await broadcasts.refuse(session, town.karel.id, made.id, "Ne.", now)
        assert (refused.state, told.reason) == (tables.DRAFT, "Ne.")


async def test_a_preview_comes_without_a_file_that_is_still_on_its_way(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        at = (session, town.jana.id, made.id)
        for digest, has_file in (("", False), ("ab", True)):
            file = {"kind": "photo", "digest": digest, "name": "a.png"}
            await broadcasts.change(*at, now, media=file)
            letter = await broadcasts.preview(*at, "cs")
            assert (letter.media is not None) == has_file


async def test_what_is_sent_again_after_a_refusal_asks_for_its_approval_again(
    database: Database, town: Town, now: datetime
) -> None:
    rules, minute = Rules(approval_above=2), timedelta(minutes=1)
    async with database.writing() as session:
        made = await written(session, town, now)
        at = (session, town.jana.id, made.id)
        await broadcasts.change(*at, now, send_at=now + timedelta(hours=1))
        _, wanted = await broadcasts.send(*at, now, rules)
        assert wanted is not None
        assert await notices.tell(session, wanted, now) == 2
        _, refused = await broadcasts.refuse(session, town.karel.id, made.id, "Ne.", now)
        assert await notices.tell(session, refused, now) == 1
        with pytest.raises(NotInThisState):
            await broadcasts.refuse(session, town.karel.id, made.id, "Ani teď ne.", now)
        _, wanted = await broadcasts.send(*at, now + minute, rules)
        assert wanted is not None
        assert await notices.tell(session, wanted, now + minute) == 2


async def test_somebody_who_is_no_longer_staff_can_do_nothing(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
        for role in await people.roles(session, town.jana.id):
            await people.revoke(session, role)
        await session.flush()
        at = (session, town.jana.id, made.id)
        for attempt in (
            broadcasts.mine(session, town.jana.id),
            broadcasts.see(*at),
            broadcasts.change(*at, now, texts={"cs": "Ha."}),
            broadcasts.send(*at, now, RULES),
            broadcasts.copy(*at, now),
            broadcasts.try_out(*at, now),
            broadcasts.preview(*at, "cs"),
            broadcasts.take_back(*at, now),
            broadcasts.discard(*at, now),
            broadcasts.resume(*at, now),
            broadcasts.show_in(*at, 1, 1),
            broadcasts.refuse(*at, "Ne.", now),
        ):
            with pytest.raises(NotAllowed):
                await attempt
