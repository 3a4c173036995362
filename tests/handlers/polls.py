"""A short poll that asks in every way a poll can, made for the stories."""

import json
from typing import Any

from surveys.definitions import Definition

Json = dict[str, Any]


def _text(czech: str, english: str = "") -> Json:
    return {"cs": czech, "en": english or czech}


def _options(**labels: str) -> list[Json]:
    return [{"id": name, "text": _text(label)} for name, label in labels.items()]


FOUND = [{"question": "pes", "any_of": ["ano"]}]
QUESTIONS: list[Json] = [
    {
        "id": "pes",
        "type": "single",
        "text": _text("Máte psa?", "Have you a dog?"),
        "required": True,
        "options": _options(ano="Ano", ne="Ne"),
        "notes_on": {"ano": _text("Psi mají poplatek.", "Dogs have a fee.")},
    },
    {
        "id": "kam",
        "type": "multi",
        "text": _text("Kam s ním chodíte?"),
        "show_if": FOUND,
        "min_choices": 2,
        "max_choices": 3,
        "options": [
            *_options(les="Do lesa", pole="Na pole", park="Do parku", nam="Na náměstí"),
            {"id": "nikam", "text": _text("Nikam"), "exclusive": True},
        ],
    },
    {
        "id": "znamka",
        "type": "scale",
        "text": _text("Jak se vám tam líbí?"),
        "show_if": FOUND,
        "min": 1,
        "max": 3,
        "labels": {"1": _text("hodně"), "2": _text("tak napůl"), "3": _text("málo")},
    },
    {
        "id": "vaha",
        "type": "number",
        "text": _text("Kolik váží?"),
        "show_if": FOUND,
        "min": "0.5",
        "max": 90,
        "decimals": 1,
    },
    {"id": "proc", "type": "text", "text": _text("Co změnit?"), "max_length": 40},
    {
        "id": "sluzba",
        "type": "codelist",
        "text": _text("Kde?"),
        "codelist": "service_types",
    },
    {
        "id": "nemoc",
        "type": "multi",
        "text": _text("Co vás trápí?"),
        "sensitivity": "health",
        "options": _options(zada="Záda", srdce="Srdce"),
    },
    {"id": "leky", "type": "text", "text": _text("Jaké berete léky?"), "sensitivity": "health"},
]
DOGS = Definition.model_validate_json(
    json.dumps(
        {
            "key": "psi-2027",
            "title": _text("Psi v obci", "Dogs in the village"),
            "intro": _text("Osm otázek.", "Eight questions."),
            "area": "orp-vizovice",
            "opens": "2027-01-14",
            "closes": "2027-02-28",
            "anonymity": "anonymous",
            "languages": ["cs", "en"],
            "questions": QUESTIONS,
        }
    )
)
