"""Where staff ask for row data and fetch it: only the one who asked, and only for a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from people.roles import Action, may
from people.signin import Present
from storage import jobs
from storage.jobs import Job
from storage.surveys import Survey
from surveys import exporting, library, row_requests, statistics_files
from surveys.exporting import AnswersDeleted, SurveyStillOpen
from surveys.library import NoSuchSurvey
from web import guard
from web.base import web_of
from web.guard import OurForm, Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page

NAMES: Mapping[str, str] = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "sav": "SPSS"}


@dataclass(frozen=True)
class Line:
    """One format, and how far its file is."""

    format: str
    name: str
    job: Job | None
    file: Path | None

    @property
    def is_running(self) -> bool:
        return self.job is not None and self.job.state in (jobs.WAITING, jobs.RUNNING)


def router() -> APIRouter:
    routes = APIRouter(prefix="/konzole/ankety/{code}/radky")
    routes.api_route("", methods=READ)(offer)
    routes.post("")(ask)
    routes.api_route("/{format}", methods=READ)(fetch)
    return routes


async def offer(request: Request, staff: Staffed, code: str) -> Response:
    web = web_of(request)
    async with web.database.reading() as session:
        survey = await _exported_by(session, staff, code)
        definition = await library.definition(session, survey.code, survey.version)
        found = await row_requests.asked(session, code, staff.resident_id)
        try:
            await exporting.allowed(session, code)
            refused = ""
        except SurveyStillOpen:
            refused = "open"
        except AnswersDeleted:
            refused = "deleted"
    lines = [
        Line(one, name, found.get(one), _file(web.exports, found.get(one)))
        for one, name in NAMES.items()
        if one != "sav" or statistics_files.can_write()
    ]
    return page(
        request,
        "rows.html",
        survey=survey,
        definition=definition,
        lines=lines,
        refused=refused,
        form_token=guard.form_token(request),
    )


async def ask(request: Request, staff: Staffed, code: str, sent: OurForm) -> Response:
    web, wanted = web_of(request), sent.get("format", "")
    if wanted not in exporting.FORMATS:
        raise HTTPException(404)
    language = words_for(request).language
    async with web.database.writing() as session:
        await _exported_by(session, staff, code)
        try:
            now = await web.clock.now()
            await row_requests.ask(session, code, wanted, staff.resident_id, language, now)
        except (SurveyStillOpen, AnswersDeleted):
            raise HTTPException(404) from None
    return RedirectResponse(f"/konzole/ankety/{code}/radky", status_code=303)


async def fetch(request: Request, staff: Staffed, code: str, format: str) -> Response:
    web = web_of(request)
    async with web.database.reading() as session:
        survey = await _exported_by(session, staff, code)
        found = await row_requests.asked(session, code, staff.resident_id)
    path = _file(web.exports, found.get(format))
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, filename=f"{survey.key}-{format}{path.suffix}")


def _file(folder: Path, job: Job | None) -> Path | None:
    return row_requests.file_of(folder, job) if job else None


async def _exported_by(session: AsyncSession, staff: Present, code: str) -> Survey:
    try:
        survey = await library.survey(session, code)
    except NoSuchSurvey:
        raise HTTPException(404) from None
    if not may(staff.roles, Action.EXPORT_ROWS, survey.area_code):
        raise HTTPException(404)
    return survey
