"""Draft plans that people may read, with where their consultations stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.plans.cards import ways_told
from plans import consultation
from plans.channels import TELEGRAM, WEB
from plans.consultation import PUBLIC, Phase
from storage import places
from storage import plans as tables
from storage.places import Area
from storage.plans import Consultation, Plan, PlanVersion
from texts.words import Words


@dataclass(frozen=True)
class Out:
    """A plan that people may read, and where its consultation stands."""

    plan: Plan
    area: Area
    version: PlanVersion
    window: Consultation | None
    phase: Phase | None

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    @property
    def takes_web(self) -> bool:
        return self.window is not None and self.is_open and WEB in self.window.channels

    @property
    def takes_chat(self) -> bool:
        return self.window is not None and self.is_open and TELEGRAM in self.window.channels

    def elsewhere(self, words: Words) -> str:
        """How comments come, where they do not come from a page."""
        if self.window is None or not self.is_open or self.takes_web:
            return ""
        ways = ways_told(words, self.window.channels)
        return words("Comments on this draft are taken only {ways}.", ways=ways)


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
