"""What somebody is told for whom a survey ends early, and the way back from a slip."""

from handlers.replies import Expects, Reply, Screen
from handlers.surveys.cards import TRIAL
from handlers.taps import Ask, Author, SurveyTap, button, go, packed
from handlers.visit import Visit
from surveys import library
from surveys.answering import Sheet
from surveys.definitions import Question
from surveys.walking import Value, is_ended
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Row
from texts.words import Words


def ending(visit: Visit, sheet: Sheet, asked: Question) -> Reply:
    """`asked` is the question whose answer has ended the survey."""
    words, code, nth = visit.words, sheet.survey.code, sheet.nth
    date = day(library.last_moment(sheet.survey), words.language)
    text = "\n\n".join(
        (
            escape(sentence(words, asked, sheet.answers.get(asked.id))),
            words("Nothing more is asked, and these answers do not count in the results."),
            words(
                "If this was a mistake, change the answer. You can do so until {date}.",
                date=date,
            ),
        )
    )
    rows: list[Row] = [
        (button(words("Change this answer"), Ask(code=code, nth=nth, question=asked.id)),)
    ]
    if nth == TRIAL:
        rows.append((button(words("Back to the survey"), Author(act="card", code=code)),))
    else:
        again = SurveyTap(code=code, act="again", nth=nth)
        rows += [(button(words("Fill in for somebody else"), again),), (go(words("Home"), "home"),)]
    expects = Expects("nothing", survey_code=code)
    again_here = packed(SurveyTap, code=code, act="summary", nth=nth)
    return Reply((Screen(text, tuple(rows)),), expects=expects, again=again_here)


def sentence(words: Words, asked: Question, value: Value) -> str:
    """The author's own, or ours where there are enough answers of this kind."""
    if is_ended(asked, value):
        return pick(asked.ends_on[str(value)], words.language)
    return words(
        "Thank you for wanting to answer. People who answer this question like you have sent us as "
        "many answers as we can take already."
    )
