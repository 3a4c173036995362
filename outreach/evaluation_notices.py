"""Evaluations of plans, told to the steering group, to those who drafted, and to followers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from groups.membership import LEADING
from outreach.letters import Letter, post
from outreach.plan_notices import to_followers
from people.roles import Action, staff_for
from plans.evaluation import AssessmentReturned, EvaluationApproved, EvaluationHandedOver
from storage import groups
from storage.groups import STEERING
from storage.happenings import Happening
from storage.people import Resident
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, Row, tap
from texts.words import Words


async def _handed_over(session: AsyncSession, happened: EvaluationHandedOver, now: datetime) -> int:
    plan, new = happened.plan, 0
    about = f"evaluation:{plan.code}:{happened.period}:{now:%Y%m%d%H%M%S%f}"
    for person in await _steering(session, plan.area_code):
        words = Words(person.language)
        text = words(
            "The groups have evaluated the plan “{title}” for {period}. Please go through it and "
            "approve it, or send sections back.",
            title=escape(pick(happened.title, person.language)),
            period=escape(happened.period),
        )
        letter = Letter(text, (_open(words, plan.code, happened.period),))
        new += await post(session, person, about, letter, now, quiet_in=plan.area_code)
    return new


async def _returned(session: AsyncSession, happened: AssessmentReturned, now: datetime) -> int:
    one = happened.assessment
    person = await session.get(Resident, one.drafted_by) if one.drafted_by else None
    if person is None or person.blocked:
        return 0
    words = Words(person.language)
    text = words(
        "The steering group asks you to look at section {section} once more:\n\n"
        "<blockquote>{remark}</blockquote>",
        section=escape(f"{one.section_id} {pick(happened.section.title, person.language)}"),
        remark=escape(one.remark),
    )
    place = f"{one.plan_code}:{one.period}:{one.section_id}"
    about = f"assessment-returned:{place}:{now:%Y%m%d%H%M%S%f}"
    row = (
        Button(words("Open"), tap("ev", "section", one.plan_code, one.period, one.section_id, "")),
    )
    letter, area = Letter(text, (row,)), happened.plan.area_code
    return int(await post(session, person, about, letter, now, quiet_in=area))


async def _approved(session: AsyncSession, happened: EvaluationApproved, now: datetime) -> int:
    plan = happened.plan
    about = f"evaluation-approved:{plan.code}:{happened.period}"

    @cache
    def said(language: str) -> Letter:
        words = Words(language)
        text = words(
            "It has been evaluated what became of the plan “{title}” in {period}.",
            title=escape(pick(happened.title, language)),
            period=escape(happened.period),
        )
        return Letter(text, (_open(words, plan.code, happened.period),))

    return await to_followers(session, plan, about, said, now)


def _open(words: Words, code: str, period: str) -> Row:
    return (Button(words("Open"), tap("ev", "show", code, period, "", "")),)


async def _steering(session: AsyncSession, area_code: str) -> Sequence[Resident]:
    """Those who lead the steering group; where there is none, whoever runs plans in the area."""
    found = [one for one in await groups.groups_of(session, [area_code]) if one.kind == STEERING]
    if not found:
        return await staff_for(session, Action.RUN_PLANS, area_code)
    leads = [
        await session.get(Resident, member.resident_id)
        for group in found
        for member in await groups.members(session, group.code)
        if member.role in LEADING and member.resident_id
    ]
    return [one for one in leads if one and not one.blocked]


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    EvaluationHandedOver: _handed_over,
    AssessmentReturned: _returned,
    EvaluationApproved: _approved,
}
