"""Where people find something, to be copied onto a poster or into a newsletter."""

from handlers.visit import Visit
from texts.formatting import escape


def addresses(visit: Visit, payload: str, path: str) -> str:
    """In the chat by what follows `?start=`, on the web by the path."""
    chat, web = visit.house.deep_link(payload), f"{visit.house.public_url}{path}"
    return "\n".join(
        [
            visit.words("In the chat: {address}", address=escape(chat)),
            visit.words("On the web, without an account: {address}", address=escape(web)),
        ]
    )
