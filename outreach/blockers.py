"""Why a broadcast cannot go out yet, named before anybody taps the button."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import anchors, audiences, rendering, targets
from outreach.audiences import GROUP, Audience
from outreach.rules import Rules
from outreach.targets import Target
from people import roles
from people.roles import Action
from storage import groups, people
from storage.broadcasts import Broadcast
from storage.people import Resident
from texts.content import fold
from texts.formatting import CAPTION_LIMIT, MESSAGE_LIMIT, width
from texts.words import LANGUAGES


class Reason(StrEnum):
    NO_TEXT = "no_text"
    MISSING_LANGUAGE = "missing_language"
    TOO_LONG = "too_long"
    FILE_ON_ITS_WAY = "file_on_its_way"
    NO_RECIPIENTS = "no_recipients"
    TOO_FEW = "too_few"
    NOBODY_TO_APPROVE = "nobody_to_approve"
    IN_THE_PAST = "in_the_past"
    NOTHING_TO_REMIND_OF = "nothing_to_remind_of"
    BUTTON_LEADS_NOWHERE = "button_leads_nowhere"
    BUTTON_WITHOUT_LABEL = "button_without_label"
    NAMES_GROUP = "names_group"


@dataclass(frozen=True)
class Blocker:
    """A warning does not stop anybody; `number` is of a button, or of letters too many."""

    reason: Reason
    language: str = ""
    number: int = 0
    is_warning: bool = False


async def of(
    session: AsyncSession, broadcast: Broadcast, now: datetime, rules: Rules
) -> list[Blocker]:
    """All that stands in the way, the warnings last; `rules` are those of its area."""
    found = [*_texts(broadcast), *_file(broadcast), *await _named_groups(session, broadcast)]
    found += await _buttons(session, broadcast, await _moment(session, broadcast, now, rules))
    found += await _audience(session, broadcast, rules)
    if broadcast.anchor and await anchors.date_of(session, broadcast.anchor) is None:
        found.append(Blocker(Reason.NOTHING_TO_REMIND_OF))
    elif await _moment(session, broadcast, now, rules) < now:
        found.append(Blocker(Reason.IN_THE_PAST))
    return sorted(found, key=lambda one: one.is_warning)


async def blocking(
    session: AsyncSession, broadcast: Broadcast, now: datetime, rules: Rules
) -> list[Blocker]:
    return [one for one in await of(session, broadcast, now, rules) if not one.is_warning]


async def approvers(session: AsyncSession, broadcast: Broadcast) -> list[Resident]:
    """Everybody but the author who has power over the whole audience."""
    areas = Audience.from_json(broadcast.audience).areas or ("",)
    held: dict[int, list[people.Staff]] = {}
    known: dict[int, Resident] = {}
    for role, person in await people.staff(session):
        held.setdefault(person.id, []).append(role)
        known[person.id] = person
    return [
        person
        for person in known.values()
        if person.id != broadcast.author_id
        if all(roles.may(held[person.id], Action.BROADCAST, area) for area in areas)
    ]


async def _moment(
    session: AsyncSession, broadcast: Broadcast, now: datetime, rules: Rules
) -> datetime:
    """When it goes out as it stands: a reminder by its date, else as chosen, else now."""
    return await anchors.moment(session, broadcast, rules.zone) or broadcast.send_at or now


def _texts(broadcast: Broadcast) -> list[Blocker]:
    if not any(broadcast.texts.values()):
        return [Blocker(Reason.NO_TEXT)]
    limit = CAPTION_LIMIT if broadcast.media else MESSAGE_LIMIT
    said = [language for language, text in broadcast.texts.items() if text]
    widths = {one: width(rendering.letter_for(broadcast, one).text) for one in said}
    long = [
        Blocker(Reason.TOO_LONG, language, told - limit)
        for language, told in widths.items()
        if told > limit
    ]
    missing = [
        Blocker(Reason.MISSING_LANGUAGE, language, is_warning=True)
        for language in LANGUAGES
        if not broadcast.texts.get(language)
    ]
    return long + missing


async def _named_groups(session: AsyncSession, broadcast: Broadcast) -> list[Blocker]:
    """What goes to a sensitive group is read on locked screens, where it is not to be named."""
    chosen = Audience.from_json(broadcast.audience).criteria
    codes = [code for one in chosen if one.kind == GROUP for code in one.values if not one.without]
    found = [await groups.group(session, code) for code in codes]
    names = [fold(name) for one in found if one and one.sensitive for name in one.name.values()]
    return [
        Blocker(Reason.NAMES_GROUP, language)
        for language, text in broadcast.texts.items()
        if any(name in fold(text) for name in names)
    ]


def _file(broadcast: Broadcast) -> list[Blocker]:
    is_here = broadcast.media is None or broadcast.media["digest"]
    return [] if is_here else [Blocker(Reason.FILE_ON_ITS_WAY)]


async def _buttons(session: AsyncSession, broadcast: Broadcast, when: datetime) -> list[Blocker]:
    found = []
    for number, kept in enumerate(broadcast.buttons, start=1):
        target = Target.from_json(kept)
        if not any(target.label.values()):
            found.append(Blocker(Reason.BUTTON_WITHOUT_LABEL, number=number))
        if not await targets.leads_somewhere(session, target, when):
            found.append(Blocker(Reason.BUTTON_LEADS_NOWHERE, number=number))
    return found


def _fills_until_then(broadcast: Broadcast, audience: Audience) -> bool:
    """Who will have stopped half-way by then is not known now; a whole area is a crowd anyway."""
    kinds = [one.kind for one in audience.criteria]
    return bool(broadcast.anchor and audience.areas) and kinds == ["unfinished"]


async def _audience(session: AsyncSession, broadcast: Broadcast, rules: Rules) -> list[Blocker]:
    audience = Audience.from_json(broadcast.audience)
    if _fills_until_then(broadcast, audience):
        return []
    size = await audiences.size(session, audience, unasked=not broadcast.statutory)
    if audience.of_turnout and size < audiences.SMALLEST_CROWD:
        return [Blocker(Reason.TOO_FEW, number=audiences.SMALLEST_CROWD)]
    if not size:
        return [Blocker(Reason.NO_RECIPIENTS)]
    if size > rules.approval_above and not await approvers(session, broadcast):
        return [Blocker(Reason.NOBODY_TO_APPROVE, number=rules.approval_above)]
    return []
