"""Pictures beside options in the web form."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser

from storage import survey_pictures
from surveys.definitions import Definition
from tests.surveys.test_package import painted
from tests.web.browsing import browser, is_in_order, serving
from tests.web.conftest import Village
from tests.web.kinds import STOP, Visitor, opened
from web.app import build

BUS, TRAIN = "autobus-0123456789ab.jpg", "vlak-ba9876543210.jpg"


def _options(*pictures: str) -> list[dict[str, Any]]:
    labels = ["Autobus & kolo", "Vlak", "Pěšky až k zastávce, i když je to daleko"]
    return [
        {"id": f"a{place}", "text": {"cs": label}, "picture": picture or None}
        for place, (label, picture) in enumerate(zip(labels, pictures, strict=True))
    ]


PICTURED = Definition.model_validate(
    STOP.model_dump(mode="json")
    | {
        "key": "obrazky-2027",
        "languages": ["cs"],
        "questions": [
            {
                "id": kind,
                "type": kind,
                "text": {"cs": "Čím jezdíte?"},
                "options": _options(BUS, TRAIN, "nedorazil.png"),
            }
            for kind in ("single", "multi", "rank")
        ],
    },
    strict=False,
)


@pytest.fixture
async def code(village: Village) -> str:
    code = await opened(village, PICTURED)
    async with village.database.writing() as session:
        for name in (BUS, TRAIN):
            await survey_pictures.keep(session, code, name, painted("JPEG", (1280, 640)))
    return code


@pytest.fixture
async def marie(village: Village, code: str) -> AsyncIterator[Visitor]:
    async with village.client() as client:
        yield Visitor(village, client, code)


async def test_pictures_stand_beside_their_options(marie: Visitor):
    await marie.begin()
    for kind in ("single", "multi", "rank"):
        await marie.go(f"/o/{kind}")
        assert marie.text.count("<img") == 2
        assert f'src="/a/{marie.code}/obrazek/{BUS}" alt="Autobus &amp; kolo"' in marie.text
        assert marie.text.count('loading="lazy"') == 2
        assert "nedorazil" not in marie.text


async def test_a_picture_is_kept_by_browsers_for_long(marie: Visitor):
    await marie.go(f"/obrazek/{BUS}")
    assert marie.shown.content == painted("JPEG", (1280, 640))
    assert marie.shown.headers["content-type"] == "image/jpeg"
    assert marie.shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert marie.shown.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in marie.shown.headers


@pytest.mark.parametrize("name", ["jiny.jpg", "..%2Fprehled", "nedorazil.png"])
async def test_what_is_not_there_is_not_kept_for_long(marie: Visitor, name: str):
    await marie.go(f"/obrazek/{name}")
    assert marie.shown.status_code == 404
    assert marie.shown.headers["cache-control"] == "no-store"


async def test_a_picture_belongs_to_its_survey(village: Village, marie: Visitor):
    marie.code = await opened(village)
    assert (await marie.go(f"/obrazek/{BUS}")).status_code == 404


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as made:
        yield made


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_pages_with_pictures_are_in_order(
    village: Village, code: str, chromium: Browser, width: int
):
    async with serving(build(village.web(public_url="", webhook_secret=None))) as home:
        context = await chromium.new_context(
            viewport={"width": width, "height": 700}, locale="cs-CZ"
        )
        page = await context.new_page()
        await page.goto(f"{home}/a/{code}")
        village.clock.pass_(timedelta(seconds=5))
        await page.locator("main form button").first.click()
        for kind in ("single", "multi", "rank"):
            await page.goto(f"{home}/a/{code}/o/{kind}")
            await is_in_order(page)
            shown = page.locator(".picture img").first
            await shown.scroll_into_view_if_needed()
            await page.wait_for_function("document.querySelector('.picture img').naturalWidth > 0")
            box = await shown.bounding_box()
            assert box
            assert (round(box["width"]), round(box["height"])) == (160, 120)
        await context.close()
