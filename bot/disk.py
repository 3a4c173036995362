"""How much room is left where the data lie, so that answers are refused before it is too late."""

import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024


def free_mb(folder: Path) -> int:
    """Megabytes left in the folder, or in the nearest one above it that is there."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free // MEGABYTE
