"""The docs tell the truth: their commands exist and run, their links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.__main__ import parser
from tests.programs import ROOT, naves, program

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"^```\w*\n(.*?)^```|^((?: {4}.*\n)+)", re.M | re.S)
COMMAND = re.compile(r"^\s*(?:\w+:\s+)?(?:\w+=\S+ )?(?:\S*/)?((?:naves|make) [^#×\n]*)", re.M)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*(:?)")
# Formatting, what is filled in, and signs around the words: an eye that compares passes over these.
PASSED_OVER = re.compile(r"<[^>]+>|\{[^}]*\}|\d|\W")
HANDBOOKS = sorted((ROOT / "docs").glob("prirucka-*.md"))
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 80_000
# Talks to Telegram or runs until it is told to stop; tests of their own start these.
NOT_HERE = ("serve", "work", "doctor", "invite-admin", "demo")


def commands(page: Path) -> list[list[str]]:
    code = "\n".join(map("".join, CODE.findall(page.read_text(encoding="utf-8"))))
    return [shlex.split(found) for found in COMMAND.findall(code)]


def told(word: str) -> list[list[str]]:
    every = [command for page in PAGES for command in commands(page)]
    return [command[1:] for command in every if command[0] == word]


@pytest.mark.parametrize("arguments", told("naves"), ids=" ".join)
def test_every_naves_command_of_the_docs_is_understood(arguments: list[str]) -> None:
    parsed = parser().parse_args(arguments)
    assert callable(parsed.run)


def test_every_make_target_of_the_docs_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
    named = {arguments[0] for arguments in told("make")}
    assert {"demo", "test", "install"} <= named
    assert named <= set(targets)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    missing = [
        link
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


def compared(text: str) -> str:
    return PASSED_OVER.sub("", text).casefold()


@pytest.fixture(scope="module")
def said_in_czech() -> set[str]:
    """Every line that the program can say."""
    said = set()
    for catalogue in (ROOT / "texts" / "cs").glob("*.po"):
        with catalogue.open("rb") as file:
            messages = read_po(file)
        for message in messages:
            forms = [message.string] if isinstance(message.string, str) else message.string
            said.update(compared(line) for form in forms for line in form.splitlines())
    return said


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=lambda page: page.name)
def test_what_is_bold_in_a_handbook_stands_on_a_button_or_a_screen(
    handbook: Path, said_in_czech: set[str]
) -> None:
    """Bold headings inside a paragraph end with a full stop or a colon."""
    bold = BOLD.findall(handbook.read_text(encoding="utf-8"))
    named = [one for one, colon in bold if not colon and not one.endswith(".")]
    assert named
    assert [one for one in named if compared(one) not in said_in_czech] == []


def test_every_picture_is_shown_taken_by_the_script_and_small() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    taken = re.findall(r"\"([\w-]+)\"[,)]", (ROOT / "tests" / "pictures.py").read_text())
    for picture in PICTURES.iterdir():
        assert f"pictures/{picture.name}" in shown
        assert picture.stem in taken
        assert picture.stat().st_size <= MOST_BYTES


async def test_the_readmes_commands_for_a_real_village_run(tmp_path: Path) -> None:
    settings = {
        "TELEGRAM_BOT_TOKEN": "1000000001:playground-test-token-of-the-docs",
        "SECRET_KEY": "q7Vn2-XkT0bLw9sRz4Jd_Fh6Ym1Pc8Ga3Eu5",
        "DATA_DIR": str(tmp_path / "data"),
    }
    readme = [one[1:] for one in commands(ROOT / "README.md") if one[0] == "naves"]
    here = [one for one in readme if one[0] not in NOT_HERE]
    assert ["migrate"] in here
    for arguments in here:
        absolute = [str(ROOT / one) if one.startswith("examples/") else one for one in arguments]
        code, said = await naves(*absolute, folder=tmp_path, **settings)
        assert code == 0, said


async def test_help_names_every_command(tmp_path: Path) -> None:
    async with program("bot", "--help", folder=tmp_path) as running:
        assert await running.process.wait() == 0
        await running.stop()
    shown = "\n".join(running.lines)
    assert all(name in shown for name in ("migrate", "import", "export", *NOT_HERE))
