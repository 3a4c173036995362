"""The `naves` command. Each command imports what it needs only when it is called."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

Options = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> None:
    options = parser().parse_args(arguments)
    # The database and the logs are nobody else's to read on a machine that several people use.
    os.umask(0o077)
    sys.exit(options.run(options))


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="naves", description="A participation assistant for municipalities."
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_demo, _serve, _work, _migrate, _import, _export, _recount, _invite):
        add(commands)
    for add in (_doctor, _backup):
        add(commands)
    return top


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _demo(commands: Commands) -> None:
    told = "start everything with example data and a chat page, without Telegram"
    demo = _command(commands, "demo", told, "demo", "run_demo")
    demo.add_argument("--port", type=int, default=8080, help="where the page is (8080)")
    demo.add_argument(
        "--data",
        type=Path,
        default=Path("demo-data"),
        metavar="DIR",
        help="where everything is kept (demo-data)",
    )
    demo.add_argument("--no-open", action="store_true", help="do not open a browser")
    demo.add_argument("--fresh", action="store_true", help="forget what DIR holds and start over")


def _serve(commands: Commands) -> None:
    told = "talk to Telegram and serve the pages"
    _command(commands, "serve", told, "serving", "serve")


def _work(commands: Commands) -> None:
    told = "do the worker's part, beside `naves serve` with WORKER=separate"
    _command(commands, "work", told, "serving", "work")


def _migrate(commands: Commands) -> None:
    told = "bring the tables of the database to their newest shape"
    _command(commands, "migrate", told, "migrate", "run")


def _import(commands: Commands) -> None:
    kinds = commands.add_parser("import", help="take data in from a file").add_subparsers(
        title="kinds", metavar="KIND", required=True
    )
    told = "surveys in YAML, as an XLSForm spreadsheet, or in a ZIP with pictures"
    survey = _command(kinds, "survey", told, "importing", "survey")
    survey.add_argument("file", type=Path)
    survey.add_argument("--release", action="store_true", help="let it open by its dates")
    survey.add_argument(
        "--language",
        choices=("cs", "cs-easy", "uk", "en"),
        default="cs",
        help="the language in which problems of the file are told (cs)",
    )
    plan = _command(kinds, "plan", "a draft plan in YAML, Markdown or DOCX", "planning", "plan")
    plan.add_argument("file", type=Path)
    plan.add_argument("--area", default="", help="the area's code, where the file does not say")
    plan.add_argument("--prefix", default="", help="what numbers of its comments begin with")
    for kind, told in (
        ("areas", "areas with their municipalities and local rules, in YAML"),
        ("municipalities", "municipalities, in CSV"),
        ("codelists", "what surveys choose from, in YAML"),
        ("contests", "contests, in YAML, announced at once"),
        ("groups", "working groups with their members by name, in YAML"),
    ):
        _command(kinds, kind, told, "importing", kind).add_argument("file", type=Path)
    told = "meetings with dates and places, in YAML, XLSX, CSV or iCalendar, announced at once"
    meetings = _command(kinds, "meetings", told, "importing", "meetings")
    meetings.add_argument("file", type=Path)
    meetings.add_argument("--area", default="", help="the area's code, where the file names none")


def _export(commands: Commands) -> None:
    kinds = commands.add_parser("export", help="hand data out, audited").add_subparsers(
        title="kinds", metavar="KIND", required=True
    )
    told = "responses row by row with a code book, free text apart"
    survey = _command(kinds, "survey", told, "exporting", "survey")
    survey.add_argument("survey", help="the survey's code or key")
    survey.add_argument(
        "--format",
        action="append",
        choices=("csv", "xlsx", "json", "sav"),
        help="may be repeated (csv and json); sav needs the extra `stats`",
    )
    survey.add_argument("--to", type=Path, default=Path(), metavar="DIR", help="where files go")


def _recount(commands: Commands) -> None:
    told = "count the ballots of a contest once more, from its file"
    _command(commands, "recount", told, "recounting", "ballots").add_argument("file", type=Path)


def _invite(commands: Commands) -> None:
    told = "print a one-time link for an administrator, valid 15 minutes"
    _command(commands, "invite-admin", told, "inviting", "administrator")


def _doctor(commands: Commands) -> None:
    told = "check settings, database, token and webhook, and say what to mend"
    _command(commands, "doctor", told, "doctor", "run")


def _backup(commands: Commands) -> None:
    told = "write all data to a file, also while the program runs"
    _command(commands, "backup", told, "backup", "backup").add_argument("file", type=Path)
    told = "take all data from a backup into an empty database"
    restore = _command(commands, "restore", told, "backup", "restore")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="delete what is there before")


def _command(
    commands: Commands, name: str, told: str, module: str, function: str
) -> argparse.ArgumentParser:
    sentence = f"{told[:1].upper()}{told[1:]}."
    command = commands.add_parser(name, help=told, description=sentence)
    command.set_defaults(run=_lazily(module, function))
    return command


def _lazily(module: str, function: str) -> Callable[[Options], int]:
    def run(options: Options) -> int:
        code: int = getattr(import_module(f"bot.commands.{module}"), function)(options)
        return code

    return run


if __name__ == "__main__":
    main()
