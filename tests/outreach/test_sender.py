"""The sender speaks the real Bot API and tells apart what may be mended from what may not."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from outreach.letters import DOCUMENT, PHOTO, Letter, Media
from outreach.pace import Pace, Rate
from outreach.sender import AskedToWait, NobodyKnows, NotNow, Sender
from outreach.uploads import Uploads
from storage.database import Database
from storage.outreach import Outcome
from tests.playground.running import Json, Running, button_texts, playground_running
from tests.programs import free_port
from texts.screens import Button

NEWS = Letter("<b>Novinka</b>: 1 &lt; 2", ((Button("Ankety", "go:surveys:"),),))
FAST = Rate(10_000, 1000)


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def pg() -> AsyncIterator[Running]:
    async with playground_running() as running:
        yield running


@pytest.fixture
async def uploads(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Uploads]:
    database = Database(sqlite_url)
    yield Uploads(database, 1, tmp_path)
    await database.close()


@pytest.fixture
async def sender(pg: Running, uploads: Uploads) -> AsyncIterator[Sender]:
    made = Sender(pg.token, pg.api, uploads, Pace(FAST))
    await made.open()
    yield made
    await made.close()


def kept(folder: Path, kind: str, name: str, content: bytes) -> Media:
    digest = hashlib.sha256(content).hexdigest()
    (folder / digest).write_bytes(content)
    return Media(kind, digest, name)


async def uploaded(pg: Running) -> list[bool]:
    """Of each message with a file, whether it brought the file along."""
    calls = await pg.telegram.calls()
    sent = [one for one in calls if one["method"].lower() in ("senddocument", "sendphoto")]
    named = [one["parameters"].get("document") or one["parameters"]["photo"] for one in sent]
    return [name.startswith(("attach://", "(")) for name in named]


async def started(pg: Running, number: int) -> Json:
    """Somebody to whom the bot may write."""
    user = await pg.telegram.user(username=f"soused{number}")
    await pg.telegram.start(user)
    return user


async def test_a_letter_arrives_with_its_buttons(pg: Running, sender: Sender) -> None:
    jana = await pg.telegram.resident()
    assert await sender.send(jana["id"], NEWS) is Outcome.SENT
    last = await pg.telegram.last(jana)
    assert last["text"] == "Novinka: 1 < 2"
    assert button_texts(last) == ["Ankety"]


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [(DOCUMENT, "výsledky.csv", b"a;b"), (PHOTO, "strom.png", picture())],
    ids=[DOCUMENT, PHOTO],
)
async def test_a_file_is_uploaded_once_however_many_get_it(
    pg: Running, sender: Sender, tmp_path: Path, kind: str, name: str, content: bytes
) -> None:
    letter = replace(NEWS, media=kept(tmp_path, kind, name, content))
    people = [await started(pg, number) for number in range(6)]
    ended = await asyncio.gather(*(sender.send(one["id"], letter) for one in people))
    assert ended == [Outcome.SENT] * 6
    assert sorted(await uploaded(pg)) == [False] * 5 + [True]
    last = await pg.telegram.last(people[-1])
    assert kind in last
    assert last["caption"] == "Novinka: 1 < 2"


async def test_the_next_process_knows_what_is_uploaded_and_another_bot_does_not(
    pg: Running, uploads: Uploads, sender: Sender, tmp_path: Path
) -> None:
    jana = await pg.telegram.resident()
    letter = Letter("Tady", media=kept(tmp_path, DOCUMENT, "a.csv", b"a;b"))
    await sender.send(jana["id"], letter)
    assert letter.media
    again = Uploads(uploads._database, 1, tmp_path)
    assert await again.name(letter.media) == await uploads.name(letter.media)
    other = Uploads(uploads._database, 2, tmp_path)
    assert await other.name(letter.media) is None


async def test_a_file_that_telegram_knows_no_longer_is_uploaded_again(
    pg: Running, uploads: Uploads, sender: Sender, tmp_path: Path
) -> None:
    jana = await pg.telegram.resident()
    media = kept(tmp_path, DOCUMENT, "a.csv", b"a;b")
    await uploads.keep(media, "BQACAgQAAxkBAAIforgotten")
    assert await sender.send(jana["id"], Letter("Tady", media=media)) is Outcome.SENT
    assert await sender.send(jana["id"], Letter("Znovu", media=media)) is Outcome.SENT
    assert await uploaded(pg) == [False, True, False]


async def test_a_file_that_is_gone_is_refused_and_nothing_goes_out(
    pg: Running, sender: Sender
) -> None:
    jana = await pg.telegram.resident()
    before = await pg.telegram.messages(jana)
    letter = Letter("Tady", media=Media(DOCUMENT, "0" * 64, "a.csv"))
    assert await sender.send(jana["id"], letter) is Outcome.REFUSED
    assert await pg.telegram.messages(jana) == before


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "blocked"}, Outcome.BLOCKED),
        ({"kind": "deactivated"}, Outcome.DEACTIVATED),
        ({"kind": "not_found"}, Outcome.CHAT_GONE),
    ],
    ids=lambda told: told["kind"] if isinstance(told, dict) else None,
)
async def test_who_cannot_be_reached_is_told_apart(
    pg: Running, sender: Sender, fault: Json, outcome: Outcome
) -> None:
    jana = await pg.telegram.resident()
    await pg.telegram.faults(fault | {"method": "sendMessage"})
    assert await sender.send(jana["id"], NEWS) is outcome


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("500", NotNow),
        ("drop_before", NobodyKnows),
        ("drop_after", NobodyKnows),
        ("unauthorized", AskedToWait),
    ],
)
async def test_what_may_be_mended_says_whether_it_may_have_gone_out(
    pg: Running, sender: Sender, kind: str, ends: type[Exception]
) -> None:
    jana = await pg.telegram.resident()
    await pg.telegram.faults({"kind": kind, "method": "sendMessage"})
    with pytest.raises(ends):
        await sender.send(jana["id"], NEWS)


async def test_where_telegram_cannot_be_reached_nothing_has_gone_out(uploads: Uploads) -> None:
    made = Sender("1:none", f"http://127.0.0.1:{free_port()}", uploads, Pace(FAST))
    await made.open()
    with pytest.raises(NotNow):
        await made.send(1, NEWS)
    await made.close()


async def test_what_answers_in_telegrams_place_leaves_it_unknown(
    pg: Running, uploads: Uploads
) -> None:
    """A relay between us and Telegram may fail before or after the letter has gone out."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>")
        writer.close()

    relay = await asyncio.start_server(answer, "127.0.0.1", 0, family=socket.AF_INET)
    port = relay.sockets[0].getsockname()[1]
    made = Sender(pg.token, pg.api, uploads, Pace(FAST))
    await made.open()
    made._bot._base_url = f"http://127.0.0.1:{port}/bot{pg.token}"
    with pytest.raises(NobodyKnows):
        await made.send(1, NEWS)
    await made.close()
    relay.close()


