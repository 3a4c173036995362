"""Plans as offices write them: every shape ends in sections or in all problems at once."""

import io
import zipfile
from contextlib import suppress
from dataclasses import replace

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.channels import CHANNELS
from plans.documents import Plan
from plans.files.problems import BadPlan, Code
from plans.files.reading import Given, read
from plans.reading import carried

HERE = Given(
    key="plan-2028",
    prefix="VIZ",
    area="orp-vizovice",
    areas=("orp-vizovice",),
    municipalities={"vizovice": "585939", "lutonina": "585866"},
)
MARKDOWN = """# Střednědobý plán 2028–2030

## Priorita 1: Senioři
Úvod k prioritě.

### Opatření 1.1: Pečovatelská služba i večer
Shrnutí: Pomoc doma bude i večer a o víkendu. Začne ve třech obcích.

Lidé uvádějí, že pomoc chybí **hlavně večer**.

- Vizovice
- Lutonina

Odpovídá: Poskytovatel A
Obce: Vizovice, Lutonina
Náklady: 1 300 000 Kč ročně

### Doprava k lékaři
| Rok | Kč |
|-----|----|
| 2028 | 200 000 |
"""


def plan_of(content: bytes, name: str = "plan.md", where: Given = HERE) -> Plan:
    return read(content, name, where).plan


def problems_of(content: bytes, name: str = "plan.md", where: Given = HERE) -> list[Code]:
    with pytest.raises(BadPlan) as refused:
        read(content, name, where)
    return [one.code for one in refused.value.problems if not one.is_warning]


def word(*paragraphs: tuple[str, str]) -> bytes:
    made, document = io.BytesIO(), Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    document.save(made)
    return made.getvalue()


def test_headings_become_sections_with_their_numbers_and_levels() -> None:
    plan = plan_of(MARKDOWN.encode())
    assert plan.title == {"cs": "Střednědobý plán 2028–2030"}
    assert [(one.level, one.id, one.title["cs"]) for one in plan.sections] == [
        (1, "1", "Senioři"),
        (2, "1.1", "Pečovatelská služba i večer"),
        (2, "1.2", "Doprava k lékaři"),
    ]
    assert plan.levels == ({"cs": "priorita"}, {"cs": "opatření"})


def test_labelled_lines_become_fields_and_the_rest_is_the_text() -> None:
    care = plan_of(MARKDOWN.encode()).section("1.1")
    assert care is not None
    assert care.summary["cs"].startswith("Pomoc doma bude i večer")
    assert care.responsible == {"cs": "Poskytovatel A"}
    assert care.municipalities == ("585939", "585866")
    assert care.facts == ({"cs": "Náklady: 1 300 000 Kč ročně"},)
    assert "hlavně večer" in care.text["cs"]
    assert "• Lutonina" in care.text["cs"]
    assert "Odpovídá" not in care.text["cs"]


def test_a_table_is_read_row_by_row() -> None:
    transport = plan_of(MARKDOWN.encode()).section("1.2")
    assert transport is not None
    assert transport.text["cs"] == "Rok: Kč\n\n2028: 200 000"


def test_word_says_the_same_as_markdown() -> None:
    content = word(
        ("Title", "Plán 2028"),
        ("Heading 1", "1 Senioři"),
        ("Normal", "Úvod."),
        ("Heading 2", "1.1 Pečovatelská služba"),
        ("Normal", "Shrnutí: I večer."),
        ("List Bullet", "Vizovice"),
    )
    plan = plan_of(content, "plan.docx")
    assert plan.title == {"cs": "Plán 2028"}
    assert [(one.id, one.title["cs"]) for one in plan.sections] == [
        ("1", "Senioři"),
        ("1.1", "Pečovatelská služba"),
    ]
    assert plan.sections[1].summary == {"cs": "I večer."}
    assert plan.sections[1].text == {"cs": "• Vizovice"}


def test_a_tree_in_yaml_speaks_several_languages() -> None:
    content = """
id: sprss-2028
prefix: VIZ
area: orp-vizovice
title: {cs: "Plán", en: "Plan"}
version: "0.7"
consultation: {opens: 2027-03-01, closes: 2027-04-05, settle_by: 2027-05-31}
sections:
  - id: P1
    title: {cs: "Senioři", en: "Seniors"}
    measures:
      - {id: "1.1", cs: "Péče", en: "Care", due: 2028-06-30, municipalities: [Vizovice]}
"""
    plan = plan_of(content.encode(), "plan.yaml", Given(municipalities=HERE.municipalities))
    assert (plan.key, plan.prefix, plan.label) == ("sprss-2028", "VIZ", "0.7")
    assert plan.languages == ("cs", "en")
    assert [one.id for one in plan.sections] == ["P1", "1.1"]
    assert plan.sections[1].facts == ({"cs": "Termín: 30. 6. 2028"},)
    assert plan.window is not None
    assert plan.window.closes.isoformat() == "2027-04-05"


