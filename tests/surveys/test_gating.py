"""What a file may say of quotas and of answers that end a survey, and what it is told otherwise."""

import pytest

from handlers.surveys.files import sentences
from surveys.files.reading import Code, Known, examine
from texts.words import Words

KNOWN = Known(areas={"orp-vizovice"}, codelists={"municipalities"})
HEAD = """\
id: deti
title: {cs: Děti}
intro: {cs: "Dvě otázky."}
area: orp-vizovice
opens: 2027-01-14
closes: 2027-02-28
languages: [cs]
"""
ASKED = """\
questions:
  - id: deti
    type: single
    text: {cs: "Máte malé děti?"}
    options: [{id: ano, cs: Ano}, {id: ne, cs: Ne}, {id: nevim, cs: Nevím}]
"""
SORRY = '    ends_on: {ne: {cs: "Ptáme se jen rodičů. Děkujeme."}}\n'
FIFTY = "    quotas: {ano: 50}\n"
BEFORE = """\
questions:
  - {id: pes, type: single, text: {cs: Pes}, options: [{id: ano, cs: Ano}, {id: ne, cs: Ne}]}
"""


def test_a_file_says_for_whom_it_is_and_how_many_are_wanted() -> None:
    reading = examine(HEAD + ASKED + SORRY + FIFTY, KNOWN)
    assert reading.problems == ()
    (question,) = reading.definitions[0].questions
    assert question.ends_on["ne"]["cs"].startswith("Ptáme se")
    assert question.quotas == {"ano": 50}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (HEAD + ASKED + FIFTY.replace("50", "4"), Code.SMALL_QUOTA, "aspoň 5"),
        (HEAD + ASKED + FIFTY.replace("ano", "mozna"), Code.GATE_ON_NOTHING, "mozna"),
        (HEAD + ASKED + SORRY.replace("ne:", "mozna:"), Code.GATE_ON_NOTHING, "ends_on"),
        (HEAD + ASKED + SORRY + "    quotas: {ne: 50}\n", Code.NO_QUOTA, "ukončuje"),
        (HEAD + "channels: [paper]\n" + ASKED + FIFTY, Code.NO_QUOTA, "papír"),
        (HEAD + ASKED + FIFTY + "    sensitivity: social\n", Code.NO_QUOTA, "citlivá"),
        (HEAD + ASKED + FIFTY + "    tag: municipality\n", Code.NO_QUOTA, "dělí výsledky"),
        (
            HEAD + BEFORE + ASKED.partition("\n")[2] + FIFTY + "    when: \"${pes} = 'ano'\"\n",
            Code.NO_QUOTA,
            "neptáme každého",
        ),
        (HEAD + ASKED.replace("single", "multi") + FIFTY, Code.FIELD_NOT_FOR_TYPE, "quotas"),
        (HEAD + ASKED + FIFTY.replace("50", "kolik"), Code.WRONG_TYPE, "quotas"),
        (
            HEAD + ASKED + "    ends_on: {ano: {cs: A}, ne: {cs: B}, nevim: {cs: C}}\n",
            Code.ALL_END,
            "každá možnost",
        ),
    ],
)
def test_what_cannot_be_kept_to_is_refused_by_name(text: str, code: Code, said: str) -> None:
    (problem,) = examine(text, KNOWN).problems
    assert problem.code == code
    (sentence,) = sentences([problem], Words("cs"))
    assert said in sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_a_sentence_that_ends_is_wanted_in_every_language_of_the_survey() -> None:
    text = HEAD.replace("[cs]", "[cs, uk]") + ASKED + SORRY
    missing = [one for one in examine(text, KNOWN).problems if one.code == Code.TEXT_MISSING]
    assert text.splitlines().index(SORRY.rstrip()) + 1 in [one.line for one in missing]
