"""`naves invite-admin`: the operator's one-time link for an administrator."""

import argparse
import asyncio

import aiohttp

from bot.bot_api import UNREACHABLE, BotApi, Refused
from bot.commands import asking
from bot.settings import Settings
from people import invitations
from storage.database import Database
from texts.screens import TO_INVITATION


def administrator(_options: argparse.Namespace) -> int:
    settings = asking.settings()
    asking.say(asyncio.run(_link(settings)))
    asking.say("Valid 15 minutes, for the first person who opens it.")
    return 0


async def _link(settings: Settings) -> str:
    username = await _username(settings)
    database = Database(settings.database)
    try:
        async with database.writing() as session:
            now = await asking.now(settings)
            token = await invitations.invite_administrator(session, now)
    finally:
        await database.close()
    return f"https://t.me/{username}?start={TO_INVITATION}{token}"


async def _username(settings: Settings) -> str:
    async with aiohttp.ClientSession() as http:
        try:
            me = await BotApi(settings.telegram_api_url, settings.token, http).call("getMe")
        except Refused:
            asking.give_up("Telegram does not know the token; set TELEGRAM_BOT_TOKEN anew.")
        except UNREACHABLE:
            asking.give_up("Telegram cannot be reached, so the bot's name is not known.")
    return str(me["username"])
