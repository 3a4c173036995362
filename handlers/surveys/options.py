"""The rows of answers under a question in the chat, and the sentence that says how to answer."""

from collections.abc import Sequence

from handlers.surveys import kinds
from handlers.surveys.answers import point_text
from handlers.surveys.labels import labels, listing
from handlers.taps import Answer, Ask, Done, Toggle, WebTap, button, packed
from handlers.visit import Visit
from surveys.answering import Sheet
from surveys.definitions import Question
from surveys.library import Entry
from texts.content import pick
from texts.formatting import number
from texts.screens import Button, Row
from texts.words import Words

# Beyond this a codelist is searched by typing instead of shown whole.
MOST_ENTRIES = 24


def options(
    visit: Visit,
    sheet: Sheet,
    asked: Question,
    entries: Sequence[Entry],
    *,
    reveal: bool,
    leaf: str,
) -> tuple[tuple[Row, ...], str]:
    """The rows of answers, and the sentence that says how to answer."""
    words = visit.words
    if not are_shown(sheet, asked, reveal):
        return _health(visit, sheet, asked)
    special = kinds.options(visit, sheet, asked, leaf)
    rows, hint = special or _usual(visit, sheet, asked, entries)
    return rows, "\n\n".join(filter(None, (listing(asked, words.language), hint)))


def _usual(
    visit: Visit, sheet: Sheet, asked: Question, entries: Sequence[Entry]
) -> tuple[tuple[Row, ...], str]:
    words = visit.words
    match asked.type:
        case "multi":
            return _several(visit, sheet, asked), _several_hint(words, asked)
        case "scale":
            return _points(visit, sheet, asked), words("Choose one.")
        case "single":
            return _single(visit, sheet, asked), words("Choose one.")
        case "codelist":
            return _codelist(visit, sheet, asked, entries)
        case "place":
            rows, _ = _codelist(visit, sheet, asked, entries)
            return rows, kinds.place_hint(words)
        case "number":
            return (), _number_hint(words, asked)
    return (), _text_hint(words, asked)


def are_shown(sheet: Sheet, asked: Question, reveal: bool) -> bool:
    """Whether the options stand there; those about health do only for who wishes."""
    return asked.sensitivity != "health" or reveal or asked.id in sheet.answers


def _text_hint(words: Words, asked: Question) -> str:
    hint = words(
        "Write your answer as a message, at most {n} characters.",
        n=number(asked.max_length, words.language),
    )
    return f"{hint} {kinds.voice_hint(words)}" if asked.voice else hint


def _health(visit: Visit, sheet: Sheet, asked: Question) -> tuple[tuple[Row, ...], str]:
    """Options about health are shown only to who wishes; free text never is."""
    words, web = visit.words, _on_the_web(visit, sheet, asked)
    if asked.type in kinds.SAID_ALOUD:
        return web, _not_asked_here(words, bool(web))
    answer_here = Ask(code=sheet.survey.code, nth=sheet.nth, question=asked.id, reveal=True)
    rows = (*web, (button(words("Answer here"), answer_here),))
    if web:
        return rows, words(
            "This question is about health. If you answer here, Telegram sees what you tap; on "
            "the web it does not. You can also skip it."
        )
    return rows, words(
        "This question is about health. If you answer here, Telegram sees what you tap. "
        "You can skip it."
    )


def _not_asked_here(words: Words, web: bool) -> str:
    if web:
        return words(
            "This question is about health, so it is not asked in the chat. You can answer it on "
            "the web, or skip it."
        )
    return words("This question is about health, so it is not asked in the chat. Please skip it.")


def _on_the_web(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    """The way to the form, where phones can reach it."""
    if "web" not in sheet.definition.channels or not visit.house.has_form:
        return ()
    tap = WebTap(code=sheet.survey.code, nth=sheet.nth, question=asked.id)
    return ((button(visit.words("Answer on the web"), tap),),)


def _single(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    """The party of the profile is offered first, and counts only when it is tapped."""
    said = labels(asked, visit.resident.language)
    own = [one for one in asked.options if asked.tag == "party" and one.id == visit.resident.party]
    others = [one for one in asked.options if one not in own]
    first = ((_answer(sheet, asked, one.id, f"📍 {said[one.id]}"),) for one in own)
    rest = ((_answer(sheet, asked, one.id, said[one.id]),) for one in others)
    return (*first, *rest)


def _points(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    return tuple(
        (_answer(sheet, asked, str(point), point_text(asked, point, visit.words)),)
        for point in asked.points
    )


def _several(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    kept = sheet.answers.get(asked.id)
    chosen = kept if isinstance(kept, list) else []
    said = labels(asked, visit.resident.language)
    rows: list[Row] = []
    for option in asked.options:
        on = option.id in chosen
        toggle = packed(
            Toggle,
            code=sheet.survey.code,
            nth=sheet.nth,
            question=asked.id,
            option=option.id,
            on=not on,
        )
        rows.append((Button(f"{'☑' if on else '☐'} {said[option.id]}", toggle),))
    if chosen:
        done = Done(code=sheet.survey.code, nth=sheet.nth, question=asked.id)
        rows.append((button(f"✔ {visit.words('Done')}", done),))
    return tuple(rows)


def _codelist(
    visit: Visit, sheet: Sheet, asked: Question, entries: Sequence[Entry]
) -> tuple[tuple[Row, ...], str]:
    """A short list whole, two in a row; a long one after some letters have been typed."""
    words, language = visit.words, visit.resident.language
    said = labels(asked, language)
    extra = tuple(
        (_answer(sheet, asked, option.id, said[option.id]),) for option in asked.extra_options
    )
    if len(entries) > MOST_ENTRIES:
        return extra, words("Write the beginning of the name and choose from what I find.")
    own = [one for one in entries if one.code == visit.resident.municipality]
    others = [one for one in entries if one not in own]
    first = tuple((_entry(sheet, asked, one, f"📍 {pick(one.label, language)}"),) for one in own)
    buttons = [_entry(sheet, asked, one, pick(one.label, language)) for one in others]
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (*first, *pairs, *extra), words("Choose one, or write the beginning of the name.")


def _entry(sheet: Sheet, asked: Question, entry: Entry, label: str) -> Button:
    return _answer(sheet, asked, entry.code, label)


def _answer(sheet: Sheet, asked: Question, value: str, label: str) -> Button:
    chosen = asked.id in sheet.answers and str(sheet.answers[asked.id]) == value
    code, nth = sheet.survey.code, sheet.nth
    data = packed(Answer, code=code, nth=nth, question=asked.id, option=value)
    return Button(f"✓ {label}" if chosen else label, data)


def _several_hint(words: Words, asked: Question) -> str:
    if asked.max_choices:
        return words.many(
            "Choose {n} at most, then tap Done.",
            "Choose {n} at most, then tap Done.",
            asked.max_choices,
        )
    return words("You can choose more than one, then tap Done.")


def _number_hint(words: Words, asked: Question) -> str:
    least, most = (
        number(one, words.language) if one is not None else None for one in (asked.min, asked.max)
    )
    if least is not None and most is not None:
        return words("Write a number from {least} to {most}.", least=least, most=most)
    if least is not None:
        return words("Write a number, {least} or more.", least=least)
    return words("Write a number.")
