"""What the buttons of options say: the option itself, or a letter where it is too long for one."""

from itertools import product
from string import ascii_uppercase
from typing import Final

from handlers.replies import Reply, as_typed
from surveys.definitions import TOLD_LIMIT, Question
from texts.content import pick
from texts.formatting import escape, shortened

# So many letters of a label stand on the button of a phone.
BUTTON_LENGTH: Final = 40
LETTERED_LENGTH: Final = 36
LETTERS: Final = (*ascii_uppercase, *map("".join, product("AB", ascii_uppercase)))


def labels(asked: Question, language: str) -> dict[str, str]:
    """What stands on the button of each option."""
    spelled = {one.id: pick(one.text, language) for one in asked.all_options}
    if not _are_lettered(asked, language):
        return spelled
    return {
        option_id: f"{letter}) {shortened(text, LETTERED_LENGTH)}"
        for letter, (option_id, text) in zip(LETTERS, spelled.items(), strict=False)
    }


def listing(asked: Question, language: str) -> str:
    """The options in full, where the buttons show only how they begin."""
    if not _are_lettered(asked, language):
        return ""
    spelled = (escape(pick(one.text, language)) for one in asked.all_options)
    return "\n".join(
        f"<b>{letter})</b> {text}" for letter, text in zip(LETTERS, spelled, strict=False)
    )


def _are_lettered(asked: Question, language: str) -> bool:
    spelled = [pick(one.text, language) for one in asked.all_options]
    is_long = max(map(len, spelled), default=0) > BUTTON_LENGTH
    return is_long and asked.told_length(language) <= TOLD_LIMIT


def meant_by(typed: str, shown: Reply) -> str | None:
    """The data of the button whose label was typed, or only its letter."""
    buttons, wanted = shown.buttons(), as_typed(typed)
    begins = (data for label, data in buttons.items() if label.startswith(f"{wanted}) "))
    return buttons.get(wanted) or next(begins, None)
