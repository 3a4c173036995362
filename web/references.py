"""The short code by which a person's complaint is found in the log."""

import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(8))
