"""Certificates of attendance to print: one page each, with a code that leads to their proof."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from papers import qr
from papers.pdf import pdf


@dataclass(frozen=True)
class CertificatePaper:
    """Everything that stands on one, in words; `address` is where it can be verified."""

    language: str
    heading: str
    organiser: str
    name: str
    took_part: str
    title: str
    lines: tuple[str, ...]
    issued: str
    signature: str
    number: str
    verified: str
    address: str
    shown_address: str
    publicity: str


def certificates(title: str, sheets: Sequence[CertificatePaper]) -> bytes:
    files = {f"{at}.svg": qr.svg(one.address) for at, one in enumerate(sheets) if one.address}
    data = {
        "lang": sheets[0].language.partition("-")[0],
        "title": title,
        "sheets": [
            {**asdict(one), "qr": f"{at}.svg" if one.address else ""}
            for at, one in enumerate(sheets)
        ],
    }
    return pdf("certificates", data, files)
