"""How a bot gets its updates: by asking, or by a webhook."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from playground.bots import Webhook
from playground.calling import Call, Told
from playground.refusals import bad_request, too_many_requests

Json = dict[str, Any]

SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
PORTS = (443, 80, 88, 8443)


async def get_updates(call: Call) -> list[Json]:
    polling = call.playground.polls[call.bot.id]
    note_allowed(call)
    return await polling.fetch(
        call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0)
    )


def note_allowed(call: Call) -> None:
    """The choice of kinds stays until it is given again; an empty list means the usual ones."""
    allowed = call.get("allowed_updates")
    if isinstance(allowed, list) and allowed != call.bot.allowed_updates:
        call.bot.allowed_updates = [str(kind) for kind in allowed]
        call.playground.store.put("bot", call.bot.id, call.bot.kept())


async def set_webhook(call: Call) -> bool | Told:
    url = call.get("url", "").strip()
    if not url:
        return await delete_webhook(call)
    wanted = Webhook(url, checked_secret(call), call.get("max_connections", 40))
    check_url(url, local=call.playground.local)
    note_allowed(call)
    if same(call.bot.webhook, wanted) and not call.get("drop_pending_updates"):
        return Told(True, "Webhook is already set")
    check_haste(call)
    call.playground.polls[call.bot.id].end("terminated by setWebhook request")
    drop_pending(call)
    call.bot.webhook = wanted
    call.playground.store.put("bot", call.bot.id, call.bot.kept())
    call.playground.webhooks.start(call.bot)
    return Told(True, "Webhook was set")


def checked_secret(call: Call) -> str:
    secret: str = call.get("secret_token", "")
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


def same(hook: Webhook | None, wanted: Webhook) -> bool:
    return hook is not None and all(
        getattr(hook, name) == getattr(wanted, name)
        for name in ("url", "secret_token", "max_connections")
    )


def check_haste(call: Call) -> None:
    """A webhook may change once a second."""
    now = time.monotonic()
    if now < call.bot.webhook_changed + 1:
        raise too_many_requests(1)
    call.bot.webhook_changed = now


def check_url(url: str, *, local: bool) -> None:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if local:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def drop_pending(call: Call) -> None:
    if call.get("drop_pending_updates"):
        call.playground.inboxes[call.bot.id].forget_all()


async def delete_webhook(call: Call) -> Told:
    drop_pending(call)
    if call.bot.webhook is None:
        return Told(True, "Webhook is already deleted")
    call.playground.webhooks.stop(call.bot)
    call.bot.webhook = None
    call.playground.store.put("bot", call.bot.id, call.bot.kept())
    return Told(True, "Webhook was deleted")


async def get_webhook_info(call: Call) -> Json:
    hook = call.bot.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.playground.inboxes[call.bot.id]),
    }
    if call.bot.allowed_updates:
        info["allowed_updates"] = call.bot.allowed_updates
    if hook is None:
        return info
    info["max_connections"] = hook.max_connections
    if hook.last_error_date:
        info["last_error_date"] = hook.last_error_date
        info["last_error_message"] = hook.last_error_message
    return info
