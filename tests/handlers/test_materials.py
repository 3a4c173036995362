"""Materials of a meeting: added with their licence, told of once, opened by those who may."""

from pathlib import Path

from people.roles import COORDINATOR
from storage.audit import AuditEntry
from storage.materials import Material
from tests.handlers.sending import fetch_files
from tests.handlers.test_meetings import announced, comes
from tests.handlers.test_minutes import AFTERWARDS, last_file, was_there
from tests.handlers.village import Village, on_sqlite

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def linked(obec: Village, code: str, written: str) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"ma:menu:{code}:0:")
    await petr.tap_on("Materials")
    await petr.tap_on("Add a link")
    await petr.write(written)
    await petr.tap_on("CC BY 4.0 (share and change, name the author)")


async def test_a_link_is_told_once_to_those_who_are_registered(obec: Village) -> None:
    code = await announced(obec)
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    await comes(jana, code)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"ma:mat-link:{code}:0:")
    await petr.write("bez adresy")
    assert await petr.reads("An address begins with https:// and has no spaces.")
    await linked(obec, code, "Návrh <plánu> https://obec.example/plan.pdf")
    await petr.craft(f"ma:mats:{code}:0:")
    assert "Návrh <plánu> – CC BY 4.0" in await petr.sees()
    await petr.tap("Dát vědět 1 člověku")
    assert await petr.reads("{n} person is told.", n=1)
    assert not any("Dát vědět" in one for one in await petr.buttons())
    assert await petr.craft(f"ma:mat-tell:{code}:0:") == "Není tu nic nového, o čem dát vědět."
    await obec.post()
    assert "• Návrh <plánu>" in await jana.sees()
    await jana.tap_on("Materials")
    assert "Návrh <plánu> – CC BY 4.0" in await jana.sees()
    await ivan.start(f"m_{code}")
    assert await ivan.offers("Materials")


async def test_a_file_is_kept_and_sent_to_those_who_came(obec: Village, tmp_path: Path) -> None:
    code = await announced(obec, is_public=False)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    ivan = await obec.resident("ivan")
    await obec.later(AFTERWARDS)
    await was_there(obec, code, jana)
    await petr.craft(f"ma:mat-file:{code}:0:")
    await petr.send(document=("Prezentace.pdf", PDF, "application/pdf"))
    await fetch_files(obec, tmp_path)
    await obec.post()
    assert await petr.reads("Kept: <b>{title}</b>. Choose its licence.", title="Prezentace")
    await petr.tap_on("Licence")
    await petr.tap_on("only for those who came")
    await petr.tap("Dát vědět 1 člověku")
    await obec.post()
    await jana.tap_on("Materials")
    obec.media = tmp_path / "media"
    await jana.tap("📄 Prezentace")
    await obec.post()
    assert await last_file(obec, jana) == PDF
    [kept] = await obec.rows(Material)
    assert await ivan.craft(f"ma:materials:{code}:0:") == "Tohle už tu není."
    assert await ivan.craft(f"ma:mat-get:{code}:{kept.number}:") == "Tohle už tu není."


@on_sqlite
async def test_only_the_office_adds_and_takes_out(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    await linked(obec, code, "Plán https://obec.example/plan.pdf")
    [kept] = await obec.rows(Material)
    await jana.craft(f"ma:mat-out:{code}:{kept.number}:")
    await jana.craft(f"ma:mat-tell:{code}:0:")
    assert await obec.count(Material) == 1
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"ma:mat-out:{code}:{kept.number}:")
    assert await obec.count(Material) == 0
    acts = {one.action for one in await obec.rows(AuditEntry)}
    assert {"material_added", "material_licensed", "material_removed"} <= acts
