"""The chat page: one HTML file, filled and moved by its scripts."""

from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from playground.state import Playground

PAGE = Path(__file__).parent / "static" / "page.html"
LANGUAGES = ("cs", "en")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Page:
    def __init__(self, playground: Playground) -> None:
        self.playground = playground

    def routes(self) -> list[Route]:
        return [
            Route("/playground", self.serve),
            Route("/playground/files/{file_id}", self.serve_file),
        ]

    async def serve(self, request: Request) -> Response:
        wanted = request.query_params.get("lang", self.playground.language)
        language = wanted if wanted in LANGUAGES else LANGUAGES[0]
        wanted_bot = request.query_params.get("bot", "")
        bots = [bot for bot in self.playground.bots.values() if str(bot.id) == wanted_bot]
        bot = bots[0] if bots else self.playground.first_bot()
        page = PAGE.read_text("utf-8")
        for name, value in {
            "language": language,
            "bot_id": str(bot.id),
            "bot_name": bot.account.first_name,
            "bot_username": bot.account.username,
        }.items():
            page = page.replace(f"{{{name}}}", escape(value))
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return HTMLResponse(page, headers=headers)

    async def serve_file(self, request: Request) -> Response:
        """A picture or a document of a conversation, for the page, which has no token."""
        known = self.playground.files.known(request.path_params["file_id"])
        if known is None:
            return Response("Not Found", 404)
        # Documents come from anybody: they are saved, never shown as a page of ours.
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        shown = known["media"][known["kind"]]
        kind = "inline" if known["kind"] == "photo" else "attachment"
        name = shown.get("file_name") if isinstance(shown, dict) else None
        place = self.playground.files.folder / known["path"]
        return FileResponse(place, headers=headers, filename=name, content_disposition_type=kind)
