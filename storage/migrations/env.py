"""Run by Alembic: migrates over the connection that `storage.migrations` hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables import metadata


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration names SQLAlchemy's own types, so that it outlives what we build on."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain_type,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
