"""A contest in the chat: made, entered, returned, accepted, voted on, counted, announced."""

import io
from datetime import datetime, timedelta

import docx
import pytest
from structlog.testing import capture_logs

from bot import schedule
from contests import closing, retention, voting
from handlers.contests import forms, running, screens
from people.roles import COORDINATOR
from storage import contests as tables
from storage.ballots import Ballot, Elector
from storage.contests import Contest, Entry, EntryAuthor
from storage.conversations import Conversation
from storage.outreach import Letter
from tests.contests.drawing import drawing
from tests.handlers.test_own_data import content_of
from tests.handlers.village import NOON, Phone, Village, on_sqlite, plain
from tests.resilience import reading_files

DAY = timedelta(days=1)
VOTING, CLOSED = NOON + 14 * DAY, NOON + 21 * DAY


async def announced(obec: Village, petr: Phone) -> Contest:
    """Petr makes a contest in a few steps and announces it."""
    await petr.write("/sprava")
    await petr.tap_on("Contests")
    await petr.tap_on("New contest")
    if await petr.reads("For which area is the contest?"):
        await petr.tap("ORP Vizovice")
    await petr.write("Logo <našeho> kraje")
    await petr.tap_on("The brief")
    await petr.tap_on("Prizes")
    await petr.write("Poukaz do kina\nVýtvarné potřeby")
    await petr.tap_on("Works from")
    await petr.write("zítra")
    assert await petr.reads("I do not understand this day.")
    await petr.write("1. 2. 2027 8:00")
    for name, day in (
        ("Works until", "11. 2. 2027 12:00"),
        ("Vote from", "15. 2. 2027 12:00"),
        ("Vote until", "22. 2. 2027 12:00"),
        ("Result on", "24. 2. 2027 12:00"),
    ):
        await petr.tap_on(name)
        await petr.write(day)
    await petr.tap_on("Back")
    await petr.tap_on("Announce")
    await petr.tap_on("Yes, announce it")
    assert await petr.reads("It is announced: people find it under /souteze.")
    [found] = await obec.rows(Contest)
    assert isinstance(found, Contest)
    shown = await petr.sees()
    assert f"start=k_{found.code}" in shown
    assert f"/souteze/{found.code}" in shown
    assert "bez lístku se hlasuje v chatu" in plain(shown)
    return found


async def enters(phone: Phone, contest: Contest, shape: int, authors: str) -> str:
    await phone.start(f"k_{contest.code}")
    await phone.tap_on("Hand in a work")
    await phone.send(document=("logo.png", drawing(shape), "image/png"))
    await phone.write(f"Lípa {shape}")
    await phone.write(authors)
    await phone.tap_on("Hand it in")
    return await phone.sees()


async def accept(petr: Phone, contest: Contest, number: int) -> None:
    await petr.craft(f"cs:judge:{contest.code}:{number}:accepted")


async def close(obec: Village, contest: Contest) -> None:
    await schedule.end_votes(obec.database, await obec.clock.now())
    now = await obec.clock.now()
    await closing.close(obec.database, obec.house.marks, contest.code, now)


async def entry(obec: Village, number: int) -> Entry:
    [found] = [one for one in await obec.rows(Entry) if one.number == number]
    assert isinstance(found, Entry)
    return found


async def returned_and_accepted(obec: Village, petr: Phone, anna: Phone, contest: Contest) -> None:
    """Anna's work comes back once; without a parent's consent it cannot be accepted."""
    await petr.tap_on("Look")
    await petr.craft(f"cs:judge:{contest.code}:1:returned")
    await petr.write("Chybí druhá strana.")
    await obec.post()
    assert "Chybí druhá strana." in await anna.sees()
    await anna.tap_on("Look")
    await anna.tap_on("Picture")
    await anna.send(document=("logo.png", drawing(4), "image/png"))
    await anna.tap_on("Hand it in")
    await accept(petr, contest, 1)
    assert (await entry(obec, 1)).state == tables.SENT
    await petr.craft(f"cs:paper:{contest.code}:1:")
    await accept(petr, contest, 1)
    await accept(petr, contest, 2)
    assert [(await entry(obec, one)).state for one in (1, 2)] == [tables.ACCEPTED] * 2


