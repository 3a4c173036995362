"""What has become of a plan, on the web: only once it is approved, for everybody, as files too."""

import io

import httpx
import openpyxl
import pytest
from docx import Document

from plans import evaluation
from plans.evaluation import Assessor, Grade
from tests.web.conftest import Village
from tests.web.test_plans import brought
from texts.words import LANGUAGES

AREA = "orp-vizovice"
EVERYBODY = Assessor(1, areas=[AREA], steers=frozenset({AREA}))
PERIOD = "2026–2027"


async def evaluated(village: Village, code: str = "", *, approved: bool = True) -> str:
    """A plan with an evaluation, of which every section tells something else."""
    code, now = code or await brought(village), village.clock.moment
    async with village.database.writing() as session:
        found = await evaluation.begin(session, EVERYBODY, code, PERIOD, now)
        for at, one in enumerate(found.leaves):
            grade = list(Grade)[at % len(Grade)]
            place = (code, PERIOD, one.id)
            await evaluation.assess(
                session,
                EVERYBODY,
                place,
                grade,
                f"<b>Proč</b> {at}" + " Zkouška dlouhého textu, který se musí zalomit." * 3,
                now,
            )
        await evaluation.hand_over(session, EVERYBODY, code, PERIOD, now)
        if approved:
            await evaluation.approve(session, EVERYBODY, code, PERIOD, now)
    return code


async def test_an_approved_evaluation_is_read_in_every_language(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await evaluated(village)
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        page = await client.get(f"/p/{code}/hodnoceni/{PERIOD}")
        assert page.status_code == 200
        assert "{" not in page.text.partition("</style>")[2]
        assert "&lt;b&gt;Proč&lt;/b&gt; 0" in page.text


async def test_the_plan_leads_to_it(client: httpx.AsyncClient, village: Village) -> None:
    code = await evaluated(village)
    page = await client.get(f"/p/{code}")
    assert f"/p/{code}/hodnoceni/2026%E2%80%932027" in page.text


async def test_a_draft_is_told_from_none_by_nobody(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await evaluated(village, approved=False)
    for address in (f"/p/{code}/hodnoceni/{PERIOD}", f"/p/{code}/hodnoceni/{PERIOD}.pdf"):
        assert (await client.get(address)).status_code == 404
    assert "hodnoceni" not in (await client.get(f"/p/{code}")).text


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx"])
async def test_its_files_open(client: httpx.AsyncClient, village: Village, format: str) -> None:
    code = await evaluated(village)
    got = await client.get(f"/p/{code}/hodnoceni/{PERIOD}.{format}")
    assert got.status_code == 200
    assert "2026-2027" in got.headers["content-disposition"]
    if format == "pdf":
        assert got.content.startswith(b"%PDF")
    elif format == "docx":
        assert "Splněno" in str(
            [one.text for one in Document(io.BytesIO(got.content)).tables[1]._cells]
        )
    else:
        assert len(openpyxl.load_workbook(io.BytesIO(got.content)).sheetnames) > 1
