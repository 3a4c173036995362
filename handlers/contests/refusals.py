"""The words for what cannot be done with contests."""

from collections.abc import Callable
from typing import Any

from contests.authors import AgeUnclear
from contests.entering import (
    EnteringClosed,
    Incomplete,
    NoSuchEntry,
    Settled,
    TooManyAuthors,
    TooManyEntries,
)
from contests.judging import (
    BadPoints,
    JurorIsAuthor,
    JurorUnnamed,
    JuryClosed,
    JuryFull,
    NoSuchJuror,
)
from contests.keeping import (
    ContestChangedSince,
    ContestOfAnotherArea,
    ContestOver,
    NoSuchContest,
    NothingToVoteOn,
    NotYoursToRun,
    OnlyFromTheArea,
    RulesStand,
)
from contests.moderating import (
    AlreadyJudged,
    ConsentMissing,
    ReasonNeeded,
    VerdictTooLate,
)
from contests.pictures import SIZE_LIMIT, Flaw, NotAWork
from contests.prizes import NoPrize, NotHandedOver
from contests.publishing import BadCount, NotATie, NotCounting, StillClosing, TieOpen
from contests.shortlisting import (
    NoShortlist,
    NothingChosen,
    NotYoursToChoose,
    ShortlistClosed,
    ShortlistFull,
)
from contests.slips import (
    MoreThanTheBox,
    NoNumbers,
    NoSuchSlip,
    NothingMarked,
    SlipsClosed,
    SlipsDoNotDecide,
    SlipSpent,
    TooManySlips,
    UnknownSlips,
)
from contests.voting import (
    ExcludedFromVote,
    NoSuchElector,
    NotOnTheBallot,
    TooManyChoices,
    VotingClosed,
)
from handlers.replies import Reply, alert, show
from handlers.taps import go
from storage.slips import IN_THE_BOX
from texts.formatting import escape, moment
from texts.words import Words

# So many numbers are named when something is wrong with them.
SHOWN = 20

Tell = Callable[[Any, Words], Reply]


def _gone(_: Exception, words: Words) -> Reply:
    back = (go(words("Contests"), "contests"), go(words("Home"), "home"))
    return show(words("This is no longer there."), back)


def _entering(refusal: EnteringClosed, words: Words) -> Reply:
    if refusal.opens_at:
        opens = moment(refusal.opens_at, words.language)
        return alert(words("Works are taken from {moment}.", moment=opens))
    ended = moment(refusal.ended_at, words.language)
    return alert(words("Works could be handed in until {moment}.", moment=ended))


def _voting(refusal: VotingClosed, words: Words) -> Reply:
    if refusal.opens_at:
        opens = moment(refusal.opens_at, words.language)
        return alert(words("People vote from {moment}.", moment=opens))
    ended = moment(refusal.ended_at, words.language)
    return alert(words("One could vote until {moment}. Thank you.", moment=ended))


def _elsewhere(_: OnlyFromTheArea, words: Words) -> Reply:
    text = words(
        "This contest is for people of its area. If you live there, choose your municipality in "
        "your profile and come back."
    )
    return show(text, (go(words("My profile"), "profile"), go(words("Contests"), "contests")))


def _too_many(refusal: TooManyChoices, words: Words) -> Reply:
    return alert(
        words.many(
            "You have {n} vote and have given it. Take one back first.",
            "You have {n} votes and have given them all. Take one back first.",
            refusal.most,
        )
    )


def _excluded(refusal: ExcludedFromVote, words: Words) -> Reply:
    text = words(
        "Your vote was excluded: {reason}\nIf that is wrong, write to us.",
        reason=escape(refusal.because),
    )
    return show(text, (go(words("Home"), "home"),))


def _many_entries(refusal: TooManyEntries, words: Words) -> Reply:
    return alert(
        words.many(
            "One author can be in {n} work at most.",
            "One author can be in {n} works at most.",
            refusal.most,
        )
    )


