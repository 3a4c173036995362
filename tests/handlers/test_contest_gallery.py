"""The gallery of a contest in the chat: albums and cards, in an order of each voter's own."""

import pytest

from handlers.contests import choosing, screens
from handlers.replies import BALLOT
from storage.conversations import Conversation
from tests.handlers.gathering import group, seat
from tests.handlers.test_contests import DAY, VOTING, in_the_vote
from tests.handlers.village import NOON, SIGNS, Village, on_sqlite, plain


@on_sqlite
async def test_the_gallery_comes_as_an_album_in_a_voters_own_order(obec: Village) -> None:
    petr, contest = await in_the_vote(obec, works=3)
    await obec.later(VOTING)
    jana = await obec.resident("jana")
    await jana.start(f"k_{contest.code}")
    await jana.tap_on("Look and vote")
    card = await jana.sees()
    await jana.tap_on("Vote for this one")
    await jana.tap_on("All at once")
    *_, first, second, third, told = await jana.telegram.messages(jana.user)
    assert len({one["media_group_id"] for one in (first, second, third)}) == 1
    captions = [one["caption"] for one in (first, second, third)]
    assert sorted(captions) == ["Č. 1 Lípa 3", "Č. 2 Lípa 6", "Č. 3 Lípa 9"]
    assert plain(card).startswith(captions[0])
    order = [one.split()[1] for one in captions]
    assert [one.strip(SIGNS) for one in await jana.buttons()][:3] == order
    assert f"Hlasujete pro: {order[0]}." in plain(told["text"])
    assert (await jana.buttons())[0].startswith("✓")
    shown = await jana.last_update()
    await obec.send(shown)
    assert [plain(one) for one in await jana.saw(4)][:3] == captions
    assert "Eva" not in str(await jana.telegram.messages(jana.user))
    [kept] = [one for one in await obec.rows(Conversation) if one.waiting_for == BALLOT]
    assert "buttons" not in kept.data


@on_sqlite
async def test_works_are_put_in_order_or_some_of_them_chosen(obec: Village) -> None:
    petr, contest = await in_the_vote(obec, works=3)
    jana = await obec.resident("jana")
    for method, most, told in (
        ("ranking", 1, "Vaše pořadí: 3, 1, 2"),
        ("approval", 1, "Hlasujete pro: 3, 1, 2."),
        ("up_to", 3, "Hlasujete pro: 3, 1, 2. Zbývá vám 0 hlasů."),
    ):
        await obec.later(NOON + 12 * DAY)
        await petr.craft(f"cs:method:{contest.code}:{most}:{method}")
        await obec.later(VOTING)
        for number in (3, 1, 2):
            await jana.craft(f"ct:vote:{contest.code}:{number}:1")
        assert told in plain(await jana.sees())
        for number in (3, 1, 2):
            await jana.craft(f"ct:vote:{contest.code}:{number}:0")


@on_sqlite
async def test_a_long_gallery_comes_in_parts(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "AT_ONCE", 2)
    petr, contest = await in_the_vote(obec, works=3)
    await petr.craft(f"cs:type:{contest.code}:0:shortlist")
    await petr.write("2, řídicí skupina")
    await obec.later(NOON + 12 * DAY)
    vera = await obec.resident("vera")
    await seat(obec, await group(obec, name={"cs": "Řídicí skupina"}), vera)
    for prefix, moment in (("cc", NOON + 12 * DAY), ("ct", VOTING)):
        await obec.later(moment)
        shown = []
        for page in (0, 1):
            await vera.craft(f"{prefix}:all:{contest.code}:{page}:0")
            assert f"{page + 1}/2" in await vera.buttons()
            shown += [one for one in await vera.buttons() if one.isdigit()]
        assert sorted(shown) == ["1", "2", "3"]


@on_sqlite
async def test_who_confirms_a_long_shortlist_turns_its_pages(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LISTED", 2)
    petr, contest = await in_the_vote(obec, works=3)
    await petr.craft(f"cs:type:{contest.code}:0:shortlist")
    await petr.write("2, řídicí skupina")
    await obec.later(NOON + 12 * DAY)
    await petr.craft(f"cc:sum:{contest.code}:0:0")
    assert [one for one in await petr.buttons() if one.isdigit()] == ["1", "2"]
    await petr.craft(f"cc:sum:{contest.code}:1:0")
    assert "2/2" in await petr.buttons()
    await petr.tap("3")
    assert "✓ 3" in await petr.buttons()
    assert "2/2" in await petr.buttons()
    await petr.craft(f"cc:sum:{contest.code}:0:0")
    assert "1/2" in await petr.buttons()
