"""The day of a meeting in the chat: registered by name, in by the door, asked, voted, counted."""

import io
from datetime import timedelta

import pypdf

from people.roles import CLERK, COORDINATOR, MEMBER
from storage.attendance import Attendance
from storage.materials import Material
from storage.meetings import COMING, WAITING, Registration
from storage.rooms import Room, RoomVote
from tests.handlers.test_meetings import STARTS, announced, comes
from tests.handlers.test_own_data import content_of
from tests.handlers.village import Json, Phone, Village, on_sqlite

PROGRAMME = [{"title": {"cs": "Úvod"}}, {"title": {"cs": "Debata"}, "lecturer": "Mgr. Nová"}]


async def opens_day(phone: Phone) -> None:
    await phone.write("/sprava")
    await phone.tap_on("Meetings")
    await phone.tap("📣 18. 3. 2027 Projednání plánu")
    await phone.tap_on("Who comes, and the day itself")


async def door_of(obec: Village, petr: Phone) -> str:
    await opens_day(petr)
    await petr.tap_on("Poster for the door")
    [room] = await obec.rows(Room)
    return str(room.door_code)


async def file_of(phone: Phone) -> Json:
    """The last file that came."""
    messages = await phone.telegram.messages(phone.user)
    return next(one["document"] for one in reversed(messages) if one.get("document"))


async def scans(phone: Phone, door_code: str) -> str:
    return await phone.start(f"d_{door_code}")


async def test_the_office_registers_people_without_a_phone(obec: Village) -> None:
    code = await announced(obec, capacity=3, reserved=1)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.start(f"m_{code}")
    assert "Volná jsou 2 místa." in await jana.sees()
    await jana.tap_on("I come")
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Novákovi <Horní> 2")
    assert "Novákovi <Horní> · čeká na místo" in await petr.sees()
    await petr.tap_on("How many")
    await petr.tap("1")
    assert "Novákovi <Horní> · má místo" in await petr.sees()
    await petr.tap_on("Of which party")
    await petr.tap_on("service users")
    await petr.tap_on("Needs")
    await petr.write("odvoz z Lutoniny")
    told = await petr.sees()
    assert "uživatelé služeb" in told
    assert "Potřebuje: odvoz z Lutoniny" in told
    await petr.tap_on("Register somebody else")
    await petr.write("Paní Malá")
    assert "Paní Malá · čeká na místo" in await petr.sees()
    await petr.tap_on("Give one of our own places")
    assert await petr.reads("Has one of our own places.")
    states = {one.name: one.state for one in await obec.rows(Registration)}
    assert states == {"": COMING, "Novákovi <Horní>": COMING, "Paní Malá": COMING}
    await jana.start(f"m_{code}")
    assert await jana.reads("All places are taken.")


@on_sqlite
async def test_a_family_larger_than_the_hall_is_told_how_many_fit(obec: Village) -> None:
    await announced(obec, capacity=2)
    petr = await obec.staff("petr", COORDINATOR)
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Novákovi 4")
    assert await petr.sees() == "Najednou se dají přihlásit nejvýš 2 lidé."
    assert await petr.buttons() == ["Domů"]
    await petr.write("Novákovi 2")
    assert "Novákovi · má místo" in await petr.sees()


async def test_who_is_struck_out_makes_room_and_the_office_hears_whom_to_call(
    obec: Village,
) -> None:
    code = await announced(obec, capacity=1)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Paní Malá")
    await jana.start(f"m_{code}")
    await jana.tap_on("I will wait for a place")
    assert await jana.reads("You wait for a place.")
    await opens_day(petr)
    await petr.tap_on("Registered by name")
    await petr.tap("Paní Malá")
    await petr.tap_on("They do not come")
    assert "nepřijde" in await petr.sees()
    await obec.post()
    assert await jana.reads("A place has become free for you")
    await petr.tap_on("They come after all")
    assert "čeká na místo" in await petr.sees()
    [mala] = [one for one in await obec.rows(Registration) if one.name]
    assert mala.state == WAITING


async def test_the_office_keeps_places_and_hears_whom_to_tell(obec: Village) -> None:
    await announced(obec, capacity=1)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Paní Malá")
    await petr.tap_on("Register somebody else")
    await petr.write("Pan Starý")
    assert "Pan Starý · čeká na místo" in await petr.sees()
    await petr.write("/sprava")
    await petr.tap_on("Meetings")
    await petr.tap("📣 18. 3. 2027 Projednání plánu")
    await petr.tap("Místa v rezervě: 0")
    await petr.write("3")
    assert await petr.reads("There is at least one place, and no fewer than are reserved.")
    await petr.tap_on("Back")
    await petr.tap_on("How many fit in")
    await petr.write("2")
    await obec.post()
    assert any("Projednání plánu“: 1 přihláška je bez chatu" in one for one in await petr.saw(6))
    assert not any("bez chatu" in one for one in await jana.saw(6))
    states = {one.name: one.state for one in await obec.rows(Registration)}
    assert states == {"Paní Malá": COMING, "Pan Starý": COMING}


