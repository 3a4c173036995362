"""The words for what cannot be done after a meeting."""

from collections.abc import Callable
from typing import Any

from handlers.replies import Reply, alert
from meetings.certificates import (
    NoCertificates,
    NoName,
    NoSuchCertificate,
    NotThereEnough,
    ReasonMissing,
    RevokedAlready,
)
from meetings.feedback import AnsweredBefore, FeedbackClosed, NotAsked
from meetings.materials import NoSuchMaterial, NotAnAddress, NothingToTell, TooManyMaterials
from meetings.minutes import TEXT_LENGTH
from meetings.minuting import (
    BecauseMissing,
    NoMinutes,
    NothingChanged,
    NothingToMinute,
    NothingWritten,
    NotMinutes,
    NotYoursToApprove,
    NotYoursToMinute,
)
from texts.words import Words


def _not_yours(_: Exception, words: Words) -> Reply:
    return alert(words("This is up to the office and to who leads the working group."))


def _not_approving(_: Exception, words: Words) -> Reply:
    return alert(words("Minutes are approved by the coordinator or by the chair of the group."))


def _too_soon(_: Exception, words: Words) -> Reply:
    return alert(words("The meeting has not taken place yet."))


def _too_little(refusal: NothingWritten, words: Words) -> Reply:
    if not refusal.content:
        return alert(words("Write first who was there."))
    if not refusal.present:
        return alert(
            words("Write first what came of it: a finding, a task or a point of the programme.")
        )
    return alert(words("Write first who was there and what came of it."))


def _the_same(_: Exception, words: Words) -> Reply:
    return alert(words("These minutes are approved already; nothing has changed since."))


def _why(_: Exception, words: Words) -> Reply:
    return alert(words("Write in a sentence why the minutes are corrected."))


def _none(_: Exception, words: Words) -> Reply:
    return alert(words("There are no minutes that you could read."))


def _does_not_fit(_: Exception, words: Words) -> Reply:
    return alert(
        words(
            "This does not fit into the minutes. A line has at most {most} letters.",
            most=TEXT_LENGTH,
        )
    )


def _no_certificates(_: Exception, words: Words) -> Reply:
    return alert(words("Certificates are printed once the meeting is over."))


def _not_enough(refusal: NotThereEnough, words: Words) -> Reply:
    return alert(
        words.many(
            "You were recorded {there} of the {n} time needed. Ask the office about it.",
            "You were recorded {there} of the {n} times needed. Ask the office about it.",
            refusal.needed,
            there=refusal.there,
        )
    )


def _no_name(_: Exception, words: Words) -> Reply:
    return alert(words("Write a name of three to eighty letters."))


def _no_certificate(_: Exception, words: Words) -> Reply:
    return alert(words("This certificate is not known."))


def _revoked_already(_: Exception, words: Words) -> Reply:
    return alert(words("This certificate is no longer valid."))


def _no_reason(_: Exception, words: Words) -> Reply:
    return alert(words("Say in a sentence why."))


def _no_material(_: Exception, words: Words) -> Reply:
    return alert(words("This is no longer there."))


def _no_address(_: Exception, words: Words) -> Reply:
    return alert(words("An address begins with https:// and has no spaces."))


def _nothing_new(_: Exception, words: Words) -> Reply:
    return alert(words("There is nothing new to tell people of."))


def _many_materials(refusal: TooManyMaterials, words: Words) -> Reply:
    return alert(words("A meeting has at most {most} materials.", most=refusal.most))


def _feedback_closed(_: Exception, words: Words) -> Reply:
    return alert(words("One can say so for a week after the meeting."))


def _not_asked(_: Exception, words: Words) -> Reply:
    return alert(words("We ask those who were there."))


def _answered_before(_: Exception, words: Words) -> Reply:
    return alert(
        words("Thank you, you have answered. We do not know what, so it cannot be changed.")
    )


REFUSALS: dict[type[BaseException], Callable[[Any, Words], Reply]] = {
    AnsweredBefore: _answered_before,
    BecauseMissing: _why,
    FeedbackClosed: _feedback_closed,
    NotAsked: _not_asked,
    NoMinutes: _none,
    NoCertificates: _no_certificates,
    NoSuchMaterial: _no_material,
    NotAnAddress: _no_address,
    NothingToTell: _nothing_new,
    TooManyMaterials: _many_materials,
    NoName: _no_name,
    NoSuchCertificate: _no_certificate,
    NotThereEnough: _not_enough,
    ReasonMissing: _no_reason,
    RevokedAlready: _revoked_already,
    NotMinutes: _does_not_fit,
    NotYoursToApprove: _not_approving,
    NotYoursToMinute: _not_yours,
    NothingChanged: _the_same,
    NothingToMinute: _too_soon,
    NothingWritten: _too_little,
}
