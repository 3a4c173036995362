"""aiogram's models cost nothing until they are used, and then are what they would have been."""

import json
import subprocess
import sys
from typing import Any

import pytest

# Building all of them takes a busy machine a minute.
pytestmark = pytest.mark.timeout(600)

LATE = "from bot import late_models; late_models.load()"
BUILT = """
import inspect
from aiogram import methods, types
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel
models = {
    one for room in (types, methods) for one in vars(room).values()
    if inspect.isclass(one) and issubclass(one, BaseModel) and one is not TelegramMethod
}
def built():
    kinds = [type(one.__dict__.get("__pydantic_validator__")).__name__ for one in models]
    return kinds.count("SchemaValidator")
counts = [len(models), built()]
for one in models:
    one.model_rebuild()
print([*counts, built()])
"""
READ = """
import json
from aiogram.methods import GetChatAdministrators, SendMessage, SetMyCommands
from aiogram.methods.base import Response
from aiogram.types import BotCommand, Chat, InlineKeyboardButton, InlineKeyboardMarkup, Update
update = Update.model_validate(json.loads({raw!r}))
rows = [[InlineKeyboardButton(text="Ano", callback_data="a")]]
said = SendMessage(chat_id=7, text="Ahoj", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
menu = SetMyCommands(commands=[BotCommand(command="start", description="Začít")])
chair = {{"status": "creator", "user": update.event.from_user.model_dump(), "is_anonymous": False}}
found = {{"ok": True, "result": [chair]}}
chairs = Response[GetChatAdministrators.__returning__].model_validate_json(json.dumps(found))
told = [update, said, menu, chairs, Chat(id=1, type="group")]
print([type(update.event.reply_to_message).__name__, *(one.model_dump() for one in told)])
"""
JANA = {"id": 7, "is_bot": False, "first_name": "Jana", "language_code": "cs"}
CHAT = {"id": -9, "type": "supergroup", "title": "Obec", "is_forum": True}
SHOWN = {
    "message_id": 5,
    "date": 1_790_000_000,
    "chat": CHAT,
    "from": JANA,
    "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 2}],
    "caption": "<b>Psi</b>",
    "caption_entities": [{"type": "bold", "offset": 0, "length": 3}],
    "new_field_of_tomorrow": {"is": "kept"},
}
POLL = {
    "id": "1",
    "question": "Máte psa?",
    "options": [{"persistent_id": "1", "text": "Ano", "voter_count": 1}],
    "total_voter_count": 1,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
REPLY = {**SHOWN, "message_id": 6, "reply_to_message": SHOWN, "poll": POLL}


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout


def test_few_are_built_at_the_start_and_every_one_can_be() -> None:
    of_all, first, last = json.loads(run(LATE + BUILT))
    assert of_all > 500
    assert first < of_all / 3
    assert last == of_all


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_what_is_read_and_said_is_the_same(kind: str) -> None:
    update: dict[str, Any] = {"update_id": 3, kind: REPLY}
    code = READ.format(raw=json.dumps(update))
    late = run(LATE + code)
    assert late == run(code)
    assert "Message" in late


def test_who_has_imported_aiogram_before_has_it_whole() -> None:
    of_all, first, _ = json.loads(run("import aiogram\n" + LATE + BUILT))
    assert first > of_all / 2
