"""Recordings and documents as phones and computers send them: with more in them than was meant."""

import io
import struct

from PIL import Image

SAID = "Jana Nováková, Lipová 5"
# Twenty-six milliseconds of MP3, and how each begins.
FRAME = b"\xff\xfb\x90\x00" + bytes(413)
SAMPLES = tuple(bytes([place]) * (20 + place) for place in range(1, 13))
# Low complexity, 44,100 a second, two channels.
CODED = b"\x12\x10"
# How a sample of a length begins as a frame of its own.
CHUNKS = (5, 5, 2)


def mp3(said: str = SAID, frames: int = 12) -> bytes:
    tag = said.encode()
    head = b"ID3\x04\0\0" + struct.pack(">I", len(tag)) + tag
    return head + FRAME * frames + b"TAG" + tag.ljust(125, b"\0")


def wav(said: str = SAID, sound: bytes = bytes(range(200))) -> bytes:
    chunks = (
        (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)),
        (b"LIST", b"INFOIART" + said.encode()),
        (b"data", sound),
    )
    told = b"".join(
        name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2) for name, body in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(told)) + b"WAVE" + told


def m4a(
    said: str = SAID,
    handler: bytes = b"soun",
    sizes: tuple[int, ...] = tuple(map(len, SAMPLES)),
    offsets: tuple[int, ...] = (),
) -> bytes:
    """One track; the place where it was recorded stands where phones write it."""
    kind = _box(b"ftyp", b"M4A \0\0\0\0")
    begin = len(kind) + 8
    told = offsets or tuple(begin + sum(sizes[:done]) for done in (0, 5, 10))
    table = _box(b"stbl", _described(), *_tables(sizes, told))
    media = _box(
        b"mdia",
        _box(b"mdhd", bytes(4) + b"\xe5\xa1\x11\x01" * 2 + bytes(12)),
        _box(b"hdlr", bytes(8) + handler + bytes(12) + b"Diktafon Jany\0"),
        _box(b"minf", table),
    )
    film = _box(b"moov", _box(b"trak", media), _box(b"udta", said.encode()))
    return kind + _box(b"mdat", b"".join(SAMPLES), said.encode()) + film


def _described() -> bytes:
    decoder = b"\x40\x15" + bytes(11) + _descriptor(5, CODED)
    stream = _descriptor(3, b"\0\1\0" + _descriptor(4, decoder))
    sound = _box(b"mp4a", bytes(28), _box(b"esds", bytes(4), stream))
    return _box(b"stsd", bytes(4) + struct.pack(">I", 1), sound)


def _tables(sizes: tuple[int, ...], offsets: tuple[int, ...]) -> tuple[bytes, ...]:
    runs = struct.pack(">7I", 2, *(1, 5, 1), *(3, 2, 1))
    return (
        _box(b"stsz", bytes(4), struct.pack(f">{2 + len(sizes)}I", 0, len(sizes), *sizes)),
        _box(b"stsc", bytes(4), runs),
        _box(b"stco", bytes(4), struct.pack(f">{1 + len(offsets)}I", len(offsets), *offsets)),
    )


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def _descriptor(tag: int, body: bytes) -> bytes:
    return bytes([tag, 0x80, len(body)]) + body


def pdf(pages: int = 1, author: str = SAID) -> bytes:
    """A document that says who wrote it."""
    first, *others = (Image.new("RGB", (60, 80), (200, 220, 240 - page)) for page in range(pages))
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others, author=author, title=author)
    return written.getvalue()
