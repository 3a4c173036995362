"""A meeting in the chat: made in a few steps, announced, joined, full, moved, called off."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject

from bot import schedule
from handlers.meetings import screens
from meetings import keeping
from meetings.documents import Meeting
from meetings.keeping import Organiser
from people.roles import COORDINATOR
from storage import meetings as tables
from storage import people
from storage.broadcasts import Broadcast
from storage.meetings import COMING, WAITING, MeetingDate, Registration
from storage.meetings import Meeting as Kept
from tests.handlers.test_broadcasts import draft
from tests.handlers.test_own_data import content_of
from tests.handlers.village import AREA, NOON, Phone, Village, on_sqlite

STARTS = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)


async def announced(obec: Village, **changed: object) -> str:
    fields = {
        "key": "projednani",
        "area": AREA,
        "kind": "verejne-setkani",
        "title": {"cs": "Projednání plánu", "en": "Hearing of the plan"},
        "when": [{"start": STARTS, "end": STARTS + timedelta(hours=2)}],
        "venue": {
            "name": "Kulturní dům",
            "address": "Masarykovo náměstí 1007",
            "municipality": "585939",
            "step_free": True,
            "latitude": 49.2229,
            "longitude": 17.8545,
        },
        **changed,
    }
    async with obec.database.writing() as session:
        petr = Organiser(None, None)
        held, _ = await keeping.keep(session, petr, Meeting.model_validate(fields), NOON)
        await keeping.announce(session, petr, held.code, NOON)
    return held.code


async def comes(phone: Phone, code: str) -> None:
    await phone.start(f"m_{code}")
    await phone.tap_on("I come")


async def queues(phone: Phone, code: str) -> None:
    await phone.start(f"m_{code}")
    await phone.tap_on("I will wait for a place")


async def the_meeting(obec: Village) -> Kept:
    [found] = await obec.rows(Kept)
    assert isinstance(found, Kept)
    return found


async def test_a_coordinator_makes_a_meeting_in_a_few_steps(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.write("/akce")
    assert await jana.reads("Nothing is announced near you now.")
    await petr.write("/sprava")
    await petr.tap_on("Meetings")
    await petr.tap_on("New meeting")
    if await petr.reads("For which area is the meeting?"):
        await petr.tap("ORP Vizovice")
    await petr.tap("Veřejné setkání")
    await petr.write("Káva s <starostou>")
    await petr.tap("25")
    await petr.tap("17:00")
    await petr.tap("1,5 h")
    await petr.tap_on("Place")
    await petr.write("Kavárna U Lípy, Náves 5")
    await petr.tap_on("Done")
    await petr.tap_on("How many fit in")
    await petr.write("hodně")
    assert await petr.reads("I do not understand this. Write a number.")
    await petr.write("12")
    assert await petr.reads("A draft that only you and your colleagues see.")
    await jana.write("/akce")
    assert await jana.reads("Nothing is announced near you now.")

    await petr.tap_on("Announce it")
    assert "Káva s <starostou>" in await petr.sees()
    await petr.tap_on("Yes, announce it")
    await jana.write("/akce")
    await jana.tap("25. 2. 2027 Káva")
    told = await jana.sees()
    assert "čtvrtek 25. 2. 2027, 17:00–18:30" in told
    assert "Kavárna U Lípy, Náves 5" in told
    assert "Volných je 12 míst." in told
    [date] = await obec.rows(MeetingDate)
    assert date.starts_at == datetime(2027, 2, 25, 16, 0, tzinfo=UTC)


async def test_who_finds_no_place_waits_and_hears_when_one_is_free(obec: Village) -> None:
    code = await announced(obec, capacity=2)
    jana, ivan, olha = [await obec.resident(name) for name in ("jana", "ivan", "olha")]
    await comes(jana, code)
    assert await jana.reads("You are coming.")
    await jana.tap_on("How many of us")
    await jana.tap("2")
    assert "Jste 2." in await jana.sees()
    await queues(ivan, code)
    assert await ivan.reads("You wait for a place.")
    assert "✓ Čekám na místo" in await ivan.buttons()
    assert not await ivan.offers("I come")
    await queues(olha, code)
    assert "Před vámi čeká 1 člověk." in await olha.sees()
    assert "Všechna místa jsou obsazená. Čekají 2 lidé." in await olha.sees()

    await jana.tap_on("I do not come")
    await obec.post()
    for phone in (ivan, olha):
        assert await phone.reads("A place has become free for you")
        await phone.start(f"m_{code}")
        assert "✓ Přijdu" in await phone.buttons()
    states = {one.state for one in await obec.rows(Registration)}
    assert states == {COMING, "declined"}


async def test_who_comes_may_say_no_after_the_day_to_register_by(obec: Village) -> None:
    until = STARTS - timedelta(days=2)
    code = await announced(obec, capacity=1, registration_until=until)
    jana, ivan, olha = [await obec.resident(name) for name in ("jana", "ivan", "olha")]
    await comes(jana, code)
    await queues(ivan, code)
    await obec.later(until + timedelta(hours=1))
    await olha.start(f"m_{code}")
    for label in ("I come", "Perhaps", "I do not come"):
        assert not await olha.offers(label)
    await jana.start(f"m_{code}")
    assert not await jana.offers("Perhaps")
    await jana.tap_on("I do not come")
    assert await jana.reads("You are not coming.")
    assert not await jana.offers("I come")
    await obec.post()
    assert await ivan.reads("A place has become free for you")
    await ivan.tap_on("I do not come")
    assert await ivan.reads("You are not coming.")


async def test_what_one_has_joined_is_found_wherever_it_is_and_when_it_is_over(
    obec: Village,
) -> None:
    closed = await announced(obec, key="skupina", title={"cs": "Skupina"}, is_public=False)
    later = {"start": STARTS + timedelta(days=9), "end": STARTS + timedelta(days=9, hours=1)}
    far = await announced(obec, key="jinde", area="hlucinsko-zapad", when=[later])
    jana = await obec.resident("jana")
    await jana.write("/akce")
    assert not await jana.offers("My meetings")
    await comes(jana, far)
    await comes(jana, closed)
    await jana.write("/start")
    await jana.tap_on("Meetings")
    assert await jana.reads("Nothing is announced near you now.")
    await jana.tap_on("My meetings")
    mine = [one for one in await jana.buttons() if "✓" in one]
    assert mine == ["✓ 18. 3. 2027 Skupina", "✓ 27. 3. 2027 Projednání plánu"]
    await obec.later(STARTS + timedelta(days=2))
    await jana.write("/akce")
    await jana.tap_on("My meetings")
    mine = [one for one in await jana.buttons() if "✓" in one]
    assert mine == ["✓ 27. 3. 2027 Projednání plánu", "✓ 18. 3. 2027 Skupina"]
    await jana.tap("18. 3. 2027 Skupina")
    assert await jana.reads("It has taken place.")
    assert await jana.reads("You were registered.")
    assert not [one for one in ("Into my calendar", "Ask beforehand") if await jana.offers(one)]
    await jana.craft(f"mt:show:{far}:0:")
    assert await jana.reads("You are coming.")
    assert await jana.offers("Into my calendar")


@on_sqlite
async def test_all_that_one_has_joined_is_turned_page_by_page(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "PAGE", 1)
    jana = await obec.resident("jana")
    for key, title in (("jarni", "Jaro"), ("letni", "Léto")):
        await comes(jana, await announced(obec, key=key, title={"cs": title}))
    await jana.write("/akce")
    await jana.tap_on("My meetings")
    first = {one for one in await jana.buttons() if "✓" in one}
    assert {"‹", "1/2", "›"} <= set(await jana.buttons())
    await jana.craft("mt:mine::1:")
    second = {one for one in await jana.buttons() if "✓" in one}
    assert first | second == {"✓ 18. 3. 2027 Jaro", "✓ 18. 3. 2027 Léto"}


@on_sqlite
async def test_tapping_twice_and_a_repeated_update_are_one_registration(obec: Village) -> None:
    code = await announced(obec, capacity=5)
    jana = await obec.resident("jana")
    await comes(jana, code)
    await obec.send(await jana.last_update())
    await jana.tap_on("I come")
    [said] = await obec.rows(Registration)
    assert (said.state, said.people) == (COMING, 1)


@on_sqlite
async def test_only_reminders_that_are_yet_to_come_are_offered_and_the_card_names_them(
    obec: Village,
) -> None:
    code = await announced(obec)
    await obec.later(STARTS - timedelta(days=2))
    jana = await obec.resident("jana")
    await comes(jana, code)
    await jana.tap_on("Remind me")
    assert not await jana.offers("A week before")
    await jana.tap_on("A day before")
    await jana.tap_on("Two hours before")
    await jana.tap_on("Back")
    assert "Připomenu vám to: den předem a dvě hodiny předem." in await jana.sees()
    await obec.later(STARTS - timedelta(hours=3))
    await jana.craft(f"mt:show:{code}:0:")
    assert "Připomenu vám to: dvě hodiny předem." in await jana.sees()
    await obec.later(STARTS - timedelta(hours=1))
    await jana.craft(f"mt:remind:{code}:0:")
    assert await jana.reads("It begins so soon that there is nothing left to remind you of.")
    await jana.craft(f"mt:remind:{code}:1:")
    assert await jana.reads("This is no longer there.")


async def test_a_reminder_comes_once_when_it_was_wanted(obec: Village) -> None:
    code = await announced(obec, online="https://setkani.example/1?a=1&b=2")
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    await comes(jana, code)
    await comes(ivan, code)
    await jana.tap_on("Remind me")
    await jana.tap_on("A day before")
    await jana.tap_on("Two hours before")
    await jana.tap_on("Two hours before")
    day_before = STARTS - timedelta(days=1)
    assert await rings(obec, day_before - timedelta(minutes=1)) == 0
    assert await rings(obec, day_before + timedelta(minutes=1)) == 1
    assert await rings(obec, day_before + timedelta(minutes=2)) == 0
    assert await rings(obec, STARTS - timedelta(minutes=119)) == 0
    await obec.later(day_before + timedelta(minutes=2))
    await obec.post()
    told = await jana.sees()
    assert "Připomínáme: „Projednání plánu“" in told
    assert "Kulturní dům\nhttps://setkani.example/1?a=1&b=2" in told


async def rings(obec: Village, now: datetime) -> int:
    return dict(await schedule.remind_of_meetings(obec.database, now))["letters"]


async def test_a_moved_date_asks_everybody_again_and_a_cancelled_one_tells_once(
    obec: Village,
) -> None:
    await announced(obec)
    meeting = await the_meeting(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await comes(jana, meeting.code)
    await petr.craft("mh:list::")
    await petr.tap("📣 18. 3. 2027")
    await petr.tap_on("Date and time")
    await petr.craft(f"mh:at:{meeting.code}:20270325-1730")
    await obec.post()
    assert "Nový termín:\nčtvrtek 25. 3. 2027, 17:30" in await jana.sees()
    await jana.tap_on("Perhaps")
    assert await jana.reads("Perhaps you come.")

    await petr.craft(f"mh:stop:{meeting.code}:")
    await petr.write("Onemocněla nám lektorka.")
    assert "Dozví se to 1 člověk." in await petr.sees()
    await obec.post()
    assert "Onemocněla nám lektorka." in await jana.sees()
    await petr.craft(f"mh:stop:{meeting.code}:")
    await petr.write("Ještě jednou.")
    assert sum((await obec.post()).values()) == 0
    assert await jana.craft(f"mt:say:{meeting.code}:0:coming") == "Setkání je zrušené."


async def test_a_meeting_that_is_over_is_neither_cancelled_nor_invited_to(obec: Village) -> None:
    code, ends = await announced(obec), STARTS + timedelta(hours=2)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await comes(jana, code)
    await obec.later(ends - timedelta(minutes=1))
    await petr.craft(f"mh:card:{code}:")
    assert await petr.offers("Invite people")
    await petr.tap_on("Cancel the meeting")
    await obec.later(ends)
    assert "Setkání už bylo. Zvát na ně ani rušit je už nejde." in await petr.write("Nemoc.")
    await petr.craft(f"mh:card:{code}:")
    assert await petr.reads("It is over.")
    assert await petr.offers("Materials, minutes, certificates")
    for label, act in (("Invite people", "invite"), ("Cancel the meeting", "stop")):
        assert not await petr.offers(label)
        told = await petr.craft(f"mh:{act}:{code}:")
        assert told == "Setkání už bylo. Zvát na ně ani rušit je už nejde."
    assert await obec.rows(Broadcast) == []
    assert (await the_meeting(obec)).state == "announced"


@on_sqlite
async def test_a_written_invitation_does_not_go_out_after_the_meeting(obec: Village) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.resident("jana")
    await petr.craft(f"mh:invite:{code}:")
    [made] = await obec.rows(Broadcast)
    await obec.later(STARTS + timedelta(hours=2))
    await petr.craft(f"bc:show:{made.id}:")
    assert await petr.reads("Button no. {n} will lead nowhere by then. Tap Buttons.", n=1)
    assert not await petr.offers("Send")


async def test_the_calendar_file_is_read_by_another_library(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    await jana.start(f"m_{code}")
    await jana.tap_on("Into my calendar")
    sent = [one for one in await jana.telegram.messages(jana.user) if one.get("document")]
    content = await content_of(obec, sent[-1]["document"])
    event = vobject.readOne(io.StringIO(content.decode())).vevent
    assert event.summary.value == "Projednání plánu"
    assert event.dtstart.value == STARTS
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Prague"]
    assert event.valarm.trigger.value == timedelta(days=-1)
    assert event.location.value == "Kulturní dům, Masarykovo náměstí 1007, Vizovice"
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"mh:stop:{code}:")
    await petr.write("Nemoc.")
    await jana.craft(f"mt:calendar:{code}:0:")
    sent = [one for one in await jana.telegram.messages(jana.user) if one.get("document")]
    assert "kalendář bude vědět, že se setkání nekoná" in sent[-1]["caption"].replace("\xa0", " ")
    content = await content_of(obec, sent[-1]["document"])
    called_off = vobject.readOne(io.StringIO(content.decode()))
    assert (called_off.method.value, called_off.vevent.uid.value) == ("CANCEL", event.uid.value)


@on_sqlite
async def test_the_map_shows_where_it_is(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    await jana.start(f"m_{code}")
    await jana.tap_on("Map")
    [call] = await jana.telegram.calls("sendVenue")
    assert float(call["parameters"]["latitude"]) == 49.2229
    assert call["parameters"]["address"] == "Masarykovo náměstí 1007, Vizovice"
    assert "Projednání plánu" in await jana.sees()


@on_sqlite
async def test_a_place_without_a_point_has_no_map_and_the_card_is_passed_on(obec: Village) -> None:
    code = await announced(obec, venue={"name": "Klubovna"})
    jana = await obec.resident("jana")
    await jana.start(f"m_{code}")
    assert "📍 Klubovna" in await jana.sees()
    assert not await jana.offers("Map")
    assert await jana.craft(f"mt:map:{code}:0:") == "Tohle už tu není."
    last = await jana.telegram.last(jana.user)
    [shared] = [
        button["url"]
        for row in last["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == jana.words("Tell others")
    ]
    assert shared == f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fnaves_bot%3Fstart%3Dm_{code}"


@on_sqlite
async def test_what_somebody_needs_reaches_the_coordinator_without_a_name(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await comes(jana, code)
    await jana.tap_on("What we need")
    await jana.write("Prosím <tlumočení> do znakového jazyka")
    assert await jana.reads("The coordinator will read it.")
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("What people need")
    told = await petr.sees()
    assert "Prosím <tlumočení> do znakového jazyka" in told
    assert "jana" not in told


@on_sqlite
async def test_a_resident_cannot_hold_meetings_and_sees_no_draft(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    for act in ("list", "card", "out", "stop"):
        await jana.craft(f"mh:{act}:{code}:")
    await jana.craft(f"mh:at:{code}:20270325-1730")
    await jana.write("Ruším to")
    meeting = await the_meeting(obec)
    assert (meeting.state, meeting.revision) == ("announced", 1)
    assert await jana.craft("mt:show:NENI2:0:") == "Tohle už tu není."


@on_sqlite
async def test_the_forgotten_leave_their_place(obec: Village) -> None:
    code = await announced(obec, capacity=1)
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    await comes(jana, code)
    await queues(ivan, code)
    await jana.write("/soukromi")
    await jana.tap_on("Delete my account")
    await jana.tap_on("Yes, delete my account")
    await obec.post()
    assert await ivan.reads("A place has become free for you")
    async with obec.database.reading() as session:
        assert await tables.registered(session, code, (WAITING,)) == []
        found = await people.by_telegram_id(session, ivan.user["id"])
        assert found
        [stays] = await tables.registered(session, code, (COMING,))
    assert stays.resident_id == found.id


async def test_a_message_invites_to_a_meeting_and_reminds_of_it(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await comes(jana, code)
    await draft(petr)
    await petr.tap_on("To whom")
    await petr.tap_on("Who comes to a meeting")
    await petr.tap("Projednání plánu")
    assert "kteří jsou přihlášení na „Projednání plánu“.\n1 člověk" in await petr.sees()
    await petr.tap_on("Done")
    await petr.tap_on("Done")
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a meeting")
    await petr.tap("Projednání plánu")
    assert "Zobrazit setkání → Projednání plánu" in await petr.sees()
    await petr.tap_on("Done")
    await petr.tap_on("When")
    await petr.tap_on("By a survey or a meeting")
    await petr.tap("Projednání plánu")
    await petr.tap("dva dny předem")
    assert "podle setkání „Projednání plánu“, dva dny předem" in await petr.sees()
    [kept] = await obec.rows(Broadcast)
    assert kept.anchor == f"meeting:{code}:starts"


@on_sqlite
async def test_the_list_leads_to_calendars_where_a_phone_reaches_the_web(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/akce")
    assert not await jana.offers("Follow in your calendar")
    obec.house = replace(obec.house, public_url="https://obec.example")
    obec.restart()
    await jana.write("/akce")
    last = await jana.telegram.last(jana.user)
    [row] = [one for one in last["reply_markup"]["inline_keyboard"] if one[0].get("url")]
    assert row[0]["url"] == "https://obec.example/akce/odber"


@on_sqlite
async def test_who_only_helps_to_hold_it_is_not_named_as_who_holds_it(obec: Village) -> None:
    helps = {"co_organiser": {"cs": "Domov <pod lipou>"}}
    alone = await announced(obec, key="sami", **helps)
    both = await announced(obec, key="oba", organiser={"cs": "Charita"}, **helps)
    jana = await obec.resident("jana")
    await jana.start(f"m_{alone}")
    assert "Spolupořádá: Domov <pod lipou>" in await jana.sees()
    await jana.start(f"m_{both}")
    assert "Pořádá: Charita, Domov <pod lipou>" in await jana.sees()
