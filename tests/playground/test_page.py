"""The chat page in a real browser: by mouse, by keyboard, on a phone, and for axe."""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.playground.running import Json, Running
from tests.web.browsing import browser as opened

pytestmark = pytest.mark.browser

# Far from midnight, when a new day would begin in the chat.
NOON = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
QUESTION = {
    "inline_keyboard": [
        [{"text": "Ano", "callback_data": "yes"}, {"text": "Ne", "callback_data": "no"}],
        [{"text": "Víc o anketě", "url": "https://t.me/naves_bot?start=anketa_1"}],
    ]
}


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with opened() as found:
        yield found


@pytest.fixture
async def page(browser: Browser, pg: Running) -> AsyncIterator[Page]:
    await pg.telegram.clock((NOON - datetime.now(UTC)).total_seconds())
    page = await browser.new_page(viewport={"width": 1360, "height": 860})
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    await page.goto(f"{pg.url}/playground")
    yield page
    await page.close()
    assert troubles == []


@pytest.fixture
async def bot(pg: Running) -> AsyncIterator[None]:
    """A small bot: asks after /start, thanks for a tap, repeats what it hears."""
    task = asyncio.get_running_loop().create_task(run_bot(pg))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def run_bot(pg: Running) -> None:
    offset = 0
    while True:
        for update in await pg.result("getUpdates", offset=offset, timeout=20):
            offset = update["update_id"] + 1
            if "callback_query" in update:
                await hear_tap(pg, update["callback_query"])
            elif "message" in update:
                await hear(pg, update["message"])


async def hear(pg: Running, message: Json) -> None:
    chat_id, text = message["chat"]["id"], message.get("text", "soubor")
    if text == "/start":
        question = "<b>Otázka 1</b>\nPřijdete?"
        markup = {"parse_mode": "HTML", "reply_markup": QUESTION}
        await pg.result("sendMessage", chat_id=chat_id, text=question, **markup)
    else:
        await pg.result("sendMessage", chat_id=chat_id, text=f"Slyším: {text}")


async def hear_tap(pg: Running, query: Json) -> None:
    alert = query["data"] == "no"
    said = {"text": "Škoda, že ne" if alert else "Uloženo", "show_alert": alert}
    await pg.result("answerCallbackQuery", callback_query_id=query["id"], **said)
    if not alert:
        message = query["message"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await pg.result("editMessageText", text="Otázka 2", reply_markup=QUESTION, **where)


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found.response["violations"]]


@pytest.mark.usefixtures("bot")
async def test_a_newcomer_starts_taps_and_sees_the_edit_in_place(page: Page) -> None:
    await page.get_by_role("button", name="Spustit").click()
    await expect(page.locator("strong", has_text="Otázka 1")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Ano").click()
    await expect(page.get_by_role("status")).to_have_text("Uloženo")
    await expect(page.get_by_text("Otázka 2")).to_be_visible()
    await expect(page.get_by_text("upraveno")).to_be_visible()
    await expect(page.get_by_text("Otázka 1")).to_have_count(0)
    await expect(page.get_by_role("button", name="Ano")).to_be_focused()


@pytest.mark.usefixtures("bot")
async def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    await page.get_by_role("button", name="Spustit").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Ne", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("Škoda, že ne")
    assert await violations(page) == []
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("textbox", name="Zpráva").focus()
    await page.keyboard.type("Lavička u zastávky")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Slyším: Lavička u zastávky")).to_be_visible()
    await page.get_by_role("button", name="Upravit zprávu").last.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Dvě lavičky")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own").get_by_text("Dvě lavičky")).to_be_visible()


