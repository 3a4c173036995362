"""What a coordinator writes of a contest, one piece at a time, made into its document."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from contests.documents import Contest, Who
from texts.lists import items

PRAGUE = ZoneInfo("Europe/Prague")
# How long each part of a new contest lasts, until somebody says otherwise.
ENTERING, CHECKING, VOTING, COUNTING = (
    timedelta(days=28),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=2),
)
DAY = re.compile(
    r"^(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})"
    r"(?:\s+(?P<hour>\d{1,2})[:.](?P<minute>\d{2}))?$"
)
CATEGORY = re.compile(
    r"^(?P<title>.+?)(?:[,\s]+(?P<youngest>\d{1,3})\s*[-–]\s*(?P<oldest>\d{1,3}))?$"
)
MOMENTS = ("enter_from", "enter_until", "vote_from", "vote_until", "results_at")
LICENCE = (
    "Účastí autoři a jejich zákonní zástupci udělují vyhlašovateli bezúplatnou licenci k vítěznému "
    "návrhu pro účely komunitního plánování. Ostatní návrhy se po soutěži smažou."
)


# What begins on a day begins with it, all else lasts until its end.
BEGINNINGS = ("enter_from", "vote_from")


class NotABrief(Exception):
    """What was written does not fit; `field` names where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def fresh(key: str, area: str, title: str, now: datetime) -> Contest:
    """A new contest by its title, with the usual dates; raises NotABrief."""
    start = now.astimezone(PRAGUE).replace(hour=8, minute=0, second=0, microsecond=0)
    enter_from = start + timedelta(days=1)
    enter_until = (enter_from + ENTERING).replace(hour=23, minute=59)
    vote_from = (enter_until + CHECKING).replace(hour=8, minute=0)
    vote_until = (vote_from + VOTING).replace(hour=20)
    return checked(
        {
            "key": key,
            "area": area,
            "title": {"cs": title},
            "licence": {"cs": LICENCE},
            "enter_from": enter_from,
            "enter_until": enter_until,
            "vote_from": vote_from,
            "vote_until": vote_until,
            "results_at": (vote_until + COUNTING).replace(hour=18),
        }
    )


def with_piece(document: Contest, field: str, text: str) -> Contest:
    """The document with a piece as it was written; raises NotABrief."""
    told = {**document.model_dump(), **_piece(document, field, text.strip())}
    return checked(told)


def with_value(document: Contest, field: str, value: Any) -> Contest:
    """The document with a part of its rules of voting chosen; raises NotABrief."""
    return checked(
        {**document.model_dump(), "voting": {**document.voting.model_dump(), field: value}}
    )


def with_who(document: Contest, who: Who) -> Contest:
    """The document with who may enter and vote."""
    works = {**document.works.model_dump(), "who": who}
    return with_value(checked({**document.model_dump(), "works": works}), "who", who)


def checked(fields: Mapping[str, Any]) -> Contest:
    try:
        return Contest.model_validate(fields)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        raise NotABrief(str(place[0]) if place else "dates") from None


def moment_in(text: str, hour: int = 23, minute: int = 59) -> datetime | None:
    """“18. 12. 2026 20:00” on the clocks of Prague, or “18. 12. 2026”, which is its last minute."""
    told = DAY.match(text.strip())
    if told is None:
        return None
    if told["hour"]:
        hour, minute = int(told["hour"]), int(told["minute"])
    try:
        return datetime(
            int(told["year"]), int(told["month"]), int(told["day"]), hour, minute, tzinfo=PRAGUE
        )
    except ValueError:
        return None


def _piece(document: Contest, field: str, text: str) -> dict[str, Any]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    none = text in ("", "-", "–")
    if field in MOMENTS:
        at = moment_in(text, 0, 0) if field in BEGINNINGS else moment_in(text)
        if at is None:
            raise NotABrief("day")
        return {field: at}
    if field in ("title", "brief", "organiser", "licence"):
        before = dict(getattr(document, field))
        return {field: {} if none and field != "title" else {**before, "cs": text}}
    if field == "schools":
        return {"schools": () if none else lines}
    if field == "prizes":
        prizes = [{"place": at, "what": {"cs": one}} for at, one in enumerate(items(text), start=1)]
        return {"prizes": () if none else prizes}
    if field == "categories":
        return {"categories": () if none else [_category(at, one) for at, one in enumerate(lines)]}
    if field == "pixels" and text.isdecimal():
        return {"works": {**document.works.model_dump(), "min_pixels": int(text)}}
    if field == "shortlist":
        return {"shortlist": None if none else _shortlist(text)}
    if field == "tie_group":
        return {"voting": {**document.voting.model_dump(), field: "" if none else text}}
    raise NotABrief(field)


def _category(at: int, line: str) -> dict[str, Any]:
    """“Děti, 6–10”: a name, and for which ages where it says so."""
    told = CATEGORY.match(line)
    assert told is not None
    ages = {name: int(told[name]) for name in ("youngest", "oldest") if told[name]}
    return {"id": f"c{at + 1}", "title": {"cs": told["title"].strip(" ,")}, **ages}


def _shortlist(text: str) -> dict[str, Any]:
    """“6, řídicí skupina”: how many, and who chooses them."""
    most, _, group = text.partition(",")
    if not most.strip().isdecimal() or not group.strip():
        raise NotABrief("shortlist")
    return {"most": int(most), "group": group.strip()}
