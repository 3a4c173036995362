"""All an operator can set, read from the environment and `.env`; weak secrets are refused."""

import hmac
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from limits import parse_many
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from outreach.rules import Rules, quiet_times

TOKEN_SHAPE = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
ANYWHERE = ("0.0.0.0", "::")
SECRET_LENGTH = 32
# A random secret of 32 characters has about 20 different ones; "aaaa…" and "1234…" have few.
SECRET_VARIETY = 12
COMMON_SECRETS = ("changeme", "change-me", "secret", "password", "heslo", "example", "0123456789")
HOW_TO_MAKE = "make one by: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: SecretStr = Field(
        description="The bot's token, which @BotFather gives. A secret.",
    )
    secret_key: SecretStr = Field(
        description="Random text of 32 characters or more, from which keys against forgery are "
        "made. A secret.",
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org",
        description="The Bot API server; another one than Telegram's only for tests or a relay.",
    )
    chat_url: str = Field(
        default="https://t.me/{bot}",
        description="Where links of the pages into the chat lead; {bot} is the bot's name. Another "
        "one than Telegram's only for the demo.",
    )
    public_url: str = Field(
        default="",
        description="Where residents' browsers and Telegram reach the pages, as "
        "https://naves.example. When it is set, Telegram delivers by webhook; "
        "without it the bot asks Telegram itself (polling).",
    )
    host: str = Field(default="127.0.0.1", description="The address the pages listen on.")
    port: int = Field(default=8080, ge=1, le=65535, description="The port the pages listen on.")
    data_dir: Path = Field(
        default=Path("data"),
        description="The folder for the SQLite file, the keys of surveys, votes and debates, and "
        "the media.",
    )
    database_url: str = Field(
        default="",
        description="A PostgreSQL address, postgresql://name:password@host/naves; "
        "empty means the SQLite file DATA_DIR/naves.db.",
    )
    worker: Literal["together", "separate"] = Field(
        default="together",
        description="Whether `naves serve` also does the worker's part, or leaves it to "
        "`naves work`.",
    )
    paid_broadcast: bool = Field(
        default=False,
        description="Whether Telegram may charge Stars to send 1,000 messages a second instead of "
        "30; see its conditions first.",
    )
    time_zone: str = Field(
        default="Europe/Prague", description="The time zone in which people read times."
    )
    quiet_hours: str = Field(
        default="20:00-8:00",
        description="When nobody is written to unasked; areas may set their own. Empty means never "
        "quiet.",
    )
    quiet_holidays: bool = Field(
        default=True, description="Whether Czech public holidays are quiet all day."
    )
    unasked_a_week: int = Field(
        default=3,
        ge=1,
        description="How many messages a week one person may get unasked; areas may lower it.",
    )
    approval_above: int = Field(
        default=500,
        ge=0,
        description="Above so many recipients a second person approves a broadcast; areas may "
        "lower it.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least important line that the log still shows."
    )
    log_format: Literal["json", "plain"] = Field(
        default="json", description="Lines of the log for machines (json) or for people (plain)."
    )
    limit_taps: str = Field(
        default="120/minute", description="How many buttons one person may tap."
    )
    limit_messages: str = Field(
        default="30/minute", description="How many messages one person may send."
    )
    limit_enquiries: str = Field(
        default="5/hour;15/day",
        description="How many messages one person may hand to the coordinator.",
    )
    limit_comments: str = Field(
        default="20/hour;60/day",
        description="How many comments on plans one person may send in the chat.",
    )
    limit_exports: str = Field(
        default="5/hour", description="How often one person may download data in the chat."
    )
    limit_sign_in: str = Field(
        default="10/hour", description="How many sign-in links one member of staff may ask for."
    )
    limit_invitations: str = Field(
        default="30/day", description="How many people one member of staff may invite."
    )
    limit_pages: str = Field(
        default="240/minute", description="How many pages one network address may ask for."
    )
    limit_page_sign_in: str = Field(
        default="10/minute", description="How often one network address may try to sign in."
    )
    limit_form: str = Field(
        default="1200/minute",
        description="How many pages to answer, comment, register or vote on one network address "
        "may ask for; a whole hall may share one.",
    )
    limit_form_begin: str = Field(
        default="120/hour",
        description="How many responses, comments, registrations, works and statements one network "
        "address may begin on the web.",
    )
    limit_form_code: str = Field(
        default="20/minute",
        description="How often one network address may try a code, or a link, to what is "
        "somebody's own on the web.",
    )
    minimum_free_disk_mb: int = Field(
        default=100,
        ge=0,
        description="Below so many free megabytes, answers are refused kindly before the disk "
        "is full.",
    )
    naves_clock_url: str = Field(
        default="",
        description="The playground's clock, from which demo and tests take the time. "
        "Leave it empty.",
    )

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_has_its_shape(cls, token: SecretStr) -> SecretStr:
        if not TOKEN_SHAPE.fullmatch(token.get_secret_value()):
            raise ValueError("is not a token as @BotFather gives it: digits, a colon, letters")
        return token

    @field_validator("secret_key")
    @classmethod
    def _secret_is_strong(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value()
        if len(text) < SECRET_LENGTH or len(set(text)) < SECRET_VARIETY:
            raise ValueError(f"is too easy to guess; {HOW_TO_MAKE}")
        if any(common in text.lower() for common in COMMON_SECRETS):
            raise ValueError(f"holds a common word; {HOW_TO_MAKE}")
        return secret

    @field_validator("public_url", "telegram_api_url", "naves_clock_url")
    @classmethod
    def _address_is_whole(cls, url: str) -> str:
        if url and not (urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc):
            raise ValueError("must be a whole address, as https://naves.example")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_is_one_we_speak_to(cls, url: str) -> str:
        return async_address(url) if url else ""

    @field_validator("time_zone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError("is not a known time zone, as Europe/Prague") from None
        return zone

    @field_validator("quiet_hours")
    @classmethod
    def _quiet_can_be_read(cls, hours: str) -> str:
        try:
            quiet_times(hours)
        except ValueError:
            raise ValueError("must read as 20:00-8:00") from None
        return hours

    @field_validator(
        "limit_taps",
        "limit_messages",
        "limit_enquiries",
        "limit_comments",
        "limit_exports",
        "limit_sign_in",
        "limit_invitations",
        "limit_pages",
        "limit_page_sign_in",
        "limit_form",
        "limit_form_begin",
        "limit_form_code",
    )
    @classmethod
    def _limit_can_be_read(cls, limit: str) -> str:
        try:
            parse_many(limit)
        except ValueError:
            raise ValueError("must read as 20/minute, 5/hour or 5/hour;15/day") from None
        return limit

    @property
    def database(self) -> str:
        """The address of the database, the SQLite file included."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'naves.db'}"

    @property
    def pages_url(self) -> str:
        """Where our own links lead: to the public address, or to this machine."""
        host = "127.0.0.1" if self.host in ANYWHERE else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def chats_here(self) -> bool:
        """Whether people chat on this very machine, as in the demo, and so reach its pages."""
        return not self.chat_url.startswith("https://")

    @property
    def survey_keys(self) -> Path:
        """Where the keys of open surveys lie, which no backup takes along."""
        return self.data_dir / "survey-keys"

    @property
    def media(self) -> Path:
        return self.data_dir / "media"

    @property
    def exports(self) -> Path:
        """Where files of rows lie for a day."""
        return self.data_dir / "exports"

    @property
    def limits(self) -> Mapping[str, str]:
        """How often one person may do each kind of thing in the chat."""
        return {
            "tap": self.limit_taps,
            "message": self.limit_messages,
            "enquiry": self.limit_enquiries,
            "comment": self.limit_comments,
            "export": self.limit_exports,
            "sign_in": self.limit_sign_in,
            "invite": self.limit_invitations,
        }

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def rules(self) -> Rules:
        """How much and when people may be written to, where an area says nothing else."""
        begin, end = quiet_times(self.quiet_hours)
        return Rules(
            approval_above=self.approval_above,
            unasked_a_week=self.unasked_a_week,
            quiet_from=begin,
            quiet_to=end,
            quiet_holidays=self.quiet_holidays,
            zone=self.zone,
        )

    @property
    def token(self) -> str:
        return self.telegram_bot_token.get_secret_value()

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])

    @property
    def webhook_secret(self) -> str:
        """What Telegram shows us with each update; made from the key, so it is not one more."""
        return self.derived("webhook")

    def derived(self, purpose: str) -> str:
        key = self.secret_key.get_secret_value().encode()
        return hmac.digest(key, purpose.encode(), "sha256").hex()


def read(**given: Any) -> Settings:
    """The settings of the environment, those given before them."""
    return Settings(**given)


def async_address(url: str) -> str:
    """The address in the form our drivers read, from the forms in which hosting gives it."""
    scheme, separator, rest = url.partition("://")
    if scheme in ("sqlite", "sqlite+aiosqlite") and separator:
        return f"sqlite+aiosqlite://{rest}"
    if scheme not in ("postgres", "postgresql", "postgresql+asyncpg") or not rest:
        raise ValueError("must begin with postgresql:// or sqlite:///")
    place, _, query = rest.partition("?")
    asked = {("ssl" if name == "sslmode" else name): value for name, value in parse_qsl(query)}
    return f"postgresql+asyncpg://{place}" + (f"?{urlencode(asked)}" if asked else "")


def complaints(error: ValidationError) -> Sequence[str]:
    """What is wrong with the settings, one plain sentence each, without the values."""
    return [
        _complaint(str(one["loc"][0]).upper(), one["type"], one["msg"]) for one in error.errors()
    ]


def _complaint(name: str, kind: str, message: str) -> str:
    if kind == "missing":
        return f"{name} is not set; see .env.example."
    return f"{name} {message.removeprefix('Value error, ')}."
