"""A survey of a working group: chosen on its card, told in that group's digest and in no other."""

from datetime import timedelta

from outreach import digests
from outreach.digests import BEGINNING
from people.roles import COORDINATOR, MEMBER
from storage.audit import AuditEntry
from storage.comment_news import Span
from storage.groups import WorkingGroup
from storage.surveys import SurveyVersion
from surveys.definitions import Definition
from tests.handlers.gathering import group
from tests.handlers.polls import DOGS
from tests.handlers.village import Village, on_sqlite


async def titles(obec: Village, found: WorkingGroup) -> list[str]:
    """Of surveys in the group's digest."""
    span = Span(BEGINNING, await obec.clock.now())
    async with obec.database.writing() as session:
        return [one.title["cs"] for one in await digests.survey_news_of(session, found, span)]


async def test_the_digest_of_a_group_tells_of_its_own_surveys_and_of_everybodys(
    obec: Village,
) -> None:
    seniors = await group(obec)
    families = await group(obec, key="rodiny", name={"cs": "Rodiny"})
    everybodys = await obec.open(DOGS)
    theirs = await obec.open(
        DOGS.model_copy(update={"key": "rodinam", "title": {"cs": "Pro rodiny"}})
    )
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.staff("eva", MEMBER)
    await petr.craft(f"au:card:{theirs.code}:")
    assert "Pracovní skupina" not in await petr.sees()
    await petr.tap_on("Working group")
    assert "✓ Všechny skupiny území" in await petr.buttons()
    await petr.tap("Rodiny")
    assert "Pracovní skupina: Rodiny" in await petr.sees()
    assert "už tu není" in await petr.craft(f"au:of:{theirs.code}:NIKDE")
    await petr.craft(f"au:of:{theirs.code}:{families.code}")
    assert "Pracovní skupina: Rodiny" in await petr.sees()
    assert "Tato část" in await eva.craft(f"au:of:{theirs.code}:{seniors.code}")
    for survey in (everybodys, theirs):
        for number in range(10):
            await obec.neighbour(survey, number, pes="ano")
        await obec.close(survey)
    await obec.later(await obec.clock.now() + timedelta(hours=1))
    assert await titles(obec, seniors) == [DOGS.title["cs"]]
    assert set(await titles(obec, families)) == {DOGS.title["cs"], "Pro rodiny"}
    noted = [one for one in await obec.rows(AuditEntry) if one.action == "survey_given_to_group"]
    assert [one.detail["group"] for one in noted] == ["rodiny"]


@on_sqlite
async def test_a_survey_is_taken_from_a_group_and_given_nowhere_once_it_is_closed(
    obec: Village,
) -> None:
    seniors = await group(obec)
    survey = await obec.open(DOGS.model_copy(update={"working_group": seniors.key}))
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"au:group:{survey.code}:")
    assert "✓ Senioři" in await petr.buttons()
    await petr.tap_on("All groups of the area")
    assert "Pracovní skupina" not in await petr.sees()
    versions = [Definition.from_json(one.definition) for one in await obec.rows(SurveyVersion)]
    kept = [one.working_group for one in versions]
    assert kept == [seniors.key, ""]
    await obec.close(survey)
    assert "mezitím změnila" in await petr.craft(f"au:of:{survey.code}:{seniors.code}")
