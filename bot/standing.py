"""Where a conversation stands after a reply: what the next message will be taken for."""

from typing import Any

from handlers.replies import BALLOT, Expects, Reply
from handlers.visit import Visit
from storage import conversations
from storage.conversations import Promise, Standing

NOTHING = Expects("nothing")
# What somebody is at whose buttons show what they have chosen.
UNSEEN = ("answer", BALLOT)


def waiting(stood: Standing | None) -> dict[str, Any]:
    """As handlers are told."""
    if stood is None:
        return {}
    return {**stood.data, "what": stood.waiting_for, "survey_code": stood.survey_code}


async def keep_standing(
    visit: Visit, stood: Standing | None, reply: Reply, promise: Promise | None = None
) -> None:
    """Keep where the conversation stands after this reply, unless it stands there already."""
    if not reply.screens:
        return
    stands = Standing(*_stands(reply))
    if promise or stands != stood:
        await conversations.wait_for(visit.session, visit.resident.id, *stands, promise)


def _stands(reply: Reply) -> tuple[str, dict[str, Any], str | None]:
    """What to keep of a reply; a question's buttons are not kept, for they show what is chosen."""
    expects = reply.expects or NOTHING
    data = dict(expects.data)
    if expects.what not in UNSEEN:
        data["buttons"] = reply.buttons()
    return expects.what, data, expects.survey_code
