"""How a survey looks on a phone: its first screen, one question at a time, summary and thanks."""

from collections.abc import Sequence

from handlers.replies import Expects, Reply, Screen
from handlers.survey_answers import answer_text
from handlers.taps import Answer, Ask, Done, Forget, Skip, SurveyTap, Toggle, button, go
from handlers.visit import Visit
from surveys import checking, library
from surveys.answering import Sheet
from surveys.definitions import Question
from surveys.library import Entry
from surveys.walking import visible
from texts.content import pick
from texts.formatting import day, escape, number
from texts.screens import Button, Row, Rows
from texts.words import Words

# Beyond this a codelist is searched by typing instead of shown whole.
MOST_ENTRIES = 24
SUMMARY_ANSWER_LENGTH = 160
SUMMARY_LENGTH = 3800
BAR_LENGTH = 10


def introduction(visit: Visit, sheet: Sheet) -> Reply:
    """What the survey is about, until when it runs and what happens with the answers."""
    words, definition = visit.words, sheet.definition
    language = visit.resident.language
    lines = [
        f"<b>{escape(pick(definition.title, language))}</b>",
        escape(pick(definition.intro, language)),
        _anonymity(words, definition.anonymity),
        words("Open until {date}.", date=_last_day(sheet, language)),
    ]
    rows: list[Row] = [(_begin_button(words, sheet),)]
    if sheet.finished:
        rows.append((_tap(_again_label(words, sheet), sheet, "again"),))
    if sheet.begun:
        withdraw = Forget(act="ask-withdraw", code=sheet.survey.code)
        rows.append((button(words("Take my answers back"), withdraw),))
    rows.append((go(words("Home"), "home"),))
    return _of_survey(sheet, "\n\n".join(lines), tuple(rows))


def question(
    visit: Visit,
    sheet: Sheet,
    asked: Question,
    entries: Sequence[Entry] = (),
    *,
    note: str = "",
    reveal: bool = False,
) -> Reply:
    """One question with its options; `note` is said above it."""
    options, hint = _options(visit, sheet, asked, entries, reveal)
    text = "\n\n".join(
        part
        for part in (
            escape(note),
            _heading(visit, sheet, asked),
            _help(visit, asked),
            hint,
            _given(visit, sheet, asked, entries),
        )
        if part
    )
    rows = (*options, *_navigation(visit.words, sheet, asked))
    expects = Expects(
        "answer", {"question": asked.id, "nth": sheet.nth}, survey_code=sheet.survey.code
    )
    return Reply((Screen(text, rows),), expects=expects)


def summary(visit: Visit, sheet: Sheet, labels: dict[str, str]) -> Reply:
    """What was answered, before it is handed in; `labels` are those of codelist answers."""
    words = visit.words
    lines = [f"<b>{words('Your answers')}</b>"]
    for place, asked in enumerate(visible(sheet.definition, sheet.answers), start=1):
        answer = answer_text(words, asked, sheet.answers.get(asked.id), labels.get(asked.id, ""))
        text = pick(asked.text, visit.resident.language)
        lines.append(f"{place}. {escape(text)}\n<b>{escape(_short(answer))}</b>")
    rows: list[Row] = [
        (_tap(words("Hand in"), sheet, "finish"),),
        (_tap(words("Change an answer"), sheet, "change"),),
        (go(words("Finish later"), "home"),),
    ]
    if sheet.finished:
        rows[0] = (_tap(words("Done"), sheet, "finish"),)
    return _of_survey(sheet, _fitting(lines), tuple(rows))


def change(visit: Visit, sheet: Sheet) -> Reply:
    """The questions as buttons, to go back to any of them."""
    language = visit.resident.language
    rows: list[Row] = [
        (
            button(
                f"{place}. {_short(pick(asked.text, language), 40)}",
                Ask(code=sheet.survey.code, nth=sheet.nth, question=asked.id),
            ),
        )
        for place, asked in enumerate(visible(sheet.definition, sheet.answers), start=1)
    ]
    rows.append((_tap(visit.words("Back"), sheet, "summary"),))
    return _of_survey(sheet, visit.words("Which answer would you like to change?"), tuple(rows))


