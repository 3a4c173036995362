"""What a bot says to a tap, and that it is busy."""

from playground.calling import Call
from playground.refusals import bad_request

LONGEST_ANSWER = 200
ACTION_SHOWN_S = 5
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


async def answer_callback_query(call: Call) -> bool:
    text = call.get("text", "")
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    check_url(call)
    answer = {
        "text": text or None,
        "show_alert": bool(call.get("show_alert")),
        "url": call.get("url"),
    }
    call.playground.callbacks.answer(call.bot.id, call.get("callback_query_id"), answer)
    return True


def check_url(call: Call) -> None:
    """Only the bot's own deep links may be opened by an answer."""
    url = call.get("url")
    if url and not url.startswith(f"https://t.me/{call.bot.account.username}?start="):
        raise bad_request("URL_INVALID")


async def send_chat_action(call: Call) -> bool:
    chat = call.chat_to_write()
    if call.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = call.get("action")
    chat.action_until = call.playground.clock.now() + ACTION_SHOWN_S
    call.playground.conversations.bell.ring()
    return True
