"""Reads a plan's file: the plan, or every problem of the file at once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plans.channels import CHANNELS, Channel
from plans.documents import LEVELS_LIMIT, READABLE, SECTIONS_LIMIT, Plan, Section
from plans.files import outline, tree
from plans.files.outline import LANGUAGE, Found
from plans.files.problems import BadPlan, Code, Problem, unreadable
from texts.content import fold

SIZE_LIMIT: Final = 20_000_000
LEVELS = ({"cs": "priorita"}, {"cs": "opatření"}, {"cs": "aktivita"}, *({"cs": "bod"},) * 3)
TOO_LONG = {
    "title": Code.TITLE_TOO_LONG,
    "text": Code.TEXT_TOO_LONG,
    "summary": Code.SUMMARY_TOO_LONG,
}


# What people call something, in small plain letters, and what it is kept as.
Names = Mapping[str, str]


@dataclass(frozen=True)
class Given:
    """What a file need not say: its plan's key, prefix and area, and what names mean.

    Topics and working groups are those of each area; without an area's none are asked about.
    """

    key: str = ""
    prefix: str = ""
    area: str = ""
    areas: tuple[str, ...] = ()
    municipalities: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, Names] = field(default_factory=dict)
    groups: Mapping[str, Names] = field(default_factory=dict)

    def municipality(self, name: str) -> str | None:
        """The code of a municipality told by its name or its code."""
        if name in self.municipalities.values():
            return name
        return self.municipalities.get(fold(name))


@dataclass(frozen=True)
class Read:
    plan: Plan
    warnings: tuple[Problem, ...]


def read(content: bytes, name: str, given: Given) -> Read:
    """Raises BadPlan with everything that is wrong; what is only missing is a warning."""
    if not content:
        raise unreadable(Code.NOT_A_PLAN)
    if len(content) > SIZE_LIMIT:
        raise unreadable(Code.TOO_BIG, size=len(content), limit=SIZE_LIMIT)
    fields, problems = _fields(content, PurePath(name).suffix.lower())
    fields = {"key": given.key, "prefix": given.prefix, "area": given.area} | _renamed(
        fields, problems
    )
    _place_names(fields["sections"], given, problems)
    _topic_names(fields, given, problems)
    _group_names(fields, given, problems)
    plan = _built(fields, problems)
    if plan is not None:
        problems += _findings(plan, given)
    errors = [one for one in problems if not one.is_warning]
    if errors or plan is None:
        raise BadPlan(problems)
    return Read(plan, tuple(problems))


def _fields(content: bytes, kind: str) -> tuple[dict[str, Any], list[Problem]]:
    # Libraries that only whoever brings a plan in needs.
    if kind == ".docx":
        from plans.files import word

        title, blocks = word.blocks(content)
        return _outlined(outline.outline(blocks, title))
    if kind not in (".md", ".markdown", ".txt", ".yaml", ".yml"):
        raise unreadable(Code.NOT_READABLE, format=kind.lstrip(".").upper() or "?")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(Code.NOT_UTF8) from None
    if kind in (".yaml", ".yml"):
        return tree.read(text)
    from plans.files import markdown

    return _outlined(outline.outline(markdown.blocks(text)))


def _outlined(found: outline.Outline) -> tuple[dict[str, Any], list[Problem]]:
    """Headings and paragraphs as the fields of a plan."""
    problems = [] if found.sections else [Problem(Code.NO_HEADINGS)]
    ids = outline.numbers(found.sections)
    sections = [_section(one, id) for one, id in zip(found.sections, ids, strict=True)]
    depth = max((one.level for one in found.sections), default=1)
    levels = [
        {LANGUAGE: found.names.get(level, LEVELS[min(level, LEVELS_LIMIT) - 1][LANGUAGE]).lower()}
        for level in range(1, min(depth, LEVELS_LIMIT) + 1)
    ]
    return {"title": found.title, "levels": levels, "sections": sections}, problems


def _section(found: Found, section_id: str) -> dict[str, Any]:
    own = dict(found.fields)
    listed = {name: outline.listed(own.pop(name)) for name in outline.LISTED if name in own}
    return {
        "id": section_id,
        "level": found.level,
        "title": found.title,
        "text": "\n\n".join(found.paragraphs),
        "facts": found.facts,
        **listed,
        **own,
    }


def _renamed(fields: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """A YAML file calls the key `id` and the window `consultation`."""
    named = dict(fields)
    if "id" in named:
        named["key"] = named.pop("id")
    told = named.pop("consultation", None)
    if isinstance(told, dict):
        named["window"] = {
            "opens": told.get("opens"),
            "closes": told.get("closes"),
            "hearing": _day(told.get("hearing", told.get("public_hearing"))),
            "settle_by": told.get("settle_by"),
        }
        ways = _ways(told.get("accepted_channels"), problems)
        named["window"] |= {"channels": ways} if ways else {}
    return named


def _ways(told: Any, problems: list[Problem]) -> list[Channel]:
    """By which ways comments are taken; none where the file says nothing of it."""
    names = outline.listed(told) if isinstance(told, str) else _listed(told)
    found = {name: tree.way(name) for name in names}
    unknown = [name for name, way in found.items() if way is None]
    problems += [Problem(Code.UNKNOWN_CHANNEL, data={"name": name}) for name in unknown]
    return [way for way in CHANNELS if way in found.values()]


def _day(told: Any) -> Any:
    return told if isinstance(told, str) and told[:2].isdigit() else None


def _place_names(sections: Any, given: Given, problems: list[Problem]) -> None:
    for one in sections if isinstance(sections, list) else ():
        names = one.get("municipalities") or ()
        codes = []
        for name in [names] if isinstance(names, str) else names:
            code = given.municipality(str(name))
            if code is None:
                facts = {"name": str(name)}
                problems.append(Problem(Code.UNKNOWN_MUNICIPALITY, str(one.get("id")), facts))
            else:
                codes.append(code)
        one["municipalities"] = codes


def _topic_names(fields: Mapping[str, Any], given: Given, problems: list[Problem]) -> None:
    """Topics of the area by what people call them; of other ones nobody would hear."""
    known = given.topics.get(str(fields["area"]))
    if known is None:
        return
    for one in _shaped(fields["sections"]):
        for kind in ("topics", "target_groups"):
            told = one.get(kind)
            if isinstance(told, (list, tuple)):
                one[kind] = [known.get(fold(str(name)), name) for name in told]
        unknown = [one for one in _listed(one.get("topics")) if one not in known.values()]
        where = str(one.get("id"))
        problems += [Problem(Code.UNKNOWN_TOPIC, where, {"name": name}) for name in unknown]


def _group_names(fields: Mapping[str, Any], given: Given, problems: list[Problem]) -> None:
    """Groups by what people call them; one that is still to be made will have its name as a key."""
    known = given.groups.get(str(fields["area"]))
    if known is None:
        return
    missing: dict[str, str] = {}
    for one in _shaped(fields["sections"]):
        name = one.get("group")
        if isinstance(name, str) and name:
            one["group"] = known.get(fold(name)) or key_of_name(name)
            if fold(name) not in known:
                missing.setdefault(name, str(one.get("id")))
    problems += [
        Problem(Code.UNKNOWN_GROUP, where, {"name": name}) for name, where in missing.items()
    ]


def key_of_name(name: str) -> str:
    """As a working group of that name would be called."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _shaped(sections: Any) -> list[dict[str, Any]]:
    return [one for one in sections if isinstance(one, dict)] if isinstance(sections, list) else []


