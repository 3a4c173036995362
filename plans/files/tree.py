"""Plans in YAML: sections within sections, every text in as many languages as there are."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from plans.files.problems import BadPlan, Code, Problem, unreadable

DEPTH_LIMIT: Final = 20
LANGUAGES = ("cs", "cs-easy", "uk", "en")
# A list under any of these names holds the sections one level below.
CHILDREN = ("sections", "chapters", "priorities", "measures", "activities", "goals")
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NAMES: Mapping[str, str] = {
    "territory": "area",
    "version": "label",
    "no": "id",
    "working_group": "group",
    "reason": "text",
}
PLAN_FIELDS = ("id", "prefix", "area", "title", "label", "languages", "levels", "consultation")
SECTION_FIELDS = (
    *("id", "title", "text", "summary", "topics", "municipalities", "target_groups"),
    *("responsible", "facts", "group"),
)
# What such files hold besides and residents need not read.
PASSED_OVER = (
    *("evidence", "service_types", "related_activity", "state", "sources", "edition", "status"),
    *("previous", "period"),
)
# What the fields of such files are called by people.
FACTS = {"indicators": "Indikátor", "budget_czk": "Náklady v Kč", "due": "Termín"}
ID = re.compile(r"[^0-9A-Za-z.-]+")


def read(content: str) -> tuple[dict[str, Any], list[Problem]]:
    """The plan's fields with flat `sections`, and what is wrong with its shape."""
    data = _loaded(content)
    root = data.get("plan", data) if isinstance(data, dict) else None
    if not isinstance(root, dict):
        raise unreadable(Code.NOT_A_PLAN)
    problems: list[Problem] = []
    fields = _named(root, PLAN_FIELDS, "", problems)
    fields["sections"] = list(_sections(root, 1, "", problems))
    if not fields["sections"]:
        problems.append(Problem(Code.NO_HEADINGS))
    return fields, problems


def _loaded(content: str) -> Any:
    """Plain data only: anchors, aliases and tags are refused, everything is text."""
    try:
        depth = 0
        for event in yaml.parse(content, Loader=LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                raise unreadable(Code.TOO_DEEP, most=DEPTH_LIMIT)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise unreadable(Code.NOT_PLAIN)
        return yaml.load(content, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise unreadable(
            Code.NOT_READABLE, format="YAML", line=mark.line + 1 if mark else 0
        ) from None


def _sections(
    node: Mapping[str, Any], level: int, parent: str, problems: list[Problem], group: str = ""
) -> Iterator[dict[str, Any]]:
    """A section belongs to the working group of the one above unless it names its own."""
    for place, one in enumerate(_children(node), start=1):
        if not isinstance(one, dict):
            problems.append(Problem(Code.BAD_VALUE, parent, {"field": "sections"}))
            continue
        if level > DEPTH_LIMIT:
            raise BadPlan([Problem(Code.TOO_DEEP, parent, {"most": DEPTH_LIMIT})])
        own = _named(one, SECTION_FIELDS, parent, problems)
        made = own.get("id") or ".".join(filter(None, (parent, str(place))))
        own |= {"id": ID.sub("-", str(made)).strip("-."), "level": level}
        own.setdefault("group", group)
        yield own
        yield from _sections(one, level + 1, own["id"], problems, own["group"])


def _children(node: Mapping[str, Any]) -> list[Any]:
    found = [node[name] for name in CHILDREN if isinstance(node.get(name), list)]
    return [one for listed in found for one in listed]


def _named(
    node: Mapping[str, Any], known: tuple[str, ...], where: str, problems: list[Problem]
) -> dict[str, Any]:
    """The fields under our names; texts that stand beside each other by language are the title."""
    found: dict[str, Any] = {}
    inline = {name: told for name, told in node.items() if name in LANGUAGES}
    if inline and "title" in known:
        found["title"] = inline
    for name, told in node.items():
        ours = NAMES.get(name, name)
        if name in LANGUAGES or name in CHILDREN or name in PASSED_OVER:
            continue
        if ours == "facts" and isinstance(told, list):
            found.setdefault("facts", []).extend(told)
        elif ours in known:
            found.setdefault(ours, told)
        elif "facts" in known:
            found.setdefault("facts", []).extend(_facts(name, told))
        else:
            problems.append(Problem(Code.UNKNOWN_FIELD, where or name, {"field": name}))
    return found


def _facts(name: str, told: Any) -> list[Any]:
    """Indicators, costs and dates as lines that a person reads."""
    if isinstance(told, list):
        return [line for one in told for line in _facts(name, one)]
    if not isinstance(told, dict):
        return [f"{FACTS.get(name, name)}: {told}"] if told else []
    spoken = {language: words for language, words in told.items() if language in LANGUAGES}
    measures = _measures({key: value for key, value in told.items() if key not in (*spoken, "id")})
    if not spoken:
        return [f"{FACTS.get(name, name)}: {measures}"]
    return [{language: f"{words} {measures}".strip() for language, words in spoken.items()}]


def _measures(told: Mapping[str, Any]) -> str:
    """What is measured: from where to where in which unit, or plainly what stands there."""
    if {"baseline", "target"} <= set(told):
        return f"({told['baseline']} → {told['target']} {told.get('unit', '')}".rstrip() + ")"
    return "; ".join(f"{key}: {value}" for key, value in told.items())
