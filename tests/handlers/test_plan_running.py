"""A coordinator brings a plan in: a file, its card, a walk, the window, and making it longer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import doings, plan_reading, schedule, sent_files, settings
from bot.work import Work
from people.roles import ADMINISTRATOR, COORDINATOR, MEMBER
from plans.consultation import last_day
from storage import audit, jobs
from storage.jobs import Job
from storage.outreach import Letter
from storage.plans import Consultation, Plan, Reading
from storage.surveys import Survey
from tests.handlers.village import EXAMPLES, Phone, Village, on_sqlite
from tests.programs import STRONG

EXAMPLE = (EXAMPLES / "plan.yaml").read_bytes()
MARKDOWN = """# Plán Hor
## Priorita 1: Doprava
Shrnutí: Autobus pojede i večer. Začne na podzim.

Dnes jezdí jen ráno.
### Opatření 1.1: Večerní linka
Linka pojede v 19 hodin.
"""


async def send(obec: Village, phone: Phone, folder: Path, content: bytes | str, name: str) -> str:
    """Send a file; gives the bot's letter about it once it has been read."""
    told = content.encode() if isinstance(content, str) else content
    await phone.send(document=(name, told, "application/octet-stream"))
    await read_files(obec, folder)
    await obec.post()
    return await phone.sees()


async def read_files(obec: Village, folder: Path) -> None:
    read = settings.read(
        telegram_bot_token=obec.playground.token,
        telegram_api_url=obec.playground.api,
        secret_key=STRONG,
        data_dir=folder,
    )
    table = {**sent_files.table(read), **plan_reading.table(read)}
    for job in await obec.rows(Job):
        if job.kind in table and job.state == jobs.WAITING:
            result = await table[job.kind](Work(job, obec.database, obec.clock))
            async with obec.database.writing() as session:
                await jobs.settle(session, job.id, jobs.DONE, result=result)
                settled = await jobs.job(session, job.id)
                assert settled
                await doings.tell(session, settled, await obec.clock.now())


async def the_plan(obec: Village) -> Plan:
    [found] = await obec.rows(Plan)
    assert isinstance(found, Plan)
    return found


async def turn(phone: Phone) -> None:
    """Tap the sign that leads on."""
    await phone.telegram.press(phone.user, "›", await phone.telegram.last(phone.user))


async def opened(petr: Phone, weeks: str = "6 týdnů") -> None:
    """Open the consultation today, for so long, without a meeting."""
    await petr.tap_on("Open the consultation")
    await petr.tap("1. 2. 2027")
    await petr.tap(weeks)
    await petr.tap_on("There is none")
    await petr.tap_on("Yes, open it")


