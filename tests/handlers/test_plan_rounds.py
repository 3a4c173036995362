"""Stories of rounds before the public: set by a coordinator, read by members, by nobody else."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import schedule
from handlers.plans import comment_queue, comments, echoes
from handlers.taps import (
    AnnexTap,
    CommentTap,
    DigestTap,
    EvaluationTap,
    PlanStep,
    PlanTap,
    ReferTap,
    RoundStep,
    SettleTap,
)
from people.roles import CLERK, COORDINATOR
from plans import keeping
from plans.consultation import GROUP, PUBLIC, STEERING
from storage import comments as tables
from storage.comments import RELEASED, Comment
from storage.outreach import Letter
from storage.plans import Consultation, Plan
from tests.handlers.gathering import bound, group, seat, settled
from tests.handlers.test_own_data import content_of
from tests.handlers.village import Phone, Village, on_sqlite
from tests.plans.test_keeping import document, section

HANDLERS = Path(comments.__file__).parent
SECRET = "Tajemství"
# The village lives on Monday, the first of February 2027.
IN_ROUND = datetime(2027, 2, 3, 9, 0, tzinfo=UTC)


async def drafted(obec: Village, text: str = "Služba končí v šest.") -> str:
    """A plan that only its coordinator sees, whose section names the seniors' group."""
    minded = section("1", f"{SECRET} péče", f"{SECRET}: {text}").model_copy(
        update={"group": "seniori", "summary": {"cs": f"{SECRET} v kostce."}}
    )
    async with obec.database.writing() as session:
        told = {"title": {"cs": f"{SECRET} plánu"}, "label": text[:20]}
        plan = await keeping.keep(session, document(minded, **told), await obec.clock.now())
        return plan.code


async def sit(obec: Village, name: str, *, kind: str = "working", key: str = "Senioři") -> Phone:
    phone = await obec.resident(name)
    made = await group(obec, kind=kind, name={"cs": key})
    await seat(obec, made, phone)
    return phone


async def round_opened(petr: Phone, code: str, whose: str = "Working groups") -> None:
    """From today on, for two weeks."""
    await petr.craft(f"pn:card:{code}:")
    await petr.tap_on("Rounds before the public")
    await petr.tap(f"{petr.words(whose)}: otevřít")
    await petr.tap("1. 2. 2027")
    await petr.tap("2 týdny")
    assert "Čtou: Senioři (mohu napsat 1 člověku)" in await petr.sees()
    await petr.tap_on("Yes, open it")


async def commented(jana: Phone, code: str, text: str) -> str:
    """Said to the first section, and let be read by others of the round."""
    await jana.craft(f"cm:kind:{code}:1:factual")
    await jana.write(text)
    await jana.tap_on("Send the comment")
    newest: list[Comment] = await jana.village.rows(Comment)
    number = max(one.number for one in newest)
    async with jana.village.database.writing() as session:
        found = await tables.comment(session, number)
        assert found
        found.release, found.shown = RELEASED, found.text
        found.released_at = await jana.village.clock.now()
    return number