NAMED = replace(
    HERE,
    topics={"orp-vizovice": {"seniori": "seniori", "starsi lide": "seniori", "doprava": "doprava"}},
    groups={"orp-vizovice": {"ps1": "ps1", "seniori a jejich blizci": "ps1"}},
)


def test_topics_and_groups_are_known_by_what_people_call_them() -> None:
    content = """# Plán
## Péče
Témata: Starší lidé, doprava, rybaření
Cílová skupina: starší lidé; rodáci
Pracovní skupina: Senioři a jejich blízcí
Shrnutí: Péče bude.
## Doprava
Pracovní skupina: Doprava a silnice
## Silnice
Pracovní skupina: Doprava a silnice
"""
    found = read(content.encode(), "plan.md", NAMED)
    care, bus, road = found.plan.sections
    assert care.topics == ("seniori", "doprava", "rybaření")
    assert care.target_groups == ("seniori", "rodáci")
    assert [one.group for one in (care, bus, road)] == ["ps1", "doprava-a-silnice"] + [bus.group]
    assert [(one.code, one.where, one.data["name"]) for one in found.warnings] == [
        (Code.UNKNOWN_TOPIC, "1", "rybaření"),
        (Code.UNKNOWN_GROUP, "2", "Doprava a silnice"),
    ]


def test_a_plan_of_one_group_says_so_once() -> None:
    content = """
title: Plán obce
working_group: Senioři a jejich blízcí
sections: [{id: "1", title: A, group: jina}, {id: "2", title: B}]
"""
    plan = plan_of(content.encode(), "plan.yaml", NAMED)
    assert [one.group for one in plan.sections] == ["jina", "ps1"]


def test_levels_are_called_as_their_lists_are() -> None:
    content = """
title: Plán
chapters: [{title: Úvod}]
priority_areas:
  - title: Stáří
    Strategické cíle:
      - {title: Doma, dílčí_cíle: [{title: Péče večer}]}
"""
    plan = plan_of(content.encode(), "plan.yaml")
    named = [one["cs"] for one in plan.levels]
    assert named == ["prioritní oblast", "strategický cíl", "dílčí cíl"]
    assert [one.level for one in plan.sections] == [1, 1, 2, 3]


def test_comments_come_by_the_ways_that_the_file_names() -> None:
    content = """
title: Plán
consultation: {opens: 2027-03-01, closes: 2027-04-05, accepted_channels: %s}
sections: [{id: "1", title: A}]
"""
    for told, expected in (
        ("[web, E-mail, datova_schranka]", ("web", "email")),
        ('"chat, podatelna"', ("telegram", "paper")),
        ("[fax, papír]", ("paper",)),
        ("[]", CHANNELS),
        ("", CHANNELS),
    ):
        found = read((content % told).encode(), "plan.yaml", HERE)
        assert found.plan.window is not None
        assert found.plan.window.channels == expected
        noted = [one.data["name"] for one in found.warnings if one.code is Code.UNKNOWN_CHANNEL]
        assert noted == (["fax"] if "fax" in told else [])


def test_facts_of_every_kind_stand_beside_each_other() -> None:
    content = """
sections:
  - id: "1"
    title: A
    indicators: [{cs: Úvazky, baseline: "6,5", target: "8,5"}]
    facts: [{cs: "Náklady: 900 000 Kč"}]
    due: 2028-06-30
title: P
"""
    [section] = plan_of(content.encode(), "plan.yaml").sections
    told = [one["cs"] for one in section.facts]
    assert told == ["Úvazky (6,5 → 8,5)", "Náklady: 900 000 Kč", "Termín: 30. 6. 2028"]