async def test_a_file_becomes_a_plan_that_is_walked_through_and_opened(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    card = await send(obec, petr, tmp_path, EXAMPLE, "plan.yaml")
    assert card.startswith("Plán sociálních služeb Vizovicka")
    assert "Verze 0.7, zatím ji vidíte jen vy" in card
    assert "priorita 3, opatření 7, aktivita 2" in card
    assert "Čeština: nic nechybí" in card
    assert "Zcela chybí: Snadná čeština, Українська" in card
    assert "Připomínkování zatím není otevřené." in card
    assert await obec.rows(Survey) == []

    await petr.tap_on("Walk through it")
    assert await petr.reads("A preview. Nothing is kept.")
    await turn(petr)
    assert "1.1 Pečovatelská služba" in await petr.sees()
    await petr.tap_on("Whole text")
    assert "Dnes služba končí" in await petr.sees()
    await petr.tap_on("Back to the section")
    assert await obec.rows(Reading) == []
    await jana.write("/plan")
    assert await jana.reads("No draft plan is out now.")

    await petr.tap_on("Back")
    await opened(petr)
    card = await petr.sees()
    assert "otevřené od 1. 2. 2027 do 14. 3. 2027" in card
    plan = await the_plan(obec)
    assert f"start=p_{plan.code}" in card
    assert f"/p/{plan.code}" in card
    await jana.write("/plan")
    assert "přijímají do 14. 3. 2027" in await jana.sees()
    async with obec.database.reading() as session:
        noted = [one.action for one in await audit.newest(session)]
    assert sorted(noted) == ["plan_read", "plan_window_set"]


async def test_the_dates_of_the_file_are_one_tap(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, EXAMPLE, "plan.yaml")
    await petr.tap("Otevřít od 1. 3. 2027 do 5. 4. 2027")
    await petr.tap_on("Yes, open it")
    assert "otevře 1. 3. 2027 a potrvá do 5. 4. 2027" in await petr.sees()
    assert await petr.offers("Change the dates")
    [window] = await obec.rows(Consultation)
    assert window.closes_at == datetime(2027, 4, 5, 22, 0, tzinfo=UTC)


@on_sqlite
async def test_broken_rules_are_named_with_the_day_that_would_do(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    code = (await the_plan(obec)).code
    await petr.craft(f"pn:dates:{code}:20270201-20270208-20270205")
    told = await petr.sees()
    assert "aspoň 14 dní, tedy do 14. 2. 2027" in told
    assert "Setkání může být nejdřív 15. 2. 2027" in told
    assert "ještě 14 dní po setkání, tedy do 19. 2. 2027" in told
    assert await petr.offers("Open it all the same")
    await petr.tap_on("Open it all the same")
    assert "Veřejné setkání: 5. 2. 2027" in await petr.sees()


@on_sqlite
@pytest.mark.parametrize("days", ["20270301-20270201", "20260101-20260201"])
async def test_impossible_dates_cannot_be_gone_on_with(
    obec: Village, tmp_path: Path, days: str
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    code = (await the_plan(obec)).code
    await petr.craft(f"pn:dates:{code}:{days}")
    assert not await petr.offers("Open it all the same")
    assert not await petr.offers("Yes, open it")
    await petr.craft(f"pn:set:{code}:1-{days}")
    assert await obec.rows(Consultation) == []


@on_sqlite
async def test_any_day_can_be_found_in_the_calendar(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    await petr.tap_on("Open the consultation")
    await petr.tap_on("Another day")
    await turn(petr)
    await petr.tap("9")
    assert await petr.reads("It opens on {day}. Until when are comments taken?", day="9. 3. 2027")
    await petr.tap_on("Another day")
    await turn(petr)
    await petr.tap("20")
    await petr.tap_on("Another day")
    await turn(petr)
    await petr.tap("29")
    assert "Připomínky od 9. 3. 2027 do 20. 4. 2027" in await petr.sees()
    assert "Veřejné setkání: 29. 4. 2027" in await petr.sees()


@on_sqlite
async def test_any_day_may_be_written(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    await petr.tap_on("Open the consultation")
    assert await petr.reads("Tap a day or write it, for example “20. 3.” or “next Tuesday”.")
    await petr.write("příští úterý")
    assert await petr.reads("It opens on {day}. Until when are comments taken?", day="9. 2. 2027")
    await petr.tap_on("Another day")
    assert await petr.reads("Tap a day or write it, for example “20. 3.” or “next Tuesday”.")
    await petr.write("do 20. 3.")
    assert await petr.reads("Is there a public meeting about the draft? On which day?")
    await petr.write("1. března")
    assert "Připomínky od 9. 2. 2027 do 20. 3. 2027" in await petr.sees()
    assert "Veřejné setkání: 1. 3. 2027" in await petr.sees()
    await petr.tap_on("Yes, open it")
    await obec.later(datetime(2027, 2, 10, 10, 0, tzinfo=UTC))
    await petr.craft(f"pn:longer:{(await the_plan(obec)).code}:")
    await petr.write("27. 3.")
    assert await petr.reads(
        "Comments will be taken until {until} instead of {last}. This cannot be taken back.",
        until="27. 3. 2027",
        last="20. 3. 2027",
    )


@on_sqlite
async def test_a_written_day_that_will_not_do_is_asked_for_again(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    await petr.tap_on("Open the consultation")
    await petr.write("až bude hotovo")
    assert await petr.reads("I cannot find a day in that.")
    await petr.write("včera")
    assert await petr.reads("{day} is over already.", day="neděle 31. 1. 2027")
    await petr.write("1. 5. 2028")
    assert await petr.reads("{day} is too far ahead.", day="pondělí 1. 5. 2028")
    await petr.write("20. 2.")
    await petr.tap_on("Another day")
    await petr.write("zítra")
    assert await petr.reads(
        "{day} is too early. It can be {earliest} at the earliest.",
        day="úterý 2. 2. 2027",
        earliest="20. 2. 2027",
    )
    await petr.write("13. 3.")
    assert await petr.reads("Is there a public meeting about the draft? On which day?")


async def test_who_follows_hears_that_a_window_is_open_and_longer_once_each(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await send(obec, petr, tmp_path, EXAMPLE, "plan.yaml")
    code = (await the_plan(obec)).code
    await petr.tap("Otevřít od 1. 3. 2027 do 5. 4. 2027")
    await petr.tap_on("Yes, open it")
    await jana.write("/plan")
    await jana.tap_on("Tell me news of this plan")
    await obec.later(datetime(2027, 3, 1, 10, 0, tzinfo=UTC))
    before = len(await obec.rows(Letter))
    for letters in (1, 0):
        now = await obec.clock.now()
        assert await schedule.tell_of_windows(obec.database, now) == {"letters": letters}
    await obec.post()
    assert "do 5. 4. 2027" in await jana.sees()

    await petr.craft(f"pn:card:{code}:")
    await petr.tap_on("Make it longer")
    assert "Ukončit je dřív nejde" in await petr.sees()
    await petr.tap("o 2 týdny, do 19. 4. 2027")
    assert "Zprávu dostane 1 člověk" in await petr.sees()
    await petr.tap_on("Yes, make it longer")
    await obec.post()
    assert "do 19. 4. 2027" in await jana.sees()
    assert len(await obec.rows(Letter)) == before + 2


@on_sqlite
async def test_a_window_is_never_made_shorter(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    code = (await the_plan(obec)).code
    await opened(petr)
    told = await petr.craft(f"pn:extend:{code}:20270302")
    assert told == "Ukončit je dřív nejde: lidem jsme slíbili pozdější den."
    [window] = await obec.rows(Consultation)
    assert last_day(window).isoformat() == "2027-03-14"


async def test_a_mended_file_is_the_next_version_that_waits_to_be_published(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    await opened(petr)
    mended = MARKDOWN.replace("v 19 hodin", "ve 20 hodin") + "\n### Opatření 1.2: Taxi\nPojede.\n"
    card = await send(obec, petr, tmp_path, mended, "plan-hor-v2.md")
    assert "1 část je nová a 1 část se změnila" in card
    await jana.write("/plan")
    assert "2 části" in await jana.sees()
    await petr.tap_on("Publish this version")
    await petr.tap_on("Yes, publish it")
    await jana.write("/plan")
    assert "3 části" in await jana.sees()
    [window] = await obec.rows(Consultation)
    assert window.version == (await the_plan(obec)).public_version == 2


@on_sqlite
async def test_dates_chosen_for_one_version_do_not_publish_a_newer_one(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    code = (await the_plan(obec)).code
    told = await petr.craft(f"pn:set:{code}:7-20270201-20270301")
    assert told == "Mezitím přišla novější verze. Otevřete plán znovu."


@on_sqlite
async def test_every_bad_file_ends_in_clear_sentences_and_no_plan(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    for content, name, sentence in (
        (b"", "prazdny.md", "V souboru žádný plán není."),
        (b"PK\x03\x04", "plan.docx", "nejde přečíst jako DOCX"),
        (b"\xff\xfe\xff", "plan.md", "není v kódování UTF-8"),
        (b"jen odstavec", "plan.md", "Žádné nadpisy tu nejsou"),
        (b"plan: {a: [", "plan.yaml", "Opravte"),
        (
            b"plan: {title: P, area: jinde, sections: [{title: A}]}",
            "plan.yaml",
            "Území jinde neznám",
        ),
    ):
        assert sentence in await send(obec, petr, tmp_path, content, name), name
    assert await obec.rows(Plan) == []


@on_sqlite
async def test_another_areas_plan_is_neither_brought_in_nor_run(
    obec: Village, tmp_path: Path
) -> None:
    boss = await obec.staff("boss", ADMINISTRATOR)
    petr = await obec.staff("petr", COORDINATOR, area="hlucinsko-zapad")
    told = await send(obec, petr, tmp_path, EXAMPLE, "plan.yaml")
    assert "V území orp-vizovice plány nespravujete." in told
    assert await obec.rows(Plan) == []
    await send(obec, boss, tmp_path, EXAMPLE, "plan.yaml")
    code = (await the_plan(obec)).code
    for step in ("card", "walk", "opens", "longer", "ask-publish"):
        await petr.craft(f"pn:{step}:{code}:")
        assert await petr.reads("This is for staff of the municipality only.")
    await petr.craft(f"pn:set:{code}:1-20270201-20270301")
    assert await obec.rows(Consultation) == []


@on_sqlite
async def test_files_of_members_and_residents_are_no_plans(obec: Village, tmp_path: Path) -> None:
    for phone in (await obec.staff("eva", MEMBER), await obec.resident("jana")):
        await send(obec, phone, tmp_path, MARKDOWN, "plan-hor.md")
        await phone.craft("pn:list::")
        assert await phone.reads("This is for staff of the municipality only.")
    assert await obec.rows(Plan) == []


@on_sqlite
async def test_the_plans_of_my_areas_are_in_the_administration(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Plans")
    assert await petr.reads("There is no plan yet.")
    await send(obec, petr, tmp_path, MARKDOWN, "plan-hor.md")
    await petr.write("/sprava")
    await petr.tap_on("Plans")
    await petr.tap("Plán Hor")
    assert "Čísla připomínek začínají na VIZ" in await petr.sees()
