"""Stories of working groups that settle comments: passed on, voted on, confirmed, published."""

import pytest

from groups import membership, running
from people.roles import COORDINATOR
from plans import answers
from storage import comments as tables
from storage import groups, places
from storage import settling as motions
from storage.audit import AuditEntry
from storage.comments import DECIDED, PUBLISHED, RECEIVED, Comment
from storage.groups import CHAIR, GUEST, MEMBER, SECRETARY, STEERING, WorkingGroup
from tests.handlers.test_comment_queue import clock_rings, comment_of
from tests.handlers.test_comments import released, sends
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import AREA, Phone, Village, on_sqlite

REASON = "Na neděli nejsou peníze, v roce 2029 se k tomu vrátíme."


async def group_of(obec: Village, name: str = "Senioři", **changed: object) -> WorkingGroup:
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        wanted = running.Wanted(AREA, {"cs": name}, **changed)  # type: ignore[arg-type]
        return await running.keep(session, wanted, now)


async def seated(
    obec: Village, group: WorkingGroup, username: str, role: str = MEMBER, party: str = "user"
) -> Phone:
    """Somebody who has agreed to sit in the group."""
    phone, now = await obec.resident(username), await obec.clock.now()
    known = await obec.known(phone)
    assert known
    async with obec.database.writing() as session:
        held = groups.Member(
            group_code=group.code, name=username, party=party, role=role, nominated_at=now
        )
        session.add(held)
        await session.flush()
        await membership.open_seat(session, group, held, known.id, now)
    return phone


async def passed_on(obec: Village, petr: Phone, found: Comment, group: WorkingGroup) -> None:
    await petr.craft(f"rf:one::{found.number}:{group.code}")


async def ruled(obec: Village, **rules: object) -> None:
    async with obec.database.writing() as session:
        area = await places.area(session, AREA)
        assert area
        area.settings = {**area.settings, "settling": rules}


async def answered(anna: Phone) -> None:
    """From the card: the reason is written."""
    await anna.tap_on("Write the answer")
    await anna.write(REASON)
    assert REASON in await anna.sees()


async def test_a_comment_goes_to_a_group_is_voted_on_confirmed_and_published(
    obec: Village,
) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    group = await group_of(obec)
    anna = await seated(obec, group, "anna", CHAIR)
    bohdan = await seated(obec, group, "bohdan")
    found = await sends(obec, jana, code)
    await released(obec, found)

    await petr.craft(f"cm:settle:{code}::")
    await petr.tap_on("Pass it to a working group")
    await petr.tap("Senioři")
    assert await petr.reads(
        "Comment {number} is with the group “{group}” now.", number=found.number
    )
    await clock_rings(obec)
    assert await jana.reads("with the working group {group}", group="Senioři")

    await bohdan.write("/vyporadani")
    await bohdan.tap(found.number)
    assert found.text in await bohdan.sees()
    assert "jana" not in await bohdan.sees()
    await bohdan.tap("nepřijato")
    assert "✓ nepřijato · 1" in await bohdan.buttons()
    assert "Potvrdit: nepřijato" not in await bohdan.buttons()

    await anna.write("/vyporadani")
    await anna.tap(found.number)
    await anna.tap("přijato")
    await anna.tap("nepřijato")
    await answered(anna)
    await anna.tap("Potvrdit: nepřijato")
    assert (await comment_of(obec, found.number)).state == DECIDED
    popped = await bohdan.tap("přijato")
    assert bohdan.spoken("Thank you, but the vote on {number} has ended").search(popped)

    await petr.craft(f"cm:publish:::{found.number}")
    assert await obec.post() == {"sent": 1}
    assert await clock_rings(obec) == 1
    receipt, letter = await jana.saw(2)
    for told in (receipt, letter):
        assert REASON in told
    assert (await comment_of(obec, found.number)).state == PUBLISHED
    await jana.tap_on("I understand")
    await anna.write("/skupiny")
    assert "Co autoři říkají k vypořádání: rozumí 1, nesouhlasí 0." in await anna.sees()


