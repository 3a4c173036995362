"""Who judges beside the public, in the chat: a group its shortlist, jurors their points."""

import re
from datetime import date

from contests import judging as decisions
from handlers.contests import after, choosing, counting, hall, jury, prizes, running, voting
from handlers.replies import BALLOT
from storage import ballots, judging
from storage.contests import Contest, Entry
from storage.conversations import Conversation
from storage.groups import CHAIR, GUEST
from storage.judging import Juror, JurorPoints, ShortlistTick
from storage.prizes import Handover
from tests.handlers.gathering import group, seat
from tests.handlers.test_contests import CLOSED, DAY, VOTING, close, in_the_vote
from tests.handlers.test_meetings import STARTS
from tests.handlers.test_meetings import announced as a_meeting
from tests.handlers.village import NOON, SIGNS, Phone, Village, on_sqlite, plain

CHECKING = NOON + 12 * DAY
# What only shows something, of all that those who run contests can tap.
SHOWING = ("list", "card", "fields", "voting", "entries", "entry", "ask", "stop")
AFTER = ("after", *hall.ACTS, "diplomas", "press", "press-file", "prints")


async def with_a_shortlist(obec: Village) -> tuple[Phone, Contest]:
    petr, contest = await in_the_vote(obec, works=3)
    await petr.craft(f"cs:type:{contest.code}:0:shortlist")
    await petr.write("2, řídicí skupina")
    await obec.later(CHECKING)
    return petr, contest


async def steering(obec: Village) -> tuple[Phone, Phone, Phone]:
    """A chair, a member and a guest of the steering group."""
    chair, member, guest = [await obec.resident(one) for one in ("vera", "marie", "host")]
    made = await group(obec, name={"cs": "Řídicí skupina"})
    await seat(obec, made, chair, CHAIR)
    await seat(obec, made, member)
    await seat(obec, made, guest, GUEST)
    return chair, member, guest


async def listed(obec: Village) -> list[int]:
    return sorted(one.number for one in await obec.rows(Entry) if one.is_shortlisted)


async def test_a_group_chooses_in_the_chat_and_its_chair_confirms(obec: Village) -> None:
    petr, contest = await with_a_shortlist(obec)
    chair, member, _ = await steering(obec)
    await petr.craft(f"cs:card:{contest.code}:0:")
    await petr.tap_on("Shortlist")
    assert await petr.reads("Not confirmed yet. Until it is, people vote on every accepted work.")
    await petr.tap_on("Ask the group to choose")
    assert "Výzvu dostanou 2 lidé." in await petr.sees()
    await obec.post()
    assert "Vyberte prosím nejvýš 2 práce" in await member.sees()
    await member.tap_on("Choose for the shortlist")
    assert "Eva" not in await member.sees()
    assert "nejvýš 2 práce" in await member.sees()
    for number in (3, 1):
        await member.craft(f"cc:tick:{contest.code}:{number}:1")
    assert "Zaškrtli jste práce č. 1, 3. Víc už vybrat nejde." in await member.sees()
    await chair.start(f"k_{contest.code}")
    await chair.tap_on("Choose for the shortlist")
    await chair.tap_on("All at once")
    assert len([one for one in await chair.buttons() if one.strip(SIGNS).isdigit()]) == 3
    await chair.tap("3")
    await chair.tap_on("On the shortlist")
    assert (await chair.buttons())[0] == plain(chair.words("✓ Not on the shortlist after all"))
    await chair.tap_on("Back")
    await chair.tap_on("Confirm the shortlist")
    assert "Č. 3 Lípa 9 – 2 zaškrtnutí" in await chair.sees()
    await chair.tap_on("Take what was ticked most")
    assert await listed(obec) == [1, 3]
    await chair.tap_on("Confirm the shortlist")
    assert "o těchto pracích se hlasuje" in await chair.sees()
    await obec.post()
    assert "práce č. 1, 3" in await petr.sees()

    await obec.later(VOTING)
    jana = await obec.resident("jana")
    await jana.craft(f"ct:all:{contest.code}:0:0")
    assert sorted(one for one in await jana.buttons() if one.isdigit()) == ["1", "3"]
    late = await chair.craft(f"cc:put:{contest.code}:2:1")
    assert late == plain(chair.words("The vote has begun; what people choose from stays."))


@on_sqlite
async def test_a_repeated_tick_changes_nothing_and_says_the_same(obec: Village) -> None:
    _, contest = await with_a_shortlist(obec)
    _, member, _ = await steering(obec)
    await member.craft(f"cc:tick:{contest.code}:1:1")
    seen = await member.sees()
    await obec.send(await member.last_update())
    assert await member.sees() == seen
    assert await obec.count(ShortlistTick) == 1
    await member.write("/soukromi")
    await member.craft("fg:delete:")
    assert await obec.count(ShortlistTick) == 0