async def voted(olena: Phone, contest: Contest) -> str:
    """Olena votes by the gallery and notes her control code."""
    await olena.start(f"k_{contest.code}-plakat")
    await olena.tap_on("Look and vote")
    assert "Anna" not in await olena.sees()
    await olena.tap_on("All at once")
    await olena.tap("1")
    await olena.tap_on("Vote for this one")
    assert await olena.reads("Your vote is kept.")
    return (await olena.tap_on("My control code")).split(":")[1].split()[0]


async def nobody_counts_yet(obec: Village, petr: Phone, contest: Contest) -> None:
    told = await petr.craft(f"cs:count:{contest.code}:0:")
    refusal = "Results can be seen and votes entered only after the vote is over."
    assert told == plain(petr.words(refusal))
    await petr.craft(f"cs:slips:{contest.code}:40:")
    slips = (await petr.telegram.last(petr.user))["document"]
    assert (await content_of(obec, slips)).startswith(b"%PDF")


async def counted(petr: Phone, contest: Contest) -> None:
    """With what was counted in the hall; then everybody may know."""
    await petr.craft(f"cs:count:{contest.code}:0:")
    await petr.tap("Hlasy v sále")
    await petr.write("1: 4\n2: 3")
    await petr.tap_on("Publish the result")
    await petr.tap_on("Yes, publish it")
    assert "Výsledek je zveřejněný." in await petr.sees()


async def written_about(obec: Village, petr: Phone, contest: Contest) -> None:
    """Diplomas, words without children's names, the winning work."""
    await petr.craft(f"cs:after:{contest.code}:0:")
    await petr.tap_on("Diplomas to print")
    sent = await petr.telegram.last(petr.user)
    printed = await content_of(obec, sent["document"])
    assert printed.startswith(b"%PDF")
    await petr.craft(f"cs:press:{contest.code}:0:")
    assert "Anna" not in await petr.sees()
    await petr.tap_on("As a document to edit")
    sent = (await petr.telegram.last(petr.user))["document"]
    written = docx.Document(io.BytesIO(await content_of(obec, sent)))
    told = "\n".join(one.text for one in written.paragraphs)
    assert "„Logo <našeho> kraje“ má vítěze." in told.replace("\xa0", " ")
    assert "1. místo: Č. 1 Lípa 3" in told.replace("\xa0", " ")
    assert "Anna" not in told
    assert len(written.inline_shapes) == 1
    await petr.craft(f"cs:prints:{contest.code}:0:")
    assert await petr.reads("This is all.")


@on_sqlite
async def test_what_somebody_sent_names_their_work_and_where_it_stands(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 5, "Jana")
    assert "kraje: Lípa 5\nčeká na posouzení" in plain(await jana.write("/moje"))
    await jana.tap("Č. 1, Lípa 5, čeká na posouzení")
    assert await jana.offers("Take the work back")
    await accept(petr, contest, 1)
    assert "Lípa 5\npřijatá" in plain(await jana.write("/moje"))


async def test_from_a_drawing_to_a_winner(obec: Village) -> None:
    petr, anna = await obec.staff("petr", COORDINATOR), await obec.resident("anna")
    jana, olena = await obec.resident("jana"), await obec.resident("olena", "uk")
    contest = await announced(obec, petr)
    await enters(anna, contest, 3, "Anna Malá, 9\nTomáš Velký, 10")
    assert await anna.reads("Handed in. The number of the work is {number}.", number="1")
    await enters(jana, contest, 5, "Jana")
    await obec.post()
    await returned_and_accepted(obec, petr, anna, contest)

    await obec.later(VOTING)
    code = await voted(olena, contest)
    for phone in (jana, anna):
        await phone.craft(f"ct:vote:{contest.code}:2:1")
    await anna.craft(f"ct:vote:{contest.code}:1:1")
    await nobody_counts_yet(obec, petr, contest)

    await obec.later(CLOSED)
    await close(obec, contest)
    await counted(petr, contest)
    await obec.post()
    assert "vyhrála" in await anna.sees()
    await anna.tap_on("The result")
    assert "Lípa 3" in await anna.sees()
    await olena.tap_on("The result")
    await olena.tap_on("Was my vote counted?")
    await olena.write("ABCD-2345")
    unknown = "I do not know this code. Look once more whether it is written right."
    assert await olena.reads(unknown)
    await olena.write(code)
    assert await olena.reads("Yes, the ballot of this code was counted.")
    assert {one.mark for one in await obec.rows(Ballot)} == {None}
    await written_about(obec, petr, contest)

    await obec.later(CLOSED + 100 * DAY)
    async with obec.database.writing() as session:
        now = await obec.clock.now()
        assert await retention.forget_old(session, now) == 1
        assert await retention.forget_old(session, now) == 0
    assert sorted(one.name for one in await obec.rows(EntryAuthor)) == ["Anna Malá", "Tomáš Velký"]
    assert await obec.count(tables.EntryFile) == 1


