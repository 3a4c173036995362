"""Pictures of options in the chat, and what is wrong with pictures that came with a survey."""

from dataclasses import replace
from typing import Final

from handlers.replies import Picture, Reply, Screen
from handlers.taps import Pictures, button
from handlers.visit import Visit
from surveys import pictures
from surveys.answering import Sheet
from surveys.definitions import Question
from surveys.files.problems import Code
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row
from texts.words import later

# More of them would push the question out of sight.
MOST: Final = 10

SENTENCES: Final = {
    Code.NOT_A_ZIP: later(
        "This ZIP cannot be opened. Pack the files again in the usual way, without a password."
    ),
    Code.ZIP_TOO_BIG: later(
        "Unpacked, the files in the ZIP have over {limit} MB. Shrink pictures."
    ),
    Code.NOT_ONE_FILE: later(
        "In the ZIP there has to be one survey file (.xlsx, .xls or .yaml). There are: {files}."
    ),
    Code.IN_A_FOLDER: later("{name} is in a folder. Put it right into the ZIP."),
    Code.TWICE_IN_ZIP: later("{name} is in the ZIP twice. Keep one of them."),
    Code.TOO_MANY_PICTURES: later(
        "There are too many files beside the survey in the ZIP. The most is {limit} pictures."
    ),
    Code.PICTURE_TOO_BIG: later("{name} is too big. A picture may have at most {limit} MB."),
    Code.NOT_A_PICTURE: later(
        "{name} cannot be read as a picture. Only PNG, JPEG and WebP belong beside the survey."
    ),
    Code.PICTURE_MISSING: later(
        "The picture {name} is not in the ZIP. Add it, or delete its name."
    ),
    Code.PICTURE_NOT_NAMED: later(
        "No option names the picture {name}. Write it beside an option, or leave it out of the ZIP."
    ),
    Code.BAD_FILE_NAME: later(
        "A picture cannot be called {name}. Use letters without accents, digits, dots, hyphens "
        "and underscores, at most 100 characters."
    ),
    Code.NOT_SHOWN: later(
        "The picture {name} will not be shown, because it did not come along. Send a ZIP "
        "with the survey and its pictures."
    ),
}


def row(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    """The way to the pictures, where options have any."""
    if not pictures.of(asked):
        return ()
    tap = Pictures(code=sheet.survey.code, nth=sheet.nth, question=asked.id)
    return ((button(visit.words("Pictures"), tap),),)


async def before(
    visit: Visit, sheet: Sheet, asked: Question, question: Reply, page: int = 0
) -> Reply:
    """Pictures of the options with their labels, and the question once more below them.

    The last one leads to those that do not fit.
    """
    found = await pictures.of_question(visit.session, sheet.survey.code, asked)
    first = page * MOST
    screens = [
        Screen(
            escape(pick(option.text, visit.resident.language)),
            picture=Picture(option.picture or "", content),
        )
        for option, content in found[first : first + MOST]
    ]
    left = len(found) - first - len(screens)
    if screens and left > 0:
        tap = Pictures(code=sheet.survey.code, nth=sheet.nth, question=asked.id, page=page + 1)
        more = button(visit.words("More pictures: {n}", n=left), tap)
        screens[-1] = replace(screens[-1], rows=((more,),))
    return replace(question, screens=(*screens, *question.screens), below=True)
