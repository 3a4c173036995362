"""The day and the hour of a meeting, written instead of tapped."""

from datetime import datetime

import pytest

from people.roles import COORDINATOR
from tests.handlers.test_meeting_making import begins, the_document
from tests.handlers.test_meetings import the_meeting
from tests.handlers.village import NOON, Village, on_sqlite
from texts.formatting import PRAGUE

# NOON is Monday 1. 2. 2027.
TUESDAY, NEXT_TUESDAY = datetime(2027, 2, 2, tzinfo=PRAGUE), datetime(2027, 2, 9, tzinfo=PRAGUE)


@on_sqlite
@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("cs", "zítra v 17:00", TUESDAY.replace(hour=17)),
        ("cs", "dnes v 17", NOON.astimezone(PRAGUE).replace(hour=17)),
        ("cs", "pristi utery v 9.30", NEXT_TUESDAY.replace(hour=9, minute=30)),
        ("cs", "9.2. v 17", NEXT_TUESDAY.replace(hour=17)),
        ("uk", "наступного вівторка о 17:00", NEXT_TUESDAY.replace(hour=17)),
        ("en", "next Tuesday at 5 pm", NEXT_TUESDAY.replace(hour=17)),
    ],
)
async def test_a_day_is_written_with_its_hour(
    obec: Village, language: str, written: str, meant: datetime
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.write(written)
    [one] = (await the_document(obec)).when
    assert one.start == meant


@on_sqlite
async def test_a_day_is_written_and_then_its_hour(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    assert await petr.reads("Tap a day or write it, for example “24. 11.” or “tomorrow at 17:00”.")
    await petr.write("příští úterý")
    assert "úterý 9. 2. 2027" in await petr.sees()
    await petr.write("brzy odpoledne")
    assert await petr.reads("I cannot find a time in that.")
    await petr.write("v 17 hodin")
    [one] = (await the_document(obec)).when
    assert one.start == NEXT_TUESDAY.replace(hour=17)


@on_sqlite
async def test_an_hour_that_was_meant_is_shown_back(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    assert "úterý 2. 2. 2027, 17:00" in await petr.write("v úterý v pět")
    [one] = (await the_document(obec)).when
    assert one.start == TUESDAY.replace(hour=17)


@on_sqlite
async def test_the_next_leap_day_is_meant_and_shown_back(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    assert "úterý 29. 2. 2028" in await petr.write("29. 2.")
    assert "úterý 29. 2. 2028, 17:30" in await petr.write("v půl šesté")


@on_sqlite
async def test_another_day_is_written_where_the_hour_was_asked_for(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.tap("25")
    await petr.write("2. 2. v 17")
    [one] = (await the_document(obec)).when
    assert one.start == TUESDAY.replace(hour=17)


@on_sqlite
async def test_a_day_that_cannot_be_is_refused_in_a_sentence(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    for nonsense in ("brzy", "31. 2.", "17:00"):
        await petr.write(nonsense)
        assert await petr.reads("I cannot find a day in that.")
    await petr.write("včera")
    assert "Ten den už minul: neděle 31. 1. 2027." in await petr.sees()
    await petr.write("1. 3. 2035")
    assert "To je příliš daleko: čtvrtek 1. 3. 2035." in await petr.sees()
    await petr.write("dnes v 9")
    assert await petr.reads("That is over already. Choose a later time.")
    assert (await the_document(obec)).when == ()


@on_sqlite
async def test_a_written_day_that_breaks_a_rule_is_asked_about_and_keeps_its_hour(
    obec: Village,
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr, "Jednání pracovní skupiny", "2. jednání")
    await petr.write("středa v 13:00")
    assert "porušuje pravidlo" in await petr.sees()
    assert (await the_document(obec)).when == ()
    await petr.tap("Ano, 3. 2. 2027")
    [one] = (await the_document(obec)).when
    assert one.start == datetime(2027, 2, 3, 13, tzinfo=PRAGUE)


@on_sqlite
async def test_the_last_of_several_days_is_written(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.write("25. 2. v 9")
    await petr.tap_on("Several days")
    await petr.write("únor")
    assert await petr.reads("I cannot find a day in that.")
    await petr.write("24. 2.")
    assert await petr.reads("It would end before it begins. Choose a later time.")
    await petr.write("30. 6.")
    assert await petr.reads("That is too long.")
    await petr.write("27. února")
    await petr.write("14.30")
    [one] = (await the_document(obec)).when
    assert one.end == datetime(2027, 2, 27, 14, 30, tzinfo=PRAGUE)


@on_sqlite
@pytest.mark.parametrize("written", [("27. února",), ("27. února", "14.30")])
async def test_the_end_of_a_date_that_a_colleague_has_dropped_is_asked_no_more(
    obec: Village, written: tuple[str, ...]
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.write("25. 2. v 9")
    await petr.tap_on("Several days")
    *before, last = written
    for text in before:
        await petr.write(text)
    eva, meeting = await obec.staff("eva", COORDINATOR), await the_meeting(obec)
    await eva.craft(f"mh:none:{meeting.code}:")
    await petr.write(last)
    assert await petr.offers("Title")
    assert (await the_document(obec)).when == ()


@on_sqlite
async def test_an_hour_that_clocks_leave_out_is_refused_with_its_day(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.write("28. 3. 2027 v 2:30")
    assert await petr.reads("The clocks go forward in that night, and there is no such time.")
    await petr.write("9:00")
    [one] = (await the_document(obec)).when
    assert one.start == datetime(2027, 3, 28, 9, tzinfo=PRAGUE)
