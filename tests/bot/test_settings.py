"""What an operator sets is complete in `.env.example`, and weak secrets are refused."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import Settings, async_address, complaints

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)
STRONG = "q7Vn2-XkT0bLw9sRz4Jd_Fh6Ym1Pc8Ga3Eu5"
SECRETS = {"telegram_bot_token", "secret_key"}


def settings(**given: Any) -> Settings:
    needed = {"telegram_bot_token": "1:abc", "secret_key": STRONG}
    return Settings(_env_file=None, **needed | given)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def example() -> dict[str, str]:
    return dict(EXAMPLE.findall((ROOT / ".env.example").read_text()))


def test_the_example_lists_every_setting_and_nothing_else() -> None:
    assert list(example()) == [name.upper() for name in Settings.model_fields]


def test_the_example_shows_the_values_that_hold_without_it() -> None:
    shown = {name: value for name, value in example().items() if name.lower() not in SECRETS}
    held = {name: str(getattr(settings(), name.lower())) for name in shown}
    assert shown == held


def test_secrets_in_the_example_are_empty_and_refused_so() -> None:
    assert {example()[name.upper()] for name in SECRETS} == {""}
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=ROOT / ".env.example")
    assert {told.split()[0] for told in complaints(refused.value)} == {
        name.upper() for name in SECRETS
    }


@pytest.mark.parametrize(
    "weak", ["", "short", "a" * 64, "12341234" * 8, f"changeme-{STRONG}", "password" + STRONG]
)
def test_a_weak_secret_is_refused_without_being_repeated(weak: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(secret_key=weak)
    told = " ".join(complaints(refused.value))
    assert told.startswith("SECRET_KEY ")
    assert not weak or weak not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_bot_token", "not a token"),
        ("public_url", "naves.example"),
        ("database_url", "mysql://naves"),
        ("time_zone", "Europe/Vizovice"),
        ("limit_enquiries", "a few"),
        ("limit_comments", "often"),
        ("port", "0"),
        ("worker", "sometimes"),
    ],
)
def test_a_value_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{name: value})
    (told,) = complaints(refused.value)
    assert told.startswith(name.upper())


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("postgres://a:b@c/naves", "postgresql+asyncpg://a:b@c/naves"),
        ("postgresql://c/naves?sslmode=require", "postgresql+asyncpg://c/naves?ssl=require"),
        ("sqlite:////srv/naves.db", "sqlite+aiosqlite:////srv/naves.db"),
    ],
)
def test_database_addresses_are_understood_as_hosting_writes_them(
    given: str, understood: str
) -> None:
    assert async_address(given) == understood


def test_without_a_database_address_the_file_lies_among_the_data(tmp_path: Path) -> None:
    assert settings(data_dir=tmp_path).database == f"sqlite+aiosqlite:///{tmp_path}/naves.db"


def test_keys_made_for_different_ends_differ() -> None:
    assert settings().webhook_secret != settings().derived("forms")
    assert settings().webhook_secret == settings().webhook_secret