@on_sqlite
async def test_whoever_confirms_sees_first_how_the_answer_reads_by_then(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    group = await group_of(obec)
    anna, bohdan = await seated(obec, group, "anna", CHAIR), await seated(obec, group, "bohdan")
    found = await sends(obec, jana, code)
    await released(obec, found)
    await passed_on(obec, petr, found, group)
    for member in (anna, bohdan):
        await member.craft(f"se:card:{group.code}:{found.number}:")
    await answered(anna)
    await anna.tap("nepřijato")
    await bohdan.tap_on("Write the answer")
    await bohdan.write("Peníze jsou.")
    popped = await anna.tap("Potvrdit: nepřijato")
    assert anna.spoken("The answer has changed since you looked at it.").search(popped)
    assert "Peníze jsou." in await anna.sees()
    assert (await comment_of(obec, found.number)).state == RECEIVED
    await anna.tap("Potvrdit: nepřijato")
    assert (await comment_of(obec, found.number)).state == DECIDED


@on_sqlite
async def test_an_agenda_reaches_the_authors_receipt(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    group = await group_of(obec)
    anna = await seated(obec, group, "anna", CHAIR)
    found = await sends(obec, jana, code)
    await released(obec, found)
    await passed_on(obec, petr, found, group)
    await anna.craft(f"se:card:{group.code}:{found.number}:")
    await anna.tap_on("Put on an agenda")
    await anna.write("snad někdy")
    assert await anna.reads("I do not understand the day.")
    await anna.write("12. 5.")
    assert await anna.reads("On the agenda on {day}", day="12. 5. 2027")
    await clock_rings(obec)
    told = "on the agenda of the group {group} on {day}"
    assert await jana.reads(told, group="Senioři", day="12. 5. 2027")
    await anna.tap_on("The queue")
    await anna.tap("Program 12. 5. 2027")
    await anna.tap(found.number)


@on_sqlite
async def test_the_steering_group_decides_where_the_rules_say_so(obec: Village) -> None:
    await ruled(obec, decides="steering", publishes="body")
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    group, board = await group_of(obec), await group_of(obec, "Řídící", kind=STEERING)
    anna, mayor = (
        await seated(obec, group, "anna", CHAIR),
        await seated(obec, board, "mayor", CHAIR),
    )
    found = await sends(obec, jana, code)
    await released(obec, found)
    await passed_on(obec, petr, found, group)
    await anna.craft(f"se:card:{group.code}:{found.number}:")
    await anna.tap("nepřijato")
    await answered(anna)
    await anna.tap("Potvrdit")
    assert await anna.reads("Comment {number} goes on to who has the last word.")
    assert (await comment_of(obec, found.number)).state == RECEIVED

    await mayor.write("/vyporadani")
    await mayor.tap(found.number)
    assert await mayor.reads("The working group proposes: <b>{verdict}</b>", verdict="nepřijato")
    await mayor.tap("nepřijato")
    await mayor.tap("Potvrdit")
    await mayor.tap_on("Decide anew")
    await mayor.tap("Potvrdit")
    await mayor.tap_on("Publish this answer")
    assert await obec.post() == {"sent": 1}
    assert REASON in await jana.sees()


@on_sqlite
async def test_similar_comments_are_settled_with_one_vote(obec: Village) -> None:
    code = await brought(obec, draft())
    petr, group = await obec.staff("petr", COORDINATOR), await group_of(obec)
    anna = await seated(obec, group, "anna", CHAIR)
    written = (
        "Auto má jezdit i v neděli na bohoslužby.",
        "Auto ma jezdit i v neděli na bohosluzby!",
    )
    numbers = []
    for who, text in zip(("jana", "karel"), written, strict=True):
        found = await sends(obec, await obec.resident(who), code, text)
        await released(obec, found)
        await passed_on(obec, petr, found, group)
        numbers.append(found.number)
    await anna.craft(f"se:card:{group.code}:{numbers[0]}:")
    await anna.tap_on("Similar ones")
    assert numbers[1] in await anna.sees()
    await anna.tap("Vypořádat s ní 1")
    await anna.tap("nepřijato")
    await answered(anna)
    await anna.tap("Potvrdit")
    await petr.craft(f"cm:publish:::{numbers[0]}")
    assert await obec.post() == {"sent": 2}
    assert [(await comment_of(obec, one)).state for one in numbers] == [PUBLISHED, PUBLISHED]


@on_sqlite
async def test_notes_templates_and_who_prepares_the_answer(obec: Village) -> None:
    code = await brought(obec, draft())
    petr, group = await obec.staff("petr", COORDINATOR), await group_of(obec)
    anna = await seated(obec, group, "anna", SECRETARY)
    bohdan = await seated(obec, group, "bohdan")
    found = await sends(obec, await obec.resident("jana"), code)
    await released(obec, found)
    await passed_on(obec, petr, found, group)
    await anna.craft(f"se:card:{group.code}:{found.number}:")
    await anna.tap_on("Who prepares it")
    await anna.tap("bohdan")
    await anna.tap_on("Write the answer")
    await anna.write(f"K připomínce {found.number}: část {{section}} se měnit nebude.")
    await anna.tap_on("Answers kept ready")
    await anna.tap_on("Keep this answer for next time")
    await anna.write("Beze změny")
    [kept] = await obec.rows(motions.AnswerTemplate)
    assert kept.text == "K připomínce {number}: část {section} se měnit nebude."

    await bohdan.write("/vyporadani")
    await bohdan.tap(found.number)
    assert await bohdan.reads("Prepared by {name}", name="bohdan")
    await bohdan.tap_on("Answers kept ready")
    await bohdan.tap("Beze změny")
    assert f"K připomínce {found.number}: část 1.3 se měnit nebude." in await bohdan.sees()
    await bohdan.tap_on("Hand in to be verified")
    assert await bohdan.reads("Answer ({state}): {reason}", state="k ověření")
    await bohdan.tap(bohdan.words("Notes ({n})", n=0))
    await bohdan.tap_on("Write a note")
    await bohdan.write("Zeptat se na kraji.")
    assert "bohdan" in await bohdan.sees()
    assert "Zeptat se na kraji." in await bohdan.sees()

    await bohdan.craft(f"se:drop:{group.code}:{found.number}:{kept.id}")
    assert await obec.count(motions.AnswerTemplate) == 1
    await anna.craft(f"se:ready:{group.code}:{found.number}:")
    await anna.tap_on("Delete one")
    await anna.tap("✗ Beze změny")
    assert await obec.count(motions.AnswerTemplate) == 0


@on_sqlite
async def test_the_secretary_reads_first_where_the_group_chose_so(obec: Village) -> None:
    code = await brought(obec, draft())
    petr, group = await obec.staff("petr", COORDINATOR), await group_of(obec)
    anna = await seated(obec, group, "anna", SECRETARY)
    bohdan = await seated(obec, group, "bohdan")
    await petr.write("/skupiny")
    await petr.tap("Senioři")
    await petr.tap("Nastavení")
    await petr.tap_on("Who reads comments first")
    await petr.tap("Připomínky nejdřív čte tajemník")
    found = await sends(obec, await obec.resident("jana"), code)
    await passed_on(obec, petr, found, group)
    for phone in (bohdan, anna):
        await phone.write("/vyporadani")
        assert await phone.reads("No comment waits for you.")
    assert not await bohdan.offers("Read the next one")
    await anna.tap_on("Read the next one")
    assert found.text in await anna.sees()
    assert "nepřijato" not in await anna.buttons()
    await anna.tap_on("Let others read it")
    await bohdan.write("/vyporadani")
    await bohdan.tap(found.number)
    assert found.text in await bohdan.sees()
    assert "nepřijato" in await bohdan.buttons()


@on_sqlite
async def test_so_many_answers_are_kept_ready_as_can_be_chosen_from(obec: Village) -> None:
    code, group = await brought(obec, draft()), await group_of(obec, sensitive=True)
    petr, anna = await obec.staff("petr", COORDINATOR), await seated(obec, group, "anna", SECRETARY)
    found = await sends(obec, await obec.resident("jana"), code)
    await released(obec, found)
    await passed_on(obec, petr, found, group)
    async with obec.database.writing() as session:
        for nth in range(answers.MOST - 1):
            place = (session, group.area_code, 1)
            await answers.keep(*place, f"Odpověď {nth}", "Řeší {group}.", await obec.clock.now())
    await anna.craft(f"se:ready:{group.code}:{found.number}:")
    await anna.tap("Odpověď 3")
    assert "Řeší pracovní skupina." in await anna.sees()
    for name in ("Beze změny", "Jedna navíc"):
        await anna.craft(f"se:keep:{group.code}:{found.number}:")
        await anna.write(name)
    assert "Nejdřív jednu smažte" in await anna.sees()
    assert await obec.count(motions.AnswerTemplate) == answers.MOST
    await anna.craft(f"se:ready:{group.code}:{found.number}:")
    assert "Beze změny" in await anna.buttons()


@on_sqlite
async def test_whole_sections_and_topics_are_passed_on_at_once(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    await group_of(obec, topics=("seniori",))
    found = await sends(obec, jana, code)
    await released(obec, found)
    await petr.craft(f"cm:settle:{code}::")
    await petr.tap_on("Pass it to a working group")
    await petr.tap_on("The whole section")
    await petr.tap("Senioři")
    assert "1" in await petr.sees()
    await petr.craft(f"rf:recall::{found.number}:")
    assert await petr.reads("Comment {number} is with the office again.")
    await petr.craft(f"rf:with:{code}::")
    await petr.tap_on("Pass on by topics")
    async with obec.database.reading() as session:
        assert await tables.referral(session, found.number) is not None


@on_sqlite
@pytest.mark.parametrize("who", ["stranger", "guest", "elsewhere"])
async def test_crafted_taps_of_those_who_may_not_change_nothing(obec: Village, who: str) -> None:
    code = await brought(obec, draft())
    petr, group = await obec.staff("petr", COORDINATOR), await group_of(obec)
    found = await sends(obec, await obec.resident("jana"), code)
    await released(obec, found)
    await passed_on(obec, petr, found, group)
    other = await group_of(obec, "Rodiny")
    mallory = {
        "stranger": lambda: obec.resident("mallory"),
        "guest": lambda: seated(obec, group, "mallory", GUEST),
        "elsewhere": lambda: seated(obec, other, "mallory", CHAIR),
    }[who]
    person = await mallory()
    await person.write("/menu")
    for place in {group.code, other.code}:
        for act, value in (
            ("vote", "refused"),
            ("confirm", "refused"),
            ("ask", "reason"),
            ("merge", found.number),
            ("take", ""),
            ("day", "20270512"),
            ("publish", ""),
            ("reopen", ""),
            ("release", ""),
            ("given", "1"),
            ("fill", "1"),
            ("hand-in", ""),
        ):
            told = await person.craft(f"se:{act}:{place}:{found.number}:{value}")
            if who != "guest":
                assert found.text not in told
    for data in (
        f"rf:choose::{found.number}:",
        f"rf:one::{found.number}:{other.code}",
        f"rf:topics:{code}::",
        f"rf:recall::{found.number}:",
    ):
        assert found.text not in await person.craft(data)
    async with obec.database.reading() as session:
        motion = await motions.motion(session, found.number, group.code)
        referral = await tables.referral(session, found.number)
        assert await motions.tally(session, found.number, group.code) == {}
    assert motion
    assert referral
    assert (motion.reason, motion.evaluator_id, referral.on_agenda) == ("", None, None)
    assert (await comment_of(obec, found.number)).state == RECEIVED


@on_sqlite
async def test_the_settlement_table_comes_as_a_file_to_whoever_may_have_it(obec: Village) -> None:
    code = await brought(obec, draft())
    petr, group = await obec.staff("petr", COORDINATOR), await group_of(obec)
    bohdan = await seated(obec, group, "bohdan")
    jana = await obec.resident("jana")
    await released(obec, await sends(obec, jana, code))
    for one in (petr, bohdan):
        await one.write("/menu")
        await one.craft(f"ax:{code}::0")
        await one.tap(one.words("{format}, working", format="XLSX"))
        [file] = [m["document"] for m in await one.telegram.messages(one.user) if "document" in m]
        assert file["file_name"] == "plan-vizovicko-2028-vyporadani.xlsx"
    await jana.craft(f"ax:{code}::0")
    assert jana.words("{format}, working", format="XLSX") not in await jana.buttons()
    told = await jana.craft(f"ax:{code}:pdf:1")
    assert jana.spoken("This is for staff of the municipality only.").search(told)
    await jana.craft(f"ax:{code}:pdf:0")
    assert any("document" in m for m in await jana.telegram.messages(jana.user))
    noted = [one.actor_id for one in await obec.rows(AuditEntry) if one.action == "annex_made"]
    assert len(noted) == 2
