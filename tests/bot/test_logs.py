"""The log says what happened and where, and keeps to itself who said what."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from bot import logs
from web.references import new_reference

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
KEY = "q7Vn2-XkT0bLw9sRz4Jd_Fh6Ym1Pc8Ga3Eu5"
CONFESSION = "Nemám na nájem"
PERSON = 7000000042
NASTY = (TOKEN, KEY, CONFESSION, "Květa", str(PERSON), "tajne-heslo", "spent=1")


class Profile(BaseModel):
    year: int


@pytest.fixture(params=("json", "plain"))
def written(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up("DEBUG", request.param, [KEY])
    yield stream
    logging.basicConfig(force=True, handlers=[])
    structlog.reset_defaults()


def a_key_error() -> None:
    {}[CONFESSION]  # type: ignore[index]


def a_value_that_pydantic_quotes() -> None:
    Profile(year=CONFESSION)  # type: ignore[arg-type]


def a_database_error() -> None:
    cause = Exception(f"Key (telegram_id)=({PERSON}) already exists")
    raise IntegrityError("INSERT INTO resident", {"name": "Květa"}, cause)


def an_error_within_an_error() -> None:
    try:
        a_key_error()
    except KeyError as error:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/sendMessage") from error


@pytest.mark.parametrize(
    "going_wrong",
    [a_key_error, a_value_that_pydantic_quotes, a_database_error, an_error_within_an_error],
)
def test_an_error_is_told_by_its_kind_and_place(
    written: io.StringIO, going_wrong: Callable[[], None]
) -> None:
    log = structlog.get_logger("bot.dispatcher")
    try:
        going_wrong()
    except Exception:
        log.exception("An update was not handled.", reference="KQ7T-9HXM", update_id=12)
    told = written.getvalue()
    assert "KQ7T-9HXM" in told
    assert going_wrong.__name__ in told
    assert not [secret for secret in NASTY if secret in told]


def test_fields_about_people_are_left_out(written: io.StringIO) -> None:
    structlog.get_logger().info("heard", text=CONFESSION, telegram_id=PERSON, name="Květa", ms=3)
    assert "heard" in written.getvalue()
    assert not [secret for secret in NASTY if secret in written.getvalue()]


def test_what_libraries_fill_into_their_lines_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("aiogram.event").error(
        "Cause exception while process update id=%d by bot id=%d\n%s: %s", 1, 2, "E", CONFESSION
    )
    logging.getLogger("aiohttp.client").info("GET https://x/bot%s/getMe", TOKEN)
    logging.getLogger("any").warning(f"POST /bot{TOKEN}/sendMessage?text=a&spent=1 {KEY}")
    logging.getLogger("any").warning("postgresql://naves:tajne-heslo@db/naves")
    told = written.getvalue()
    assert "Cause exception while process update id=… by bot id=…" in told
    assert "/sendMessage" in told
    assert not [secret for secret in NASTY if secret in told]


async def test_a_task_that_nobody_awaited_tells_no_secret(written: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    error = KeyError(CONFESSION)
    loop.call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": error}
    )
    assert "Task exception was never retrieved" in written.getvalue()
    assert CONFESSION not in written.getvalue()


def test_a_line_is_one_json_object(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up("INFO", "json")
    structlog.get_logger("bot.polling").info("Handled.", updates=3, ms=12)
    logging.basicConfig(force=True, handlers=[])
    told = json.loads(stream.getvalue())
    assert (told["event"], told["updates"], told["logger"]) == ("Handled.", 3, "bot.polling")


def test_references_differ_and_can_be_read_out() -> None:
    made = {new_reference() for _ in range(100)}
    assert len(made) == 100
    assert not any(letter in reference for reference in made for letter in "01IO")
