"""Stories of digests: asked for in private, told in the group's chat, opened down to a comment."""

import io
import json
from datetime import UTC, datetime, timedelta

import openpyxl
from docx import Document

from handlers.groups import digest_screens
from outreach import digest_rounds
from people.roles import COORDINATOR
from storage import comment_themes
from storage import comments as tables
from storage.comments import RELEASED, UNREAD, Comment
from storage.groups import CHAIR, WorkingGroup
from tests.handlers.gathering import bound, group, seat, settled
from tests.handlers.test_comments import sends
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Phone, Village, on_sqlite, plain

# A Monday in the consultation, ten in Prague.
MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
BUS = "Večer už odsud nejede žádný autobus do města a senioři se nedostanou domů."
CAMPAIGN = "Žádáme o zachování terénní pečovatelské služby i o víkendech v malých obcích."


async def said(
    obec: Village,
    code: str,
    number: int,
    text: str,
    release: str = RELEASED,
    section_id: str = "1.1",
) -> str:
    name = f"VIZ-2027-{number:04}"
    moment = MONDAY - timedelta(days=1)
    async with obec.database.writing() as session:
        session.add(
            Comment(
                number=name,
                plan_code=code,
                version=1,
                section_id=section_id,
                kind="factual",
                text=text,
                shown=text if release == RELEASED else "",
                language="cs",
                channel="telegram",
                release=release,
                received_at=moment,
                arrived_at=moment,
                released_at=moment if release == RELEASED else None,
            )
        )
    return name


async def told(obec: Village) -> str:
    """A plan with comments on it: four copies of one, one of its own, one that nobody has read."""
    await obec.later(MONDAY)
    code = await brought(obec, draft())
    for number, own in enumerate(("", "Bydlím sama. ", "Dobrý den! ", "Prosím. "), 1):
        await said(obec, code, number, own + CAMPAIGN)
    await said(obec, code, 5, BUS)
    await said(obec, code, 6, "Tajné.", UNREAD)
    return code


async def steering(obec: Village, chair: Phone) -> WorkingGroup:
    made = await group(obec, kind="steering", name={"cs": "Řídící skupina"})
    await seat(obec, made, chair, CHAIR)
    return made


@on_sqlite
async def test_a_member_asks_and_opens_a_theme_down_to_a_comment(obec: Village) -> None:
    await told(obec)
    jana = await obec.resident("jana")
    await steering(obec, jana)
    text = await jana.write("/prehled")
    assert BUS in text
    assert text.count(CAMPAIGN) == 1
    assert "Tajné" not in text
    theme = next(one for one in await jana.buttons() if one.endswith("(1)"))
    await jana.tap(theme)
    assert BUS in await jana.sees()
    await jana.tap("VIZ-2027-0005")
    assert BUS in await jana.sees()


@on_sqlite
async def test_all_sections_are_found_page_by_page(obec: Village) -> None:
    code, jana = await told(obec), await obec.resident("jana")
    await steering(obec, jana)
    many = digest_screens.MOST_SECTIONS + 1
    for number in range(1, many):
        await said(obec, code, 100 + number, f"Část {number}.", section_id=f"9.{number}")
    await jana.write("/prehled")
    await jana.tap("Podle částí")
    first = [one for one in await jana.buttons() if one.endswith(")")]
    screens = len(await jana.telegram.messages(jana.user))
    await jana.tap("Další stránka")
    second = [one for one in await jana.buttons() if one.endswith(")")]
    assert len({*first, *second}) == len(first) + len(second) == many
    await jana.tap("Předchozí stránka")
    assert [one for one in await jana.buttons() if one.endswith(")")] == first
    assert len(await jana.telegram.messages(jana.user)) == screens


@on_sqlite
async def test_a_stranger_gets_nothing_even_by_a_crafted_button(obec: Village) -> None:
    await told(obec)
    jana, petr = await obec.resident("jana"), await obec.resident("petr")
    made = await steering(obec, jana)
    await petr.write("/prehled")
    assert await petr.reads("You sit in no working group.")
    for act, value in (("show", ""), ("comment", "VIZ-2027-0005"), ("file", "json"), ("plan", "")):
        popped = await petr.craft(f"dg:{act}:{made.code}:0-fffffff0:{value}:0")
        assert petr.spoken("Only members of the group can do this.").search(popped) or (
            petr.spoken("Only the coordinator, the chair or the secretary can do this.").search(
                popped
            )
        )


@on_sqlite
async def test_what_is_unread_is_not_opened_by_its_number(obec: Village) -> None:
    await told(obec)
    jana = await obec.resident("jana")
    made = await steering(obec, jana)
    await jana.write("/prehled")
    popped = await jana.craft(f"dg:comment:{made.code}::VIZ-2027-0006:0")
    assert "Tajné" not in popped + await jana.sees()


