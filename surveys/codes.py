"""Codes by which people without an account come back to their answers: KQ7T-9HXM-2BCD.

Eleven random letters (55 bits) and one that gives mistyped codes away. A code is kept nowhere: it
is only what the mark of a response is made of.
"""

from stdnum import luhn

from storage.codes import LETTERS, random_code
from storage.marks import CODE
from surveys.answering import Respondent

RANDOM_LETTERS = 11
GROUP = 4


def new_code() -> str:
    letters = random_code(RANDOM_LETTERS)
    return _grouped(letters + luhn.calc_check_digit(letters, LETTERS))


def made_of(secret: bytes) -> str:
    """The code that is always made of the same secret."""
    letters = "".join(LETTERS[one % len(LETTERS)] for one in secret[:RANDOM_LETTERS])
    return _grouped(letters + luhn.calc_check_digit(letters, LETTERS))


def read(typed: str) -> str | None:
    """The code that was meant, however it was spaced and cased; None when it is none of ours."""
    letters = "".join(letter for letter in typed.upper() if letter not in " \N{NO-BREAK SPACE}-–.")
    if len(letters) != RANDOM_LETTERS + 1 or set(letters) - set(LETTERS):
        return None
    return _grouped(letters) if luhn.is_valid(letters, LETTERS) else None


def of(who: Respondent) -> str:
    """The code of somebody who came with one; empty for others."""
    return who.token.removeprefix(CODE) if who.token.startswith(CODE) else ""


def respondent(code: str, helping: bool = False) -> Respondent:
    """Who comes back by this code."""
    return Respondent(CODE + code, None, channel="web", helping=helping)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
