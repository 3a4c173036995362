"""Pages of contests as people meet them: on a phone and a desk, without scripts, for everybody."""

import pytest

from contests import closing, consents, publishing, slips
from surveys import codes
from tests.contests.drawing import drawing
from tests.web.browsing import is_in_order
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_contests import PETR, Held, held

__all__ = ["held", "opened", "visitor"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_pages_of_a_contest_are_in_order_at_every_stage(
    visitor: Visitor, held: Held, width: int, scheme: str
) -> None:
    page = await visitor.page(width, scheme)
    token = consents.guardian_token(held.village.web().secret_key, held.child, 1)
    before = ("/souteze", held.path, f"{held.path}/prihlaska", f"{held.path}/moje")
    for path in (*before, f"/souteze/souhlas/{held.child}-1-{token}"):
        await page.goto(visitor.home + path)
        await is_in_order(page)
    held.village.clock.moment = held.run.document.vote_from
    for who in range(7):
        await held.vote(who, 1)
    await page.goto(visitor.home + held.path)
    await is_in_order(page)
    until = held.run.document.vote_until
    held.village.clock.moment = until
    await closing.close(held.village.database, held.marks, held.run.code, until)
    async with held.village.database.writing() as session:
        await publishing.publish(session, PETR, held.run.code, until)
    await page.goto(visitor.home + held.path)
    await is_in_order(page)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_a_slip_votes_without_scripts_on_pages_in_order(
    visitor: Visitor, held: Held, width: int, scheme: str
) -> None:
    now = held.village.clock.moment = held.run.document.vote_from
    secret, typed = held.village.web().secret_key, codes.new_code()
    async with held.village.database.writing() as session:
        hashes = [slips.hashed(secret, held.run.code, typed)]
        await slips.enlist(session, PETR, held.run.code, hashes, now)
    looked = await visitor.page(width, scheme)
    page = await visitor.page(width, scheme, java_script_enabled=False)
    await page.goto(visitor.home + held.path)
    await page.get_by_role("link", name="Hlasovat s papírovým lístkem").click()
    await page.get_by_label("Kód z lístku").fill(typed.lower())
    await page.get_by_role("button", name="Pokračovat k pracím").click()
    await page.get_by_role("button", name="Odevzdat hlas").click()
    await page.get_by_text("Nejdřív označte práci.").wait_for()
    await page.get_by_label("Č. 1 Lípa 1").check()
    await page.get_by_role("button", name="Odevzdat hlas").click()
    await page.get_by_role("heading", name="Máte odhlasováno").wait_for()
    await looked.goto(f"{visitor.home}{held.path}/listek")
    await is_in_order(looked)


async def test_a_work_is_handed_in_without_scripts(visitor: Visitor, held: Held) -> None:
    page = await visitor.page(320, java_script_enabled=False)
    await page.goto(f"{visitor.home}{held.path}/prihlaska")
    await page.get_by_label("Obrázek").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": drawing(8, side=400)}
    )
    await page.get_by_label("Jak se práce jmenuje?").fill("Úsměv")
    await page.get_by_label("Kdo ji vytvořil?").fill("Eva Malá, 8")
    held.village.clock.moment = held.run.document.enter_from.replace(second=30)
    await page.get_by_role("button", name="Odevzdat").click()
    await page.get_by_text("Č. 3 Úsměv").wait_for()
    assert await page.get_by_text("Váš kód:").count() == 1
    # The picture moves what stands below it when it comes.
    await page.wait_for_load_state()
    await page.get_by_role("link", name="Upravit práci").click()
    await page.get_by_label("Jak se práce jmenuje?").fill("Úsměv nad návsí")
    await page.get_by_role("button", name="Uložit").click()
    await page.get_by_text("Č. 3 Úsměv nad návsí").wait_for()
