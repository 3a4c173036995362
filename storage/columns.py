"""Column shapes that several tables share."""

import secrets
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Integer
from sqlalchemy.dialects.postgresql import JSONB

# SQLite makes only a plain INTEGER key the row's own address; PostgreSQL's INTEGER has 32 bits.
BIG = BigInteger().with_variant(Integer, "sqlite")
DOCUMENT = JSON().with_variant(JSONB(), "postgresql")

# Rows of tables with a key of several columns lie in key order, not in order of arrival:
# who answered when cannot be read off the file.
UNORDERED: dict[str, Any] = {"sqlite_with_rowid": False}


def random_id() -> int:
    """A key that tells nothing about when or after whom a row was made."""
    return secrets.randbits(53)


def big_key(**options: Any) -> Any:
    return Column(BIG, primary_key=True, autoincrement=False, **options)


def numbered() -> Any:
    """A key that counts up; `sqlite_autoincrement` keeps a number from being given twice."""
    return Column(BIG, primary_key=True, autoincrement=True)


def document(**options: Any) -> Any:
    return Column(DOCUMENT, nullable=options.pop("nullable", False), **options)
