"""What those who run plans do: bring one in, open its consultation, make that longer, publish."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import channels, consultation, keeping, rounds
from plans.changes import Change, changes
from plans.channels import ChannelNotTaken
from plans.consultation import (
    INSIDE,
    PRAGUE,
    PUBLIC,
    AgainstTheRules,
    Broken,
    Dates,
    NoSuchPlan,
    Phase,
    Rule,
    WindowClosed,
    WindowExtended,
    WindowNotOpen,
    phase,
)
from plans.documents import Plan as Document
from plans.documents import Section
from plans.reading import Draft
from plans.rounds import Readers
from storage import audit
from storage import plans as tables
from storage.plans import Consultation, Plan, PlanVersion


class NotYoursToRun(Exception):
    """The plan belongs to an area in which this person does not run plans."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class ChangedMeanwhile(Exception):
    """A newer version has come in since this one was looked at."""


class NobodySits(Exception):
    """No group of the area sits in the round."""


@dataclass(frozen=True)
class Runner:
    """Somebody with the areas in which they run plans; None means all of them."""

    resident_id: int
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToRun(area)


@dataclass(frozen=True)
class Overview:
    """The newest version of a plan, and where its consultation stands.

    `changes` are counted against the version before it that others have read, None for the first.
    """

    draft: Draft
    changes: Mapping[Change, int] | None
    before: PlanVersion | None
    windows: Sequence[Consultation]
    now: datetime
    followers: int

    @property
    def plan(self) -> Plan:
        return self.draft.plan

    @property
    def window(self) -> Consultation | None:
        return self.window_of(PUBLIC)

    @property
    def phase(self) -> Phase | None:
        return self.phase_of(PUBLIC)

    def window_of(self, round_: str) -> Consultation | None:
        return next((one for one in self.windows if one.round == round_), None)

    def phase_of(self, round_: str) -> Phase | None:
        found = self.window_of(round_)
        return phase(found, self.now) if found else None

    @property
    def is_public(self) -> bool:
        return self.draft.version.state == tables.PUBLIC

    @property
    def levels(self) -> Mapping[int, int]:
        """How many sections there are of each level."""
        return dict(sorted(Counter(one.level for one in self.draft.sections).items()))

    @property
    def without_summary(self) -> Sequence[Section]:
        return [one for one in self.draft.sections if one.text and not one.summary]

    @property
    def missing(self) -> Mapping[str, int]:
        """How many sections lack something in each language of the plan."""
        return {
            language: sum(_lacks(one, language) for one in self.draft.sections)
            for language in self.draft.version.languages
        }


def _lacks(section: Section, language: str) -> bool:
    told = (section.title, section.text, section.summary)
    return any(text and language not in text for text in told)


async def bring_in(
    session: AsyncSession, runner: Runner, document: Document, now: datetime
) -> Plan:
    """Raises NotYoursToRun, keeping.WrongArea, keeping.PrefixTaken."""
    runner.demand(document.area)
    kept = await keeping.keep(session, document, now)
    await _note(session, runner, "plan_read", kept, now)
    return kept


