"""Puts the playground together as one ASGI application.

It serves `/telegram/…`, `/playground` and `/playground/…`, and needs `running()` around its life:
uvicorn enters it through the lifespan; where the application stands beside another one in the same
server, whose lifespan is the only one that runs, enter it yourself:

    app = build(data, bots=[BotAccount("1:secret")])
    async with running(app):
        …
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from playground import control, instruments
from playground.accounts import BotAccount, Person
from playground.bot_api import BotApi
from playground.limits import TELEGRAM, Rate
from playground.page import Page
from playground.state import Playground

STATIC = Path(__file__).parent / "static"


def build(
    data: Path | None,
    *,
    bots: Sequence[BotAccount],
    cast: Sequence[Person] = (),
    language: str = "cs",
    local: bool = True,
    rates: dict[str, Rate | None] = TELEGRAM,
) -> Starlette:
    """The application; everything lies under `data`, or in memory when there is none."""
    playground = Playground(data, bots, cast, language, local=local, rates=rates)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with playground.running():
            yield

    app = Starlette(
        routes=[
            *BotApi(playground).routes(),
            *control.routes(playground),
            *instruments.routes(playground),
            *Page(playground).routes(),
            Mount("/playground/static", StaticFiles(directory=STATIC)),
            Route("/", to_page),
        ],
        lifespan=lifespan,
    )
    app.state.playground = playground
    return app


def running(app: Starlette) -> AbstractAsyncContextManager[None]:
    """The playground's life, for a server that does not run the application's own lifespan."""
    playground: Playground = app.state.playground
    return playground.running()


async def to_page(_: Request) -> Response:
    return RedirectResponse("/playground")
