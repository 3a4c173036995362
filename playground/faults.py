"""Troubles ordered for the calls to come: slowness, refusals, lost requests and lost answers."""

import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playground.refusals import Refusal, bad_request, forbidden, too_many_requests

Json = dict[str, Any]

KINDS = (
    "latency",
    "slow_answer",
    "429",
    "500",
    "drop_before",
    "drop_after",
    "blocked",
    "deactivated",
    "not_found",
    "unauthorized",
)
WHOLE = ("chat_id", "after", "times", "retry_after", "ms", "spread_ms", "seed")
# These strike only calls that name a chat.
OF_CHATS = ("blocked", "deactivated", "not_found")
REFUSALS = {
    "500": Refusal(500, "Internal Server Error"),
    "blocked": forbidden("bot was blocked by the user"),
    "deactivated": forbidden("user is deactivated"),
    "not_found": bad_request("chat not found"),
    "unauthorized": Refusal(401, "Unauthorized"),
}


class WrongFault(ValueError):
    """An ordered fault that nobody could carry out."""


@dataclass
class Fault:
    """One trouble: skips `after` matching calls, then strikes `times` of them (or all).

    Of those it strikes only a `share`: of the calls one by one, or always the same of the
    `chats`. Which they are follows from the seed, so that a run can be repeated.
    """

    kind: str
    method: str | list[str] | None = None
    chat_id: int | None = None
    after: int = 0
    times: int | None = None
    for_s: float | None = None
    share: float = 1
    of: str = "calls"
    seed: int = 0
    retry_after: int = 1
    ms: int = 0
    spread_ms: int = 0
    seen: int = 0
    struck: int = 0
    ordered_at: float = field(default_factory=time.monotonic)

    def strikes(self, method: str, chat_id: object) -> bool:
        if not self.is_about(method, chat_id) or self.times == 0 or self.is_over():
            return False
        self.seen += 1
        if self.after > 0:
            self.after -= 1
            return False
        if not self.is_drawn(chat_id):
            return False
        self.struck += 1
        if self.times is not None:
            self.times -= 1
        return True

    def is_about(self, method: str, chat_id: object) -> bool:
        if chat_id is None and self.kind in OF_CHATS:
            return False
        if self.chat_id is not None and str(self.chat_id) != str(chat_id):
            return False
        named = [self.method] if isinstance(self.method, str) else self.method
        return named is None or method.lower() in map(str.lower, named)

    def is_over(self) -> bool:
        return self.for_s is not None and time.monotonic() > self.ordered_at + self.for_s

    def is_drawn(self, chat_id: object) -> bool:
        if self.share >= 1:
            return True
        if self.of == "chats":
            return chat_id is not None and self._chance(f"chat {chat_id}") < self.share
        return self._chance(f"call {self.seen}") < self.share

    def pause_s(self) -> float:
        """How long it holds the call that it has just struck."""
        return (self.ms + self.spread_ms * self._chance(f"pause {self.seen}")) / 1000

    def _chance(self, what: str) -> float:
        return Random(f"{self.seed} {what}").random()

    def refusal(self) -> Refusal | None:
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        return REFUSALS.get(self.kind)

    def shown(self) -> Json:
        return {name: value for name, value in vars(self).items() if name != "ordered_at"}


def fault_from(ordered: Any) -> Fault:
    if not isinstance(ordered, dict) or str(ordered.get("kind")) not in KINDS:
        raise WrongFault(f"kind must be one of {', '.join(KINDS)}")
    names = set(Fault.__annotations__) - {"seen", "struck", "ordered_at"}
    known = {name: ordered[name] for name in names if ordered.get(name) is not None}
    check_numbers(known)
    methods = known.get("method", "")
    if not all(
        isinstance(one, str) for one in (methods if isinstance(methods, list) else [methods])
    ):
        raise WrongFault("method must be a name or an array of names")
    if known.get("of", "calls") not in ("calls", "chats"):
        raise WrongFault("of must be calls or chats")
    return Fault(**known | {"kind": str(ordered["kind"])})


def check_numbers(known: Json) -> None:
    for name in WHOLE:
        if not isinstance(known.get(name, 0), int):
            raise WrongFault(f"{name} must be a whole number")
    for name in ("share", "for_s"):
        if not isinstance(known.get(name, 0), int | float):
            raise WrongFault(f"{name} must be a number")
    if not 0 <= known.get("share", 1) <= 1:
        raise WrongFault("share must be between 0 and 1")


@dataclass
class Faults:
    """Those in force, in the order in which they were given."""

    ordered: list[Fault]

    def struck(self, method: str, chat_id: object) -> list[Fault]:
        return [fault for fault in self.ordered if fault.strikes(method, chat_id)]
