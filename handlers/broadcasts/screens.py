"""The screens of a broadcast: one card while it is written, then how far it has come."""

from collections.abc import Sequence

from handlers import titles
from handlers.broadcasts import words as told
from handlers.replies import Screen
from handlers.taps import BroadcastStep, button
from handlers.visit import Visit
from outreach import blockers, broadcasts, progress
from outreach.blockers import Blocker, Reason
from outreach.targets import (
    ADDRESS,
    CONTEST,
    DEBATE,
    MEETING,
    MEETING_CALENDAR,
    MEETING_MAP,
    PLAN,
    SURVEY,
    Target,
)
from storage import broadcasts as tables
from storage.broadcasts import Broadcast
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, Row
from texts.words import Words

EXCERPT_LENGTH = 240


async def screen(visit: Visit, broadcast: Broadcast) -> Screen:
    """How the broadcast stands now, with what can be done with it."""
    if broadcast.state == tables.DRAFT:
        return await _draft(visit, broadcast)
    if broadcast.state in (tables.WAITING, tables.SCHEDULED):
        return await _ready(visit, broadcast)
    return await _begun(visit, broadcast)


async def _draft(visit: Visit, broadcast: Broadcast) -> Screen:
    words = visit.words
    rules = await told.rules_of(visit, broadcast)
    found = await blockers.of(visit.session, broadcast, visit.now, rules)
    missing = [one for one in found if not one.is_warning]
    lines = await _content(visit, broadcast)
    if missing:
        lines += ["", words("<b>Before it can be sent:</b>")]
        lines += [f"• {escape(told.blocker_told(words, one))}" for one in missing]
    return Screen("\n".join(lines), _draft_rows(words, broadcast, missing))


def _draft_rows(words: Words, broadcast: Broadcast, missing: Sequence[Blocker]) -> tuple[Row, ...]:
    at = broadcast.id
    rows: list[Row] = [
        (step(words("Text"), "texts", at), step(words("Attachment"), "media", at)),
        (step(words("Buttons"), "buttons", at), step(words("To whom"), "audience", at)),
        (step(words("When"), "when", at), step(words("Kind of message"), "kind", at)),
    ]
    if broadcast.texts and not any(one.reason is Reason.TOO_LONG for one in missing):
        rows.append(
            (
                step(words("Show it to me"), "preview", at),
                step(words("Try it on colleagues"), "try", at),
            )
        )
    if not missing:
        rows.append((step(words("Send"), "send", at),))
    rows.append((step(words("Throw away"), "discard", at), step(words("Back"), "list", at)))
    return tuple(rows)


async def _ready(visit: Visit, broadcast: Broadcast) -> Screen:
    """Nothing has gone out yet: it waits for its moment, or for a second person."""
    words, at = visit.words, broadcast.id
    lines = await _content(visit, broadcast)
    rows: list[Row] = []
    if broadcast.state == tables.WAITING and broadcast.author_id == visit.resident.id:
        lines += ["", words("A colleague has to approve it. I have written to them.")]
    elif broadcast.state == tables.WAITING:
        lines += ["", words("Your approval is wanted.")]
        rows.append((step(words("Approve"), "approve", at), step(words("Return"), "refuse", at)))
    rows += [
        (step(words("Show it to me"), "preview", at),),
        (step(words("Take back and change"), "take-back", at), step(words("Stop"), "ask-stop", at)),
        (step(words("Back"), "list", at),),
    ]
    return Screen("\n".join(lines), tuple(rows))


async def _content(visit: Visit, broadcast: Broadcast) -> list[str]:
    words = visit.words
    lines = [f"<b>{told.title(words, broadcast)}</b>"]
    excerpt = told.excerpt(broadcast, words.language, EXCERPT_LENGTH)
    if excerpt:
        lines.append(f"<blockquote>{escape(excerpt)}</blockquote>")
    audience = broadcasts.audience_of(broadcast)
    lines += [
        _line(words("Text"), told.languages_told(words, broadcast)),
        _line(words("Attachment"), _media_told(words, broadcast)),
        _line(words("Buttons"), await _buttons_told(visit, broadcast)),
        _line(words("To whom"), await told.sentence(visit, audience)),
        f"<b>{await told.counted(visit, broadcast)}</b>",
        _line(words("When"), await told.when_told(visit, broadcast)),
    ]
    if broadcast.statutory:
        lines.append(
            words("Notice required by law: it also reaches those who want fewer messages.")
        )
    return lines


def _line(name: str, value: str) -> str:
    return f"<b>{name}:</b> {value}"


def _media_told(words: Words, broadcast: Broadcast) -> str:
    if not broadcast.media:
        return words("none")
    if broadcast.media["kind"] == "photo":
        return words("picture")
    return words("document {name}", name=escape(broadcast.media["name"]))


async def _buttons_told(visit: Visit, broadcast: Broadcast) -> str:
    words = visit.words
    lines = [
        f"\n• {escape(pick(one.label, words.language))} → {escape(await target_told(visit, one))}"
        for one in broadcasts.buttons_of(broadcast)
    ]
    return "".join(lines) or words("none")


async def target_told(visit: Visit, target: Target) -> str:
    if target.kind == SURVEY:
        return await titles.survey_title(visit, target.target)
    if target.kind == PLAN:
        return await titles.plan_title(visit, target.target)
    if target.kind in (MEETING, MEETING_CALENDAR, MEETING_MAP):
        return await titles.meeting_title(visit, target.target)
    if target.kind == CONTEST:
        return await titles.contest_title(visit, target.target)
    if target.kind == DEBATE:
        return await titles.debate_title(visit, target.target)
    return target.target if target.kind == ADDRESS else target.kind


async def _begun(visit: Visit, broadcast: Broadcast) -> Screen:
    """How far the sending is; when it is over, the final report."""
    found = await progress.report(visit.session, broadcast, visit.now)
    letter = progress.letter(found, visit.words)
    return Screen(letter.text, letter.rows)


def step(label: str, act: str, broadcast_id: int, value: str = "") -> Button:
    return button(label, BroadcastStep(act=act, id=broadcast_id, value=value))
