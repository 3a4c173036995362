"""How the kinds of questions that are not simply chosen or written look on a phone."""

from calendar import Calendar
from collections.abc import Iterator, Sequence
from datetime import date

from babel import dates

from handlers.surveys import clock
from handlers.surveys.labels import labels
from handlers.taps import Answer, Done, Leaf, Toggle, button
from handlers.visit import Visit
from surveys import checking, life
from surveys.answering import Sheet
from surveys.attachments import SIZE_LIMIT
from surveys.definitions import SENT, Question
from texts.formatting import LOCALES, day
from texts.screens import Button, Row
from texts.words import Words

# Kinds that are answered by words or files, which Telegram would see whole.
SAID_ALOUD = ("text", "number", "place", *SENT)
DAYS_IN_A_WEEK = 7
FILE_MB = SIZE_LIMIT // 1_000_000
NO_DAY = "·"
MONTHS_IN_A_YEAR = 12
# How far each sign leads, in months.
TURNS = {"«": -MONTHS_IN_A_YEAR, "‹": -1, "›": 1, "»": MONTHS_IN_A_YEAR}
# Beyond these the calendar does not lead, though a day may be written.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def options(
    visit: Visit, sheet: Sheet, asked: Question, leaf: str
) -> tuple[tuple[Row, ...], str] | None:
    """The rows of answers and the sentence that says how to answer; None for other kinds."""
    words = visit.words
    match asked.type:
        case "rank":
            return _order(visit, sheet, asked), _order_hint(words, asked)
        case "date":
            shown = _month(visit, sheet, asked, leaf)
            return tuple(_calendar(visit, sheet, asked, shown)), _day_hint(words, asked)
        case "time":
            return clock.rows(words, sheet, asked, leaf), words(
                "Choose the hour, then the minutes, or write the time, for example 14:30."
            )
        case "photo":
            return (), words(
                "Send a photo. We keep the picture alone: not where, when or with what it was "
                "taken. Please no faces and no names."
            )
        case "audio":
            return (), words(
                "Send a voice message or a recording of at most {n} MB. We keep the sound alone. "
                "Only staff hear it; they may know your voice. Please say no names.",
                n=FILE_MB,
            )
        case "file":
            return (), words(
                "Send a picture or a PDF of at most {n} MB. We keep how it looks: not its name, "
                "nor who made it, when or where. Only staff see it. Please no faces and no names.",
                n=FILE_MB,
            )
        case "acknowledge":
            return ((_tick(sheet, asked, words("I confirm")),),), words("Tap to confirm.")
        case "note":
            return ((_tick(sheet, asked, f"{words('Go on')} ›"),),), ""
    return None


def _tick(sheet: Sheet, asked: Question, label: str) -> Button:
    ticked = asked.type == "acknowledge" and sheet.answers.get(asked.id) is not None
    tap = Answer(
        code=sheet.survey.code, nth=sheet.nth, question=asked.id, option=checking.tick(asked)
    )
    return button(f"✓ {label}" if ticked else label, tap)


def _order(visit: Visit, sheet: Sheet, asked: Question) -> tuple[Row, ...]:
    """Options put in order stand first with their number, the others below."""
    kept = sheet.answers.get(asked.id)
    order = kept if isinstance(kept, list) else []
    said = labels(asked, visit.resident.language)
    placed = [one for one in order if one in said]
    rows: list[Row] = [
        (_place(sheet, asked, one, f"{number}. {said[one]}", on=False),)
        for number, one in enumerate(placed, start=1)
    ]
    full = len(placed) == checking.positions(asked)
    left = [] if full else [one for one in said if one not in placed]
    rows += [(_place(sheet, asked, one, f"▫ {said[one]}", on=True),) for one in left]
    if full or (asked.min_choices and len(placed) >= asked.min_choices):
        done = Done(code=sheet.survey.code, nth=sheet.nth, question=asked.id)
        rows.append((button(f"✔ {visit.words('Done')}", done),))
    return tuple(rows)


def _place(sheet: Sheet, asked: Question, option_id: str, label: str, *, on: bool) -> Button:
    tap = Toggle(code=sheet.survey.code, nth=sheet.nth, question=asked.id, option=option_id, on=on)
    return button(label, tap)