@pytest.mark.usefixtures("bot")
async def test_deep_links_are_opened_from_a_button_and_from_the_field(page: Page) -> None:
    await page.get_by_role("button", name="Spustit").click()
    await page.get_by_role("button", name="Víc o anketě").click()
    await expect(page.get_by_text("Slyším: /start anketa_1")).to_be_visible()
    await page.get_by_text("Možnosti").click()
    field = page.get_by_label("Otevřít odkaz s parametrem start")
    await field.fill("háček")
    await page.get_by_role("button", name="Otevřít", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("1 až 64 znaků")
    await field.fill("https://t.me/naves_bot?start=z_plakatu")
    await page.get_by_role("button", name="Otevřít", exact=True).click()
    await expect(page.get_by_text("Slyším: /start z_plakatu")).to_be_visible()


@pytest.mark.usefixtures("bot")
async def test_the_bot_is_blocked_and_started_again(page: Page) -> None:
    await page.get_by_role("button", name="Spustit").click()
    await expect(page.get_by_text("Otázka 1")).to_have_count(1)
    await page.get_by_text("Možnosti").click()
    await page.get_by_role("button", name="Zablokovat bota").click()
    await page.get_by_role("button", name="Odblokovat a spustit znovu").click()
    await expect(page.get_by_text("Otázka 1")).to_have_count(2)


@pytest.mark.usefixtures("bot")
async def test_files_are_sent_and_shown(page: Page) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(out, "PNG")
    photo = {"name": "strom.png", "mimeType": "image/png", "buffer": out.getvalue()}
    await page.set_input_files("#photo-input", photo)
    await page.get_by_role("textbox", name="Zpráva").fill("Náš strom")
    await page.get_by_role("button", name="Odeslat").click()
    await expect(page.get_by_text("Náš strom")).to_be_visible()
    await expect(page.locator(".picture img")).to_have_js_property("complete", True)
    document = {"name": "návrh.txt", "mimeType": "text/plain", "buffer": b"ahoj"}
    await page.set_input_files("#file-input", document)
    await page.get_by_role("button", name="Odeslat").click()
    link = page.get_by_role("link", name="Stáhnout soubor návrh.txt")
    await expect(link).to_be_visible()
    async with page.expect_download() as download:
        await link.click()
    assert (await (await download.value).path()).read_bytes() == b"ahoj"
    assert await violations(page) == []


@pytest.mark.usefixtures("bot")
async def test_the_log_shows_calls_and_their_parameters(page: Page) -> None:
    await page.get_by_role("button", name="Spustit").click()
    log = page.get_by_role("complementary", name="Volání Bot API")
    await log.get_by_text("sendMessage").click()
    await expect(log.get_by_text("Otázka 1")).to_be_visible()
    assert await violations(page) == []


async def test_another_person_is_picked_and_added(page: Page) -> None:
    await page.get_by_role("button", name="Oksana Kovalenko").click()
    assert page.url.endswith("#oksana")
    await page.get_by_text("Přidat osobu").click()
    await page.get_by_label("Jméno", exact=True).fill("Eva")
    await page.get_by_role("button", name="Přidat", exact=True).click()
    eva = page.get_by_role("button", name="Eva")
    await expect(eva).to_have_attribute("aria-current", "true")


@pytest.mark.usefixtures("bot")
async def test_who_has_something_new_to_read_is_marked(page: Page, pg: Running) -> None:
    oksana = page.get_by_role("button", name="Oksana Kovalenko")
    async with page.expect_response(lambda response: "/api/chats?" in response.url):
        await page.reload()
    await expect(oksana).to_be_visible()
    await pg.telegram.start(await pg.telegram.user(username="oksana"))
    await expect(oksana).to_contain_text("nové")
    await oksana.click()
    await expect(page.get_by_text("Otázka 1")).to_be_visible()
    await expect(oksana).not_to_contain_text("nové")


@pytest.mark.usefixtures("bot")
async def test_it_fits_a_phone_and_speaks_english(page: Page, pg: Running) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"{pg.url}/playground?lang=en")
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_text("Otázka 1")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await violations(page) == []
    await page.get_by_role("button", name="API calls").click()
    await expect(page.get_by_role("heading", name="Bot API calls")).to_be_visible()
    await page.get_by_role("button", name="People").click()
    await expect(page.get_by_role("heading", name="Bot API calls")).to_be_hidden()
    assert await violations(page) == []


