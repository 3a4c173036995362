"""The column `parameters`: ranges become scales or numbers, options are shuffled."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from surveys.definitions import Path
from surveys.files.consistency import POINTS_LIMIT
from surveys.files.problems import Code
from surveys.files.xlsform.book import Row
from surveys.files.xlsform.form import Form, Json


def put_range(form: Form, made: Json, place: Path, row: Row) -> None:
    given = _given(row["parameters"])
    known = {"start", "end", "step", "tick_labelset", "tick_interval", "placeholder"}
    _only(form, row, given, known)
    try:
        start, end, step = (
            Decimal(given.get(name, usual))
            for name, usual in (("start", "1"), ("end", "10"), ("step", "1"))
        )
    except InvalidOperation:
        form.draft.report(row.cell("parameters"), Code.UNKNOWN_PARAMETER, what=row["parameters"])
        return
    for name, value in (("min", start), ("max", end)):
        form.draft.put(made, name, place, row.cell("parameters"), f"{value:f}")
    few = step == 1 and start % 1 == 0 and 0 <= end - start < POINTS_LIMIT and end % 1 == 0
    if few:
        _scale(form, made, place, row, given.get("tick_labelset", ""))
        return
    decimals = max(0, *(-int(one.as_tuple().exponent) for one in (start, end, step)))
    made |= {"step": f"{abs(step):f}", "decimals": decimals}


def _scale(form: Form, made: Json, place: Path, row: Row, listed: str) -> None:
    """A range of few points, each with its label; a point without one is called by its number."""
    draft = form.draft
    made["type"] = "scale"
    labels: Json = {}
    made["labels"] = labels
    if listed and listed not in form.lists:
        facts = {"list": listed, "known": sorted(form.lists)}
        draft.report(row.cell("parameters"), Code.UNKNOWN_LIST, **facts)
        return
    options = form.lists.get(listed)
    for source in options.rows if options else []:
        draft.put_texts(labels, source["name"], (*place, "labels"), source, "label")
    if options:
        options.used = True
    points = range(int(Decimal(made["min"])), int(Decimal(made["max"])) + 1)
    unnamed = [point for point in points if str(point) not in labels]
    if unnamed:
        draft.report(row.cell("parameters"), Code.POINTS_UNNAMED, points=unnamed)
    languages = list(made.get("text", {})) or [draft.language]
    labels |= {str(point): dict.fromkeys(languages, str(point)) for point in unnamed}


def put_order(form: Form, made: Json, place: Path, row: Row, *, has_options: bool) -> None:
    """`randomize` where there are options of the form; any other parameter is refused."""
    given = _given(row["parameters"])
    _only(form, row, given, {"randomize", "seed"} if has_options else set())
    if not has_options or "randomize" not in given:
        return
    if "seed" in given:
        form.draft.unsupported(row.cell("parameters"), "seed", "seed")
    wanted = form.draft.truth(given["randomize"])
    if wanted is not False:
        form.draft.put(made, "randomize", place, row.cell("parameters"), wanted)


def _only(form: Form, row: Row, given: Mapping[str, str], known: set[str]) -> None:
    for name in given.keys() - known:
        if name == "randomize":
            form.draft.unsupported(row.cell("parameters"), name, "order")
        else:
            form.draft.report(row.cell("parameters"), Code.UNKNOWN_PARAMETER, what=name)


def _given(written: str) -> dict[str, str]:
    parts = re.split(r"[\s;,]+", re.sub(r"\s*=\s*", "=", written).strip())
    return {name: value for name, _, value in (part.partition("=") for part in parts) if name}
