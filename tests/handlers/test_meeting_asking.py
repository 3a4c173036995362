"""A question about a meeting, asked before it is held."""

from people.roles import COORDINATOR
from storage.enquiries import Enquiry
from tests.handlers.test_meetings import announced
from tests.handlers.village import AREA, Village, on_sqlite

ELSEWHERE = "hlucinsko-zapad"


async def test_a_question_says_of_which_meeting_it_is(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    code = await announced(obec)
    await jana.start(f"m_{code}")
    await jana.tap_on("Ask beforehand")
    assert "Projednání plánu" in await jana.sees()
    await jana.write("Bude tam <výtah>?")
    assert await jana.reads("Passed on as enquiry no. {number}.", number=1)
    [asked] = await obec.rows(Enquiry)
    told = asked.text.replace("\xa0", " ")
    assert told == "Projednání plánu (18. 3. 2027):\nBude tam <výtah>?"
    assert asked.area_code == AREA
    await obec.post()
    assert "Bude tam <výtah>?" in await petr.sees()
    await jana.tap_on("Back")
    assert await jana.offers("Ask beforehand")
    await jana.write("/moje")
    assert "Bude tam <výtah>?" in await jana.sees()


@on_sqlite
async def test_it_goes_to_the_meetings_own_area_and_may_be_left(obec: Village) -> None:
    jana, olena = await obec.resident("jana"), await obec.resident("olena", language="uk")
    code = await announced(obec, area=ELSEWHERE, when=[])
    await olena.start(f"m_{code}")
    await olena.tap_on("Ask beforehand")
    await olena.write("Чи буде перекладач?")
    [asked] = await obec.rows(Enquiry)
    assert (asked.text, asked.area_code) == ("Projednání plánu:\nЧи буде перекладач?", ELSEWHERE)
    await jana.start(f"m_{code}")
    await jana.tap_on("Ask beforehand")
    await jana.tap_on("Back")
    await jana.write("Kdy to asi začne?")
    assert await jana.reads("I do not understand this myself.")
    assert await obec.count(Enquiry) == 1
