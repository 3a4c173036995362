"""What somebody hears when their update was refused, or could not be handled."""

from dataclasses import replace

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handlers.refusals import explain
from handlers.replies import Reply, show
from handlers.taps import go
from storage.database import is_full
from texts.formatting import escape
from texts.words import Words
from web.references import new_reference

# Also when every connection is in use for too long.
AWAY = (OperationalError, InterfaceError, PoolTimeout, OSError)

log = structlog.get_logger(__name__)


def excused(error: Exception, update_id: int, words: Words) -> Reply:
    """The reply; raises the error itself where the update should come again."""
    refusal = explain(error, words)
    if refusal:
        return refusal
    if is_full(error):
        log.error("The disk is full.", update_id=update_id, error=error)
        return show(words("I have no room to keep anything now. Please try again later."))
    if isinstance(error, AWAY) and _unreachable(error):
        raise error
    reference = new_reference()
    log.exception("A handler failed.", update_id=update_id, reference=reference)
    text = words(
        "I am sorry, something went wrong. The reference is {reference}.",
        reference=f"<code>{reference}</code>",
    )
    return show(text, (go(words("Home"), "home"),))


def with_way_home(reply: Reply, words: Words) -> Reply:
    """For what was typed: below it stands no screen to go on with, so the reply leads somewhere."""
    home = ((go(words("Home"), "home"),),)
    if not reply.screens:
        return show(escape(reply.toast), *home)
    *before, last = reply.screens
    if last.rows:
        return reply
    return replace(reply, screens=(*before, replace(last, rows=home)))


def _unreachable(error: Exception) -> bool:
    """Whether the database could not be had at all, so that trying again later may help."""
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return True
    # The driver's own words: with the statement the column "blocked" would look like a lock.
    return "lock" in str(error.orig)
