"""What is kept of a resident, handed out or forgotten at their wish."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from people import roles
from storage import (
    attendance,
    ballots,
    broadcasts,
    certificates,
    comment_files,
    comment_receipts,
    comments,
    contests,
    conversations,
    debate_listeners,
    debates,
    enquiries,
    evaluations,
    feedback,
    group_papers,
    groups,
    judging,
    materials,
    meetings,
    minutes,
    outreach,
    people,
    plans,
    prizes,
    rooms,
    settling,
    signin,
)
from storage.people import Resident


async def kept(session: AsyncSession, resident: Resident) -> dict[str, Any]:
    """All that lies under the resident's account, as plain values for a file."""
    return {
        "telegram_id": resident.telegram_id,
        "language": resident.language,
        "municipality": resident.municipality,
        "area": resident.area_code,
        "party": resident.party,
        "topics": await people.topics(session, resident.id),
        "arrived_on": resident.arrived_on.isoformat(),
        "seen_in": f"{resident.seen_on:%Y-%m}" if resident.seen_on else None,
        "news": resident.news,
        "muted_until": _written(resident.muted_until),
        "consents": [
            {"version": one.version, "given_at": one.given_at.isoformat()}
            for one in await people.consents(session, resident.id)
        ],
        "roles": [
            {"role": one.role, "area": one.area_code, "group": one.group_code, "name": one.name}
            for one in await people.roles(session, resident.id)
        ],
        "enquiries": await _enquiries(session, resident),
        "comments": await _comments(session, resident),
        "comments_joined": [one.number for one in await comments.joined_by(session, resident.id)],
        "seats": await _seats(session, resident),
        **await _contests(session, resident),
        **await _debates(session, resident),
        "certificates": [
            {"number": one.number, "meeting": one.meeting_code, "initials": one.initials}
            for one in await certificates.of_resident(session, resident.id)
        ],
        **await _meetings(session, resident),
    }


async def _enquiries(session: AsyncSession, resident: Resident) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "text": one.text,
            "asked_at": one.asked_at.isoformat(),
            "answer": one.answer,
        }
        for one in await enquiries.of_resident(session, resident.id)
    ]


async def _meetings(session: AsyncSession, resident: Resident) -> dict[str, Any]:
    return {
        "meetings": [
            {
                "meeting": one.meeting_code,
                "state": one.state,
                "people": one.people,
                "needs": one.needs,
                "said_at": one.said_at.isoformat(),
            }
            for one in await meetings.of_resident(session, resident.id)
        ],
        "meetings_visited": [
            {
                "meeting": one.meeting_code,
                "party": one.party,
                "people": one.people,
                "came_at": one.came_at.isoformat(),
            }
            for one in await attendance.every_of(session, resident.id)
        ],
        "questions_to_speakers": [
            {"meeting": one.meeting_code, "text": one.text, "asked_at": one.asked_at.isoformat()}
            for one in await rooms.of_resident(session, resident.id)
        ],
    }


async def _comments(session: AsyncSession, resident: Resident) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "section": one.section_id,
            "text": one.text,
            "proposal": one.proposal,
            "reason": one.reason,
            "sent_at": one.received_at.isoformat(),
        }
        for one in await comments.of_resident(session, resident.id)
    ]


async def _seats(session: AsyncSession, resident: Resident) -> list[dict[str, Any]]:
    return [
        {
            "group": group.name,
            "name": one.name,
            "party": one.party,
            "role": one.role,
            "state": one.state,
            "municipalities": one.seats,
            "since": _written(one.answered_at),
            "until": _written(one.ended_at),
        }
        for one, group in await groups.every_seat(session, resident.id)
    ]


async def _contests(session: AsyncSession, resident: Resident) -> dict[str, Any]:
    return {
        "contest_entries": [
            {
                "contest": one.contest_code,
                "number": one.number,
                "title": one.title,
                "state": one.state,
            }
            for one in await contests.every_entry_of(session, resident.id)
        ],
        "judges_in": [
            {"contest": one.contest_code, "name": one.name}
            for one in await judging.seats_of(session, resident.id)
        ],
        "voted_in": await ballots.votes_of(session, resident.id),
    }


async def _debates(session: AsyncSession, resident: Resident) -> dict[str, Any]:
    """What is kept by name: never what somebody agrees with."""
    added = await debates.proposed_by(session, resident.id)
    return {
        "debates_listened_to": await debate_listeners.listened_to(session, resident.id),
        "statements_waiting": [said for one in added for said in one.text.values()],
    }


async def forget(session: AsyncSession, resident: Resident) -> None:
    """Remove the account, its profile and all that hangs on it; raises LastAdministrator."""
    held = await people.roles(session, resident.id)
    is_administrator = any(role.role == roles.ADMINISTRATOR for role in held)
    if is_administrator and await people.administrators(session) < 2:
        raise roles.LastAdministrator
    for asked in await enquiries.of_resident(session, resident.id):
        await outreach.forget_about(session, enquiries.news_of(asked.number))
    # What hangs on a comment's author or on a seat goes before these forget them.
    for part in (comment_files, comment_receipts, settling):
        await part.forget_resident(session, resident.id)
    for feature in (
        attendance,
        broadcasts,
        certificates,
        comments,
        contests,
        conversations,
        enquiries,
        evaluations,
        feedback,
        group_papers,
        groups,
        judging,
        materials,
        minutes,
        outreach,
        prizes,
        rooms,
        signin,
    ):
        await feature.forget_resident(session, resident.id)
    await plans.forget(session, resident.id)
    await people.forget(session, resident.id)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