def _order_hint(words: Words, asked: Question) -> str:
    most = checking.positions(asked)
    if most < len(asked.options):
        return words.many(
            "Tap what matters most, then the next: {n} in all. Tap again to take it out.",
            "Tap what matters most, then the next: {n} in all. Tap again to take it out.",
            most,
        )
    return words("Tap what matters most first, then the next. Tap again to take it out.")


def _month(visit: Visit, sheet: Sheet, asked: Question, month: str) -> date:
    """The first day of the month to show: the one asked for, of the answer, or of today."""
    kept = sheet.answers.get(asked.id)
    wanted = date.fromisoformat(str(kept)) if kept else life.today(visit.now)
    if month:
        wanted = _named_month(month) or wanted
    return _within(asked, wanted).replace(day=1)


def _named_month(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def _within(asked: Question, wanted: date) -> date:
    return min(max(wanted, asked.earliest or FIRST_DAY), asked.latest or LAST_DAY)


def _calendar(visit: Visit, sheet: Sheet, asked: Question, first: date) -> Iterator[Row]:
    """A month: its name between ways to others, the names of the days, the weeks."""
    locale = LOCALES[visit.resident.language]
    name = dates.format_skeleton("yMMMM", first, locale=locale)
    yield (_turn(sheet, asked, name, first),)
    yield tuple(
        _turn(sheet, asked, sign, _months_away(asked, first, months))
        for sign, months in TURNS.items()
    )
    names = dates.get_day_names("short", "stand-alone", locale)
    here = Leaf(code=sheet.survey.code, nth=sheet.nth, question=asked.id, leaf=_code(first))
    yield tuple(button(names[weekday], here) for weekday in range(DAYS_IN_A_WEEK))
    for week in Calendar().monthdatescalendar(first.year, first.month):
        yield tuple(_day(sheet, asked, one, here, first.month) for one in week)


def _day(sheet: Sheet, asked: Question, one: date, here: Leaf, month: int) -> Button:
    if one.month != month or one != _within(asked, one):
        return button(NO_DAY, here)
    tap = Answer(code=sheet.survey.code, nth=sheet.nth, question=asked.id, option=one.isoformat())
    chosen = sheet.answers.get(asked.id) == one.isoformat()
    return button(f"✓{one.day}" if chosen else str(one.day), tap)


def _turn(sheet: Sheet, asked: Question, label: str, month: date) -> Button:
    tap = Leaf(code=sheet.survey.code, nth=sheet.nth, question=asked.id, leaf=_code(month))
    return button(label, tap)


def _months_away(asked: Question, first: date, months: int) -> date:
    """So many months on or back, but not beyond the days that may be chosen."""
    count = first.year * MONTHS_IN_A_YEAR + first.month - 1 + months
    year, month = divmod(count, MONTHS_IN_A_YEAR)
    return _within(asked, date(min(max(year, 1), 9999), month + 1, 1)).replace(day=1)


def _code(month: date) -> str:
    return month.isoformat()[:7]


def _day_hint(words: Words, asked: Question) -> str:
    example = words("Choose a day, or write it, for example 24. 11. 2027.")
    first, last = asked.earliest, asked.latest
    if first and last:
        language = words.language
        bounds = words(
            "From {first} to {last}.", first=day(first, language), last=day(last, language)
        )
        return f"{example} {bounds}"
    return example


def is_picked(asked: Question, typed: str) -> bool:
    """Whether digits may have been typed of a day or a time, though a button says the same."""
    return asked.type in ("date", "time") and typed.strip()[:1].isdigit()


def voice_hint(words: Words) -> str:
    return words("You can also send a voice message. Only staff hear it; they may know your voice.")


def place_hint(words: Words) -> str:
    return words(
        "Send your location (the paper clip, then Location), or choose a municipality or write "
        "its name. A location is kept to about a hundred metres and only staff see it."
    )


def takes(asked: Question) -> Sequence[str]:
    """What may be sent as an answer beside words."""
    if asked.sensitivity == "health":
        return ()
    if asked.is_sent or asked.type == "place":
        return (asked.type,)
    return ("voice",) if asked.voice else ()
