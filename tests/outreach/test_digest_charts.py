"""What a group's surveys have counted comes with its digest as pictures."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outreach import digest_charts
from outreach.digests import Digest
from outreach.letters import PHOTO
from storage.comment_news import Span
from storage.groups import WorkingGroup
from storage.surveys import Survey
from surveys.news import Answered, SurveyNews, Tally

NOW = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
PNG = b"\x89PNG"
YES, NO = Answered({"cs": "Ano"}, 12, 60), Answered({"cs": "Ne"}, 8, 40)


def news(title: str, *tallies: Tally) -> SurveyNews:
    return SurveyNews(Survey(code="AAAAA"), {"cs": title}, 20, False, tallies)


def digest(*surveys: SurveyNews) -> Digest:
    group = WorkingGroup(
        code="SENIO", key="s", area_code="orp-vizovice", name={"cs": "Senioři"}, made_at=NOW
    )
    return Digest(group, Span(NOW - timedelta(days=7), NOW), (), surveys)


async def test_each_survey_is_a_picture_under_its_title_kept_once(tmp_path: Path) -> None:
    tally = Tally({"cs": "Chybí vám spoje?"}, 20, (YES, NO))
    told = digest(news("Potřeby & přání", tally), news("Bez čísel"))
    for _ in range(2):
        [letter] = await digest_charts.letters(told, "cs", tmp_path)
    assert letter.text == "Potřeby &amp; přání"
    assert letter.media
    assert letter.media.kind == PHOTO
    [kept] = await asyncio.to_thread(lambda: list(tmp_path.iterdir()))
    assert kept.name == letter.media.digest
    assert kept.read_bytes().startswith(PNG)


async def test_a_group_reads_a_digest_and_not_an_album(tmp_path: Path) -> None:
    tallies = [Tally({"cs": f"Otázka {n}"}, 20, (YES, NO)) for n in range(4)]
    told = digest(*(news(f"Anketa {n}", one) for n, one in enumerate(tallies)))
    assert len(await digest_charts.letters(told, "cs", tmp_path)) == digest_charts.MOST
