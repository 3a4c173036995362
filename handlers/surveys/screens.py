"""How a survey looks on a phone: its first screen, one question at a time, summary and thanks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.replies import Expects, Reply, Screen
from handlers.surveys import kinds
from handlers.surveys import options as offers
from handlers.surveys import pictures as survey_pictures
from handlers.surveys.answers import answer_text, entry_code, repeated
from handlers.surveys.cards import TRIAL
from handlers.taps import Ask, Author, Forget, Preset, Skip, SurveyTap, button, go, packed
from handlers.visit import Visit
from surveys import checking, library, piping
from surveys.answering import Sheet
from surveys.definitions import Question
from surveys.library import Entry
from surveys.wholeness import SEVERAL
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Button, Row, Rows
from texts.words import Words

SUMMARY_ANSWER_LENGTH = 160
SUMMARY_LENGTH = 3800
BAR_LENGTH = 10
SHOWN_ON_BUTTONS = ("single", "multi", "scale", "rank", "acknowledge", "note")


def introduction(visit: Visit, sheet: Sheet) -> Reply:
    """What the survey is about, until when it runs and what happens with the answers."""
    words, definition = visit.words, sheet.definition
    language = visit.resident.language
    lines = [
        f"<b>{escape(pick(definition.title, language))}</b>",
        escape(pick(definition.intro, language)),
        _anonymity(words, definition.anonymity),
        words("Open until {date}.", date=_last_day(sheet, language)),
        words(
            "Single answers are deleted by {date}; only their sums stay.",
            date=day(sheet.survey.delete_answers_at, language),
        ),
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
    leaf: str = "",
) -> Reply:
    """One question with its options; `note` is said above it, `leaf` of what is picked from."""
    options, hint = offers.options(visit, sheet, asked, entries, reveal=reveal, leaf=leaf)
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
    pictured = (
        survey_pictures.row(visit, sheet, asked) if offers.are_shown(sheet, asked, reveal) else ()
    )
    rows = (
        *options,
        *pictured,
        *_preset(visit, sheet, asked),
        *_navigation(visit.words, sheet, asked),
    )
    about = {"question": asked.id, "nth": sheet.nth}
    if kinds.takes(asked):
        about["takes"] = kinds.takes(asked)
    code, nth = sheet.survey.code, sheet.nth
    expects = Expects("answer", about, survey_code=code)
    again = packed(Ask, code=code, nth=nth, question=asked.id, reveal=reveal)
    plain = not (note or leaf)
    return Reply((Screen(text, rows),), expects=expects, again=again if plain else "")


def presented(words: Words, sheet: Sheet, asked: Question, labels: Mapping[str, str]) -> Question:
    """The question with only the options and texts that these answers lead to."""

    def said(question_id: str) -> str:
        label = labels.get(question_id, "")
        return repeated(words, sheet.definition, question_id, sheet.answers, label)

    return piping.presented(sheet.definition, asked, sheet.answers, said, sheet.seed)


def summary(visit: Visit, sheet: Sheet, labels: Mapping[str, str]) -> Reply:
    """What was answered, before it is handed in; `labels` are those of codelist answers."""
    words = visit.words
    lines = [f"<b>{words('Your answers')}</b>"]
    for place, asked in enumerate(_asked(words, sheet, labels), start=1):
        answer = answer_text(words, asked, sheet.answers.get(asked.id), labels.get(asked.id, ""))
        text = pick(asked.text, visit.resident.language)
        lines.append(f"{place}. {escape(text)}\n<b>{escape(_short(answer))}</b>")
    rows: list[Row] = [
        (_tap(words("Hand in"), sheet, "finish"),),
        (_tap(words("Change an answer"), sheet, "change"),),
        (go(words("Finish later"), "later"),),
    ]
    if sheet.finished:
        rows[0] = (_tap(words("Done"), sheet, "finish"),)
    again = packed(SurveyTap, code=sheet.survey.code, act="summary", nth=sheet.nth)
    return replace(_of_survey(sheet, _fitting(lines), tuple(rows)), again=again)


def change(visit: Visit, sheet: Sheet, labels: Mapping[str, str]) -> Reply:
    """The questions as buttons, to go back to any of them."""
    language = visit.resident.language
    rows: list[Row] = [
        (
            button(
                f"{place}. {_short(pick(asked.text, language), 40)}",
                Ask(code=sheet.survey.code, nth=sheet.nth, question=asked.id),
            ),
        )
        for place, asked in enumerate(_asked(visit.words, sheet, labels), start=1)
    ]
    rows.append((_tap(visit.words("Back"), sheet, "summary"),))
    return _of_survey(sheet, visit.words("Which answer would you like to change?"), tuple(rows))


def _asked(words: Words, sheet: Sheet, labels: Mapping[str, str]) -> list[Question]:
    """The questions that there is something to answer to."""
    return [
        presented(words, sheet, question, labels)
        for question in sheet.visible
        if question.type != "note"
    ]


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


def _navigation(words: Words, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    code, nth = sheet.survey.code, sheet.nth
    before = sheet.preceding(asked.id)
    back = (
        Button(f"‹ {words('Back')}", packed(Ask, code=code, nth=nth, question=before.id))
        if before
        else _tap(f"‹ {words('Back')}", sheet, "intro")
    )
    row: list[Button] = [back]
    if asked.type == "note":
        return tuple(row), _leaving(words, sheet)
    if asked.id in sheet.answers and asked.type not in SEVERAL:
        row.append(_keep(words, sheet, asked))
    if checking.can_skip(asked) and sheet.answers.get(asked.id, "") is not None:
        skip = packed(Skip, code=code, nth=nth, question=asked.id)
        row.append(Button(f"{words('Skip')} ›", skip))
    return tuple(row), _leaving(words, sheet)


def _leaving(words: Words, sheet: Sheet) -> Row:
    if sheet.nth == TRIAL:
        return (button(words("Back to the survey"), Author(act="card", code=sheet.survey.code)),)
    later = go(words("Finish later"), "later")
    return (later, _tap(words("Remind me tomorrow"), sheet, "remind")) if sheet.begun else (later,)


def _preset(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    """What the author suggests, to be taken by one tap."""
    value = checking.suggested(asked)
    if value is None or asked.id in sheet.answers or asked.sensitivity == "health":
        return ()
    told = _short(answer_text(visit.words, asked, value), 40)
    tap = Preset(code=sheet.survey.code, nth=sheet.nth, question=asked.id)
    return ((button(visit.words("Use: {answer}", answer=told), tap),),)


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
    group = escape(pick(asked.group, visit.resident.language)) + "\n" if asked.group else ""
    return f"{bar} {where}\n\n{group}<b>{text}</b>"


def _help(visit: Visit, asked: Question) -> str:
    return f"<i>{escape(pick(asked.help, visit.resident.language))}</i>" if asked.help else ""


def _given(visit: Visit, sheet: Sheet, asked: Question, entries: Sequence[Entry]) -> str:
    """A typed answer that stands already; chosen ones show on their buttons."""
    if asked.id not in sheet.answers or asked.type in SHOWN_ON_BUTTONS:
        return ""
    value = sheet.answers[asked.id]
    code = entry_code(value)
    named = [pick(one.label, visit.resident.language) for one in entries if one.code == code]
    answer = answer_text(visit.words, asked, value, named[0] if named else "")
    return visit.words("Your answer: {answer}", answer=f"<b>{escape(answer)}</b>")


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
    return Button(label, packed(SurveyTap, code=sheet.survey.code, act=act, nth=sheet.nth))


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
