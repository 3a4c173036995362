"""How a broadcast is told: whom it is for in one sentence, how many, when, and what is missing."""

from collections.abc import Mapping
from datetime import date

from handlers.profile import PARTY_NAMES
from handlers.titles import (
    contest_title,
    debate_title,
    meeting_title,
    plan_title,
    survey_title,
    topic_names,
)
from handlers.visit import Visit
from outreach import anchors, attention, audiences, broadcasts
from outreach.audiences import Audience, Count, Criterion
from outreach.blockers import Blocker, Reason
from outreach.moments import next_dates
from outreach.rules import Rules
from storage import broadcasts as tables
from storage import contests, debates, groups, meetings, places, plans, surveys
from storage.broadcasts import Broadcast
from texts.content import nearest, pick
from texts.formatting import beginning, day, either, escape, listed, weekday_moment
from texts.words import LANGUAGES, NAMES, Words, later

STATE_NAMES = {
    tables.DRAFT: later("being written"),
    tables.WAITING: later("waits for approval"),
    tables.SCHEDULED: later("scheduled"),
    tables.PLANNING: later("being prepared"),
    tables.SENDING: later("being sent"),
    tables.PAUSED: later("paused"),
    tables.FINISHED: later("sent"),
    tables.STOPPED: later("stopped"),
    tables.VOID: later("cancelled"),
}
CLAUSES = {
    ("municipality", False): later("have chosen the municipality {values}"),
    ("municipality", True): later("have not chosen the municipality {values}"),
    ("party", False): later("say of themselves {values}"),
    ("party", True): later("do not say of themselves {values}"),
    ("topic", False): later("follow the topic {values}"),
    ("topic", True): later("do not follow the topic {values}"),
    ("language", False): later("have chosen the language {values}"),
    ("language", True): later("have not chosen the language {values}"),
    ("seen_since", False): later("have written here since {values}"),
    ("seen_since", True): later("have not written here since {values}"),
    ("group", False): later("sit in the working group {values}"),
    ("group", True): later("do not sit in the working group {values}"),
    ("registered", False): later("are registered for {values}"),
    ("registered", True): later("are not registered for {values}"),
    ("took_part", False): later("have answered the survey {values}"),
    ("not_took_part", False): later("have not answered the survey {values} yet"),
    ("unfinished", False): later("have begun the survey {values} and not handed it in"),
}
REPEATS = {
    "": later("once"),
    "daily": later("every day"),
    "weekly": later("every week"),
    "monthly": later("every month"),
}
MOST_MEETINGS = 30
# Minutes from the moment at which a meeting starts.
BEFORE_MEETING = {
    -7 * 24 * 60: later("a week before"),
    -2 * 24 * 60: later("two days before"),
    -24 * 60: later("a day before"),
    -2 * 60: later("two hours before"),
}
# Minutes from the midnight at which a survey has closed.
OFFSETS = {
    (9 - 24) * 60: later("on its last day at 9:00"),
    (9 - 2 * 24) * 60: later("a day before its end at 9:00"),
    (9 - 4 * 24) * 60: later("three days before its end at 9:00"),
    (9 - 8 * 24) * 60: later("a week before its end at 9:00"),
}
BLOCKERS = {
    Reason.NO_TEXT: later("The text is missing. Tap Text and write it."),
    Reason.MISSING_LANGUAGE: later("The text ({language}) is missing."),
    Reason.FILE_ON_ITS_WAY: later("The attachment is on its way here. Wait a moment."),
    Reason.NOTHING_TO_REMIND_OF: later("What it should remind of is over. Tap When."),
    Reason.NO_RECIPIENTS: later(
        "Nobody is among those you have chosen. Tap To whom and choose others."
    ),
    Reason.TOO_FEW: later(
        "Too few people: a choice by a survey needs at least {n}, "
        "so that nobody learns who took part."
    ),
    Reason.NOBODY_TO_APPROVE: later(
        "Over {n} recipients a second person has to approve it, and there is none: another "
        "coordinator of all the areas it goes to, or an administrator. Ask an administrator to "
        "appoint one under Administration, Invite a colleague."
    ),
    Reason.IN_THE_PAST: later("The moment has passed. Tap When and choose another one."),
    Reason.NAMES_GROUP: later(
        "The text ({language}) names a sensitive group, and it would stand on locked "
        "screens. Leave the name out."
    ),
    Reason.BUTTON_LEADS_NOWHERE: later("Button no. {n} will lead nowhere by then. Tap Buttons."),
    Reason.BUTTON_WITHOUT_LABEL: later("Button no. {n} has no label. Tap Buttons."),
}
DATES_SHOWN = 3
EXCERPT = 40