async def test_a_link_into_the_page_waits_for_a_tap_on_start(
    browser: Browser, pg: Running, bot: None
) -> None:
    page = await browser.new_page()
    petr = await pg.telegram.user(username="coordinator")
    await page.goto(f"{pg.url}/playground?start=anketa_1&user={petr['id']}")
    assert await pg.telegram.messages(petr) == []
    await page.get_by_role("button", name="Spustit s odkazem anketa_1").click()
    await expect(page.locator("#messages")).to_contain_text("Slyším: /start anketa_1")
    assert (await pg.telegram.messages(petr))[0]["text"] == "/start anketa_1"
    await page.close()


async def test_a_forum_shows_topics_polls_places_and_albums(
    page: Page, pg: Running, jana: Json
) -> None:
    await page.get_by_text("Založit skupinu").click()
    await page.get_by_label("Název skupiny").fill("Plánovači")
    await page.get_by_label("Druh").select_option("forum")
    await page.locator("#group-form").get_by_role("button", name="Přidat").click()
    await expect(page.locator("#bot-name")).to_have_text("Plánovači")
    [group] = [one for one in await pg.telegram.ask("GET", "/chats") if one["type"] != "private"]
    topic = {"from_id": jana["id"], "name": "Doprava"}
    topic = await pg.telegram.ask("POST", f"/chats/{group['id']}/topics", topic)
    chat, messages = {"chat_id": group["id"]}, page.locator("#messages")
    thread = {"message_thread_id": topic["message_thread_id"]}
    options = [{"text": "Ráno"}, {"text": "Večer"}]
    await pg.result("sendPoll", **chat, question="Kdy se sejdeme?", options=options)
    place = {"latitude": 49.2, "longitude": 17.85, "title": "Radnice", "address": "Náměstí 1"}
    await pg.result("sendVenue", **chat, **thread, **place)
    await expect(messages).to_contain_text("Radnice")
    await expect(page.locator(".day:not(.message)")).to_have_count(1)
    await page.get_by_role("button", name="Večer").click()
    await expect(page.get_by_role("button", name="Večer — 1 (100 %)")).to_be_visible()
    await page.locator("#topic").select_option("Doprava")
    await expect(page.get_by_text("Kdy se sejdeme?")).to_be_hidden()
    await page.get_by_role("textbox", name="Zpráva").fill("Jedu autobusem")
    await page.keyboard.press("Enter")
    await expect(messages).to_contain_text("Jedu autobusem")
    written = (await pg.telegram.ask("GET", f"/chats/{group['id']}/messages"))[-1]
    assert written["message_thread_id"] == topic["message_thread_id"]
    assert await violations(page) == []


async def test_a_place_stands_on_a_map_and_pictures_in_an_album(
    page: Page, pg: Running, jana: Json
) -> None:
    place = {"latitude": 49.2206, "longitude": 17.8546, "title": "Radnice", "address": "Náměstí 1"}
    await pg.result("sendVenue", chat_id=jana["id"], **place)
    await pg.result("sendLocation", chat_id=jana["id"], latitude=-33.9, longitude=18.4)
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(out, "PNG")
    names = ("a", "b", "c")
    album = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    form = {"chat_id": str(jana["id"]), "media": json.dumps(album)}
    files = {name: (f"{name}.png", out.getvalue()) for name in names}
    address = f"{pg.api}/bot{pg.token}/sendMediaGroup"
    assert (await pg.client.post(address, data=form, files=files)).json()["ok"]
    await expect(page.locator(".map .pin")).to_have_count(1)
    assert await page.locator(".map").evaluate(
        "map => [...map.querySelectorAll('text')].every(name => "
        "name.getBoundingClientRect().right <= map.getBoundingClientRect().right)"
    )
    there = page.get_by_role("link", name="49,2206; 17,8546")
    await expect(there).to_have_attribute("href", re.compile(r"mlat=49.2206&mlon=17.8546"))
    await expect(page.get_by_role("link", name="33,9; 18,4")).to_be_visible()
    album_shown = page.get_by_role("list", name="Album")
    await expect(album_shown.locator("img")).to_have_count(3)
    assert await violations(page) == []


