"""A real browser for tests: found on this machine, started without anything it would phone for."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright, expect

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What comes is waited for as long as a busy machine may need.
PATIENCE_MS = 120_000
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where the browser is; without one the test is skipped, but never in CI."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = "NO BROWSER TESTS: chromium is not on PATH, and CHROMIUM does not name one"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        await opened.close()


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The address at which the pages answer until the block ends."""
    config = uvicorn.Config(app, port=0, log_level="warning", access_log=False)
    config.load()
    socket = config.bind_socket()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([socket])
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    await server.shutdown([socket])


async def is_in_order(page: Page) -> None:
    """Nothing sticks out sideways, and axe finds nothing."""
    # A page that has just been asked for has no elements for a moment.
    await page.wait_for_load_state()
    whole = page.locator("html")
    assert await whole.evaluate("html => html.scrollWidth <= innerWidth"), page.url
    found = await Axe().run(page, options={"runOnly": STANDARD})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
