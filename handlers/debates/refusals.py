"""The words for what cannot be done with debates."""

from collections.abc import Callable
from typing import Any

from debates.changing import (
    DebateOfAnotherArea,
    PromiseStands,
    StatementsStand,
    StatementThere,
    TooManyStatements,
)
from debates.files import NotADebate
from debates.keeping import (
    DaysOutOfOrder,
    DebateOver,
    NoSuchDebate,
    NotADraft,
    NotYoursToRun,
)
from debates.moderating import AlreadySettled, ReasonNeeded, ReasonTooLong
from debates.outcome import NotCounted
from debates.proposing import (
    NothingAdded,
    StatementTooLong,
    StatementTooShort,
    TooManyOwn,
)
from debates.taking import DebateClosed, DebateNotOpenYet, NoSuchStatement, NotAStance
from handlers.debates.problems import told
from handlers.replies import Reply, alert, show
from handlers.taps import go
from texts.formatting import moment
from texts.words import Words

Tell = Callable[[Any, Words], Reply]


def _gone(_: Exception, words: Words) -> Reply:
    back = (go(words("Debates"), "debates"), go(words("Home"), "home"))
    return show(words("I do not know this debate. Perhaps the link is incomplete."), back)


def _not_open_yet(refusal: DebateNotOpenYet, words: Words) -> Reply:
    opens = moment(refusal.opens_at, words.language)
    return alert(words("The debate opens on {moment}.", moment=opens))


def _closed(refusal: DebateClosed, words: Words) -> Reply:
    closed = moment(refusal.closed_at, words.language)
    text = words("The debate ended on {moment}. Thank you for your interest.", moment=closed)
    return show(text, (go(words("Debates"), "debates"), go(words("Home"), "home")))


def _no_statement(_: Exception, words: Words) -> Reply:
    return alert(words("This statement is no longer there."))


def _too_short(refusal: StatementTooShort, words: Words) -> Reply:
    return alert(words("This is too short to agree or disagree with."))


def _too_long(refusal: StatementTooLong, words: Words) -> Reply:
    return alert(
        words.many(
            "A statement may have {n} character at most.",
            "A statement may have {n} characters at most.",
            refusal.most,
        )
    )


def _long_reason(refusal: ReasonTooLong, words: Words) -> Reply:
    return alert(
        words.many(
            "This is too long by {n} character.",
            "This is too long by {n} characters.",
            refusal.over,
        )
    )


def _too_many_own(refusal: TooManyOwn, words: Words) -> Reply:
    return alert(
        words.many(
            "Everybody may add {n} statement here, and you have.",
            "Everybody may add {n} statements here, and you have.",
            refusal.most,
        )
    )


def _too_many(refusal: TooManyStatements, words: Words) -> Reply:
    return alert(
        words.many(
            "A debate holds {n} statement of yours at most.",
            "A debate holds {n} statements of yours at most.",
            refusal.most,
        )
    )


def _there(refusal: StatementThere, words: Words) -> Reply:
    return alert(words("This is what statement {number} says already.", number=refusal.number))


def _not_a_debate(refusal: NotADebate, words: Words) -> Reply:
    return show(told(words, refusal), (go(words("Administration"), "admin"),))


def _say(sentence: Callable[[Words], str]) -> Tell:
    return lambda _, words: alert(sentence(words))


REFUSALS: dict[type[BaseException], Tell] = {
    NoSuchDebate: _gone,
    DebateNotOpenYet: _not_open_yet,
    DebateClosed: _closed,
    NoSuchStatement: _no_statement,
    NotAStance: _no_statement,
    StatementTooShort: _too_short,
    StatementTooLong: _too_long,
    TooManyOwn: _too_many_own,
    TooManyStatements: _too_many,
    StatementThere: _there,
    NotADebate: _not_a_debate,
    NothingAdded: _say(lambda words: words("In this debate statements are not added.")),
    NotYoursToRun: _say(lambda words: words("You do not run debates in this area.")),
    DebateOfAnotherArea: _say(lambda words: words("Another area has a debate of this key.")),
    StatementsStand: _say(
        lambda words: words("People have taken stances already, so the statements stay.")
    ),
    PromiseStands: _say(
        lambda words: words("People take part because of what was promised, so it stays.")
    ),
    NotADraft: _say(lambda words: words("This is possible with a draft only.")),
    DebateOver: _say(lambda words: words("The debate is over and stays as it is.")),
    DaysOutOfOrder: _say(
        lambda words: words(
            "These days do not go together: the last one has to come after the first one and "
            "after today, and what is open stays open."
        )
    ),
    ReasonTooLong: _long_reason,
    ReasonNeeded: _say(lambda words: words("Write the reason, please.")),
    NotCounted: _say(lambda words: words("There is no result yet.")),
    AlreadySettled: _say(lambda words: words("Somebody has decided about it already.")),
}
