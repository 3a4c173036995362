"""Tests meet aiogram's models as the running program does: built when they are first used."""

from bot import late_models

late_models.load()
