"""The doctor says what is well, and of what is ill what to mend."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import doctor
from bot.settings import Settings
from storage import migrations
from tests.programs import STRONG


class Telegram:
    """As much of the Bot API as the doctor asks."""

    def __init__(self) -> None:
        self.hook: dict[str, Any] = {"url": "", "pending_update_count": 0}

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != "1:good":
            told = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return web.json_response(told, status=401)
        me = {"id": 1, "username": "vizovice_bot"}
        result = me if request.match_info["method"] == "getMe" else self.hook
        return web.json_response({"ok": True, "result": result})


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def api(telegram: Telegram) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


@pytest.fixture
def well(api: str, tmp_path: Path) -> dict[str, Any]:
    return {
        "telegram_bot_token": "1:good",
        "secret_key": STRONG,
        "telegram_api_url": api,
        "data_dir": tmp_path,
    }


async def told(given: dict[str, Any]) -> list[str]:
    findings = await doctor.look_at_all(Settings(_env_file=None, **given))
    return [one.sentence for one in findings if not one.is_well]


async def test_a_healthy_village_has_nothing_to_mend(well: dict[str, Any]) -> None:
    await migrations.upgrade(Settings(_env_file=None, **well).database)
    assert await told(well) == []


async def test_tables_that_were_not_migrated_are_told(well: dict[str, Any]) -> None:
    (sentence,) = await told(well)
    assert sentence.endswith("Run `naves migrate`.")


async def test_a_postgresql_that_is_away_is_told(well: dict[str, Any]) -> None:
    (sentence,) = await told(well | {"database_url": "postgresql://naves:x@127.0.0.1:1/naves"})
    assert sentence.startswith("The PostgreSQL database does not answer.")


@pytest.mark.parametrize(
    ("wrong", "mending"),
    [
        ({"telegram_bot_token": "1:bad"}, "set TELEGRAM_BOT_TOKEN"),
        ({"telegram_api_url": "http://127.0.0.1:1"}, "cannot be reached"),
        ({"public_url": "http://vizovice.example"}, "is not https"),
        ({"minimum_free_disk_mb": 10**9}, "make room"),
        ({"naves_clock_url": "http://127.0.0.1:1/clock"}, "NAVES_CLOCK_URL is set"),
    ],
)
async def test_what_is_wrong_comes_with_what_to_do(
    well: dict[str, Any], wrong: dict[str, Any], mending: str
) -> None:
    await migrations.upgrade(Settings(_env_file=None, **well).database)
    assert mending in " ".join(await told(well | wrong))


async def test_a_webhook_that_leads_elsewhere_is_told(
    well: dict[str, Any], telegram: Telegram
) -> None:
    await migrations.upgrade(Settings(_env_file=None, **well).database)
    telegram.hook["url"] = "https://other.example/telegram/webhook"
    (sentence,) = await told(well)
    assert "PUBLIC_URL is empty" in sentence
    (sentence,) = await told(well | {"public_url": "https://vizovice.example"})
    assert "delivers to other.example" in sentence


async def test_keys_that_others_may_read_are_told(well: dict[str, Any], tmp_path: Path) -> None:
    await migrations.upgrade(Settings(_env_file=None, **well).database)
    keys = tmp_path / "survey-keys"
    keys.mkdir(mode=0o700)
    (keys / "BUSES").write_bytes(b"k" * 32)
    (keys / "BUSES").chmod(0o644)
    (sentence,) = await told(well)
    assert "chmod -R go=" in sentence