async def test_too_many_requests_make_a_chat_wait_and_two_everybody(
    pg: Running, sender: Sender
) -> None:
    jana = await pg.telegram.resident()
    await pg.telegram.faults({"kind": "429", "method": "sendMessage", "retry_after": 700})
    with pytest.raises(AskedToWait) as asked:
        await sender.send(jana["id"], NEWS)
    assert asked.value.seconds == 700
    assert sender.room() > 0
    calls = len(await pg.telegram.calls())
    with pytest.raises(AskedToWait):
        await sender.send(jana["id"], NEWS)
    assert len(await pg.telegram.calls()) == calls
    petr = await started(pg, 1)
    with pytest.raises(AskedToWait):
        await sender.send(petr["id"], NEWS)
    assert sender.room() == 0
    assert sender.refused() == {jana["id"]: 700, petr["id"]: 700}
    assert sender.refused() == {}


async def test_an_unknown_chat_and_a_broken_letter_are_given_up(
    pg: Running, sender: Sender
) -> None:
    jana = await pg.telegram.resident()
    assert await sender.send(999, NEWS) is Outcome.CHAT_GONE
    assert await sender.send(jana["id"], Letter("<b>nedokončené")) is Outcome.REFUSED
    assert await sender.send(jana["id"], Letter("a" * 5000)) is Outcome.TOO_LONG


async def test_telegram_may_be_paid_for_speed(pg: Running, uploads: Uploads) -> None:
    jana = await pg.telegram.resident()
    made = Sender(pg.token, pg.api, uploads, Pace(FAST), paid=True)
    await made.open()
    await made.send(jana["id"], NEWS)
    await made.close()
    call = (await pg.telegram.calls())[-1]
    assert str(call["parameters"]["allow_paid_broadcast"]).lower() == "true"


async def test_a_message_may_be_changed_and_changing_it_again_is_no_fault(
    pg: Running, sender: Sender
) -> None:
    jana = await pg.telegram.resident()
    await sender.send(jana["id"], NEWS)
    number = (await pg.telegram.last(jana))["message_id"]
    for message in (number, number, number + 1):
        assert await sender.edit(jana["id"], message, Letter("Hotovo"))
    assert (await pg.telegram.last(jana))["text"] == "Hotovo"
    await pg.telegram.faults({"kind": "500", "method": "editMessageText"})
    assert not await sender.edit(jana["id"], number, Letter("Znovu"))
