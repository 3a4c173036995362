"""Certificates of attendance: who may have one, issued, corrected, revoked and verified."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.documents import Certified, date_of
from meetings.documents import Meeting as Document
from meetings.keeping import Held, Organiser
from meetings.minutes import initials
from storage import attendance, audit, places
from storage import certificates as tables
from storage.attendance import Attendance
from storage.certificates import Certificate
from storage.codes import LETTERS, random_code
from storage.happenings import Happening
from texts.content import fold
from texts.formatting import PRAGUE

NUMBER_LENGTH = 10
NAME_LENGTH = 80
BECAUSE_LENGTH = 300
# One file has at most so many; the next ones come by asking again.
BATCH = 300

Seal = Callable[[str, str], str]


class NoCertificates(Exception):
    """The meeting gives none, is not over yet, or was cancelled."""


class NotThereEnough(Exception):
    """Recorded on `there` days, of which `needed` are needed."""

    def __init__(self, there: int, needed: int) -> None:
        super().__init__(there, needed)
        self.there, self.needed = there, needed


class NoName(Exception):
    """A name to be printed has a few letters, and not too many."""


class NoSuchCertificate(LookupError):
    pass


class RevokedAlready(Exception):
    """The office has revoked it; nobody prints themselves another one."""


class ReasonMissing(Exception):
    """Whoever revokes or corrects a certificate says why."""


@dataclass(frozen=True)
class Printed:
    """A certificate with the name that stands on it, which is kept nowhere."""

    certificate: Certificate
    name: str


@dataclass(frozen=True)
class Entitled:
    """Somebody who was there enough; the office knows some of them by name."""

    whose: str
    nths: tuple[int, ...]
    name: str = ""
    resident_id: int | None = None


@dataclass(frozen=True)
class CertificateRevoked(Happening):
    """Its holder hears why; `replacing` holds instead of it, if one does."""

    held: Held
    certificate: Certificate
    replacing: Certificate | None = None


def rule(held: Held, now: datetime) -> tuple[Certified, int]:
    """What the meeting says of them, and how many days are needed; raises NoCertificates."""
    told, ends = held.document.certificate, held.document.ends()
    if told is None or not held.takes_place or ends is None or ends > now:
        raise NoCertificates
    return told, needed(held, told)


def needed(held: Held, told: Certified) -> int:
    """On how many days somebody has to have been there."""
    return min(told.least or held.document.expected, len(held.document.days))


async def entitled(session: AsyncSession, held: Held, now: datetime) -> list[Entitled]:
    """Everybody who was recorded on enough days; several together have no certificate."""
    _, least = rule(held, now)
    came = [one for one in await attendance.came(session, held.code) if one.people == 1]
    by_person: dict[str, list[Attendance]] = {}
    for one in came:
        by_person.setdefault(_whose(one), []).append(one)
    found = [_entitled(whose, rows) for whose, rows in by_person.items()]
    return [one for one in found if len(one.nths) >= least]


async def own(session: AsyncSession, held: Held, resident_id: int, now: datetime) -> Entitled:
    """What somebody may have a certificate of; raises NoCertificates, NotThereEnough."""
    _, least = rule(held, now)
    mine = await attendance.of_resident(session, held.code, resident_id)
    there = len(mine)
    if not mine or there < least:
        raise NotThereEnough(there, least)
    return _entitled(_whose(mine[0]), mine)


async def issue_own(
    session: AsyncSession, code: str, resident_id: int, name: str, seal: Seal, now: datetime
) -> Printed:
    """On demand: the same name gives the same certificate, another one replaces it.

    Raises NoSuchMeeting, NoCertificates, NotThereEnough, RevokedAlready, NoName.
    """
    held = await keeping.announced(session, code)
    mine = await own(session, held, resident_id, now)
    if mine.whose in await tables.taken_away(session, held.code):
        raise RevokedAlready
    return await _issue(session, held, mine, name, seal, None, now)


async def issue_all(
    session: AsyncSession, organiser: Organiser, code: str, seal: Seal, now: datetime
) -> list[Printed]:
    """For everybody whom the office has on its list by name; again, the same ones.

    Raises NotYoursToHold, NoCertificates.
    """
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    barred = await tables.taken_away(session, held.code)
    found = await entitled(session, held, now)
    named = [one for one in found if one.name and one.whose not in barred]
    made = [
        await _issue(session, held, one, one.name, seal, organiser.resident_id, now)
        for one in sorted(named, key=lambda one: fold(one.name))[:BATCH]
    ]
    await audit.note(
        session, now, organiser.resident_id, "certificates_issued", held.code, count=len(made)
    )
    return made


async def revoke(
    session: AsyncSession, organiser: Organiser, number: str, because: str, now: datetime
) -> CertificateRevoked:
    """Raises NoSuchCertificate, NotYoursToHold, RevokedAlready, ReasonMissing."""
    held, found = await _held_by(session, organiser, number)
    _revoke(found, _reason(because), now)
    await audit.note(session, now, organiser.resident_id, "certificate_revoked", found.number)
    return CertificateRevoked(held, found)


async def correct(
    session: AsyncSession,
    organiser: Organiser,
    number: str,
    name: str,
    because: str,
    seal: Seal,
    now: datetime,
) -> tuple[Printed, CertificateRevoked]:
    """A new certificate in another name takes the place of one; raises as revoke does, NoName."""
    held, found = await _held_by(session, organiser, number)
    reason, told = _reason(because), _checked(name)
    made = _copy(found, told, seal, organiser.resident_id, now)
    _revoke(found, reason, now, made.number)
    await session.flush()
    session.add(made)
    detail = {"by": made.number}
    await audit.note(
        session, now, organiser.resident_id, "certificate_corrected", found.number, **detail
    )
    return Printed(made, told), CertificateRevoked(held, found, made)


async def verify(session: AsyncSession, typed: str) -> Certificate:
    """However the number was typed; raises NoSuchCertificate."""
    found = await tables.certificate(session, number_of(typed))
    if found is None:
        raise NoSuchCertificate(typed)
    return found


def number_of(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter in LETTERS)[:NUMBER_LENGTH]


def printed_number(number: str) -> str:
    """ABCDE-FGHJK, as it is read aloud."""
    return f"{number[:5]}-{number[5:]}"


def minutes_of(held: Held, nths: Iterable[int]) -> int:
    """How long somebody was there: of the hours that are told, the share of the days.

    None where there are nights among them and nobody has told the hours.
    """
    days, told = held.document.days, held.document.certificate
    there = sum((days[nth].end - days[nth].start for nth in nths), timedelta())
    chosen = len(held.document.when) if 0 not in held.document.nths else 1
    whole = sum((one.end - one.start for one in days.values()), timedelta()) / chosen
    if told is None or told.hours is None:
        if any(held.document.has_days(date_of(nth)) for nth in nths):
            return 0
        return round(there / timedelta(minutes=1))
    return round(told.hours * 60 * (there / whole))


async def _issue(
    session: AsyncSession,
    held: Held,
    whose: Entitled,
    name: str,
    seal: Seal,
    issued_by: int | None,
    now: datetime,
) -> Printed:
    told = _checked(name)
    standing = await tables.holding(session, held.code, whose.whose)
    if standing and standing.name_mark == seal(standing.number, fold(told)):
        return Printed(standing, told)
    number = _new_number()
    certificate = Certificate(
        number=number,
        meeting_code=held.code,
        whose=whose.whose,
        resident_id=whose.resident_id,
        initials=initials(told),
        name_mark=seal(number, fold(told)),
        minutes=minutes_of(held, whose.nths),
        content=await _content(session, held, whose.nths),
        issued_by=issued_by,
        issued_at=now,
    )
    if standing:
        _revoke(standing, "", now, number)
    session.add(certificate)
    await session.flush()
    return Printed(certificate, told)


async def _content(session: AsyncSession, held: Held, nths: Sequence[int]) -> dict[str, object]:
    """What is printed besides the name; it stays when the meeting is changed.

    Where nobody is named as the organiser it is the area whose meeting it is.
    """
    document, area = held.document, await places.area(session, held.meeting.area_code)
    holder = document.organiser or (area.name if area else {})
    return {
        "title": dict(document.title),
        "organiser": dict(holder),
        "publicity": dict(document.publicity_line),
        "accreditation": document.certificate.accreditation if document.certificate else "",
        "dates": [_told(document, nths, date) for date in sorted({date_of(nth) for nth in nths})],
    }


def _told(document: Document, nths: Iterable[int], date: int) -> str:
    """When a date began; of one that is longer than a day, the days on which they were there."""
    days = {nth: one.start.astimezone(PRAGUE) for nth, one in document.days_of(date).items()}
    if len(days) == 1:
        return days[date].isoformat()
    return " ".join(days[nth].date().isoformat() for nth in sorted(nths) if nth in days)


def _copy(
    found: Certificate, name: str, seal: Seal, issued_by: int | None, now: datetime
) -> Certificate:
    number = _new_number()
    return Certificate(
        number=number,
        meeting_code=found.meeting_code,
        whose=found.whose,
        resident_id=found.resident_id,
        initials=initials(name),
        name_mark=seal(number, fold(name)),
        minutes=found.minutes,
        content=found.content,
        issued_by=issued_by,
        issued_at=now,
    )


def _revoke(found: Certificate, because: str, now: datetime, replaced_by: str = "") -> None:
    if found.revoked_at is not None:
        raise RevokedAlready
    found.revoked_at, found.revoked_because = now, because
    found.replaced_by = replaced_by or None


async def _held_by(
    session: AsyncSession, organiser: Organiser, number: str
) -> tuple[Held, Certificate]:
    found = await tables.certificate(session, number, locked=True)
    if found is None:
        raise NoSuchCertificate(number)
    held = await keeping.held(session, found.meeting_code)
    organiser.demand(held.meeting.area_code)
    return held, found


def _entitled(whose: str, rows: Sequence[Attendance]) -> Entitled:
    name = next((one.name for one in rows if one.name), "")
    nths = tuple(sorted({one.nth for one in rows}))
    return Entitled(whose, nths, name, rows[0].resident_id)


def _whose(one: Attendance) -> str:
    """By account, by registration, or by the name on the list, so that each person is one."""
    if one.resident_id:
        return f"account:{one.resident_id}"
    if one.registration_number:
        return f"registration:{one.registration_number}"
    return f"name:{fold(one.name)}" if one.name else f"line:{one.number}"


def _checked(name: str) -> str:
    told = " ".join(name.split())
    if not 3 <= len(told) <= NAME_LENGTH or not any(letter.isalpha() for letter in told):
        raise NoName
    return told


def _reason(because: str) -> str:
    told = " ".join(because.split())[:BECAUSE_LENGTH]
    if not told:
        raise ReasonMissing
    return told


def _new_number() -> str:
    return random_code(NUMBER_LENGTH)
