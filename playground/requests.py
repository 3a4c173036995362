"""A request read whatever its shape: GET or POST, query, form, JSON or multipart."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from playground.refusals import Refusal, bad_request

Json = dict[str, Any]

LARGEST_UPLOAD_BYTES = 50 << 20
HALF_SIGN = re.compile(rb"\\u[dD][89a-fA-F]")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    content_type: str = ""


@dataclass
class Received:
    """Parameters as they came, and files by the name of their field."""

    parameters: Json = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


async def received(request: Request) -> Received:
    found = Received(dict(request.query_params))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        found.parameters |= parsed_json(await request.body())
    elif kind in FORMS:
        await read_form(request, found)
    else:
        await request.body()
    return found


def parsed_json(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(parsed, dict):
        raise bad_request("can't parse JSON object")
    if HALF_SIGN.search(body) and not is_unicode(parsed):
        raise bad_request("strings must be encoded in UTF-8")
    return {name: value for name, value in parsed.items() if value is not None}


def is_unicode(value: Any) -> bool:
    """Whether no text in it has half of a sign, which JSON can write and UTF-8 cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


async def read_form(request: Request, found: Received) -> None:
    async with request.form(max_part_size=1 << 20) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                found.parameters[name] = value
                continue
            if (value.size or 0) > LARGEST_UPLOAD_BYTES:
                raise Refusal(413, "Request Entity Too Large")
            content = await value.read()
            found.files[name] = Upload(value.filename or "", content, value.content_type or "")
