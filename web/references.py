"""What an apology names and the log repeats."""

import secrets

# Letters and digits that are hard to take for one another when a resident reads them out.
REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """What an apology names and the log repeats: eight letters as KQ7T-9HXM."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