def thanks(visit: Visit, sheet: Sheet, receipt: str) -> Reply:
    words = visit.words
    closes = _last_day(sheet, visit.resident.language)
    text = words(
        "<b>Thank you for your answers.</b>\n\n"
        "Receipt: <code>{receipt}</code>\n\n"
        "You can change them until {date}. Then they are counted together, and the plan of "
        "social services is made with the results at hand.",
        receipt=receipt,
        date=closes,
    )
    rows = (
        (_tap(words("Change an answer"), sheet, "summary"),),
        (_tap(_again_label(words, sheet), sheet, "again"),),
        (go(words("Home"), "home"),),
    )
    return _of_survey(sheet, text, rows)


def _of_survey(sheet: Sheet, text: str, rows: Rows) -> Reply:
    """A screen that tells where somebody stands in a survey, forgotten when it closes."""
    return Reply((Screen(text, rows),), expects=Expects("nothing", survey_code=sheet.survey.code))


def _options(
    visit: Visit, sheet: Sheet, asked: Question, entries: Sequence[Entry], reveal: bool
) -> tuple[tuple[Row, ...], str]:
    """The rows of answers, and the sentence that says how to answer."""
    words = visit.words
    if asked.sensitivity == "health" and not (reveal or asked.id in sheet.answers):
        return _health(words, sheet, asked)
    match asked.type:
        case "multi":
            return _several(visit, sheet, asked), _several_hint(words, asked)
        case "scale":
            return _points(visit, sheet, asked), words("Choose one.")
        case "single":
            return _single(visit, sheet, asked), words("Choose one.")
        case "codelist":
            return _codelist(visit, sheet, asked, entries)
        case "number":
            return (), _number_hint(words, asked)
    return (), words(
        "Write your answer as a message, at most {n} characters.",
        n=number(asked.max_length, words.language),
    )


def _health(words: Words, sheet: Sheet, asked: Question) -> tuple[tuple[Row, ...], str]:
    """Options about health are shown only to who wishes; free text never is."""
    if asked.type in ("text", "number"):
        return (), words(
            "This question is about health, so it is not asked in the chat. Please skip it."
        )
    answer_here = Ask(code=sheet.survey.code, nth=sheet.nth, question=asked.id, reveal=True)
    return ((button(words("Answer here"), answer_here),),), words(
        "This question is about health. If you answer here, Telegram sees what you tap. "
        "You can skip it."
    )


