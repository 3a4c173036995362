"""A call that rides back in a webhook's response, in any of the three shapes."""

from starlette.requests import Request
from starlette.types import Message

from playground.refusals import Refusal
from playground.requests import Received, received


async def read_reply(content_type: str, body: bytes) -> Received | None:
    """The call with its `method` among the parameters; nothing where the body names none."""
    if not body.strip():
        return None

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", (content_type or "application/json").encode())]
    scope = {"type": "http", "method": "POST", "headers": headers, "query_string": b""}
    try:
        reply = await received(Request(scope, receive))
    except Refusal:
        return None
    return reply if reply.parameters.get("method") else None
