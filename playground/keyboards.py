"""Reply markup checked and put into the form in which it comes back."""

from typing import Any

from playground.links import checked_link
from playground.refusals import bad_request

Json = dict[str, Any]

LONGEST_DATA_BYTES = 64
LONGEST_COPIED = 256
LONGEST_PLACEHOLDER = 64
MOST_BUTTONS = 100
WIDEST_ROW = 8
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


# What keys may ask of one person only, and how Telegram says so.
IN_PRIVATE = {
    "request_contact": "phone number can be requested",
    "request_location": "location can be requested",
    "request_poll": "poll can be requested",
    "request_users": "users can be requested",
    "request_chat": "chats can be requested",
    "web_app": "web App buttons can be used",
}


def checked_markup(
    markup: Any, *, inline_only: bool = False, is_private: bool = True
) -> Json | None:
    """The markup as kept, or nothing where it holds no button; else a Refusal."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return checked_inline(markup["inline_keyboard"])
    if inline_only:
        raise bad_request("inline keyboard expected")
    if len(str(markup.get("input_field_placeholder") or "")) > LONGEST_PLACEHOLDER:
        raise bad_request("input field placeholder is too long")
    if "keyboard" in markup:
        return markup | {"keyboard": checked_reply(markup["keyboard"], is_private)}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def checked_rows(rows: Any, name: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" of the reply markup must be of the type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" of the reply markup must be an Array of Arrays')
    return [row for row in rows if row]


def checked_inline(rows: Any) -> Json | None:
    kept = [
        [checked_button(button) for button in row] for row in checked_rows(rows, "inline_keyboard")
    ]
    if sum(map(len, kept)) > MOST_BUTTONS or any(len(row) > WIDEST_ROW for row in kept):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def checked_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = str(button.get("text", "")).strip()
    if not text:
        raise bad_request("inline keyboard button text must be non-empty")
    action = next((name for name in ACTIONS if button.get(name) not in (None, "")), None)
    if action is None and not any(name.startswith("switch_") for name in button):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    kept = button | {"text": text}
    if action == "callback_data":
        check_data(button["callback_data"])
    if action == "url":
        kept["url"] = checked_url(button["url"])
    if action == "copy_text":
        check_copied(button["copy_text"])
    return kept


def check_data(data: Any) -> None:
    if not isinstance(data, str) or len(data.encode()) > LONGEST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def check_copied(copied: Any) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def checked_url(url: Any) -> str:
    link = checked_link(url) if isinstance(url, str) else None
    if link is None:
        raise bad_request("BUTTON_URL_INVALID")
    return link


def checked_reply(rows: Any, is_private: bool) -> list[list[Json]]:
    return [[checked_key(key, is_private) for key in row] for row in checked_rows(rows, "keyboard")]


def checked_key(key: Any, is_private: bool) -> Json:
    kept = {"text": key} if isinstance(key, str) else key
    if not isinstance(kept, dict) or not str(kept.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    asked = next((asks for name, asks in IN_PRIVATE.items() if kept.get(name)), None)
    if asked and not is_private:
        raise bad_request(f"{asked} in private chats only")
    return kept


def is_inline(markup: Json | None) -> bool:
    return markup is not None and "inline_keyboard" in markup


def buttons(markup: Json | None) -> list[Json]:
    rows = (markup or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
