"""Diplomas of a contest to print: one page for each author of a work that has won a prize."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from PIL import Image

from papers.pdf import pdf


@dataclass(frozen=True)
class Diploma:
    """All that stands on one, in words; `picture` names the work's picture, a JPEG."""

    heading: str
    organiser: str
    name: str
    place: str
    work: str
    contest: str
    prize: str
    issued: str
    signature: str
    picture: str


def diplomas(
    language: str, title: str, sheets: Sequence[Diploma], pictures: Mapping[str, bytes]
) -> bytes:
    data = {
        "lang": language.partition("-")[0],
        "title": title,
        "sheets": [asdict(one) for one in sheets],
    }
    return pdf("diplomas", data, {name: _framed(jpeg) for name, jpeg in pictures.items()})


def _framed(jpeg: bytes) -> bytes:
    """A JPEG inside an SVG, because the printer takes only files that are text."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        width, height = opened.size
    address = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{address}"/></svg>'
    ).encode()
