"""The shape of the project: what a reader may rely on in every room."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["setuptools"]["packages"]
ROOMS = PROJECT["tool"]["importlinter"]["root_packages"]
LONGEST_FUNCTION = 50
LONGEST_MODULE = 400
# Addresses and folders of the machines on which the project happens to be written.
FOREIGN = re.compile(r"/work/|/root/|/home/\w|\.internal\b")


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def written_by_hand() -> list[Path]:
    return [path for path in modules() if "versions" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_module_says_first_what_it_does() -> None:
    silent = [
        name(path)
        for path in written_by_hand()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_functions_and_modules_fit_a_glance() -> None:
    long = [name(path) for path in written_by_hand() if lines(path) > LONGEST_MODULE]
    for path in written_by_hand():
        found = [one for one in functions(path) if length(one) > LONGEST_FUNCTION]
        long += [f"{name(path)} {one.name}" for one in found]
    assert long == []


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def length(one: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (one.end_lineno or one.lineno) - one.lineno + 1


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_tables_are_read_without_postponed_annotations() -> None:
    told = "from __future__ import annotations"
    assert [
        name(path) for path in (ROOT / "storage").rglob("*.py") if told in path.read_text()
    ] == []


def test_rows_are_locked_in_one_place_where_they_are_read_anew() -> None:
    """Whoever claims work skips what is locked, and has not seen it before."""
    loose = re.compile(r"with_for_update\((?!skip_locked=True)")
    assert [
        name(path)
        for path in (ROOT / "storage").rglob("*.py")
        if path.name != "locking.py" and loose.search(path.read_text())
    ] == []


def test_every_package_is_installed() -> None:
    there = {
        name(path.parent).replace("/", ".") for path in modules() if path.name == "__init__.py"
    }
    assert there == set(PACKAGES)


def test_every_setting_is_used() -> None:
    code = "".join(path.read_text() for path in (ROOT / "bot").rglob("*.py"))
    unused = [one for one in Settings.model_fields if not re.search(rf"\.{one}\b", code)]
    assert unused == []


def test_whatever_the_house_imports_comes_with_it() -> None:
    """Not only with the tests."""
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    known = packages_distributions()
    foreign = {
        one for path in modules() for one in imported(path) if one not in sys.stdlib_module_names
    }
    missing = [
        one
        for one in foreign - set(ROOMS)
        if not {plain(package) for package in known.get(one, [])} & set(pinned)
    ]
    assert missing == []


def imported(path: Path) -> Iterator[str]:
    """The first words of what a module imports, at its top or in its functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_requirements_name_no_host() -> None:
    for file in ROOT.glob("requirements*.txt"):
        told = file.read_text()
        assert "://" not in told
        assert "--hash=sha256:" in told


def test_the_project_speaks_of_no_machine_it_was_written_on() -> None:
    told = [
        name(path)
        for room in (*ROOMS, "tests", "docs", "examples")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".md", ".yaml", ".html", ".po") and path != Path(__file__)
        if FOREIGN.search(path.read_text())
    ]
    assert told == []
