"""Where staff read what people wrote, before anybody else does, and decide what may be shown."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from babel import Locale
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup, escape
from sqlalchemy.ext.asyncio import AsyncSession

from people.roles import Action, may
from people.signin import Present
from storage import surveys
from surveys import library, moderation
from surveys.library import NoSuchSurvey
from surveys.moderation import Verdict
from texts.detection import UNDETERMINED
from texts.formatting import LOCALES
from texts.personal_data import personal_data
from texts.words import Words, later
from web import guard
from web.base import web_of
from web.guard import OurForm, Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page

VERDICT_NAMES = {
    "released": later("Show it"),
    "masked": later("Show it without the contacts"),
    "hidden": later("Never show it"),
}
# The fields of one text begin so, and end with its id.
VERDICT, THEME = "v", "t"


def router() -> APIRouter:
    routes = APIRouter(prefix="/konzole/ankety/{code}/texty")
    routes.api_route("", methods=READ)(read)
    routes.post("")(decide)
    return routes


async def read(
    request: Request,
    staff: Staffed,
    code: str,
    strana: int = 1,
    precteno: bool = False,
    nahodne: bool = False,
) -> Response:
    async with web_of(request).database.reading() as session:
        survey = await _run_by(session, staff, code)
        found = await moderation.reading(
            session, code, waiting=not precteno, by_alphabet=not nahodne, page=strana
        )
    words = words_for(request)
    return page(
        request,
        "written_answers.html",
        survey=survey,
        found=found,
        read=precteno,
        shuffled=nahodne,
        marked=marked,
        has_contacts=lambda text: bool(personal_data(text)),
        verdicts=VERDICT_NAMES,
        language_name=lambda language: _language_name(language, words),
        address=lambda **changes: _address(code, precteno, nahodne, **changes),
        form_token=guard.form_token(request),
    )


async def decide(
    request: Request,
    staff: Staffed,
    code: str,
    sent: OurForm,
    precteno: bool = False,
    nahodne: bool = False,
    strana: int = 1,
) -> Response:
    web = web_of(request)
    async with web.database.writing() as session:
        await _run_by(session, staff, code)
        verdicts = dict(_verdicts(sent))
        now = await web.clock.now()
        await moderation.decide(session, code, verdicts, staff.resident_id, now)
    return RedirectResponse(_address(code, precteno, nahodne, strana=strana), status_code=303)


def _verdicts(sent: Mapping[str, str]) -> Iterator[tuple[int, Verdict]]:
    for name, value in sent.items():
        kind, _, number = name.partition("-")
        if kind == VERDICT and number.isdecimal() and len(number) < 17:
            yield int(number), Verdict(value, sent.get(f"{THEME}-{number}", ""))


def _address(code: str, read: bool, shuffled: bool, **changes: int) -> str:
    told = {"precteno": int(read), "nahodne": int(shuffled), "strana": 1, **changes}
    kept = {name: value for name, value in told.items() if value != (name == "strana")}
    asked = f"?{urlencode(kept)}" if kept else ""
    return f"/konzole/ankety/{code}/texty{asked}"


def marked(text: str) -> Markup:
    """The text in which every contact that was found stands out."""
    pieces, told = [], 0
    for found in personal_data(text):
        pieces.append(escape(text[told : found.start]))
        pieces.append(Markup("<mark>{}</mark>").format(text[found.start : found.end]))
        told = found.end
    return Markup("").join([*pieces, escape(text[told:])])


def _language_name(language: str, words: Words) -> str:
    if language == UNDETERMINED:
        return words("language unknown")
    return str(Locale.parse(LOCALES[words.language]).languages.get(language, language))


async def _run_by(session: AsyncSession, staff: Present, code: str) -> surveys.Survey:
    """A closed survey that this person runs; of any other nobody learns that it is."""
    try:
        survey = await library.survey(session, code)
    except NoSuchSurvey:
        raise HTTPException(404) from None
    if not may(staff.roles, Action.RUN_SURVEYS, survey.area_code):
        raise HTTPException(404)
    return survey
