"""A meeting put together in the chat: every field of it, rules that warn, and two at it at once."""

from datetime import UTC, datetime, timedelta

from meetings.documents import DATES_LIMIT, PROGRAMME_LIMIT, Meeting
from meetings.keeping import read
from people.roles import COORDINATOR
from storage.audit import AuditEntry
from storage.meetings import Meeting as Kept
from tests.handlers.test_meetings import announced, comes, the_meeting
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import NOON, Phone, Village, on_sqlite


async def begins(petr: Phone, kind: str = "Seminář", title: str = "Jak pečovat doma") -> None:
    await petr.craft("mh:list::")
    await petr.tap_on("New meeting")
    await petr.tap(kind)
    await petr.write(title)


async def the_document(obec: Village) -> Meeting:
    return read(await the_meeting(obec)).document


async def noted(obec: Village, action: str) -> list[AuditEntry]:
    return [one for one in await obec.rows(AuditEntry) if one.action == action]


@on_sqlite
async def test_a_kind_brings_along_its_length_and_its_places(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.tap("25")
    assert "✓ 9:00" in await petr.buttons()
    await petr.tap("9:00")
    assert "✓ 4 h" in await petr.buttons()
    await petr.tap("Nechat")
    document = await the_document(obec)
    assert document.when[0].end - document.when[0].start == timedelta(hours=4)
    assert (document.capacity, document.one_for_all) == (20, False)


@on_sqlite
async def test_the_place_with_its_access_and_its_point_on_the_map(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.tap("25")
    await petr.tap("9:00")
    await petr.tap("Nechat")
    await petr.tap_on("Place")
    await petr.write("Sál <U Lípy>, Náves 5")
    await petr.tap_on("Step-free: not known")
    await petr.tap_on("Neutral ground")
    await petr.tap_on("Children welcome")
    await petr.tap_on("Municipality")
    await petr.write("vizo")
    await petr.tap("Vizovice")
    await petr.tap_on("Point on the map: none")
    await petr.write("tady")
    assert await petr.reads("Send the point")
    await points(petr, 49.2229, 17.8545)
    told = await petr.sees()
    assert "Sál <U Lípy>, Náves 5, Vizovice" in told
    venue = (await the_document(obec)).venue
    assert venue
    assert venue.on_map == (49.2229, 17.8545)
    assert (venue.step_free, venue.neutral, venue.children, venue.interpreting) == (
        *(True, True, True),
        False,
    )
    await petr.tap_on("Name and address")
    await petr.write("Jinde")
    moved = (await the_document(obec)).venue
    assert moved
    assert moved.on_map is None


async def points(phone: Phone, latitude: float, longitude: float) -> None:
    message = {
        "message_id": 900,
        "date": int((await phone.village.clock.now()).timestamp()),
        "chat": {"id": phone.user["id"], "type": "private", "first_name": "petr"},
        "from": phone.user,
        "location": {"latitude": latitude, "longitude": longitude},
    }
    await phone.village.send({"message": message})


@on_sqlite
async def test_the_programme_is_put_together_part_by_part(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.craft(f"mh:parts:{(await the_meeting(obec)).code}:")
    await petr.tap_on("Add a part")
    await petr.write("Praktický nácvik")
    await petr.write("Mgr. Ukázková, pečovatelka")
    await petr.tap_on("Add a part")
    await petr.write("Na co mám nárok")
    await petr.tap_on("Nobody in particular")
    await petr.tap("↑")
    assert "1. Na co mám nárok\n2. Praktický nácvik (Mgr. Ukázková" in await petr.sees()
    await petr.tap("✗ 1.")
    [part] = (await the_document(obec)).programme
    assert part.lecturer == "Mgr. Ukázková, pečovatelka"


@on_sqlite
async def test_what_else_a_meeting_tells(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.craft(f"mh:card:{(await the_meeting(obec)).code}:")
    await petr.tap_on("More about it")
    await petr.tap_on("Topics")
    await petr.tap("Senioři")
    await petr.tap_on("Done")
    await petr.tap_on("For whom")
    await petr.tap_on("people who use services")
    await petr.tap_on("Done")
    await petr.tap_on("Who sees it")
    await petr.tap_on("Who is invited")
    await petr.tap_on("People or families")
    await petr.tap_on("For a family")
    await petr.tap_on("Co-organiser")
    await petr.write("Krajský úřad")
    await petr.tap_on("More about it")
    await petr.tap_on("Publicity line")
    await petr.write("Hradí Evropská unie.")
    document = await the_document(obec)
    assert (document.topics, document.audience) == (("seniori",), ("user",))
    assert (document.is_public, document.unit) == (False, "family")
    assert document.co_organiser == {"cs": "Krajský úřad"}
    assert "Hradí Evropská unie." in await petr.sees()
    assert "Pro koho: lidé, kteří využívají služby" in await petr.sees()


@on_sqlite
async def test_an_older_one_is_copied_without_its_dates(obec: Village) -> None:
    await announced(obec, capacity=7, topics=["seniori"])
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft("mh:list::")
    await petr.tap_on("New meeting")
    await petr.tap_on("Copy of an older one")
    await petr.tap("📣 18. 3. 2027")
    assert await petr.reads("On which day is it?")
    old, new = sorted(await obec.rows(Kept), key=lambda one: str(one.state))
    assert (old.state, new.state) == ("announced", "planned")
    assert read(new).document.when == ()
    assert read(new).document.capacity == 7
    assert read(new).document.venue == read(old).document.venue


@on_sqlite
async def test_every_meeting_is_found_in_the_list_however_many_there_are(obec: Village) -> None:
    for day in range(32):
        starts = datetime(2027, 3, 1, 16, tzinfo=UTC) + timedelta(days=day)
        when = [{"start": starts, "end": starts + timedelta(hours=1)}]
        await announced(obec, key=f"s{day}", title={"cs": f"Setkání {day}."}, when=when)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(datetime(2027, 3, 3, 12, tzinfo=UTC))
    await petr.craft("mh:list::")
    listed = [one for one in await petr.buttons() if "📣" in one]
    assert (listed[0], len(listed)) == ("📣 3. 3. 2027 Setkání 2.", 30)
    assert "›" in await petr.buttons()
    await petr.craft("mh:list::1")
    assert [one for one in await petr.buttons() if "📣" in one] == [
        "📣 2. 3. 2027 Setkání 1.",
        "📣 1. 3. 2027 Setkání 0.",
    ]
    assert {"‹", "2/2", "›"} <= set(await petr.buttons())
    await petr.tap("📣 1. 3. 2027 Setkání 0.")
    assert await petr.reads("It is over.")
    await begins(petr)
    await petr.craft("mh:list::")
    assert (await petr.buttons())[3] == "· Jak pečovat doma"


@on_sqlite
async def test_several_dates_several_days_and_none(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    await petr.tap("25")
    await petr.tap("9:00")
    await petr.tap_on("Several days")
    assert await petr.reads("People register once for all the days; who comes is written")
    await petr.tap("27")
    await petr.write("14.30")
    one = (await the_document(obec)).when[0]
    assert one.end == datetime(2027, 2, 27, 13, 30, tzinfo=UTC)
    await petr.tap_on("Date and time")
    await petr.tap_on("Again in a week")
    await petr.tap_on("Add a date")
    await petr.tap("20")
    await petr.tap("9:00")
    await petr.tap("Nechat")
    days = [one.start.day for one in (await the_document(obec)).when]
    assert days == [20, 25, 4]
    await petr.tap_on("Date and time")
    await petr.tap_on("Whoever comes, comes each time")
    await petr.tap_on("The date is to be set")
    await petr.write("Termín řekneme po prázdninách.")
    document = await the_document(obec)
    assert (document.when, document.one_for_all) == ((), True)
    assert "Termín řekneme po prázdninách." in await petr.sees()


@on_sqlite
async def test_a_date_that_somebody_has_chosen_keeps_its_place(obec: Village) -> None:
    starts = datetime(2027, 3, 18, 16, tzinfo=UTC)
    dates = [
        {"start": starts + timedelta(days=n), "end": starts + timedelta(days=n, hours=2)}
        for n in (0, 7, 14)
    ]
    code = await announced(obec, when=dates, one_for_all=False)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.craft(f"mt:say:{code}:2:coming")
    await petr.craft(f"mh:when:{code}:")
    assert (
        await petr.tap("✗")
        == "Na termín, který by zmizel, se už lidé přihlásili, nebo na něm už byli."
    )
    await petr.craft(f"mh:drop:{code}:3_")
    assert len((await the_document(obec)).when) == 2


@on_sqlite
async def test_the_clocks_of_spring_and_of_autumn(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    code = (await the_meeting(obec)).code
    await petr.craft(f"mh:hour:{code}:1_20270328")
    await petr.write("2:30")
    assert await petr.reads("The clocks go forward in that night, and there is no such time.")
    await petr.craft(f"mh:at:{code}:1_20270328-0230")
    assert (await the_document(obec)).when == ()
    await petr.craft(f"mh:hour:{code}:1_20271031")
    await petr.write("2.30")
    assert await petr.reads("The clocks go back in that night, and {time} comes twice.")
    await petr.tap_on("The second one, in winter time")
    [one] = (await the_document(obec)).when
    assert one.start == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@on_sqlite
async def test_what_cannot_be_is_asked_for_again(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr, title="S" * 300)
    assert await petr.reads("A title has at most {most} letters.")
    await petr.write("<b>Setkání</b> & spol.")
    code = (await the_meeting(obec)).code
    await petr.craft(f"mh:hour:{code}:1_20270201")
    await petr.write("9:00")
    assert (await the_document(obec)).when == ()
    await petr.write("20:00")
    assert len((await the_document(obec)).when) == 1
    await petr.craft(f"mh:over:{code}:1_20270201-1900")
    [one] = (await the_document(obec)).when
    assert one.end > one.start
    await petr.craft(f"mh:type:{code}:capacity")
    for nonsense in ("0", "hodně", "-3"):
        await petr.write(nonsense)
        assert await petr.reads("I do not understand this. Write a number.")
    await petr.write("12")
    assert "<b>Setkání</b> & spol." in await petr.sees()
    await petr.craft(f"mh:type:{code}:online")
    await petr.write("http://neni.bezpecne")
    assert await petr.reads("An address begins with https:// and has no spaces.")
    await petr.write("https://setkani.example/1")
    assert (await the_document(obec)).online == "https://setkani.example/1"


@on_sqlite
async def test_a_day_too_soon_is_marked_asked_about_and_noted(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr, "Jednání pracovní skupiny", "2. jednání")
    assert "5 pracovních dnů předem: setkání může být nejdřív 8. 2. 2027" in await petr.sees()
    buttons = await petr.buttons()
    assert {"3!", "5!", "8", "9"} <= set(buttons)
    assert "8!" not in buttons
    await petr.tap("3!")
    assert "porušuje pravidlo" in await petr.sees()
    await petr.tap_on("Another day")
    await petr.tap("3!")
    await petr.tap("Ano, 3. 2. 2027")
    await petr.tap("13:00")
    await petr.tap("Nechat")
    assert await noted(obec, "meeting_rule_overridden") == []
    await petr.tap_on("Announce it")
    assert "⚠ Lidé mají pozvánku dostat 5 pracovních dnů předem" in await petr.sees()
    assert await petr.reads("No place is set yet.")
    await petr.tap_on("Announce it all the same")
    assert "⚠ Lidé mají pozvánku dostat 5 pracovních dnů předem" in await petr.sees()
    [override] = await noted(obec, "meeting_rule_overridden")
    assert override.detail["rules"] == {"invited_late": "2027-02-08"}


@on_sqlite
async def test_of_two_who_change_it_the_second_sees_what_the_first_did(obec: Village) -> None:
    code = await announced(obec)
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.staff("eva", COORDINATOR)
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("Title")
    await eva.craft(f"mh:card:{code}:")
    await eva.tap_on("Title")
    await eva.write("Projednání <plánu> služeb")
    await petr.write("Setkání o plánu")
    told = await petr.sees()
    assert "Novější změna (eva): Název" in told
    assert "„Projednání <plánu> služeb“" in told
    assert "„Setkání o plánu“" in told
    assert (await the_document(obec)).title["cs"] == "Projednání <plánu> služeb"
    await petr.tap_on("Mine")
    assert (await the_document(obec)).title["cs"] == "Setkání o plánu"


@on_sqlite
async def test_changes_of_other_fields_stand_both_and_are_told(obec: Village) -> None:
    code = await announced(obec)
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.staff("eva", COORDINATOR)
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("Description")
    await eva.craft(f"mh:card:{code}:")
    await eva.tap_on("How many fit in")
    await eva.write("30")
    await petr.write("Přijďte říct svůj názor.")
    assert "Novější změna (eva): Kolik se vejde\n30" in await petr.sees()
    document = await the_document(obec)
    assert (document.capacity, document.description["cs"]) == (30, "Přijďte říct svůj názor.")
    await petr.tap_on("Title")
    await petr.write("Nové jméno")
    assert "eva mezitím" not in await petr.sees()


@on_sqlite
async def test_the_first_that_was_put_off_is_told_when_it_has_a_date_again(obec: Village) -> None:
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await comes(jana, code)
    await petr.craft(f"mh:unset:{code}:")
    await petr.tap_on("Nobody knows yet")
    await obec.post()
    assert await jana.reads("has been put off. The date is to be set")
    await petr.craft(f"mh:at:{code}:1_20270408-1730")
    await obec.later(NOON + timedelta(minutes=1))
    await obec.post()
    assert "už má termín:\nčtvrtek 8. 4. 2027, 17:30" in await jana.sees()


@on_sqlite
async def test_a_hearing_keeps_the_clock_of_the_plan_that_is_heard(obec: Village) -> None:
    plan = await brought(obec, draft())
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr, "Veřejné projednání", "Projednání plánu")
    code = (await the_meeting(obec)).code
    await petr.craft(f"mh:card:{code}:")
    assert await petr.reads("If the draft of a plan is heard, choose it")
    await petr.craft(f"mh:hears:{code}:{plan}")
    assert (await the_document(obec)).plan == plan
    await petr.craft(f"mh:day:{code}:1_")
    told = await petr.sees()
    assert "má být vystavený 14 dní předem: setkání může být nejdřív 14. 2. 2027." in told
    assert "přijímat ještě 14 dní poté: setkání může být nejpozději 17. 2. 2027." in told
    buttons = await petr.buttons()
    assert {"13!", "14", "17", "18!"} <= set(buttons)
    await petr.tap("18!")
    assert "nejpozději 17. 2. 2027" in await petr.sees()
    await petr.tap("Ano, 18. 2. 2027")
    await petr.tap("16:30")
    await petr.craft(f"mh:out:{code}:")
    [override] = await noted(obec, "meeting_rule_overridden")
    assert override.detail["rules"] == {"comments_short": "2027-02-17"}
    await petr.start(f"m_{code}")
    assert await petr.offers("Read the draft")


@on_sqlite
async def test_as_many_dates_and_parts_as_there_may_be_fit_their_buttons(obec: Village) -> None:
    starts = datetime(2027, 3, 18, 16, tzinfo=UTC)
    dates = [
        {"start": starts + timedelta(days=n), "end": starts + timedelta(days=n, hours=2)}
        for n in range(DATES_LIMIT)
    ]
    parts = [{"title": {"cs": f"Část <{n}>"}} for n in range(PROGRAMME_LIMIT)]
    code = await announced(obec, when=dates, programme=parts, one_for_all=False)
    petr = await obec.staff("petr", COORDINATOR)
    for act in ("when", "parts", "card"):
        await petr.craft(f"mh:{act}:{code}:")
        buttons = await petr.buttons()
        assert len(buttons) <= 100
        assert buttons
    await petr.start(f"m_{code}")
    assert len(await petr.buttons()) <= 100
