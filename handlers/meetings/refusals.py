"""The words for what cannot be done with meetings."""

from collections.abc import Callable
from typing import Any

from handlers.meetings.forms import NotAMeeting, misfit
from handlers.replies import Reply, alert, show
from handlers.taps import go
from meetings.keeping import (
    ChangedSince,
    IsCancelled,
    IsOver,
    NoSuchMeeting,
    NothingToAnnounce,
    NotYoursToHold,
    WrongArea,
)
from meetings.registration import NoSuchDate, NotEnoughPlaces, RegistrationOver, TooManyPeople
from meetings.taken import DatesTaken, FewerPlaces
from texts.formatting import moment, number
from texts.words import Words


def _gone(_: Exception, words: Words) -> Reply:
    return show(words("This is no longer there."), (go(words("Home"), "home"),))


def _not_yours(_: NotYoursToHold, words: Words) -> Reply:
    return alert(words("This is in another area, where you do not hold meetings."))


def _cancelled(_: IsCancelled, words: Words) -> Reply:
    return alert(words("The meeting is cancelled."))


def _changed(_: ChangedSince, words: Words) -> Reply:
    return alert(words("A colleague has just changed it. Look at it once more."))


def _fewer(refusal: FewerPlaces, words: Words) -> Reply:
    taken = number(refusal.taken, words.language)
    return show(words("{taken} places are taken already. It cannot be fewer.", taken=taken))


def _dates_taken(_: DatesTaken, words: Words) -> Reply:
    return alert(
        words("People have registered for a date, or were there on a day, that would be gone.")
    )


def _past(_: NothingToAnnounce, words: Words) -> Reply:
    return alert(words("The meeting is over. Set a later date first."))


def _gone_by(_: IsOver, words: Words) -> Reply:
    return alert(words("The meeting is over; one can neither invite to it nor cancel it."))


def _over(refusal: RegistrationOver, words: Words) -> Reply:
    ended = moment(refusal.ended_at, words.language)
    return alert(words("One could register until {moment}.", moment=ended))


def _many(refusal: TooManyPeople, words: Words) -> Reply:
    return alert(most_at_once(refusal, words))


def most_at_once(refusal: TooManyPeople, words: Words) -> str:
    return words.many(
        "At most {n} person can be registered at once.",
        "At most {n} people can be registered at once.",
        refusal.most,
    )


def _few_left(refusal: NotEnoughPlaces, words: Words) -> Reply:
    if not refusal.left:
        return alert(words("No more places are left. What you had stays."))
    return alert(
        words.many(
            "Only {n} place is left. What you had stays.",
            "Only {n} places are left. What you had stays.",
            refusal.left,
        )
    )


def _does_not_fit(refusal: NotAMeeting, words: Words) -> Reply:
    return show(misfit(refusal.field, words))


REFUSALS: dict[type[BaseException], Callable[[Any, Words], Reply]] = {
    ChangedSince: _changed,
    DatesTaken: _dates_taken,
    FewerPlaces: _fewer,
    IsCancelled: _cancelled,
    IsOver: _gone_by,
    NoSuchDate: _gone,
    NoSuchMeeting: _gone,
    NotAMeeting: _does_not_fit,
    NotEnoughPlaces: _few_left,
    NotYoursToHold: _not_yours,
    NothingToAnnounce: _past,
    RegistrationOver: _over,
    TooManyPeople: _many,
    WrongArea: _gone,
}
