"""Troubles ordered for the calls to come: slowness, refusals, lost requests and lost answers."""

from dataclasses import dataclass
from typing import Any

from playground.refusals import Refusal, forbidden, too_many_requests

Json = dict[str, Any]

KINDS = (
    "latency",
    "429",
    "500",
    "drop_before",
    "drop_after",
    "blocked",
    "unauthorized",
)


class WrongFault(ValueError):
    """An ordered fault that nobody could carry out."""


@dataclass
class Fault:
    """One trouble: skips `after` matching calls, then strikes `times` of them (or all)."""

    kind: str
    method: str | None = None
    chat_id: int | None = None
    after: int = 0
    times: int | None = None
    retry_after: int = 1
    ms: int = 0

    def strikes(self, method: str, chat_id: object) -> bool:
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat_id is not None and str(self.chat_id) != str(chat_id):
            return False
        if self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def refusal(self) -> Refusal | None:
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        if self.kind == "500":
            return Refusal(500, "Internal Server Error")
        if self.kind == "blocked":
            return forbidden("bot was blocked by the user")
        return Refusal(401, "Unauthorized") if self.kind == "unauthorized" else None


def fault_from(ordered: Any) -> Fault:
    if not isinstance(ordered, dict) or str(ordered.get("kind")) not in KINDS:
        raise WrongFault(f"kind must be one of {', '.join(KINDS)}")
    known = {name: value for name, value in ordered.items() if name in Fault.__annotations__}
    for name in ("after", "times", "retry_after", "ms", "chat_id"):
        if known.get(name) is not None and not isinstance(known[name], int):
            raise WrongFault(f"{name} must be a whole number")
        if known.get(name) is None:
            known.pop(name, None)
    return Fault(**known | {"kind": str(ordered["kind"])})


@dataclass
class Faults:
    """Those in force, in the order in which they were given."""

    ordered: list[Fault]

    def struck(self, method: str, chat_id: object) -> list[Fault]:
        return [fault for fault in self.ordered if fault.strikes(method, chat_id)]
