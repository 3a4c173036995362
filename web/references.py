"""What an apology names and the log repeats."""

from storage.codes import random_code


def new_reference() -> str:
    """What an apology names and the log repeats: eight letters as KQ7T-9HXM."""
    letters = random_code(8)
    return f"{letters[:4]}-{letters[4:]}"
