"""How entering a letter looks: how and when it came, what it says, shown back, its numbers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from handlers.personal import PERSONAL
from handlers.replies import Expects, Reply, alert, show
from handlers.taps import CommentTap, button
from handlers.visit import Visit
from outreach.round_words import COMMENTS_OF, marked
from plans import entering
from plans.channels import EMAIL, PAPER
from plans.codelists import Kind, named
from plans.comments import PROPOSAL, REASON
from plans.entering import DatesTurned, NoPoint, OutOfTime, Unentered
from plans.reading import Draft
from plans.rounds import Reach
from texts.content import pick
from texts.formatting import day, escape, listed
from texts.personal_data import personal_data
from texts.screens import Button, Row
from texts.words import Words, later

DAYS_OFFERED = 5
CONTACT = "contact"
CHANNELS: Mapping[str, str] = {
    PAPER: later("letter or form on paper"),
    EMAIL: later("e-mail"),
    entering.DATA_BOX: later("data box"),
    entering.HEARING: later("said at a meeting"),
}
REACHES: Mapping[Reach, str] = {
    Reach.INSIDE: later("What it says stays inside the round; the public does not see it."),
    Reach.LATER: later("Everybody can read what it says once the version is public."),
}
ASKS: Mapping[str, str] = {
    PROPOSAL: later("Write how the author would have the plan read."),
    REASON: later("Write why the author thinks so."),
    CONTACT: later(
        "Write how to reach the author: an address, an e-mail or a telephone. Only staff see it, "
        "and it is deleted once the answer has been sent."
    ),
}


def choose_round(visit: Visit, code: str, rounds: Sequence[str]) -> Reply:
    words = visit.words
    rows: list[Row] = [
        (button(words(COMMENTS_OF[one]), CommentTap(act="letter-round", code=code, value=one)),)
        for one in rounds
    ]
    text = words(
        "<b>Enter a letter</b>\nWhose is it? What comes from a group of a round before the public "
        "stays inside."
    )
    return show(text, *rows, (_to_queue(words, code),))


def choose_channel(visit: Visit, code: str, round_: str, channels: Sequence[str]) -> Reply:
    words, of = visit.words, CommentTap(act="letter-channel", code=code, section=round_)
    rows: list[Row] = [
        (button(words(CHANNELS[one]), of.model_copy(update={"value": one})),) for one in channels
    ]
    text = words("<b>Enter a letter</b>\nHow did it come?")
    if not rows:
        text = words("This consultation takes neither letters nor e-mails.")
    return show(text, *rows, (_to_queue(words, code),))


def choose_day(
    visit: Visit, letter: Unentered, last: date, sending_counts: bool, note: str
) -> Reply:
    words = visit.words
    ask = words("On which day did it come? That day decides whether it came in time.")
    if sending_counts:
        ask = words("On which day was it sent? That day decides whether it came in time.")
    days = [last - timedelta(days=one) for one in range(DAYS_OFFERED)]
    rows: list[Row] = [
        (
            button(
                day(one, words.language),
                CommentTap(act="letter-day", code=letter.code, value=one.isoformat()),
            ),
        )
        for one in days
    ]
    lines = [note, ask, words("Another day you can write, like this: 12. 5. 2027")]
    return _asking(visit, letter, "letter-day", lines, rows)


def ask_section(visit: Visit, letter: Unentered, note: str) -> Reply:
    words = visit.words
    whole = CommentTap(act="letter-section", code=letter.code)
    ask = words("Which section is it about? Write its number, as it stands in the plan.")
    rows: list[Row] = [(button(words("The plan as a whole"), whole),)]
    return _asking(visit, letter, "letter-section", [note, ask], rows)


def choose_kind(visit: Visit, draft: Draft, letter: Unentered, kinds: Sequence[Kind]) -> Reply:
    words, language = visit.words, visit.resident.language
    rows: list[Row] = [
        (
            button(
                pick(one.text, language),
                CommentTap(act="letter-kind", code=letter.code, value=one.id),
            ),
        )
        for one in kinds
    ]
    lines = [_where(words, draft, letter), words("What is it?")]
    return _asking(visit, letter, "letter-choose", lines, rows)


def ask_text(visit: Visit, letter: Unentered) -> Reply:
    ask = visit.words(
        "Write what the letter says, in its author’s words, without greetings, names and "
        "addresses. What says several things I split into points."
    )
    return _asking(visit, letter, "letter-text", [ask], [])


def ask_part(visit: Visit, letter: Unentered, part: str) -> Reply:
    expects = Expects("letter-part", {"letter": letter.to_json(), "part": part})
    back = button(visit.words("Back"), CommentTap(act="letter-show"))
    return show(visit.words(ASKS[part]), (back,), expects=expects)


def shown_back(
    visit: Visit, draft: Draft, letter: Unentered, kinds: Sequence[Kind], note: str
) -> Reply:
    """The whole letter before it is entered."""
    words = visit.words
    kind = named(tuple(kinds), letter.kind)
    facts = [
        words(CHANNELS[letter.channel]),
        day(date.fromisoformat(letter.day), words.language),
        pick(kind.text, words.language) if kind else "",
        marked(words, letter.round),
    ]
    lines = [
        note,
        words("<b>The letter is not entered yet.</b>"),
        f"{_where(words, draft, letter)}\n{escape(' · '.join(filter(None, facts)))}",
        f"<blockquote>{escape(letter.text)}</blockquote>",
        *_said(words, letter),
        *_points(words, letter),
    ]
    expects = Expects("letter", {"letter": letter.to_json()})
    return show("\n\n".join(filter(None, lines)), *_rows(words, letter), expects=expects)


def entered(visit: Visit, draft: Draft, numbers: Sequence[str], own: str, reach: Reach) -> Reply:
    words, code = visit.words, draft.plan.code
    told = listed([f"<b>{one}</b>" for one in numbers], words.language)
    text = words(
        "Entered under {numbers}.\n\nCode for the author: <code>{code}</code>. With it and the "
        "number they find the answer on the web. I do not show it again.",
        numbers=told,
        code=own,
    )
    if not draft.is_public:
        text += "\n\n" + words("The web shows it once the plan is public.")
    if reach in REACHES:
        text += "\n\n" + words(REACHES[reach])
    again = button(words("Enter another letter"), CommentTap(act="letter", code=code))
    return show(text, (again,), (_to_queue(words, code),))


def discarded(visit: Visit, code: str) -> Reply:
    words = visit.words
    return show(words("Discarded. Nothing has been entered."), (_to_queue(words, code),))


def _asking(
    visit: Visit, letter: Unentered, what: str, lines: Sequence[str], rows: Sequence[Row]
) -> Reply:
    expects = Expects(what, {"letter": letter.to_json()})
    back = _to_queue(visit.words, letter.code)
    return show("\n\n".join(filter(None, lines)), *rows, (back,), expects=expects)


def _where(words: Words, draft: Draft, letter: Unentered) -> str:
    if not letter.section:
        return f"<i>{words('the plan as a whole')}</i>"
    section = draft.section(letter.section)
    return f"<i>{escape(section.id)} {escape(pick(section.title, words.language))}</i>"


def _said(words: Words, letter: Unentered) -> list[str]:
    lines = []
    if letter.proposal:
        wording = escape(letter.proposal)
        lines.append(words("New wording: <i>{wording}</i>", wording=wording))
    if letter.reason:
        lines.append(words("Reason: {reason}", reason=escape(letter.reason)))
    if letter.contact:
        contact = escape(letter.contact)
        lines.append(words("Contact, for staff only: {contact}", contact=contact))
    if letter.confidential:
        lines.append(words("Only staff will read it."))
    found = dict.fromkeys(words(PERSONAL[one.kind]) for one in personal_data(letter.text))
    if found:
        told = listed(tuple(found), words.language)
        lines.append(words("In the text I see {what}. Others will not see that.", what=told))
    return lines


def _points(words: Words, letter: Unentered) -> list[str]:
    if len(letter.points) < 2:
        return []
    told = words.many(
        "It says {n} thing. As {n} comments each gets its own answer:",
        "It says {n} things. As {n} comments each gets its own answer:",
        len(letter.points),
    )
    if letter.split:
        told = words("Entered as comments of their own:")
    return [told + "".join(f"\n{nth}. {escape(one)}" for nth, one in enumerate(letter.points, 1))]


def _rows(words: Words, letter: Unentered) -> list[Row]:
    enter = CommentTap(act="letter-enter", code=letter.code, value=str(letter.message_id))
    parts = ((PROPOSAL, words("+ new wording")), (REASON, words("+ reason")))
    staff = words("Others may read it") if letter.confidential else words("Only staff may read it")
    return [
        (button(words("Enter it"), enter),),
        *_split_row(words, letter),
        tuple(button(label, CommentTap(act="letter-part", value=part)) for part, label in parts),
        (button(words("+ contact of the author"), CommentTap(act="letter-part", value=CONTACT)),),
        (
            button(words("Another day"), CommentTap(act="letter-when")),
            button(staff, _turn("confidential", not letter.confidential)),
        ),
        (
            button(words("Edit"), CommentTap(act="letter-text")),
            button(words("Discard"), CommentTap(act="letter-drop", code=letter.code)),
        ),
    ]


def _split_row(words: Words, letter: Unentered) -> list[Row]:
    if len(letter.points) < 2:
        return []
    label = words.many("Split into {n} comment", "Split into {n} comments", len(letter.points))
    if letter.split:
        label = words("Leave it in one")
    return [(button(label, _turn("split", not letter.split)),)]


def _turn(what: str, on: bool) -> CommentTap:
    return CommentTap(act="letter-turn", section="on" if on else "off", value=what)


def _to_queue(words: Words, code: str) -> Button:
    return button(words("Back"), CommentTap(act="queue", code=code))


def out_of_time(refusal: OutOfTime, words: Words) -> str:
    opens, closes = (day(one, words.language) for one in (refusal.opens, refusal.closes))
    return words(
        "The day that decides has to lie between {opens} and {closes}.", opens=opens, closes=closes
    )


def _out_of_time(refusal: OutOfTime, words: Words) -> Reply:
    return alert(out_of_time(refusal, words))


def _dates_turned(_: Exception, words: Words) -> Reply:
    return alert(words("Look at both dates: it cannot have come before it was sent, or later."))


def _no_point(_: Exception, words: Words) -> Reply:
    return alert(words("Write at least one point."))


REFUSALS: Mapping[type[BaseException], Callable[[Any, Words], Reply]] = {
    DatesTurned: _dates_turned,
    NoPoint: _no_point,
    OutOfTime: _out_of_time,
}
