"""Files from the chat come into the media folder once, within bounds and known by their content."""

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import incoming, settings
from bot.bot_api import Refused
from bot.incoming import NotTaken
from bot.settings import Settings
from outreach.incoming import Refusal
from tests.playground.running import Running, Telegram, playground_running
from tests.programs import STRONG

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\n"
PICTURES = ["image/jpeg", "image/png"]


@dataclass
class Post:
    playground: Running
    settings: Settings
    jana: dict[str, Any]

    @property
    def telegram(self) -> Telegram:
        return self.playground.telegram

    @property
    def kept(self) -> list[Path]:
        return sorted(self.settings.media.iterdir())

    async def sent(self, name: str, content: bytes) -> str:
        """Jana sends a document; gives Telegram's name for it."""
        message = await self.telegram.send(self.jana, document=(name, content, "text/plain"))
        return str(message["document"]["file_id"])

    async def bring(self, file_id: str, *accepted: str) -> dict[str, Any]:
        return await incoming.bring(self.settings, file_id, list(accepted))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with playground_running() as playground:
        read = settings.read(
            telegram_bot_token=playground.token,
            telegram_api_url=playground.api,
            secret_key=STRONG,
            data_dir=tmp_path,
        )
        jana = await playground.telegram.user(username="jana", first_name="Jana")
        await playground.telegram.start(jana)
        yield Post(playground, read, jana)


async def test_a_file_lies_under_the_hash_of_its_content_however_often_it_comes(
    post: Post,
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    for name in ("pozvanka.pdf", "jinak.txt"):
        brought = await post.bring(await post.sent(name, PDF), "application/pdf")
        assert brought == {"digest": digest, "bytes": len(PDF), "type": "application/pdf"}
    assert [one.name for one in post.kept] == [digest]
    assert post.kept[0].read_bytes() == PDF


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        ("id: obyvatelé".encode(), "text/plain"),
        (b"\xff\xfe\x00\x01\x02" * 4, ""),
        (b"MZ\x90\x00" + bytes(300), "application/x-msdownload"),
    ],
)
async def test_what_a_file_is_tells_its_content_and_not_its_name(
    post: Post, content: bytes, kind: str
) -> None:
    brought = await post.bring(await post.sent("pozvanka.pdf", content))
    assert brought["type"] == kind


async def test_what_is_not_accepted_is_not_kept(post: Post) -> None:
    file_id = await post.sent("obrazek.jpg", b"MZ\x90\x00" + bytes(300))
    with pytest.raises(NotTaken) as refused:
        await post.bring(file_id, *PICTURES)
    assert refused.value.why is Refusal.TYPE
    assert post.kept == []


async def test_what_is_too_big_is_not_kept(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id = await post.sent("velky.pdf", PDF)
    monkeypatch.setattr(incoming, "LARGEST_BYTES", len(PDF) - 1)
    with pytest.raises(NotTaken) as refused:
        await post.bring(file_id)
    assert refused.value.why is Refusal.SIZE
    assert post.kept == []


async def test_what_telegram_does_not_know_is_gone(post: Post) -> None:
    with pytest.raises(NotTaken) as refused:
        await post.bring("nonsense")
    assert refused.value.why is Refusal.GONE


async def test_what_a_killed_process_was_fetching_goes(post: Post) -> None:
    await post.bring(await post.sent("pozvanka.pdf", PDF))
    [whole] = post.kept
    old, new = (post.settings.media / f".incoming-{name}" for name in ("old", "new"))
    for one in (old, new, whole):
        one.write_bytes(PDF)
        os.utime(one, (0, 0))
    os.utime(new)
    now = datetime.now(UTC)
    assert await incoming.forget_left_over(post.settings.media, now) == {"left_over": 1}
    assert post.kept == sorted([new, whole])


async def test_trouble_on_the_way_is_another_try_and_leaves_nothing_behind(post: Post) -> None:
    file_id = await post.sent("pozvanka.pdf", PDF)
    await post.telegram.faults({"kind": "500", "method": "getFile", "times": 1})
    with pytest.raises(Refused):
        await post.bring(file_id)
    assert post.kept == []
    assert (await post.bring(file_id))["bytes"] == len(PDF)
