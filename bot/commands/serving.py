"""`naves serve` and `naves work`: run until told to end."""

import argparse

from bot.commands import asking
from bot.front import Front
from bot.serving import Ending, Life, PortTaken, run, served


def serve(_options: argparse.Namespace) -> int:
    settings = asking.settings()

    async def life(ending: Ending) -> None:
        from bot.running import running

        front = Front()
        async with served(front, settings.host, settings.port), running(settings, front):
            await ending.wait()

    return _live(life)


def work(_options: argparse.Namespace) -> int:
    settings = asking.settings()

    async def life(ending: Ending) -> None:
        from bot.running import working

        async with working(settings):
            await ending.wait()

    return _live(life)


def _live(life: Life) -> int:
    try:
        run(life)
    except PortTaken as taken:
        asking.give_up(
            f"Port {taken.port} on {taken.host} cannot be used: another program has it, "
            "or HOST is not an address of this machine."
        )
    return 0
