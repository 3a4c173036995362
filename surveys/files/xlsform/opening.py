"""Opens a spreadsheet that somebody sent: in a process of its own, with little time and memory."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Final

from surveys.files.problems import BadDefinition, Cell, Code, Problem
from surveys.files.xlsform import sheets
from surveys.files.xlsform.book import Book, from_json

SIZE_LIMIT: Final = 5_000_000
SECONDS: Final = 60
SPREADSHEETS: Final = (sheets.ZIP, sheets.OLE)


def is_spreadsheet(content: bytes) -> bool:
    return content.startswith(SPREADSHEETS)


async def open_book(content: bytes) -> Book:
    """What the sheets say; a file that cannot be read at all is a BadDefinition."""
    if not content:
        raise BadDefinition([Problem(None, None, Code.EMPTY_FILE)])
    if len(content) > SIZE_LIMIT:
        raise BadDefinition([Problem(None, None, Code.TOO_BIG, {"limit": SIZE_LIMIT})])
    told = json.loads(await _read_apart(content) or '{"problem": "too_complex", "facts": {}}')
    if "problem" in told:
        facts = told["facts"]
        where = Cell(facts["sheet"]) if "sheet" in facts else None
        raise BadDefinition([Problem(where, None, Code(told["problem"]), facts)])
    return from_json(told)


async def _read_apart(content: bytes) -> bytes:
    """What the reading process writes; nothing when it took too much and was ended."""
    reading = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(Path(sheets.__file__))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await reading.communicate(content)
    except TimeoutError:
        return b""
    finally:
        if reading.returncode is None:
            reading.kill()
            await reading.wait()
    return told if reading.returncode == 0 else b""
