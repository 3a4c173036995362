"""Evaluating a plan in the chat: begun, assessed by its group, sent back, approved, read by all."""

from datetime import UTC, datetime

from people.roles import COORDINATOR, MEMBER
from plans import consultation, keeping
from plans.files.reading import Given, read
from storage import people
from storage import plans as plan_tables
from storage.evaluations import APPROVED, Assessment, Evaluation
from storage.groups import AGREED, CHAIR, STEERING, WORKING, Member, WorkingGroup
from tests.handlers.village import AREA, EXAMPLES, NOON, Phone, Village, on_sqlite

MUNICIPALITIES = {"vizovice": "585939", "lutonina": "585866", "jasenna": "585301"}


async def the_plan(obec: Village) -> str:
    given = Given(areas=(AREA,), municipalities=MUNICIPALITIES)
    plan = read((EXAMPLES / "plan.yaml").read_bytes(), "plan.yaml", given).plan
    async with obec.database.writing() as session:
        kept = await keeping.keep(session, plan, NOON)
        await consultation.publish(session, kept, NOON)
        return kept.code


async def chair(obec: Village, name: str, key: str, kind: str = WORKING) -> Phone:
    """Somebody who leads a group of the area."""
    phone = await obec.staff(name, MEMBER)
    known = await obec.known(phone)
    assert known
    async with obec.database.writing() as session:
        told = {"area_code": AREA, "key": key, "kind": kind, "name": {"cs": key}, "made_at": NOON}
        session.add(WorkingGroup(code=key[:8].upper(), **told))
        await session.flush()
        session.add(
            Member(
                group_code=key[:8].upper(),
                resident_id=known.id,
                name=name,
                party="provider",
                role=CHAIR,
                state=AGREED,
                nominated_at=NOON,
            )
        )
    return phone


async def begun(obec: Village, petr: Phone) -> None:
    await petr.write("/hodnoceni")
    await petr.tap_on("Begin an evaluation")
    await petr.tap("Plán sociálních služeb")
    await petr.tap("2027")


async def test_a_group_assesses_its_sections_and_the_steering_group_approves(
    obec: Village,
) -> None:
    code = await the_plan(obec)
    petr, eva = await obec.staff("petr", COORDINATOR), await chair(obec, "eva", "ps-rodiny")
    mayor = await chair(obec, "starosta", "rs", STEERING)
    jana = await follower(obec, code)
    await begun(obec, petr)
    assert "Zhodnoceno částí: 0 z" in await petr.sees()
    await families_assessed(eva)
    assert not await eva.offers("Approve the evaluation")

    await rest_assessed(petr)
    await obec.post()
    await sent_back(mayor)
    await obec.post()
    await mended(eva)
    await obec.post()
    await mayor.tap_on("Open")
    await mayor.tap_on("Approve the evaluation")
    await mayor.tap_on("Yes, approve it")
    assert await mayor.reads("Approved; everybody can read it.")
    [kept] = await obec.rows(Evaluation)
    assert kept.state == APPROVED

    await obec.post()
    await everybody_reads(jana)


async def follower(obec: Village, code: str) -> Phone:
    """Jana, who follows the plan."""
    jana = await obec.resident("jana")
    async with obec.database.writing() as session:
        found = await people.by_telegram_id(session, jana.user["id"])
        assert found
        await plan_tables.follow(session, code, found.id, on=True)
    return jana


async def families_assessed(eva: Phone) -> None:
    """One of the group's two sections was done, the other was not."""
    await eva.write("/hodnoceni")
    await eva.tap("2027")
    await eva.tap("Zhodnotit")
    assert "2.1" in await eva.sees()
    await eva.tap_on("Was done")
    assert await eva.reads("Noted. You may write what came of it")
    await eva.write("Pomohli jsme 12 rodinám.")
    assert "2.2" in await eva.sees()
    await eva.tap_on("Was not done")
    await eva.write("Nenašly se peníze.")
    await eva.tap_on("Hand over to the steering group")
    assert await eva.reads("Handed over.")


