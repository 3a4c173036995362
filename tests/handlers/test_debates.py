"""A debate in the chat: made, opened, gone through, added to, moderated, closed, its result."""

from datetime import timedelta

from debates import changing, closing, taking
from debates.keeping import Runner
from debates.taking import Who
from outreach import targets
from outreach.notices import tell
from outreach.targets import DEBATE, Target
from people.roles import COORDINATOR
from storage import debates as tables
from storage.conversations import Conversation
from storage.debates import Debate, Statement
from storage.stances import AGREE, DISAGREE, PASS, Participant, Stance
from tests.debates.village_debate import document
from tests.handlers.village import NOON, Phone, Village, on_sqlite, plain
from tests.playground.running import data_of

DAY = timedelta(days=1)
THEME = "Autobusy a <cesty>"
STATEMENTS = (
    "Večer má jet ještě jeden autobus.",
    "Chodník ke škole je důležitější než parkoviště.",
    "Obec má platit svoz seniorů k lékaři.",
    "Kola patří na silnici, ne na chodník.",
    "Zastávka u hřbitova se má zrušit.",
)
PHONE = "Zavolejte mi na 604 123 456 a svezu vás."


async def drafted(petr: Phone) -> None:
    """Petr writes a title, an introduction, and the statements a line each."""
    await petr.write("/sprava")
    await petr.tap_on("Debates")
    await petr.tap_on("New debate")
    if await petr.reads("For which area is the debate?"):
        await petr.tap("ORP Vizovice")
    await petr.write(THEME)
    await petr.write("Řekněte, co vám pomůže dostat se tam, kam potřebujete.")
    await petr.write("\n".join(f"• {one}" for one in STATEMENTS))


async def opened(obec: Village, petr: Phone) -> str:
    await drafted(petr)
    await petr.tap_on("Open it now")
    await petr.tap_on("Yes, open it")
    assert await petr.reads("It is released: people find it under /debaty.")
    [found] = await obec.rows(Debate)
    return str(found.code)


async def statement(obec: Village, number: int) -> Statement:
    [found] = [one for one in await obec.rows(Statement) if one.number == number]
    assert isinstance(found, Statement)
    return found


async def counts(obec: Village, number: int) -> tuple[int, int, int]:
    found = await statement(obec, number)
    return found.agrees, found.disagrees, found.passes


async def adds(phone: Phone, code: str, text: str) -> str:
    await phone.craft(f"db:add:{code}:0")
    return await phone.write(text)


async def asked_number(phone: Phone) -> int:
    """Which statement stands on the screen."""
    told = await phone.sees()
    [number] = [at for at, one in enumerate(STATEMENTS, start=1) if one in told]
    return number


