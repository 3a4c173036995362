"""aiogram's models, each built when it is first used.

Importing aiogram builds the validators of all its four hundred types, each with every type that it
may hold: 104 MB and three seconds, for what a bot mostly never meets. aiogram only does it to tell
pydantic what the names in its annotations mean; here that is remembered until somebody asks.
"""

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_meanings: dict[str, Any] = {}
_build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]


def load() -> None:
    """Import aiogram, and build what every conversation needs.

    Where aiogram has been imported before, it stays as it is.
    """
    if "aiogram" in sys.modules:
        return
    real = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(_remember)  # type: ignore[assignment, method-assign]
    try:
        from aiogram.methods.base import Response, TelegramMethod
        from aiogram.types import CallbackQuery, Message, Update
        from aiogram.types.base import TelegramObject
    finally:
        BaseModel.model_rebuild = real  # type: ignore[method-assign]
    for base in (TelegramObject, TelegramMethod, Response):
        base.model_rebuild = classmethod(_rebuild)  # type: ignore[assignment, method-assign]
    for model in (Update, Message, CallbackQuery):
        model.model_rebuild()


def _remember(
    _: type[BaseModel], /, *, _types_namespace: Mapping[str, Any] | None = None, **__: Any
) -> None:
    _meanings.update(_types_namespace or {})


def _rebuild(model: type[BaseModel], /, **options: Any) -> bool | None:
    """As pydantic does when a model is first used, with what aiogram's names mean."""
    told: bool | None = _build(model, **{"_types_namespace": _meanings, **options})
    return told
