"""What the makers of surveys are told: the card of a survey, and what came of their file."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.cards import SHOWN_PROBLEMS, Card, fitting
from handlers.surveys import quotas
from handlers.surveys.lengths import questions_told
from handlers.taps import Author, PaperTap, ResultsTap, SurveyStaff, SurveyTap, button
from storage import surveys as tables
from storage.groups import WorkingGroup
from storage.places import Area
from storage.surveys import Survey
from surveys import authoring
from surveys.authoring import Overview
from surveys.definitions import BY_HAND, Definition
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Button, Row, Rows
from texts.words import NAMES, Words, later

# The number of a response of which nothing is kept.
TRIAL: Final = 0
NAMED_MISSING: Final = 8
# What a card says of remarks on the file, in letters.
NOTED: Final = 2000
# And of quotas.
PLANNED: Final = 700
WHOLE: Final = {"title": later("the title"), "intro": later("the introduction")}


def card_of(
    words: Words,
    survey: Survey,
    asked: Definition,
    area: Area | None,
    group: WorkingGroup | None,
    *,
    notes: Sequence[str] = (),
) -> Card:
    told = authoring.overview(asked)
    lines = [
        f"<b>{escape(pick(asked.title, words.language))}</b>",
        words(
            "From {opens} to {closes}",
            opens=day_of(words, asked.opens),
            closes=day_of(words, asked.closes),
        ),
        *_paper(words, asked),
        words("Area: {area}", area=escape(_area(words, asked, area))),
        *_group(words, asked, group),
        questions_told(words, asked)
        + " · "
        + words.many("about {n} minute", "about {n} minutes", told.minutes),
        *_languages(words, told),
        *_sensitive(words, told),
        *fitting(words, [*map(escape, quotas.planned(words, asked))], PLANNED),
        *fitting(words, notes, NOTED),
    ]
    return Card("\n".join(lines), _rows(words, survey, asked))


def _area(words: Words, asked: Definition, area: Area | None) -> str:
    return pick(area.name, words.language) if area else asked.area


def _group(words: Words, asked: Definition, group: WorkingGroup | None) -> list[str]:
    if not asked.working_group:
        return []
    name = pick(group.name, words.language) if group else asked.working_group
    return [words("Working group: {name}", name=escape(name))]


def _paper(words: Words, asked: Definition) -> list[str]:
    if not set(BY_HAND) & set(asked.channels):
        return []
    return [words("Paper after the end: {days}", days=entry_days(words, asked.paper_days))]


def entry_days(words: Words, days: int) -> str:
    return words.many("{n} day", "{n} days", days) if days else words("not taken")


def day_of(words: Words, when: date) -> str:
    return day(when, words.language)


def _languages(words: Words, told: Overview) -> list[str]:
    return [
        f"{NAMES[language]}: {_missing(words, missing)}"
        for language, missing in told.missing.items()
    ]


def _missing(words: Words, missing: Sequence[str]) -> str:
    if not missing:
        return words("complete")
    named = ", ".join(_named(words, one) for one in missing[:NAMED_MISSING])
    told = words("texts are missing: {named}", named=named)
    left = len(missing) - NAMED_MISSING
    return f"{told} {words.many('… and {n} more', '… and {n} more', left)}" if left > 0 else told


def _named(words: Words, lacking: str) -> str:
    """A question by its name in the file; title and introduction by what they are."""
    return words(WHOLE[lacking]) if lacking in WHOLE else escape(lacking)


def _sensitive(words: Words, told: Overview) -> list[str]:
    if not told.sensitive:
        return []
    named = ", ".join(escape(question.id) for question in told.sensitive)
    return [words("Sensitive questions: {named}", named=named)]


def _rows(words: Words, survey: Survey, asked: Definition) -> Rows:
    code = survey.code
    rows: list[Row] = [
        (
            button(words("Try it"), SurveyTap(code=code, act="begin", nth=TRIAL)),
            button(words("Print"), PaperTap(act="menu", code=code)),
        )
    ]
    if survey.state == tables.DRAFT:
        rows.append((button(words("Open"), SurveyStaff(act="ask-release", code=code)),))
        rows.append((step(words("Add a ready question"), "ready", code),))
    if survey.state not in tables.ENDED:
        rows.append((step(words("Plan the dates"), "opens", code),))
        if set(BY_HAND) & set(asked.channels):
            rows.append((step(words("Paper after the end"), "paper", code),))
        rows.append(
            (
                step(words("Crossed tables"), "crossings", code),
                step(words("Working group"), "group", code),
            )
        )
        rows.append((step(words("Change it by a file"), "change", code),))
    rows.append((step(words("Copy as a new survey"), "copy", code),))
    rows.append((button(words("Back"), ResultsTap(act="show", code=code)),))
    return tuple(rows)


def step(label: str, act: str, code: str, value: str = "") -> Button:
    return button(label, Author(act=act, code=code, value=value))


def too_much(words: Words, lost: Sequence[str]) -> str:
    return words(
        "People have already answered what the file leaves out or asks otherwise: {lost}. "
        "Put it back as it was. You can add questions and options, and mend texts.",
        lost=escape(", ".join(lost)),
    )


def problems_told(
    words: Words, name: str, told: Sequence[str], noted: Sequence[str], message_id: str
) -> Card:
    """The letter about a file that cannot become a survey yet; what is only noted comes last."""
    head = words.many(
        "{name} is not a survey yet. One thing has to be mended:",
        "{name} is not a survey yet. {n} things have to be mended:",
        len(told),
        name=escape(name),
    )
    lines = [f"<b>{head}</b>", *fitting(words, told)]
    room = SHOWN_PROBLEMS - sum(map(len, lines))
    if noted and room > 0:
        lines += [f"<b>{words('To know, nothing to mend:')}</b>", *fitting(words, noted, room)]
    rows: list[Row] = []
    if len(told) + len(noted) > 1:
        rows.append((step(words("The whole list as a file"), "problems", "", message_id),))
    rows.append((step(words("A template to begin with"), "template", ""),))
    return Card("\n".join(lines), tuple(rows))


def pending(words: Words, code: str, asked: Definition, message_id: str) -> Card:
    """The letter about a file that would change a survey which is released already."""
    title = escape(pick(asked.title, words.language))
    text = words(
        "The file would change the survey <b>{title}</b>, which is released already. It becomes "
        "a new version; answers that are here keep theirs. Shall I take it?",
        title=title,
    )
    rows = (
        (step(words("Yes, as a new version"), "keep", code, message_id),),
        (step(words("No, leave it"), "card", code),),
    )
    return Card(text, rows)
