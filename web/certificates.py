"""Whether a certificate of attendance is valid, for whoever has its number in their hand."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from handlers.meetings import certificates_words
from meetings import certificates
from meetings.certificates import NoSuchCertificate, printed_number
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page


def router() -> APIRouter:
    routes = APIRouter(prefix="/osvedceni")
    routes.api_route("", methods=READ)(ask)
    routes.api_route("/{number}", methods=READ)(verify)
    return routes


async def ask(request: Request, cislo: str = "") -> Response:
    """A field to type the number into, which leads to its page."""
    number = certificates.number_of(cislo)
    if number:
        return RedirectResponse(f"/osvedceni/{number}", status_code=303)
    return page(request, "certificate.html", found=None, number="")


async def verify(request: Request, number: str) -> Response:
    """Valid or not, the event, the hours and the initials, and nothing more."""
    words = words_for(request)
    async with web_of(request).database.reading() as session:
        try:
            found = await certificates.verify(session, number)
        except NoSuchCertificate:
            return page(request, "certificate.html", 404, found=None, number=number[:20])
    return page(
        request,
        "certificate.html",
        found=found,
        number=printed_number(found.number),
        title=certificates_words.title(words, found),
        hours=certificates_words.hours(words, found),
    )
