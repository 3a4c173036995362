"""What the Czech formal norm Události of 2020-07-01 asks of an event, as a JSON Schema.

Written anew from the norm: names are Czech, times are objects, texts are kept by language.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {
    "type": "object",
    "anyOf": [{"required": ["cs"]}, {"required": ["en"]}],
    "propertyNames": {"pattern": "^[a-z]{2}$"},
    "additionalProperties": {"type": "string", "minLength": 1},
}
MOMENT: Schema = {
    "type": "object",
    "required": ["typ"],
    "additionalProperties": False,
    "properties": {
        "typ": {"const": "Časový okamžik"},
        "datum": {"type": "string", "format": "date"},
        "datum_a_čas": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$",
        },
        "nespecifikovaný": {"type": "boolean"},
    },
    "oneOf": [{"required": [one]} for one in ("datum", "datum_a_čas", "nespecifikovaný")],
}


def _typed(name: str, required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["typ", *required],
        "additionalProperties": False,
        "properties": {"typ": {"const": name}, **properties},
    }


def _listed(item: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": item}


PERSON = _typed("Osoba", ("ičo",), ičo={"type": "string", "pattern": "^[0-9]{8}$"}, název=TEXT)
ADDRESS = _typed(
    "Adresa",
    obec={
        "type": "string",
        "pattern": "^https://linked[.]cuzk[.]cz/resource/ruian/obec/[0-9]{6}$",
    },
)
PLACE = _typed("Umístění", název=TEXT, adresa=ADDRESS)
INTERVAL = _typed("Časový interval", začátek=MOMENT, konec=MOMENT)
SPAN = _typed("Časová specifikace", časový_interval=INTERVAL)
EVENT: Schema = {
    "type": "object",
    "required": ["@context", "typ", "iri", "název"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://ofn.gov.cz/události/2020-07-01/kontexty/událost.jsonld"},
        "typ": {"const": "Událost"},
        "iri": {"type": "string", "format": "uri", "pattern": "^https?://"},
        "název": TEXT,
        "popis": TEXT,
        "dlouhý_popis": TEXT,
        "vhodné_pro_děti": {"type": "boolean"},
        "registrace": TEXT,
        "pořadatel": _listed(PERSON),
        "umístění": _listed(PLACE),
        "bezbariérovost": _typed("Bezbariérovost", popis=TEXT),
        "doba_trvání": _listed(SPAN),
        "vytvořeno": MOMENT,
        "aktualizováno": MOMENT,
        "zneplatněno": MOMENT,
    },
}
CATALOGUE: Schema = {"type": "array", "items": EVENT}
# What an event of this norm looks like, so that the rules themselves are tried.
SAMPLE: dict[str, Any] = {
    "@context": "https://ofn.gov.cz/události/2020-07-01/kontexty/událost.jsonld",
    "typ": "Událost",
    "iri": "https://obec.example/akce/1",
    "název": {"cs": "Veřejné setkání"},
    "registrace": {"cs": "Registrace není nutná."},
    "pořadatel": [{"typ": "Osoba", "ičo": "00000001", "název": {"cs": "Obec"}}],
    "umístění": [
        {
            "typ": "Umístění",
            "název": {"cs": "Sál"},
            "adresa": {
                "typ": "Adresa",
                "obec": "https://linked.cuzk.cz/resource/ruian/obec/585939",
            },
        }
    ],
    "bezbariérovost": {"typ": "Bezbariérovost", "popis": {"cs": "Vchod ze dvora."}},
    "doba_trvání": [
        {
            "typ": "Časová specifikace",
            "časový_interval": {
                "typ": "Časový interval",
                "začátek": {
                    "typ": "Časový okamžik",
                    "datum_a_čas": "2027-03-18T16:30:00+01:00",
                },
                "konec": {"typ": "Časový okamžik", "datum_a_čas": "2027-03-18T18:30:00+01:00"},
            },
        }
    ],
    "vytvořeno": {"typ": "Časový okamžik", "datum_a_čas": "2027-02-25T09:00:00+01:00"},
}
