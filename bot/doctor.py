"""Looks at everything the program depends on; each finding is a sentence with what to mend."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot import disk
from bot.bot_api import UNREACHABLE, BotApi, Refused
from bot.settings import Settings
from storage import migrations
from storage.database import Database
from web.webhook import PATH

MOST_SKEW_SECONDS = 30
FONTS = Path(__file__).parents[1] / "papers" / "fonts"
FONT_FILES = 2


@dataclass(frozen=True)
class Finding:
    is_well: bool
    sentence: str


Findings = Sequence[Finding]
Look = Callable[[Settings], Awaitable[Findings]]


def well(sentence: str) -> Findings:
    return (Finding(True, sentence),)


def ill(sentence: str) -> Findings:
    return (Finding(False, sentence),)


async def look_at_all(settings: Settings) -> Findings:
    found: list[Finding] = []
    for look in LOOKS:
        found += await look(settings)
    return found


async def database(settings: Settings) -> Findings:
    made = Database(settings.database)
    kind = "SQLite" if made.is_sqlite else "PostgreSQL"
    try:
        if not made.is_sqlite and not await made.answers():
            return ill(
                f"The {kind} database does not answer. See that it runs and that DATABASE_URL "
                "has the right address, name and password."
            )
        at = await migrations.version(settings.database)
    except (SQLAlchemyError, OSError):
        return ill(f"The {kind} database cannot be opened. Look at DATABASE_URL and DATA_DIR.")
    finally:
        await made.close()
    if at != migrations.newest():
        return ill(
            f"The tables are at {at or 'nothing'}, this program needs {migrations.newest()}. "
            "Run `naves migrate`."
        )
    return well(f"The {kind} database answers and its tables are at {at}.")


async def data_folder(settings: Settings) -> Findings:
    folder = settings.data_dir
    if not await asyncio.to_thread(_can_be_written, folder):
        return ill(f"DATA_DIR {folder} cannot be written to. Give it to the program's user.")
    free = disk.free_mb(folder)
    if free < settings.minimum_free_disk_mb:
        return ill(
            f"Only {free} MB are free in DATA_DIR {folder}. Answers are refused below "
            f"{settings.minimum_free_disk_mb} MB; make room."
        )
    return well(f"DATA_DIR {folder} can be written to and has {free} MB free.")


async def secret_files(settings: Settings) -> Findings:
    """Keys of surveys tell whose answers are whose: nobody else on the machine may read them."""
    readable = await asyncio.to_thread(_readable_by_others, settings.survey_keys)
    if readable:
        return ill(
            f"Others on this machine may read {settings.survey_keys}. "
            f"Run: chmod -R go= {settings.survey_keys}"
        )
    return well("The keys of surveys can be read by the program's user alone.")


async def public_address(settings: Settings) -> Findings:
    if not settings.public_url:
        return well("PUBLIC_URL is empty, so the bot asks Telegram for updates itself.")
    if settings.public_url.startswith("https://"):
        return well(f"PUBLIC_URL {settings.public_url} is https.")
    return ill(
        f"PUBLIC_URL {settings.public_url} is not https. Telegram delivers to https only, and "
        "staff would sign in unprotected. Put a proxy with a certificate in front."
    )


async def telegram(settings: Settings) -> Findings:
    async with aiohttp.ClientSession() as http:
        api = BotApi(settings.telegram_api_url, settings.token, http)
        try:
            me = await api.call("getMe")
            hook = await api.call("getWebhookInfo")
        except Refused as refused:
            if refused.code in (401, 404):
                return ill(
                    "Telegram does not know the token. Ask @BotFather for it and set "
                    "TELEGRAM_BOT_TOKEN."
                )
            return ill(f"Telegram answered with an error ({refused.code}). Try again later.")
        except UNREACHABLE:
            return ill(
                f"{settings.telegram_api_url} cannot be reached. Look at the network, a "
                "firewall or TELEGRAM_API_URL."
            )
    return [*well(f"Telegram knows the bot @{me['username']}."), *_webhook(settings, hook)]


def _webhook(settings: Settings, hook: dict[str, object]) -> Findings:
    url, wanted = str(hook.get("url") or ""), settings.public_url + PATH
    if not settings.public_url:
        if url:
            return ill(
                "Telegram delivers to a webhook, but PUBLIC_URL is empty. `naves serve` will "
                "take the webhook away; see that no other installation uses this bot."
            )
        return well("No webhook is set, as it should be for polling.")
    if url != wanted:
        where = urlsplit(url).netloc or "nowhere"
        return ill(
            f"Telegram delivers to {where}, not to PUBLIC_URL. `naves serve` sets it when it "
            "starts; see that no other installation uses this bot."
        )
    if hook.get("last_error_message"):
        return ill(
            f"Telegram could not deliver lately: {hook['last_error_message']}. "
            f"{hook.get('pending_update_count', 0)} updates wait."
        )
    return well(f"Telegram delivers by webhook; {hook.get('pending_update_count', 0)} wait.")


async def clock(settings: Settings) -> Findings:
    """A survey closes by our clock, a message counts by Telegram's: they must agree."""
    if settings.naves_clock_url:
        return ill(
            "NAVES_CLOCK_URL is set, so the time comes from a playground. Empty it, unless "
            "this is a test."
        )
    async with aiohttp.ClientSession() as http:
        try:
            async with http.head(settings.telegram_api_url) as response:
                told = response.headers.get("Date")
        except UNREACHABLE:
            told = None
    if told is None:
        return well("The clock could not be compared with Telegram's.")
    skew = time.time() - parsedate_to_datetime(told).timestamp()
    if abs(skew) > MOST_SKEW_SECONDS:
        return ill(f"The clock is {skew:.0f} seconds off. Let the machine set its time (NTP).")
    return well("The clock agrees with Telegram's.")


async def fonts(_settings: Settings) -> Findings:
    found = len(await asyncio.to_thread(lambda: list(FONTS.glob("*.ttf"))))
    if found < FONT_FILES:
        return ill("The fonts for charts are missing from papers/fonts. Install Náves again.")
    return well("The fonts for charts are there.")


LOOKS: Sequence[Look] = (
    database,
    data_folder,
    secret_files,
    public_address,
    telegram,
    clock,
    fonts,
)


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


def _readable_by_others(folder: Path) -> bool:
    there = [folder, *folder.glob("*")] if folder.exists() else []
    return any(path.stat().st_mode & 0o077 for path in there)
