"""What a visitor of the form reads when it cannot be filled in, and what they can do instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from surveys.answering import AnswersWithdrawn, SurveyClosed, SurveyNotOpenYet
from surveys.definitions import NoSuchQuestion
from surveys.library import AnsweredInATalk, NoSuchSurvey
from texts.formatting import moment
from texts.screens import TO_SURVEY
from texts.words import Words
from web import respondents
from web.base import web_of
from web.form_pages import NotOnTheWeb
from web.languages import words_for
from web.rendering import page
from web.respondents import NotBegun


@dataclass(frozen=True)
class Told:
    heading: str
    advice: str
    status: int = 404
    chat: bool = False
    results: bool = False


def install(app: FastAPI) -> None:
    for refusal in TOLD:
        app.add_exception_handler(refusal, _refused)
    app.add_exception_handler(NotBegun, _not_begun)


async def _refused(request: Request, refusal: Exception) -> Response:
    words, web = words_for(request), web_of(request)
    told = TOLD[type(refusal)](refusal, words)
    code = request.path_params.get("code", "").upper()
    chat = web.chat_link(TO_SURVEY + code) if told.chat else None
    answer = page(request, "form_refused.html", told.status, refusal=told, chat=chat)
    if isinstance(refusal, AnswersWithdrawn):
        # Somebody else may begin in this browser.
        respondents.forget(answer, request, code)
    return answer


async def _not_begun(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, NotBegun)
    return RedirectResponse(f"/a/{refusal.code}", status_code=303)


def _closed(refusal: SurveyClosed, words: Words) -> Told:
    return Told(
        words("This survey closed on {when}", when=moment(refusal.closed_at, words.language)),
        words("Thank you for your interest. Other surveys may be open on the first page."),
        410,
        results=True,
    )


def _not_open_yet(refusal: SurveyNotOpenYet, words: Words) -> Told:
    return Told(
        words("This survey opens on {when}", when=moment(refusal.opens_at, words.language)),
        words("Please come back then."),
    )


def _no_such_survey(_: NoSuchSurvey, words: Words) -> Told:
    return Told(
        words("We do not know this survey"),
        words(
            "Perhaps the address or the code is incomplete. A survey’s code has five letters and "
            "digits."
        ),
    )


def _no_such_question(_: NoSuchQuestion, words: Words) -> Told:
    return Told(
        words("This question has changed"),
        words("Please open the survey again. Your answers are kept."),
    )


def _withdrawn(_: AnswersWithdrawn, words: Words) -> Told:
    return Told(
        words("There are no answers here any more"),
        words("You took them back, or you went on with them in the chat."),
        410,
        chat=True,
    )


def _in_a_talk(_: AnsweredInATalk, words: Words) -> Told:
    return Told(
        words("These answers are handed in"),
        words("An interviewer wrote them down. Nobody can open or change them any more."),
        410,
    )


def _not_on_the_web(_: NotOnTheWeb, words: Words) -> Told:
    return Told(
        words("This survey is not answered on the web"),
        words("You can answer it in the chat, or ask the coordinator."),
        chat=True,
    )


TOLD: Mapping[type[Exception], Callable[[Any, Words], Told]] = {
    SurveyClosed: _closed,
    SurveyNotOpenYet: _not_open_yet,
    NoSuchSurvey: _no_such_survey,
    NoSuchQuestion: _no_such_question,
    AnswersWithdrawn: _withdrawn,
    AnsweredInATalk: _in_a_talk,
    NotOnTheWeb: _not_on_the_web,
}