def _single(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    return tuple(
        (_answer(sheet, asked, option.id, pick(option.text, visit.resident.language)),)
        for option in asked.options
    )


def _points(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    language = visit.resident.language
    return tuple(
        (
            _answer(
                sheet,
                asked,
                str(point),
                f"{point} – {pick(asked.labels[point], language)}"
                if point in asked.labels
                else str(point),
            ),
        )
        for point in asked.points
    )


def _several(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    kept = sheet.answers.get(asked.id)
    chosen = kept if isinstance(kept, list) else []
    rows: list[Row] = []
    for option in asked.options:
        on = option.id in chosen
        toggle = Toggle(
            code=sheet.survey.code,
            nth=sheet.nth,
            question=asked.id,
            option=option.id,
            on=not on,
        )
        label = pick(option.text, visit.resident.language)
        rows.append((button(f"{'☑' if on else '☐'} {label}", toggle),))
    if chosen:
        done = Done(code=sheet.survey.code, nth=sheet.nth, question=asked.id)
        rows.append((button(f"✔ {visit.words('Done')}", done),))
    return tuple(rows)


def _codelist(
    visit: Visit, sheet: Sheet, asked: Question, entries: Sequence[Entry]
) -> tuple[tuple[Row, ...], str]:
    """A short list whole, two in a row; a long one after some letters have been typed."""
    words, language = visit.words, visit.resident.language
    extra = tuple(
        (_answer(sheet, asked, option.id, pick(option.text, language)),)
        for option in asked.extra_options
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
    tap = Answer(code=sheet.survey.code, nth=sheet.nth, question=asked.id, option=value)
    return button(f"✓ {label}" if chosen else label, tap)


def _navigation(words: Words, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    code, nth = sheet.survey.code, sheet.nth
    before = sheet.preceding(asked.id)
    back = (
        button(f"‹ {words('Back')}", Ask(code=code, nth=nth, question=before.id))
        if before
        else _tap(f"‹ {words('Back')}", sheet, "intro")
    )
    row: list[Button] = [back]
    if asked.id in sheet.answers and asked.type != "multi":
        row.append(_keep(words, sheet, asked))
    if checking.can_skip(asked) and sheet.answers.get(asked.id, "") is not None:
        row.append(button(f"{words('Skip')} ›", Skip(code=code, nth=nth, question=asked.id)))
    return tuple(row), (go(words("Finish later"), "home"),)


def _keep(words: Words, sheet: Sheet, asked: Question) -> Button:
    """Go on without changing what was answered."""
    after = sheet.following(asked.id)
    if after is None:
        return _tap(f"{words('Keep it')} ›", sheet, "summary")
    tap = Ask(code=sheet.survey.code, nth=sheet.nth, question=after.id)
    return button(f"{words('Keep it')} ›", tap)


def _heading(visit: Visit, sheet: Sheet, asked: Question) -> str:
    progress = sheet.progress(asked.id)
    filled = round(BAR_LENGTH * progress.position / progress.total)
    bar = "▰" * filled + "▱" * (BAR_LENGTH - filled)
    where = visit.words("{position} of {total}", position=progress.position, total=progress.total)
    text = escape(pick(asked.text, visit.resident.language))
    return f"{bar} {where}\n\n<b>{text}</b>"


def _help(visit: Visit, asked: Question) -> str:
    return f"<i>{escape(pick(asked.help, visit.resident.language))}</i>" if asked.help else ""


def _given(visit: Visit, sheet: Sheet, asked: Question, entries: Sequence[Entry]) -> str:
    """A typed answer that stands already; chosen ones show on their buttons."""
    if asked.id not in sheet.answers or asked.type in ("single", "multi", "scale"):
        return ""
    value = sheet.answers[asked.id]
    named = [pick(one.label, visit.resident.language) for one in entries if one.code == value]
    answer = answer_text(visit.words, asked, value, named[0] if named else "")
    return visit.words("Your answer: {answer}", answer=f"<b>{escape(answer)}</b>")


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


def _anonymity(words: Words, anonymity: str) -> str:
    if anonymity == "anonymous":
        return words("🔒 Anonymous: nobody learns which answers are yours.")
    return words("🖊 Named: the answers are kept under the name of your organisation.")


def _begin_button(words: Words, sheet: Sheet) -> Button:
    if sheet.finished:
        return _tap(words("Change my answers"), sheet, "summary")
    label = words("Continue") if sheet.begun else words("Begin")
    return _tap(label, sheet, "begin")


def _again_label(words: Words, sheet: Sheet) -> str:
    if sheet.definition.unit == "service":
        return words("Fill in for another service")
    if sheet.definition.unit == "municipality":
        return words("Fill in for another municipality")
    return words("Fill in for somebody else")


def _last_day(sheet: Sheet, language: str) -> str:
    return day(library.last_moment(sheet.survey), language)


def _tap(label: str, sheet: Sheet, act: str) -> Button:
    return button(label, SurveyTap(code=sheet.survey.code, act=act, nth=sheet.nth))


def _short(text: str, length: int = SUMMARY_ANSWER_LENGTH) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _fitting(lines: list[str]) -> str:
    """As many whole answers as a message carries."""
    told, length = [], 0
    for line in lines:
        length += len(line) + 2
        if length > SUMMARY_LENGTH:
            told.append("…")
            break
        told.append(line)
    return "\n\n".join(told)
