"""Calls over connections that stay open: each hears its own answer or that there is none."""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as some

from bot import connections
from bot.connections import Connections

LENGTH = re.compile(rb"Content-Length: (\d+)")


class Server:
    """Does with a call what its body says."""

    def __init__(self) -> None:
        self.opened = 0
        self.open: set[asyncio.StreamWriter] = set()
        self.most = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self.open.add(writer)
        self.most = max(self.most, len(self.open))
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        assert found
        body = await reader.readexactly(int(found[1]))
        does = json.loads(body)["does"]
        await self.may_answer.wait()
        if does == "is silent":
            await reader.read()
        elif does == "breaks off":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
        elif does == "talks nonsense":
            writer.write(b"Dobry den\r\n\r\n")
        elif does == "answers in pieces":
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in (body[:5], body[5:], b""):
                writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                await writer.drain()
        else:
            ends = b"Connection: close\r\n" if does == "answers and closes" else b""
            status = b"429 Too Many" if does == "refuses" else b"200 OK"
            told = b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
            writer.write(told % (status, ends, len(body), body))
        await writer.drain()
        return does in ("answers", "answers in pieces", "refuses")


@asynccontextmanager
async def serving(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[Connections]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    host, port = listening.sockets[0].getsockname()[:2]
    calling = Connections(f"{'https' if tls else 'http'}://{host}:{port}/bot")
    try:
        yield calling
    finally:
        await calling.close()
        listening.close()
        for writer in list(server.open):
            writer.close()
        while server.open:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def says(calling: Connections, does: str, number: int = 0) -> tuple[int, Any]:
    status, body = await calling.post("/bot", json.dumps({"n": number, "does": does}).encode())
    return status, json.loads(body)["n"]


async def test_one_after_another_share_a_connection() -> None:
    server = Server()
    async with serving(server) as calling:
        for number in range(5):
            assert await says(calling, "answers", number) == (200, number)
        assert await says(calling, "refuses", 7) == (429, 7)
        assert await says(calling, "answers in pieces", 8) == (200, 8)
    assert server.opened == 1


async def test_many_at_once_have_many_connections_but_not_endlessly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "MOST", 4)
    server = Server()
    async with serving(server) as calling:
        heard = await asyncio.gather(*(says(calling, "answers", n) for n in range(50)))
    assert heard == [(200, n) for n in range(50)]
    assert server.most <= 4


async def test_a_connection_that_the_server_closes_is_not_used_again() -> None:
    server = Server()
    async with serving(server) as calling:
        assert await says(calling, "answers and closes", 1) == (200, 1)
        assert await says(calling, "answers", 2) == (200, 2)
        for writer in list(server.open):
            writer.close()
            await writer.wait_closed()
        while calling._open:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        assert await says(calling, "answers", 3) == (200, 3)
    assert server.opened == 3


async def test_one_that_lay_idle_for_long_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "IDLE_S", -1)
    server = Server()
    async with serving(server) as calling:
        assert await says(calling, "answers", 1) == (200, 1)
        assert await says(calling, "answers", 2) == (200, 2)
    assert server.opened == 2


@pytest.mark.parametrize("does", ["breaks off", "talks nonsense"])
async def test_a_broken_answer_is_told_and_the_next_call_is_whole(does: str) -> None:
    async with serving(Server()) as calling:
        with pytest.raises(ConnectionResetError):
            await says(calling, does)
        assert await says(calling, "answers", 2) == (200, 2)


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE_S", 0.05)
    monkeypatch.setattr(connections, "MOST", 1)
    async with serving(Server()) as calling:
        first = asyncio.ensure_future(says(calling, "is silent"))
        behind = asyncio.ensure_future(says(calling, "is silent"))
        for one in (first, behind):
            with pytest.raises(TimeoutError):
                await one
        monkeypatch.undo()
        assert await says(calling, "answers", 3) == (200, 3)


async def test_where_nobody_listens_all_hear_so() -> None:
    listening = await asyncio.start_server(Server().serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    calling = Connections(f"http://127.0.0.1:{port}")
    told = await asyncio.gather(
        *(says(calling, "answers") for _ in range(5)), return_exceptions=True
    )
    assert all(isinstance(one, OSError) for one in told)
    await calling.close()


async def test_the_answer_of_one_who_gave_up_is_told_to_nobody_else() -> None:
    server = Server()
    server.may_answer.clear()
    async with serving(server) as calling:
        gave_up = asyncio.ensure_future(says(calling, "answers", 1))
        await asyncio.sleep(0.02)
        gave_up.cancel()
        second = asyncio.ensure_future(says(calling, "answers", 2))
        await asyncio.sleep(0.02)
        server.may_answer.set()
        assert await second == (200, 2)
        assert await says(calling, "answers", 3) == (200, 3)


DOINGS = ("answers", "answers and closes", "answers in pieces", "breaks off", "talks nonsense")


@settings(max_examples=30, deadline=None)
@given(some.lists(some.sampled_from(DOINGS), min_size=1, max_size=25))
async def test_each_hears_their_own_answer_or_none(doings: list[str]) -> None:
    async with serving(Server()) as calling:
        told = await asyncio.gather(
            *(says(calling, does, number) for number, does in enumerate(doings)),
            return_exceptions=True,
        )
    for number, (does, heard) in enumerate(zip(doings, told, strict=True)):
        if does.startswith("answers"):
            assert heard == (200, number)
        else:
            assert isinstance(heard, OSError)


async def test_it_speaks_tls_and_trusts_only_whom_it_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = _certified(tmp_path)
    async with serving(Server(), tls) as unknown:
        with pytest.raises(ssl.SSLError):
            await says(unknown, "answers")
    monkeypatch.setattr("certifi.where", lambda: str(tmp_path / "own.pem"))
    async with serving(Server(), tls) as calling:
        assert await says(calling, "answers", 1) == (200, 1)
        assert await says(calling, "answers in pieces", 2) == (200, 2)


def _certified(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    own = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "own.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    (folder / "both.pem").write_bytes(secret + own.public_bytes(serialization.Encoding.PEM))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "both.pem")
    return tls