async def test_a_coordinator_opens_a_round_and_its_members_read_and_comment(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    dana, code = await obec.resident("dana"), await drafted(obec)
    await round_opened(petr, code)
    assert "Kola před veřejností" in await petr.sees()
    assert "otevřeno od 1. 2. 2027 do 14. 2. 2027" in await petr.sees()
    await petr.tap_on("Back")
    assert "kterou zatím čte jen kolo před veřejností" in await petr.sees()

    await schedule.tell_of_windows(obec.database, await obec.clock.now())
    assert {one.telegram_id for one in await obec.rows(Letter)} == {jana.user["id"]}
    await jana.write("/plan")
    assert await jana.reads("🔒 Not public yet. Only the members of your round")
    assert "do 14. 2. 2027" in await jana.sees()
    await jana.tap_on("Read section by section")
    assert SECRET in await jana.sees()
    assert "🔒 Zatím neveřejné" in await jana.sees()
    await jana.tap_on("I agree")
    await jana.craft(f"cm:kind:{code}:1:factual")
    await jana.write("Ať služba končí v osm.")
    assert await jana.reads("It stays inside: the members of your round")
    await jana.tap_on("Send the comment")
    assert await jana.reads("It stays inside: the members of your round")
    [found] = await obec.rows(Comment)
    assert (found.round, found.number) == (GROUP, "VIZ-2027-0001")
    await dana.write("/plan")
    assert await dana.reads("No draft plan is out now.")


async def test_the_office_enters_what_came_to_the_round_on_paper(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    clerk, code = await obec.staff("klara", CLERK), await drafted(obec)
    await round_opened(petr, code)
    await petr.tap("Pracovní skupiny: jak lze připomínky podat")
    assert [one for one in await petr.buttons() if "webu" in one] == []
    assert "zavřít nejde" in await petr.tap("e-mailem")
    await petr.tap_on("Back")
    assert "chatu, e-mailem a" in await petr.sees()
    assert SECRET not in await clerk.craft(f"cm:letter:{code}::")
    assert await clerk.telegram.messages(clerk.user) == []

    await obec.later(IN_ROUND)
    await petr.craft(f"cm:queue:{code}::")
    await petr.tap_on("Enter a letter or e-mail")
    await petr.tap_on("letter or form on paper")
    await petr.tap("3. 2. 2027")
    await petr.write("1")
    await petr.tap("K věci")
    await petr.write("Ať služba končí v osm.")
    assert "Pracovní skupiny" in await petr.sees()
    await petr.tap_on("Enter it")
    assert "VIZ-2027-0001" in await petr.sees()
    assert await petr.reads("What it says stays inside the round; the public does not see it.")
    assert await petr.reads("The web shows it once the plan is public.")
    [found] = await obec.rows(Comment)
    assert (found.round, found.channel) == (GROUP, "paper")
    assert jana.user["id"] not in {one.telegram_id for one in await obec.rows(Letter)}


@on_sqlite
async def test_a_round_is_made_longer_and_its_members_hear_of_it(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    code = await drafted(obec)
    await round_opened(petr, code)
    await petr.tap("Pracovní skupiny: prodloužit")
    await petr.write("21. 2.")
    assert await petr.reads("Its members will be told.")
    await petr.tap_on("Yes, make it longer")
    assert "do 21. 2. 2027" in await petr.sees()
    [letter] = [one for one in await obec.rows(Letter) if "extended" in one.about]
    assert letter.telegram_id == jana.user["id"]


@on_sqlite
async def test_a_round_goes_on_with_a_mended_version_and_sees_what_changed(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    code = await drafted(obec)
    await round_opened(petr, code)
    await drafted(obec, "Služba končí v osm.")
    await jana.craft(f"pl:text:{code}:1:0")
    assert "v šest" in await jana.sees()
    await petr.craft(f"pn:rounds:{code}:")
    await petr.tap("Pracovní skupiny: dát jim novou verzi")
    await petr.tap_on("Yes, give it to them")
    assert await petr.reads("The round reads this version from now on.")
    await jana.craft(f"pl:section:{code}:1:0")
    await jana.tap_on("What has changed")
    assert await jana.reads("New words are bold")
    assert {"šest.", "osm."} <= set((await jana.sees()).split())


@on_sqlite
async def test_the_publics_window_waits_for_the_end_of_the_round(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await sit(obec, "jana")
    code = await drafted(obec)
    await round_opened(petr, code)
    await petr.craft(f"pn:dates:{code}:20270201-20270301")
    assert await petr.reads("The round before this one lasts until {day}.", day="14. 2. 2027")
    assert not await petr.offers("Yes, open it")
    assert not await petr.offers("Open it all the same")
    await petr.craft(f"pn:set:{code}:1-20270201-20270301")
    assert [one.round for one in await obec.rows(Consultation)] == [GROUP]
    [plan] = await obec.rows(Plan)
    assert plan.public_version is None


@on_sqlite
async def test_the_steering_group_reads_in_its_round_what_the_groups_have_said(
    obec: Village,
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    bohdan = await sit(obec, "bohdan", kind="steering", key="Řídící skupina")
    code = await drafted(obec)
    await round_opened(petr, code)
    await commented(jana, code, f"{SECRET} skupiny: ať končí v osm.")
    await petr.craft(f"pr:opens:{code}::{STEERING}")
    await petr.craft(f"pr:set:{code}:1-20270215-20270220:{STEERING}")
    await bohdan.write("/plan")
    assert await bohdan.reads("No draft plan is out now.")
    await obec.later(datetime(2027, 2, 15, 9, 0, tzinfo=UTC))
    await bohdan.craft(f"pl:section:{code}:1:0")
    assert "1 připomínka" in " ".join(await bohdan.buttons())
    await bohdan.craft(f"cm:list:{code}:1:0")
    assert "Pracovní skupiny VIZ-2027-0001" in await bohdan.sees()
    assert not await bohdan.offers("Join")


@on_sqlite
async def test_members_are_reminded_on_the_day_before_the_last(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    await round_opened(petr, await drafted(obec))
    await obec.later(datetime(2027, 2, 13, 9, 0, tzinfo=UTC))
    await schedule.tell_of_windows(obec.database, await obec.clock.now())
    await obec.post()
    assert "už jen do zítřka, 14. 2. 2027" in await jana.sees()


def acts_of(tap: type) -> set[str]:
    """All steps of a kind that the house knows, from where it names them."""
    written = "".join(path.read_text("utf-8") for path in HANDLERS.glob("*.py"))
    made = re.findall(rf'\b{tap.__name__}\(\s*act="([\w-]+)"', written)
    heard = re.findall(rf'\b{tap.__name__}\.filter\(F\.act == "([\w-]+)"', written)
    return {*made, *heard}


def every_tap(code: str, number: str, group: str) -> Iterator[str]:
    """What a changed app could send about the plan, its section, its comment and its group."""
    steps = {*acts_of(PlanStep), "opens", "closes", "meets", "dates", "set", "longer", "until"}
    reads = {*acts_of(PlanTap), "open", "section", "text", "changed", "contents", "agrees"}
    writes = {*acts_of(CommentTap), *comments.ACTS, *comment_queue.ACTS, *echoes.ACTS}
    assert min(len(steps), len(reads), len(writes)) > 6
    for act in sorted(reads):
        yield PlanTap(act=act, code=code, section="1").pack()
    for act in sorted(steps):
        yield PlanStep(act=act, code=code, value="1").pack()
    for act in sorted({*acts_of(RoundStep), "opens", "closes", "dates", "longer"}):
        yield RoundStep(act=act, code=code, value="1", round=GROUP).pack()
    for act in sorted(writes):
        for value in (number, "factual"):
            yield CommentTap(act=act, code=code, section="1", value=value).pack()
    for format in ("", "pdf", "docx", "xlsx"):
        for everything in (False, True):
            yield AnnexTap(code=code, format=format, everything=everything).pack()
    for act in sorted(acts_of(ReferTap)):
        yield ReferTap(act=act, code=code, number=number).pack()
    for act in sorted(acts_of(SettleTap)):
        yield SettleTap(act=act, group=group, number=number).pack()
    for act in sorted(acts_of(EvaluationTap)):
        yield EvaluationTap(act=act, code=code, section="1", period="2027").pack()
    for act in ("show", "theme", "section", "sections", "comment", "files", "file"):
        for value in ("", number, f"{code}/1", "csv"):
            yield DigestTap(act=act, group=group, value=value).pack()


@on_sqlite
@pytest.mark.parametrize("sits", [False, True])
async def test_no_step_in_the_chat_shows_a_rounds_draft_to_an_outsider(
    obec: Village, sits: bool
) -> None:
    """Neither to a resident, nor to a member of a group that it does not concern, in both chats."""
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    code = await drafted(obec)
    await round_opened(petr, code)
    number = await commented(jana, code, f"{SECRET} skupiny: ať končí v osm.")
    dana, met = await obec.resident("dana"), None
    if sits:
        other = await group(obec, name={"cs": "Rodiny"})
        await seat(obec, other, dana, "chair")
        met = await bound(obec, other, dana)
    for said in ("/plan", "/start", "/prehled", "/vyporadani", "/pripominky", number, SECRET[:4]):
        await dana.write(said)
    await dana.start(f"p_{code}")
    groups = ("SENIO", *([other.code] if sits else []))
    for tap in [one for name in groups for one in every_tap(code, number, name)]:
        await dana.craft(tap)
    if met:
        for said in ("/prehled", "/vyporadani", "/plan"):
            await met.write(dana, said)
        await settled(obec)
        assert not any(SECRET in str(one) for one in await met.messages())
    seen = await dana.telegram.messages(dana.user)
    assert not [one for one in seen if SECRET in str(one) and one["from"]["id"] != dana.user["id"]]
    files = [one for one in seen if "document" in one]
    assert len(files) == sits, "the digest of their own group"
    told = [(await content_of(obec, one["document"])).decode() for one in files]
    assert not any(SECRET in one for one in told)
    calls = await dana.telegram.calls("answerCallbackQuery")
    assert not any(SECRET in str(one) for one in calls)
    await jana.craft(f"pl:section:{code}:1:0")
    assert SECRET in await jana.sees()


@on_sqlite
async def test_a_comment_of_a_round_is_not_joined_by_its_number(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await sit(obec, "jana")
    code = await drafted(obec)
    await round_opened(petr, code)
    number = await commented(jana, code, "Ať končí v osm.")
    dana = await obec.resident("dana")
    await dana.craft(f"cm:join:::{number}")
    await obec.later(IN_ROUND + timedelta(days=20))
    await petr.craft(f"pn:set:{code}:1-20270223-20270401")
    assert PUBLIC in {one.round for one in await obec.rows(Consultation)}
    await dana.craft(f"cm:join:::{number}")
    assert await obec.count(tables.Joined) == 0
    await dana.craft(f"pl:section:{code}:1:0")
    assert "připomínka" not in " ".join(await dana.buttons())
