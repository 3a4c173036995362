"""What a comment has to bring besides its text, where the body that settles it says so."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from plans import bodies
from storage import places
from storage.plans import Plan


class FormIncomplete(Exception):
    """The body takes comments only with these parts besides the text."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(*missing)
        self.missing = tuple(missing)


async def demand(session: AsyncSession, plan: Plan, brought: Collection[str]) -> None:
    """Raises FormIncomplete."""
    area = await places.area(session, plan.area_code)
    form = bodies.rules_of(area, plan_key=plan.key).form
    missing = tuple(part for part in form if part not in brought)
    if missing:
        raise FormIncomplete(missing)
