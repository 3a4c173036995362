"""The ceiling: a bare aiogram bot that echoes, with its reply in the webhook's response."""

import os

import uvloop
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

router = Router()


@router.message()
async def echo(message: Message):  # type: ignore[no-untyped-def]
    return message.answer(message.text)


def main() -> None:
    server = TelegramAPIServer.from_base(f"http://127.0.0.1:{os.environ['STUB_PORT']}")
    token = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
    bot = Bot(token, session=AiohttpSession(api=server))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher=dispatcher, bot=bot, handle_in_background=False, secret_token="s3cret"
    )
    handler.register(app, path="/telegram")
    setup_application(app, dispatcher, bot=bot)
    loop = uvloop.new_event_loop()
    port = int(os.environ["BOT_PORT"])
    web.run_app(app, host="127.0.0.1", port=port, loop=loop, access_log=None, print=None)


if __name__ == "__main__":
    main()
