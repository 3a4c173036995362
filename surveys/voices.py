"""Voice messages as answers: only the sound of an Ogg Opus file is kept, none of its remarks."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from surveys.checking import AnswerRefused, Reason

HEAD: Final = struct.Struct("<4sBBqIIIB")
SIGN: Final = b"OggS"
NO_REMARKS: Final = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
POLYNOMIAL: Final = 0x04C11DB7


@dataclass(frozen=True)
class Page:
    """One page of an Ogg file; its `laces` tell how the body is cut into packets."""

    flags: int
    position: int
    serial: int
    place: int
    laces: bytes
    body: bytes

    @property
    def is_one_packet(self) -> bool:
        return bool(self.laces) and self.laces[-1] < 255 and self.laces[:-1].strip(b"\xff") == b""

    def written(self) -> bytes:
        count = len(self.laces)
        values = (SIGN, 0, self.flags, self.position, self.serial, self.place)
        bare = HEAD.pack(*values, 0, count) + self.laces + self.body
        return HEAD.pack(*values, _checksum(bare), count) + self.laces + self.body


def without_remarks(raw: bytes) -> bytes:
    """The voice message with an empty list of remarks; refused when it is none."""
    found = list(_pages(raw))
    if len(found) < 3 or not found[0].body.startswith(b"OpusHead"):
        raise AnswerRefused(Reason.NOT_A_FILE)
    remarks = found[1]
    same = {page.serial for page in found} == {remarks.serial}
    if not same or not remarks.is_one_packet or not remarks.body.startswith(b"OpusTags"):
        raise AnswerRefused(Reason.NOT_A_FILE)
    found[1] = replace(remarks, laces=bytes([len(NO_REMARKS)]), body=NO_REMARKS)
    return b"".join(page.written() for page in found)


def _pages(raw: bytes) -> Iterator[Page]:
    at = 0
    while at < len(raw):
        if len(raw) < at + HEAD.size:
            raise AnswerRefused(Reason.NOT_A_FILE)
        sign, version, flags, position, serial, place, _, count = HEAD.unpack_from(raw, at)
        laces = raw[at + HEAD.size : at + HEAD.size + count]
        begins = at + HEAD.size + count
        at = begins + sum(laces)
        if sign != SIGN or version or len(laces) < count or at > len(raw):
            raise AnswerRefused(Reason.NOT_A_FILE)
        yield Page(flags, position, serial, place, laces, raw[begins:at])


def _table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (POLYNOMIAL if value & 0x80000000 else 0)
        rows.append(value & 0xFFFFFFFF)
    return tuple(rows)


TABLE: Final = _table()


def _checksum(page: bytes) -> int:
    """The checksum of Ogg, which no library at hand computes: not reflected, begun with nought."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ TABLE[value >> 24 ^ byte]
    return value
