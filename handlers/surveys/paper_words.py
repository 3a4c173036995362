"""The words of a survey on paper, in the language it is printed in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from papers.questionnaires import Block, Choice, Poster, Questionnaire, Shape
from people.contacts import Contact
from storage.surveys import Survey
from surveys import library
from surveys.definitions import Definition, Question
from surveys.paper import Limit, Printed, printed
from surveys.piping import general
from texts.content import pick
from texts.formatting import day, either, listed
from texts.words import Words

SHAPES: Mapping[str, Shape] = {
    "single": "one",
    "multi": "several",
    "scale": "scale",
    "text": "lines",
    "number": "number",
    "codelist": "line",
    "rank": "order",
    "date": "date",
    "time": "time",
    "place": "line",
    "photo": "none",
    "audio": "none",
    "file": "none",
    "acknowledge": "several",
    "note": "none",
}
# A longer list of entries is a line to write on.
ENTRIES_PRINTED = 24
LINES_OF_TEXT, DIGITS = 4, 6
SHORT_LABEL = 18


def questionnaire(
    words: Words,
    survey: Survey,
    definition: Definition,
    entries: Mapping[str, Sequence[str]],
    *,
    batch: int,
    contact: Contact | None,
    address: str,
    codes: Sequence[str],
) -> Questionnaire:
    """`entries` are the names on the lists of the questions answered from one."""
    language, definition = words.language, general(definition)
    blocks = [_block(words, one, entries.get(one.question.id, ())) for one in printed(definition)]
    return Questionnaire(
        language=language,
        title=pick(definition.title, language),
        intro=pick(definition.intro, language).split("\n"),
        how=words("Mark what applies with a cross. At squares you may mark several."),
        blocks=_headed(blocks, definition, language),
        ending=_ending(words, survey, contact),
        footer=words("Survey {code} · batch {batch}", code=survey.code, batch=batch),
        page_word=words("Page"),
        address=address,
        qr_alt=words("QR code with the address of the survey"),
        code_word=words("Code"),
        code_hint=words(
            "With the code at the bottom you can go on by phone or on the web: {address}",
            address=_short(address),
        ),
        codes=codes,
        large=language == "cs-easy",
    )


def poster(
    words: Words,
    survey: Survey,
    definition: Definition,
    *,
    size: Literal["a4", "a5"],
    organiser: str,
    contact: Contact | None,
    address: str,
) -> Poster:
    language = words.language
    facts = [(words("Until when"), _deadline(survey, language))]
    if contact:
        asks = ", ".join(part for part in (contact.name, contact.role) if part)
        facts.append((words("Who asks"), asks))
    if contact and contact.phone:
        facts.append((words("Telephone"), contact.phone))
    if contact and contact.address and "paper" in definition.channels:
        hours = f" ({contact.hours})" if contact.hours else ""
        facts.append((words("Paper is handed in at"), f"{contact.address}{hours}"))
    return Poster(
        language=language,
        format=size,
        title=pick(definition.title, language),
        organiser=organiser,
        intro=pick(definition.intro, language).split("\n"),
        qr_alt=words("QR code with the address of the survey"),
        scan=words("Point your phone here"),
        address_word=words("or type into a browser"),
        address=address,
        facts=facts,
    )


def _ending(words: Words, survey: Survey, contact: Contact | None) -> list[str]:
    """By when and where to hand it in, and whom to call."""
    date = _deadline(survey, words.language)
    told = [words("Thank you. Hand the questionnaire in by {date}.", date=date)]
    if contact and contact.address:
        where = ", ".join(part for part in (contact.address, contact.hours) if part)
        told.append(words("Hand it in here: {place}.", place=where))
    if contact and contact.phone:
        asks = ", ".join(part for part in (contact.name, contact.phone) if part)
        told.append(words("If you need help with it, call {contact}.", contact=asks))
    return told


def _block(words: Words, one: Printed, entries: Sequence[str]) -> Block:
    question, language = one.question, words.language
    choices = _choices(words, one, entries)
    return Block(
        number=f"{one.number}." if one.number else "",
        id=question.id if one.number else "",
        text=pick(question.text, language),
        shape=_shape(question, choices),
        hint="\n".join(filter(None, (_help(question, language), _hint(words, question)))),
        only_if=" ".join(_only_if(words, one)),
        options=choices,
        lines=_lines(question),
        columns=_columns(question, choices),
    )


def _headed(blocks: Sequence[Block], definition: Definition, language: str) -> list[Block]:
    """With the heading of a group above its first question."""
    headed, last = [], ""
    for block, question in zip(blocks, definition.questions, strict=True):
        heading = pick(question.group, language) if question.group else ""
        headed.append(replace(block, group=heading if heading != last else ""))
        last = heading
    return headed


def _shape(question: Question, choices: Sequence[Choice]) -> Shape:
    if question.type == "codelist" and choices:
        return "one"
    if question.type == "scale" and any(len(one.text) > SHORT_LABEL for one in choices):
        return "one"
    if question.type == "number" and (question.decimals or (question.min or 0) < 0):
        return "line"
    return SHAPES[question.type]


def _choices(words: Words, one: Printed, entries: Sequence[str]) -> tuple[Choice, ...]:
    question, language = one.question, words.language
    if question.type == "acknowledge":
        return (Choice(words("I agree")),)
    if question.type == "scale":
        labels = [(str(at), pick(question.labels.get(at, {}), language)) for at in question.points]
        return tuple(Choice(label or point, _jump(words, one, point)) for point, label in labels)
    if len(entries) > ENTRIES_PRINTED:
        return ()
    offered = [(option.id, pick(option.text, language)) for option in question.all_options]
    listed_first = tuple(Choice(name) for name in entries)
    return listed_first + tuple(Choice(text, _jump(words, one, id)) for id, text in offered)


def _jump(words: Words, one: Printed, option_id: str) -> str:
    if option_id not in one.jumps:
        return ""
    number = one.jumps[option_id]
    return words("go on with question {number}", number=number) if number else words("end")


def _help(question: Question, language: str) -> str:
    return pick(question.help, language) if question.help else ""


def _hint(words: Words, question: Question) -> str:
    if question.is_sent:
        return words("On paper leave this question out.")
    if question.type == "rank":
        return words("Write numbers: 1 is the most important.")
    if question.type == "multi" and question.max_choices:
        return words.many("Choose {n} at most.", "Choose {n} at most.", question.max_choices)
    if question.type in ("codelist", "place"):
        return words("Write the name.") if question.type == "place" else ""
    return ""


def _only_if(words: Words, one: Printed) -> list[str]:
    told = [_limit(words, limit) for limit in one.limits]
    if one.depends_on:
        numbers = listed([str(number) for number in one.depends_on], words.language)
        told.append(words("This question depends on your answers to: {numbers}.", numbers=numbers))
    return told


def _limit(words: Words, limit: Limit) -> str:
    condition, language = limit.condition, words.language
    named = {
        option.id: words("“{option}”", option=pick(option.text, language))
        for option in limit.options
    }
    ors = either([named[one] for one in condition.any_of if one in named], language)
    ands = listed([named[one] for one in condition.all_of if one in named], language)
    nots = either([named[one] for one in condition.none_of if one in named], language)
    told = []
    if ors or ands:
        told.append(
            words(
                "Answer only if you marked {options} in question {number}.",
                options=ors or ands,
                number=limit.number,
            )
        )
    if nots:
        told.append(
            words(
                "Leave out if you marked {options} in question {number}.",
                options=nots,
                number=limit.number,
            )
        )
    return " ".join(told)


def _lines(question: Question) -> int:
    if question.type == "number":
        return len(str(int(question.max))) if question.max is not None else DIGITS
    return LINES_OF_TEXT if question.max_length > 100 else 1


def _columns(question: Question, choices: Sequence[Choice]) -> int:
    short = all(len(one.text) <= SHORT_LABEL and not one.jump for one in choices)
    return 3 if len(choices) >= 9 and short and question.type != "scale" else 1


def _deadline(survey: Survey, language: str) -> str:
    return day(library.last_moment(survey), language)


def _short(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")