def test_what_is_only_missing_is_a_warning() -> None:
    found = read(b"# Plan\n\n## Doprava\n\nText.\n\n## Klub\n\nText.", "a.md", HERE)
    assert {one.code for one in found.warnings} == {Code.SUMMARY_MISSING}


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "plan.docx", Code.NOT_A_PLAN),
        (b"jen text", "plan.md", Code.NO_HEADINGS),
        (b"\xff\xfe\x00", "plan.md", Code.NOT_UTF8),
        (b"PK\x03\x04nic", "plan.docx", Code.NOT_READABLE),
        (b"%PDF-1.7", "plan.pdf", Code.NOT_READABLE),
        (b"plan: [", "plan.yaml", Code.NOT_READABLE),
        (b"a: &x 1\nb: *x", "plan.yaml", Code.NOT_PLAIN),
        (b"- 1\n- 2", "plan.yaml", Code.NOT_A_PLAN),
        (("[" * 50 + "]" * 50).encode(), "plan.yaml", Code.TOO_DEEP),
        (b"## A\n\nObce: Atlantida\n\n## B", "plan.md", Code.UNKNOWN_MUNICIPALITY),
        (("# " + "a" * 400 + "\n\n# b").encode(), "plan.md", Code.TITLE_TOO_LONG),
        (b"# a\n\n" + b"x " * 15_000 + b"\n\n# b", "plan.md", Code.TEXT_TOO_LONG),
        (b"# 1.1 a\n\n# 1.1 b", "plan.md", Code.DUPLICATE_ID),
        (
            "\n".join(f"# část {n}\n" for n in range(1100)).encode(),
            "plan.md",
            Code.TOO_MANY_SECTIONS,
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(content: bytes, name: str, code: Code) -> None:
    assert code in problems_of(content, name)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 150_000_000)
    assert len(made.getvalue()) < 1_000_000
    assert problems_of(made.getvalue(), "plan.docx") == [Code.TOO_BIG]


def test_all_problems_are_told_at_once() -> None:
    content = "## A\n\nObce: Atlantida, Utopie\n\n## " + "b" * 400
    assert sorted(problems_of(content.encode())) == [
        Code.TITLE_TOO_LONG,
        Code.UNKNOWN_MUNICIPALITY,
        Code.UNKNOWN_MUNICIPALITY,
    ]


def test_a_cell_as_wide_as_a_million_columns_is_refused() -> None:
    made, document = io.BytesIO(), Document()
    document.add_table(1, 1).rows[0]._tr.tc_lst[0].grid_span = 1_000_000
    document.save(made)
    assert problems_of(made.getvalue(), "plan.docx") == [Code.NOT_READABLE]


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.md", "a.yaml", "a.docx", "a.txt", "a"]))
def test_whatever_is_sent_ends_in_a_plan_or_a_clear_refusal(content: bytes, name: str) -> None:
    with suppress(BadPlan):
        assert read(content, name, HERE).plan.sections


@settings(max_examples=100)
@given(st.text(alphabet="#- *:[]{}\n1.abcPOdpovídá Shrnutí: é", max_size=300))
def test_whatever_is_written_in_markdown_no_section_lacks_a_title(text: str) -> None:
    try:
        plan = plan_of(text.encode())
    except BadPlan:
        return
    assert all(section.title["cs"].strip() for section in plan.sections)
    assert len({section.id for section in plan.sections}) == len(plan.sections)


def nested(depth: int, each: int) -> bytes:
    """A plan in Word, of so many levels below its title and chapters."""
    headings = [("Heading 1", "Plán")]
    for chapter in range(1, each + 1):
        for level in range(1, depth + 1):
            headings.append((f"Heading {level + 1}", f"Oprava cest, krok {chapter}"))
            headings.append(("Normal", "Obec to zařídí."))
    return word(*headings)


def test_three_hundred_sections_in_six_levels_are_a_plan_and_seven_levels_are_refused() -> None:
    plan = plan_of(nested(6, 50), "plan.docx")
    assert len(plan.sections) == 300
    assert len({one.id for one in plan.sections}) == 300
    assert plan.sections[5].level == 6
    assert len(plan.levels) == 6
    assert set(problems_of(nested(7, 2), "plan.docx")) == {Code.TOO_DEEP}


def test_what_is_only_a_heading_is_read_with_the_nearest_section_that_says_something() -> None:
    lines = ["# Plán", "## 1 Péče", "Úvod.", "### 1.1 Doma", "#### 1.1.1 Večer", "### 1.2 V obci"]
    lines += ["Denní stacionář.", "#### 1.2.1 Auto", "## 2 Bydlení", "### 2.1 Byty", "## 3 Závěr"]
    sections = plan_of("\n\n".join(lines).encode()).sections
    told = {id: [one.id for one in below] for id, below in carried(sections).items()}
    assert told == {"1": ["1.1.1"], "1.2": ["1.2.1"], "2.1": [], "3": []}
