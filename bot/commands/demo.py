"""`naves demo`: everything in one process with example data and a chat page, without Telegram.

The chat page answers first; tables, examples, pages and the bot follow while it already does.
"""

import argparse
import asyncio
import os
import shutil
import sys
import webbrowser
from pathlib import Path
from typing import Any, TextIO

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.commands import asking
from bot.front import Front
from bot.serving import Ending, PortTaken, run, served
from bot.settings import Settings, read
from playground import app as playground
from playground.accounts import BotAccount, Person
from playground.limits import NONE

HOST = "127.0.0.1"
FAMILIAR = {
    "resident": Person(7_000_000_001, "Jana", "Nováková", "resident", started=True),
    "coordinator": Person(7_000_000_002, "Petr", "Dvořák", "coordinator", started=True),
    "member": Person(7_000_000_003, "Eva", "Svobodová", "member", started=True),
}
STRANGERS = (
    Person(7_000_000_004, "Tomáš", "Malý", "newcomer"),
    Person(7_000_000_005, "Оксана", "Коваленко", "oksana", "uk"),
)
# The demo is played quickly and by scripts, so nobody is held back.
UNLIMITED = "100000/minute"
LIMITS = ("taps", "messages", "enquiries", "exports", "sign_in", "invitations", "pages")


class Beside:
    """The playground at its own paths, Náves at all others."""

    def __init__(self, chat: ASGIApp, naves: ASGIApp) -> None:
        self._chat = chat
        self._naves = naves

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_chat = path.startswith(("/playground", "/telegram/bot", "/telegram/file"))
        await (self._chat if is_chat else self._naves)(scope, receive, send)


def run_demo(options: argparse.Namespace) -> int:
    folder: Path = options.data.resolve()
    if options.fresh:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "naves.log").open("a") as log:
        try:
            run(lambda ending: _life(ending, options, folder, log))
        except PortTaken as taken:
            asking.give_up(
                f"Port {taken.port} is taken by another program; choose --port "
                "(or make demo PORT=8081)."
            )
    return 0


async def _life(ending: Ending, options: argparse.Namespace, folder: Path, log: TextIO) -> None:
    from bot import demo_secrets

    settings = _settings(demo_secrets.kept(folder), options.port, folder)
    asking.set_up_log(settings, log)
    front = Front()
    cast = (*FAMILIAR.values(), *STRANGERS)
    # Telegram's limits can be switched on at the page; whoever tries things is not slowed down.
    bots = [BotAccount(settings.token)]
    chat = playground.build(folder / "playground", bots=bots, cast=cast, rates=NONE)
    address = f"http://{HOST}:{options.port}/playground"
    async with served(Beside(chat, front), HOST, options.port), playground.running(chat):
        asking.say(f"The page answers at {address}; the bot is on its way.")
        await _prepare(settings, front)
        await _talk(ending, settings, front, address, not options.no_open)
    asking.say("Stopped. All is kept; the next start goes on.")


async def _prepare(settings: Settings, front: Front) -> None:
    asking.say("Preparing the tables and the example data …")
    front.tell("the tables")
    filled = await asyncio.to_thread(lambda: asyncio.run(_filled(settings)))
    asking.say("The example data are in." if filled else "Going on from where you were.")


async def _filled(settings: Settings) -> bool:
    """In a thread with a loop of its own, because imports would hold up the page."""
    from bot import demo
    from storage import migrations
    from storage.database import Database

    if await migrations.version(settings.database) != migrations.newest():
        await migrations.upgrade(settings.database)
    database = Database(settings.database)
    try:
        acquainted = {username: person.id for username, person in FAMILIAR.items()}
        return await demo.fill(database, acquainted, await asking.now(settings), settings.zone)
    finally:
        await database.close()


async def _talk(ending: Ending, settings: Settings, front: Front, address: str, show: bool) -> None:
    from bot.running import running

    asking.say("Starting the bot …")
    async with running(settings, front) as parts:
        await parts.hears.wait()
        asking.say(f"ready {address}")
        asking.say("Ctrl-C stops.")
        if show and _has_screen():
            await asyncio.to_thread(webbrowser.open, address)
        await ending.wait()


def _has_screen() -> bool:
    """Without one a browser for terminals would take ours."""
    return sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _settings(secrets: dict[str, str], port: int, folder: Path) -> Settings:
    """Nothing of the operator's own environment gets into the demo."""
    given: dict[str, Any] = {
        "telegram_api_url": f"http://{HOST}:{port}/telegram",
        "naves_clock_url": f"http://{HOST}:{port}/playground/api/clock",
        "chat_url": f"http://{HOST}:{port}/playground",
        "public_url": "",
        "host": HOST,
        "port": port,
        "data_dir": folder,
        "database_url": "",
        "worker": "together",
        "time_zone": "Europe/Prague",
        "log_level": "INFO",
        "log_format": "plain",
        "minimum_free_disk_mb": 0,
        "quiet_hours": "",
        "quiet_holidays": False,
    }
    limits = {f"limit_{one}": UNLIMITED for one in LIMITS}
    return read(_env_file=None, **secrets, **given, **limits)


def _forget(folder: Path) -> None:
    """Start over, but only in a folder that a demo has made."""
    if not folder.exists():
        return
    if not (folder / "secrets").exists():
        asking.give_up(f"{folder} is not a folder of the demo; it is left as it is.")
    shutil.rmtree(folder)
