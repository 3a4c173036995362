"""What else a meeting may tell: for whom, about what, who holds it, its plan, group and survey."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.meetings import editing, forms
from handlers.meetings.card_words import AUDIENCES, audience_names
from handlers.meetings.languages import missing_anywhere
from handlers.replies import Reply, show
from handlers.taps import MeetingStep
from handlers.titles import plan_title, survey_title, topic_names
from handlers.visit import Visit
from meetings.documents import Unit
from meetings.keeping import Held
from storage import groups, plans, surveys
from storage.people import PARTIES
from storage.surveys import DRAFT, RELEASED
from texts.content import pick
from texts.formatting import escape, listed, shortened
from texts.numbers import whole
from texts.screens import Button, Row
from texts.words import later

# Hours before the first date.
UNTIL: Mapping[int, str] = {
    0: later("Until it begins"),
    24: later("A day before"),
    3 * 24: later("Three days before"),
    7 * 24: later("A week before"),
}
LABEL_LENGTH: Final = 48


def router() -> Router:
    router = Router(name="meeting_details")
    steps = {
        "more": overview,
        "topics": choose_topics,
        "topic": set_topic,
        "whom": choose_audience,
        "party": set_party,
        "seen": choose_public,
        "public": set_public,
        "unit": choose_unit,
        "per": set_unit,
        "reg": choose_until,
        "by": set_until,
        "group": choose_group,
        "of": set_group,
        "plan": choose_plan,
        "hears": set_plan,
        "survey": choose_survey,
        "survey-is": set_survey,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def overview(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await more(visit, await editing.held_of(visit, callback_data.code))


async def more(visit: Visit, held: Held) -> Reply:
    words, code = visit.words, held.code

    def step(label: str, act: str, value: str = "") -> Button:
        return forms.step(label, act, code, value)

    rows: list[Row] = [
        (step(words("Topics"), "topics"), step(words("For whom"), "whom")),
        (step(words("Who sees it"), "seen"), step(words("Register until"), "reg")),
        (step(words("People or families"), "unit"), step(words("Working group"), "group")),
        (
            step(words("Organiser"), "type", "organiser"),
            step(words("Co-organiser"), "type", "co_organiser"),
        ),
        (
            step(words("Project"), "type", "project"),
            step(words("Publicity line"), "type", "publicity"),
        ),
        (step(words("Plan"), "plan"),),
        (step(words("Questions after registering"), "survey"),),
        (step(words("In other languages"), "tongues"),),
        (step(words("Back"), "card"),),
    ]
    text = await _told(visit, held)
    return editing.stays(visit, held, show(text, *rows))


async def _told(visit: Visit, held: Held) -> str:
    """What is set of all that, in a few lines."""
    words, document = visit.words, held.document
    names = await topic_names(visit, [held.meeting.area_code])
    kept = {
        words("Topics"): ", ".join(names.get(one, one) for one in document.topics),
        words("For whom"): ", ".join(audience_names(words, document.audience)),
        words("Who sees it"): words("everybody") if document.is_public else words("who is invited"),
        words("Working group"): await _group_name(visit, held),
        words("Plan"): await plan_title(visit, document.plan) if document.plan else "",
        words("Questions after registering"): await _survey_name(visit, held),
        words("Not yet in"): listed(missing_anywhere(document), words.language),
    }
    lines = [f"{name}: {escape(told)}" for name, told in kept.items() if told]
    return "\n".join([words("<b>More about it</b>"), *lines])


async def choose_topics(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await _topics(visit, await editing.held_of(visit, callback_data.code))


async def _topics(visit: Visit, held: Held) -> Reply:
    """By its topics people find it, and those who follow one hear of it."""
    words, chosen = visit.words, held.document.topics
    rows: list[Row] = [
        (forms.step(f"{'☑' if one in chosen else '☐'} {name}", "topic", held.code, one),)
        for one, name in (await topic_names(visit, [held.meeting.area_code])).items()
    ]
    text = words("What is it about? Whoever follows a topic hears of it once it is announced.")
    if not rows:
        text = words("The area has no topics yet.")
    rows.append((forms.step(words("Done"), "more", held.code),))
    return editing.stays(visit, held, show(text, *rows))


async def set_topic(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    told = _turned(held.document.topics, callback_data.value)
    return await editing.changed(visit, held, {"topics": told}, _topics)


async def choose_audience(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await _audience(visit, await editing.held_of(visit, callback_data.code))


async def _audience(visit: Visit, held: Held) -> Reply:
    words, chosen = visit.words, held.document.audience
    rows: list[Row] = [
        (
            forms.step(
                f"{'☑' if one in chosen else '☐'} {words(AUDIENCES[one])}", "party", held.code, one
            ),
        )
        for one in PARTIES
    ]
    rows.append((forms.step(words("Done"), "more", held.code),))
    text = words("For whom is it meant? Nobody else is turned away.")
    return editing.stays(visit, held, show(text, *rows))


async def set_party(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    told = _turned(held.document.audience, callback_data.value)
    return await editing.changed(visit, held, {"audience": told}, _audience)


async def choose_public(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    words = visit.words
    labels = {"1": words("Everybody, under /akce and on the web"), "0": words("Who is invited")}
    is_public = str(int(held.document.is_public))
    return _choice(visit, held, words("Who sees it?"), "public", labels, is_public)


async def set_public(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await editing.changed(visit, held, {"is_public": callback_data.value == "1"}, more)


async def choose_unit(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    words = visit.words
    labels = {Unit.PERSON.value: words("For a person"), Unit.FAMILY.value: words("For a family")}
    text = words("For whom is one place? A family takes one, however many of them come.")
    return _choice(visit, held, text, "per", labels, held.document.unit.value)


async def set_unit(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await editing.changed(visit, held, {"unit": callback_data.value}, more)


async def choose_until(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    words = visit.words
    if not held.document.when:
        back = editing.back_to(words, held, "more")
        return editing.stays(visit, held, show(words("First set the date."), back))
    labels = {str(hours): words(label) for hours, label in UNTIL.items()}
    return _choice(visit, held, words("Until when can people register?"), "by", labels, "")


async def set_until(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    told = callback_data.value
    hours = whole(told)
    if not held.document.when or hours not in UNTIL:
        return await more(visit, held)
    until = held.document.when[0].start - timedelta(hours=hours) if hours else None
    return await editing.changed(visit, held, {"registration_until": until}, more)


async def choose_group(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    language = visit.words.language
    found = await groups.groups_of(visit.session, [held.meeting.area_code])
    labels = {one.code: pick(one.name, language) for one in found}
    chosen = next((one.code for one in found if one.key == held.document.group), "")
    text = visit.words("Whose meeting is it? The group's own time for invitations holds.")
    return _choice(visit, held, text, "of", {**labels, "": visit.words("Nobody's")}, chosen)


async def set_group(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    found = await groups.groups_of(visit.session, [held.meeting.area_code])
    key = next((one.key for one in found if one.code == callback_data.value), "")
    return await editing.changed(visit, held, {"group": key}, more)


async def choose_plan(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    found = await plans.plans_of(visit.session, [held.meeting.area_code])
    labels = {one.code: await plan_title(visit, one.code) for one in found}
    text = visit.words(
        "The draft of which plan is heard? It lies out 14 days before the hearing, and comments "
        "are taken 14 days after it."
    )
    none = {"": visit.words("None")}
    return _choice(visit, held, text, "hears", {**labels, **none}, held.document.plan)


async def set_plan(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    found = await plans.plans_of(visit.session, [held.meeting.area_code])
    code = next((one.code for one in found if one.code == callback_data.value), "")
    return await editing.changed(visit, held, {"plan": code}, more)


async def choose_survey(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    found = await surveys.surveys_of(visit.session, [held.meeting.area_code], (DRAFT, RELEASED))
    labels = {one.code: await survey_title(visit, one.code) for one in found}
    chosen = next((one.code for one in found if one.key == held.document.survey), "")
    text = visit.words(
        "Which survey is offered to whoever says that they come? Its answers stay in the survey, "
        "apart from who is registered. It is offered while it is open."
    )
    none = {"": visit.words("None")}
    return _choice(visit, held, text, "survey-is", {**labels, **none}, chosen)


async def set_survey(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    found = await surveys.surveys_of(visit.session, [held.meeting.area_code], (DRAFT, RELEASED))
    key = next((one.key for one in found if one.code == callback_data.value), "")
    return await editing.changed(visit, held, {"survey": key}, more)


def _choice(
    visit: Visit, held: Held, text: str, act: str, labels: Mapping[str, str], chosen: str
) -> Reply:
    """One of a few."""
    rows: list[Row] = [
        (
            forms.step(
                shortened(("✓ " if value == chosen else "") + label, LABEL_LENGTH),
                act,
                held.code,
                value,
            ),
        )
        for value, label in labels.items()
    ]
    back = editing.back_to(visit.words, held, "more")
    return editing.stays(visit, held, show(text, *rows, back))


def _turned(known: tuple[str, ...], one: str) -> list[str]:
    return [*(other for other in known if other != one), *(() if one in known else (one,))]


async def _group_name(visit: Visit, held: Held) -> str:
    if not held.document.group:
        return ""
    found = await groups.by_key(visit.session, held.meeting.area_code, held.document.group)
    return pick(found.name, visit.words.language) if found else held.document.group


async def _survey_name(visit: Visit, held: Held) -> str:
    found = await surveys.by_key(visit.session, held.document.survey)
    return await survey_title(visit, found.code) if found else held.document.survey