async def test_the_code_at_the_door_opens_the_room_on_the_day(obec: Village) -> None:
    code = await announced(obec, programme=PROGRAMME)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    scanned = await door_of(obec, petr)
    await scans(jana, "NIKAM")
    assert await jana.reads("This code no longer opens any door.")
    await scans(jana, scanned)
    assert "Kód platí jen v den setkání: 18. 3. 2027." in await jana.sees()

    await obec.later(STARTS)
    await scans(jana, scanned)
    assert "Za koho přicházíte?" in await jana.sees()
    await jana.tap_on("I use a social service")
    told = await jana.sees()
    assert "✓ Jste tady." in told
    assert "• Debata (Mgr. Nová)" in told
    await opens_day(petr)
    await petr.tap_on("What is on now")
    await petr.tap("Debata")
    assert "Podklady" not in await jana.buttons()
    async with obec.database.writing() as session:
        session.add(
            Material(
                number=1,
                meeting_code=code,
                title="Plán",
                url="https://obec.example/plan.pdf",
                added_at=STARTS,
            )
        )
    await jana.tap_on("Look again")
    assert await jana.offers("Materials")
    assert "▶ Debata (Mgr. Nová)" in await jana.sees()
    await scans(jana, scanned)
    assert "✓ Jste tady." in await jana.sees()
    [came] = await obec.rows(Attendance)
    assert (came.party, came.channel, came.nth) == ("user", "qr", 1)


async def test_the_poster_and_the_list_are_pages_to_print(obec: Village) -> None:
    await announced(obec, capacity=9)
    petr = await obec.staff("petr", COORDINATOR)
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Žofie Nová 3")
    await opens_day(petr)
    await petr.tap_on("Poster for the door")
    poster = pypdf.PdfReader(io.BytesIO(await content_of(obec, await file_of(petr))))
    [page] = poster.pages
    assert "Naskenujte kód telefonem" in page.extract_text()
    await opens_day(petr)
    await petr.tap_on("Attendance list to sign")
    listed = pypdf.PdfReader(io.BytesIO(await content_of(obec, await file_of(petr))))
    told = listed.pages[0].extract_text()
    assert "Žofie Nová" in told
    assert "Podpis" in told


async def test_people_at_a_stay_read_that_they_check_in_each_day(obec: Village) -> None:
    await announced(obec, when=[{"start": STARTS, "end": STARTS + timedelta(days=1, hours=2)}])
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    scanned = await door_of(obec, petr)
    poster = pypdf.PdfReader(io.BytesIO(await content_of(obec, await file_of(petr))))
    assert "znovu každý den" in " ".join(poster.pages[0].extract_text().split())
    await obec.later(STARTS)
    await scans(jana, scanned)
    await jana.tap_on("Prefer not to say")
    assert "čtvrtek 18. 3. 2027\n✓ Jste tady.\n\nKód u vchodu naskenujte znovu každý den" in (
        await jana.sees()
    )
    await obec.later(STARTS + timedelta(days=1))
    await scans(jana, scanned)
    await jana.tap_on("Prefer not to say")
    assert (await jana.sees()).endswith("pátek 19. 3. 2027\n✓ Jste tady.")


async def test_a_question_goes_by_the_office_to_all_and_is_wanted(obec: Village) -> None:
    await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    scanned = await door_of(obec, petr)
    await obec.later(STARTS)
    for phone in (jana, ivan):
        await scans(phone, scanned)
        await phone.tap_on("Prefer not to say")
    await jana.tap_on("Ask the speaker")
    await jana.write("Kdy <začnete>?")
    assert await jana.reads("Thank you. The organiser reads it and puts it to the speaker.")
    assert "otáz" not in " ".join(await ivan.buttons())
    await opens_day(petr)
    await petr.tap_on("Questions to the speaker")
    await petr.tap("✉ Kdy")
    assert "Kdy <začnete>?" in await petr.sees()
    await petr.tap_on("Let others see it")
    await ivan.tap_on("Look again")
    await ivan.tap("1 otázka ostatních")
    assert "Kdy <začnete>?" in await ivan.sees()
    await ivan.tap("▲ 1. (0) Kdy")
    assert any("1. (1) Kdy" in label for label in await ivan.buttons())
    await petr.tap_on("Look again")
    await petr.tap("1 ▲ Kdy")
    await petr.tap_on("It is answered")
    assert await petr.reads("Nobody has asked anything yet.")