async def rules_of(visit: Visit, broadcast: Broadcast) -> Rules:
    return await attention.in_area(visit.session, broadcast.area_code, visit.house.rules)


def title(words: Words, broadcast: Broadcast) -> str:
    state = words(STATE_NAMES[broadcast.state])
    return words("Message no. {number} – {state}", number=broadcast.id, state=state)


def excerpt(broadcast: Broadcast, language: str, length: int = EXCERPT) -> str:
    """The beginning of the text; empty while nothing is written."""
    return beginning(pick(broadcast.texts, language), length)


def languages_told(words: Words, broadcast: Broadcast) -> str:
    """Which languages there is a text in, and who reads another one than their own."""
    signs = [f"{NAMES[code]} {'✓' if broadcast.texts.get(code) else '–'}" for code in LANGUAGES]
    told = ", ".join(signs)
    fallback = nearest(broadcast.texts, words.language)
    if not fallback or all(broadcast.texts.get(code) for code in LANGUAGES):
        return told
    others: dict[str, list[str]] = {}
    for code in LANGUAGES:
        if not broadcast.texts.get(code):
            others.setdefault(nearest(broadcast.texts, code), []).append(NAMES[code])
    lines = [
        words(
            "Who has chosen {missing} gets: {language}",
            missing=listed(missing, words.language),
            language=NAMES[spoken],
        )
        for spoken, missing in others.items()
    ]
    return "\n".join([told, *lines])


async def sentence(visit: Visit, audience: Audience) -> str:
    """Whom the audience holds, as one sentence."""
    words = visit.words
    whom = words("Everybody who knows me")
    if audience.areas:
        names = [await _area_name(visit, code) for code in audience.areas]
        whom = words("People of {area}", area=escape(listed(names, words.language)))
    clauses = [await _clause(visit, one) for one in audience.criteria]
    if not clauses:
        return f"{whom}."
    told = listed(clauses, words.language)
    return words("{whom} who {clauses}.", whom=whom, clauses=told)


async def _clause(visit: Visit, criterion: Criterion) -> str:
    names = [await value_name(visit, criterion.kind, value) for value in criterion.values]
    told = escape(
        either([visit.words("“{name}”", name=name) for name in names], visit.words.language)
    )
    if criterion.kind == "seen_since":
        told = escape(names[0])
    return visit.words(CLAUSES[criterion.kind, criterion.without], values=told)


async def value_name(visit: Visit, kind: str, value: str) -> str:
    """What a person calls the value of a criterion."""
    words = visit.words
    match kind:
        case "municipality":
            found = await places.municipality(visit.session, value)
            return found.name if found else value
        case "party":
            return words(PARTY_NAMES[value]) if value in PARTY_NAMES else value
        case "language":
            return NAMES.get(value, value)
        case "seen_since":
            return day(date.fromisoformat(value), words.language)
        case "topic":
            return (await topic_names(visit)).get(value, value)
        case "group":
            found_group = await groups.group(visit.session, value)
            return pick(found_group.name, words.language) if found_group else value
        case "registered":
            return await meeting_title(visit, value)
    return await survey_title(visit, value)


async def counted(visit: Visit, broadcast: Broadcast) -> str:
    """How many people, and how many of them have had enough messages this week."""
    words, audience = visit.words, broadcasts.audience_of(broadcast)
    found = await audiences.count(visit.session, audience, unasked=not broadcast.statutory)
    told = count_told(words, found)
    if broadcast.statutory:
        return told
    rules = await rules_of(visit, broadcast)
    waiting, until = await attention.waiting(visit.session, audience, visit.now, rules)
    if not waiting or until is None:
        return told
    last = day(until, words.language)
    return (
        f"{told}; {words.many('{n} waits until {day}', '{n} wait until {day}', waiting, day=last)}"
    )


def count_told(words: Words, found: Count) -> str:
    if found.too_few:
        return words("Fewer than {n} people", n=audiences.SMALLEST_CROWD)
    people = words.many("{n} person", "{n} people", found.people)
    if found.rounded:
        return words("About {people}", people=people)
    if not found.municipalities:
        return people
    return (
        people
        + " "
        + words.many("in {n} municipality", "in {n} municipalities", found.municipalities)
    )