def _many_authors(refusal: TooManyAuthors, words: Words) -> Reply:
    return alert(
        words.many(
            "A work can have {n} author at most.", "A work can have {n} authors at most.",
            refusal.most,
        )
    )  # fmt: skip


def _consent(refusal: ConsentMissing, words: Words) -> Reply:
    names = ", ".join(refusal.names)
    return alert(words("A parent or guardian has not agreed yet: {names}", names=names))


def _full(refusal: ShortlistFull, words: Words) -> Reply:
    return alert(
        words.many(
            "The shortlist has {n} place and it is taken.",
            "The shortlist has {n} places and all are taken.",
            refusal.most,
        )
    )


def _not_the_group(refusal: NotYoursToChoose, words: Words) -> Reply:
    return alert(words("Only members of the group can do this: {group}", group=refusal.group))


def _full_jury(refusal: JuryFull, words: Words) -> Reply:
    return alert(
        words.many(
            "A jury has at most {n} member.", "A jury has at most {n} members.", refusal.most
        )
    )


def _many_slips(refusal: TooManySlips, words: Words) -> Reply:
    return alert(
        words.many(
            "A contest has at most {n} slip.", "A contest has at most {n} slips.", refusal.most
        )
    )


def _more_than_the_box(refusal: MoreThanTheBox, words: Words) -> Reply:
    return alert(
        words.many(
            "That is more votes than {n} slip from the box carries. First write which slips were "
            "in the box.",
            "That is more votes than {n} slips from the box carry. First write which slips were "
            "in the box.",
            refusal.slips,
        )
    )


def _unknown_slips(refusal: UnknownSlips, words: Words) -> Reply:
    numbers = ", ".join(map(str, refusal.unknown[:SHOWN]))
    return alert(words("Slips of these numbers were not printed: {numbers}", numbers=numbers))


def slip_spent(refusal: SlipSpent, words: Words) -> str:
    """Without marks of HTML."""
    if refusal.used == IN_THE_BOX:
        return words("This slip was found in the box in the hall, so its vote counts there.")
    return words("Somebody has voted with this slip already. Each slip is good for one vote.")


def _tie(refusal: TieOpen, words: Words) -> Reply:
    numbers = ", ".join(map(str, refusal.numbers))
    return alert(words("Works {numbers} are equal. Decide between them first.", numbers=numbers))


def _bad_work(refusal: NotAWork, words: Words) -> Reply:
    return show(flaw_told(refusal.flaw, words), (go(words("Contests"), "contests"),))


def age_unclear(refusal: AgeUnclear, words: Words) -> str:
    """Without marks of HTML."""
    return words(
        "Does “{line}” end with an age? Then write a comma before it. If the number belongs to the "
        "name, write the age after a comma, of an adult too.",
        line=refusal.name,
    )


def flaw_told(flaw: Flaw, words: Words) -> str:
    """Why something that was sent cannot be a work, and what to do."""
    told = {
        Flaw.EMPTY: words("The file is empty. Please send it once more."),
        Flaw.TOO_BIG: words(
            "The picture is too big. At most {mb} MB are possible, or fewer where the rules say "
            "so.",
            mb=SIZE_LIMIT // 1_000_000,
        ),
        Flaw.NOT_A_PICTURE: words(
            "This is no picture that I can take. Send PNG, JPEG, WebP, SVG or PDF."
        ),
        Flaw.BROKEN: words("The file is damaged; it cannot be opened. Please save it anew."),
        Flaw.REACHES_OUT: words(
            "The drawing leads out of its file, to other files or to programs. Save it as PNG or "
            "PDF and send that."
        ),
        Flaw.FORMAT: words("The rules do not allow this kind of file. Look at the rules."),
        Flaw.TOO_SMALL: words(
            "The picture is smaller than the rules ask. Send it as a file: Telegram makes photos "
            "smaller."
        ),
    }
    return told[flaw]


def _plainly(text: Callable[[Words], str]) -> Tell:
    return lambda _, words: alert(text(words))