async def test_a_debate_is_made_in_three_steps_tried_and_opened(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await drafted(petr)
    assert await petr.reads("This is the draft. Look at it, try it, then let people in.")
    assert THEME in await petr.sees()
    await petr.tap_on("Try it")
    for one in STATEMENTS:
        assert one in await petr.sees()
        await petr.tap_on("I agree")
    assert await petr.reads("That was all. This is how people will go through it.")
    assert await obec.count(Participant) == 0
    await petr.tap_on("Back")
    await petr.tap_on("Open it by its days")
    await petr.tap_on("Yes, by its days")
    [found] = await obec.rows(Debate)
    assert found.state == tables.RELEASED
    eva = await obec.resident("eva")
    await eva.write("/debaty")
    assert await eva.reads("There is no debate near you now.")
    await obec.later(NOON + 2 * DAY)
    await eva.write("/menu")
    await eva.tap_on("Debates")
    await eva.tap("Autobusy")
    assert await eva.offers("Begin")


async def test_statements_that_come_again_show_the_same_debate(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await drafted(petr)
    heard = await petr.sees()
    await obec.send(await petr.last_update())
    assert await petr.sees() == heard
    assert await obec.count(Debate) == 1
    await petr.tap_on("Try it")
    assert STATEMENTS[0] in await petr.sees()


async def test_what_is_wrong_is_told_at_once_and_asked_for_once_more(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Debates")
    await petr.tap_on("New debate")
    await petr.write("T" * 121)
    assert "1" in await petr.sees()
    await petr.write(THEME)
    await petr.write("O čem je.")
    told = await petr.write(
        "Ano.\nVečer má jet ještě jeden autobus.\nvecer ma jet jeste jeden autobus."
    )
    assert "Výrok 1: je to moc krátké, aspoň 10 znaků." in plain(told)
    assert "Výroky: je jich málo, aspoň 5." in plain(told)
    assert await obec.count(Debate) == 0
    await petr.write("\n".join(STATEMENTS))
    assert await obec.count(Debate) == 1


async def test_one_statement_a_screen_with_a_way_back(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.start(f"v_{code}")
    before = len(await eva.telegram.messages(eva.user))
    await eva.tap_on("Begin")
    first = await asked_number(eva)
    await eva.tap_on("I agree")
    assert await counts(obec, first) == (1, 0, 0)
    second = await asked_number(eva)
    assert second != first
    await eva.tap_on("Back")
    assert await asked_number(eva) == first
    assert f"✓ {eva.words('I agree')}" in await eva.buttons()
    await eva.tap_on("I disagree")
    assert await counts(obec, first) == (0, 1, 0)
    # The same one follows, until it is answered.
    assert await asked_number(eva) == second
    await eva.tap_on("Stop for now")
    assert await eva.reads("You have gone through {answered} of {total} statements.")
    await eva.tap_on("Go on")
    for _ in range(4):
        await eva.tap_on("I am not sure")
    assert await eva.reads("Thank you, that was all.")
    assert len(await eva.telegram.messages(eva.user)) == before
    assert await counts(obec, second) == (0, 0, 1)


async def test_the_same_tap_again_changes_nothing(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.craft(f"dv:{code}:2:1")
    await eva.craft(f"dv:{code}:2:1")
    assert await counts(obec, 2) == (1, 0, 0)
    for made_up in (f"dv:{code}:99:1", f"dv:{code}:2:5", "dv:ZZZZZ:2:1", f"db:again:{code}:77"):
        await eva.craft(made_up)
    assert await counts(obec, 2) == (1, 0, 0)


async def test_what_is_taken_out_while_somebody_looks_is_followed_by_the_next(
    obec: Village,
) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.craft(f"db:next:{code}:0")
    gone = await asked_number(eva)
    await petr.craft(f"dr:ask-refuse:{code}:{gone}:")
    await petr.write("Je tu omylem.")
    told = eva.words("This statement is no longer there.")
    assert await eva.craft(f"dv:{code}:{gone}:1") == told
    assert await asked_number(eva) != gone
    assert await obec.count(Stance) == 0


@on_sqlite
async def test_however_many_debates_there_were_a_page_holds_some(obec: Village) -> None:
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        for nth in range(21):
            said = document(key=f"debata-{nth}", title={"cs": f"Debata {nth}"})
            run = await changing.keep(session, Runner(None, None), said, now)
            run.debate.state = tables.CLOSED
    eva = await obec.resident("eva")
    await eva.write("/menu")
    await eva.tap_on("Debates")
    first = await eva.buttons()
    await eva.craft("db:list::1")
    second = await eva.buttons()
    listed = {one for one in (*first, *second) if "Debata" in one}
    assert len(listed) == 21
    assert len(first) < 25


async def test_who_has_not_agreed_to_the_notice_is_asked_first(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    code = await opened(obec, petr)
    ivan = await obec.person("ivan")
    await ivan.start(f"v_{code}")
    await ivan.craft(f"dv:{code}:1:1")
    assert await obec.count(Stance) == 0


async def test_stances_lie_apart_from_accounts(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.craft(f"dv:{code}:1:1")
    [row] = await obec.rows(Participant)
    known = await obec.known(eva)
    assert known
    told = " ".join(str(value) for value in row.model_dump().values())
    assert str(eva.user["id"]) not in told
    assert str(known.id) not in told


async def test_own_stances_are_listed_changed_and_taken_back(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.craft(f"dv:{code}:1:1")
    await eva.craft(f"dv:{code}:2:-1")
    await eva.write("/moje")
    assert THEME in await eva.sees()
    await eva.tap("Autobusy")
    await eva.tap_on("My stances")
    told = await eva.sees()
    assert STATEMENTS[0] in told
    assert STATEMENTS[1] in told
    await eva.tap("2")
    await eva.tap_on("I agree")
    assert await counts(obec, 2) == (1, 0, 0)
    await eva.craft(f"db:mine:{code}:0")
    await eva.tap_on("Take my stances back")
    await eva.tap_on("Yes, take them back")
    assert await counts(obec, 1) == (0, 0, 0)
    assert await obec.count(Stance) == 0


async def test_an_own_statement_is_read_before_others_see_it(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    jan = await obec.resident("jan")
    code = await opened(obec, petr)
    await adds(eva, code, "Krátké")
    assert await eva.reads("This is too short to agree or disagree with.")
    await eva.write(PHONE)
    assert await eva.reads("There seems to be {what} in it.")
    assert "telefon" in await eva.sees()
    await eva.tap_on("Leave it out")
    assert "604" not in await eva.sees()
    await eva.tap_on("Send the statement")
    assert await eva.reads("Thank you. The coordinator of the area reads your statement first.")
    await eva.write("/moje")
    assert "svezu vás" in await eva.sees()
    await petr.craft(f"dr:card:{code}:0:")
    await petr.tap(petr.words("Read what waits ({n})", n=1))
    assert "svezu vás" in await petr.sees()
    await petr.tap_on("Accept")
    assert await petr.reads("Accepted: people get it now.")
    await obec.post()
    assert "svezu vás" in await eva.sees()
    await jan.craft(f"db:again:{code}:6")
    assert "svezu vás" in await jan.sees()
    assert (await statement(obec, 6)).proposer_id is None


async def test_a_refused_statement_comes_with_its_reason(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await adds(eva, code, PHONE)
    await eva.tap_on("Keep it there")
    await eva.tap_on("Send the statement")
    assert "604 123 456" in (await statement(obec, 6)).text["cs"]
    await petr.craft(f"dr:queue:{code}:0:")
    assert await petr.reads("Mind: there seems to be {what} in it.")
    await petr.tap_on("Refuse")
    assert "o 5 znaků delší" in plain(await petr.write("Je v něm telefon. " * 17))
    await petr.write("Je v něm <telefon>.")
    assert await petr.reads("Nothing waits to be read.")
    await obec.post()
    assert "Je v něm <telefon>." in await eva.sees()
    await eva.craft(f"db:again:{code}:6")
    assert (await statement(obec, 6)).state == tables.REFUSED


async def test_what_says_the_same_is_shown_before_it_is_sent(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await adds(eva, code, "Večer má jet ještě jeden autobus!!")
    assert await eva.reads("This is here already. Do you mean the same?")
    await eva.tap_on("Yes, show me that one")
    await eva.tap_on("I agree")
    assert await counts(obec, 1) == (1, 0, 0)
    assert await obec.count(Statement) == 5


async def test_nobody_adds_more_than_they_may_or_what_is_gone(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    for text in ("Obec má mít vlastní web.", "U rybníka chybí lavičky.", "Knihovna má mít déle."):
        await adds(eva, code, text)
        await eva.tap_on("Send the statement")
    assert await eva.craft(f"db:add:{code}:0") == eva.words(
        "You cannot add another statement here."
    )
    gone = eva.words("I no longer have that text. Please write it once more.")
    assert await eva.craft(f"db:send:{code}:1") == gone
    await petr.craft(f"dr:adding:{code}:0:no")
    jan = await obec.resident("jan")
    await jan.craft(f"db:next:{code}:0")
    assert not await jan.offers("Add my own statement")


async def test_a_statement_sent_by_two_taps_is_thanked_for_twice(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await adds(eva, code, "U rybníka chybí lavičky.")
    send = data_of(await eva.telegram.last(eva.user), eva.words("Send the statement"))
    assert send
    thanks = await eva.craft(send)
    assert await eva.reads("Thank you. The coordinator of the area reads your statement first.")
    assert await eva.craft(send) == thanks
    assert await obec.count(Statement) == 6


@on_sqlite
async def test_staff_add_take_out_and_move_the_days(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await petr.tap_on("Statements")
    await petr.tap_on("Add a statement")
    await petr.write("Autobus má mít místo pro kočárek.")
    assert await petr.reads("The statement is added.")
    await petr.tap("6")
    await petr.tap_on("Take it out")
    await petr.write("Je tu omylem.")
    assert await petr.reads("The statement is taken out.")
    await eva.craft(f"db:again:{code}:6")
    assert (await statement(obec, 6)).state == tables.REFUSED
    await petr.craft(f"dr:days:{code}:0:")
    await petr.write("zítra")
    assert await petr.reads("I need two days here.")
    await petr.write("1. 2. 2027 – 20. 2. 2027")
    assert "20. 2. 2027" in await petr.sees()


@on_sqlite
async def test_a_draft_is_rewritten_and_thrown_away(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await drafted(petr)
    await petr.tap_on("Name")
    await petr.write("Jak jezdit")
    assert "Jak jezdit" in await petr.sees()
    await petr.tap_on("Statements")
    await petr.tap_on("Write all of them anew")
    await petr.write("\n".join((*STATEMENTS, "Autobus má jezdit i v neděli.")))
    assert await obec.count(Statement) == 6
    await petr.tap_on("Open it by its days")
    await petr.tap_on("Yes, by its days")
    await petr.tap_on("Back to a draft")
    assert await petr.reads("The debate is a draft again.")
    await petr.tap_on("Delete the draft")
    await petr.tap_on("Yes, delete it")
    assert await obec.count(Debate) == 0


@on_sqlite
async def test_only_those_who_run_debates_there_do(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    elsewhere = await obec.staff("jiri", COORDINATOR, "hlucinsko-zapad")
    code = await opened(obec, petr)
    for phone in (eva, elsewhere):
        await phone.write("/menu")
        for act in ("card", "queue", "close", "statements", "adding", "try"):
            assert THEME not in await phone.craft(f"dr:{act}:{code}:0:no")
    [found] = await obec.rows(Debate)
    assert found.state == tables.RELEASED
    assert found.content["residents_add"]


@on_sqlite
async def test_a_forgotten_account_takes_its_stances_along(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.craft(f"dv:{code}:1:1")
    await adds(eva, code, "U rybníka chybí lavičky.")
    await eva.tap_on("Send the statement")
    await eva.write("/soukromi")
    await eva.tap_on("Delete my account")
    await eva.tap_on("Yes, delete my account")
    assert await counts(obec, 1) == (0, 0, 0)
    assert (await statement(obec, 6)).proposer_id is None


async def crowd(obec: Village, code: str, people: int) -> None:
    """All agree with the first statement; the second one halves them; the rest is theirs."""
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        for person in range(people):
            who = Who(str(90_000 + person), 90_000 + person)
            halved = AGREE if person % 2 else DISAGREE
            for number, value in ((1, AGREE), (2, halved), (3, AGREE if person % 3 else PASS)):
                stance = (number, value)
                await taking.take(session, obec.house.marks, code, who, stance, now)


async def ended(obec: Village, code: str) -> None:
    """What the closing job does."""
    now = await obec.clock.now()
    await closing.close(obec.database, obec.house.marks, code, now)
    async with obec.database.writing() as session:
        for happened in await closing.news(session, code, now):
            await tell(session, happened, now)


async def test_the_end_is_told_with_what_unites_and_divides(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await crowd(obec, code, 29)
    for number in range(1, 6):
        await eva.craft(f"dv:{code}:{number}:1")
    assert await eva.reads("Thank you, that was all.")
    await eva.tap_on("Let me know")
    assert await eva.reads("I will let you know of new statements and of the result.")
    assert "Souhlasí" not in await petr.craft(f"dr:card:{code}:0:")
    too_early = eva.words("There is no result yet.")
    assert await eva.craft(f"db:result:{code}:0") == too_early
    await petr.craft(f"dr:ask-close:{code}:0:")
    await petr.tap_on("Yes, close it")
    assert await petr.reads("I am counting the result. I will write to you in a moment.")
    await ended(obec, code)
    await obec.post()
    assert THEME in await eva.sees()
    await eva.craft(f"db:result:{code}:0")
    told = await eva.sees()
    assert STATEMENTS[0] in told.split(eva.words("What divides people"))[0]
    assert STATEMENTS[1] in told.split(eva.words("What divides people"))[1]
    assert (await eva.saw(2))[0] == ""
    assert "30" in told
    assert "Souhlasí 15 (50 %), nesouhlasí 15 (50 %)" in told
    await eva.write("/debaty")
    assert any("Autobusy" in one for one in await eva.buttons())
    for kind in ("xlsx", "csv"):
        await petr.craft(f"dr:file:{code}:0:{kind}")
        document = (await petr.telegram.last(petr.user))["document"]
        assert document["file_name"].endswith(kind)
    await eva.craft(f"dv:{code}:1:-1")
    assert (await statement(obec, 1)).agrees == 30


@on_sqlite
async def test_nothing_leads_from_a_closed_debate_to_anybody(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.resident("eva")
    code = await opened(obec, petr)
    await eva.craft(f"dv:{code}:1:1")
    await eva.craft(f"db:mine:{code}:0")
    await petr.craft(f"dr:ask-close:{code}:0:")
    await petr.tap_on("Yes, close it")
    await petr.write("/menu")
    await ended(obec, code)
    assert [one.mark for one in await obec.rows(Participant)] == [None]
    stood = [one for one in await obec.rows(Conversation) if code in str(one.model_dump())]
    assert stood == []
    await eva.craft(f"db:result:{code}:0")
    told = eva.words("Fewer than {least} people took part, so nothing more is told.", least=5)
    assert told in await eva.sees()


@on_sqlite
async def test_a_broadcast_leads_to_a_debate_while_it_runs(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    code = await opened(obec, petr)
    target = Target({"cs": "Do debaty"}, DEBATE, code)
    [found] = await obec.rows(Debate)
    async with obec.database.reading() as session:
        now = await obec.clock.now()
        assert await targets.leads_somewhere(session, target, now)
        ends = await targets.ends_at(session, target)
        assert ends
        assert not await targets.leads_somewhere(session, target, ends)
        gone = Target({"cs": "Do debaty"}, DEBATE, "ZZZZZ")
        assert not await targets.leads_somewhere(session, gone, now)
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await petr.write("Pojďte do debaty.")
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a debate")
    await petr.tap("Autobusy")
    assert petr.words("Join the debate") in await petr.sees()
    assert found.code == code
