"""The words for what working groups refuse."""

from collections.abc import Callable, Mapping
from typing import Any

from groups.chats import BoundElsewhere, CodeUnusable, PublicChat
from groups.digesting import NoSuchTime
from groups.membership import NoSuchMember, NotInGroup
from groups.nomination import NobodyNamed, NominationUnusable, NoSuchParty, SeatedAlready
from groups.papers import NoSuchDocument, TitleMissing, TooManyRules
from groups.running import NameMissing, NoSuchGroup, NotYoursToLead
from groups.tasks import NoSuchTask, TaskUnclear
from handlers.replies import Reply, alert
from plans.theming import NoSuchTheme
from texts.words import Words


def _not_in_group(refusal: NotInGroup, words: Words) -> Reply:
    """An old card stays in a chat that is bound no more, or that Telegram has made anew."""
    if not refusal.group_code:
        return alert(
            words(
                "This chat is no working group’s. Who leads the group can bind it: /skupiny in a "
                "private chat with me. If the group has another chat, ask there."
            )
        )
    return alert(words("Only members of the group can do this."))


def _not_leading(_: Exception, words: Words) -> Reply:
    return alert(words("Only the coordinator, the chair or the secretary can do this."))


def _code_unusable(_: Exception, words: Words) -> Reply:
    return alert(
        words(
            "This code is not valid: it works once, within an hour, and only for who made it. Make "
            "a new one in a private chat with me."
        )
    )


def _public_chat(_: Exception, words: Words) -> Reply:
    return alert(
        words(
            "This group is public: anybody can read it. Make it private first; then bind it with a "
            "new code."
        )
    )


def _bound_elsewhere(_: Exception, words: Words) -> Reply:
    return alert(words("This chat belongs to another working group already."))


def _nomination_unusable(_: Exception, words: Words) -> Reply:
    return alert(words("This nomination is no longer valid. Please ask for a new one."))


def _seated_already(_: Exception, words: Words) -> Reply:
    return alert(words("This person sits in the group already."))


def _name_missing(_: Exception, words: Words) -> Reply:
    return alert(words("I need a name, of 80 characters at most."))


def _too_many_rules(_: Exception, words: Words) -> Reply:
    return alert(words("At most twelve rules, each of 200 characters at most."))


def _task_unclear(_: Exception, words: Words) -> Reply:
    return alert(words("Write the task in a few sentences, of 500 characters at most."))


def _gone(_: Exception, words: Words) -> Reply:
    return alert(words("This is no longer there."))


REFUSALS: Mapping[type[BaseException], Callable[[Any, Words], Reply]] = {
    BoundElsewhere: _bound_elsewhere,
    CodeUnusable: _code_unusable,
    NameMissing: _name_missing,
    NoSuchDocument: _gone,
    NoSuchGroup: _gone,
    NoSuchMember: _gone,
    NoSuchParty: _gone,
    NoSuchTask: _gone,
    NoSuchTheme: _gone,
    NoSuchTime: _gone,
    NobodyNamed: _name_missing,
    NominationUnusable: _nomination_unusable,
    NotInGroup: _not_in_group,
    NotYoursToLead: _not_leading,
    PublicChat: _public_chat,
    SeatedAlready: _seated_already,
    TaskUnclear: _task_unclear,
    TitleMissing: _name_missing,
    TooManyRules: _too_many_rules,
}
