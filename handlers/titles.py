"""What things are called in the visitor's language, by code; a code of nothing stays a code."""

from collections.abc import Sequence

from handlers.visit import Visit
from plans import reading
from plans.consultation import NoSuchPlan
from storage import contests, debates, groups, meetings, places
from surveys import library
from texts.content import pick


async def topic_names(visit: Visit, areas: Sequence[str] | None = None) -> dict[str, str]:
    """Topics that the areas (all of them when None) have set, by code."""
    return {
        topic["id"]: pick(topic["text"], visit.words.language)
        for area in await places.areas(visit.session)
        if areas is None or area.code in areas
        for topic in area.settings.get("topics", ())
    }


async def group_names(visit: Visit, areas: Sequence[str] | None = None) -> dict[str, str]:
    """Working groups of the areas (of all when None) that go on, by code."""
    return {
        one.code: pick(one.name, visit.words.language)
        for one in await groups.groups_of(visit.session, areas)
    }


async def survey_title(visit: Visit, code: str) -> str:
    try:
        survey = await library.survey(visit.session, code)
    except library.NoSuchSurvey:
        return code
    definition = await library.definition(visit.session, survey.code, survey.version)
    return pick(definition.title, visit.words.language)


async def plan_title(visit: Visit, code: str) -> str:
    try:
        draft = await reading.draft(visit.session, code)
    except NoSuchPlan:
        return code
    return pick(draft.version.title, visit.words.language)


async def meeting_title(visit: Visit, code: str) -> str:
    found = await meetings.meeting(visit.session, code)
    return pick(found.content["title"], visit.words.language) if found else code


async def contest_title(visit: Visit, code: str) -> str:
    found = await contests.contest(visit.session, code)
    return pick(found.content["title"], visit.words.language) if found else code


async def debate_title(visit: Visit, code: str) -> str:
    found = await debates.debate(visit.session, code)
    return pick(found.content["title"], visit.words.language) if found else code
