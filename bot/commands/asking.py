"""What the commands share: settings or a plain complaint, and a place to say things."""

import sys
from datetime import datetime
from typing import NoReturn, TextIO

from pydantic import ValidationError

from bot import logs
from bot.settings import Settings, complaints, read

MISUSED = 2


def say(sentence: str = "") -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def complain(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def give_up(*sentences: str) -> NoReturn:
    for sentence in sentences:
        complain(sentence)
    sys.exit(MISUSED)


def settings() -> Settings:
    """The settings, with the log set up after them; wrong ones are told and end the command."""
    try:
        made = read()
    except ValidationError as wrong:
        give_up(*complaints(wrong))
    set_up_log(made)
    return made


def set_up_log(made: Settings, stream: TextIO | None = None) -> None:
    secrets = (made.token, made.secret_key.get_secret_value(), made.webhook_secret)
    logs.set_up(made.log_level, made.log_format, secrets, stream)


async def now(made: Settings) -> datetime:
    from bot.clock import Clock

    clock = Clock(made.naves_clock_url)
    try:
        return await clock.now()
    finally:
        await clock.close()
