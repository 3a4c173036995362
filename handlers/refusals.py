"""The words for every refusal: what is not possible, why, and what can be done instead."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers.allowance import TooOften
from handlers.contests.refusals import REFUSALS as CONTEST_REFUSALS
from handlers.debates.refusals import REFUSALS as DEBATE_REFUSALS
from handlers.groups.refusals import REFUSALS as GROUP_REFUSALS
from handlers.meetings import after_refusals, day_refusals
from handlers.meetings import refusals as meeting_refusals
from handlers.plans import channels as plan_channels
from handlers.plans import evaluation_screens, letter_screens
from handlers.plans import rounds as plan_rounds
from handlers.plans.cards import rules_told
from handlers.plans.settling_refusals import REFUSALS as SETTLING_REFUSALS
from handlers.replies import Reply, alert, show
from handlers.surveys.answers import refused_answer
from handlers.tapping import OldButton, TooMuchToCarry
from handlers.taps import BroadcastStep, Consented, button, go
from outreach.audiences import TakingPartExcludes, TurnoutStandsAlone
from outreach.broadcasts import (
    CannotBeSent,
    GroupElsewhere,
    NoSuchBroadcast,
    NotInThisState,
    OwnBroadcast,
)
from outreach.tomorrow import ClosesTooSoon
from people.enquiries import AnsweredAlready, NoSuchEnquiry
from people.invitations import InvitationUnusable
from people.muting import Muted, NobodyToMute
from people.profile import UnknownMunicipality
from people.roles import LastAdministrator, NoSuchRole, NotAllowed
from plans.comments import (
    CommentSettled,
    CommentTooLong,
    HasAnswer,
    NoSuchComment,
    NoSuchKind,
    OwnComment,
    PersonalDataLeft,
)
from plans.consultation import (
    AgainstTheRules,
    CannotShorten,
    NoSuchPlan,
    WindowClosed,
    WindowNotOpen,
)
from plans.reading import NoSuchSection
from plans.running import ChangedMeanwhile, NotYoursToRun
from plans.settling import (
    DecidedAlready,
    EchoedAlready,
    KeptForStaff,
    NoSuchVerdict,
    NotDecided,
    NotReadYet,
)
from plans.splitting import PointsDiffer
from plans.voices import TooSoonToCount
from surveys.answering import (
    AnswersWithdrawn,
    SurveyClosed,
    SurveyNotOpenYet,
    TooManyResponses,
)
from surveys.checking import AnswerRefused
from surveys.definitions import NoSuchQuestion
from surveys.library import AnsweredInATalk, NoSuchSurvey
from surveys.life import NotADraft
from surveys.moving import NoSuchResponse
from surveys.readers import NotYoursToSee
from texts.formatting import day, moment
from texts.words import Words


class ConsentMissing(Exception):
    """Nothing is kept of what a person tells before they have agreed to it.

    `payload` is the deep link to go on with afterwards.
    """

    def __init__(self, payload: str = "") -> None:
        super().__init__(payload)
        self.payload = payload


def explain(refusal: BaseException, words: Words) -> Reply | None:
    """The reply to a refusal; None when it is none, but a fault of ours."""
    tell = REFUSALS.get(type(refusal))
    return tell(refusal, words) if tell else None


def _home(text: str, words: Words) -> Reply:
    return show(text, (go(words("Surveys"), "surveys"), go(words("Home"), "home")))


def _old_button(_: Exception, words: Words) -> Reply:
    return _home(words("This button is no longer in use. Here is where to go on."), words)


def _closed(refusal: SurveyClosed, words: Words) -> Reply:
    when = moment(refusal.closed_at, words.language)
    return _home(
        words("This survey closed on {when}. Thank you for your interest.", when=when), words
    )


def _not_open_yet(refusal: SurveyNotOpenYet, words: Words) -> Reply:
    when = moment(refusal.opens_at, words.language)
    return _home(words("This survey opens on {when}.", when=when), words)


def _no_such_survey(_: Exception, words: Words) -> Reply:
    return _home(words("I do not know this survey. Perhaps the link is incomplete."), words)


def _no_such_question(_: Exception, words: Words) -> Reply:
    return _home(words("This question has changed meanwhile. Please open the survey again."), words)


def _withdrawn(_: Exception, words: Words) -> Reply:
    return _home(
        words("You took your answers to this survey back, so you cannot answer it again."),
        words,
    )


def _in_a_talk(_: Exception, words: Words) -> Reply:
    return _home(
        words("An interviewer wrote them down. Nobody can open or change them any more."), words
    )


def _no_such_response(_: Exception, words: Words) -> Reply:
    return _home(words("I find no answers under this code in any open survey."), words)


def _too_many(refusal: TooManyResponses, words: Words) -> Reply:
    return alert(
        words.many(
            "You have filled in the survey {n} time, which is the most possible.",
            "You have filled in the survey {n} times, which is the most possible.",
            refusal.most,
        )
    )


def _closes_too_soon(refusal: ClosesTooSoon, words: Words) -> Reply:
    when = moment(refusal.closes_at, words.language)
    return alert(words("The survey closes on {when}. Please finish it before.", when=when))


def _refused(refusal: AnswerRefused, words: Words) -> Reply:
    return alert(refused_answer(words, refusal))


def _consent_missing(refusal: ConsentMissing, words: Words) -> Reply:
    payload = refusal.payload
    return show(
        words("Before you answer, please read in short what happens to your data."),
        (go(words("What happens to my data"), "notice", payload),),
        (button(words("I agree"), Consented(payload=payload)),),
        (go(words("Not now, only look around"), "home"),),
    )


def _not_allowed(_: Exception, words: Words) -> Reply:
    return _home(words("This is for staff of the municipality only."), words)


def _invitation_unusable(_: Exception, words: Words) -> Reply:
    return _home(words("This invitation is no longer valid. Please ask for a new one."), words)


def _last_administrator(_: Exception, words: Words) -> Reply:
    return alert(words("You are the last administrator. Appoint another one first."))


def _gone(_: Exception, words: Words) -> Reply:
    return alert(words("This is no longer there."))


def _answered_already(_: Exception, words: Words) -> Reply:
    return alert(words("A colleague has answered this already."))


def _muted(_: Exception, words: Words) -> Reply:
    return _home(words("Your messages are paused for now. Surveys stay open to you."), words)


def _not_now(_: Exception, words: Words) -> Reply:
    return alert(words("The survey has changed meanwhile, so this is no longer possible."))


def _broadcasts(text: str, words: Words) -> Reply:
    """In place of a screen that has grown old, or below what was written for it."""
    return show(text, (button(words("Other messages"), BroadcastStep(act="list")),))


def _cannot_be_sent(_: Exception, words: Words) -> Reply:
    return _broadcasts(words("It cannot be sent yet. Open it again to see what is missing."), words)


def _moved_on(_: Exception, words: Words) -> Reply:
    return _broadcasts(
        words("The message is further on by now, so this is no longer possible."), words
    )


def _own(_: Exception, words: Words) -> Reply:
    return alert(words("Somebody else has to approve it."))


def _taking_part(_: Exception, words: Words) -> Reply:
    return alert(words("Nobody can be left out for having taken part."))


def _group_elsewhere(_: Exception, words: Words) -> Reply:
    return alert(words("The working group belongs to another area. Choose the area first."))


def _turnout_alone(_: Exception, words: Words) -> Reply:
    return alert(words("A choice by a survey holds its whole area; nothing else goes with it."))


def _window_not_open(refusal: WindowNotOpen, words: Words) -> Reply:
    if refusal.opens_at is None:
        return alert(words("Comments are not taken yet."))
    return alert(words("Comments are taken from {day}.", day=day(refusal.opens_at, words.language)))


def _window_closed(refusal: WindowClosed, words: Words) -> Reply:
    last = day(refusal.closed_at - timedelta(seconds=1), words.language)
    return alert(words("Comments were taken until {day}.", day=last))


def _against_the_rules(refusal: AgainstTheRules, words: Words) -> Reply:
    return alert(" ".join(rules_told(words, refusal.broken)))


def _cannot_shorten(_: Exception, words: Words) -> Reply:
    return alert(words("To end earlier is not possible: people have been promised the later day."))


def _changed_meanwhile(_: Exception, words: Words) -> Reply:
    return alert(words("A newer version has come in meanwhile. Please open the plan again."))


def _comment_too_long(refusal: CommentTooLong, words: Words) -> Reply:
    return alert(
        words.many(
            "The text is too long. At most {n} character is possible; send the rest separately.",
            "The text is too long. At most {n} characters are possible; send the rest separately.",
            refusal.most,
        )
    )


def _comment_settled(_: Exception, words: Words) -> Reply:
    return alert(words("This comment is being settled already, so it cannot be changed."))


def _too_soon_to_count(_: Exception, words: Words) -> Reply:
    return alert(words("Its author still has time to answer."))


def _points_differ(_: Exception, words: Words) -> Reply:
    return alert(words("The comment has changed meanwhile. Please look at it again."))


def _own_comment(_: Exception, words: Words) -> Reply:
    return alert(words("This comment is yours."))


def _personal_data_left(_: Exception, words: Words) -> Reply:
    return alert(words("First choose what to do with the personal data in the text."))


def _confidential(_: Exception, words: Words) -> Reply:
    return alert(words("The author wishes that only staff read it."))


def _not_read_yet(_: Exception, words: Words) -> Reply:
    return alert(words("First read the comment and say who may see it."))


def _decided_already(_: Exception, words: Words) -> Reply:
    return alert(words("A colleague has decided this comment already."))


def _has_answer(_: Exception, words: Words) -> Reply:
    return alert(words("This comment has an answer already. You can read it."))


def _echoed_already(_: Exception, words: Words) -> Reply:
    return alert(words("You have answered already. Thank you."))


def _too_often(_: Exception, words: Words) -> Reply:
    return alert(words("That was a lot at once. Please wait a little and try again."))


def _unknown_municipality(_: Exception, words: Words) -> Reply:
    return alert(words("I do not know this municipality."))


REFUSALS: dict[type[BaseException], Callable[[Any, Words], Reply]] = {
    AgainstTheRules: _against_the_rules,
    AnswerRefused: _refused,
    AnsweredAlready: _answered_already,
    AnsweredInATalk: _in_a_talk,
    AnswersWithdrawn: _withdrawn,
    CannotBeSent: _cannot_be_sent,
    CannotShorten: _cannot_shorten,
    ChangedMeanwhile: _changed_meanwhile,
    ClosesTooSoon: _closes_too_soon,
    CommentSettled: _comment_settled,
    CommentTooLong: _comment_too_long,
    ConsentMissing: _consent_missing,
    DecidedAlready: _decided_already,
    EchoedAlready: _echoed_already,
    HasAnswer: _has_answer,
    InvitationUnusable: _invitation_unusable,
    KeptForStaff: _confidential,
    LastAdministrator: _last_administrator,
    Muted: _muted,
    NoSuchBroadcast: _gone,
    NoSuchComment: _gone,
    NoSuchEnquiry: _gone,
    NoSuchKind: _gone,
    NoSuchPlan: _gone,
    NoSuchQuestion: _no_such_question,
    NoSuchResponse: _no_such_response,
    NoSuchRole: _gone,
    NoSuchSection: _gone,
    NoSuchSurvey: _no_such_survey,
    NoSuchVerdict: _gone,
    NobodyToMute: _gone,
    NotADraft: _not_now,
    NotDecided: _gone,
    NotReadYet: _not_read_yet,
    NotAllowed: _not_allowed,
    NotYoursToSee: _not_allowed,
    NotInThisState: _moved_on,
    NotYoursToRun: _not_allowed,
    OldButton: _old_button,
    GroupElsewhere: _group_elsewhere,
    OwnBroadcast: _own,
    OwnComment: _own_comment,
    PointsDiffer: _points_differ,
    TooMuchToCarry: _old_button,
    TooSoonToCount: _too_soon_to_count,
    PersonalDataLeft: _personal_data_left,
    SurveyClosed: _closed,
    SurveyNotOpenYet: _not_open_yet,
    TakingPartExcludes: _taking_part,
    TooManyResponses: _too_many,
    TooOften: _too_often,
    TurnoutStandsAlone: _turnout_alone,
    UnknownMunicipality: _unknown_municipality,
    WindowClosed: _window_closed,
    WindowNotOpen: _window_not_open,
    **CONTEST_REFUSALS,
    **DEBATE_REFUSALS,
    **GROUP_REFUSALS,
    **SETTLING_REFUSALS,
    **evaluation_screens.REFUSALS,
    **after_refusals.REFUSALS,
    **day_refusals.REFUSALS,
    **meeting_refusals.REFUSALS,
    **plan_channels.REFUSALS,
    **letter_screens.REFUSALS,
    **plan_rounds.REFUSALS,
}
