"""What is going on in a debate at a moment: told by its dates, whatever the clock process does."""

from datetime import datetime
from enum import StrEnum

from storage.debates import CLOSED, COUNTING, DRAFT, Debate


class Stage(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def stage(debate: Debate, when: datetime) -> Stage:
    """The second of an end belongs to what comes after it."""
    if debate.state in (DRAFT, CLOSED):
        return Stage(debate.state)
    if debate.state == COUNTING or when >= debate.closes_at:
        return Stage.CLOSING
    return Stage.OPEN if when >= debate.opens_at else Stage.WAITING
