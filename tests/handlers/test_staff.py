"""Stories of staff: invitations, powers by role and area, results, opening and closing."""

from datetime import timedelta

import pytest

from people.roles import ADMINISTRATOR, CLERK, COORDINATOR, MEMBER
from storage.audit import AuditEntry
from storage.jobs import Job
from storage.people import Invitation, Staff
from storage.signin import SignInLink
from storage.surveys import Survey
from surveys import life
from tests.handlers.polls import DOGS
from tests.handlers.village import Phone, Village, example, on_sqlite

ELSEWHERE = "hlucinsko-zapad"
NOT_FOR_YOU = "This is for staff of the municipality only."
WRONG = "I am sorry, something went wrong. The reference is {reference}."


async def test_the_first_administrator_comes_by_a_link_that_works_once(obec: Village) -> None:
    token = await obec.invitation()
    petr, eva = await obec.resident("petr"), await obec.resident("eva")
    await petr.start(f"i_{token}")
    assert petr.words("administrator") in await petr.sees()
    await petr.tap_on("I accept")
    assert await petr.reads("Thank you. You are now: <b>{role}</b>.")
    await petr.start(f"i_{token}")
    assert await petr.offers("I accept")

    await eva.start(f"i_{token}")
    assert await eva.reads("This invitation is no longer valid. Please ask for a new one.")
    await eva.craft(f"st:accept:{token}:::")
    assert [one.name for one in await obec.rows(Staff)] == ["petr"]
    calls = await petr.telegram.calls("setMyCommands")
    assert str(petr.user["id"]) in calls[-1]["parameters"]["scope"]
    assert "sprava" in str(calls[-1]["parameters"]["commands"])


@on_sqlite
async def test_the_first_administrators_link_lasts_a_quarter_of_an_hour(obec: Village) -> None:
    token = await obec.invitation()
    petr = await obec.resident("petr")
    await petr.start(f"i_{token}")
    await obec.later(await obec.clock.now() + timedelta(minutes=16))
    await petr.tap_on("I accept")
    assert await petr.reads("This invitation is no longer valid. Please ask for a new one.")
    assert await obec.count(Staff) == 0


@on_sqlite
async def test_a_newcomer_accepts_only_after_consent(obec: Village) -> None:
    token = await obec.invitation()
    petr = await obec.person("petr")
    await petr.start(f"i_{token}")
    await petr.tap_on("Go on")
    await petr.tap_on("I agree")
    await petr.tap_on("I accept")
    assert await obec.count(Staff) == 1


