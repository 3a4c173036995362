"""Stories of people for whom a survey ends early, and of the coordinator who wanted it so."""

from surveys.definitions import Definition
from tests.handlers.village import Phone, Village, on_sqlite
from tests.surveys.test_gates import SORRY, about_children

ENOUGH = (
    "Thank you for wanting to answer. People who answer this question like you have sent us as "
    "many answers as we can take already."
)


def definition() -> Definition:
    return about_children(area="orp-vizovice")


async def begun(obec: Village, name: str = "jana") -> Phone:
    phone = await obec.resident(name)
    await phone.write("/ankety")
    await phone.tap("Děti")
    await phone.tap_on("Begin")
    return phone


async def test_who_is_told_that_it_is_not_for_them_can_go_back_and_on(obec: Village) -> None:
    await obec.open(definition())
    jana = await begun(obec)
    await jana.tap("ne")
    assert SORRY["cs"] in await jana.sees()
    assert await jana.reads("Nothing more is asked, and these answers do not count in the results.")
    await jana.tap_on("Change this answer")
    assert "1 z 1" in await jana.sees()
    await jana.tap("ano")
    await jana.tap("ne")
    await jana.tap("ano")
    await jana.tap_on("Hand in")
    assert await jana.reads("<b>Thank you for your answers.</b>")


async def test_who_goes_on_after_an_end_has_not_handed_in_yet(obec: Village) -> None:
    await obec.open(definition())
    jana = await begun(obec)
    await jana.tap("ne")
    await jana.tap_on("Change this answer")
    await jana.tap("ano")
    await jana.write("/moje")
    assert await jana.reads("not finished yet")
    await jana.tap("Děti")
    await jana.tap_on("Continue")
    await jana.tap("ne")
    await jana.tap("ano")
    await jana.tap_on("Hand in")
    await jana.write("/moje")
    assert await jana.reads("handed in")


async def test_who_comes_when_there_are_enough_is_told_kindly(obec: Village) -> None:
    survey = await obec.open(definition())
    jana = await begun(obec)
    await jana.tap("ano")
    await obec.neighbour(survey, 1, mistni="ano", deti="ano", skolka="ne")
    await jana.tap("ano")
    await jana.tap("ne")
    await obec.neighbour(survey, 2, mistni="ano", deti="ano", skolka="ne")
    await jana.tap_on("Hand in")
    assert await jana.reads(ENOUGH)
    karel = await begun(obec, "karel")
    await karel.tap("ano")
    await karel.tap("ano")
    assert await karel.reads(ENOUGH)
    await karel.tap_on("Change this answer")
    await karel.tap("ne")
    assert "3 ze 3" in await karel.sees()


@on_sqlite
async def test_who_comes_back_later_hears_the_same_and_may_fill_in_for_another(
    obec: Village,
) -> None:
    await obec.open(definition())
    jana = await begun(obec)
    await jana.tap("ne")
    await jana.tap_on("Home")
    await jana.write("/ankety")
    await jana.tap("Děti")
    await jana.tap_on("Continue")
    assert SORRY["cs"] in await jana.sees()
    await jana.tap_on("Fill in for somebody else")
    await jana.tap("ano")
    assert "2 ze 3" in await jana.sees()


@on_sqlite
async def test_the_coordinator_sees_full_quotas_and_no_small_numbers(obec: Village) -> None:
    survey = await obec.open(definition())
    petr = await obec.staff("petr", "coordinator")
    await obec.neighbour(survey, 1, mistni="ne")
    await obec.neighbour(survey, 2, mistni="ano", deti="ano", skolka="ne")
    await to_card(petr)
    assert await petr.reads("Quota {kind}: not told yet, of {wanted}", kind="deti – ano", wanted=2)
    await obec.neighbour(survey, 3, mistni="ano", deti="ano", skolka="ne")
    await to_card(petr)
    assert await petr.reads("Quota {kind}: full ({wanted})", kind="deti – ano", wanted=2)
    await obec.close(survey)
    await to_card(petr)
    told = petr.words("a few")
    assert await petr.reads("Not for {kind}, kept apart: {n}", kind="mistni – ne", n=told)
    await petr.tap_on("The survey itself")
    assert await petr.reads("Ends for: {kind}", kind="mistni – ne")
    assert await petr.reads("Quota {kind}: {wanted}", kind="deti – ano", wanted=2)


@on_sqlite
async def test_a_trial_shows_the_end_and_the_way_back(obec: Village) -> None:
    await obec.open(definition())
    petr = await obec.staff("petr", "coordinator")
    await to_card(petr)
    await petr.tap_on("The survey itself")
    await petr.tap_on("Try it")
    await petr.tap("ne")
    assert SORRY["cs"] in await petr.sees()
    await petr.tap_on("Change this answer")
    await petr.tap("ano")
    assert "2 ze 3" in await petr.sees()


async def to_card(petr: Phone) -> None:
    await petr.write("/vysledky")
    await petr.tap("Děti")