REFUSALS: dict[type[BaseException], Tell] = {
    NoSuchContest: _gone,
    NoSuchEntry: _gone,
    NotOnTheBallot: _gone,
    NoSuchElector: _gone,
    NoPrize: _gone,
    BadPoints: _gone,
    NotAWork: _bad_work,
    EnteringClosed: _entering,
    VotingClosed: _voting,
    OnlyFromTheArea: _elsewhere,
    TooManyChoices: _too_many,
    ExcludedFromVote: _excluded,
    TooManyEntries: _many_entries,
    TooManyAuthors: _many_authors,
    ConsentMissing: _consent,
    ShortlistFull: _full,
    TieOpen: _tie,
    TooManySlips: _many_slips,
    MoreThanTheBox: _more_than_the_box,
    UnknownSlips: _unknown_slips,
    NoSuchSlip: _gone,
    SlipSpent: lambda refusal, words: alert(slip_spent(refusal, words)),
    NothingMarked: _plainly(lambda words: words("Mark a work first.")),
    SlipsDoNotDecide: _plainly(
        lambda words: words("In this contest votes with slips on the web would decide nothing.")
    ),
    SlipsClosed: _plainly(
        lambda words: words(
            "Slips are printed before the vote is over, and counted until the result is out."
        )
    ),
    Incomplete: _plainly(lambda words: words("Something is still missing. Look at the work.")),
    Settled: _plainly(lambda words: words("This work cannot be changed any more.")),
    NotYoursToRun: _plainly(
        lambda words: words("This is in another area, where you do not run contests.")
    ),
    ContestOfAnotherArea: _plainly(lambda words: words("Another area has a contest of this name.")),
    ContestChangedSince: _plainly(
        lambda words: words("A colleague has just changed it. Look at it once more.")
    ),
    ContestOver: _plainly(lambda words: words("This contest is over, it cannot be changed.")),
    NothingToVoteOn: _plainly(
        lambda words: words("The days for handing in are over. Set later ones first.")
    ),
    RulesStand: _plainly(
        lambda words: words("People have relied on this already, so it stays as it is.")
    ),
    VerdictTooLate: _plainly(
        lambda words: words("The vote has begun; what people choose from stays.")
    ),
    ReasonNeeded: _plainly(lambda words: words("A reason is needed.")),
    AlreadyJudged: _plainly(lambda words: words("A colleague has judged this work already.")),
    NotYoursToChoose: _not_the_group,
    NothingChosen: _plainly(lambda words: words("Put a work on the list first.")),
    ShortlistClosed: _plainly(
        lambda words: words("The vote has begun; what people choose from stays.")
    ),
    NoSuchJuror: _plainly(
        lambda words: words("This link to a jury is used up or no longer holds. Ask for a new one.")
    ),
    JurorIsAuthor: _plainly(
        lambda words: words("Whoever has handed in a work cannot be on the jury.")
    ),
    JurorUnnamed: _plainly(lambda words: words("A juror needs a name. Write it.")),
    JuryClosed: _plainly(lambda words: words("The vote is over, so the jury stays as it is.")),
    JuryFull: _full_jury,
    NotHandedOver: _plainly(
        lambda words: words("Write a day that has come already, and the place.")
    ),
    NoShortlist: _plainly(lambda words: words("This contest has no shortlist.")),
    NotCounting: _plainly(
        lambda words: words("Results can be seen and votes entered only after the vote is over.")
    ),
    StillClosing: _plainly(
        lambda words: words("The vote is just being closed, which takes a moment. Try it again.")
    ),
    NotATie: _plainly(lambda words: words("These works are not equal.")),
    BadCount: _plainly(
        lambda words: words("Write each work on one line, with its number of votes or 0.")
    ),
    NoNumbers: _plainly(
        lambda words: words(
            "Write the numbers of the slips, like 1-35, 38, 41, or a dash where the box was empty."
        )
    ),
}
