"""Draft plans that people may read, with where their consultations stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import consultation
from plans.consultation import PUBLIC, Phase
from storage import places
from storage import plans as tables
from storage.places import Area
from storage.plans import Consultation, Plan, PlanVersion


@dataclass(frozen=True)
class Out:
    """A plan that people may read, and where its consultation stands."""

    plan: Plan
    area: Area
    version: PlanVersion
    window: Consultation | None
    phase: Phase | None


async def plans_out(session: AsyncSession, now: datetime) -> Sequence[Out]:
    found = [one for one in await tables.plans_of(session, None) if one.public_version]
    return [await out_of(session, one, now) for one in found]


async def out_of(session: AsyncSession, plan: Plan, now: datetime) -> Out:
    assert plan.public_version is not None
    version = await tables.version(session, plan.code, plan.public_version)
    area = await places.area(session, plan.area_code)
    assert version is not None
    assert area is not None
    window = await tables.consultation(session, plan.code, PUBLIC)
    phase = consultation.phase(window, now) if window else None
    return Out(plan, area, version, window, phase)
