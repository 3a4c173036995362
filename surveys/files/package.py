"""A ZIP with one survey file and the pictures that its options name, read and packed again."""

import io
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from surveys.attachments import painted_anew
from surveys.files.problems import Code, Problem
from surveys.files.xlsform import opening

SIZE_LIMIT: Final = 20_000_000
PICTURE_LIMIT: Final = 2_000_000
PICTURES_LIMIT: Final = 40
LONGEST_SIDE: Final = 1280
FORMATS: Final = ("PNG", "JPEG", "WEBP")
SURVEYS: Final = (".xlsx", ".xls", ".yaml", ".yml")
ENDING: Final = ".zip"
MEGABYTE: Final = 1_000_000
# How each entry of the list of contents begins; so many are counted before any is read.
ENTRY: Final = b"PK\x01\x02"
ENTRIES_LIMIT: Final = 500
# Other ways of packing cannot be unpacked piece by piece.
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LOCKED: Final = 1
# What computers put in by themselves.
BY_ITSELF: Final = ("__MACOSX/", ".DS_Store")
NAME_LENGTH: Final = 100


@dataclass(frozen=True)
class Picture:
    """As it was sent, and as we keep it: painted anew, so that only what is seen comes along."""

    sent: bytes
    content: bytes


@dataclass(frozen=True)
class Package:
    """`names` are those of all pictures that came, None when the survey file came alone."""

    name: str
    content: bytes
    names: Collection[str] | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def is_package(name: str) -> bool:
    return name.lower().endswith(ENDING)


def limit(name: str) -> int:
    """How many bytes a file of this name may have."""
    return SIZE_LIMIT if is_package(name) else opening.SIZE_LIMIT


def unpack(content: bytes) -> Package:
    """What is in the ZIP, with all that is wrong with it; takes a while, so call it in a thread."""
    try:
        return _unpacked(content)
    except Exception:
        # Whatever a broken ZIP makes its library raise, it is the ZIP that is broken.
        return _broken(Problem(None, None, Code.NOT_A_ZIP))


def pack(name: str, survey: bytes, pictures: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in ({name: survey} | dict(pictures)).items():
            archive.writestr(ZipInfo(one), content)
    return packed.getvalue()


def _broken(*problems: Problem) -> Package:
    return Package("", b"", problems=problems)


def _unpacked(content: bytes) -> Package:
    if not content:
        return _broken(Problem(None, None, Code.EMPTY_FILE))
    if content.count(ENTRY) > ENTRIES_LIMIT:
        raise BadZipFile
    with ZipFile(io.BytesIO(content)) as archive:
        entries = [one for one in archive.infolist() if not _is_by_itself(one)]
        if any(one.flag_bits & LOCKED or one.compress_type not in METHODS for one in entries):
            raise BadZipFile
        surveys = [one for one in entries if one.filename.lower().endswith(SURVEYS)]
        pictures = [one for one in entries if one not in surveys]
        problems = tuple(_of_contents(entries, surveys, pictures))
        if problems:
            return _broken(*problems)
        return _read(archive, surveys[0], pictures)


def _is_by_itself(entry: ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith(BY_ITSELF)


def _of_contents(
    entries: Sequence[ZipInfo], surveys: Sequence[ZipInfo], pictures: Sequence[ZipInfo]
) -> Iterator[Problem]:
    """What the list of contents alone tells to be wrong."""
    if sum(one.file_size for one in entries) > SIZE_LIMIT:
        yield _problem(Code.ZIP_TOO_BIG, limit=SIZE_LIMIT // MEGABYTE)
    if len(surveys) != 1:
        yield _problem(Code.NOT_ONE_FILE, files=len(surveys))
    if len(pictures) > PICTURES_LIMIT:
        yield _problem(Code.TOO_MANY_PICTURES, limit=PICTURES_LIMIT)
        return
    for name, times in Counter(one.filename for one in entries).items():
        if "/" in name or "\\" in name:
            yield _problem(Code.IN_A_FOLDER, name=_shown(name))
        if times > 1:
            yield _problem(Code.TWICE_IN_ZIP, name=_shown(name))


def _read(archive: ZipFile, survey: ZipInfo, entries: Sequence[ZipInfo]) -> Package:
    pictures, problems = {}, []
    for entry in entries:
        if entry.file_size > PICTURE_LIMIT:
            limit = PICTURE_LIMIT // MEGABYTE
            problems.append(
                _problem(Code.PICTURE_TOO_BIG, name=_shown(entry.filename), limit=limit)
            )
            continue
        sent = _content(archive, entry, PICTURE_LIMIT)
        try:
            pictures[entry.filename] = Picture(sent, painted_anew(sent, FORMATS, LONGEST_SIDE))
        except Exception:
            # Whatever a broken picture makes its library raise, it is the picture that is broken.
            problems.append(_problem(Code.NOT_A_PICTURE, name=_shown(entry.filename)))
    content = _content(archive, survey, opening.SIZE_LIMIT + 1)
    names = {one.filename for one in entries}
    return Package(survey.filename, content, names, pictures, tuple(problems))


def _content(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """At most so many bytes, whatever the ZIP says of their number."""
    with archive.open(entry) as packed:
        return packed.read(most)


def _problem(code: Code, **facts: str | int) -> Problem:
    return Problem(None, None, code, facts)


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in name[:NAME_LENGTH])
