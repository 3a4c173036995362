"""What members of a group may do: by default, and those who are restricted."""

from typing import Any

from playground.conversations import Chat
from playground.refusals import bad_request

Json = dict[str, Any]

SENDING = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
)
PERMISSIONS = (
    *SENDING,
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
# What a message holds, what one must be allowed to send it, and how Telegram calls it.
CONTENTS = {
    "text": ("can_send_messages", "text messages"),
    "venue": ("can_send_messages", "venues"),
    "location": ("can_send_messages", "locations"),
    "contact": ("can_send_messages", "contacts"),
    "animation": ("can_send_other_messages", "animations"),
    "sticker": ("can_send_other_messages", "stickers"),
    "poll": ("can_send_polls", "polls"),
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "video": ("can_send_videos", "videos"),
    "video_note": ("can_send_video_notes", "video notes"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "audio": ("can_send_audios", "music"),
}


def given(permissions: Any, *, independent: bool) -> list[str]:
    """Those that a ChatPermissions object gives; some bring others with them."""
    if not isinstance(permissions, dict):
        raise bad_request("can't parse permissions JSON object")
    found = {name for name in PERMISSIONS if permissions.get(name) is True}
    if not independent and found & {"can_send_other_messages", "can_add_web_page_previews"}:
        found |= set(SENDING)
    if not independent and "can_send_polls" in found:
        found.add("can_send_messages")
    return [name for name in PERMISSIONS if name in found]


def of_everybody(chat: Chat) -> list[str]:
    return list(PERMISSIONS) if chat.permissions is None else chat.permissions


def shown(allowed: list[str]) -> Json:
    return {name: name in allowed for name in PERMISSIONS}


def lacking(allowed: list[str], content: Json) -> str:
    """What of the message somebody with these permissions may not send; empty if it may go."""
    kind = next((name for name in CONTENTS if name in content), "")
    needed, called = CONTENTS.get(kind, ("", ""))
    return called if needed and needed not in allowed else ""
