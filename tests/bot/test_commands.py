"""The `naves` command: quick to explain itself, plain about what is wrong."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import parser
from people import invitations, roles
from storage.database import Database
from tests.handlers.test_survey_pictures import package
from tests.playground.running import playground_running
from tests.programs import ROOT, STRONG, naves

EXAMPLES = ROOT / "examples"
HEAVY = ("aiogram", "sqlmodel", "sqlalchemy", "fastapi", "telegram", "pydantic", "structlog")
# What only whoever reads or writes a file needs.
LATE = ("docx", "lxml", "openpyxl", "pyxform", "xlsxwriter", "typst", "spylls")
ANSWERING = ("web.app", "bot.dispatcher", "bot.doings", "bot.incoming", "outreach.sender")
WRONG_SURVEY = """\
id: Špatně
area: nowhere
opens: 2027-02-28
closes: 2027-01-14
anonymity: anonymous
languages: [cs]
title: {cs: "Autobusy"}
intro: {cs: "Pár otázek."}
questions:
  - id: jezdi
    type: singel
    text: {cs: "Jezdíte?"}
"""


@pytest.fixture
def village(tmp_path: Path) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": "1:abc",
        "SECRET_KEY": STRONG,
        "DATA_DIR": str(tmp_path / "data"),
    }


def test_explaining_itself_imports_nothing_heavy() -> None:
    code = (
        "import sys, bot.__main__ as command\n"
        "try: command.main(['--help'])\n"
        f"except SystemExit: print([name for name in {HEAVY} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_answering_imports_no_libraries_of_files() -> None:
    code = (
        "import sys\n"
        "from bot import late_models\n"
        "late_models.load()\n"
        f"import {', '.join(ANSWERING)}\n"
        f"print([name for name in {LATE} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.splitlines() == ["[]"], said.stderr


def test_every_command_says_what_it_is_for() -> None:
    told = parser().format_help()
    for command in ("demo", "serve", "work", "migrate", "import", "export", "doctor"):
        assert f"\n    {command} " in told


async def test_without_settings_it_says_which_and_where_to_look(tmp_path: Path) -> None:
    code, said = await naves("migrate", folder=tmp_path)
    assert code == 2
    assert said == [
        "TELEGRAM_BOT_TOKEN is not set; see .env.example.",
        "SECRET_KEY is not set; see .env.example.",
    ]


async def test_what_it_keeps_is_for_its_own_user_only(
    tmp_path: Path, village: dict[str, str]
) -> None:
    code, said = await naves("migrate", folder=tmp_path, **village)
    assert code == 0, said
    kept = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert (tmp_path / "data" / "naves.db") in kept
    assert [file for file in kept if file.stat().st_mode & 0o077] == []


async def test_places_and_surveys_come_in_from_files(
    tmp_path: Path, village: dict[str, str]
) -> None:
    async def done(*arguments: str) -> str:
        code, said = await naves(*arguments, folder=tmp_path, **village)
        assert code == 0, said
        return said[-1]

    assert "to 0" in await done("migrate")
    assert "was up to date" in await done("migrate")
    await done("import", "areas", str(EXAMPLES / "areas.yaml"))
    said = await done("import", "municipalities", str(EXAMPLES / "municipalities.csv"))
    assert said == "Kept: 48 municipalities."
    await done("import", "codelists", str(EXAMPLES / "codelists.yaml"))
    survey = str(EXAMPLES / "surveys" / "obyvatele-2027.yaml")
    assert "version 1: kept as a draft" in await done("import", "survey", survey)
    assert "version 1: released" in await done("import", "survey", survey, "--release")


async def test_a_wrong_survey_file_gets_every_problem_at_once(
    tmp_path: Path, village: dict[str, str]
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG_SURVEY)
    await naves("migrate", folder=tmp_path, **village)
    code, said = await naves("import", "survey", str(file), folder=tmp_path, **village)
    assert code == 1
    assert len(said) >= 3
    assert any(line.startswith("Řádek 11, otázka jezdi") for line in said)
    code, said = await naves(
        *("import", "survey", str(file), "--language", "en"), folder=tmp_path, **village
    )
    assert any(line.startswith("Line 11, question jezdi") for line in said)


async def test_a_survey_comes_in_a_zip_with_its_pictures_too(
    tmp_path: Path, village: dict[str, str]
) -> None:
    await naves("migrate", folder=tmp_path, **village)
    await naves("import", "areas", str(EXAMPLES / "areas.yaml"), folder=tmp_path, **village)
    packed, broken = tmp_path / "psi.zip", tmp_path / "broken.zip"
    packed.write_bytes(package())
    broken.write_bytes(package(("pesky.png", b"<svg/>")))
    code, said = await naves("import", "survey", str(packed), folder=tmp_path, **village)
    assert code == 0, said
    assert any("version 1: kept as a draft" in line for line in said)
    code, said = await naves("import", "survey", str(broken), folder=tmp_path, **village)
    assert code == 1
    assert any("nejde přečíst jako obrázek" in line for line in said)


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.rglob("*") if file.is_file()}


async def test_rows_are_handed_out_of_a_named_survey_but_not_of_an_open_anonymous_one(
    tmp_path: Path, village: dict[str, str]
) -> None:
    await naves("migrate", folder=tmp_path, **village)
    await naves("import", "areas", str(EXAMPLES / "areas.yaml"), folder=tmp_path, **village)
    for name, kind in (("codelists.yaml", "codelists"), ("municipalities.csv", "municipalities")):
        await naves("import", kind, str(EXAMPLES / name), folder=tmp_path, **village)
    for key in ("obyvatele-2027", "poskytovatele-2027"):
        survey = str(EXAMPLES / "surveys" / f"{key}.yaml")
        await naves("import", "survey", survey, "--release", folder=tmp_path, **village)

    code, said = await naves("export", "survey", "obyvatele-2027", folder=tmp_path, **village)
    assert code != 0
    assert any("still open" in line for line in said)
    rows = ("export", "survey", "poskytovatele-2027", "--to", str(tmp_path / "rows"))
    code, said = await naves(*rows, folder=tmp_path, **village)
    assert code == 0
    assert said[-1].endswith("poskytovatele-2027: 0 responses, 0 written texts apart.")
    assert files(tmp_path / "rows") == {
        "README.txt",
        "responses.csv",
        "responses.json",
        "texts.csv",
        "codebook.csv",
    }


async def test_the_operators_link_makes_an_administrator(
    tmp_path: Path, village: dict[str, str]
) -> None:
    async with playground_running() as playground:
        bot = {"TELEGRAM_BOT_TOKEN": playground.token, "TELEGRAM_API_URL": playground.api}
        await naves("migrate", folder=tmp_path, **village | bot)
        code, said = await naves("invite-admin", folder=tmp_path, **village | bot)
    assert code == 0
    assert said[0].startswith("https://t.me/naves_bot?start=i_")
    token = said[0].rpartition("i_")[2]
    database = Database(f"sqlite+aiosqlite:///{next((tmp_path / 'data').glob('*.db'))}")
    async with database.writing() as session:
        offer = await invitations.look(session, token, 1, datetime.now(UTC))
    await database.close()
    assert offer.role == roles.ADMINISTRATOR