def blocker_told(words: Words, blocker: Blocker) -> str:
    """What stands in the way and what to do about it."""
    n, language = blocker.number, NAMES.get(blocker.language, "")
    if blocker.reason is Reason.TOO_LONG:
        return words.many(
            "The text ({language}) is {n} character too long. Shorten it.",
            "The text ({language}) is {n} characters too long. Shorten it.",
            n,
            language=language,
        )
    return words(BLOCKERS[blocker.reason], n=n, language=language)


async def _area_name(visit: Visit, code: str) -> str:
    area = await places.area(visit.session, code)
    return pick(area.name, visit.words.language) if area else code


async def when_told(visit: Visit, broadcast: Broadcast) -> str:
    """The moment, what it hangs on, the next dates, and the quiet that will hold it."""
    words, zone = visit.words, visit.house.rules.zone
    when = broadcast.send_at
    if broadcast.anchor:
        when = await anchors.moment(visit.session, broadcast, zone)
        lines = [await _reminder_told(visit, broadcast)]
    else:
        lines = [
            weekday_moment(when, words.language, zone) if when else words("as soon as I tap Send")
        ]
    if broadcast.repeats and when:
        dates = next_dates(when, broadcast.repeats, when, DATES_SHOWN, zone)
        lines.append(
            words(
                "{often}, then on {dates}",
                often=words(REPEATS[broadcast.repeats]),
                dates=listed([day(one, words.language, zone) for one in dates], words.language),
            )
        )
    quiet = attention.quiet_until(when or visit.now, await rules_of(visit, broadcast))
    if quiet:
        end = weekday_moment(quiet, words.language, zone)
        lines.append(words("It is quiet time then, so it goes out on {when}.", when=end))
    return "\n".join(lines)


async def _reminder_told(visit: Visit, broadcast: Broadcast) -> str:
    words, zone = visit.words, visit.house.rules.zone
    told, offsets = await _anchor_told(visit, broadcast)
    if broadcast.offset_minutes in offsets:
        told = f"{told}, {words(offsets[broadcast.offset_minutes])}"
    when = await anchors.moment(visit.session, broadcast, zone)
    return f"{told} ({weekday_moment(when, words.language, zone)})" if when else told


async def _anchor_told(visit: Visit, broadcast: Broadcast) -> tuple[str, Mapping[int, str]]:
    """What it hangs on, and how one may say its distance from that."""
    code = _code(broadcast)
    if broadcast.anchor.startswith(anchors.MEETING):
        title = escape(await meeting_title(visit, code))
        return visit.words("by the meeting “{meeting}”", meeting=title), BEFORE_MEETING
    title = escape(await survey_title(visit, code))
    return visit.words("by the survey “{survey}”", survey=title), OFFSETS


def _code(broadcast: Broadcast) -> str:
    return broadcast.anchor.split(":")[1]


async def surveys_of(visit: Visit, broadcast: Broadcast, *states: str) -> dict[str, str]:
    """Titles by code of the surveys that concern the people of the broadcast's areas."""
    areas = broadcasts.audience_of(broadcast).areas
    found = await surveys.surveys_of(visit.session, list(areas) or None, states)
    return {one.code: await survey_title(visit, one.code) for one in found}


async def meetings_of(visit: Visit, broadcast: Broadcast) -> dict[str, str]:
    """Titles by code of the meetings that come up in the broadcast's areas."""
    areas = list(broadcasts.audience_of(broadcast).areas) or None
    found = await meetings.coming_up(visit.session, areas, visit.now, MOST_MEETINGS)
    return {one.code: await meeting_title(visit, one.code) for one in found}


async def contests_of(visit: Visit, broadcast: Broadcast) -> dict[str, str]:
    """Titles by code of the contests of the broadcast's areas in which one can take part."""
    areas = list(broadcasts.audience_of(broadcast).areas) or None
    found = await contests.contests_of(visit.session, areas, (contests.ANNOUNCED,))
    return {one.code: await contest_title(visit, one.code) for one in found}


async def debates_of(visit: Visit, broadcast: Broadcast) -> dict[str, str]:
    """Titles by code of the debates of the broadcast's areas that are open or will be."""
    areas = list(broadcasts.audience_of(broadcast).areas) or None
    found = await debates.debates_of(visit.session, areas, (debates.RELEASED,))
    return {one.code: await debate_title(visit, one.code) for one in found}


async def plans_of(visit: Visit, broadcast: Broadcast) -> dict[str, str]:
    """Titles by code of the plans of the broadcast's areas that are out."""
    areas = broadcasts.audience_of(broadcast).areas
    found = await plans.plans_of(visit.session, list(areas) or None)
    return {one.code: await plan_title(visit, one.code) for one in found if one.public_version}