async def test_the_digest_comes_to_the_groups_chat_and_is_opened_there(obec: Village) -> None:
    await told(obec)
    jana, petr = await obec.resident("jana"), await obec.resident("petr")
    made = await steering(obec, jana)
    await seat(obec, made, petr)
    met = await bound(obec, made, jana, petr)
    async with obec.database.writing() as session:
        found = await session.get(WorkingGroup, made.code)
        assert found
        found.digest_days, found.digest_hour = [0], 9
        found.made_at = MONDAY - timedelta(days=2)
    counts = await digest_rounds.tell_due(obec.database, MONDAY + timedelta(hours=1))
    assert counts == {"letters": 1}
    await obec.later(MONDAY + timedelta(hours=1, minutes=1))
    await obec.post()
    text = (await met.newest())["text"]
    assert BUS in text
    again = await digest_rounds.tell_due(obec.database, MONDAY + timedelta(hours=2))
    assert again == {"letters": 0}
    theme = next(
        one["text"]
        for row in (await met.newest())["reply_markup"]["inline_keyboard"]
        for one in row
        if one["text"].endswith("(4)")
    )
    await met.tap(petr, plain(theme))
    await settled(obec)
    assert CAMPAIGN in await met.sees()
    assert BUS not in await met.sees()


@on_sqlite
async def test_a_bystander_in_the_chat_opens_nothing(obec: Village) -> None:
    await told(obec)
    jana, eva = await obec.resident("jana"), await obec.resident("eva")
    made = await steering(obec, jana)
    met = await bound(obec, made, jana, eva)
    text = await met.write(eva, "/prehled")
    assert BUS not in text
    assert BUS in await met.write(jana, "/prehled")


@on_sqlite
async def test_the_chair_says_when_it_comes(obec: Village) -> None:
    await told(obec)
    jana = await obec.resident("jana")
    made = await steering(obec, jana)
    await jana.write("/prehled")
    await jana.craft(f"dg:plan:{made.code}:::0")
    await jana.write("/skupiny")
    await jana.craft(f"dg:day:{made.code}:::2")
    await jana.craft(f"dg:hour:{made.code}::set:17")
    await jana.craft(f"dg:zone:{made.code}::Europe/Kyiv:0")
    async with obec.database.reading() as session:
        kept = await session.get(WorkingGroup, made.code)
        assert kept
    assert (kept.digest_days, kept.digest_hour, kept.timezone) == ([2], 17, "Europe/Kyiv")
    popped = await jana.craft(f"dg:hour:{made.code}::set:25")
    assert jana.spoken("This is no longer there.").search(popped)


async def files(phone: Phone, format: str) -> bytes:
    """What is fetched is the newest file of the chat."""
    await phone.tap_on("As a file")
    await phone.tap(format.upper())
    messages = await phone.telegram.messages(phone.user)
    sent = next(one["document"] for one in reversed(messages) if "document" in one)
    assert sent["file_name"] == f"prehled-ridici-skupina-2027-03-08.{format}"
    playground = phone.village.playground
    found = await playground.result("getFile", file_id=sent["file_id"])
    address = f"{playground.api}/file/bot{playground.token}/{found['file_path']}"
    return bytes((await playground.client.get(address)).content)


@on_sqlite
async def test_the_files_hold_every_comment_word_for_word(obec: Village) -> None:
    await told(obec)
    jana = await obec.staff("jana", COORDINATOR)
    await group(obec, kind="steering", name={"cs": "Řídící skupina"})
    await jana.write("/prehled")
    as_json = json.loads(await files(jana, "json"))
    texts = [
        one["text"]
        for plan in as_json["plans"]
        for theme in plan["themes"]
        for saying in theme["sayings"]
        for one in saying["comments"]
    ]
    assert sorted(texts)[-1] == CAMPAIGN
    assert len(texts) == 5
    await jana.write("/prehled")
    table = (await files(jana, "csv")).decode("utf-8-sig")
    assert table.count("VIZ-2027-") >= 5
    assert BUS in table
    await jana.write("/prehled")
    book = openpyxl.load_workbook(io.BytesIO(await files(jana, "xlsx")))
    cells = [cell for sheet in book for row in sheet.values for cell in row]
    assert BUS in cells
    await jana.write("/prehled")
    written = Document(io.BytesIO(await files(jana, "docx")))
    rows = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert BUS in rows
    assert written.inline_shapes
    async with obec.database.reading() as session:
        assert await tables.comment(session, "VIZ-2027-0005")


@on_sqlite
async def test_the_author_says_what_it_is_about_and_the_program_learns(obec: Village) -> None:
    code = await brought(obec, draft())
    jana = await obec.resident("jana")
    found = await sends(obec, jana, code, BUS)
    offered = [one for one in await jana.buttons() if plain(one) == "Doprava a dostupnost"]
    assert len(offered) == 1
    await jana.tap("Doprava a dostupnost")
    assert "Doprava a dostupnost" not in await jana.buttons()
    async with obec.database.reading() as session:
        kept = await comment_themes.theme(session, found.number)
        assert kept
        assert (kept.theme, kept.confirmed_at is not None) == ("dostupnost", True)
    petr = await obec.resident("petr")
    popped = await petr.craft(f"cm:theme::seniori:{found.number}")
    assert petr.spoken("This is no longer there.").search(popped)