async def test_a_coordinator_invites_a_clerk_by_a_link(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Invite a colleague")
    assert not await petr.offers("coordinator")
    await petr.tap("Zapisovatel papírů")
    assert [one for one in await petr.buttons() if "Hlučínsko" in one] == []
    await petr.tap("ORP Vizovice")
    token = (await petr.sees()).split("start=i_")[1].split()[0]
    assert token not in [one.token_hash for one in await obec.rows(Invitation)]

    marie = await obec.resident("marie")
    await marie.start(f"i_{token}")
    await marie.tap_on("I accept")
    roles = {(one.role, one.area_code, one.group_code) for one in await obec.rows(Staff)}
    assert (CLERK, "orp-vizovice", "") in roles
    assert {"invited", "role_granted"} <= {one.action for one in await obec.rows(AuditEntry)}


@on_sqlite
async def test_administration_lists_only_what_one_may_do(obec: Village) -> None:
    cast = {
        ADMINISTRATOR: {"Enquiries", "Invite a colleague", "Colleagues"},
        COORDINATOR: {"Enquiries", "Invite a colleague", "Colleagues"},
        MEMBER: set(),
    }
    for role, powers in cast.items():
        person = await obec.staff(role, role)
        await person.write("/správa")
        for power in ("Enquiries", "Invite a colleague", "Colleagues"):
            assert await person.offers(power) == (power in powers), (role, power)
        assert await person.offers("Surveys and results")


@on_sqlite
@pytest.mark.parametrize("command", ["/sprava", "/vysledky", "/konzole", "/ztlumit 1", "/admin"])
async def test_a_resident_who_tries_a_staff_command_gets_a_polite_no(
    obec: Village, command: str
) -> None:
    await obec.survey()
    jana = await obec.resident("jana")
    await jana.write(command)
    assert await jana.reads(NOT_FOR_YOU)


@on_sqlite
@pytest.mark.parametrize("who", ["resident", "member", "neighbour"])
async def test_crafted_taps_open_nothing_to_those_who_may_not(obec: Village, who: str) -> None:
    """A resident, a member without the power, and a coordinator of the area next door."""
    survey = await obec.survey()
    jana = await obec.resident("jana")
    await jana.write("Tajné přání")
    await jana.tap_on("Pass it to the coordinator")
    eva = await obec.staff("eva", COORDINATOR)
    known = await obec.known(eva)
    assert known
    intruder = await _intruder(obec, who)
    for data in (
        f"ss:ask-close:{survey.code}",
        f"ss:close:{survey.code}",
        f"ss:release:{survey.code}",
        "eq:answer:1:",
        "eq:mute:1:",
        "eq:mute-for:1:7d",
        "st:invite-role:administrator:::",
        "st:into:coordinator:orp-vizovice::",
        "st:into:member:orp-vizovice::",
        "st:invite-now::orp-vizovice:0:",
        "st:invite-now::orp-vizovice:x:",
        "st:invite-role:king:::",
        f"sm:remove:{known.id}:00000000",
        f"sm:ask:{known.id}:00000000",
    ):
        told = await intruder.craft(data)
        assert not await intruder.reads(WRONG), data
        assert "Tajné přání" not in told
        assert "eva" not in told
    assert not [one for one in obec.log if one["log_level"] == "error"]
    assert await obec.count(Invitation) == 0
    assert (await obec.rows(Survey))[0].state == "released"
    jana_known = await obec.known(jana)
    assert jana_known
    assert jana_known.muted_until is None


@on_sqlite
@pytest.mark.parametrize("who", ["resident", "neighbour"])
async def test_results_of_another_area_are_not_told(obec: Village, who: str) -> None:
    survey = await obec.survey()
    intruder = await _intruder(obec, who)
    for act in ("show", "page", "by"):
        await intruder.craft(f"rs:{act}:{survey.code}:0")
        assert await intruder.reads(NOT_FOR_YOU)
        await intruder.craft(f"rs:{act}:NIKDE:0")
        assert "Co vám v obci" not in await intruder.sees()
    await intruder.write("/vysledky")
    assert not any("Co vám" in one for one in await intruder.buttons())


@on_sqlite
async def test_who_loses_a_role_loses_the_menu_and_the_powers(obec: Village) -> None:
    petr = await obec.staff("petr", ADMINISTRATOR)
    marie = await obec.staff("marie", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Colleagues")
    await petr.tap(petr.words("Remove: {name}", name="marie"))
    await petr.tap_on("Yes, end it")
    assert await petr.reads("{name} is no longer: {role}.", name="marie")
    calls = await petr.telegram.calls("deleteMyCommands")
    assert str(marie.user["id"]) in calls[-1]["parameters"]["scope"]
    await marie.write("/sprava")
    assert await marie.reads(NOT_FOR_YOU)
    assert "role_ended" in {one.action for one in await obec.rows(AuditEntry)}


@on_sqlite
async def test_ending_one_role_twice_leaves_the_other(obec: Village) -> None:
    petr = await obec.staff("petr", ADMINISTRATOR)
    await obec.staff("marie", COORDINATOR)
    await obec.staff("marie", COORDINATOR, ELSEWHERE)
    await petr.write("/sprava")
    await petr.tap_on("Colleagues")
    await petr.tap(petr.words("Remove: {name}", name="marie"))
    await petr.tap_on("Yes, end it")
    await obec.send(await petr.last_update())
    left = [one for one in await obec.rows(Staff) if one.role == COORDINATOR]
    assert len(left) == 1
    assert not await petr.telegram.calls("deleteMyCommands")


async def test_the_last_administrator_cannot_leave(obec: Village) -> None:
    petr = await obec.staff("petr", ADMINISTRATOR)
    await petr.write("/sprava")
    await petr.tap_on("Colleagues")
    await petr.tap(petr.words("Remove: {name}", name="petr"))
    alone = petr.words("You are the last administrator. Appoint another one first.")
    assert await petr.tap_on("Yes, end it") == alone.replace("\xa0", " ")
    await petr.write("/soukromi")
    await petr.tap_on("Delete my account")
    assert await petr.tap_on("Yes, delete my account") == alone.replace("\xa0", " ")
    assert await obec.count(Staff) == 1
    await obec.staff("eva", ADMINISTRATOR)
    await petr.tap_on("Yes, delete my account")
    assert [one.name for one in await obec.rows(Staff)] == ["eva"]


@on_sqlite
async def test_the_way_to_the_pages_is_a_link_for_once(obec: Village) -> None:
    petr = await obec.staff("petr", MEMBER)
    await petr.write("/konzole")
    assert "http://127.0.0.1/prihlaseni/" in await petr.sees()


async def test_results_come_as_a_chart_with_the_same_numbers_below(obec: Village) -> None:
    petr = await obec.staff("petr", MEMBER)
    survey = await obec.open(DOGS)
    for place in range(26):
        await obec.neighbour(survey, place, pes="ano" if place else "ne")
    await petr.write("/vysledky")
    await petr.tap("Psi v obci")
    assert "26" in await petr.sees()
    assert not await petr.offers("Close now")
    await petr.tap_on("Results by question")
    last = await petr.telegram.last(petr.user)
    assert last["photo"]
    assert "Máte psa?" in last["caption"]
    await petr.tap("1/")
    await petr.craft(f"rs:page:{survey.code}:4")
    assert "Co změnit?" in await petr.sees()
    await petr.craft(f"rs:page:{survey.code}:999")
    await petr.craft(f"rs:by:{survey.code}:999")
    assert not await petr.reads(WRONG)


@on_sqlite
async def test_results_of_few_are_hidden(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    survey = await obec.open(DOGS)
    for place in range(4):
        await obec.neighbour(survey, place, pes="ano")
    await petr.write("/vysledky")
    await petr.tap("Psi v obci")
    assert not await petr.offers("Results by question")
    for act in ("page", "by"):
        await petr.craft(f"rs:{act}:{survey.code}:0")
        assert "Máte psa?" not in await petr.sees()
        assert not await petr.reads(WRONG)


@on_sqlite
async def test_a_draft_is_released_by_its_coordinator_and_unknown_before(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    async with obec.database.writing() as session:
        survey = await life.keep(session, example("obyvatele-2027"), await obec.clock.now())
    await jana.start(f"s_{survey.code}")
    assert await jana.reads("I do not know this survey. Perhaps the link is incomplete.")
    await petr.write("/vysledky")
    await petr.tap("Co vám v obci chybí?")
    await petr.tap_on("Release")
    await petr.tap_on("Yes, release it")
    await jana.start(f"s_{survey.code}")
    assert await jana.offers("Begin")


async def test_closing_ends_answering_at_once_and_asks_for_the_job(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    survey = await obec.open(DOGS)
    await jana.start(f"s_{survey.code}")
    await petr.write("/vysledky")
    await petr.tap("Psi v obci")
    await petr.tap_on("Close now")
    await petr.tap_on("Yes, close it")
    await obec.send(await petr.last_update())
    await jana.tap_on("Begin")
    assert await jana.reads("This survey closed on {when}. Thank you for your interest.")
    assert [one.kind for one in await obec.rows(Job)] == ["close_survey"]


async def _intruder(obec: Village, who: str) -> Phone:
    if who == "resident":
        return await obec.resident("ivan")
    if who == "member":
        return await obec.staff("ivan", MEMBER)
    return await obec.staff("ivan", COORDINATOR, ELSEWHERE)


@on_sqlite
async def test_the_menu_of_staff_follows_their_language(obec: Village) -> None:
    petr = await obec.staff("petr", MEMBER)
    await petr.write("/profil")
    await petr.tap_on("Language")
    await petr.tap("English")
    calls = await petr.telegram.calls("setMyCommands")
    assert "results" in str(calls[-1]["parameters"]["commands"])


@on_sqlite
async def test_members_find_no_command_in_the_menu_that_they_may_not_use(obec: Village) -> None:
    for role, offered in ((MEMBER, False), (COORDINATOR, True)):
        person = await obec.staff(role, role)
        await person.start()
        menus = str((await person.telegram.calls("setMyCommands"))[-1]["parameters"]["commands"])
        assert ("ztlumit" in menus) == offered, role
        assert "vysledky" in menus


@on_sqlite
async def test_staff_who_start_again_find_their_commands_in_the_menu(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.start()
    assert await petr.reads("What would you like to do?")
    calls = await petr.telegram.calls("setMyCommands")
    assert str(petr.user["id"]) in calls[-1]["parameters"]["scope"]
    assert "konzole" in str(calls[-1]["parameters"]["commands"])


@on_sqlite
async def test_tapping_twice_makes_one_invitation_and_one_way_to_the_pages(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Invite a colleague")
    await petr.tap("Zapisovatel papírů")
    await petr.tap("ORP Vizovice")
    told = await petr.sees()
    await obec.send(await petr.last_update())
    assert await petr.sees() == told
    assert await obec.count(Invitation) == 1
    assert [one.action for one in await obec.rows(AuditEntry)] == ["invited"]
    await petr.tap_on("Back")
    await petr.tap_on("Sign in to the web")
    told = await petr.sees()
    await obec.send(await petr.last_update())
    assert await petr.sees() == told
    assert await obec.count(SignInLink) == 1


@on_sqlite
async def test_a_second_invitation_is_another_link(obec: Village) -> None:
    petr = await obec.staff("petr", ADMINISTRATOR)
    for _ in range(2):
        await petr.write("/sprava")
        await petr.tap_on("Invite a colleague")
        await petr.tap("Správce")
    assert await obec.count(Invitation) == 2
    for _ in range(2):
        await petr.write("/konzole")
    assert await obec.count(SignInLink) == 2
