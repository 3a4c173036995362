"""Stories of a working group that settles comments in its own Telegram chat."""

import asyncio
from datetime import date

import pytest

from people.roles import COORDINATOR
from plans import answers
from storage import settling as motions
from storage.comments import DECIDED, PUBLISHED, RECEIVED, RELEASED, Comment, Referral
from storage.groups import CHAIR, WorkingGroup
from tests.handlers.gathering import ALL_RIGHTS, Gathering, bound, group, settled
from tests.handlers.test_comment_queue import clock_rings, comment_of
from tests.handlers.test_comments import released, sends
from tests.handlers.test_plans import brought, draft
from tests.handlers.test_settling import ruled, seated
from tests.handlers.village import AREA, NOON, Phone, Village, on_sqlite, plain
from tests.playground.running import button_texts, data_of

REASON = "Na neděli nejsou peníze, v roce 2029 se k tomu vrátíme."


async def before_the_group(
    obec: Village, *, forum: bool = False, kind: str = "supergroup"
) -> tuple[WorkingGroup, Gathering, Phone, Phone, Phone, Comment]:
    """A comment of Jana's before a group in whose chat Anna chairs and Bohdan votes."""
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    seniors = await group(obec)
    anna = await seated(obec, seniors, "anna", CHAIR)
    bohdan = await seated(obec, seniors, "bohdan")
    cyril = await obec.resident("cyril")
    met = await bound(obec, seniors, anna, bohdan, cyril, forum=forum, type=kind)
    found = await sends(obec, jana, code)
    await released(obec, found)
    await petr.craft(f"rf:one::{found.number}:{seniors.code}")
    return seniors, met, anna, bohdan, jana, found


async def test_a_group_votes_writes_and_confirms_in_its_own_chat(obec: Village) -> None:
    await ruled(obec, publishes="body")
    _, met, anna, bohdan, jana, found = await before_the_group(obec)
    card = await met.write(bohdan, "/vyporadani@naves_bot")
    assert found.text in card
    assert "jana" not in card
    popped = await met.tap(bohdan, "nepřijato")
    assert bohdan.spoken("You are for: {verdict}", verdict="nepřijato").search(popped)
    assert "nepřijato: 1" in await met.sees()

    shown = await met.newest()
    await met.write(anna, REASON, reply_to=shown["message_id"])
    assert REASON in await met.sees()
    popped = await met.tap(bohdan, "Potvrdit: nepřijato")
    assert bohdan.spoken("This is up to {roles}.").search(popped)
    assert (await comment_of(obec, found.number)).state == RECEIVED
    await met.tap(anna, "nepřijato")
    await met.tap(anna, "Potvrdit: nepřijato")
    assert (await comment_of(obec, found.number)).state == DECIDED
    await met.tap(anna, anna.words("Publish this answer"))
    assert (await comment_of(obec, found.number)).state == PUBLISHED
    # To Jana, and the card that was shown first.
    assert await obec.post() == {"sent": 2}
    await clock_rings(obec)
    receipt, letter = await jana.saw(2)
    assert REASON in receipt
    assert REASON in letter


@on_sqlite
async def test_only_members_vote_in_the_groups_chat(obec: Village) -> None:
    _, met, _, bohdan, jana, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    await met.join(jana)
    for label in ("nepřijato", "Další"):
        popped = await met.tap(jana, label)
        assert jana.spoken("Only members of the group can do this.").search(popped)
    assert found.text not in await met.write(jana, "/vyporadani@naves_bot")
    shown = next(one for one in await met.messages() if found.number in str(one.get("text")))
    await met.write(jana, "Já to píšu", reply_to=shown["message_id"])
    assert "Já to píšu" not in (await met.newest())["text"]
    assert (await comment_of(obec, found.number)).state == RECEIVED


