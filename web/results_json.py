"""Frozen results for machines: all that the page shows, as one document; see docs/results.md."""

from collections.abc import Mapping
from typing import Any

from handlers.surveys.reach import CHANNEL_NAMES
from storage.places import Area
from surveys.definitions import CHANNEL
from surveys.outcome import Outcome
from surveys.results.counting import NO_ANSWER
from surveys.results.merging import OTHERS, Group
from surveys.results.numbers import NumberClass
from surveys.results.published import PublishedCrossing, PublishedQuestion, Row

Json = dict[str, Any]
FORM = 1


def document(found: Outcome, area: Area) -> Json:
    """Hidden numbers are null, which is never the same as nought."""
    published, survey = found.published, found.survey
    return {
        "format": FORM,
        "code": survey.code,
        "title": found.definition.title,
        "area": {"code": area.code, "name": area.name},
        "opened": survey.opens_at.isoformat(),
        "closed": (survey.closed_at or survey.closes_at).isoformat(),
        "frozen": found.counted_at.isoformat(),
        "responses": published.responses,
        "min_cell": published.min_cell,
        "municipalities": [_group(found, one) for one in published.groups],
        "channels": [_channel(one) for one in published.channels],
        "questions": [_question(found, one) for one in published.questions],
        "crossings": [_crossing(found, one) for one in published.crossings or ()],
    }


def _group(found: Outcome, group: Group) -> Json:
    tagged = found.definition.tagged("municipality")
    label = _label(found, tagged.id, group.id) if tagged else None
    return {"id": group.id, "label": label, "responses": group.responses, "of": group.members}


def _channel(group: Group) -> Json:
    return {"id": group.id, "responses": group.responses, "of": group.members}


def _question(found: Outcome, one: PublishedQuestion) -> Json:
    told: Json = {
        "id": one.id,
        "type": one.type,
        "text": found.definition.question(one.id).text,
        "answered": one.overall.answered,
        "answers": _cells(found, one.id, one.overall),
        "by_municipality": [_row(found, one.id, "", row) for row in one.by_municipality],
    }
    if one.numbers:
        told["classes"] = [_class(each) for each in one.numbers]
    if one.places:
        told["places"] = [{"id": each.id, "average": float(each.place)} for each in one.places]
    return told | {"mean": _number(one.mean), "median": one.median}


def _crossing(found: Outcome, one: PublishedCrossing) -> Json:
    rows = [_row(found, one.question, one.by, row) for row in one.lines]
    return {"question": one.question, "by": one.by, "rows": rows, "withheld": one.withheld or None}


def _row(found: Outcome, question: str, by: str, row: Row) -> Json:
    tagged = found.definition.tagged("municipality")
    asked = by or (tagged.id if tagged else "")
    return {
        "id": row.group,
        "label": _label(found, asked, str(row.group)),
        "of": row.merged or (row.group,),
        "answered": row.answered,
        "answers": _cells(found, question, row),
    }


def _cells(found: Outcome, question: str, row: Row) -> list[Json]:
    return [
        {
            "id": cell.id,
            "label": _label(found, question, cell.id),
            "count": cell.count,
            "percent": cell.percent,
        }
        for cell in row.cells
    ]


def _label(found: Outcome, question: str, option: str) -> Mapping[Any, str] | None:
    if question == CHANNEL:
        return {"en": CHANNEL_NAMES[option]} if option in CHANNEL_NAMES else None
    return None if option in (OTHERS, NO_ANSWER) else found.label(question, option)


def _class(one: NumberClass) -> Json:
    low, high = _number(one.low), _number(one.high)
    return {"from": low, "to": high, "count": one.count, "percent": one.percent}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
