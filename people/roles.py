"""What staff may do, and where: checked where a decision is made, not where a button is drawn."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, people
from storage.people import Resident, Staff

ADMINISTRATOR, COORDINATOR, MEMBER = "administrator", "coordinator", "member"
# Enters questionnaires filled in on paper or in a talk, keeps lists at doors, sees nothing else.
CLERK = "clerk"
ROLES = (ADMINISTRATOR, COORDINATOR, MEMBER, CLERK)


class Action(StrEnum):
    SIGN_IN = "sign_in"
    SEE_RESULTS = "see_results"
    RUN_SURVEYS = "run_surveys"
    READ_COMMENTS = "read_comments"
    SETTLE = "settle"
    RUN_PLANS = "run_plans"
    HOLD_MEETINGS = "hold_meetings"
    KEEP_ATTENDANCE = "keep_attendance"
    RUN_CONTESTS = "run_contests"
    RUN_DEBATES = "run_debates"
    RUN_GROUPS = "run_groups"
    ENTER_PAPER = "enter_paper"
    EXPORT_ROWS = "export_rows"
    ANSWER_ENQUIRIES = "answer_enquiries"
    MUTE = "mute"
    BROADCAST = "broadcast"
    SEE_STAFF = "see_staff"
    INVITE_CLERK = "invite_clerk"
    INVITE_MEMBER = "invite_member"
    INVITE_COORDINATOR = "invite_coordinator"
    INVITE_ADMINISTRATOR = "invite_administrator"


_MEMBER = {Action.SIGN_IN, Action.SEE_RESULTS, Action.SETTLE}
_COORDINATOR = _MEMBER | {
    Action.ENTER_PAPER,
    Action.INVITE_CLERK,
    Action.RUN_SURVEYS,
    Action.READ_COMMENTS,
    Action.RUN_PLANS,
    Action.HOLD_MEETINGS,
    Action.KEEP_ATTENDANCE,
    Action.RUN_CONTESTS,
    Action.RUN_DEBATES,
    Action.RUN_GROUPS,
    Action.EXPORT_ROWS,
    Action.ANSWER_ENQUIRIES,
    Action.MUTE,
    Action.BROADCAST,
    Action.SEE_STAFF,
    Action.INVITE_MEMBER,
}
POWERS: dict[str, set[Action]] = {
    CLERK: {Action.SIGN_IN, Action.ENTER_PAPER, Action.KEEP_ATTENDANCE},
    MEMBER: _MEMBER,
    COORDINATOR: _COORDINATOR,
    ADMINISTRATOR: set(Action),
}
INVITING = {
    CLERK: Action.INVITE_CLERK,
    MEMBER: Action.INVITE_MEMBER,
    COORDINATOR: Action.INVITE_COORDINATOR,
    ADMINISTRATOR: Action.INVITE_ADMINISTRATOR,
}


class NotAllowed(Exception):
    def __init__(self, action: Action) -> None:
        super().__init__(action)
        self.action = action


class LastAdministrator(Exception):
    """Somebody has to be able to appoint the others."""


class NoSuchRole(LookupError):
    pass


def may(roles: Iterable[Staff], action: Action, area_code: str | None = None) -> bool:
    """Whether these roles allow the action in the area (anywhere at all when None)."""
    return any(action in POWERS[role.role] and _covers(role, area_code) for role in roles)


def powers(roles: Iterable[Staff]) -> frozenset[Action]:
    """All that these roles allow, wherever it is."""
    return frozenset().union(*(POWERS[role.role] for role in roles))


def demand(roles: Iterable[Staff], action: Action, area_code: str | None = None) -> None:
    if not may(roles, action, area_code):
        raise NotAllowed(action)


def areas_for(roles: Iterable[Staff], action: Action) -> list[str] | None:
    """The areas in which the roles allow the action; None means all of them."""
    allowing = [role for role in roles if action in POWERS[role.role]]
    if any(not role.area_code for role in allowing):
        return None
    return sorted({role.area_code for role in allowing})


async def staff_for(
    session: AsyncSession, action: Action, area_code: str | None
) -> tuple[Resident, ...]:
    """Everybody whose role allows the action in the area, once each, unless they blocked us."""
    found = {
        person.id: person
        for role, person in await people.staff(session)
        if may([role], action, area_code) and not person.blocked
    }
    return tuple(found.values())


def _covers(role: Staff, area_code: str | None) -> bool:
    return area_code is None or role.area_code in ("", area_code)


async def take_away(
    session: AsyncSession,
    actor_id: int | None,
    resident_id: int,
    role: str,
    area_code: str,
    group_code: str,
    now: datetime,
) -> None:
    """End a role, one's own or somebody's whom one might have invited.

    Raises NotAllowed, NoSuchRole, LastAdministrator.
    """
    if actor_id is not None and actor_id != resident_id:
        demand(await people.roles(session, actor_id), INVITING[role], area_code)
    held = await people.roles(session, resident_id)
    found = next(
        (
            one
            for one in held
            if (one.role, one.area_code, one.group_code) == (role, area_code, group_code)
        ),
        None,
    )
    if found is None:
        raise NoSuchRole
    if role == ADMINISTRATOR and await people.administrators(session) < 2:
        raise LastAdministrator
    await people.revoke(session, found)
    await audit.note(
        session, now, actor_id, "role_ended", str(resident_id), role=role, area=area_code
    )
    await session.flush()
