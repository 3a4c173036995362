"""Whoever wrote a wrong survey file reads what is wrong and what to do, in their own language."""

from datetime import date

import pytest

from handlers.surveys.files import EXPECTED, SENTENCES, sentence, sentences
from surveys.files.problems import Code, Problem
from surveys.files.reading import Known, examine
from texts.words import LANGUAGES, Words

WRONG = """\
id: autobusy
titel: {cs: Autobusy}
title: {cs: Autobusy}
intro: {cs: x, de: y}
area: nikde
opens: 2027-02-30
closes: 2027-02-28
anonymity: trochu
languages: [cs]
min_cell: 0
questions:
  - {id: jezdi, type: number, text: {cs: "Kolik?"}, min: 5, max: 1.5}
  - {id: kdy, type: text, text: Kdy?, show_if: [{question: vlak}]}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_problem_has_its_words(language):
    words = Words(language)
    assert set(SENTENCES) == set(Code)
    assert all(words.language == language and words(text) for text in EXPECTED.values())


def test_a_sentence_tells_line_question_and_what_to_do():
    told = sentences(examine(WRONG, Known(areas={"orp-vizovice"})).errors, Words("en"))
    assert told == [
        "Line 2: The field titel is not known here. Correct or delete it. Did you mean title?",
        "Line 4: The language de is not known. Use cs, cs-easy, uk or en.",
        "Line 5: The area nikde does not exist. Use one of these: orp-vizovice.",
        "Line 6: The field opens is not a date. Write it like this: 2027-01-14.",
        "Line 8: The field anonymity cannot be trochu. Use one of these: anonymous, named.",
        "Line 10: The field min_cell is outside what is allowed (≥ 1).",
        "Line 12, question jezdi: The lowest value 5 is over the highest value 1.5. "
        "Change one of them.",
        "Line 13, question kdy: The field text has a value of the wrong kind. "
        "Write a text for each language, such as cs: Ano.",
        "Line 13, question kdy: The condition is on the question vlak, which does not exist.",
        "Line 13, question kdy: The condition on vlak says nothing. Add any_of, all_of or none_of.",
    ]


def test_dates_and_numbers_are_written_as_the_reader_writes_them():
    early = {"opens": date(2027, 1, 14), "closes": date(2027, 1, 13)}
    told = sentence(Problem(6, None, Code.CLOSES_FIRST, early), Words("cs"))
    assert "(13. 1. 2027)" in told.replace("\N{NO-BREAK SPACE}", " ")
    big = sentence(Problem(None, None, Code.TOO_BIG, {"limit": 1_000_000}), Words("cs"))
    assert "1 000 000 bajtů" in big.replace("\N{NO-BREAK SPACE}", " ")


def test_curly_brackets_in_what_the_author_wrote_do_no_harm():
    odd = Problem(1, "{x}", Code.UNKNOWN_FIELD, {"field": "{0}", "nearest": None})
    assert sentence(odd, Words("en")).startswith("Line 1, question {x}: The field {0} is")
