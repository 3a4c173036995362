"""The words for what settling by a working group refuses."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.plans.settling_screens import roles_told
from handlers.replies import Reply, alert
from plans.answers import MOST, NoSuchTemplate, TooManyTemplates, UnknownPlace
from plans.confirming import NoSteeringGroup, NotTheMostVotes, TooFewVotes, WindowStillOpen
from plans.forms import FormIncomplete
from plans.referring import NoSuchGroup, SettledMeanwhile
from plans.settling import AnswerTooLong, ReasonMissing, WithAGroup, WordingMissing
from plans.voting import (
    CannotMerge,
    GoesWith,
    GuestsOnlyListen,
    NotBeforeYou,
    NotYoursToConfirm,
    ReadAgainFirst,
    TakenBack,
    VotingEnded,
    WrittenMeanwhile,
)
from texts.content import pick
from texts.formatting import day, listed, moment
from texts.formatting import number as written
from texts.words import Words, later


def _voting_ended(refusal: VotingEnded, words: Words) -> Reply:
    return alert(
        words(
            "Thank you, but the vote on {number} has ended: {verdict}, {when}.",
            number=refusal.number,
            verdict=pick(refusal.told, words.language),
            when=moment(refusal.when, words.language),
        )
    )


def _reason_missing(_: Exception, words: Words) -> Reply:
    return alert(words("This verdict needs a reason. Write it first, then confirm."))


def _wording_missing(_: Exception, words: Words) -> Reply:
    return alert(words("This verdict needs the new wording of the plan. Write it first."))


def _too_long(refusal: AnswerTooLong, words: Words) -> Reply:
    return alert(
        words(
            "The text has {told} characters, at most {most} are possible. Nothing has changed; "
            "please write it shorter.",
            told=written(refusal.told, words.language),
            most=written(refusal.most, words.language),
        )
    )


def _guests(_: Exception, words: Words) -> Reply:
    return alert(words("Guests of the group read and listen; members vote and write."))


def _not_yours(refusal: NotYoursToConfirm, words: Words) -> Reply:
    if not refusal.roles:
        return alert(words("This is up to the staff of the municipality."))
    return alert(words("This is up to {roles}.", roles=roles_told(words, refusal.roles)))


def _too_few(refusal: TooFewVotes, words: Words) -> Reply:
    return alert(
        words.many(
            "{cast} of {n} vote that is needed has been cast so far.",
            "{cast} of {n} votes that are needed have been cast so far.",
            refusal.needed,
            cast=refusal.cast,
        )
    )


def _not_the_most(_: Exception, words: Words) -> Reply:
    return alert(words("Another verdict has more votes by now. Please look at the card again."))


def _window(refusal: WindowStillOpen, words: Words) -> Reply:
    when = day(refusal.closes_at, words.language)
    return alert(words("The group settles this once all comments are in, on {day}.", day=when))


def _no_steering(_: Exception, words: Words) -> Reply:
    return alert(words("The steering group decides, and there is none yet. Ask the coordinator."))


def _not_before_you(_: Exception, words: Words) -> Reply:
    return alert(words("This comment is not before your group any more."))


def _taken_back(_: Exception, words: Words) -> Reply:
    return alert(words("Its author has taken this comment back. There is nothing to settle."))


def _read_again(_: Exception, words: Words) -> Reply:
    return alert(
        words("Its author has changed this comment. You vote again once staff have read it.")
    )


def _goes_with(refusal: GoesWith, words: Words) -> Reply:
    return alert(words("It is settled together with {number}.", number=refusal.number))


def _cannot_merge(_: Exception, words: Words) -> Reply:
    return alert(words("These cannot be settled together."))


def _with_a_group(_: Exception, words: Words) -> Reply:
    return alert(words("A working group has this comment. Take it back first."))


def _too_many_templates(_: Exception, words: Words) -> Reply:
    return alert(words("{n} answers are kept ready, more cannot be. Delete one first.", n=MOST))


def _unknown_place(refusal: UnknownPlace, words: Words) -> Reply:
    return alert(words("Nobody fills in {place}.", place=f"{{{refusal.place}}}"))


def _form(refusal: FormIncomplete, words: Words) -> Reply:
    missing = [words(FORM[one]) for one in refusal.missing]
    told = listed(missing, words.language)
    return alert(words("Here a comment also needs: {parts}.", parts=told))


def _gone(_: Exception, words: Words) -> Reply:
    return alert(words("This is no longer there."))


FORM: Mapping[str, str] = {
    "proposal": later("a new wording of the plan"),
    "reason": later("a reason for it"),
}


def _written_meanwhile(_: Exception, words: Words) -> Reply:
    return alert(
        words(
            "Somebody else has changed the answer meanwhile. Look at how it reads now; nothing of "
            "yours has been saved yet."
        )
    )


def unseen(words: Words) -> str:
    """Over the card as it stands now, for whoever confirms what another one showed."""
    return words(
        "The answer has changed since you looked at it. This is how it reads now; nothing is "
        "confirmed yet."
    )


REFUSALS: Mapping[type[BaseException], Callable[[Any, Words], Reply]] = {
    AnswerTooLong: _too_long,
    CannotMerge: _cannot_merge,
    FormIncomplete: _form,
    GoesWith: _goes_with,
    GuestsOnlyListen: _guests,
    NoSteeringGroup: _no_steering,
    NoSuchGroup: _gone,
    NoSuchTemplate: _gone,
    NotBeforeYou: _not_before_you,
    NotTheMostVotes: _not_the_most,
    NotYoursToConfirm: _not_yours,
    ReadAgainFirst: _read_again,
    ReasonMissing: _reason_missing,
    SettledMeanwhile: _not_before_you,
    TakenBack: _taken_back,
    TooFewVotes: _too_few,
    TooManyTemplates: _too_many_templates,
    UnknownPlace: _unknown_place,
    VotingEnded: _voting_ended,
    WindowStillOpen: _window,
    WithAGroup: _with_a_group,
    WordingMissing: _wording_missing,
    WrittenMeanwhile: _written_meanwhile,
}
