"""How a comment looks to those who settle it: its text, the votes so far, and the answer to be."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.parties import PARTY_NAMES
from outreach import receipts
from outreach.round_words import marked
from plans import codelists
from plans.voting import Case
from storage import comments, groups
from storage.settling import APPROVED, DRAFT, PUBLISHED, TO_VERIFY
from texts.content import pick
from texts.formatting import beginning, day, either, escape, language_name
from texts.personal_data import masked
from texts.words import Words, later

WHOLE = 4000
REASON_STATES: Mapping[str, str] = {
    DRAFT: later("still being written"),
    TO_VERIFY: later("to be verified"),
    APPROVED: later("approved"),
    PUBLISHED: later("published"),
}
CHANNELS: Mapping[str, str] = {
    "telegram": later("from the chat"),
    "web": later("from the web"),
    "email": later("by e-mail"),
    "paper": later("on paper"),
    "data-box": later("by data box"),
    "hearing": later("at the public meeting"),
}
ROLES: Mapping[str, str] = {
    groups.CHAIR: later("the chair"),
    groups.SECRETARY: later("the secretary"),
}


async def told(session: AsyncSession, words: Words, found: Case, most: int = WHOLE) -> str:
    """All that the body needs to decide, without the author's name or contacts.

    `most` letters of what was written are shown, so that one message can hold a card.
    """
    parts = [
        await _heading(session, words, found),
        f"<blockquote>{_short(text_of(found), most)}</blockquote>",
        *_wishes(words, found, most),
        *_proposed(words, found),
        *votes(words, found),
        *await _answer(session, words, found, most),
    ]
    return "\n\n".join(filter(None, parts))


def text_of(found: Case) -> str:
    return found.comment.shown or masked(found.comment.text)


def votes(words: Words, found: Case) -> list[str]:
    """The tally, the most votes first."""
    counted = sorted(found.tally.items(), key=lambda one: (-one[1], one[0]))
    if not counted:
        return [words("Nobody has voted yet.")]
    lines = [f"{verdict_name(found, one, words.language)}: {n}" for one, n in counted]
    return ["\n".join([words("<b>Votes</b>"), *map(escape, lines)])]


def verdict_name(found: Case, verdict: str, language: str) -> str:
    known = found.verdict(verdict)
    return pick(known.text, language) if known else verdict


def to_confirm(found: Case, verdict: str) -> str:
    """What a button that confirms a verdict carries: beside it the mark of the answer shown."""
    return f"{verdict}.{found.mark}"


def confirmed(value: str) -> tuple[str, str]:
    """The verdict and the mark; a button from before there were marks carries none."""
    verdict, _, seen = value.partition(".")
    return verdict, seen


def roles_told(words: Words, roles: tuple[str, ...]) -> str:
    return either([words(ROLES[one]) for one in roles], words.language)


async def _heading(session: AsyncSession, words: Words, found: Case) -> str:
    language, comment = words.language, found.comment
    kind = codelists.named(codelists.kinds_of(found.area), comment.kind)
    facts = [
        pick(kind.text, language) if kind else comment.kind,
        words(CHANNELS[comment.channel]) if comment.channel in CHANNELS else comment.channel,
        day(comment.received_at, language),
        words(PARTY_NAMES[comment.party]) if comment.party else "",
        language_name(comment.language, language),
        marked(words, comment.round),
    ]
    lines = [
        f"<b>{comment.number}</b>",
        await receipts.where(session, comment, language),
        escape(" · ".join(filter(None, facts))),
    ]
    changed = await comments.edits(session, comment.number)
    if changed:
        when = day(changed[-1].edited_at, language)
        lines.append(words("Changed on {day}; only votes since then count.", day=when))
    if found.referral and found.referral.on_agenda:
        when = day(found.referral.on_agenda, language)
        lines.append(words("On the agenda on {day}", day=when))
    if found.merged:
        numbers = ", ".join(one.number for one in found.merged)
        lines.append(words("Settled together with it: {numbers}", numbers=numbers))
    return "\n".join(lines)


def _short(text: str, most: int) -> str:
    return escape(text if len(text) <= most else beginning(escape(text), most))


def _wishes(words: Words, found: Case, most: int) -> list[str]:
    comment, lines = found.comment, []
    if comment.proposal:
        wording = _short(masked(comment.proposal), most)
        lines.append(words("The author proposes: <i>{wording}</i>", wording=wording))
    if comment.reason:
        lines.append(words("Because: {reason}", reason=_short(masked(comment.reason), most)))
    return lines


def _proposed(words: Words, found: Case) -> list[str]:
    if found.proposed is None:
        return []
    verdict = verdict_name(found, found.proposed.verdict, words.language)
    return [words("The working group proposes: <b>{verdict}</b>", verdict=escape(verdict))]


async def _answer(session: AsyncSession, words: Words, found: Case, most: int) -> list[str]:
    motion, lines = found.motion, []
    if motion.wording:
        wording = _short(motion.wording, most)
        lines.append(words("New wording of the plan: <i>{wording}</i>", wording=wording))
    if motion.reason:
        state = words(REASON_STATES[motion.state])
        reason = _short(motion.reason, most)
        lines.append(words("Answer ({state}): {reason}", state=state, reason=reason))
    member = await groups.member(session, motion.evaluator_id) if motion.evaluator_id else None
    if member and member.state == groups.AGREED:
        lines.append(words("Prepared by {name}", name=escape(member.name)))
    return lines
