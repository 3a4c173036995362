"""What residents hand over to a person, and the answer that comes back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from people import profile, roles
from storage import enquiries, people
from storage.enquiries import Enquiry
from storage.happenings import Happening
from storage.people import Resident

# As much as a letter carries together with the question that it answers.
TEXT_LENGTH = 3600


class NoSuchEnquiry(LookupError):
    pass


class AnsweredAlready(Exception):
    """A colleague was faster."""


@dataclass(frozen=True)
class HandedOver(Happening):
    """An enquiry is there for these staff to answer."""

    enquiry: Enquiry
    staff: tuple[Resident, ...]


@dataclass(frozen=True)
class Answered(Happening):
    enquiry: Enquiry
    resident: Resident


async def hand_over(
    session: AsyncSession,
    resident: Resident,
    message_id: int,
    text: str,
    now: datetime,
    area_code: str = "",
) -> HandedOver:
    """To the area that it is about, else the resident's; the same message twice is one enquiry."""
    concerned = [area_code] if area_code else await profile.areas(session, resident)
    found, _ = await enquiries.keep(
        session,
        resident_id=resident.id,
        message_id=message_id,
        area_code=concerned[0] if concerned else None,
        text=_fitting(text),
        now=now,
    )
    return HandedOver(found, await _answerers(session, found.area_code))


async def would_answer(session: AsyncSession, resident: Resident) -> bool:
    """Whether what this person handed over would come to themselves."""
    held = await people.roles(session, resident.id)
    concerned = await profile.areas(session, resident)
    area_code = concerned[0] if concerned else None
    return roles.may(held, roles.Action.ANSWER_ENQUIRIES, area_code)


async def answer(
    session: AsyncSession, actor_id: int, number: int, text: str, now: datetime
) -> Answered:
    """Answer an enquiry of one's own area; raises NotAllowed, NoSuchEnquiry, AnsweredAlready."""
    found = await see(session, actor_id, number)
    if found.answered_at and (found.answered_by, found.answer) != (actor_id, _fitting(text)):
        raise AnsweredAlready
    resident = await session.get(Resident, found.resident_id)
    if resident is None:
        raise NoSuchEnquiry
    if not found.answered_at:
        found.answer, found.answered_by, found.answered_at = _fitting(text), actor_id, now
        await session.flush()
    return Answered(found, resident)


async def see(session: AsyncSession, actor_id: int, number: int) -> Enquiry:
    found = await enquiries.enquiry(session, number)
    if found is None:
        raise NoSuchEnquiry
    held = await people.roles(session, actor_id)
    roles.demand(held, roles.Action.ANSWER_ENQUIRIES, found.area_code)
    return found


def _fitting(text: str) -> str:
    return text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - 1] + "…"


async def _answerers(session: AsyncSession, area_code: str | None) -> tuple[Resident, ...]:
    """Coordinators of the area; where there are none, or no area, all who may answer there."""
    able = [
        (role, person)
        for role, person in await people.staff(session)
        if roles.may([role], roles.Action.ANSWER_ENQUIRIES, area_code)
    ]
    nearest = [person for role, person in able if area_code and role.area_code == area_code]
    chosen = nearest or [person for _, person in able]
    return tuple({person.id: person for person in chosen}.values())
