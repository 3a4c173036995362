"""The words for what cannot be done on the day of a meeting."""

from collections.abc import Callable
from typing import Any

from handlers.replies import Reply, alert, show
from handlers.taps import go
from meetings.doors import NoSuchDoor, NotThere, NotToday
from meetings.hall import HallFull, NoRoomFor, NotOnToday
from meetings.named import NameMissing, NoSuchRegistration
from meetings.room import (
    AnotherVoteOpen,
    NoSuchQuestion,
    NoSuchVote,
    NotAVote,
    NothingAsked,
    TooManyQuestions,
    VotedAlready,
    VoteNotOpen,
)
from texts.formatting import clock, day
from texts.words import Words


def _gone(_: Exception, words: Words) -> Reply:
    return show(words("This is no longer there."), (go(words("Home"), "home"),))


def _nameless(_: NameMissing, words: Words) -> Reply:
    return alert(words("Write a name, so that the office knows whom it expects."))


def _no_door(_: NoSuchDoor, words: Words) -> Reply:
    text = words(
        "This code no longer opens any door. Scan the one that hangs at the entrance, or ask the "
        "person there."
    )
    return show(text, (go(words("Meetings"), "meetings"),))


def _not_today(refusal: NotToday, words: Words) -> Reply:
    text = words("This code holds on the day of the meeting only.")
    if refusal.day:
        date = day(refusal.day, words.language)
        text = words("This code holds on the day of the meeting only: {day}.", day=date)
    return show(text, (go(words("Meetings"), "meetings"),))


def _not_on_today(_: NotOnToday, words: Words) -> Reply:
    return alert(words("You can open the list on the days of the meeting."))


def _full(refusal: HallFull, words: Words) -> Reply:
    if refusal.held_until is None:
        return show(
            words(
                "Every place is taken. Ask the person at the door. The organiser can let more "
                "people in by “How many fit in” on the meeting’s card."
            )
        )
    until = clock(refusal.held_until, words.language)
    return show(
        words(
            "Places are held until {time} for those who have registered. Scan the code again "
            "then, or ask the person at the door.",
            time=until,
        )
    )


def _no_room(refusal: NoRoomFor, words: Words) -> Reply:
    """How many can be let in now, and what to do about the others."""
    until = clock(refusal.held_until, words.language) if refusal.held_until else ""
    if until and not refusal.left:
        told = words(
            "All places are taken, or held until {time} for those who have registered.", time=until
        )
        return show(told)
    left = words("No place is left.")
    if refusal.left:
        left = words.many("{n} place is left.", "{n} places are left.", refusal.left)
    more = words("The organiser can let more people in by “How many fit in” on the meeting’s card.")
    if until:
        more = words("The others are held until {time} for those who have registered.", time=until)
    return show(f"{left} {more}")


def _not_there(_: NotThere, words: Words) -> Reply:
    return alert(words("This is for those who are there. Scan the code at the door first."))


def _too_many(refusal: TooManyQuestions, words: Words) -> Reply:
    return show(
        words.many(
            "{n} question of yours waits to be read. Then you can ask more.",
            "{n} questions of yours wait to be read. Then you can ask more.",
            refusal.most,
        )
    )


def _nothing(_: NothingAsked, words: Words) -> Reply:
    return show(words("Please write your question in words."))


def _no_vote(_: NotAVote, words: Words) -> Reply:
    return show(
        words(
            "Write the question on the first line, and two to six different options below it, "
            "each on a line of its own, short enough for a button."
        )
    )


def _not_open(_: VoteNotOpen, words: Words) -> Reply:
    return alert(words("This vote is not open."))


def _voted(_: VotedAlready, words: Words) -> Reply:
    return alert(words("You have voted already."))


def _another(_: AnotherVoteOpen, words: Words) -> Reply:
    return alert(words("Another vote is open. Close it first."))


REFUSALS: dict[type[BaseException], Callable[[Any, Words], Reply]] = {
    AnotherVoteOpen: _another,
    HallFull: _full,
    NoRoomFor: _no_room,
    NameMissing: _nameless,
    NoSuchDoor: _no_door,
    NoSuchQuestion: _gone,
    NoSuchRegistration: _gone,
    NoSuchVote: _gone,
    NotAVote: _no_vote,
    NotOnToday: _not_on_today,
    NotThere: _not_there,
    NotToday: _not_today,
    NothingAsked: _nothing,
    TooManyQuestions: _too_many,
    VoteNotOpen: _not_open,
    VotedAlready: _voted,
}
