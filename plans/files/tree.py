"""Plans in YAML: sections within sections, every text in as many languages as there are."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import yaml

from plans.channels import EMAIL, PAPER, TELEGRAM, WEB, Channel
from plans.files.problems import BadPlan, Code, Problem, unreadable
from texts.content import fold

DEPTH_LIMIT: Final = 20
LANGUAGES = ("cs", "cs-easy", "uk", "en")
# A list under any of these names holds the sections one level below, which are called so unless
# the file says it otherwise; of several beside each other the last one gives the name.
CHILDREN: Mapping[str, str] = {
    **dict.fromkeys(("sections", "části"), ""),
    **dict.fromkeys(("chapters", "kapitoly"), "kapitola"),
    **dict.fromkeys(("areas", "oblasti"), "oblast"),
    **dict.fromkeys(("priority_areas", "prioritní oblasti"), "prioritní oblast"),
    **dict.fromkeys(("priorities", "priority"), "priorita"),
    **dict.fromkeys(("strategic_goals", "strategické cíle"), "strategický cíl"),
    **dict.fromkeys(("specific_goals", "specifické cíle"), "specifický cíl"),
    **dict.fromkeys(("partial_goals", "dílčí cíle"), "dílčí cíl"),
    **dict.fromkeys(("goals", "cíle"), "cíl"),
    **dict.fromkeys(("measures", "opatření"), "opatření"),
    **dict.fromkeys(("activities", "aktivity"), "aktivita"),
}
FOLDED = {fold(name.replace("_", " ")): called for name, called in CHILDREN.items()}
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NAMES: Mapping[str, str] = {
    "territory": "area",
    "version": "label",
    "no": "id",
    "working_group": "group",
    "reason": "text",
}
PLAN_FIELDS = (
    *("id", "prefix", "area", "title", "label", "languages", "levels", "consultation"),
    "group",
)
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
# What offices call the ways by which comments come, in small plain letters.
WAYS: Mapping[str, Channel] = {
    **dict.fromkeys(("telegram", "chat"), TELEGRAM),
    "web": WEB,
    **dict.fromkeys(("email", "e-mail", "datova schranka", "formular docx"), EMAIL),
    **dict.fromkeys(("paper", "papir", "formular", "dopis", "posta", "podatelna"), PAPER),
    "osobne": PAPER,
}
ID = re.compile(r"[^0-9A-Za-z.-]+")


def read(content: str) -> tuple[dict[str, Any], list[Problem]]:
    """The plan's fields with flat `sections`, and what is wrong with its shape."""
    data = _loaded(content)
    root = data.get("plan", data) if isinstance(data, dict) else None
    if not isinstance(root, dict):
        raise unreadable(Code.NOT_A_PLAN)
    problems: list[Problem] = []
    fields = _named(root, PLAN_FIELDS, "", problems)
    group = str(fields.pop("group", ""))
    fields["sections"] = list(_sections(root, 1, "", problems, group))
    fields.setdefault("called", _called(root, {}, 1))
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
    """The lists in the order in which such names usually stand, whatever the order in the file."""
    found = {_plain(name): told for name, told in node.items() if _is_list(name, told)}
    return [one for name in FOLDED if name in found for one in found[name]]


def _is_list(name: str, told: Any) -> bool:
    return _plain(name) in FOLDED and isinstance(told, list)


def _plain(name: str) -> str:
    return fold(name.replace("_", " "))


def way(name: str) -> Channel | None:
    return WAYS.get(_plain(name))


def _called(node: Mapping[str, Any], names: dict[int, str], level: int) -> dict[int, str]:
    """What the lists say that the sections of each level are."""
    known = {_plain(name) for name, told in node.items() if _is_list(name, told)}
    said = [called for name, called in FOLDED.items() if name in known and called]
    names |= {level: said[-1]} if said else {}
    for one in _children(node):
        if isinstance(one, dict):
            _called(one, names, level + 1)
    return names


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
        if name in LANGUAGES or _is_list(name, told) or name in PASSED_OVER:
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
        return [f"{FACTS.get(name, name)}: {_day(str(told))}"] if told else []
    spoken = {language: words for language, words in told.items() if language in LANGUAGES}
    measures = _measures({key: value for key, value in told.items() if key not in (*spoken, "id")})
    if not spoken:
        return [f"{FACTS.get(name, name)}: {measures}"]
    return [{language: f"{words} {measures}".strip() for language, words in spoken.items()}]


def _day(told: str) -> str:
    """A day as people write it."""
    try:
        found = date.fromisoformat(told)
    except ValueError:
        return told
    return f"{found.day}. {found.month}. {found.year}"


def _measures(told: Mapping[str, Any]) -> str:
    """What is measured: from where to where in which unit, or plainly what stands there."""
    if {"baseline", "target"} <= set(told):
        return f"({told['baseline']} → {told['target']} {told.get('unit', '')}".rstrip() + ")"
    return "; ".join(f"{key}: {value}" for key, value in told.items())
