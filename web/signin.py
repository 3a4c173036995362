"""Staff come in by a one-time link from the chat, and go out again."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from people import signin
from web import cookies, guard, languages, limits
from web.base import web_of
from web.guard import OurForm
from web.public import READ
from web.rendering import page

CONSOLE = "/konzole"


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/prihlaseni/{token}", methods=READ)(offer)
    routes.post("/prihlaseni/{token}", dependencies=[Depends(limits.sign_in)])(enter)
    routes.post("/odhlaseni")(leave)
    return routes


async def offer(request: Request) -> Response:
    """Only a button: programs that preview a link fetch it, and must not spend it."""
    visit = cookies.read(request, guard.VISIT) or guard.new_visit()
    answer = page(request, "sign_in.html", form_token=guard.form_token(request, visit))
    guard.remember_visit(answer, request, visit)
    return answer


async def enter(request: Request, token: str, _form: OurForm) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        signed_in = await signin.spend(session, token, now)
    if signed_in is None:
        return page(request, "link_spent.html", 403)
    answer = RedirectResponse(CONSOLE, status_code=303)
    guard.begin_session(answer, request, signed_in)
    if not cookies.read(request, languages.COOKIE):
        languages.remember(answer, request, signed_in.language)
    return answer


async def leave(request: Request, _form: OurForm) -> Response:
    web = web_of(request)
    async with web.database.writing() as session:
        await signin.leave(session, cookies.read(request, guard.SESSION))
    answer = RedirectResponse("/", status_code=303)
    guard.end_session(answer, request)
    return answer
