"""Files of a public meeting to download; links stand on its page themselves."""

import asyncio

import filetype
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response

from storage import materials
from web.base import web_of
from web.meetings import announced
from web.public import READ

UNKNOWN = "application/octet-stream"


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/akce/{code}/materialy/{number}", methods=READ)(download)
    return routes


async def download(request: Request, code: str, number: int) -> Response:
    if not 0 <= number < 2**53:
        raise HTTPException(404)
    async with web_of(request).database.reading() as session:
        held = await announced(session, code)
        found = await materials.material(session, number)
    if found is None or found.meeting_code != held.code or not found.digest:
        raise HTTPException(404)
    path = web_of(request).media / found.digest
    if not path.exists():
        raise HTTPException(404)
    kind = await asyncio.to_thread(filetype.guess_mime, str(path))
    return FileResponse(path, media_type=kind or UNKNOWN, filename=found.name)