async def test_those_who_are_there_vote_once_and_see_the_result_when_it_closes(
    obec: Village,
) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    olha = await obec.resident("olha")
    scanned = await door_of(obec, petr)
    await obec.later(STARTS)
    for phone in (jana, ivan):
        await scans(phone, scanned)
        await phone.tap_on("Prefer not to say")
    await opens_day(petr)
    await petr.tap_on("Votes")
    await petr.tap_on("Prepare a vote")
    await petr.write("Jen otázka")
    assert await petr.reads("Write the question on the first line, and two to six")
    await petr.write("Začneme v září?\nAno\nNe")
    await petr.tap_on("Open the vote")
    await obec.post()
    for phone, wish in ((jana, "Ano"), (ivan, "Ne")):
        assert "Hlasuje se: Začneme v září?" in await phone.sees()
        await phone.tap_on("Vote now")
        await phone.tap(wish)
        told = await phone.sees()
        assert "✓ Váš hlas je započítaný." in told
        assert "█" not in told
    [vote] = await obec.rows(RoomVote)
    await ivan.craft(f"mr:cast:{code}:1:{vote.number}:0")
    await olha.craft(f"mr:cast:{code}:1:{vote.number}:0")
    await petr.tap_on("Add hands from the hall")
    await petr.write("5")
    assert "Napište prosím 2 čísla." in await petr.sees()
    await petr.write("5 a 1")
    await petr.tap_on("Close the vote")
    told = await petr.sees()
    assert "6 (z toho 5 rukou v sále)" in told
    assert "2 (z toho 1 ruka v sále)" in told
    await jana.tap_on("Look again")
    assert "6 (z toho 5 rukou v sále)" in await jana.sees()