@on_sqlite
async def test_a_repeated_vote_changes_nothing_and_says_the_same(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 3, "Jana")
    await accept(petr, contest, 1)
    await obec.later(VOTING)
    await jana.start(f"k_{contest.code}")
    await jana.tap_on("Look and vote")
    await jana.tap_on("Vote for this one")
    tapped, seen = await jana.last_update(), await jana.sees()
    assert not any("ct:vote" in str(one.data) for one in await obec.rows(Conversation))
    await obec.send(tapped)
    assert await jana.sees() == seen
    assert [one.choices for one in await obec.rows(Ballot)] == [[1]]
    await jana.tap("Vzít hlas zpět")
    assert await obec.count(Ballot) == 0
    assert await obec.count(Elector) == 0


@on_sqlite
async def test_what_is_no_picture_is_refused_in_words(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await jana.start(f"k_{contest.code}")
    await jana.tap_on("Hand in a work")
    await jana.write("to je moje logo")
    assert await jana.reads("This is text. I need the picture.")
    await jana.send(document=("logo.docx", b"PK\x03\x04 nic", "application/msword"))
    assert await jana.reads("This is no picture that I can take.")
    evil = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    await jana.send(document=("logo.svg", evil, "image/svg+xml"))
    assert await jana.reads("The drawing leads out of its file")
    assert await obec.count(Entry) == 0
    await jana.send(document=("logo.png", drawing(1), "image/png"))
    assert await jana.reads("What is the work called? Write its title.")


@on_sqlite
async def test_a_category_and_a_school_are_tapped(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    for field, told in (("categories", "Děti, 6–10\nDospělí"), ("schools", "ZŠ Horní\nZŠ Dolní")):
        await petr.craft(f"cs:type:{contest.code}:0:{field}")
        await petr.write(told)
    await jana.start(f"k_{contest.code}")
    assert "ZŠ Horní a ZŠ Dolní." in plain(await jana.sees())
    await jana.tap_on("Hand in a work")
    assert "Přihlásit práci mohou jen lidé z těchto škol" in plain(await jana.sees())
    await jana.send(document=("logo.png", drawing(1), "image/png"))
    await jana.write("Lípa")
    await jana.tap("Děti (6 až 10 let)")
    await jana.tap("ZŠ Dolní")
    await jana.write("Jana, 9")
    [one] = await obec.rows(Entry)
    assert (one.category, one.school) == ("c1", "ZŠ Dolní")
    assert await jana.offers("Hand it in")


@on_sqlite
async def test_what_the_brief_says_is_shown_as_it_was_written(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await petr.craft(f"cs:type:{contest.code}:0:schools")
    await petr.write("ZŠ <Horní>\nZŠ & Dolní")
    await jana.start(f"k_{contest.code}")
    for way in ("Rules", "Back", "Hand in a work"):
        assert "<Horní> a ZŠ & Dolní." in (await jana.sees()).replace("\xa0", " ")
        await jana.tap_on(way)
    assert "<Horní> a ZŠ & Dolní." in (await jana.sees()).replace("\xa0", " ")


@on_sqlite
async def test_only_people_of_the_area_enter_where_the_brief_says_so(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await petr.craft(f"cs:who:{contest.code}:0:area")
    await obec.lives_in(jana, None)
    await jana.start(f"k_{contest.code}")
    assert "smí ti, kdo uvedou, že v území bydlí." in plain(await jana.sees())
    await jana.tap_on("Hand in a work")
    assert await jana.reads("This contest is for people of its area.")
    karel = await obec.resident("karel")
    await enters(karel, contest, 3, "Karel")
    assert await obec.count(Entry) == 1


@on_sqlite
async def test_a_photo_that_looks_like_another_is_pointed_out_and_rejected_with_a_reason(
    obec: Village,
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(await obec.resident("eva"), contest, 3, "Eva")
    await jana.start(f"k_{contest.code}")
    await jana.tap_on("Hand in a work")
    await jana.send(photo=("logo.jpg", drawing(3, side=700, name="JPEG"), "image/jpeg"))
    await jana.write("Totéž")
    await jana.write("Jana")
    await jana.tap_on("Hand it in")
    await petr.craft(f"cs:entry:{contest.code}:2:")
    assert "Vypadá podobně jako: 1" in plain(await petr.sees())
    await petr.tap_on("Reject")
    await petr.write("Je to <cizí> dílo.")
    await obec.post()
    told = await jana.sees()
    assert "nemůže zúčastnit" in told
    assert "Je to <cizí> dílo." in told
    assert (await entry(obec, 2)).state == tables.REJECTED


@on_sqlite
async def test_a_control_code_is_in_no_table_and_no_log(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await obec.later(VOTING)
    jana = await obec.resident("jana")
    with capture_logs() as log:
        await jana.craft(f"ct:vote:{contest.code}:1:1")
        code = (await jana.craft(f"ct:code:{contest.code}:0:0")).split(":")[1].split()[0]
        await jana.write("/souteze")
    rows = str(await reading_files.tables(obec.database))
    assert voting.receipt_hash(contest.code, code) in rows
    assert code not in rows
    assert code not in str(log)


async def test_another_category_is_offered_to_whom_one_is_not_for(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await petr.craft(f"cs:type:{contest.code}:0:categories")
    await petr.write("Děti, 6–10\nMládež, 11–17\nDospělí")
    await jana.start(f"k_{contest.code}")
    await jana.tap_on("Hand in a work")
    await jana.send(document=("logo.png", drawing(1), "image/png"))
    await jana.write("Lípa")
    await jana.tap("Děti (6 až 10 let)")
    await jana.write("Anna <Malá>, 12\nJan Velký")
    assert "nepatří: Anna <Malá>, 12 let; Jan Velký." in await jana.sees()
    assert await jana.reads("Whoever has no age beside the name I take for grown up.")
    assert "Dospělí" in await jana.buttons()
    await jana.tap_on("Authors")
    await jana.write("Anna <Malá>, 12")
    assert "Mládež (11 až 17 let)" in await jana.buttons()
    await jana.tap_on("Leave it so")
    assert await jana.offers("Hand it in")
    await jana.tap_on("Category")
    await jana.tap("Mládež (11 až 17 let)")
    await jana.tap_on("Hand it in")
    [one] = await obec.rows(EntryAuthor)
    assert (one.age, one.is_under_age) == (12, True)
    await petr.craft(f"cs:entry:{contest.code}:1:")
    assert "Kategorie: Mládež (11 až 17 let)" in await petr.sees()
    assert "Anna <Malá>, 12 let" in await petr.sees()
    await jana.craft(f"ce:place:{one.entry_id}:c.c1")
    await petr.craft(f"cs:entry:{contest.code}:1:")
    assert "⚠ Do kategorie „Děti (6 až 10 let)“ věkem nepatří" in await petr.sees()


@on_sqlite
async def test_no_age_is_kept_where_no_category_asks_for_it(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 3, "Anna Malá, 9")
    [one] = await obec.rows(EntryAuthor)
    assert (one.age, one.is_under_age) == (None, True)


@on_sqlite
async def test_a_work_is_taken_back_with_its_picture_and_names(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 3, "Jana Nováková")
    await jana.tap_on("Take the work back")
    await jana.tap_on("Yes, take it back")
    assert await obec.count(EntryAuthor) == 0
    assert await obec.count(tables.EntryFile) == 0
    assert (await entry(obec, 1)).state == tables.WITHDRAWN


@on_sqlite
async def test_a_member_of_the_public_has_no_power_over_a_contest(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 3, "Jana")
    for act in ("card", "entries", "entry", "judge", "out", "stop", "count", "turnout", "file"):
        await jana.craft(f"cs:{act}:{contest.code}:1:accepted")
        assert (await entry(obec, 1)).state == tables.SENT
    assert await obec.count(Letter) == 1


@on_sqlite
async def test_somebody_who_leaves_takes_their_open_vote_and_their_name_along(
    obec: Village,
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 3, "Jana Nováková")
    await accept(petr, contest, 1)
    await obec.later(VOTING)
    await jana.craft(f"ct:vote:{contest.code}:1:1")
    assert await obec.count(Ballot) == 1
    await jana.write("/soukromi")
    await jana.craft("fg:delete:")
    assert await obec.count(Ballot) == 0
    assert await obec.count(EntryAuthor) == 0
    assert (await entry(obec, 1)).resident_id is None


async def test_the_clock_ends_the_vote_and_brings_the_result(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    await enters(jana, contest, 3, "Jana")
    await accept(petr, contest, 1)
    await obec.later(VOTING)
    await jana.craft(f"ct:vote:{contest.code}:1:1")
    await obec.later(CLOSED)
    await jana.craft(f"ct:vote:{contest.code}:1:0")
    assert [one.choices for one in await obec.rows(Ballot)] == [[1]]
    await close(obec, contest)
    await obec.later(datetime(2027, 2, 24, 11, 0, tzinfo=NOON.tzinfo))
    await schedule.end_votes(obec.database, await obec.clock.now())
    [ended] = await obec.rows(Contest)
    assert ended.state == tables.PUBLISHED
    await obec.later(datetime(2027, 2, 25, 11, 0, tzinfo=NOON.tzinfo))
    await obec.post()
    assert await jana.reads("Congratulations, your work has won!")


async def in_the_vote(obec: Village, works: int = 2) -> tuple[Phone, Contest]:
    """A contest whose works have been accepted, as the vote begins; Petr runs it."""
    petr = await obec.staff("petr", COORDINATOR)
    contest = await announced(obec, petr)
    for at in range(works):
        author = await obec.resident(f"autor{at}")
        await enters(author, contest, 3 + 3 * at, ("Eva", "Jan", "Ota")[at])
        await accept(petr, contest, at + 1)
    return petr, contest


@on_sqlite
async def test_works_that_do_not_fit_one_screen_stand_on_the_next(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "ENTRIES_SHOWN", 2)
    petr, contest = await in_the_vote(obec, works=3)
    await petr.craft(f"cs:card:{contest.code}:0:")
    await petr.tap_on("Works")
    assert [one[:4] for one in await petr.buttons()][:2] == ["Č. 1", "Č. 2"]
    assert "1/2" in await petr.buttons()
    await petr.craft(f"cs:entries:{contest.code}:1:")
    assert (await petr.buttons())[0].startswith("Č. 3")
    await petr.tap("Č. 3")
    assert "Lípa 9" in await petr.sees()


@on_sqlite
async def test_what_goes_on_stands_before_what_is_over_and_the_newest_of_that_first(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (running, screens):
        monkeypatch.setattr(module, "LISTED", 2)
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    contest = await announced(obec, petr)
    async with obec.database.writing() as session:
        for years in (3, 2):
            told = contest.model_dump() | {"code": f"DAV{years}", "key": f"d{years}"}
            told |= {"content": {**contest.content, "title": {"cs": f"Před {years} lety"}}}
            ended = contest.vote_until - years * 365 * DAY
            session.add(Contest(**told | {"state": tables.PUBLISHED, "vote_until": ended}))
    await jana.write("/souteze")
    first, second, *_ = await jana.buttons()
    assert (first[:4], second) == ("Logo", "Před 2 lety")
    await jana.craft("ct:list::1:0")
    assert (await jana.buttons())[0] == "Před 3 lety"
    await petr.craft("cs:list::1:")
    assert "✓ Před 3 lety" in await petr.buttons()


@on_sqlite
async def test_only_the_shortlist_is_voted_on(obec: Village) -> None:
    petr, contest = await in_the_vote(obec, works=3)
    await petr.craft(f"cs:type:{contest.code}:0:shortlist")
    await petr.write("šest")
    assert await petr.reads("This does not fit: it is too long, or something is missing.")
    await petr.write("2, řídicí skupina")
    for number in (1, 3, 2):
        told = await petr.craft(f"cc:put:{contest.code}:{number}:1")
    assert "Užší výběr má 2 místa" in plain(told)
    await petr.craft(f"cc:confirm:{contest.code}:0:0")
    await obec.later(VOTING)
    jana = await obec.resident("jana")
    await jana.craft(f"ct:all:{contest.code}:0:0")
    assert [one for one in await jana.buttons() if one.isdigit()] in (["1", "3"], ["3", "1"])
    await jana.craft(f"ct:vote:{contest.code}:2:1")
    assert await obec.count(Ballot) == 0


@on_sqlite
async def test_a_group_decides_between_equals_and_the_result_says_why(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await petr.craft(f"cs:tie:{contest.code}:0:group")
    assert await petr.reads("Which group decides between equal works?")
    await petr.tap_on("Back")
    assert "Při rovnosti rozhodne pracovní skupina." in plain(await petr.sees())
    await petr.craft(f"cs:tie:{contest.code}:0:group")
    await petr.write("Řídicí <skupina>")
    assert "Při rovnosti rozhodne: Řídicí <skupina>." in await petr.sees()
    await obec.later(VOTING)
    for who, number in (("jana", 1), ("olena", 2)):
        phone = await obec.resident(who)
        await phone.craft(f"ct:vote:{contest.code}:{number}:1")
    await obec.later(CLOSED)
    await close(obec, contest)
    await petr.craft(f"cs:publish:{contest.code}:0:")
    assert (await obec.rows(Contest))[0].state == tables.COUNTING
    await petr.craft(f"cs:count:{contest.code}:0:")
    await petr.tap_on("Decide between equals")
    await petr.tap("Č. 2")
    await petr.write("Řídicí skupina: je čitelnější.")
    await petr.tap_on("Publish the result")
    await petr.tap_on("Yes, publish it")
    await jana_sees_the_reason(obec, contest)


async def jana_sees_the_reason(obec: Village, contest: Contest) -> None:
    jana = await obec.resident("jana")
    await jana.craft(f"ct:result:{contest.code}:0:0")
    told = await jana.sees()
    assert "Řídicí skupina: je čitelnější." in told
    assert told.index("1. místo: č. 2") < told.index("2. místo: č. 1")


@on_sqlite
async def test_votes_in_haste_are_pointed_out_and_one_is_excluded_with_a_reason(
    obec: Village,
) -> None:
    petr, contest = await in_the_vote(obec)
    await obec.later(VOTING)
    for who in ("a", "b", "c"):
        await (await obec.resident(who)).craft(f"ct:vote:{contest.code}:1:1")
    await petr.craft(f"cs:turnout:{contest.code}:0:")
    seen = await petr.sees()
    assert "Hlasovali 3 lidé." in seen
    assert "⚠ 3 lidé hlasovali do minuty po příchodu." in seen
    alias = next(one for one in await petr.buttons() if ", hlas v" in one).split(",")[0]
    await petr.craft(f"cs:elector:{contest.code}:0:{alias}")
    await petr.write("Účet na jedno použití.")
    assert await obec.count(Ballot) == 2
    assert [one.excluded_because for one in await obec.rows(Elector)].count("") == 2
    await obec.later(CLOSED)
    await close(obec, contest)
    await petr.craft(f"cs:publish:{contest.code}:0:")
    await petr.craft(f"ct:result:{contest.code}:0:0")
    assert "Vyřazen byl 1 hlas:\nÚčet na jedno použití." in plain(await petr.sees())
