"""Whom a broadcast is for, chosen by tapping: each tap changes the sentence and the count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.broadcasts.screens import step
from handlers.broadcasts.words import counted, meetings_of, sentence, surveys_of
from handlers.profile import PARTY_NAMES
from handlers.replies import Reply, show
from handlers.taps import BroadcastStep
from handlers.titles import group_names, topic_names
from handlers.visit import Visit
from outreach import audiences, broadcasts
from outreach.audiences import GROUP, REGISTERED, Audience, Criterion
from people import roles
from people.roles import Action
from storage import people, places
from storage import surveys as survey_tables
from storage.broadcasts import Broadcast
from surveys import library
from texts.content import pick
from texts.formatting import day
from texts.numbers import whole
from texts.screens import Row
from texts.words import LANGUAGES, NAMES, later

KINDS = {
    "municipality": later("Municipalities"),
    "topic": later("Topics"),
    "party": later("As whom they take part"),
    "language": later("Languages"),
    "seen_since": later("When they last wrote"),
    GROUP: later("Working groups"),
    REGISTERED: later("Who comes to a meeting"),
    "took_part": later("Who has answered a survey"),
    "not_took_part": later("Who has not answered yet"),
    "unfinished": later("Who stopped half-way"),
}
# Of these, some may be left out.
EXCLUDABLE = ("municipality", "topic", "party", "language", GROUP, REGISTERED)
OF_SURVEYS = ("took_part", "not_took_part", "unfinished")
# These are of one area; another choice of areas takes them back.
OF_AREAS = (*OF_SURVEYS, GROUP, REGISTERED)
# One may be chosen of these; choosing another replaces it.
ONE_ONLY = ("seen_since", *OF_SURVEYS)
WITH, WITHOUT = "+", "-"
PER_PAGE = 30
MONTHS_BACK = (1, 3, 6, 12)


def router() -> Router:
    router = Router(name="broadcast_audience")
    for act, handler in {
        "audience": menu,
        "leave-out": leave_out,
        "of": values,
        "pick": pick_value,
        "areas": areas,
        "area": pick_area,
        "everybody": everybody,
    }.items():
        router.callback_query.register(handler, BroadcastStep.filter(F.act == act))
    return router


async def menu(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return await _menu(visit, found)


async def _menu(visit: Visit, found: Broadcast) -> Reply:
    words, number = visit.words, found.id
    audience = broadcasts.audience_of(found)
    rows: list[Row] = []
    if len(await _areas_allowed(visit)) > 1:
        rows.append((step(words("Areas"), "areas", number),))
    kinds = [
        step(_marked(visit, audience, kind, without=False), "of", number, WITH + kind)
        for kind in KINDS
    ]
    rows += [tuple(kinds[at : at + 2]) for at in range(0, len(kinds), 2)]
    rows.append((step(words("Leave somebody out"), "leave-out", number),))
    if audience.criteria:
        rows.append((step(words("Everybody again"), "everybody", number),))
    rows.append((step(words("Done"), "show", number),))
    return show(await _told(visit, found), *rows)


async def leave_out(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    audience = broadcasts.audience_of(found)
    rows: list[Row] = [
        (step(_marked(visit, audience, kind, without=True), "of", number, WITHOUT + kind),)
        for kind in EXCLUDABLE
    ]
    told = f"{await _told(visit, found)}\n\n{words('Whom to leave out?')}"
    return show(told, *rows, (step(words("Back"), "audience", number),))


async def values(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """The value is a sign, a kind and perhaps a page: `+municipality,2`."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    chosen, _comma, page = callback_data.value.partition(",")
    return await _values(visit, found, chosen, whole(page))


async def _values(visit: Visit, found: Broadcast, chosen: str, page: int = 0) -> Reply:
    words, number = visit.words, found.id
    sign, kind = chosen[:1], chosen[1:]
    if kind not in KINDS:
        return await _menu(visit, found)
    audience = broadcasts.audience_of(found)
    there = _chosen(audience, kind, sign == WITHOUT)
    offered = await _offered(visit, found, kind)
    shown = list(offered.items())[page * PER_PAGE : (page + 1) * PER_PAGE]
    buttons = [
        step(f"{'☑' if value in there else '☐'} {name}", "pick", number, f"{sign}{kind},{value}")
        for value, name in shown
    ]
    wide = 1 if kind in OF_AREAS or kind == "party" else 2
    rows: list[Row] = [tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide)]
    if (page + 1) * PER_PAGE < len(offered):
        rows.append((step(words("Continue"), "of", number, f"{chosen},{page + 1}"),))
    rows.append((step(words("Done"), "audience", number),))
    told = f"{await _told(visit, found)}\n\n<b>{words(KINDS[kind])}</b>"
    if not offered:
        told += "\n" + words("There is nothing to choose from.")
    return show(told, *rows)


