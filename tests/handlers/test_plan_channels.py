"""By which ways comments come: chosen by the coordinator, told kindly where one is closed."""

from datetime import timedelta
from pathlib import Path

from people.roles import COORDINATOR
from plans.channels import EMAIL, PAPER, TELEGRAM, WEB
from plans.consultation import PUBLIC
from storage import audit
from storage import plans as tables
from storage.comments import Comment
from tests.handlers.kinds import voice
from tests.handlers.test_comments import at_the_rides, released, sends, writes
from tests.handlers.test_plan_running import EXAMPLE, send
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Phone, Village, on_sqlite


async def taken(obec: Village, code: str) -> list[str]:
    async with obec.database.reading() as session:
        window = await tables.consultation(session, code, PUBLIC)
    assert window
    return window.channels


async def closed(obec: Village, code: str, *channels: str) -> None:
    async with obec.database.writing() as session:
        window = await tables.consultation(session, code, PUBLIC)
        assert window
        window.channels = list(channels)


async def ways(petr: Phone, code: str) -> None:
    await petr.craft(f"pn:card:{code}:")
    await petr.tap_on("How comments may come")


async def test_ways_are_chosen_before_the_window_opens_and_only_added_later(
    obec: Village,
) -> None:
    code = await brought(obec, draft(), opens=3)
    petr = await obec.staff("petr", COORDINATOR)
    await ways(petr, code)
    await petr.tap("e-mailem")
    await petr.tap("v chatu")
    assert await taken(obec, code) == [EMAIL]
    assert await petr.tap("e-mailem") == ("Tuhle cestu zavřít nejde: lidem jsme ji slíbili.")
    await obec.later(await obec.clock.now() + timedelta(days=5))
    await petr.tap("na papíře")
    assert await petr.tap("na papíře") == ("Tuhle cestu zavřít nejde: lidem jsme ji slíbili.")
    assert await taken(obec, code) == [EMAIL, PAPER]
    async with obec.database.reading() as session:
        noted = [one for one in await audit.newest(session, 9) if one.action == "plan_channels_set"]
    assert noted[0].detail["channels"] == "email paper"


@on_sqlite
async def test_the_file_says_how_comments_may_come(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    named = EXAMPLE.replace(b"consultation: {", b"consultation: {accepted_channels: [email, fax], ")
    told = await send(obec, petr, tmp_path, named, "plan.yaml")
    assert "Cestu fax neznám." in told
    await petr.tap("Otevřít od 1. 3. 2027 do 5. 4. 2027")
    await petr.tap_on("Yes, open it")
    assert "Připomínky se přijímají e-mailem" in await petr.sees()
    [plan] = await obec.rows(tables.Plan)
    assert await taken(obec, plan.code) == [EMAIL]


@on_sqlite
async def test_a_closed_chat_names_the_ways_that_are_open(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    await closed(obec, code, WEB, EMAIL, PAPER)
    only = "lze podat jen na webu, e-mailem a na papíře."
    await jana.write("/plan")
    assert only in await jana.sees()
    await at_the_rides(obec, jana, code)
    assert not await jana.offers("Comment")
    assert only in await jana.craft(f"cm:write:{code}:1.3:")
    assert only in await jana.craft(f"cm:kind:{code}:1.3:addition")


@on_sqlite
async def test_what_was_begun_before_the_chat_closed_is_refused_with_the_ways(
    obec: Village,
) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    first, petr = await sends(obec, jana, code), await obec.resident("petr")
    await released(obec, first)
    await writes(obec, petr, code, "U hřbitova chybí lavička.")
    await closed(obec, code, PAPER)
    only = "lze podat jen na papíře."
    assert only in await petr.tap("Odeslat připomínku")
    assert only in await petr.craft(f"cm:join:::{first.number}")
    assert await obec.count(Comment) == 1


@on_sqlite
async def test_a_voice_is_refused_like_any_other_comment(obec: Village) -> None:
    code, jana = await brought(obec, draft()), await obec.resident("jana")
    await at_the_rides(obec, jana, code)
    await jana.tap_on("Comment")
    await jana.tap("Něco tu chybí")
    await closed(obec, code, WEB)
    await jana.send(voice=("hlas.ogg", voice(), "audio/ogg"))
    assert "lze podat jen na webu." in await jana.sees()
    assert await obec.count(Comment) == 0
    assert await taken(obec, code) != [TELEGRAM]