async def sent_back(mayor: Phone) -> None:
    assert "Projděte prosím hodnocení" in await mayor.sees()
    await mayor.tap_on("Open")
    await mayor.tap_on("All sections")
    await mayor.tap("✅ 2.1")
    await mayor.tap_on("Send back with a remark")
    await mayor.write("Kolik to stálo?")
    assert await mayor.reads("Sent back to the group.")
    assert not await mayor.offers("Approve the evaluation")


async def mended(eva: Phone) -> None:
    assert "znovu podívali" in await eva.sees()
    await eva.tap_on("Open")
    assert "Kolik to stálo?" in await eva.sees()
    await eva.tap_on("Was done")
    await eva.write("Stálo to 40 tisíc.")
    await eva.tap_on("Hand over to the steering group")


async def everybody_reads(jana: Phone) -> None:
    """The counts, the chart and the files, and no power over them."""
    await jana.tap_on("Open")
    assert "Splněno:" in await jana.sees()
    assert not await jana.offers("Approve the evaluation")
    await jana.tap_on("Chart")
    assert any(one.get("photo") for one in await jana.telegram.messages(jana.user))
    await jana.tap_on("File")
    for format in ("PDF", "DOCX", "XLSX"):
        await jana.tap(format)
        files = [one for one in await jana.telegram.messages(jana.user) if one.get("document")]
        assert files[-1]["document"]["file_name"].endswith(f"2027.{format.lower()}")
        await jana.tap_on("Back")
        await jana.tap_on("File")


async def rest_assessed(petr: Phone) -> None:
    """The coordinator does what no group has done, and hands it over."""
    await petr.write("/hodnoceni")
    await petr.tap("2027")
    await petr.tap("Zhodnotit")
    while await petr.offers("Was done"):
        await petr.tap_on("Was done")
        await petr.tap_on("Go on")
    await petr.tap_on("Hand over to the steering group")


@on_sqlite
async def test_a_crafted_tap_opens_no_draft_to_a_resident(obec: Village) -> None:
    code = await the_plan(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await begun(obec, petr)
    for tap in ("show", "list", "chart", "files", "hand", "ask", "approve"):
        await jana.craft(f"ev:{tap}:{code}:2027::")
    told = await jana.craft(f"ev:grade:{code}:2027:1.1.1:done")
    assert told == "Tohle patří jiné skupině."
    assert await obec.rows(Assessment) == []
    assert await jana.craft(f"ev:begin:{code}:2030::") == "Tohle patří jiné skupině."
    [kept] = await obec.rows(Evaluation)
    assert (kept.period, kept.state) == ("2027", "open")


@on_sqlite
async def test_the_version_of_that_year_is_evaluated_though_there_is_a_newer_one(
    obec: Village,
) -> None:
    code, petr = await the_plan(obec), await obec.staff("petr", COORDINATOR)
    await obec.later(datetime(2028, 2, 1, 9, 0, tzinfo=UTC))
    changed = (EXAMPLES / "plan.yaml").read_bytes().replace(b'version: "0.7"', b'version: "1.1"')
    given = Given(areas=(AREA,), municipalities=MUNICIPALITIES)
    async with obec.database.writing() as session:
        newer = read(changed, "plan.yaml", given).plan
        kept = await keeping.keep(session, newer, await obec.clock.now())
        await consultation.publish(session, kept, await obec.clock.now())
    await begun(obec, petr)
    assert await petr.reads("Which version was in force in that period?")
    assert len([one for one in await petr.buttons() if one.startswith("Verze")]) == 2
    await petr.tap("Verze 0.7")
    [found] = await obec.rows(Evaluation)
    assert (found.plan_code, found.period, found.version) == (code, "2027", 1)
    await petr.craft(f"ev:begin:{code}:2026::9")
    assert len(await obec.rows(Evaluation)) == 1


@on_sqlite
async def test_without_a_steering_group_the_coordinator_stands_in(obec: Village) -> None:
    await the_plan(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(datetime(2027, 12, 1, 9, 0, tzinfo=UTC))
    await begun(obec, petr)
    await rest_assessed(petr)
    await petr.tap_on("Approve the evaluation")
    await petr.tap_on("Yes, approve it")
    assert await petr.reads("Approved; everybody can read it.")
