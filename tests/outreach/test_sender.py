"""The sender speaks the real Bot API and tells apart what may be mended from what may not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from outreach.letters import Letter
from outreach.sender import AskedToWait, Outcome, Sender
from tests.playground.running import Json, Running, button_texts, playground_running
from texts.screens import Button

NEWS = Letter("<b>Novinka</b>: 1 &lt; 2", ((Button("Ankety", "go:surveys:"),),))


@pytest.fixture
async def pg() -> AsyncIterator[Running]:
    async with playground_running() as running:
        yield running


@pytest.fixture
async def sender(pg: Running) -> AsyncIterator[Sender]:
    made = Sender(pg.token, pg.api)
    await made.open()
    yield made
    await made.close()


async def test_a_letter_arrives_with_its_buttons(pg: Running, sender: Sender) -> None:
    jana = await pg.telegram.resident()
    assert await sender.send(jana["id"], NEWS) is Outcome.SENT
    last = await pg.telegram.last(jana)
    assert last["text"] == "Novinka: 1 < 2"
    assert button_texts(last) == ["Ankety"]


async def test_a_letter_may_bring_a_file(pg: Running, sender: Sender, tmp_path: Path) -> None:
    jana = await pg.telegram.resident()
    file = tmp_path / "vysledky.csv"
    file.write_text("a;b", encoding="utf-8")
    assert await sender.send(jana["id"], Letter("Tady", document=str(file))) is Outcome.SENT
    assert (await pg.telegram.last(jana))["document"]["file_name"] == "vysledky.csv"


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "blocked"}, Outcome.BLOCKED),
        ({"kind": "500"}, Outcome.NOT_NOW),
        ({"kind": "drop_before"}, Outcome.NOT_NOW),
        ({"kind": "unauthorized"}, Outcome.REFUSED),
    ],
    ids=lambda told: told["kind"] if isinstance(told, dict) else None,
)
async def test_what_went_wrong_is_told_apart(
    pg: Running, sender: Sender, fault: Json, outcome: Outcome
) -> None:
    jana = await pg.telegram.resident()
    await pg.telegram.faults(fault | {"method": "sendMessage"})
    assert await sender.send(jana["id"], NEWS) is outcome


async def test_too_many_requests_make_everybody_wait(pg: Running, sender: Sender) -> None:
    jana = await pg.telegram.resident()
    await pg.telegram.faults({"kind": "429", "method": "sendMessage", "retry_after": 7})
    with pytest.raises(AskedToWait) as asked:
        await sender.send(jana["id"], NEWS)
    assert asked.value.seconds == 7


async def test_an_unknown_chat_and_a_broken_letter_are_given_up(
    pg: Running, sender: Sender
) -> None:
    jana = await pg.telegram.resident()
    assert await sender.send(999, NEWS) is Outcome.CHAT_GONE
    assert await sender.send(jana["id"], Letter("<b>nedokončené")) is Outcome.REFUSED
