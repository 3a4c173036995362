"""Pages about meetings as people meet them: calendars to follow, and who came.

With SCREENSHOTS=folder every page is kept as a picture, to be looked at.
"""

import os
from datetime import timedelta

import pytest

from storage import places
from storage.attendance import Attendance
from tests.web.browsing import is_in_order
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_meetings import announced

__all__ = ["opened", "visitor"]

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SCREENSHOTS")
PARTIES = ("user", "user", "user", "user", "user", "provider", "public", "")


async def attended(visitor: Visitor) -> str:
    village = visitor.village
    now = village.clock.moment
    when = [{"start": now - timedelta(hours=3), "end": now + timedelta(hours=1)}]
    code = await announced(village, when=when)
    async with village.database.writing() as session:
        area = await places.area(session, "orp-vizovice")
        assert area
        area.settings = {**area.settings, "topics": [{"id": "pece", "text": {"cs": "Péče"}}]}
        for number, party in enumerate(PARTIES):
            who = {"resident_id": 100 + number, "people": 1 + number % 3, "party": party}
            session.add(Attendance(meeting_code=code, nth=1, came_at=now, **who))
    return code


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_calendars_and_counts_are_in_order(visitor: Visitor, width: int, scheme: str) -> None:
    code = await attended(visitor)
    page = await visitor.page(width, scheme)
    await visitor.signed_in(page)
    for name, path in (
        ("feeds", "/akce/odber"),
        ("meeting", f"/akce/{code}"),
        ("counts", "/konzole/ucast"),
        ("nobody", "/konzole/ucast?od=2020-01-01&do=2020-06-30"),
    ):
        await page.goto(visitor.home + path)
        await is_in_order(page)
        if SHOTS:
            await page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
