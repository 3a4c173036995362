"""Meetings found by topic, topics followed, pictures, invitations, and questions to who comes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from meetings.keeping import read
from outreach.broadcasts import audience_of, buttons_of
from people.roles import COORDINATOR
from storage.broadcasts import Broadcast
from storage.groups import WorkingGroup
from storage.people import ResidentTopic
from storage.surveys import Turnout
from tests.handlers.kinds import picture
from tests.handlers.sending import go_out
from tests.handlers.test_broadcasts import fetch_files
from tests.handlers.test_meetings import STARTS, announced, the_meeting
from tests.handlers.village import AREA, NOON, Phone, Village, on_sqlite

EVENING = datetime(2027, 2, 1, 20, 30, tzinfo=UTC)


async def draft(obec: Village, petr: Phone, topic: str = "Senioři") -> str:
    """A meeting about a topic that nobody sees yet."""
    await petr.craft("mh:list::")
    await petr.tap_on("New meeting")
    await petr.tap("Seminář")
    await petr.write("Jak <pečovat> doma")
    code = (await the_meeting(obec)).code
    await petr.craft(f"mh:at:{code}:1_20270325-0900")
    await petr.craft(f"mh:topics:{code}:")
    await petr.tap(topic)
    return code


async def announce(petr: Phone, code: str) -> None:
    await petr.craft(f"mh:ask:{code}:")
    await petr.tap_on("Yes, announce it")


async def test_who_follows_a_topic_hears_of_a_meeting_once_at_a_decent_hour(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    ivan = await obec.resident("ivan")
    await jana.write("/akce")
    await jana.tap_on("By topic")
    await jana.tap("Senioři (0)")
    await jana.tap("🔔 Sledovat toto téma")
    assert await jana.reads("You follow it: I write to you")
    code = await draft(obec, petr)
    await obec.later(EVENING)
    await announce(petr, code)
    assert "Dozví se o něm 1 člověk, který sleduje jeho témata." in await petr.sees()
    assert sum((await obec.post()).values()) == 0

    await obec.later(EVENING + timedelta(hours=12))
    assert sum((await obec.post()).values()) == 1
    told = await jana.sees()
    assert "Sledujete: Senioři." in told
    assert "Jak <pečovat> doma" in told
    assert await ivan.telegram.messages(ivan.user) == []
    await announce_again(petr, code)
    assert sum((await obec.post()).values()) == 0
    assert await jana.tap("Přestat sledovat: Senioři") == "Toto téma už nesledujete."
    assert await obec.rows(ResidentTopic) == []
    await jana.tap_on("Open")
    assert await jana.offers("I come")


async def announce_again(petr: Phone, code: str) -> None:
    await petr.craft(f"mh:out:{code}:")


@on_sqlite
async def test_a_topic_is_followed_from_the_card(obec: Village) -> None:
    code = await announced(obec, topics=["seniori", "rodiny"])
    jana = await obec.resident("jana")
    await jana.start(f"m_{code}")
    popped = await jana.tap("🔔 Sledovat: Senioři")
    assert popped.startswith("Když se o tom ve vašem okolí oznámí setkání")
    [follows] = await obec.rows(ResidentTopic)
    assert follows.topic == "seniori"
    assert "🔕 Přestat sledovat: Senioři" in await jana.buttons()
    await jana.write("/akce")
    await jana.tap_on("In my municipality")
    assert "18. 3. 2027 Projednání plánu" in await jana.buttons()
    await jana.tap_on("Back")
    await jana.tap_on("By topic")
    assert "🔔 Senioři (1)" in await jana.buttons()
    await jana.tap("Děti a mládež (0)")
    assert await jana.reads("Nothing is announced about it near you now.")


@on_sqlite
async def test_who_wants_no_messages_is_told_that_following_brings_none(obec: Village) -> None:
    code = await announced(obec, topics=["seniori"])
    jana = await obec.resident("jana")
    await jana.craft("nw:set:none:0")
    await jana.start(f"m_{code}")
    assert (await jana.tap("🔔 Sledovat: Senioři")).startswith("Téma sledujete, ale zprávy")


@on_sqlite
async def test_a_meeting_is_shown_with_its_picture_and_people_are_invited(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    code = await announced(obec, topics=["seniori"])
    await petr.craft(f"mh:picture:{code}:")
    await petr.write("tady je")
    assert await petr.reads("Send it as a photo.")
    await petr.send(photo=("sal.jpg", picture(), "image/jpeg"))
    assert await petr.reads("I am fetching the picture and will write.")
    await fetch_files(obec, tmp_path)
    await obec.post()
    assert await petr.reads("The picture stands with “{title}”.")
    assert read(await the_meeting(obec)).document.picture

    await jana.start(f"m_{code}")
    shown = await jana.telegram.last(jana.user)
    assert shown["photo"]
    assert "Projednání plánu" in shown["caption"]
    await jana.tap_on("I come")
    assert await jana.reads("You are coming.")

    await petr.craft(f"mh:ask:{code}:")
    assert (await petr.telegram.last(petr.user))["photo"]
    await petr.craft(f"mh:card:{code}:")
    await petr.tap_on("Invite people")
    assert await petr.reads("The invitation is written. Look at it and send it.")
    [made] = await obec.rows(Broadcast)
    assert [one.kind for one in buttons_of(made)] == [
        "meeting",
        "meeting_calendar",
        "meeting_map",
    ]
    [left_out] = audience_of(made).criteria
    assert (left_out.kind, left_out.values, left_out.without) == ("topic", ("seniori",), True)
    await petr.tap_on("Send")
    await petr.tap_on("Yes, send it")
    await go_out(obec)
    got = await jana.telegram.last(jana.user)
    assert got["photo"]
    assert "🗓 čtvrtek 18. 3. 2027, 17:00–19:00" in await jana.sees()
    await jana.tap_on("Into my calendar")
    sent = [one for one in await jana.telegram.messages(jana.user) if one.get("document")]
    assert sent[-1]["document"]["file_name"] == "projednani.ics"
    await jana.tap_on("Map")
    assert len(await jana.telegram.calls("sendVenue")) == 1


@on_sqlite
async def test_a_long_description_gives_way_to_the_picture(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    about = {"cs": "Slovo & slovo. " * 180}
    code = await announced(obec, description=about, picture="a" * 64)
    await petr.craft(f"mh:invite:{code}:")
    [made] = await obec.rows(Broadcast)
    assert len(made.texts["cs"]) < 1500
    assert made.texts["cs"].endswith("…")


@on_sqlite
async def test_a_meeting_of_nobody_in_particular_invites_nobody(obec: Village) -> None:
    code = await announced(obec, is_public=False)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"mh:invite:{code}:")
    assert await petr.reads("It is not for everybody, and no working group is named")
    assert await obec.rows(Broadcast) == []


async def test_who_comes_is_asked_a_few_questions(obec: Village) -> None:
    survey = await obec.survey()
    code = await announced(obec)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await petr.craft(f"mh:more:{code}:")
    await petr.tap_on("Questions after registering")
    await petr.tap("Co vám v obci chybí?")
    assert read(await the_meeting(obec)).document.survey == survey.key
    await jana.start(f"m_{code}")
    assert not await jana.offers("A few short questions")
    await jana.tap_on("I come")
    assert await jana.reads("Those who come are asked a few short questions.")
    await jana.tap_on("A few short questions")
    assert "Co vám v obci chybí?" in await jana.sees()
    assert await obec.rows(Turnout) == []
    await obec.later(NOON + timedelta(days=60))
    await jana.start(f"m_{code}")
    assert not await jana.offers("A few short questions")


@on_sqlite
async def test_a_groups_meeting_invites_the_group_alone(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    async with obec.database.writing() as session:
        group = WorkingGroup(
            code="SENIO",
            key="seniori",
            area_code=AREA,
            name={"cs": "Senioři"},
            made_at=NOON,
        )
        session.add(group)
    code = await announced(obec, is_public=False, kind="jednani-ps")
    await petr.craft(f"mh:group:{code}:")
    await petr.tap("Senioři")
    assert "Pracovní skupina: Senioři" in await petr.sees()
    await petr.craft(f"mh:invite:{code}:")
    await petr.craft(f"mh:invite:{code}:")
    [made] = await obec.rows(Broadcast)
    [chosen] = audience_of(made).criteria
    assert (chosen.kind, chosen.values, chosen.without) == ("group", ("SENIO",), False)


@on_sqlite
async def test_many_topics_and_long_names_fit_their_buttons(obec: Village) -> None:
    code = await announced(obec, topics=["dusevni-zdravi", "pecujici", "cizinci", "neznama"])
    jana = await obec.resident("jana")
    await jana.start(f"m_{code}")
    labels = [one for one in await jana.buttons() if "Sledovat" in one]
    assert labels == ["🔔 Sledovat: Duševní zdraví", "🔔 Sledovat: Pečující o blízké"]
    assert await jana.craft(f"mt:follow:{code}:0:neznama") == "Tohle už tu není."
    assert await obec.rows(ResidentTopic) == []


@on_sqlite
async def test_a_long_list_is_turned_page_by_page(obec: Village) -> None:
    for n in range(12):
        starts = STARTS + timedelta(days=n)
        when = [{"start": starts, "end": starts + timedelta(hours=1)}]
        await announced(obec, key=f"s{n}", title={"cs": f"Setkání {n}."}, when=when)
    await announced(obec, key="tajne", is_public=False)
    jana = await obec.resident("jana")
    await jana.write("/akce")
    buttons = await jana.buttons()
    assert [one for one in buttons if "Setkání" in one][-1] == "27. 3. 2027 Setkání 9."
    assert "‹" not in buttons
    await jana.craft("mt:page::1:")
    buttons = await jana.buttons()
    assert [one for one in buttons if "Setkání" in one] == [
        "28. 3. 2027 Setkání 10.",
        "29. 3. 2027 Setkání 11.",
    ]
    assert "›" not in buttons
    await jana.craft("mt:page::99:")
    assert "29. 3. 2027 Setkání 11." in await jana.buttons()


@on_sqlite
async def test_a_calendar_names_its_days_and_leaves_out_weeks_that_are_over(obec: Village) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await obec.later(NOON + timedelta(days=17))
    await petr.craft(f"mh:day:{code}:1_20270201")
    buttons = await petr.buttons()
    assert buttons[:7] == ["po", "út", "st", "čt", "pá", "so", "ne"]
    assert [one.rstrip("!") for one in buttons[7:14]] == ["·", "·", "·", "18", "19", "20", "21"]
