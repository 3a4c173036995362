"""Parameters checked against the published facts: known, required, typed, clamped."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from playground.refusals import bad_request
from playground.requests import Received

Json = dict[str, Any]

# How Telegram words the lack of a parameter; others are "<name> is empty".
MISSING = {
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "action": "wrong parameter action in request",
    "file_id": "file_id not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "media": "there is no media in the request",
    "voice": "there is no voice in the request",
    "video": "there is no video in the request",
    "animation": "there is no animation in the request",
    "audio": "there is no audio in the request",
    "sticker": "there is no sticker in the request",
    "video_note": "there is no video note in the request",
    "phone_number": "phone number is empty",
    "first_name": "first name is empty",
    "user_id": "invalid user_id specified",
    "question": "poll question must be non-empty",
    "options": "poll must have at least one answer option",
    "message_ids": "message identifiers are not specified",
    "name": "topic name must be non-empty",
}
UNPARSABLE = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "entities": "can't parse message entities JSON object",
    "caption_entities": "can't parse message entities JSON object",
}
# Limits that the published facts leave to the words around them, or that the server holds wider.
CLAMPED = {
    "timeout": (0, 50),
    "max_connections": (1, 100),
    "limit": (1, 100),
    "open_period": (0, 2_628_000),
}
TRUE = {"true", "yes", "1"}


@cache
def spec() -> Json:
    facts: Json = json.loads((Path(__file__).parent / "spec.json").read_text("utf-8"))
    return facts


@cache
def method_names() -> dict[str, str]:
    return {name.lower(): name for name in spec()["methods"]}


def checked(method: str, given: Received) -> Json:
    """The parameters that the method knows, in their types; the rest is ignored."""
    fields = spec()["methods"][method]["fields"]
    kept: Json = {}
    for name, (types, required, limits) in fields.items():
        value = given.parameters.get(name)
        if value is not None and value != "":
            kept[name] = typed(name, value, types, limits)
        elif required and name not in given.files:
            raise bad_request(MISSING.get(name, f"{name} is empty"))
    return kept


def lint(method: str, given: Received) -> list[str]:
    """What Telegram passes over in silence: unknown parameters, and numbers out of range."""
    facts = spec()["methods"].get(method)
    if facts is None:
        return [f"unknown method {method}"]
    fields = facts["fields"]
    notes = []
    for name, value in given.parameters.items():
        if name not in fields:
            notes.append(f"unknown parameter {name}")
        elif fields[name][0] == ["Integer"] and value != "":
            kept = clamped(name, as_integer(value), fields[name][2] or {})
            if str(value).strip() != str(kept):
                notes.append(f"{name}: {value} is taken as {kept}")
    return notes


def typed(name: str, value: Any, types: list[str], limits: Json | None) -> Any:
    kind = types[0]
    if "InputFile" in types or kind == "String":
        return value if isinstance(value, str) else as_text(value)
    if types == ["Integer", "String"]:
        return as_chat_id(value)
    if kind == "Integer":
        return clamped(name, as_integer(value), limits or {})
    if kind in ("Boolean", "True"):
        return value is True or str(value).lower() in TRUE
    if kind == "Float":
        return as_float(value)
    return conforming(types, as_object(name, value))


def as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_integer(value: Any) -> int:
    try:
        return int(str(value).strip())
    except ValueError:
        return 0


def as_float(value: Any) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def as_chat_id(value: Any) -> int | str:
    text = str(value).strip()
    return int(text) if text.lstrip("-").isdigit() else text


def clamped(name: str, number: int, limits: Json) -> int:
    low, high = CLAMPED.get(name, (limits.get("minimum"), limits.get("maximum")))
    number = number if low is None else max(number, low)
    return number if high is None else min(number, high)


def as_object(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        refusal = UNPARSABLE.get(name, f"can't parse {name} JSON object")
        raise bad_request(refusal) from error


def conforming(types: list[str], value: Any) -> Any:
    """A nested object or array, when every part that Telegram insists on is there."""
    if len(types) > 1:
        return value
    kind = types[0]
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise bad_request(f"expected an {kind}")
        return [conforming([kind.removeprefix("Array of ")], item) for item in value]
    facts = spec()["types"].get(kind)
    if facts is None:
        return value
    if kind == "InputPollOption" and isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict):
        raise bad_request(f"can't parse {kind}: expected an Object")
    if facts["subtypes"]:
        return value
    for name, (inner, required, _) in facts["fields"].items():
        check_part(kind, name, inner, required=required, value=value.get(name))
    return value


def check_part(kind: str, name: str, types: list[str], *, required: bool, value: Any) -> None:
    if value is None:
        if required:
            raise bad_request(f"can't parse {kind}: Can't find field \"{name}\"")
    elif types == ["Integer"] and not isinstance(value, int):
        raise bad_request(f'can\'t parse {kind}: Field "{name}" must be of type Number')
    elif types == ["String"] and not isinstance(value, str | int):
        raise bad_request(f'can\'t parse {kind}: Field "{name}" must be of type String')
    else:
        conforming(types, value)
