"""Where people find something, to be copied onto a poster or into a newsletter."""

from handlers.visit import Visit
from texts.formatting import escape
from texts.words import later

ON_WEB = later("On the web, without an account: {address}")


def addresses(visit: Visit, payload: str, path: str, on_web: str = ON_WEB) -> str:
    """In the chat by what follows `?start=`, on the web by the path, told as `on_web` says."""
    chat, web = visit.house.deep_link(payload), f"{visit.house.public_url}{path}"
    return "\n".join(
        [
            visit.words("In the chat: {address}", address=escape(chat)),
            visit.words(on_web, address=escape(web)),
        ]
    )
