"""Recordings as answers: the sound alone is kept, without tags, covers, places, devices and dates.

Of an Ogg Opus file the remarks go. Of MP3, WAV and M4A the sound is taken out and written anew;
of a video that would be M4A but for its picture, too.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise, repeat
from typing import Final, NamedTuple

from surveys.checking import AnswerRefused, Reason
from surveys.voices import without_remarks

# Fewer are a click.
LEAST_FRAMES: Final = 10
# Kilobits a second by the four bits that say so, for MPEG 1 and for its slower versions.
RATES: Final[Mapping[bool, tuple[int, ...]]] = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ: Final = (44_100, 48_000, 32_000)
# How many times slower each version is than MPEG 1, by the two bits that say which it is.
SLOWER: Final[Mapping[int, int]] = {3: 1, 2: 2, 0: 4}
LONGEST_FORMAT: Final = 40
# What describes a stream lies in descriptors within each other, in this order.
STREAM, DECODER, CODING = 3, 4, 5
ABOUT_STREAM, ABOUT_DECODER = 3, 13
LOW_COMPLEXITY: Final = 2
# Ways of coding that put something on top of low complexity.
EXTENDED: Final = (5, 29)
AAC_HEAD: Final = 7
# Hours of sound; each row takes memory.
MOST_ROWS: Final = 500_000
LONGEST_FRAME: Final = 8191

Range = tuple[int, int]


class Coding(NamedTuple):
    """How AAC is coded, as the head of each frame says it."""

    profile: int
    frequency: int
    channels: int

    def head(self, length: int) -> bytes:
        whole = length + AAC_HEAD
        if whole > LONGEST_FRAME:
            raise ValueError(whole)
        return bytes(
            (
                *(0xFF, 0xF1),
                self.profile << 6 | self.frequency << 2 | self.channels >> 2,
                (self.channels & 3) << 6 | whole >> 11,
                whole >> 3 & 0xFF,
                (whole & 7) << 5 | 0x1F,
                0xFC,
            )
        )


def bare(raw: bytes) -> tuple[bytes, str]:
    """The sound of a recording, and the ending of its name; raises AnswerRefused."""
    try:
        return _bare(raw)
    except (AnswerRefused, struct.error, IndexError, KeyError, ValueError):
        raise AnswerRefused(Reason.NOT_A_RECORDING) from None


def _bare(raw: bytes) -> tuple[bytes, str]:
    if raw.startswith(b"OggS"):
        return without_remarks(raw), "ogg"
    if raw.startswith(b"RIFF"):
        return _wav(raw), "wav"
    if raw[4:8] == b"ftyp":
        return _aac(raw), "aac"
    return _mp3(raw), "mp3"


def _wav(raw: bytes) -> bytes:
    chunks = dict(_chunks(raw))
    format, sound = chunks[b"fmt "][:LONGEST_FORMAT], chunks[b"data"]
    if raw[8:12] != b"WAVE" or not sound:
        raise ValueError
    told = struct.pack("<4sI", b"fmt ", len(format)) + format
    told += struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI4s", b"RIFF", 4 + len(told), b"WAVE") + told


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        yield name, raw[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _mp3(raw: bytes) -> bytes:
    """Frames that follow one another behind the tags; whatever stands behind them goes, too."""
    frames = list(_frames(raw, _behind_tags(raw)))
    if len(frames) < LEAST_FRAMES:
        raise ValueError
    return raw[frames[0][0] : frames[-1][1]]


def _behind_tags(raw: bytes) -> int:
    at = 0
    while raw[at : at + 3] == b"ID3":
        size = 0
        for seven_bits in raw[at + 6 : at + 10]:
            size = size << 7 | seven_bits & 0x7F
        at += 10 + size
    return len(raw) - len(raw[at:].lstrip(b"\0"))


def _frames(raw: bytes, at: int) -> Iterator[Range]:
    while at + 4 <= len(raw):
        length = _frame_length(int.from_bytes(raw[at : at + 4], "big"))
        if not length or at + length > len(raw):
            return
        yield at, at + length
        at += length


def _frame_length(head: int) -> int:
    """How long the frame is that begins so; nought where none of MP3 does."""
    version, layer, rate, hertz = (
        head >> 19 & 3,
        head >> 17 & 3,
        head >> 12 & 15,
        head >> 10 & 3,
    )
    if head >> 21 != 0x7FF or version not in SLOWER or layer != 1 or rate in (0, 15) or hertz == 3:
        return 0
    is_first = version == 3
    bits = RATES[is_first][rate] * 1000 * (144 if is_first else 72)
    return bits * SLOWER[version] // HERTZ[hertz] + (head >> 9 & 1)


def _aac(raw: bytes) -> bytes:
    """The samples of the only track with sound, each behind a head that says how it is coded."""
    film = _only(raw, (0, len(raw)), b"moov")
    media = [_only(raw, one, b"mdia") for name, one in _boxes(raw, film) if name == b"trak"]
    [sound] = [one for one in media if _handled_by(raw, one) == b"soun"]
    table = _only(raw, _only(raw, sound, b"minf"), b"stbl")
    coding = _coding(raw, _only(raw, table, b"stsd"))
    samples = list(_samples(raw, table))
    length = sum(end - begin for begin, end in samples)
    # Samples that lie over one another would swell.
    if len(samples) < LEAST_FRAMES or length > len(raw):
        raise ValueError
    return b"".join(coding.head(end - begin) + raw[begin:end] for begin, end in samples)


def _boxes(raw: bytes, where: Range) -> Iterator[tuple[bytes, Range]]:
    at, end = where
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", raw, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", raw, at + 8), 16
        size = size or end - at
        if size < head or at + size > end:
            raise ValueError
        yield name, (at + head, at + size)
        at += size


def _only(raw: bytes, where: Range, name: bytes) -> Range:
    [found] = [place for one, place in _boxes(raw, where) if one == name]
    return found


def _handled_by(raw: bytes, media: Range) -> bytes:
    begin, _ = _only(raw, media, b"hdlr")
    return raw[begin + 8 : begin + 12]


def _coding(raw: bytes, described: Range) -> Coding:
    begin, end = described
    at = raw.index(b"esds", begin, end) + 8
    at = _descriptor(raw, at, STREAM) + ABOUT_STREAM
    at = _descriptor(raw, at, DECODER) + ABOUT_DECODER
    at = _descriptor(raw, at, CODING)
    told = int.from_bytes(raw[at : at + 2], "big")
    kind, frequency, channels = told >> 11, told >> 7 & 15, told >> 3 & 15
    kind = LOW_COMPLEXITY if kind in EXTENDED else kind
    if not 1 <= kind <= 4 or frequency > 12 or not 1 <= channels <= 7:
        raise ValueError
    return Coding(kind - 1, frequency, channels)


def _descriptor(raw: bytes, at: int, tag: int) -> int:
    """Where the content of a descriptor begins: behind a length of one to four bytes."""
    if raw[at] != tag:
        raise ValueError
    for length in range(1, 5):
        if not raw[at + length] & 0x80:
            return at + length + 1
    raise ValueError


def _samples(raw: bytes, table: Range) -> Iterator[Range]:
    offsets = _offsets(raw, table)
    sizes = iter(_sizes(raw, table))
    for at, count in zip(offsets, _counts(raw, table, len(offsets)), strict=False):
        for size in islice(sizes, count):
            if at + size > len(raw):
                raise ValueError
            yield at, at + size
            at += size


def _offsets(raw: bytes, table: Range) -> Sequence[int]:
    """Where chunks of samples begin."""
    names = {name for name, _ in _boxes(raw, table)}
    name, letter = (b"stco", "I") if b"stco" in names else (b"co64", "Q")
    begin, _ = _only(raw, table, name)
    return _numbers(raw, begin + 4, letter)


def _sizes(raw: bytes, table: Range) -> Sequence[int]:
    begin, _ = _only(raw, table, b"stsz")
    if raw[begin + 4 : begin + 8] != bytes(4):
        raise ValueError
    return _numbers(raw, begin + 8)


def _counts(raw: bytes, table: Range, chunks: int) -> Iterator[int]:
    """How many samples each chunk has; told by the first chunk of each run."""
    begin, _ = _only(raw, table, b"stsc")
    told = _numbers(raw, begin + 4, columns=3)
    runs = [*zip(told[::3], told[1::3], strict=True), (chunks + 1, 0)]
    for (first, many), (following, _) in pairwise(runs):
        yield from repeat(many, max(following - first, 0))


def _numbers(raw: bytes, at: int, letter: str = "I", columns: int = 1) -> Sequence[int]:
    """A table of numbers behind how many rows it has."""
    (rows,) = struct.unpack_from(">I", raw, at)
    if rows > MOST_ROWS:
        raise ValueError
    return struct.unpack_from(f">{columns * rows}{letter}", raw, at + 4)
