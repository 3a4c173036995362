"""How working groups, their members and what is amiss with them are told in words."""

from collections.abc import Mapping, Sequence

from groups.chats import Rights
from groups.composition import Amiss, Warned
from handlers.parties import PARTY_NAMES
from storage.groups import (
    AT_ONCE,
    BY_SECRETARY,
    BY_STAFF,
    CHAIR,
    GUEST,
    MEMBER,
    SECRETARY,
    STEERING,
    WORKING,
    Member,
    WorkingGroup,
)
from texts.content import pick
from texts.formatting import escape, listed
from texts.words import Words, later

ROLE_NAMES: Mapping[str, str] = {
    CHAIR: later("chair"),
    SECRETARY: later("secretary"),
    MEMBER: later("member"),
    GUEST: later("guest"),
}
KIND_NAMES: Mapping[str, str] = {
    WORKING: later("working group"),
    STEERING: later("steering group"),
}
RELEASE_NAMES: Mapping[str, str] = {
    BY_STAFF: later("staff read comments first"),
    BY_SECRETARY: later("the secretary reads comments first"),
    AT_ONCE: later("members read comments at once"),
}
EXPECTED: Mapping[str, str] = {
    CHAIR: later("You lead the meetings, set the tasks and confirm what the group has decided."),
    SECRETARY: later("You write the minutes, keep the papers and see to the tasks."),
    MEMBER: later("You come to the meetings, say what you know from experience, and vote."),
    GUEST: later("You come when the group invites you. You do not vote."),
}


def name_of(words: Words, group: WorkingGroup) -> str:
    """The group's name, for its own screens."""
    return escape(pick(group.name, words.language))


def whose_chat(words: Words, group: WorkingGroup) -> str:
    """To whom a Telegram group belongs; a sensitive one is not named on its members' screens."""
    if group.sensitive:
        return words("This chat belongs to your working group.")
    return words("This chat belongs to: <b>{group}</b>", group=name_of(words, group))


def warned(words: Words, found: Sequence[Warned], municipalities: Mapping[str, str]) -> list[str]:
    return [_warned(words, one, municipalities) for one in found]


def _warned(words: Words, one: Warned, municipalities: Mapping[str, str]) -> str:
    if one.what is Amiss.NOBODY:
        return words("Nobody sits in the group yet.")
    if one.what is Amiss.NO_CHAIR:
        return words("Nobody chairs the group.")
    if one.what is Amiss.SMALL:
        return words.many(
            "Only {n} person votes. Five should.", "Only {n} people vote. Five should.", one.count
        )
    if one.what is Amiss.UNSEATED:
        names = [municipalities.get(code, code) for code in one.municipalities]
        told = listed([escape(name) for name in names], words.language)
        return words("Nobody sits for: {municipalities}", municipalities=told)
    party = words(PARTY_NAMES[one.party])
    if one.what is Amiss.MISSING:
        return words("Missing in the group: {party}", party=party)
    return words("Fewer than a third: {party} ({n})", party=party, n=one.count)


def member_told(words: Words, one: Member) -> str:
    """A line about a member; the role only where it is more than a member's."""
    if one.role == MEMBER:
        return escape(one.name)
    return f"{escape(one.name)} ({words(ROLE_NAMES[one.role])})"


def rights_missing(words: Words, rights: Rights) -> list[str]:
    """What the bot needs in the chat and has not, as sentences."""
    told = []
    if not rights.sends:
        told.append(words("I may not write here. Please allow me to send messages."))
    if not rights.pins:
        told.append(words("I may not pin messages. Make me an administrator who may pin."))
    if rights.is_forum and not rights.manages_topics:
        told.append(words("I may not make topics. Make me an administrator who may manage topics."))
    return told
