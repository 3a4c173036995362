"""Lists as people type them: something on each line, perhaps numbered or with dashes."""

import re
from typing import Final

DASH: Final = re.compile(r"^[•*–-]\s+")


def items(text: str) -> list[str]:
    """What the lines say; a number that only tells the place in the list is left out."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return [_bare(line, place) for place, line in enumerate(lines, start=1)]


def _bare(line: str, place: int) -> str:
    return re.sub(rf"^{place}[.)]\s+", "", DASH.sub("", line))
