"""Certificates of attendance in words: on paper, and where one is verified."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from meetings.certificates import Printed, printed_number
from papers.certificates import CertificatePaper
from storage.certificates import Certificate
from texts.content import pick
from texts.formatting import day, number, weekday_day, weekday_moment
from texts.words import Words


def paper(words: Words, one: Printed, public_url: str) -> CertificatePaper:
    content, language = one.certificate.content, words.language
    accreditation = content["accreditation"]
    lines = [*dates(words, one.certificate), hours(words, one.certificate)]
    if accreditation:
        lines.append(words("Accreditation number: {number}", number=accreditation))
    address = f"{public_url}/osvedceni/{one.certificate.number}" if public_url else ""
    return CertificatePaper(
        language=language,
        heading=words("Certificate of attendance"),
        organiser=_picked(content["organiser"], language),
        name=one.name,
        took_part=words("took part in"),
        title=_picked(content["title"], language),
        lines=tuple(filter(None, lines)),
        issued=words("Issued on {day}", day=day(one.certificate.issued_at, language)),
        signature=words("signature and stamp"),
        number=printed_number(one.certificate.number),
        verified=words("It can be verified by its number:"),
        address=address,
        shown_address=address.removeprefix("https://"),
        publicity=_picked(content["publicity"], language),
    )


def dates(words: Words, one: Certificate) -> list[str]:
    """A line for each date; of one that is longer than a day, for days that follow each other."""
    return [line for told in one.content["dates"] for line in _lines(words, told)]


def _lines(words: Words, told: str) -> list[str]:
    if "T" in told:
        return [weekday_moment(datetime.fromisoformat(told), words.language)]
    days = [date.fromisoformat(one) for one in told.split()]
    breaks = [nth for nth in range(1, len(days)) if days[nth] - days[nth - 1] > timedelta(days=1)]
    spans = pairwise([0, *breaks, len(days)])
    return [_span(words, days[since], days[until - 1]) for since, until in spans]


def _span(words: Words, first: date, last: date) -> str:
    told = [weekday_day(one, words.language) for one in (first, last)]
    return told[0] if first == last else " – ".join(told)


def title(words: Words, one: Certificate) -> str:
    return _picked(one.content["title"], words.language)


def hours(words: Words, one: Certificate) -> str:
    """In hours, which may be halves or quarters of one; nothing where they are not known."""
    if not one.minutes:
        return ""
    told = number(round(one.minutes / 60, 2), words.language)
    return words("Extent: {hours} h", hours=told)


def state(words: Words, one: Certificate) -> str:
    if one.revoked_at is None:
        return words("valid")
    told = words("not valid since {day}", day=day(one.revoked_at, words.language))
    if one.replaced_by:
        told += ", " + words("replaced by {number}", number=printed_number(one.replaced_by))
    return ": ".join(filter(None, [told, one.revoked_because]))


def listed(words: Words, some: Sequence[Certificate]) -> list[str]:
    return [f"{printed_number(one.number)} · {one.initials} · {state(words, one)}" for one in some]


def _picked(told: dict[str, str], language: str) -> str:
    return pick(told, language) if told else ""