@on_sqlite
async def test_after_the_confirmation_an_old_card_says_so_kindly(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    old = await met.newest()
    await met.write(anna, REASON, reply_to=old["message_id"])
    await met.tap(anna, "nepřijato")
    await met.tap(anna, "Potvrdit: nepřijato")
    data = data_of(old, "přijato")
    number = old["message_id"]
    popped = await met.ask("press", bohdan, message_id=number, data=data)
    await settled(obec)
    assert bohdan.spoken("Thank you, but the vote on {number} has ended").search(
        plain(popped["text"])
    )
    assert (await comment_of(obec, found.number)).state == DECIDED


async def test_an_old_card_confirms_no_answer_that_it_does_not_show(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    await met.write(bohdan, REASON, reply_to=(await met.newest())["message_id"])
    await met.tap(anna, "nepřijato")
    old = await met.newest()
    await met.write(bohdan, "/vyporadani")
    await met.write(bohdan, "Peníze jsou.", reply_to=(await met.newest())["message_id"])
    place = {"message_id": old["message_id"], "data": data_of(old, "Potvrdit: nepřijato")}
    popped = await met.ask("press", anna, **place)
    await settled(obec)
    told = plain(popped["text"])
    assert anna.spoken("The answer has changed since you looked at it.").search(told)
    shown = next(one for one in await met.messages() if one["message_id"] == old["message_id"])
    assert "Peníze jsou." in shown["text"]
    assert (await comment_of(obec, found.number)).state == RECEIVED
    place["data"] = data_of(shown, "Potvrdit: nepřijato")
    await met.ask("press", anna, **place)
    await settled(obec)
    assert (await comment_of(obec, found.number)).state == DECIDED


async def test_the_cards_in_the_chat_follow_what_is_decided_elsewhere(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    card = await met.newest()
    await met.write(anna, REASON, reply_to=card["message_id"])
    await met.tap(bohdan, "nepřijato")
    await anna.write("/vyporadani")
    await anna.tap(found.number)
    await anna.tap("Potvrdit: nepřijato")
    assert await obec.post() == {"sent": 2}
    decided = anna.spoken("Comment {number} is decided. Nobody has been told yet.")
    told = [one for one in await met.messages() if decided.search(plain(str(one.get("text"))))]
    assert len(told) == 2
    assert all(REASON in one["text"] for one in told)
    assert all(button_texts(one) == ["Rozhodnout znovu", "Další"] for one in told)

    await anna.tap_on("Decide anew")
    assert await obec.post() == {"sent": 2}
    assert anna.spoken("Comment {number} is being decided anew.").search(await met.sees())
    await met.tap(bohdan, "Ukázat připomínku")
    await met.tap(bohdan, "vysvětleno")
    assert "vysvětleno: 1" in await met.sees()


async def test_the_cards_in_the_chat_follow_what_the_office_publishes(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    card = await met.newest()
    await met.write(anna, REASON, reply_to=card["message_id"])
    await met.tap(bohdan, "nepřijato")
    await met.tap(anna, "Potvrdit: nepřijato")
    petr = await obec.staff("pavla", COORDINATOR)
    await petr.craft(f"cm:publish:::{found.number}")
    await obec.post()
    published = anna.spoken("The answer is published, and its author hears of it.")
    assert published.search(await met.sees())


@on_sqlite
async def test_a_vote_goes_on_after_telegram_has_made_the_chat_anew(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec, kind="group")
    await met.write(bohdan, "/vyporadani")
    await met.tap(bohdan, "nepřijato")
    old = met
    moved = await met.migrate()
    popped = await old.tap(bohdan, "přijato")
    assert bohdan.spoken("This chat is no working group’s.").search(popped)
    await moved.write(anna, "/vyporadani")
    card = await moved.newest()
    await moved.write(anna, REASON, reply_to=card["message_id"])
    assert "nepřijato: 1" in await moved.sees()
    await moved.tap(anna, "Potvrdit: nepřijato")
    assert (await comment_of(obec, found.number)).state == DECIDED


@on_sqlite
async def test_the_plans_new_wording_is_asked_of_who_tapped(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    await met.tap(bohdan, "přijato")
    await met.tap(anna, anna.words("New wording"))
    asked = await met.newest()
    assert found.number in asked["text"]
    await met.write(anna, "Taxi jezdí i v neděli.", reply_to=asked["message_id"])
    assert "Taxi jezdí i v neděli." in await met.sees()
    await met.tap(anna, "Potvrdit: přijato")
    assert "Nové znění: Taxi jezdí i v neděli." in await met.sees()
    assert (await comment_of(obec, found.number)).state == DECIDED


@on_sqlite
async def test_cards_stand_in_the_topics_of_their_sections(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec, forum=True)
    await met.allow(*ALL_RIGHTS)
    await met.write(bohdan, "/vyporadani")
    assert await obec.post() == {"sent": 1}
    card = await met.newest()
    assert found.text in card["text"]
    assert card["message_thread_id"]
    await met.write(anna, REASON, card["message_id"], card["message_thread_id"])
    again = await met.newest()
    assert REASON in again["text"]
    assert again["message_thread_id"] == card["message_thread_id"]


@on_sqlite
@pytest.mark.parametrize("votes", [3])
async def test_many_who_vote_at_once_are_all_counted(obec: Village, votes: int) -> None:
    seniors, met, anna, bohdan, _, found = await before_the_group(obec)
    crowd = [await seated(obec, seniors, f"clen{n}") for n in range(votes)]
    for one in crowd:
        await met.join(one)
    await met.write(bohdan, "/vyporadani")
    await asyncio.gather(*(met.tap(one, "vysvětleno") for one in (anna, bohdan, *crowd)))
    await settled(obec)
    async with obec.database.reading() as session:
        tally = await motions.tally(session, found.number, seniors.code)
    assert tally == {"explained": votes + 2}


async def buttons(met: Gathering) -> list[str]:
    return [plain(one) for one in button_texts(await met.newest())]


async def two_before_the_group(
    obec: Village,
) -> tuple[Gathering, Phone, Phone, Comment, Comment]:
    """Two that say nearly the same, and the oldest one's card in the group's chat."""
    seniors, met, anna, bohdan, _, found = await before_the_group(obec)
    marie, petr = await obec.resident("marie"), await obec.staff("pavel", COORDINATOR)
    other = await sends(obec, marie, found.plan_code, f"{found.text} Prosím!")
    await released(obec, other)
    await petr.craft(f"rf:one::{other.number}:{seniors.code}")
    await met.write(bohdan, "/vyporadani")
    return met, anna, bohdan, found, other


async def test_similar_comments_are_settled_together_in_the_groups_chat(obec: Village) -> None:
    met, anna, bohdan, found, other = await two_before_the_group(obec)
    await met.tap(bohdan, bohdan.words("Similar ones"))
    assert other.number in await met.sees()
    await met.tap(bohdan, "Vypořádat s ní")
    assert bohdan.words("Settle each by itself") in await buttons(met)
    await met.tap(anna, "nepřijato")
    shown = await met.newest()
    await met.write(anna, REASON, reply_to=shown["message_id"])
    await met.tap(anna, "Potvrdit: nepřijato")
    for number in (found.number, other.number):
        assert (await comment_of(obec, number)).state == DECIDED


async def test_the_cards_of_what_was_settled_together_say_where_it_went(obec: Village) -> None:
    await ruled(obec, decides="office")
    met, anna, bohdan, _, other = await two_before_the_group(obec)
    await met.tap(bohdan, "Další")
    card = await met.newest()
    assert other.number in card["text"]
    await met.write(bohdan, "/vyporadani")
    await met.tap(bohdan, bohdan.words("Similar ones"))
    await met.tap(bohdan, "Vypořádat s ní")
    await met.tap(anna, "nepřijato")
    await met.write(anna, REASON, reply_to=(await met.newest())["message_id"])
    await met.tap(anna, "Potvrdit: nepřijato")
    await obec.post()
    [told] = [one for one in await met.messages() if one["message_id"] == card["message_id"]]
    said = anna.words("Comment {number} goes on to who has the last word.", number=other.number)
    assert plain(said) in plain(told["text"])
    assert button_texts(told) == ["Další"]


async def test_what_was_put_together_is_settled_each_by_itself_again(obec: Village) -> None:
    met, _, bohdan, found, other = await two_before_the_group(obec)
    await met.tap(bohdan, bohdan.words("Similar ones"))
    await met.tap(bohdan, "Vypořádat s ní")
    await met.tap(bohdan, bohdan.words("Settle each by itself"))
    assert bohdan.words("Settle each by itself") not in await buttons(met)
    assert found.number in await met.sees()
    assert other.number not in await met.sees()


@on_sqlite
async def test_who_leads_puts_a_comment_on_an_agenda_in_the_groups_chat(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    await met.tap(anna, anna.words("Put on an agenda"))
    asked = await met.newest()
    await met.write(anna, "někdy", reply_to=asked["message_id"])
    asked = await met.newest()
    assert "Tomu dni nerozumím" in asked["text"]
    await met.write(bohdan, "12. 5.", reply_to=asked["message_id"])
    assert (await obec.rows(Referral))[0].on_agenda is None
    await met.write(anna, "12. 5.", reply_to=asked["message_id"])
    assert "12. 5. 2027" in plain((await met.newest())["text"]).replace("\xa0", " ")
    [referral] = await obec.rows(Referral)
    assert referral.on_agenda == date(2027, 5, 12)
    await met.write(bohdan, "/program")
    await met.tap(bohdan, found.number)
    assert found.text in await met.sees()


@on_sqlite
async def test_notes_are_written_and_read_in_the_groups_chat(obec: Village) -> None:
    _, met, anna, bohdan, _, _ = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    await met.tap(bohdan, "Poznámky (0)")
    asked = await met.newest()
    await met.write(anna, "Zeptám se na dopravě.", reply_to=asked["message_id"])
    assert "Zeptám se na dopravě." in await met.sees()
    await met.write(bohdan, "/vyporadani")
    assert "Poznámky (1)" in await buttons(met)


@on_sqlite
async def test_an_answer_kept_ready_fills_in_the_groups_card(obec: Village) -> None:
    _, met, _, bohdan, _, found = await before_the_group(obec)
    async with obec.database.writing() as session:
        await answers.keep(session, AREA, 1, "peníze", "K {number}: nejsou peníze.", NOON)
    await met.write(bohdan, "/vyporadani")
    await met.tap(bohdan, bohdan.words("Answers kept ready"))
    await met.tap(bohdan, "peníze")
    assert f"K {found.number}: nejsou peníze." in await met.sees()


@on_sqlite
async def test_an_answer_too_long_for_a_message_leaves_the_one_before(obec: Village) -> None:
    _, met, anna, bohdan, _, found = await before_the_group(obec)
    await met.write(bohdan, "/vyporadani")
    card = (await met.newest())["message_id"]
    await met.write(anna, REASON, reply_to=card)
    told = plain(await met.write(anna, "Dlouhé. " * 500, reply_to=card))
    assert "Text má 3 999 znaků" in told
    [motion] = await obec.rows(motions.Motion)
    assert (motion.number, motion.reason) == (found.number, REASON)


@on_sqlite
async def test_what_only_groups_have_is_not_offered_to_the_office(obec: Village) -> None:
    _, _, _, _, _, found = await before_the_group(obec)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"cm:queue:{found.plan_code}::")
    assert await petr.reads("Of these with working groups: {n}", n=1)
    assert not await petr.offers("Settle the next one")
    told = await petr.craft(f"cm:settle:{found.plan_code}::")
    assert told == plain(petr.words("What is to be settled lies with working groups."))


async def more_on_the_agenda(
    obec: Village, seniors: WorkingGroup, like: Comment, count: int, when: date
) -> list[str]:
    """So many comments like that one, on the agenda of that day; gives all their numbers."""
    numbers = [f"{like.number[:-4]}{nth:04}" for nth in range(2, count + 2)]
    async with obec.database.writing() as session:
        referral = await session.get(Referral, like.number)
        assert referral is not None
        referral.on_agenda = when
        for nth, number in enumerate(numbers):
            told = {"number": number, "message_id": 90_000 + nth, "release": RELEASED}
            session.add(Comment(**like.model_dump() | told | {"shown": f"{nth}. {like.text}"}))
            await session.flush()
            theirs = {"group_code": seniors.code, "on_agenda": when, "referred_at": NOON}
            session.add(Referral(number=number, referred_by=None, **theirs))
            await motions.open_motion(session, number, seniors.code, NOON)
    return [like.number, *numbers]


@on_sqlite
async def test_a_long_agenda_is_turned_page_by_page(obec: Village) -> None:
    seniors, met, anna, bohdan, _, found = await before_the_group(obec)
    numbers = await more_on_the_agenda(obec, seniors, found, 24, date(2027, 5, 12))
    told = plain(await met.write(bohdan, "/program"))
    assert told.count("Program 12. 5. 2027") == 1
    assert "20. VIZ" in told
    assert "21. VIZ" not in told
    shown = await buttons(met)
    assert shown[:20] == numbers[:20]
    assert shown[20:] == ["‹", "1/2", "›"]
    await met.tap(bohdan, "›")
    assert (await buttons(met))[:5] == numbers[20:]
    assert "21. VIZ" in plain((await met.newest())["text"])
    await met.tap(bohdan, numbers[24])
    assert numbers[24] in await met.sees()

    await anna.write("/vyporadani")
    await anna.tap("Program 12. 5. 2027")
    assert "25 připomínek" in await anna.sees()
    assert (await anna.buttons())[20:23] == ["‹", "1/2", "›"]
    await anna.craft(f"se:agenda:{seniors.code}:1:20270512")
    await anna.tap(numbers[24])
    assert numbers[24] in await anna.sees()
