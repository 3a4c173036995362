"""What is going on in a contest at a moment: told by its dates, whatever the clock process does."""

from datetime import datetime
from enum import StrEnum

from contests.documents import Contest as Document
from storage.contests import CANCELLED, COUNTING, DRAFT, PUBLISHED, Contest


class Stage(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    ENTERING = "entering"
    CHECKING = "checking"
    VOTING = "voting"
    COUNTING = "counting"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


_DECIDED = {DRAFT: Stage.DRAFT, CANCELLED: Stage.CANCELLED, PUBLISHED: Stage.PUBLISHED}


def stage(contest: Contest, document: Document, when: datetime) -> Stage:
    """The second of an end belongs to what comes after it."""
    if contest.state in _DECIDED:
        return _DECIDED[contest.state]
    if contest.state == COUNTING or when >= document.vote_until:
        return Stage.COUNTING
    if when >= document.vote_from:
        return Stage.VOTING
    if when >= document.enter_until:
        return Stage.CHECKING
    return Stage.ENTERING if when >= document.enter_from else Stage.WAITING
