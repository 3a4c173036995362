"""The data that the demo loads are whole and speak every language."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from texts.words import LANGUAGES

EXAMPLES = Path(__file__).parents[1] / "examples"


def loaded(name: str) -> Any:
    return yaml.safe_load((EXAMPLES / name).read_text("utf-8"))


def municipalities() -> list[dict[str, str]]:
    with (EXAMPLES / "municipalities.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def texts(data: Any) -> Iterator[dict[str, str]]:
    """Everything that is said in some language."""
    if isinstance(data, dict) and set(data) & set(LANGUAGES):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from texts(part)


def test_areas_and_codelists_speak_every_language():
    said = [*texts(loaded("areas.yaml")), *texts(loaded("codelists.yaml"))]
    assert len(said) > 50
    assert [one for one in said if tuple(one) != LANGUAGES or not all(one.values())] == []


def test_every_municipality_lies_in_an_area_and_every_area_has_some():
    areas = [area["code"] for area in loaded("areas.yaml")["areas"]]
    assert {row["area"] for row in municipalities()} == set(areas)


def test_municipalities_have_codes_of_six_digits_once_each():
    codes = [row["code"] for row in municipalities()]
    assert len(codes) == len(set(codes)) == 48
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_every_area_has_a_contact_lines_topics_and_working_groups():
    groups = [one["area"] for one in loaded("groups.yaml")["groups"]]
    for area in loaded("areas.yaml")["areas"]:
        rules = area["settings"]
        assert rules["contact"]["email"].endswith(".example")
        assert "112" in [line["number"] for line in rules["emergency_lines"]]
        assert len(rules["topics"]) == 8
        assert groups.count(area["code"]) >= 3


def test_codes_of_a_codelist_stand_once_each():
    for entries in loaded("codelists.yaml")["codelists"].values():
        codes = [entry["code"] for entry in entries]
        assert len(codes) == len(set(codes))


def test_the_services_that_options_stand_for_are_in_the_codelist():
    known = {entry["code"] for entry in loaded("codelists.yaml")["codelists"]["service_types"]}
    residents = loaded("surveys/obyvatele-2027.yaml")
    (asked,) = [one for one in residents["questions"] if one["id"] == "r5"]
    assert {code for option in asked["options"] for code in option.get("services", [])} <= known
