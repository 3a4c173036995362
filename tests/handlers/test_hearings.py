"""A hearing and the clock of the plan that is heard: each keeps to what the other is set to."""

from datetime import UTC, datetime, timedelta

from people.roles import COORDINATOR
from storage.plans import Consultation
from tests.handlers.test_meetings import announced
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Village, on_sqlite

# The window is open from 31. 1. to 3. 3. 2027: heard from 14. 2. to 17. 2. both rules are kept.
IN_TIME = datetime(2027, 2, 16, 15, 30, tzinfo=UTC)


async def heard_on(obec: Village) -> object:
    [window] = await obec.rows(Consultation)
    return window.hearing


async def hears(obec: Village, plan: str, key: str = "projednani") -> str:
    when = [{"start": IN_TIME, "end": IN_TIME + timedelta(hours=2)}]
    code = await announced(obec, key=key, plan=plan, when=when)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"mh:hears:{code}:")
    await petr.craft(f"mh:hears:{code}:{plan}")
    return code


async def test_a_hearing_that_moves_takes_its_day_to_the_consultation(obec: Village) -> None:
    plan = await brought(obec, draft())
    code = await hears(obec, plan)
    assert await heard_on(obec) == {"day": "2027-02-16", "meeting": code}
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"pn:card:{plan}:")
    assert "Veřejné setkání: 16. 2. 2027" in await petr.sees()
    assert "⚠" not in await petr.sees()
    await petr.craft(f"mh:at:{code}:1_20270225-1630")
    assert await heard_on(obec) == {"day": "2027-02-25", "meeting": code}
    await petr.craft(f"mh:card:{code}:")
    assert "nejpozději 17. 2. 2027" in await petr.sees()
    await petr.craft(f"pn:card:{plan}:")
    told = await petr.sees()
    assert "Veřejné setkání: 25. 2. 2027" in told
    assert "⚠ Připomínky se mají přijímat ještě 14 dní po setkání" in told
    await petr.craft(f"mh:at:{code}:1_20270216-1630")
    await petr.craft(f"mh:card:{code}:")
    assert "⚠" not in await petr.sees()


@on_sqlite
async def test_the_first_of_two_hearings_counts_and_a_cancelled_one_does_not(
    obec: Village,
) -> None:
    plan = await brought(obec, draft())
    first, second = await hears(obec, plan), await hears(obec, plan, "druhe")
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"mh:at:{second}:1_20270217-1630")
    assert await heard_on(obec) == {"day": "2027-02-16", "meeting": first}
    await petr.craft(f"mh:stop:{first}:")
    await petr.write("Řečník onemocněl.")
    assert await heard_on(obec) == {"day": "2027-02-17", "meeting": second}
    await petr.craft(f"mh:hears:{second}:")
    assert await heard_on(obec) is None


@on_sqlite
async def test_a_window_set_after_the_hearing_names_what_it_breaks(obec: Village) -> None:
    plan = await brought(obec, draft(), opens=3)
    await hears(obec, plan)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"pn:dates:{plan}:20270208-20270301")
    told = await petr.sees()
    assert "Veřejné setkání: 16. 2. 2027" in told
    assert "22. 2. 2027" in told
    assert "Připomínky od 8. 2. 2027 do 1. 3. 2027" in told
