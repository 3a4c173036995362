"""Slips for a vote in the hall: each with a number of its own and every work.

Where one may vote with them on the web too, a strip to be torn off bears the code for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from papers import qr
from papers.pdf import pdf


@dataclass(frozen=True)
class Slips:
    """What stands on every slip; `works` are numbers with titles, `rule` how many to mark.

    `numbers` and `codes` are those of the slips, one after another; without codes there is no
    strip. `tear` and `web` say what the strip is for, `address` is where its code is typed.
    """

    language: str
    title: str
    rule: str
    works: Sequence[str]
    numbered: str
    numbers: Sequence[int]
    codes: Sequence[str] = ()
    tear: str = ""
    web: str = ""
    address: str = ""


def slips(told: Slips) -> bytes:
    data: Mapping[str, object] = {
        **asdict(told),
        "lang": told.language.partition("-")[0],
        "shown": told.address.partition("://")[2],
    }
    files = {"address.svg": qr.svg(told.address)} if told.codes else {}
    return pdf("slips", data, files)
