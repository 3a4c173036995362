"""Who stands on the podium: equals together, and no more than fit beside one another."""

import io

import pytest
from PIL import Image

from handlers.contests.podium import MOST, together
from papers import gallery
from tests.contests.drawing import work


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([1, 2, 3, 4], 3),
        ([1, 1, 3, 3, 5], 4),
        ([1, 2, 2, 4], 3),
        ([1, 2, 3, 3, 3, 3, 3], 2),
        ([1, 1, 1, 1, 1, 1, 1], 7),
        ([], 0),
    ],
)
def test_equals_stand_together_or_not_at_all(places: list[int], shown: int) -> None:
    told = [{"place": place, "number": at} for at, place in enumerate(places)]
    assert together(told) == told[:shown]
    assert shown <= MOST or len(set(places)) == 1


def test_a_long_name_stays_under_its_own_work() -> None:
    preview = work(3).preview
    long = "Č. 12 " + "Velmi dlouhý název práce, kterou malovala celá třída " * 3
    made = gallery.podium([(1, long, preview), (2, "Č. 3 Lípa", preview)])
    picture = Image.open(io.BytesIO(made)).convert("L")
    edge = picture.crop((0, 0, gallery.MARGIN - 4, picture.height))
    darkest, _ = edge.getextrema()
    assert darkest > 200
