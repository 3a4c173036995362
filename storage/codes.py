"""Short codes that people read aloud and type; no two rows of a table have the same."""

import secrets

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

# No letters that look like digits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def random_code(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


async def free_code(session: AsyncSession, table: type[SQLModel], length: int) -> str:
    """A random code that no row of the table has for its key yet."""
    while True:
        code = random_code(length)
        if await session.get(table, code) is None:
            return code
