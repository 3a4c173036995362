"""Turning a template and values into a page in the visitor's language."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from texts import formatting
from texts.content import nearest, pick
from texts.words import LANGUAGES, NAMES, Words
from web.base import web_of
from web.languages import words_for

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
# The languages as browsers and screen readers know them.
SPOKEN = {"cs": "cs", "cs-easy": "cs", "uk": "uk", "en": "en"}
# A day of closing is named by its last instant, not by the midnight after it.
INSTANT = timedelta(microseconds=1)


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def asset(name: str) -> str:
    """The address of a static file; a changed file has another address."""
    fingerprint = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={fingerprint}"


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    words = words_for(request)
    known = {"request": request, "asset": asset, **saying(request, words)}
    html = environment().get_template(template).render(known | values)
    return HTMLResponse(html, status)


def saying(request: Request, words: Words) -> dict[str, Any]:
    """What templates say things with."""
    language, zone = words.language, web_of(request).time_zone
    return {
        "words": words,
        "many": words.many,
        "language": language,
        "lang": SPOKEN[language],
        "languages": [(code, NAMES[code], SPOKEN[code]) for code in LANGUAGES],
        "pick": partial(pick, language=language),
        "told": partial(told, language=language),
        "day": partial(formatting.day, language=language, zone=zone),
        "moment": partial(formatting.moment, language=language, zone=zone),
        "until": lambda end: formatting.day(end - INSTANT, language, zone),
        "number": partial(formatting.number, language=language),
        "percent": lambda whole: formatting.percent(Decimal(whole) / 100, language),
        "counted": partial(counted, words),
    }


def told(text: Mapping[Any, str], language: str) -> Markup:
    """A text of content; where it speaks another language than the page, it says so."""
    spoken = SPOKEN.get(nearest(text, language), SPOKEN[language])
    if spoken == SPOKEN[language]:
        return escape(pick(text, language))
    return Markup('<span lang="{}">{}</span>').format(spoken, pick(text, language))


def counted(words: Words, n: int | None, min_cell: int) -> str:
    """How many people; a few are told as fewer than so many."""
    if n is None and min_cell == 1:
        return formatting.number(0, words.language)
    if n is None or 0 < n < min_cell:
        return words("fewer than {least}", least=min_cell)
    return formatting.number(n, words.language)
