"""Stories of people who answer a needs poll in the chat."""

from tests.handlers.village import Village


async def test_a_newcomer_answers_from_start_to_receipt(obec: Village) -> None:
    await obec.survey()
    jana = await obec.person("jana")

    await jana.start()
    assert "Náves" in await jana.sees()
    await jana.tap("Pokračovat")
    await jana.tap("Souhlasím")
    await jana.write("vizo")
    await jana.tap("Vizovice")
    await jana.tap("Nechci uvést")
    await jana.tap("Hotovo")
    await jana.tap("Ankety")
    await jana.tap("Co vám v obci chybí")
    await jana.tap("Začít")
    assert "1 z 9" in await jana.sees()
    print(await jana.sees(), await jana.buttons())
