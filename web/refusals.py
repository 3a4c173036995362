"""What is refused on the pages of staff: in the words of the chat, told over the page."""

from fastapi import Request

from handlers.refusals import REFUSALS, explain
from web.languages import words_for

EXPLAINED = tuple(REFUSALS)


def said(request: Request, refusal: BaseException) -> str:
    """What a refusal says; what has no words of its own is a fault of ours and goes on."""
    reply = explain(refusal, words_for(request))
    if reply is None:
        raise refusal
    return reply.toast or reply.screens[0].text
