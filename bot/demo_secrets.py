"""The demo's own token and key, made at its first start."""

import json
import os
import secrets
from pathlib import Path


def kept(folder: Path) -> dict[str, str]:
    """The demo's token and key, made at the first start and readable by their owner alone."""
    path = folder / "secrets"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    number = 1_000_000_000 + secrets.randbelow(8_000_000_000)
    made = {
        "telegram_bot_token": f"{number}:{secrets.token_urlsafe(26)}",
        "secret_key": secrets.token_urlsafe(48),
    }
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as opened:
        json.dump(made, opened)
    return made
