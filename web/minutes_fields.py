"""The form of minutes: what it sends, as the sections that minutes have."""

import re
from collections.abc import Mapping
from typing import Any

from meetings.minutes import LINES_LIMIT, PARTIES, How, Shown
from texts.numbers import KEY_DIGITS, whole
from web.respondents import Fields

NUMBERED = re.compile(r"^(present|task|offer)-(\d{1,3})-(name|people|what)$")
# So many empty lines stand below those that are written.
SPARE = {"present": 6, "tasks": 3, "offers": 2}


def read(sent: Fields) -> dict[str, Any]:
    """The sections as plain values, which are checked where they are kept."""
    places = sorted({(one[1], int(one[2])) for one in map(NUMBERED.match, sent) if one})
    return {
        **{name: _lines(sent, name) for name in ("programme", "rules", "findings")},
        "rules_open": "rules_open" in sent,
        "recorder": _one(sent, "recorder"),
        "shown": _one(sent, "shown") or Shown.COUNTS.value,
        "present": [_presence(sent, nth) for kind, nth in places if kind == "present"],
        "tasks": [_task(sent, nth) for kind, nth in places if kind == "task"],
        "offers": [_offer(sent, nth) for kind, nth in places if kind == "offer"],
        "roles": [role for party in PARTIES if any((role := _role(sent, party)).values())],
    }


def _one(sent: Fields, name: str) -> str:
    return sent.get(name, [""])[-1].strip()


def _lines(sent: Fields, name: str) -> list[str]:
    told = [" ".join(one.split()) for one in _one(sent, name).splitlines()]
    return [one for one in told if one][: LINES_LIMIT + 1]


def _presence(sent: Fields, nth: int) -> dict[str, Any]:
    """Whoever comes with others, or without a name, is several together."""
    before = f"present-{nth}"
    name, people = _one(sent, f"{before}-name"), _one(sent, f"{before}-people")
    many = whole(people, 1, 5)
    return {
        "name": name,
        "party": _one(sent, f"{before}-party"),
        "people": max(many, 1),
        "together": many > 1 or not name,
        "how": _one(sent, f"{before}-how") or How.PRESENT.value,
        "part": _one(sent, f"{before}-part"),
    }


def _task(sent: Fields, nth: int) -> dict[str, Any]:
    before = f"task-{nth}"
    key = _one(sent, f"{before}-id")
    return {
        "id": whole(key, digits=KEY_DIGITS),
        "what": _one(sent, f"{before}-what"),
        "who": _one(sent, f"{before}-who"),
        "due": _one(sent, f"{before}-due") or None,
    }


def _offer(sent: Fields, nth: int) -> dict[str, Any]:
    before = f"offer-{nth}"
    return {"what": _one(sent, f"{before}-what"), "by": _one(sent, f"{before}-by")}


def _role(sent: Fields, party: str) -> dict[str, Any]:
    expects = {other: _one(sent, f"role-{party}-{other}") for other in PARTIES if other != party}
    told = {name: _one(sent, f"role-{party}-{name}") for name in ("role", "brings")}
    asked: Mapping[str, str] = {other: what for other, what in expects.items() if what}
    if not asked and not any(told.values()):
        return {}
    return {"party": party, **told, "expects": asked}
