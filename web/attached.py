"""Where staff hear and look at what people sent, once the survey has closed."""

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from people import roles
from people.roles import Action
from people.signin import Present
from surveys import attached
from surveys.attached import NoSuchFile, Runner
from surveys.library import NoSuchSurvey
from surveys.readers import NotYoursToSee
from web import guard
from web.base import web_of
from web.guard import Staffed
from web.public import READ
from web.rendering import page

# By the ending of the name.
TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "wav": "audio/wav",
}
NOT_THERE = (NoSuchSurvey, NotYoursToSee, NoSuchFile)


def router() -> APIRouter:
    routes = APIRouter(prefix="/konzole/ankety/{code}/prilohy")
    routes.api_route("", methods=READ)(look)
    routes.api_route("/{name}", methods=READ)(fetch)
    return routes


async def look(request: Request, staff: Staffed, code: str, strana: int = 1) -> Response:
    try:
        async with web_of(request).database.reading() as session:
            found = await attached.attached(session, _runner(staff), code, strana)
    except NOT_THERE:
        raise HTTPException(404) from None
    return page(
        request,
        "attached.html",
        survey=found.survey,
        found=found,
        type_of=type_of,
        address=f"/konzole/ankety/{code}/prilohy",
        form_token=guard.form_token(request),
    )


async def fetch(request: Request, staff: Staffed, code: str, name: str) -> Response:
    """To be kept or played, never to be opened as a page of ours."""
    web = web_of(request)
    try:
        async with web.database.writing() as session:
            now = await web.clock.now()
            content = await attached.opened(session, _runner(staff), code, name, now)
    except NOT_THERE:
        raise HTTPException(404) from None
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=type_of(name), headers=headers)


def type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]


def _runner(staff: Present) -> Runner:
    return Runner(staff.resident_id, roles.areas_for(staff.roles, Action.RUN_SURVEYS))
