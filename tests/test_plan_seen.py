"""A draft plan in a real browser: sent as a file, opened, commented on by voice, in two languages.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.handlers.kinds import voice
from tests.test_groups_seen_to_work import TALL
from tests.test_seen_to_work import RETRIES, Chat, account_of, browser, chat_of, demo, spaced

__all__ = ["browser", "demo"]

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
DRAFT = """# Plán dopravy k lékaři

## 1 Svozy z vesnic

Shrnutí: Malý autobus sveze lidi k lékaři. Dvakrát týdně, do poledne.

Autobus pro osm lidí jezdí v úterý a ve čtvrtek.

## 2 Dobrovolní řidiči

Shrnutí: Sousedé vozí sousedy. Obec platí benzin.

Obec vede seznam řidičů a proplácí cesty.
"""


async def attach(chat: Chat, name: str, content: bytes, mime: str) -> None:
    file = {"name": name, "mimeType": mime, "buffer": content}
    await chat.page.set_input_files("#file-input", file)
    await chat.page.get_by_role("button", name="Odeslat").click()


async def hears(chat: Chat, text: str) -> None:
    await expect(chat.page.get_by_text(spaced(text)).last).to_be_visible(timeout=PATIENCE_MS)
    await chat.shot()


async def imported(petr: Chat) -> None:
    await attach(petr, "doprava.md", DRAFT.encode(), "text/markdown")
    await hears(petr, "zatím ji vidíte jen vy")
    await petr.tap(spaced("Otevřít připomínkování"))


async def opened(petr: Chat) -> None:
    """From tomorrow, as long as is usual, without a public meeting."""
    dated = re.compile(r"^\d+\.\s\d+\.\s\d{4}$")
    messages = petr.page.locator("#messages")
    await messages.get_by_role("button", name=dated).first.click()
    await petr.sees("Do kdy se mají přijímat připomínky")
    await petr.tap(spaced("^3 týdny"))
    await petr.sees("veřejné setkání")
    await petr.tap(spaced("Setkání nebude"))
    await petr.tap(spaced("^(Ano, otevřít|Přesto otevřít)$"))
    await petr.sees("Připomínkování (se otevře|je otevřené)")


async def later(chat: Chat, demo: str, days: float) -> None:
    moved = await chat.page.request.put(
        f"{demo}/api/clock", data={"offset_s": days * 86_400}, max_retries=RETRIES
    )
    assert moved.ok


async def commented(chat: Chat, title: str, labels: tuple[str, ...]) -> None:
    """Up to where one writes or speaks about the first section."""
    await chat.write("/plan")
    await chat.tap(spaced(title))
    for label in labels:
        await chat.tap(spaced(label))


async def spoken(chat: Chat, demo: str) -> None:
    """A voice message, as the phone would send it."""
    mine = await account_of(chat, demo, "Svobodová")
    sent = await chat.page.request.post(
        f"{demo}/api/chats/{mine}/messages",
        multipart={
            "from_id": str(mine),
            "text": "",
            "voice": {"name": "hlas.ogg", "mimeType": "audio/ogg", "buffer": voice()},
        },
        max_retries=RETRIES,
    )
    assert sent.ok


async def written_down(petr: Chat) -> None:
    """The voice is put into words; what may be read by others is let out."""
    await petr.write("/pripominky")
    await petr.tap(spaced("Připomínky mých území"))
    await petr.tap(spaced("Plán dopravy"))
    await petr.tap(spaced("Přepsat hlasovou zprávu"))
    await petr.write("Potřebovali bychom i svoz na rehabilitaci.")
    await petr.sees("Žádná hlasová zpráva na přepis nečeká")
    await petr.write("/pripominky")
    await petr.tap(spaced("Připomínky mých území"))
    await petr.tap(spaced("Plán dopravy"))
    await petr.tap(spaced("Přečíst další"))
    await petr.sees("Autobus má jezdit")
    await petr.tap(spaced("Ať ji čtou i ostatní"))


async def test_three_people_comment_on_a_plan_that_was_sent_as_a_file(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "plan-coordinator", "Petr Dvořák", TALL)
    await imported(petr)
    await opened(petr)
    await later(petr, demo, 2)
    czech = ("Číst po částech", "^Připomínka$", "Něco tu chybí")
    jana = await chat_of(browser, demo, "plan-jana", "Jana Nováková", TALL)
    await commented(jana, "Plán dopravy", czech)
    await jana.write("Autobus má jezdit i v sobotu dopoledne.")
    await jana.tap(spaced("Odeslat připomínku"))
    await jana.sees("přijata")
    eva = await chat_of(browser, demo, "plan-eva", "Eva Svobodová", TALL)
    await commented(eva, "Plán dopravy", czech)
    await spoken(eva, demo)
    await hears(eva, "Vaši hlasovou zprávu mám")
    await written_down(petr)
    await hears(eva, "svoz na rehabilitaci")
    await eva.tap("Souhlasí")
    again = ("^Obsah$", "Svozy z vesnic", *czech[1:])
    await commented(eva, "Plán dopravy", again)
    await eva.write("Autobus má jezdit i v sobotu.")
    await eva.sees("Někdo už napsal skoro totéž")
    await eva.tap(spaced("Přidat se k"))
    oksana = await chat_of(browser, demo, "plan-oksana", "Оксана", TALL)
    ukrainian = ("Читати частинами", "^Зауваження$", "Погоджуюся")
    await commented(oksana, "Plán dopravy", ukrainian)
    for label in (*ukrainian[:2], "Чогось бракує"):
        await oksana.tap(spaced(label))
    await oksana.write("Потрібен автобус до лікарні і ввечері.")
    await oksana.tap(spaced("Надіслати зауваження"))
    await oksana.sees("Стан")
    await petr.write("/pripominky")
    await petr.tap(spaced("Připomínky mých území"))
    await petr.tap(spaced("Plán dopravy"))
    await petr.tap(spaced("Přečíst další"))
    await petr.sees("svoz na rehabilitaci")
    await petr.tap(spaced("Ať ji čtou i ostatní"))
    await petr.sees("Потрібен автобус")
