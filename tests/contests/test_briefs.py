"""What a coordinator writes of a contest, and what may no longer be changed."""

from datetime import datetime
from pathlib import Path

import pytest

from contests import briefs, keeping
from contests.briefs import PRAGUE
from contests.keeping import RulesStand
from storage.database import Database
from tests.contests.village_contest import NOW, PETR, announced, document, enters
from tests.plans.test_keeping import area

__all__ = ["area"]


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("vote_from", "16. 1. 2027", datetime(2027, 1, 16, 0, 0, tzinfo=PRAGUE)),
        ("vote_until", "26. 1. 2027", datetime(2027, 1, 26, 23, 59, tzinfo=PRAGUE)),
        ("vote_from", "16. 1. 2027 20:00", datetime(2027, 1, 16, 20, 0, tzinfo=PRAGUE)),
        ("vote_until", "26. 1. 2027 0:30", datetime(2027, 1, 26, 0, 30, tzinfo=PRAGUE)),
    ],
)
def test_what_begins_on_a_day_begins_with_it_and_lasts_until_its_end(
    field: str, written: str, meant: datetime
) -> None:
    assert getattr(briefs.with_piece(document(), field, written), field) == meant


@pytest.mark.parametrize(
    ("field", "written"),
    [("schools", "ZŠ Horní"), ("categories", "Děti, 6–10"), ("pixels", "900"), ("licence", "–")],
)
async def test_by_what_somebody_has_entered_stands(
    database: Database, tmp_path: Path, area: None, field: str, written: str
) -> None:
    contest = await announced(database, tmp_path, licence={"cs": "K užití."})
    await enters(contest, 11)
    async with database.writing() as session:
        before = await keeping.run(session, contest.code)
        other = briefs.with_piece(before.document, field, written)
        with pytest.raises(RulesStand):
            await keeping.change(session, PETR, contest.code, before.contest.revision, other, NOW)