async def test_the_list_is_ticked_off_and_walk_ins_are_added(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.start(f"m_{code}")
    await jana.tap_on("I come")
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Paní Malá")
    await obec.later(STARTS + timedelta(minutes=5))
    await opens_day(petr)
    await petr.tap_on("Tick off who has come")
    assert "Kromě nich beze jména z chatu: 1, z toho už přišlo: 0" in await petr.sees()
    await petr.tap("Paní Malá")
    await petr.tap_on("Somebody else has come")
    await petr.write("Pan Veselý 2")
    await petr.tap_on("service providers")
    assert {"☑ Paní Malá", "☑ Pan Veselý (2)"} <= set(await petr.buttons())
    await petr.tap("Paní Malá")
    assert "☐ Paní Malá" in await petr.buttons()
    await petr.tap_on("Back")
    await petr.tap_on("By party")
    told = await petr.sees()
    assert "poskytovatelé služeb" in told
    assert "⚠ Chybí: uživatelé služeb a zadavatelé (obce)" in told


@on_sqlite
async def test_what_was_before_a_stay_was_cancelled_is_written_down_after_it(
    obec: Village,
) -> None:
    stay = {"start": STARTS, "end": STARTS + timedelta(days=1, hours=2)}
    code = await announced(obec, when=[stay])
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await comes(jana, code)
    await obec.later(STARTS + timedelta(hours=1))
    await petr.craft(f"mh:stop:{code}:")
    await petr.write("Vedoucí onemocněla.")
    await obec.post()
    assert "čtvrtek 18. 3. 2027, 17:00 – pátek 19. 3. 2027, 19:00" in await jana.sees()
    await jana.start(f"m_{code}")
    assert "Přijdete." not in await jana.sees()
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("Materials, minutes, certificates")
    await petr.tap_on("Minutes")
    assert await petr.reads("A draft that only those who write it see.")
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("Who comes, and the day itself")
    await petr.tap_on("Tick off who has come")
    await petr.tap_on("Somebody else has come")
    await petr.write("Pan Veselý")
    [came] = await obec.rows(Attendance)
    assert came.nth == 1
    await petr.tap_on("service providers")
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("Who comes, and the day itself")
    await petr.tap("19. 3. 2027")
    for past in ("Register somebody", "Votes", "Poster for the door", "List on the web"):
        assert not await petr.offers(past)
    await petr.tap_on("Tick off who has come")
    await petr.tap_on("Somebody else has come")
    await petr.write("Paní Malá")
    assert len(await obec.rows(Attendance)) == 1


async def test_who_stays_without_a_registration_is_ticked_off_on_the_next_day(
    obec: Village,
) -> None:
    stay = {"start": STARTS, "end": STARTS + timedelta(days=1, hours=2)}
    await announced(obec, when=[stay], capacity=1)
    petr = await obec.staff("petr", COORDINATOR)
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Paní Malá")
    await obec.later(STARTS + timedelta(hours=1))
    await opens_day(petr)
    await petr.tap_on("Tick off who has come")
    await petr.tap_on("Somebody else has come")
    await petr.write("Pan Veselý")
    await petr.tap_on("service providers")
    await obec.later(STARTS + timedelta(days=1))
    await opens_day(petr)
    await petr.tap_on("Tick off who has come")
    await petr.tap("Pan Veselý")
    assert {"☐ Paní Malá", "☑ Pan Veselý"} <= set(await petr.buttons())


@on_sqlite
async def test_a_full_hall_tells_the_office_how_to_let_more_people_in(obec: Village) -> None:
    await announced(obec, capacity=2)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(STARTS + timedelta(minutes=20))
    await opens_day(petr)
    await petr.tap_on("Tick off who has come")
    await petr.tap_on("Somebody else has come")
    assert await petr.write("Novákovi 4") == (
        "Zbývají 2 místa. Pořadatel může počet míst zvýšit na kartě setkání pod „Kolik se vejde“."
    )


@on_sqlite
async def test_a_clerk_hears_how_many_of_a_party_fit_in_while_places_are_held(
    obec: Village,
) -> None:
    code = await announced(obec, capacity=5)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.start(f"m_{code}")
    await jana.tap_on("I come")
    await jana.tap_on("How many of us")
    await jana.tap("3")
    await obec.later(STARTS - timedelta(minutes=10))
    await opens_day(petr)
    await petr.tap_on("Tick off who has come")
    await petr.tap_on("Somebody else has come")
    assert await petr.write("Novákovi 4") == (
        "Zbývají 2 místa. Ostatní držíme do 17:15 těm, kdo se přihlásili."
    )
    await petr.write("Novákovi 2")
    await petr.tap_on("Not said")
    await petr.tap_on("Somebody else has come")
    assert await petr.write("Pan Starý") == (
        "Všechna místa jsou obsazená, nebo je do 17:15 držíme těm, kdo se přihlásili."
    )


@on_sqlite
async def test_only_who_holds_meetings_opens_the_day(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    ivan = await obec.staff("ivan", MEMBER)
    for phone in (jana, ivan):
        for act in ("menu", "list", "enter", "named", "parties", "poster", "paper", "votes"):
            await phone.craft(f"md:{act}:{code}:1:0:")
    assert await obec.rows(Room) == []
    assert await obec.rows(Registration) == []


async def test_a_clerk_keeps_the_list_at_the_door_on_the_day_only(obec: Village) -> None:
    code = await announced(obec, capacity=3)
    petr, klára = await obec.staff("petr", COORDINATOR), await obec.staff("klara", CLERK)
    zuzana = await obec.staff("zuzana", CLERK, area="jinde")
    await opens_day(petr)
    await petr.tap_on("Register somebody")
    await petr.write("Paní Malá")
    await klára.write("/sprava")
    assert not await klára.offers("Meetings")
    await klára.tap_on("Who comes today")
    assert await klára.reads("There is no meeting today.")
    assert await klára.craft(f"md:list:{code}:1:0:") == "Prezence se otevře v den setkání."

    await obec.later(STARTS)
    await klára.write("/sprava")
    await klára.tap_on("Who comes today")
    await klára.tap("📣 18. 3. 2027 Projednání plánu")
    await klára.tap("Paní Malá")
    assert "☑ Paní Malá" in await klára.buttons()
    await klára.tap_on("Somebody else has come")
    await klára.write("Novákovi 2")
    await klára.tap_on("service users")
    assert "☑ Novákovi (2)" in await klára.buttons()
    await klára.tap_on("Back")
    assert await klára.reads("Whose list do you keep today?")
    there = {one.name: (one.people, one.party) for one in await obec.rows(Attendance)}
    assert there == {"Paní Malá": (1, ""), "Novákovi": (2, "user")}

    for step in ("menu", "poster", "named", "asked", "votes", "paper"):
        told = await klára.craft(f"md:{step}:{code}:1:0:")
        assert told == "Tato část je jen pro pracovníky obce."
    assert "v jiném území" in await zuzana.craft(f"md:list:{code}:1:0:")
    assert await zuzana.telegram.messages(zuzana.user) == []
    assert await obec.count(Room) == 0
