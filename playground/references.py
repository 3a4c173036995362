"""References such as &lt; and &#33;, the few that Telegram knows."""

import re

SIGNS = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#(\d*)|([a-zA-Z]+));?")
LONGEST_REFERENCE = 10


def decoded(source: bytes, at: int) -> tuple[str, int] | None:
    """The sign that a reference such as &lt; or &#33; stands for, and where the reference ends."""
    found = REFERENCE.match(source, at)
    if found is None:
        return None
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return (SIGNS[name], found.end()) if name in SIGNS else None
    number = int(hexadecimal or b"0", 16) if hexadecimal is not None else int(decimal or b"0")
    end = found.end() - source[at : found.end()].endswith(b";")
    if number == 0 or number >= 0x10FFFF or end - at >= LONGEST_REFERENCE:
        return None
    return chr(number), found.end()