def _listed(told: Any) -> list[str]:
    return [str(one) for one in told] if isinstance(told, (list, tuple)) else []


def _built(fields: dict[str, Any], problems: list[Problem]) -> Plan | None:
    spoken = {name: _spoken(told) if name == "title" else told for name, told in fields.items()}
    spoken.setdefault("levels", _levels(fields["sections"], spoken.pop("called", {})))
    spoken.pop("called", None)
    spoken["levels"] = [_spoken(one) for one in spoken["levels"]]
    sections = [_in_languages(one) for one in spoken["sections"]]
    if len(sections) > SECTIONS_LIMIT:
        facts = {"most": SECTIONS_LIMIT, "found": len(sections)}
        problems.append(Problem(Code.TOO_MANY_SECTIONS, data=facts))
        return None
    spoken["sections"] = sections
    spoken.setdefault("languages", _languages(sections, spoken.get("title")))
    try:
        return Plan.model_validate(spoken)
    except ValidationError as error:
        problems += [_problem(one, sections) for one in error.errors()]
    return None


def _levels(sections: Any, called: Mapping[int, str]) -> list[dict[str, str]]:
    """As the lists are called in which the sections stand, else as usual."""
    usual = [dict(one) for one in LEVELS[: _depth(sections)]]
    return [
        {LANGUAGE: called[level]} if level in called else one
        for level, one in enumerate(usual, start=1)
    ]


