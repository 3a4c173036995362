"""Stories of a debate on paper: a coordinator prints the poster and leaflets that invite to it."""

import os
from pathlib import Path

from people.roles import COORDINATOR
from storage.debates import Debate
from tests.handlers.test_debates import opened
from tests.handlers.test_meeting_files import sends
from tests.handlers.test_paper import newest_file, printed
from tests.handlers.village import EXAMPLES, Village, on_sqlite

SAMPLE = (EXAMPLES / "debate.yaml").read_text(encoding="utf-8")


@on_sqlite
async def test_a_coordinator_prints_a_poster_and_leaflets_in_the_languages_of_the_debate(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await sends(petr, tmp_path, SAMPLE, "debate.yaml")
    await petr.tap_on("Show the debate")
    assert not await petr.offers("Poster and leaflets")
    await petr.tap_on("Open it now")
    await petr.tap_on("Yes, open it")
    await petr.tap_on("Poster and leaflets")
    assert "Jazyk: Čeština" in await petr.sees()
    [debate] = await obec.rows(Debate)
    for size, label, heads in (("a4", "Poster A4", 1), ("a5", "Leaflets A5", 2)):
        await petr.craft(f"dr:print:{debate.code}:0:cs")
        await petr.tap_on(label)
        assert await petr.reads("Done.")
        [page] = (await printed(petr)).pages
        told = " ".join(page.extract_text().split())
        assert told.count("Jak se k nám dostat bez auta") == heads
        assert told.count(f"/d/{debate.code}") == heads
        assert "Nepotřebujete žádný účet." in told
        kept(f"debata-{size}.pdf", await newest_file(petr))


@on_sqlite
async def test_nothing_is_printed_once_nobody_can_join_or_by_others(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    eva, olga = await obec.resident("eva"), await obec.staff("olga", COORDINATOR, "hlucinsko-zapad")
    code = await opened(obec, petr)
    for other in (eva, olga):
        await other.write("/debaty")
        for act in ("print", "a4", "a5"):
            assert await other.craft(f"dr:{act}:{code}:0:cs")
            assert "document" not in await obec.telegram.last(other.user)
    [debate] = await obec.rows(Debate)
    await obec.later(debate.closes_at)
    await petr.craft(f"dr:a4:{code}:0:cs")
    assert "document" not in await obec.telegram.last(petr.user)
    assert "výsledek se počítá" in await petr.sees()


def kept(name: str, content: bytes) -> None:
    """With SCREENSHOTS=folder, to be looked at."""
    if folder := os.environ.get("SCREENSHOTS"):
        (Path(folder) / name).write_bytes(content)