async def pick_value(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Add the value to the choice, or take it away."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    chosen, _comma, value = callback_data.value.partition(",")
    sign, kind = chosen[:1], chosen[1:]
    if kind not in KINDS or value not in await _offered(visit, found, kind):
        return await _menu(visit, found)
    audience = toggled(broadcasts.audience_of(found), kind, sign == WITHOUT, value)
    if audience.of_turnout:
        audience = replace(audience, areas=(await _area_of(visit, value),))
    found = await _keep(visit, found, audience)
    place = list(await _offered(visit, found, kind)).index(value)
    return await _values(visit, found, chosen, place // PER_PAGE)


async def areas(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return await _areas(visit, found)


async def _areas(visit: Visit, found: Broadcast) -> Reply:
    words, number = visit.words, found.id
    there = broadcasts.audience_of(found).areas
    rows: list[Row] = [
        (step(f"{'☑' if code in there else '☐'} {name}", "area", number, code),)
        for code, name in (await _areas_allowed(visit)).items()
    ]
    told = f"{await _told(visit, found)}\n\n<b>{words('Areas')}</b>"
    return show(told, *rows, (step(words("Done"), "audience", number),))


async def pick_area(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """At least one area stays: none would mean everybody."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    audience, code = broadcasts.audience_of(found), callback_data.value
    left = _without(audience.areas, code) if code in audience.areas else (*audience.areas, code)
    if left and code in await _areas_allowed(visit):
        criteria = tuple(one for one in audience.criteria if one.kind not in OF_AREAS)
        found = await _keep(visit, found, Audience(left, criteria))
    return await _areas(visit, found)


async def everybody(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    areas_ = broadcasts.audience_of(found).areas
    return await _menu(visit, await _keep(visit, found, Audience(areas_)))


def toggled(audience: Audience, kind: str, without: bool, value: str) -> Audience:
    """The audience with the value chosen if it was not, and not chosen if it was.

    A survey takes the place of all other choices, and they take its place.
    """
    there = _chosen(audience, kind, without)
    if value in there:
        left = _without(there, value)
    else:
        left = (value,) if kind in ONE_ONLY else (*there, value)
    others = [one for one in audience.criteria if (one.kind, one.without) != (kind, without)]
    if kind in OF_SURVEYS or audience.of_turnout:
        others = []
    changed = [Criterion(kind, left, without)] if left else []
    ordered = sorted(
        (*others, *changed), key=lambda one: (list(KINDS).index(one.kind), one.without)
    )
    return Audience(audience.areas, tuple(ordered))


async def _told(visit: Visit, found: Broadcast) -> str:
    words, audience = visit.words, broadcasts.audience_of(found)
    lines = [
        f"<b>{words('To whom')}:</b> {await sentence(visit, audience)}",
        f"<b>{await counted(visit, found)}</b>",
    ]
    if audience.of_turnout:
        lines.append(
            words(
                "By a survey I choose from its whole area, at least {n} people, and tell only "
                "round numbers, so that nobody learns who took part. Other choices do not go "
                "with it.",
                n=audiences.SMALLEST_CROWD,
            )
        )
    return "\n".join(lines)


async def _area_of(visit: Visit, survey_code: str) -> str:
    survey = await library.survey(visit.session, survey_code)
    return survey.area_code


async def _offered(visit: Visit, found: Broadcast, kind: str) -> Mapping[str, str]:
    """What can be chosen of a kind, with its names."""
    codes = broadcasts.audience_of(found).areas
    match kind:
        case "municipality":
            return await _municipalities(visit, codes)
        case "topic":
            return await topic_names(visit, codes or None)
        case "party":
            return {code: visit.words(name) for code, name in PARTY_NAMES.items()}
        case "language":
            return {code: NAMES[code] for code in LANGUAGES}
        case "seen_since":
            return _months(visit)
        case "group":
            return await group_names(visit, codes or None)
        case "registered":
            return await meetings_of(visit, found)
    states = (survey_tables.RELEASED, *survey_tables.ENDED)
    return await surveys_of(visit, found, *states)


async def _municipalities(visit: Visit, codes: Sequence[str]) -> dict[str, str]:
    found = {
        one.code: one.name
        for code in codes or (None,)
        for one in await places.municipalities(visit.session, code)
    }
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _months(visit: Visit) -> dict[str, str]:
    today = visit.now.astimezone(visit.house.rules.zone).date()
    since = [_months_before(today, months) for months in MONTHS_BACK]
    return {
        one.isoformat(): visit.words("since {day}", day=day(one, visit.words.language))
        for one in since
    }


def _months_before(today: date, months: int) -> date:
    first = today.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


async def _areas_allowed(visit: Visit) -> dict[str, str]:
    """Areas to whose people this person may write."""
    held = await people.roles(visit.session, visit.resident.id)
    allowed = roles.areas_for(held, Action.BROADCAST)
    return {
        area.code: pick(area.name, visit.words.language)
        for area in await places.areas(visit.session)
        if allowed is None or area.code in allowed
    }


async def _keep(visit: Visit, found: Broadcast, audience: Audience) -> Broadcast:
    return await broadcasts.change(
        visit.session, visit.resident.id, found.id, visit.now, audience=audience
    )


def _chosen(audience: Audience, kind: str, without: bool) -> tuple[str, ...]:
    found = [one for one in audience.criteria if (one.kind, one.without) == (kind, without)]
    return found[0].values if found else ()


def _marked(visit: Visit, audience: Audience, kind: str, without: bool) -> str:
    """The name of a kind, with a sign when something of it is chosen."""
    name = visit.words(KINDS[kind])
    return f"✓ {name}" if _chosen(audience, kind, without) else name


def _without(some: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(one for one in some if one != gone)
