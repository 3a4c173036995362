"""Forms from other hands: each is answered to the end, or refused with its reasons."""

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys.files.problems import BadDefinition
from surveys.files.reading import Known, Reading
from surveys.files.xlsform.opening import open_book
from surveys.files.xlsform.reading import read
from tests.surveys.xlsform.forms import DEFAULTS
from tests.surveys.xlsform.walked import walked

DOCS = Path(__file__).parents[3] / "docs" / "xlsform.md"
LISTED = re.compile(r"^\| `(\S+\.xlsx?)` \| (\S+) \|", re.MULTILINE)


def forms() -> Iterator[Path]:
    folder = os.environ.get("XLSFORMS")
    if not folder:
        pytest.skip("XLSFORMS names no folder with forms: FORMS OF OTHERS ARE NOT READ")
    yield from sorted(Path(folder).glob("*.xls*"))


async def outcome(form: Path) -> str:
    """The number of questions that were answered, or "refused"."""
    reading = await _read(form)
    if reading.definitions:
        (definition,) = reading.definitions
        walked(definition)
        return str(len(definition.questions))
    assert reading.errors
    return "refused"


async def _read(form: Path) -> Reading:
    try:
        book = await open_book(await asyncio.to_thread(form.read_bytes))
    except BadDefinition as bad:
        return Reading((), bad.problems)
    return read(book, DEFAULTS, Known())


async def test_each_is_answered_to_the_end_or_refused_as_the_docs_say():
    found = {form.name: await outcome(form) for form in forms()}
    assert found == dict(LISTED.findall(DOCS.read_text(encoding="utf-8")))
