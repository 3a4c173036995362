"""The methods of the Bot API: each a small function that takes a call and gives its result."""

from collections.abc import Awaitable, Callable
from typing import Any

from playground.calling import Call
from playground.methods.answering import answer_callback_query, send_chat_action
from playground.methods.editing import (
    delete_message,
    edit_message_media,
    edit_message_reply_markup,
    edit_message_text,
)
from playground.methods.presenting import (
    delete_my_commands,
    get_file,
    get_me,
    get_my_commands,
    set_my_commands,
)
from playground.methods.receiving import (
    delete_webhook,
    get_updates,
    get_webhook_info,
    set_webhook,
)
from playground.methods.sending import send_document, send_message, send_photo

Method = Callable[[Call], Awaitable[Any]]

ALL: tuple[Method, ...] = (
    answer_callback_query,
    delete_message,
    delete_my_commands,
    delete_webhook,
    edit_message_media,
    edit_message_reply_markup,
    edit_message_text,
    get_file,
    get_me,
    get_my_commands,
    get_updates,
    get_webhook_info,
    send_chat_action,
    send_document,
    send_message,
    send_photo,
    set_my_commands,
    set_webhook,
)

# Telegram reads method names in any case.
METHODS = {method.__name__.replace("_", ""): method for method in ALL}