async def test_films_sounds_and_stickers_have_players(page: Page, pg: Running, jana: Json) -> None:
    gif = io.BytesIO()
    Image.new("RGB", (120, 80), "green").save(gif, "GIF")
    for method, kind, name, content in (
        ("sendVideo", "video", "slavnost.mp4", b"film"),
        ("sendVideoNote", "video_note", "kruh.mp4", b"film"),
        ("sendAudio", "audio", "hymna.mp3", b"zvuk"),
        ("sendAnimation", "animation", "vlajka.gif", gif.getvalue()),
        ("sendSticker", "sticker", "usmev.png", gif.getvalue()),
    ):
        address = f"{pg.api}/bot{pg.token}/{method}"
        form = {"chat_id": str(jana["id"]), "emoji": "🙂"}
        answer = await pg.client.post(address, data=form, files={kind: (name, content)})
        assert answer.json()["ok"]
    await expect(page.locator("video[aria-label='Video']")).to_be_visible()
    await expect(page.locator("video.round")).to_be_visible()
    await expect(page.locator("audio[aria-label='hymna.mp3']")).to_be_visible()
    await page.get_by_text("Pohyblivý obrázek: vlajka.gif").click()
    await expect(page.locator(".moving img")).to_be_visible()
    await expect(page.get_by_role("img", name="Nálepka 🙂")).to_be_visible()
    assert await violations(page) == []


async def test_faults_clock_and_limits_have_their_switches(page: Page, pg: Running) -> None:
    await page.get_by_text("Poruchy, čas a limity").click()
    await page.locator("#fault-form select").select_option("429")
    await page.get_by_role("button", name="Nastavit poruchu").click()
    await expect(page.locator("#instruments-state")).to_contain_text("429")
    assert (await pg.call("getMe"))["error_code"] == 429
    await page.get_by_label("Kolik procent volání").fill("12.5")
    await page.get_by_label("Vždy ve stejných rozhovorech").check()
    await page.get_by_role("button", name="Nastavit poruchu").click()
    await expect(page.locator("#instruments-state")).to_contain_text("429 (12,5 %)")
    [fault] = await pg.telegram.ask("GET", "/faults")
    assert (fault["share"], fault["of"]) == (0.125, "chats")
    await page.get_by_label("Posunout čas o dny").fill("30")
    await page.get_by_role("button", name="Nastavit čas").click()
    await expect(page.locator("#instruments-state")).to_contain_text("429")
    async with page.expect_response("**/api/limits?*"):
        await page.get_by_label("Limity jako Telegram").check()
    assert (await pg.telegram.ask("GET", "/clock"))["offset_s"] == 30 * 86400
    assert (await pg.telegram.ask("GET", "/limits"))["chat"] == {"rate": 1, "burst": 3}
    assert await violations(page) == []


async def test_a_conversation_is_recorded_and_saved(page: Page, bot: None) -> None:
    await page.get_by_text("Možnosti").click()
    await page.get_by_role("button", name="Začít nahrávat rozhovor").click()
    await page.get_by_role("textbox", name="Zpráva").fill("Dobrý den")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages")).to_contain_text("Slyším: Dobrý den")
    await page.get_by_text("Možnosti").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Uložit nahrávku").click()
    saved = json.loads((await (await download.value).path()).read_text("utf-8"))
    assert [step.get("text") for step in saved["steps"]] == ["Dobrý den", "Slyším: Dobrý den"]
