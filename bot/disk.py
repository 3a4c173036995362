"""How much room is left where the data lie, so that answers are refused before it is too late."""

import shutil
import time
from pathlib import Path

MEGABYTE = 1024 * 1024


def free_mb(folder: Path) -> int:
    """Megabytes left in the folder, or in the nearest one above it that is there."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free // MEGABYTE


class Room:
    """Whether enough room is left; looked at once a second at most, for every writer asks."""

    def __init__(self, folder: Path, minimum_mb: int) -> None:
        self._folder = folder
        self._minimum_mb = minimum_mb
        self._enough = True
        self._look_at = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if now >= self._look_at:
            self._enough = free_mb(self._folder) >= self._minimum_mb
            self._look_at = now + 1
        return self._enough
