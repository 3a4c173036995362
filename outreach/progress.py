"""How far a broadcast has come and how it ended: one message, edited in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import audiences
from outreach.audiences import Audience
from outreach.letters import Letter
from storage import broadcasts as tables
from storage import outreach
from storage.broadcasts import Broadcast
from storage.outreach import ARRIVED, Outcome
from texts.content import pick
from texts.formatting import beginning, escape, number, percent
from texts.screens import Button, Row, tap
from texts.words import Words, later

BAR_LENGTH = 12
STATES = {
    tables.PLANNING: later("The recipients are being counted."),
    tables.SENDING: later("It is going out."),
    tables.PAUSED: later("It is paused."),
    tables.STOPPED: later("It was stopped."),
    tables.FINISHED: later("It has gone out."),
    tables.VOID: later("It was cancelled."),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.SENT: later("delivered"),
    Outcome.SENT_AGAIN: later("delivered at the second try (may have come twice)"),
    Outcome.UNCERTAIN: later("uncertain: Telegram did not answer"),
    Outcome.BLOCKED: later("have blocked the bot"),
    Outcome.DEACTIVATED: later("have closed their account"),
    Outcome.CHAT_GONE: later("the chat is gone"),
    Outcome.TOO_LONG: later("refused as too long"),
    Outcome.REFUSED: later("refused by Telegram"),
    Outcome.GAVE_UP: later("given up after several tries"),
    Outcome.MUTED: later("want no such messages"),
    Outcome.OVER_BUDGET: later("had enough messages that week"),
    Outcome.EXPIRED: later("came too late"),
    Outcome.STOPPED: later("stopped before it went out"),
    Outcome.FORGOTTEN: later("have deleted their account here"),
}


@dataclass(frozen=True)
class Report:
    """With those who wait, the counts add up to the recipients.

    Of an audience by taking part the numbers are shown in round tens.
    """

    broadcast_id: int
    state: str
    texts: Mapping[str, str]
    recipients: int
    counts: Mapping[Outcome, int]
    held: int
    taps: tuple[tuple[Mapping[str, str], int], ...]
    rounded: bool

    @property
    def waiting(self) -> int:
        return self.recipients - sum(self.counts.values())

    @property
    def arrived(self) -> int:
        return sum(self.counts.get(one, 0) for one in ARRIVED)

    @property
    def is_over(self) -> bool:
        return self.state in tables.OVER and not self.waiting


async def report(session: AsyncSession, broadcast: Broadcast, now: datetime) -> Report:
    taps = await tables.taps(session, broadcast.id)
    return Report(
        broadcast_id=broadcast.id,
        state=broadcast.state,
        texts=broadcast.texts,
        recipients=broadcast.recipients,
        counts=await outreach.tally(session, broadcast.id),
        held=await tables.held_back(session, broadcast.id, now),
        taps=tuple(
            (one["label"], taps.get(place, 0))
            for place, one in enumerate(broadcast.buttons)
            if one["kind"] != "address"
        ),
        rounded=Audience.from_json(broadcast.audience).of_turnout,
    )


def letter(found: Report, words: Words) -> Letter:
    """The report as a message, with what can still be done about the broadcast."""
    lines = [
        words("<b>Message no. {number}</b>", number=found.broadcast_id),
        f"<blockquote>{escape(beginning(pick(found.texts, words.language)))}</blockquote>",
        *([words(STATES[found.state])] if found.state in STATES else ()),
        *(_counts(found, words) if found.recipients else ()),
        *_taps(found, words),
    ]
    return Letter("\n".join(lines), _rows(found, words))


def _counts(found: Report, words: Words) -> list[str]:
    """While it runs, how far it is; when it is over, how many people it has reached."""
    reached = found.arrived if found.is_over else found.recipients - found.waiting
    numbers = {
        "done": _shown(found, reached, words),
        "all": _shown(found, found.recipients, words),
    }
    lines = [
        words("{done} of {all} people have got it.", **numbers)
        if found.is_over
        else words("{done} of {all} are done.", **numbers),
        _bar(found, reached, found.recipients, words),
    ]
    lines += [
        f"• {words(told)}: {_shown(found, found.counts[outcome], words)}"
        for outcome, told in OUTCOMES.items()
        if found.counts.get(outcome) and not (found.is_over and outcome is Outcome.SENT)
    ]
    if found.held:
        waiting = words("wait for another day: {n}", n=_shown(found, found.held, words))
        lines.append(f"• {waiting}")
    return lines


def _taps(found: Report, words: Words) -> list[str]:
    """How many people tapped each button, as a share of those whom it has reached."""
    if not found.taps or not found.arrived:
        return []
    lines = ["", words("<b>Tapped by</b>")]
    for label, people in found.taps:
        lines += [
            f"{escape(pick(label, words.language))}: {_shown(found, people, words)}",
            _bar(found, min(people, found.arrived), found.arrived, words),
        ]
    return lines


def _shown(found: Report, count: int, words: Words) -> str:
    if not found.rounded:
        return number(count, words.language)
    return words("about {n}", n=number(audiences.rounded(count), words.language))


def _bar(found: Report, done: int, of: int, words: Words) -> str:
    """The share that was done; of a rounded report no finer than its numbers."""
    if found.rounded:
        done, of = audiences.rounded(done), max(audiences.rounded(of), 1)
    filled = BAR_LENGTH * done // of
    return "▓" * filled + "░" * (BAR_LENGTH - filled) + f" {percent(done / of, words.language)}"


def _rows(found: Report, words: Words) -> tuple[Row, ...]:
    """Always with a way on: back to the others, and when it is over, to one like it."""
    back = _button(words("Other messages"), "list", found)
    if found.state in (tables.PLANNING, tables.SENDING):
        first = _button(words("Pause"), "pause", found)
    elif found.state == tables.PAUSED:
        first = _button(words("Go on"), "resume", found)
    else:
        return ((_button(words("Write a similar one"), "copy", found), back),)
    return ((first, _button(words("Stop"), "ask-stop", found)), (back,))


def _button(label: str, act: str, found: Report) -> Button:
    return Button(label, tap("bc", act, found.broadcast_id, ""))
