"""Working groups settle: votes until the confirmation, one word that counts, rules of each body."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from plans import bodies, confirming, fitting, referring, settling, voting
from plans.comments import NoSuchComment
from plans.confirming import NoSteeringGroup, NotTheMostVotes, TooFewVotes, WindowStillOpen
from plans.documents import Section
from plans.forms import FormIncomplete
from plans.settling import (
    AnswerTooLong,
    KeptForStaff,
    NotReadYet,
    ReasonMissing,
    WithAGroup,
    WordingMissing,
)
from plans.voting import (
    CannotMerge,
    GoesWith,
    GuestsOnlyListen,
    NotBeforeYou,
    NotYoursToConfirm,
    VotingEnded,
    WrittenMeanwhile,
)
from storage import comments as tables
from storage import groups, places
from storage import plans as plan_tables
from storage import settling as motions
from storage.audit import AuditEntry, newest
from storage.comments import DECIDED, PUBLISHED, RECEIVED, RELEASED, STAFF_ONLY
from storage.database import Database
from storage.groups import CHAIR, GUEST, MEMBER, SECRETARY, STEERING, WORKING
from storage.settling import APPROVED, DRAFT, TO_VERIFY, Vote
from tests.plans.test_comments import MARCH, code, sent, somebody, wrote
from tests.plans.test_keeping import area
from tests.plans.test_settling import HERE, decided, published, read, received

__all__ = ["area", "code"]

SENIORS, BOARD = "SENIO", "BOARD"
REASON = "Na neděli nejsou peníze."


@dataclass(frozen=True)
class Seat:
    member_id: int
    resident_id: int
    group_code: str = SENIORS
    area_code: str = "orp-vizovice"
    role: str = MEMBER

    @property
    def leads(self) -> bool:
        return self.role in (CHAIR, SECRETARY)

    @property
    def votes(self) -> bool:
        return self.role != GUEST


ANNA, BOHDAN, CYRIL = Seat(1, 101, role=CHAIR), Seat(2, 102), Seat(3, 103)
DANA, EMIL = Seat(4, 104, role=SECRETARY), Seat(5, 105, role=GUEST)
MAYOR = Seat(6, 106, group_code=BOARD, role=CHAIR)
CAST = (ANNA, BOHDAN, CYRIL, DANA, EMIL, MAYOR)


async def ruled(database: Database, **rules: Any) -> None:
    """The area settles by these rules."""
    async with database.writing() as session:
        found = await places.area(session, "orp-vizovice")
        assert found
        found.settings = {"settling": rules}


@pytest.fixture
async def number(database: Database, code: str) -> str:
    """A released comment that lies before the group for the elderly."""
    async with database.writing() as session:
        for group, kind in ((SENIORS, WORKING), (BOARD, STEERING)):
            await groups.keep(
                session,
                group,
                key=group.lower(),
                area_code="orp-vizovice",
                kind=kind,
                name={"cs": group},
                made_at=MARCH,
                **GROUP,
            )
        for one in CAST:
            session.add(
                groups.Member(
                    id=one.member_id,
                    group_code=one.group_code,
                    resident_id=one.resident_id,
                    name=f"Člen {one.member_id}",
                    party="user",
                    role=one.role,
                    state=groups.AGREED,
                    nominated_at=MARCH,
                )
            )
    return await referred(database, code, 1)


GROUP = {
    "language": "cs",
    "sensitive": False,
    "topics": [],
    "release": groups.BY_STAFF,
    "digest_days": [],
    "digest_hour": 9,
    "timezone": "Europe/Prague",
    "chat_title": "",
    "has_topics": False,
}


async def referred(database: Database, code: str, who: int, **written: object) -> str:
    found = await received(database, code, who, **written)
    await read(database, found)
    async with database.writing() as session:
        await referring.refer(session, HERE, found, SENIORS, MARCH)
    return found


async def votes(database: Database, number: str, verdict: str, *seats: Seat) -> None:
    for seat in seats:
        async with database.writing() as session:
            await voting.vote(session, seat, number, verdict, MARCH)


async def writes(database: Database, number: str, reason: str = REASON, wording: str = "") -> None:
    async with database.writing() as session:
        await voting.write(session, BOHDAN, number, reason, wording, MARCH)


async def confirms(database: Database, number: str, verdict: str, seat: Seat = ANNA) -> str:
    """The state of the reason afterwards."""
    async with database.writing() as session:
        return (await confirming.confirm(session, seat, number, verdict, MARCH)).state


async def looks(database: Database, number: str, seat: Seat = BOHDAN) -> voting.Case:
    async with database.reading() as session:
        return await voting.case(session, seat, number)


async def state_of(database: Database, number: str) -> str:
    async with database.reading() as session:
        found = await tables.comment(session, number)
    assert found
    return found.state


async def test_a_group_votes_and_its_chair_confirms(database: Database, number: str) -> None:
    await votes(database, number, "accepted", BOHDAN, CYRIL)
    await votes(database, number, "refused", BOHDAN, CYRIL, ANNA, ANNA)
    found = await looks(database, number)
    assert (found.tally, found.leading, found.own_vote) == ({"refused": 3}, ("refused",), "refused")
    with pytest.raises(ReasonMissing):
        await confirms(database, number, "refused")
    await writes(database, number)
    assert (await looks(database, number)).motion.state == DRAFT
    async with database.writing() as session:
        assert (await voting.hand_in(session, BOHDAN, number, MARCH)).motion.state == TO_VERIFY
    for _ in range(2):
        assert await confirms(database, number, "refused") == APPROVED
    async with database.reading() as session:
        settled = await tables.settlement(session, number)
    assert settled
    assert (settled.verdict, settled.reason, settled.decided_by) == ("refused", REASON, 101)
    assert await state_of(database, number) == DECIDED
    assert await published(database, number) == 1
    async with database.reading() as session:
        motion = await motions.motion(session, number, SENIORS)
    assert motion
    assert motion.state == motions.PUBLISHED


async def test_after_the_confirmation_nobody_votes_any_more(
    database: Database, number: str
) -> None:
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    await confirms(database, number, "refused")
    with pytest.raises(VotingEnded) as ended:
        await votes(database, number, "accepted", CYRIL)
    assert ended.value.verdict == "refused"
    with pytest.raises(VotingEnded):
        await writes(database, number, "Přece jen ano.")
    with pytest.raises(VotingEnded):
        await confirms(database, number, "accepted")


async def test_guests_listen_and_strangers_learn_nothing(database: Database, number: str) -> None:
    with pytest.raises(GuestsOnlyListen):
        await votes(database, number, "refused", EMIL)
    with pytest.raises(NoSuchComment):
        await looks(database, number, MAYOR)
    with pytest.raises(NoSuchComment):
        await votes(database, number, "refused", MAYOR)
    assert (await looks(database, number, EMIL)).tally == {}


async def test_only_who_the_rules_name_confirms_what_has_most_votes(
    database: Database, number: str
) -> None:
    await writes(database, number, wording="Jezdí i v neděli.")
    with pytest.raises(TooFewVotes):
        await confirms(database, number, "refused")
    await votes(database, number, "refused", BOHDAN, CYRIL)
    await votes(database, number, "accepted", ANNA)
    for seat in (BOHDAN, DANA):
        with pytest.raises(NotYoursToConfirm):
            await confirms(database, number, "refused", seat)
    with pytest.raises(NotTheMostVotes):
        await confirms(database, number, "accepted")
    await votes(database, number, "accepted", CYRIL, DANA)
    await votes(database, number, "refused", CYRIL)
    assert set((await looks(database, number)).leading) == {"accepted", "refused"}
    await ruled(database, template="group-with-quorum")
    assert await confirms(database, number, "accepted", DANA) == APPROVED


async def test_a_quorum_counts_those_who_vote(database: Database, number: str) -> None:
    await ruled(database, quorum=75)
    await writes(database, number)
    await votes(database, number, "refused", ANNA, BOHDAN)
    with pytest.raises(TooFewVotes) as few:
        await confirms(database, number, "refused")
    assert (few.value.cast, few.value.needed) == (2, 3)
    await votes(database, number, "refused", CYRIL)
    await confirms(database, number, "refused")


async def test_an_accepted_comment_needs_the_plans_new_wording(
    database: Database, number: str
) -> None:
    await votes(database, number, "accepted", ANNA)
    with pytest.raises(WordingMissing):
        await confirms(database, number, "accepted")
    await writes(database, number, "", "Jezdí i v neděli.")
    await confirms(database, number, "accepted")


async def test_the_steering_group_has_the_last_word_where_the_rules_say_so(
    database: Database, number: str
) -> None:
    await ruled(database, decides="steering")
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    assert await confirms(database, number, "refused") == TO_VERIFY
    assert await state_of(database, number) == RECEIVED
    with pytest.raises(VotingEnded):
        await votes(database, number, "accepted", BOHDAN)
    found = await looks(database, number, MAYOR)
    assert found.proposed
    assert (found.proposed.group_code, found.motion.reason) == (SENIORS, REASON)
    await votes(database, number, "refused", MAYOR)
    assert await confirms(database, number, "refused", MAYOR) == APPROVED
    async with database.reading() as session:
        carried = [one for one in await motions.motions(session, number) if one.state == APPROVED]
    assert [one.group_code for one in carried] == [BOARD]


async def test_without_a_steering_group_nothing_is_lost(database: Database, number: str) -> None:
    await ruled(database, decides="steering")
    async with database.writing() as session:
        board = await groups.group(session, BOARD)
        assert board
        board.ended_at = MARCH
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    with pytest.raises(NoSteeringGroup):
        await confirms(database, number, "refused")
    assert (await looks(database, number)).motion.is_open


async def test_where_groups_advise_the_office_decides(database: Database, number: str) -> None:
    await ruled(database, template="office")
    with pytest.raises(WithAGroup):
        await decided(database, number)
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    assert await confirms(database, number, "refused") == TO_VERIFY
    await decided(database, number)
    assert await state_of(database, number) == DECIDED


async def test_matters_may_wait_for_the_end_of_the_window_and_wording_not(
    database: Database, code: str, number: str
) -> None:
    await ruled(database, waits=True)
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    with pytest.raises(WindowStillOpen):
        await confirms(database, number, "refused")
    await ruled(database, waits=True, continuously=["factual"])
    await confirms(database, number, "refused")


async def test_similar_comments_are_settled_once(
    database: Database, code: str, number: str
) -> None:
    others = [
        await referred(database, code, 2, text="Autobus má jezdit i v sobotu!"),
        await referred(database, code, 3, text="Autobus ma jezdit i v sobotu"),
    ]
    strange = await referred(database, code, 4, text="Na úřadě chybí bezbariérový vchod.")
    async with database.reading() as session:
        found = await voting.similar(session, BOHDAN, number)
    assert [one.number for one in found] == others
    async with database.writing() as session:
        await voting.merge(session, BOHDAN, number, [*others, strange], MARCH)
        await voting.part(session, BOHDAN, strange, MARCH)
    with pytest.raises(GoesWith):
        await votes(database, others[0], "refused", CYRIL)
    with pytest.raises(CannotMerge):
        async with database.writing() as session:
            await voting.merge(session, BOHDAN, strange, [number], MARCH)
    async with database.reading() as session:
        waiting = await motions.queue(session, SENIORS, limit=9)
    assert [one.number for one in waiting] == [number, strange]
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    await confirms(database, number, "refused")
    async with database.writing() as session:
        told = await settling.publish_together(session, HERE, number, MARCH)
    assert [one.comment.number for one in told] == [number, *others]
    assert [await state_of(database, one) for one in (*others, strange)] == [
        PUBLISHED,
        PUBLISHED,
        RECEIVED,
    ]


async def test_what_is_not_published_may_be_decided_anew(database: Database, number: str) -> None:
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    await confirms(database, number, "refused")
    with pytest.raises(NotYoursToConfirm):
        async with database.writing() as session:
            await confirming.reopen(session, BOHDAN, number, MARCH)
    async with database.writing() as session:
        opened = await confirming.reopen(session, ANNA, number, MARCH)
    assert (opened.motion.state, opened.tally) == (TO_VERIFY, {"refused": 1})
    await confirms(database, number, "refused")
    async with database.writing() as session:
        await settling.reopen(session, HERE, number, MARCH)
    await confirms(database, number, "refused")


async def test_a_body_publishes_where_its_rules_let_it(database: Database, number: str) -> None:
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    await confirms(database, number, "refused")
    async with database.writing() as session:
        with pytest.raises(NotYoursToConfirm):
            await confirming.publish(session, ANNA, number, MARCH)
    await ruled(database, publishes="body")
    async with database.writing() as session:
        [told] = await confirming.publish(session, ANNA, number, MARCH)
    assert told.comment.state == PUBLISHED


async def test_comments_go_to_groups_by_section_and_by_topic(
    database: Database, code: str, number: str
) -> None:
    first = await received(database, code, 8)
    kept = await received(database, code, 9, section="1")
    async with database.writing() as session:
        await settling.release(session, HERE, kept, STAFF_ONLY, MARCH)
        with pytest.raises(KeptForStaff):
            await referring.refer(session, HERE, kept, SENIORS, MARCH)
        assert await referring.refer_section(session, HERE, code, ["2"], SENIORS, MARCH) == 1
        assert await referring.refer_section(session, HERE, code, ["2"], SENIORS, MARCH) == 0
        assert await motions.referred_counts(session, code) == {SENIORS: 2}
    with pytest.raises(NoSuchComment):
        await looks(database, first)
    async with database.writing() as session:
        await referring.recall(session, HERE, first, MARCH)
        assert await referring.refer_by_topics(session, HERE, code, MARCH) == {}
    with pytest.raises(NotBeforeYou):
        await looks(database, first)


async def test_a_new_comment_finds_its_group_where_the_rules_say_so(
    database: Database, code: str, number: str
) -> None:
    group = groups.WorkingGroup(key="seniori", code=SENIORS, topics=["seniori"], name={})
    other = groups.WorkingGroup(key="rodiny", code="RODIN", topics=["rodiny", "seniori"], name={})
    section = Section(id="1", level=1, title={"cs": "Péče"}, topics=("seniori",))
    assert fitting.best(section, [group]) is group
    assert fitting.best(section, [group, other]) is None
    assert fitting.best(section.model_copy(update={"group": "rodiny"}), [group, other]) is other
    assert fitting.best(section.model_copy(update={"topics": ()}), [group]) is None
    async with database.writing() as session:
        kept = await groups.group(session, SENIORS)
        assert kept
        kept.topics = ["doprava"]
        await _on_topic(session, code, "2", ("doprava",))
    await ruled(database, refers="by_topics")
    found = await received(database, code, 11)
    async with database.reading() as session:
        referral = await tables.referral(session, found)
    assert referral
    assert referral.group_code == SENIORS


async def _on_topic(session: AsyncSession, code: str, section_id: str, topics: Any) -> None:
    kept = await plan_tables.section(session, code, 1, section_id)
    assert kept
    kept.content = {**kept.content, "topics": list(topics)}


async def test_where_only_the_form_counts_its_parts_must_be_there(
    database: Database, code: str, area: str
) -> None:
    await ruled(database, template="form-only")
    author = await somebody(database, 12)
    unsent = await wrote(database, code)
    with pytest.raises(FormIncomplete) as refused:
        await sent(database, author, unsent)
    assert refused.value.missing == ("proposal", "reason")
    whole = replace(unsent, proposal="Jezdí i v sobotu.", reason="Nic nejede.")
    assert (await sent(database, author, whole)).number


async def test_a_group_may_read_for_itself(database: Database, code: str, number: str) -> None:
    async with database.writing() as session:
        group = await groups.group(session, SENIORS)
        assert group
        group.release = groups.BY_SECRETARY
    unread = await received(database, code, 7)
    async with database.writing() as session:
        await referring.refer(session, HERE, unread, SENIORS, MARCH)
    with pytest.raises(NoSuchComment):
        await looks(database, unread, BOHDAN)
    with pytest.raises(NotReadYet):
        await votes(database, unread, "refused", DANA)
    async with database.writing() as session:
        found = await voting.release(session, DANA, unread, MARCH)
    assert found.comment.release == RELEASED
    await votes(database, unread, "refused", BOHDAN)


async def test_meetings_notes_and_who_prepares(database: Database, number: str) -> None:
    day = date(2027, 5, 12)
    async with database.writing() as session:
        with pytest.raises(NotYoursToConfirm):
            await referring.put_on_agenda(session, BOHDAN, number, day, MARCH)
        await referring.put_on_agenda(session, DANA, number, day, MARCH)
        assert [one.number for one in await motions.on_agenda(session, SENIORS, day)] == [number]
        await voting.give_to(session, CYRIL, number, CYRIL.member_id, MARCH)
        with pytest.raises(NotYoursToConfirm):
            await voting.give_to(session, CYRIL, number, BOHDAN.member_id, MARCH)
        with pytest.raises(NotBeforeYou):
            await voting.give_to(session, ANNA, number, MAYOR.member_id, MARCH)
        await voting.note(session, BOHDAN, number, "Zeptat se na kraji.", MARCH)
    found = await looks(database, number)
    assert found.motion.evaluator_id == CYRIL.member_id
    assert [one.text for one in found.notes] == ["Zeptat se na kraji."]


async def test_votes_of_the_forgotten_stay_as_counts(database: Database, number: str) -> None:
    await votes(database, number, "refused", ANNA, BOHDAN)
    async with database.writing() as session:
        await voting.note(session, BOHDAN, number, "Zeptat se na kraji.", MARCH)
        await voting.give_to(session, ANNA, number, BOHDAN.member_id, MARCH)
        await motions.forget_resident(session, BOHDAN.resident_id)
    found = await looks(database, number, CYRIL)
    assert found.tally == {"refused": 2}
    assert (found.notes[0].resident_id, found.motion.evaluator_id) == (None, None)
    async with database.reading() as session:
        assert await motions.vote(session, number, SENIORS, BOHDAN.member_id) is None


async def test_every_step_is_written_down(database: Database, number: str) -> None:
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    await confirms(database, number, "refused")
    async with database.reading() as session:
        noted: Sequence[AuditEntry] = await newest(session)
    told = [one.action for one in noted if one.subject == number]
    assert set(told) >= {
        "comment_referred",
        "comment_voted",
        "motion_written",
        "motion_confirmed",
    }


async def test_two_who_confirm_at_once_do_not_overrule_each_other(
    database: Database, number: str
) -> None:
    await ruled(database, template="group-with-quorum", quorum=0)
    await writes(database, number, wording="Jezdí i v neděli.")
    await votes(database, number, "accepted", ANNA)
    await votes(database, number, "refused", DANA)
    ends = await asyncio.gather(
        confirms(database, number, "accepted", ANNA),
        confirms(database, number, "refused", DANA),
        return_exceptions=True,
    )
    [refused] = [one for one in ends if isinstance(one, VotingEnded)]
    assert APPROVED in ends
    async with database.reading() as session:
        settled = await tables.settlement(session, number)
    assert settled
    assert settled.verdict == refused.verdict


async def test_a_vote_that_comes_with_the_confirmation_counts_or_is_refused(
    database: Database, number: str
) -> None:
    await writes(database, number)
    await votes(database, number, "refused", ANNA, DANA)
    crowd = [replace(CYRIL, member_id=100 + n, resident_id=100 + n) for n in range(6)]
    ends = await asyncio.gather(
        *(votes(database, number, "refused", one) for one in crowd[:3]),
        confirms(database, number, "refused"),
        *(votes(database, number, "refused", one) for one in crowd[3:]),
        return_exceptions=True,
    )
    refused = sum(isinstance(one, VotingEnded) for one in ends)
    assert all(one in (None, APPROVED) or isinstance(one, VotingEnded) for one in ends)
    async with database.reading() as session:
        assert (await motions.tally(session, number, SENIORS))["refused"] == 2 + 6 - refused
        assert await session.get(Vote, (number, SENIORS, ANNA.member_id))


def test_rules_are_those_of_the_area_the_plan_and_the_body() -> None:
    said = {
        "template": "steering",
        "quorum": 30,
        "bodies": {"ps-rodiny": {"confirms": ["chair", "secretary"]}, "zle": {"quorum": "moc"}},
        "plans": {"akcni": {"template": "group"}},
    }
    area = places.Area(code="orp", name={}, settings={"settling": said})
    found = bodies.rules_of(area, "ps-rodiny")
    assert (found.decides, found.quorum, found.confirms) == ("steering", 30, ("chair", "secretary"))
    assert bodies.rules_of(area, "zle").quorum == 30
    assert bodies.rules_of(area, plan_key="akcni").decides == "group"
    assert bodies.rules_of(None) == bodies.Rules()
    nonsense = places.Area(code="orp", name={}, settings={"settling": ["?"]})
    assert bodies.rules_of(nonsense) == bodies.Rules()


async def test_an_answer_is_as_long_as_one_message_bears(database: Database, number: str) -> None:
    async with database.writing() as session:
        await voting.write(session, BOHDAN, number, REASON, "", MARCH)
        with pytest.raises(AnswerTooLong) as refused:
            await voting.write(session, BOHDAN, number, "x" * 4000, "", MARCH)
        assert (refused.value.told, refused.value.most) == (4000, settling.ANSWER_LENGTH)
        found = await voting.case(session, BOHDAN, number)
        assert found.motion.reason == REASON
        longest = "x" * settling.ANSWER_LENGTH
        found = await voting.write(session, BOHDAN, number, longest, longest, MARCH)
    assert found.motion.reason == found.motion.wording == longest


async def test_a_dash_takes_a_part_of_the_answer_away(database: Database, number: str) -> None:
    async with database.writing() as session:
        await voting.write(session, BOHDAN, number, REASON, "Jezdí i v neděli.", MARCH)
        found = await voting.write(session, BOHDAN, number, "", " – ", MARCH)
    assert (found.motion.reason, found.motion.wording) == (REASON, "")


async def test_nobody_acts_on_an_answer_that_they_have_not_seen(
    database: Database, number: str
) -> None:
    async with database.writing() as session:
        seen = (await voting.write(session, BOHDAN, number, REASON, "", MARCH)).mark
        await voting.demand_unchanged(session, ANNA, number, seen)
        await voting.write(session, CYRIL, number, "Peníze jsou.", "", MARCH)
        with pytest.raises(WrittenMeanwhile):
            await voting.demand_unchanged(session, ANNA, number, seen)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_answer_that_was_looked_at_before_is_read_anew(
    database: Database, number: str
) -> None:
    async with database.writing() as session:
        seen = await voting.case(session, ANNA, number)
        mark = seen.mark
        async with database.writing() as other:
            await voting.write(other, BOHDAN, number, REASON, "", MARCH)
        with pytest.raises(WrittenMeanwhile):
            await voting.demand_unchanged(session, ANNA, number, mark)
    assert seen.motion.reason == REASON


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_confirms_and_who_merges_do_not_wait_for_each_other(
    database: Database, code: str, number: str
) -> None:
    later = await referred(database, code, 2, text="Autobus má jezdit i v sobotu!")
    async with database.writing() as session:
        await voting.merge(session, BOHDAN, later, [number], MARCH)
    await votes(database, later, "refused", ANNA)
    await writes(database, later)
    async with asyncio.TaskGroup() as both, database.writing() as session:
        await voting.case(session, BOHDAN, number, locked=True)
        confirmed = both.create_task(confirms(database, later, "refused"))
        await asyncio.sleep(0.5)
        await voting.case(session, BOHDAN, later, locked=True)
    assert confirmed.result() == APPROVED
    assert await state_of(database, number) == DECIDED


async def test_what_lies_with_groups_is_counted_apart(
    database: Database, code: str, number: str
) -> None:
    other = await received(database, code, 2)
    await read(database, other)
    async with database.reading() as session:
        counted = await settling.queue(session, HERE, code)
    assert (counted.unsettled, counted.with_groups, counted.for_office) == (2, 1, 1)
    async with database.writing() as session:
        await referring.recall(session, HERE, number, MARCH)
        counted = await settling.queue(session, HERE, code)
    assert (counted.with_groups, counted.for_office) == (0, 2)
