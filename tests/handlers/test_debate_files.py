"""A debate from a file in the chat: kept as a draft, or all that is wrong with it at once."""

from pathlib import Path

from people.roles import COORDINATOR
from storage.debates import Debate, Statement
from tests.handlers.test_meeting_files import sends
from tests.handlers.village import EXAMPLES, Village, on_sqlite

SAMPLE = (EXAMPLES / "debate.yaml").read_text(encoding="utf-8")


@on_sqlite
async def test_the_sample_becomes_a_draft_and_a_changed_one_changes_it(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    told = await sends(petr, tmp_path, SAMPLE, "debate.yaml")
    assert "Jak se k nám dostat bez auta" in told
    await petr.tap_on("Show the debate")
    assert await petr.offers("Open it by its days")
    assert await obec.count(Statement) == 10
    shorter = SAMPLE.replace("Jak se k nám dostat bez auta", "Cesty bez auta")
    assert "Cesty bez auta" in await sends(petr, tmp_path, shorter, "jina.yml")
    assert await obec.count(Debate) == 1


@on_sqlite
async def test_all_that_is_wrong_is_told_at_once(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    wrong = "debate:\n  key: Ž\n  title: X\n  opens: zítra\n  statements: [Ano, Ne <b>]\n"
    told = await sends(petr, tmp_path, wrong, "spatne.yaml")
    for part in ("spatne.yaml", "key", "První den", "Poslední den", "Výrok 1", "Výroky"):
        assert part in told
    assert await obec.count(Debate) == 0
    elsewhere = SAMPLE.replace("orp-vizovice", "hlucinsko-zapad")
    assert "V tomto území debaty nevedete." in await sends(petr, tmp_path, elsewhere, "a.yaml")
    nowhere = SAMPLE.replace("orp-vizovice", "nikde")
    assert "area" in await sends(petr, tmp_path, nowhere, "b.yaml")
