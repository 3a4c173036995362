"""The receipt of a comment: one message that its author keeps, changed as the comment moves on."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from outreach.letters import Letter
from outreach.round_words import reach_told
from plans import codelists, rounds
from storage import comments as tables
from storage import groups, places, plans
from storage.comments import (
    DECIDED,
    PUBLISHED,
    RECEIVED,
    RELEASED,
    SPOKEN,
    STAFF_ONLY,
    UNREAD,
    WITHDRAWN,
    WRITTEN_DOWN,
    Comment,
    Settlement,
)
from storage.settling import Motion
from texts.content import pick
from texts.formatting import beginning, day, escape
from texts.personal_data import masked
from texts.screens import Button, Row, tap
from texts.words import Words, later

QUOTED: Final = 100
READ = {
    UNREAD: later("received; staff will read it"),
    RELEASED: later("read; others see it without your name"),
    STAFF_ONLY: later("read; only staff see it"),
}
STATES: Mapping[str, str] = {
    DECIDED: later("decided; the answer is being prepared"),
    PUBLISHED: later("answered"),
    WITHDRAWN: later("taken back"),
    SPOKEN: later("waits to be written down"),
    WRITTEN_DOWN: later("waits for you to say whether it is written down well"),
}


def state(words: Words, found: Comment) -> str:
    said = READ[found.release] if found.state == RECEIVED else STATES[found.state]
    return words(said)


async def stage(session: AsyncSession, words: Words, found: Comment) -> str:
    """The state, and of what waits for a working group with which one and until when.

    A group whose name would tell something of its members is not named.
    """
    referred = await tables.referral(session, found.number) if found.state == RECEIVED else None
    group = await groups.group(session, referred.group_code) if referred else None
    if referred is None or group is None:
        return state(words, found)
    name = "" if group.sensitive else pick(group.name, words.language)
    if referred.on_agenda is None:
        told = words("with the working group {group}", group=name)
        return told if name else words("with the working group")
    when = day(referred.on_agenda, words.language)
    told = words("on the agenda of the group {group} on {day}", group=name, day=when)
    return told if name else words("on the agenda on {day}", day=when)


async def receipt(
    session: AsyncSession, found: Comment, language: str, *, quotes: bool = True
) -> Letter:
    """What the author's receipt says now, and what they may do."""
    words = Words(language)
    lines = [
        words("Comment <b>{number}</b>", number=found.number),
        await where(session, found, language),
        await quote(session, found, found.text) if quotes else "",
        await _reach(session, found, words),
        words("State: <b>{state}</b>", state=escape(await stage(session, words, found))),
        *await answer(session, found, words),
    ]
    return Letter("\n\n".join(filter(None, lines)), _rows(words, found))


async def _reach(session: AsyncSession, found: Comment, words: Words) -> str:
    plan = await plans.plan(session, found.plan_code)
    if plan is None or found.round == tables.PUBLIC or found.state == WITHDRAWN:
        return ""
    return reach_told(words, await rounds.reach(session, plan, found.round))


async def where(session: AsyncSession, found: Comment, language: str) -> str:
    """The section commented on, as it is called; the plan's title where it is about all of it."""
    section = await plans.section(session, found.plan_code, found.version, found.section_id)
    if section:
        return f"{escape(section.id)} {escape(pick(section.content['title'], language))}"
    version = await plans.version(session, found.plan_code, found.version)
    return escape(pick(version.title, language)) if version else ""


async def quote(session: AsyncSession, found: Comment, said: str) -> str:
    """How a comment begins, so that one is told from another.

    It is read on locked screens, too: nothing that only staff are to read is quoted there, and
    nothing that is with a sensitive group.
    """
    if not said or found.confidential or found.release == STAFF_ONLY:
        return ""
    referred = await tables.referral(session, found.number)
    group = await groups.group(session, referred.group_code) if referred else None
    if group and group.sensitive:
        return ""
    return f"<blockquote>{escape(beginning(escape(masked(said)), QUOTED))}</blockquote>"


async def answer(session: AsyncSession, found: Comment, words: Words) -> list[str]:
    """The verdict with its reason and the changed wording, once they are published."""
    settled = await tables.settlement(session, found.number)
    if settled is None or found.state != PUBLISHED:
        return []
    return await settlement(session, found, settled, words)


async def settlement(
    session: AsyncSession, found: Comment, settled: Settlement | Motion, words: Words
) -> list[str]:
    """The verdict with its reason and the changed wording: decided, or proposed by a body."""
    plan = await plans.plan(session, found.plan_code)
    area = await places.area(session, plan.area_code) if plan else None
    verdict = codelists.named(codelists.verdicts_of(area), settled.verdict)
    told = pick(verdict.text, words.language) if verdict else settled.verdict
    lines = [words("Verdict: <b>{verdict}</b>", verdict=escape(told))]
    if settled.reason:
        lines.append(words("Reason: {reason}", reason=escape(settled.reason)))
    if settled.wording:
        wording = escape(settled.wording)
        lines.append(words("New wording: <i>{wording}</i>", wording=wording))
    return lines


def _rows(words: Words, found: Comment) -> tuple[Row, ...]:
    back = Button(words("Take back"), tap("cm", "ask-back", "", "", found.number))
    if found.state == SPOKEN:
        return ((back,),)
    if found.state == WRITTEN_DOWN:
        right = Button(words("It is right"), tap("cm", "heard-right", "", "", found.number))
        wrong = Button(words("Correct it"), tap("cm", "heard-wrong", "", "", found.number))
        return ((right,), (wrong, back))
    if found.state != RECEIVED:
        return ()
    change = Button(words("Edit"), tap("cm", "change", "", "", found.number))
    onwards = tap("cm", "onwards", found.plan_code, found.section_id, "")
    return ((change, back), (Button(words("Next section"), onwards),))
