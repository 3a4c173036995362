"""Which findings only follow from a part that has been reported and replaced by a stand-in."""

from surveys.definitions import Definition, Path
from surveys.files.consistency import Finding
from surveys.files.problems import Code
from surveys.files.shapes import Shape

ABOUT_TYPE = {Code.FIELD_NOT_FOR_TYPE, Code.HEALTH_TEXT_SKIPPED}
ABOUT_PARTS = {Code.LABEL_MISSING, Code.TEXT_MISSING, Code.CONDITION_EMPTY}
ABOUT_OPTIONS = {Code.NOTE_ON_NOTHING, Code.GATE_ON_NOTHING, Code.ALL_END}
ABOUT_ANSWERS = {Code.CONDITION_ON_OPEN, Code.UNKNOWN_ANSWER}


def follows(shape: Shape, definition: Definition, finding: Finding) -> bool:
    path, code, facts = finding
    if shape.covers(path) or (code in ABOUT_PARTS and shape.touches(path)):
        return True
    if code in ABOUT_TYPE:
        return shape.covers((*path[:2], "type"))
    if code == Code.TEXT_MISSING:
        return shape.covers(("languages",))
    if code == Code.SMALL_CELL:
        return shape.covers(("anonymity",))
    if code in ABOUT_OPTIONS:
        return _options_touched(shape, path[:2])
    if code == Code.CONDITION_ON_UNKNOWN:
        return facts["asked"] in shape.names
    if code == Code.PICTURE_NOT_NAMED:
        return any(told[0] == "questions" and _is_about_options(told) for told in shape.reported)
    if code == Code.CANNOT_CROSS:
        return any(_is_mended(shape, definition, facts[side]) for side in ("asked", "by"))
    if code in ABOUT_ANSWERS:
        return _answers_touched(shape, definition, facts["asked"])
    if code == Code.NEVER_SHOWN:
        return any(_answers_touched(shape, definition, asked) for asked in facts["asked"])
    return False


def _is_mended(shape: Shape, definition: Definition, name: str) -> bool:
    """Whether something was wrong with the question itself."""
    if name not in definition:
        return name == "?" or name in shape.names
    return shape.touches(("questions", definition.place(name)))


def _is_about_options(told: Path) -> bool:
    """Whether an option, and a picture with it, may have been lost."""
    return isinstance(told[-1], int) or told[-1] in ("options", "extra_options", "picture")


def _options_touched(shape: Shape, path: Path) -> bool:
    return any(shape.touches((*path, field)) for field in ("options", "extra_options"))


def _answers_touched(shape: Shape, definition: Definition, asked: str) -> bool:
    path: Path = ("questions", definition.place(asked))
    fields = ("type", "min", "max", "max_choices", "show_if")
    return _options_touched(shape, path) or any(shape.touches((*path, one)) for one in fields)