async def look(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Overview:
    """Raises NoSuchPlan, NotYoursToRun."""
    draft = await newest(session, runner, code)
    before = await _frozen_before(session, draft)
    return Overview(
        draft=draft,
        changes=await _counted(session, draft, before),
        before=before,
        windows=await tables.consultations(session, code),
        now=now,
        followers=len(await tables.followers(session, code)),
    )


async def newest(session: AsyncSession, runner: Runner, code: str) -> Draft:
    """The newest version, be it public or not."""
    plan = await _plan(session, runner, code)
    version = await tables.version(session, code, plan.version)
    assert version is not None
    return Draft(plan, version, await keeping.sections(session, code, plan.version))


async def run_by(session: AsyncSession, runner: Runner) -> Sequence[Draft]:
    """The newest versions of all plans that this person runs."""
    areas = None if runner.areas is None else list(runner.areas)
    found = await tables.plans_of(session, areas)
    return [await newest(session, runner, one.code) for one in found]


async def readers(
    session: AsyncSession, runner: Runner, code: str, round_: str, now: datetime
) -> Readers:
    """Who sits in a round: of a window that has opened, else of the newest version."""
    draft = await newest(session, runner, code)
    found = await tables.consultation(session, code, round_)
    if found and phase(found, now) is not Phase.COMING:
        return await rounds.readers_of(session, draft.plan, found)
    return await rounds.readers(session, draft.plan, round_, draft.sections)


async def checked(
    session: AsyncSession, code: str, round_: str, dates: Dates, now: datetime
) -> tuple[Dates, Sequence[Broken]]:
    """The dates as they would be set for a round, and the rules that they break.

    Nobody could have commented before today.
    """
    today = now.astimezone(PRAGUE).date()
    possible = replace(dates, opens=max(dates.opens, today))
    if possible.closes < possible.opens:
        possible = dates
    windows = await tables.consultations(session, code)
    return possible, consultation.broken(possible, today, round_, windows)


async def open_window(
    session: AsyncSession,
    runner: Runner,
    code: str,
    version: int,
    dates: Dates,
    now: datetime,
    round_: str = PUBLIC,
) -> Consultation:
    """Let the round read this version and take its comments on it between the dates.

    Raises ChangedMeanwhile, NobodySits, AgainstTheRules, WindowClosed.
    """
    plan = await _plan(session, runner, code)
    if plan.version != version:
        raise ChangedMeanwhile
    if round_ in INSIDE and not (await readers(session, runner, code, round_, now)).groups:
        raise NobodySits
    possible, _ = await checked(session, code, round_, dates, now)
    taken = await _channels(session, plan, round_)
    found = await consultation.set_window(
        session, plan, round_, possible, taken, runner.resident_id, now
    )
    told = {"opens": possible.opens.isoformat(), "closes": possible.closes.isoformat()}
    await _note(session, runner, "plan_window_set", plan, now, round=round_, **told)
    return found


async def _channels(session: AsyncSession, plan: Plan, round_: str) -> Sequence[str]:
    """As they were chosen before, else as the plan's file says; within a round all that can be."""
    kept = await tables.consultation(session, plan.code, round_)
    if round_ in INSIDE:
        return kept.channels if kept else channels.WITHIN
    newest = await tables.version(session, plan.code, plan.version)
    assert newest is not None
    return kept.channels if kept else newest.channels


async def take_channel(
    session: AsyncSession,
    runner: Runner,
    code: str,
    channel: str,
    on: bool,
    now: datetime,
    round_: str = PUBLIC,
) -> Consultation:
    """Take comments in this way or no longer; once the window has opened only more can be taken.

    Raises CannotClose, ChannelNotTaken, WindowNotOpen.
    """
    plan = await _plan(session, runner, code)
    window = await tables.consultation(session, code, round_)
    if window is None:
        raise WindowNotOpen(None)
    if round_ in INSIDE and channel not in channels.WITHIN:
        raise ChannelNotTaken(channels.WITHIN)
    has_opened = phase(window, now) is not Phase.COMING
    taken = channels.changed(window.channels, channel, on=on, has_opened=has_opened)
    if taken != window.channels:
        window.channels = taken
        told = {"channels": " ".join(taken), "round": round_}
        await _note(session, runner, "plan_channels_set", plan, now, **told)
    await session.flush()
    return window


async def extend(
    session: AsyncSession,
    runner: Runner,
    code: str,
    until: date,
    now: datetime,
    round_: str = PUBLIC,
) -> WindowExtended:
    """Raises AgainstTheRules for a day that has passed, CannotShorten, WindowNotOpen."""
    plan = await _plan(session, runner, code)
    today = now.astimezone(PRAGUE).date()
    if until < today:
        raise AgainstTheRules([Broken(Rule.PAST, today, strict=True)])
    extended = await consultation.extend(session, plan, round_, until, runner.resident_id, now)
    told = {"round": round_, "closes": until.isoformat()}
    await _note(session, runner, "plan_window_extended", plan, now, **told)
    return extended


async def publish(
    session: AsyncSession, runner: Runner, code: str, version: int, now: datetime
) -> None:
    """Let people read the newest version; a window that has not ended goes on with it.

    Raises ChangedMeanwhile, AgainstTheRules while a round before the public's lasts.
    """
    plan = await _plan(session, runner, code)
    if plan.version != version:
        raise ChangedMeanwhile
    windows = await tables.consultations(session, code)
    lasting = consultation.round_lasts(windows, PUBLIC, now.astimezone(PRAGUE).date())
    if lasting:
        raise AgainstTheRules(lasting)
    await consultation.publish(session, plan, now)
    window = await tables.consultation(session, code, PUBLIC)
    if window and phase(window, now) is not Phase.OVER:
        window.version = version
    await _note(session, runner, "plan_published", plan, now)


async def share(
    session: AsyncSession, runner: Runner, code: str, version: int, round_: str, now: datetime
) -> None:
    """Let a round whose window has not ended go on with the newest version.

    Raises ChangedMeanwhile, WindowNotOpen, WindowClosed.
    """
    plan = await _plan(session, runner, code)
    if plan.version != version:
        raise ChangedMeanwhile
    window = await tables.consultation(session, code, round_)
    if window is None or round_ not in INSIDE:
        raise WindowNotOpen(None)
    stands = phase(window, now)
    if stands is Phase.COMING:
        raise WindowNotOpen(window.opens_at)
    if stands is Phase.OVER:
        raise WindowClosed(window.closes_at)
    await consultation.share(session, plan, round_, now)
    noted = {"what": "shared", "by": runner.resident_id, "at": now.isoformat(), "version": version}
    window.version, window.history = version, [*window.history, noted]
    await _note(session, runner, "plan_shared", plan, now, round=round_)


async def _plan(session: AsyncSession, runner: Runner, code: str) -> Plan:
    plan = await tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    runner.demand(plan.area_code)
    return plan


async def _frozen_before(session: AsyncSession, draft: Draft) -> PlanVersion | None:
    """What everybody, or a round, has read before this version."""
    found = await tables.versions(session, draft.plan.code)
    read = [one for one in found if one.state != tables.WORKING]
    return next((one for one in reversed(read) if one.number < draft.version.number), None)


async def _counted(
    session: AsyncSession, draft: Draft, before: PlanVersion | None
) -> Mapping[Change, int] | None:
    if before is None:
        return None
    old = await keeping.sections(session, draft.plan.code, before.number)
    return Counter(changes(old, draft.sections).values())


async def _note(
    session: AsyncSession, runner: Runner, action: str, plan: Plan, now: datetime, **detail: str
) -> None:
    facts = {"version": plan.version, **detail}
    await audit.note(session, now, runner.resident_id, action, plan.code, **facts)
