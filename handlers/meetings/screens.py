"""How a meeting looks on a phone: its card, what one has said to it, the list of what comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from handlers.meetings import card_words
from handlers.replies import Reply, show
from handlers.taps import MeetingTap, PlanTap, SurveyTap, button, go, link
from handlers.visit import Visit
from meetings import registration
from meetings.keeping import Held
from meetings.registration import Left
from outreach.meeting_words import span
from storage.meetings import CANCELLED, COMING, DECLINED, MAYBE, WAITING, Registration
from storage.places import Area
from texts.content import pick
from texts.formatting import (
    day,
    escape,
    number,
    short_day,
    shortened,
    weekday_moment,
)
from texts.screens import TO_MEETING, Button, Row, Rows
from texts.words import Words, later

LABEL_LENGTH = 48
# As many meetings as a phone shows without scrolling.
PAGE = 10
TOPICS_SHOWN = 2
SAID: Mapping[str, str] = {
    COMING: later("You are coming."),
    MAYBE: later("Perhaps you come."),
    DECLINED: later("You are not coming."),
    WAITING: later("You wait for a place. As soon as one is free, I write to you."),
}


@dataclass(frozen=True)
class Shown:
    """A meeting with all that its card tells; `left` says by date which places are free.

    `after` are the buttons of what came after it: minutes, materials, a certificate. `survey` is
    the code of one with short questions that is open to the reader, `plan` that of the draft
    which is heard, once people may read it. `reminded` says for each date when one is
    reminded of it. Of what `is_over` nothing can be done any more but what came after it.
    """

    held: Held
    area: Area
    kind: Mapping[str, str]
    municipality: str
    left: Mapping[int, Left]
    mine: Mapping[int, Registration]
    after: Rows = ()
    followed: Sequence[str] = ()
    survey: str = ""
    plan: str = ""
    reminded: Mapping[int, str] = field(default_factory=dict)
    is_over: bool = False

    @property
    def nths(self) -> Sequence[int]:
        return self.held.document.nths


def tap(label: str, act: str, code: str, nth: int = 0, value: str = "") -> Button:
    return button(label, MeetingTap(act=act, code=code, nth=nth, value=value))


def listing(
    visit: Visit, found: Sequence[Held], mine: Mapping[str, str], page: int, *, has_own: bool
) -> Reply:
    """What comes up, the next one first; `mine` are the states of what one has answered."""
    words, home = visit.words, visit.resident.municipality
    first = min(page, max(len(found) - 1, 0) // PAGE) * PAGE
    rows = meeting_rows(words, found[first : first + PAGE], mine)
    rows += _turns(found, first // PAGE)
    text = words("<b>What is coming up near you</b>")
    if not rows:
        text = words("Nothing is announced near you now.")
    narrower = [tap(words("By topic"), "topics", "")]
    if any(one.document.venue and one.document.venue.municipality == home for one in found):
        narrower.append(tap(words("In my municipality"), "here", ""))
    own: list[Row] = [(tap(words("My meetings"), "mine", ""),)] if has_own else []
    return show(text, *rows, *own, tuple(narrower), *_feeds(visit), (go(words("Home"), "home"),))


def _turns(found: Sequence[Held], page: int) -> list[Row]:
    """To the page before and the one after, where there are any."""
    turns = [tap("‹", "page", "", page - 1)] if page else []
    if (page + 1) * PAGE < len(found):
        turns.append(tap("›", "page", "", page + 1))
    return [tuple(turns)] if turns else []


def _feeds(visit: Visit) -> list[Row]:
    """The page of calendars to follow, where a phone can reach it."""
    if not visit.house.has_form:
        return []
    address = f"{visit.house.public_url}/akce/odber"
    return [(link(visit.words("Follow in your calendar"), address),)]


def meeting_rows(words: Words, found: Sequence[Held], mine: Mapping[str, str]) -> list[Row]:
    return [(tap(_label(one, mine.get(one.code, ""), words), "show", one.code),) for one in found]


def _label(held: Held, state: str, words: Words) -> str:
    mark = {COMING: "✓ ", MAYBE: "? ", WAITING: "… "}.get(state, "")
    document = held.document
    date = short_day(document.when[0].start, words.language) if document.when else ""
    title = pick(document.title, words.language)
    return shortened(f"{mark}{date} {title}".strip(), LABEL_LENGTH)


def card(visit: Visit, shown: Shown, note: str = "") -> Reply:
    words = visit.words
    over = f"<b>{words('It has taken place.')}</b>" if shown.is_over else ""
    told = [note, over, *lines(words, shown)]
    return show("\n\n".join(filter(None, told)), *_rows(visit, shown))


def lines(words: Words, shown: Shown) -> list[str]:
    document, language = shown.held.document, words.language
    head = f"<b>{escape(pick(document.title, language))}</b>"
    kind = escape(pick(shown.kind, language)) if shown.kind else ""
    return [
        "\n".join(filter(None, [head, kind])),
        _state(words, shown.held),
        card_words.dates(words, document.when, document.when_note),
        card_words.place(words, document.venue, shown.municipality, document.online),
        escape(pick(document.description, language)) if document.description else "",
        card_words.programme(words, document.programme),
        card_words.organiser(words, document.organiser, document.co_organiser),
        card_words.audience(words, document.audience),
        "\n".join(card_words.places_told(words, shown.held, shown.left)),
        _mine(words, shown),
        escape(pick(document.publicity_line, language)) if document.publicity_line else "",
    ]


def _state(words: Words, held: Held) -> str:
    if held.meeting.state != CANCELLED:
        return ""
    because = held.meeting.cancelled_because
    told = words("<b>It is cancelled.</b>")
    return f"{told} {escape(because)}".strip()


def _mine(words: Words, shown: Shown) -> str:
    """What one has said to it; afterwards only that one was expected."""
    if shown.held.meeting.state == CANCELLED:
        return ""
    if shown.is_over:
        was_expected = any(one.state == COMING for one in shown.mine.values())
        return words("You were registered.") if was_expected else ""
    return "\n".join(_said(words, shown, nth) for nth in sorted(shown.mine))


def _said(words: Words, shown: Shown, nth: int) -> str:
    one = shown.mine[nth]
    date = f"{day(shown.held.document.when[nth - 1].start, words.language)}: " if nth else ""
    said = f"<b>{date}{words(SAID[one.state])}</b>"
    if one.state in (COMING, WAITING) and one.people > 1:
        said += " " + words.many("{n} of you.", "{n} of you.", one.people)
    if one.needs and one.state != DECLINED:
        said += f"\n{words('What you need: {needs}', needs=escape(one.needs))}"
    if shown.reminded.get(nth):
        said += f"\n{shown.reminded[nth]}"
    return said


def _rows(visit: Visit, shown: Shown) -> list[Row]:
    words, code = visit.words, shown.held.code
    rows: list[Row] = [] if shown.is_over else _before(visit, shown)
    if shown.survey:
        rows.append(
            (button(words("A few short questions"), SurveyTap(code=shown.survey, act="intro")),)
        )
    if shown.plan:
        rows.append((button(words("Read the draft"), PlanTap(act="open", code=shown.plan)),))
    if not shown.is_over:
        share = urlencode({"url": visit.house.deep_link(TO_MEETING + code)})
        rows.append(
            (
                tap(words("Ask beforehand"), "ask", code),
                link(words("Tell others"), f"https://t.me/share/url?{share}"),
            )
        )
    rows += shown.after
    rows += _follow(words, shown)
    rows.append((go(words("Back"), "meetings"),))
    return rows


def _before(visit: Visit, shown: Shown) -> list[Row]:
    """To say whether one comes, to note it, and to get there."""
    words, code = visit.words, shown.held.code
    rows: list[Row] = []
    mine, may = shown.mine, registration.may_answer
    open_nths = [nth for nth in shown.nths if may(shown.held, nth, mine.get(nth), visit.when)]
    if len(shown.nths) > 1:
        rows += [(tap(_date_label(words, shown, nth), "date", code, nth),) for nth in open_nths]
    elif open_nths:
        rows += answers(visit, shown, 0)
    if shown.held.document.when:
        row: list[Button] = [tap(words("Into my calendar"), "calendar", code)]
        venue = shown.held.document.venue
        if venue and venue.on_map:
            row.append(tap(words("Map"), "map", code))
        rows.append(tuple(row))
    return rows


def _follow(words: Words, shown: Shown) -> list[Row]:
    """A button for each of its topics; a card with many has some of them under /akce."""
    topics = shown.area.settings.get("topics", ())
    names = {str(one["id"]): pick(one["text"], words.language) for one in topics}
    rows: list[Row] = []
    for topic in [one for one in shown.held.document.topics if one in names][:TOPICS_SHOWN]:
        label = words("Follow: {topic}", topic=names[topic])
        if topic in shown.followed:
            label = words("Stop following: {topic}", topic=names[topic])
        sign = "🔕" if topic in shown.followed else "🔔"
        rows.append(
            (tap(shortened(f"{sign} {label}", LABEL_LENGTH), "follow", shown.held.code, 0, topic),)
        )
    return rows


def _date_label(words: Words, shown: Shown, nth: int) -> str:
    mine = shown.mine.get(nth)
    mark = {COMING: "✓ ", MAYBE: "? ", WAITING: "… "}.get(mine.state, "") if mine else ""
    return mark + weekday_moment(shown.held.document.when[nth - 1].start, words.language)


def answers(visit: Visit, shown: Shown, nth: int) -> list[Row]:
    """What one can say to a date, and more for whoever comes; too late there is no perhaps."""
    words, code, mine = visit.words, shown.held.code, shown.mine.get(nth)
    state = mine.state if mine else ""
    labels = {
        COMING: _coming(words, shown, nth),
        MAYBE: words("Perhaps"),
        DECLINED: words("I do not come"),
    }
    if nth not in registration.open_dates(shown.held, visit.when):
        del labels[MAYBE]
    chosen = (COMING, WAITING) if state == WAITING else (state,)
    row = tuple(
        tap(("✓ " if wish in chosen else "") + label, "say", code, nth, wish)
        for wish, label in labels.items()
    )
    if state not in (COMING, WAITING):
        return [row]
    return [
        row,
        (
            tap(words("How many of us"), "many", code, nth),
            tap(words("What we need"), "needs", code, nth),
        ),
        (tap(words("Remind me"), "remind", code, nth),),
    ]


def _coming(words: Words, shown: Shown, nth: int) -> str:
    """Without a place one does not come, one waits."""
    mine = shown.mine.get(nth)
    if mine and mine.state == WAITING:
        return words("I am waiting for a place")
    if registration.would_wait(shown.held, shown.left.get(nth), mine):
        return words("I will wait for a place")
    return words("I come")


def one_date(visit: Visit, shown: Shown, nth: int, note: str = "") -> Reply:
    """One of several dates that are chosen one by one."""
    words, document = visit.words, shown.held.document
    told = [
        note,
        f"<b>{escape(pick(document.title, words.language))}</b>",
        f"🗓 {span(words, document.when[nth - 1])}",
        *card_words.places_told(
            words, shown.held, {at: one for at, one in shown.left.items() if at == nth}
        ),
        _mine(words, Shown(**{**vars(shown), "mine": _only(shown.mine, nth)})),
    ]
    back: Row = (tap(words("Back"), "show", shown.held.code),)
    return show("\n\n".join(filter(None, told)), *answers(visit, shown, nth), back)


def _only(mine: Mapping[int, Registration], nth: int) -> Mapping[int, Registration]:
    return {at: one for at, one in mine.items() if at == nth}


def how_many(visit: Visit, shown: Shown, nth: int) -> Reply:
    words, code = visit.words, shown.held.code
    known = shown.mine.get(nth)
    mine = known.people if known else 1
    numbers = range(1, registration.MOST_PEOPLE + 1)
    row = tuple(
        tap(("✓ " if n == mine else "") + number(n, words.language), "people", code, nth, str(n))
        for n in numbers
    )
    text = words("How many of you come, you included?")
    return show(text, row[:3], row[3:], (_back(words, shown, nth),))


def ask_needs(words: Words, shown: Shown, nth: int) -> tuple[str, Row]:
    text = words(
        "What do you need in order to come? An interpreter, a ride, somebody to mind the "
        "children … Write it, the coordinator will read it."
    )
    return text, (_back(words, shown, nth),)


def _back(words: Words, shown: Shown, nth: int) -> Button:
    act = "date" if len(shown.nths) > 1 else "show"
    return tap(words("Back"), act, shown.held.code, nth)
