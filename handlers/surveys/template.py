"""The template of a survey: a spreadsheet that is whole already, and says how to change it."""

from datetime import date, timedelta
from typing import Final

from papers.sheets import Rows, spreadsheet
from surveys import authoring
from surveys.definitions import Definition
from surveys.files.xlsform.writing import tables
from texts.words import Words, later

WEEKS_OPEN: Final = 4
# What most needs polls ask; the rest of the ready questions is added by a button.
ASKED: Final = ("obec", "vek", "vyuziti", "spokojenost", "chybi", "prani")
HOW: Final = (
    later("How to make a survey of this file"),
    later("1. Each row of the sheet survey is one question. Change, add or delete rows."),
    later(
        "2. The column type says how people answer: select_one (one option), select_multiple "
        "(several), rank (an order), range (a scale), integer, decimal, text, date, time, note, "
        "geopoint (a place), image (a photo), audio (a recording), file (a picture or a PDF), "
        "acknowledge (a tick)."
    ),
    later(
        "3. Options stand on the sheet choices. Their list_name is what stands in the column "
        "type after select_one."
    ),
    later(
        "4. The column name is a short name in small letters without accents, each one different."
    ),
    later(
        "5. Each language has a column of its own, such as label::Čeština (cs). Delete the "
        "languages that you do not want."
    ),
    later("6. The column relevant says when a question is asked. Leave it empty to ask everybody."),
    later("7. Write yes into the column required only where an answer cannot be left out."),
    later(
        "8. The sheet settings has the title, the days on which the survey opens and closes, "
        "and form_id: its name. A file with the same form_id changes the same survey."
    ),
    later(
        "9. sensitivity health marks questions about health. They can be answered on the web or "
        "skipped."
    ),
    later(
        "10. randomize=true in the column parameters shows the options to everybody in another "
        "order. A row of the type calculate counts from answers: its column calculation says how."
    ),
    later(
        "11. A sentence in the column ends_cs on the sheet choices ends the survey for whoever "
        "chooses that option. The column quota says how many answers with it are wanted."
    ),
    later("12. Send the file to the bot. It says what to mend, or shows the survey."),
)


def template(words: Words, area: str, today: date) -> bytes:
    how: Rows = [[words(line)] for line in HOW]
    return spreadsheet({"navod": how, **tables(survey(area, today))})


def survey(area: str, today: date) -> Definition:
    """A survey of ready questions that opens tomorrow."""
    opens = today + timedelta(days=1)
    ready = authoring.ready()
    return ready.model_copy(
        update={
            "key": f"anketa-{opens.isoformat()}",
            "area": area,
            "opens": opens,
            "closes": opens + timedelta(weeks=WEEKS_OPEN),
            "questions": tuple(ready.question(one) for one in ASKED),
        }
    )