def _depth(sections: Sequence[Mapping[str, Any]]) -> int:
    return max(1, min(LEVELS_LIMIT, max((one.get("level", 1) for one in sections), default=1)))


def _in_languages(section: Mapping[str, Any]) -> dict[str, Any]:
    texts = {
        name: _spoken(section[name])
        for name in ("title", "text", "summary", "responsible")
        if section.get(name)
    }
    facts = [_spoken(one) for one in section.get("facts", ()) if one]
    return {**section, "title": {}, "text": {}, **texts, "facts": facts}


def _spoken(told: Any) -> Any:
    """A text that names no language is Czech."""
    return {LANGUAGE: told} if isinstance(told, str) and told else told or {}


def _languages(sections: Sequence[Mapping[str, Any]], title: Any) -> list[str]:
    spoken = Counter(language for one in sections for language in one["title"])
    found = [one for one in tree.LANGUAGES if spoken[one]]
    return found or list(title or {LANGUAGE: ""})


def _problem(error: ErrorDetails, sections: Sequence[Mapping[str, Any]]) -> Problem:
    place = error["loc"]
    where, field_name = "", str(place[0]) if place else ""
    if place[:1] == ("sections",) and len(place) > 1:
        at = int(place[1])
        where = str(sections[at].get("id") or at + 1)
        field_name = str(place[2]) if len(place) > 2 else ""
    facts = {"field": field_name, "told": str(error.get("input", ""))[:40]}
    return Problem(_code(error, field_name), where, facts)


def _code(error: ErrorDetails, field_name: str) -> Code:
    if error["type"] == "missing" or (field_name == "title" and not error.get("input")):
        return Code.TITLE_MISSING if field_name == "title" else Code.MISSING_FIELD
    if error["type"] == "string_too_long":
        return TOO_LONG.get(field_name, Code.BAD_ID)
    if error["type"] == "less_than_equal" and field_name == "level":
        return Code.TOO_DEEP
    if error["type"] == "extra_forbidden":
        return Code.UNKNOWN_FIELD
    return Code.BAD_ID if field_name in ("id", "key", "prefix") else Code.BAD_VALUE


def _findings(plan: Plan, given: Given) -> Iterator[Problem]:
    if given.areas and plan.area not in given.areas:
        yield Problem(Code.UNKNOWN_AREA, data={"area": plan.area})
    if not plan.title:
        yield Problem(Code.TITLE_MISSING)
    if plan.window and plan.window.opens > plan.window.closes:
        yield Problem(Code.DATES_TURNED, "consultation")
    twice = [id for id, n in Counter(one.id for one in plan.sections).items() if n > 1]
    yield from (Problem(Code.DUPLICATE_ID, id) for id in twice)
    for section in plan.sections:
        yield from _of_section(plan, section)


def _of_section(plan: Plan, section: Section) -> Iterator[Problem]:
    if not section.title:
        yield Problem(Code.TITLE_MISSING, section.id)
    if section.text and not section.summary:
        yield Problem(Code.SUMMARY_MISSING, section.id)
    if any(len(text) > READABLE * 4 for text in section.text.values()):
        yield Problem(Code.LONG_SECTION, section.id, {"letters": READABLE * 4})
    missing = [language for language in plan.languages if language not in section.title]
    if section.title and missing:
        yield Problem(Code.LANGUAGE_MISSING, section.id, {"languages": missing})