@on_sqlite
async def test_strangers_and_guests_choose_nothing_and_members_confirm_nothing(
    obec: Village,
) -> None:
    _, contest = await with_a_shortlist(obec)
    _, member, guest = await steering(obec)
    stranger = await obec.resident("cizi")
    refused = plain(member.words("Only members of the group can do this: {group}", group="řídicí "
                                 "skupina"))  # fmt: skip
    for phone in (stranger, guest):
        for act in choosing.ACTS:
            told = await phone.craft(f"cc:{act}:{contest.code}:1:1")
            assert told == refused or act == "ask"
    for act in ("sum", "put", "take", "confirm"):
        assert await member.craft(f"cc:{act}:{contest.code}:1:1") == refused
    assert await obec.count(ShortlistTick) == 0
    assert await listed(obec) == []


async def a_juror(obec: Village, petr: Phone, contest: Contest, name: str) -> Phone:
    await petr.craft(f"cs:jury:{contest.code}:0:")
    await petr.tap_on("Invite a juror")
    told = await petr.write(name)
    payload = told.split("start=")[1].split()[0]
    phone = await obec.resident(name.lower())
    await phone.start(payload)
    assert "0 až 10 bodů" in await phone.sees()
    await phone.tap_on("I accept")
    return phone


async def test_jurors_give_points_that_nobody_sees_before_the_end(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await petr.craft(f"cs:decides:{contest.code}:0:jury")
    vera = await a_juror(obec, petr, contest, "Vera")
    ota = await a_juror(obec, petr, contest, "Ota")
    await obec.later(VOTING)
    await vera.start(f"k_{contest.code}")
    await vera.tap_on("Give points as a juror")
    assert "Eva" not in await vera.sees()
    await vera.craft(f"cj:give:{contest.code}:1:9")
    assert "Obodované práce: 1/2" in await vera.sees()
    await vera.tap("Další bez bodů (1)")
    assert "✓ 9" not in await vera.buttons()
    await vera.tap("3")
    seen = await vera.sees()
    assert not any("bez bodů" in one for one in await vera.buttons())
    assert "Obodovali jste všechny práce." in seen
    await obec.send(await vera.last_update())
    assert await vera.sees() == seen
    assert await obec.count(JurorPoints) == 2
    kept = [one.data for one in await obec.rows(Conversation) if one.waiting_for == BALLOT]
    assert kept
    assert not any("buttons" in one for one in kept)
    await petr.craft(f"cs:jury:{contest.code}:0:")
    assert "Vera: obodované práce 2/2" in await petr.sees()
    assert "Ota: obodované práce 0/2" in await petr.sees()
    await ota.craft(f"cj:look:{contest.code}:0:0")
    assert not any("✓" in one for one in await ota.buttons())

    await obec.later(CLOSED)
    await close(obec, contest)
    await petr.craft(f"cs:count:{contest.code}:0:")
    told = await petr.sees()
    assert "1. místo: č. 1 (od poroty 9)" in told
    assert "Z poroty se počítají: Vera." in told
    assert "Všechny práce neobodovali: Ota." in told
    await petr.tap_on("Publish the result")
    await petr.tap_on("Yes, publish it")
    await vera.craft(f"ct:result:{contest.code}:0:0")
    assert "V porotě: Vera" in await vera.sees()


@on_sqlite
async def test_a_jurors_link_is_used_up_and_an_author_is_no_juror(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await petr.craft(f"cs:juror-new:{contest.code}:0:")
    told = await petr.write("Věra <porotkyně>")
    await obec.send(await petr.last_update())
    assert await petr.sees() == told
    assert await obec.count(Juror) == 1
    payload = told.split("start=")[1].split()[0]
    author, first, second = [await obec.resident(one) for one in ("autor0", "vera", "jina")]
    await author.start(payload)
    assert await author.reads("Whoever has handed in a work cannot be on the jury.")
    await first.start(payload)
    await first.tap_on("I accept")
    await second.start(payload)
    assert await second.reads("This link to a jury is used up or no longer holds.")
    await first.write("/soukromi")
    await first.craft("fg:delete:")
    [kept] = await obec.rows(Juror)
    assert (kept.name, kept.resident_id) == ("Věra <porotkyně>", None)


@on_sqlite
async def test_a_juror_is_taken_off_the_jury(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await a_juror(obec, petr, contest, "Vera")
    await petr.craft(f"cs:jury:{contest.code}:0:")
    await petr.tap("Odebrat z poroty: Vera")
    await petr.tap_on("Yes, take off the jury")
    assert await obec.count(Juror) == 0
    assert await petr.reads("Nobody is on the jury yet.")


@on_sqlite
async def test_no_tap_of_any_role_tells_how_it_stands_before_the_end(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    vera = await a_juror(obec, petr, contest, "Vera")
    jana = await obec.resident("jana")
    await obec.later(VOTING)
    async with obec.database.writing() as session:
        [juror] = await judging.jurors(session, contest.code)
        for number, points in ((1, 6), (2, 7)):
            await judging.give(session, juror.id, number, points)
        for number in range(40):
            await ballots.cast(session, contest.code, number.to_bytes(8, "big"), [2])
    running_acts = (*SHOWING, *counting.ACTS, *AFTER, *prizes.ACTS, "jury", "juror-new")
    told = []
    for phone, prefix, acts in (
        *((one, "cs", running_acts) for one in (petr, vera, jana)),
        *((one, "ct", tuple(set(voting.ACTS) - {"vote"})) for one in (petr, vera, jana)),
        *((one, "cc", tuple(choosing.ACTS)) for one in (petr, vera, jana)),
        *((one, "cj", ("look", "work")) for one in (petr, jana)),
    ):
        for act in acts:
            value = "" if prefix == "cs" else "0"
            told.append(await phone.craft(f"{prefix}:{act}:{contest.code}:1:{value}"))
    assert not [one for one in told if "40" in one or "✓ 6" in one]
    assert {*running.ACTS} >= {*SHOWING}
    assert after.router()
    assert jury.STEPS.keys() >= {"jury", "juror-new"}
    async with obec.database.reading() as session:
        assert not await decisions.judges(session, contest.code, 0)


async def published(obec: Village) -> tuple[Phone, Contest]:
    petr, contest = await in_the_vote(obec)
    await obec.later(VOTING)
    jana = await obec.resident("jana")
    await jana.craft(f"ct:vote:{contest.code}:2:1")
    await obec.later(CLOSED)
    await close(obec, contest)
    await petr.craft(f"cs:publish:{contest.code}:0:")
    return petr, contest


@on_sqlite
async def test_where_the_prize_was_handed_over_stands_in_the_result(obec: Village) -> None:
    petr, contest = await published(obec)
    await obec.later(CLOSED + 10 * DAY)
    await petr.craft(f"cs:after:{contest.code}:0:")
    await petr.tap_on("Prizes handed over")
    assert await petr.reads("not handed over yet")
    await petr.tap("Č. 2")
    await petr.write("zítra")
    assert await petr.reads("Write a day that has come already, and the place.")
    await petr.craft(f"cs:prize:{contest.code}:2:")
    await petr.write("28. 2. 2027\nKavárna <domu kultury>\nstarosta Novák")
    assert await petr.reads("It stands in the result now.")
    jana = await obec.resident("jana")
    await jana.craft(f"ct:result:{contest.code}:0:0")
    sentence = "předána 28. 2. 2027, Kavárna <domu kultury>. Kdo předával: starosta Novák"
    assert sentence in await jana.sees()
    await petr.craft(f"cs:press:{contest.code}:0:")
    assert sentence in await petr.sees()
    assert re.search("Zvítězila práce „[^“]+“ \\(č. 2\\)\\.", await petr.sees())
    await petr.craft(f"cs:prize:{contest.code}:2:")
    await petr.write("1. 3. 2027\nŠkola")
    [kept] = await obec.rows(Handover)
    assert (kept.place, kept.giver) == ("Škola", "")


@on_sqlite
async def test_a_meeting_at_which_a_prize_was_handed_over_is_tapped(obec: Village) -> None:
    petr, contest = await published(obec)
    await a_meeting(obec)
    await petr.craft(f"cs:prize:{contest.code}:2:")
    assert not any("Projednání" in one for one in await petr.buttons())
    await obec.later(STARTS + DAY)
    for giver, noted in (("-", ""), ("místostarostka <Jarmila>", "místostarostka <Jarmila>")):
        await petr.craft(f"cs:prizes:{contest.code}:0:")
        await petr.tap("Č. 2")
        await petr.tap("18. 3. 2027 Projednání plánu")
        assert await petr.reads("Who handed the prize over? Write it, or a dash.")
        await petr.write(giver)
        assert await petr.reads("It stands in the result now.")
        [kept] = await obec.rows(Handover)
        assert (kept.day, kept.giver) == (date(2027, 3, 18), noted)
        assert kept.place == "Projednání plánu, Kulturní dům"
    jana = await obec.resident("jana")
    await jana.craft(f"ct:result:{contest.code}:0:0")
    sentence = "18. 3. 2027, Projednání plánu, Kulturní dům. Kdo předával: místostarostka <Jarmila>"
    assert sentence in await jana.sees()


@on_sqlite
async def test_a_meeting_of_elsewhere_or_made_up_hands_no_prize_over(obec: Village) -> None:
    petr, contest = await published(obec)
    await petr.craft(f"cs:prize-at:{contest.code}:2:XXXXX.0")
    assert await petr.reads("Prizes handed over")
    stranger = await obec.resident("cizi")
    await stranger.craft(f"cs:prize-at:{contest.code}:2:XXXXX.0")
    assert not await stranger.reads("Prizes handed over")
    assert await obec.count(Handover) == 0
