"""What a phone can show besides text: buttons that carry what they mean."""

from dataclasses import dataclass

# What follows ?start= begins with what it leads to.
TO_SURVEY, TO_INVITATION, TO_PLAN, TO_GROUP, TO_MEETING = "s_", "i_", "p_", "g_", "m_"
# Past a survey's first screen; the number of the response follows the code.
TO_QUESTIONS = "q_"
# The code on the poster at a meeting's door.
TO_DOOR = "d_"
TO_CONTEST = "k_"
TO_JURY = "j_"
TO_DEBATE = "v_"
# Telegram's limit, in bytes.
TAP_LENGTH = 64


@dataclass(frozen=True)
class Button:
    """A label with what a tap says (`data`), or with the address it opens."""

    text: str
    data: str = ""
    url: str = ""


Row = tuple[Button, ...]
Rows = tuple[Row, ...]


def tap(*parts: str | int) -> str:
    """Callback data of these parts; the first names the door that understands it."""
    data = ":".join(str(part) for part in parts)
    if len(data.encode()) > TAP_LENGTH:
        raise ValueError(f"{data!r} does not fit into a button")
    return data
