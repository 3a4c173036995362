"""Polls that a bot sends and stops."""

from typing import Any

from playground import groups, polls
from playground.calling import Call
from playground.keyboards import checked_markup
from playground.methods.sending import said
from playground.refusals import bad_request

Json = dict[str, Any]


async def send_poll(call: Call) -> Json:
    chat = call.chat_to_write()
    poll = polls.new_poll(call.parameters, call.playground.clock.date())
    return said(call, chat, {"poll": poll})


async def stop_poll(call: Call) -> Json:
    chat = call.chat()
    groups.check_bot_inside(chat)
    kept = call.message(chat, "message with poll to stop not found")
    if "poll" not in kept.body:
        raise bad_request("message with poll to stop not found")
    if kept.author != call.bot.id:
        raise bad_request("poll can't be stopped")
    if kept.body["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    poll: Json = kept.body["poll"] | {"is_closed": True}
    markup = checked_markup(call.get("reply_markup"), inline_only=True)
    rest = {name: value for name, value in kept.body.items() if name != "reply_markup"}
    kept.body = rest | {"poll": poll} | ({"reply_markup": markup} if markup else {})
    call.playground.conversations.touch(chat, kept)
    call.playground.inboxes[call.bot.id].add("poll", poll)
    return poll
