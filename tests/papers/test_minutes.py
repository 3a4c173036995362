"""Minutes on paper: what is signed stands on the page that is signed."""

import io

from pypdf import PdfReader

from papers.minutes import MinutesPaper, Section


def pages(findings: int) -> list[str]:
    said = Section("Závěry", lines=tuple(f"Závěr {at}" for at in range(findings)))
    tasks = Section(
        "Úkoly", columns=("Úkol", "Kdo"), rows=(("Oslovit obce", "K. N."),), shares=(2, 1)
    )
    paper = MinutesPaper(
        language="cs",
        title="Zápis",
        subtitle="18. 3. 2027",
        publicity="",
        mark="",
        facts=(("Místo", "Sál"),),
        sections=(said, tasks),
        signed=(("Zapisovatel", "Eva Malá"), ("Schválil", "Petr Velký")),
        page_word="Strana",
    )
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper.pdf())).pages]


def test_the_names_never_stand_on_a_page_alone() -> None:
    told = [pages(findings) for findings in range(24, 48, 3)]
    assert {len(one) for one in told} == {1, 2}
    for one in told:
        assert "Zapisovatel" in one[-1]
        assert "Oslovit obce" in one[-1]
