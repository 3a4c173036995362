"""Small surveys for tests: a village asks about buses, clubs and money."""

from typing import Any

from surveys.definitions import Definition

BUSES: dict[str, Any] = {
    "key": "autobusy-2027",
    "title": {"cs": "Autobusy", "en": "Buses"},
    "intro": {"cs": "Pár otázek.", "en": "A few questions."},
    "area": "orp-vizovice",
    "opens": "2027-01-14",
    "closes": "2027-02-28",
    "anonymity": "anonymous",
    "languages": ["cs", "en"],
    "questions": [
        {
            "id": "jezdi",
            "type": "single",
            "text": {"cs": "Jezdíte autobusem?", "en": "Do you go by bus?"},
            "required": True,
            "options": [
                {"id": "ano", "text": {"cs": "Ano", "en": "Yes"}},
                {"id": "ne", "text": {"cs": "Ne", "en": "No"}},
            ],
        },
        {
            "id": "kdy",
            "type": "multi",
            "text": {"cs": "Kdy?", "en": "When?"},
            "show_if": [{"question": "jezdi", "any_of": ["ano"]}],
            "max_choices": 2,
            "options": [
                {"id": "rano", "text": {"cs": "Ráno", "en": "In the morning"}},
                {"id": "vecer", "text": {"cs": "Večer", "en": "In the evening"}},
                {"id": "noc", "text": {"cs": "V\N{NO-BREAK SPACE}noci", "en": "At night"}},
                {"id": "nevim", "exclusive": True, "text": {"cs": "Nevím", "en": "Unsure"}},
                {"id": "nechci", "exclusive": True, "text": {"cs": "Nechci", "en": "Refuse"}},
            ],
        },
        {
            "id": "znamka",
            "type": "scale",
            "min": 1,
            "max": 3,
            "text": {"cs": "Jak?", "en": "How?"},
            "show_if": [{"question": "kdy", "none_of": ["nevim", "nechci"]}],
            "labels": {
                "1": {"cs": "dobře", "en": "well"},
                "2": {"cs": "středně", "en": "so so"},
                "3": {"cs": "špatně", "en": "badly"},
            },
        },
        {
            "id": "proc",
            "type": "text",
            "max_length": 40,
            "text": {"cs": "Proč?", "en": "Why?"},
            "show_if": [{"question": "znamka", "any_of": ["2", "3"]}],
        },
        {
            "id": "cena",
            "type": "number",
            "min": 0,
            "max": 5000,
            "decimals": 2,
            "text": {"cs": "Kolik platíte?", "en": "What do you pay?"},
        },
        {
            "id": "obec",
            "type": "codelist",
            "codelist": "municipalities",
            "tag": "municipality",
            "text": {"cs": "Odkud jste?", "en": "Where from?"},
            "extra_options": [{"id": "jinde", "text": {"cs": "Odjinud", "en": "Elsewhere"}}],
        },
    ],
}


def survey(**changes: Any) -> Definition:
    return Definition.model_validate({**BUSES, **changes}, strict=False)
