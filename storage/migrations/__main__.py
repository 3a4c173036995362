"""`python -m storage.migrations "what changes"` writes the migration for changed tables."""

import asyncio
import sys
import tempfile
from pathlib import Path

from storage import migrations


async def write(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'naves.db'}"
        await migrations.upgrade(url)
        await migrations.write_new(url, message)


if __name__ == "__main__":
    asyncio.run(write(" ".join(sys.argv[1:])))
