"""What happens to broadcasts, for whoever it concerns to be told."""

from dataclasses import dataclass

from outreach.blockers import Blocker
from outreach.progress import Report
from storage.broadcasts import Broadcast
from storage.happenings import Happening
from storage.people import Resident


@dataclass(frozen=True)
class ApprovalWanted(Happening):
    """The author may be gone by now."""

    broadcast: Broadcast
    approvers: tuple[Resident, ...]
    people: int


@dataclass(frozen=True)
class OfBroadcast(Happening):
    """Something of which the author is told."""

    broadcast: Broadcast
    author: Resident | None


@dataclass(frozen=True)
class Approved(OfBroadcast):
    pass


@dataclass(frozen=True)
class ApprovalRefused(OfBroadcast):
    reason: str


@dataclass(frozen=True)
class SentBack(OfBroadcast):
    """Its moment came, and it could not go out as it is."""

    blockers: tuple[Blocker, ...]


@dataclass(frozen=True)
class Ended(OfBroadcast):
    report: Report


@dataclass(frozen=True)
class ReminderMoved(OfBroadcast):
    """The date that it reminds of has moved."""


@dataclass(frozen=True)
class ReminderVoid(OfBroadcast):
    """There is nothing to remind of any more, or it is too late for it."""
