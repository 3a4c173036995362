"""Debates on the web: taken part in without an account and without scripts, told when they end."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from debates import changing, closing, keeping, moderating, retention, taking
from debates.keeping import Run, Runner
from debates.taking import Who
from storage import debates as tables
from storage.debates import Statement
from storage.marks import Marks
from storage.stances import AGREE, DISAGREE, PASS, WEB, Participant, Stance
from surveys import codes
from tests.web.conftest import HTTPS, Village
from texts.words import LANGUAGES

PETR = Runner(None, None)
OURS = {"origin": HTTPS}
TITLE = "Cesty bez <auta>"
STATEMENTS = (
    "Večer má jet ještě jeden autobus.",
    "Chodník ke škole je důležitější než parkoviště.",
    "Obec má platit svoz seniorů k lékaři.",
    "Kola patří na silnici, ne na chodník.",
    "Zastávka u hřbitova se má <zrušit>.",
)
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")


@dataclass
class Held:
    """A debate that is open."""

    village: Village
    run: Run

    @property
    def path(self) -> str:
        return f"/d/{self.run.code}"

    @property
    def marks(self) -> Marks:
        return self.village.web().marks

    async def statements(self) -> list[Statement]:
        async with self.village.database.reading() as session:
            return await tables.statements(
                session, self.run.code, (tables.ACCEPTED, tables.PROPOSED)
            )

    async def counts(self, number: int) -> tuple[int, int, int]:
        [found] = [one for one in await self.statements() if one.number == number]
        return found.agrees, found.disagrees, found.passes


@pytest.fixture
async def held(village: Village) -> Held:
    now = village.clock.moment
    async with village.database.writing() as session:
        document = changing.fresh(
            "cesty", "orp-vizovice", TITLE, "Řekněte, co pomůže.", STATEMENTS, now
        )
        run = await changing.keep(session, PETR, document, now)
        run = await keeping.open_now(session, PETR, run.code, now)
    return Held(village, run)


def hidden(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


async def begun(client: httpx.AsyncClient, held: Held) -> httpx.Response:
    """Somebody new has read what it is about and begun; the first statement."""
    page = await client.get(held.path)
    held.village.clock.pass_(timedelta(seconds=10))
    sent = await client.post(held.path, data=hidden(page), headers=OURS)
    assert sent.status_code == 303
    return await client.get(sent.headers["location"])


async def says(
    client: httpx.AsyncClient, held: Held, page: httpx.Response, stance: int
) -> httpx.Response:
    given = {**hidden(page), "stance": str(stance)}
    sent = await client.post(f"{held.path}/vyrok", data=given, headers=OURS)
    assert sent.status_code == 303
    return await client.get(sent.headers["location"])


async def test_a_debate_is_read_in_every_language(client: httpx.AsyncClient, held: Held) -> None:
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        for path in ("/debaty", held.path, f"{held.path}/kod"):
            page = await client.get(path)
            assert page.status_code == 200
            assert "Cesty bez &lt;auta&gt;" in page.text
            assert "{" not in page.text


async def test_a_draft_and_what_is_none_are_not_there(
    client: httpx.AsyncClient, village: Village
) -> None:
    now = village.clock.moment
    async with village.database.writing() as session:
        document = changing.fresh("koncept", "orp-vizovice", TITLE, "", STATEMENTS, now)
        draft = await changing.keep(session, PETR, document, now)
    for code in (draft.code, "ZZZZZ", "x"):
        assert (await client.get(f"/d/{code}")).status_code == 404
        assert (await client.get(f"/d/{code}/vyrok")).status_code == 404
    assert TITLE not in (await client.get("/debaty")).text


async def test_all_statements_are_gone_through_and_changed(
    client: httpx.AsyncClient, held: Held
) -> None:
    page = await begun(client, held)
    first = int(hidden(page)["number"])
    for _ in STATEMENTS:
        page = await says(client, held, page, 1)
    assert "to bylo všechno" in page.text
    assert await held.counts(first) == (1, 0, 0)
    again = await client.get(f"{held.path}/vyrok/{first}")
    assert "Zatím říkáte: Souhlasím" in again.text.replace("\xa0", " ")
    await says(client, held, again, -1)
    await says(client, held, again, -1)
    assert await held.counts(first) == (0, 1, 0)
    mine = await client.get(f"{held.path}/moje")
    assert all(one.split("<")[0] in mine.text.replace("\xa0", " ") for one in STATEMENTS)


async def test_no_number_of_a_statement_breaks_its_page(
    client: httpx.AsyncClient, held: Held
) -> None:
    await begun(client, held)
    for number in (0, 2**31, 10**30):
        assert (await client.get(f"{held.path}/vyrok/{number}")).status_code == 404
    gone = await client.get(f"{held.path}/vyrok/99")
    assert gone.headers["location"] == f"{held.path}/vyrok"


async def test_a_browser_keeps_no_page_with_somebodys_code_or_stances(
    client: httpx.AsyncClient, held: Held
) -> None:
    page = await begun(client, held)
    await says(client, held, page, AGREE)
    for path in ("", "/vyrok", "/vyrok/1", "/pridat", "/moje", "/kod"):
        shown = await client.get(held.path + path)
        assert shown.status_code == 200
        assert shown.headers["cache-control"] == "no-store", path
    own = CODE.search((await client.get(held.path)).text)
    assert own
    await closed(held)
    result = await client.get(f"{held.path}/vysledky")
    assert result.headers["cache-control"] == "no-cache"
    assert own[0] not in result.text


async def test_nothing_is_kept_before_the_first_stance(
    client: httpx.AsyncClient, held: Held
) -> None:
    await begun(client, held)
    async with held.village.database.reading() as session:
        assert list(await session.scalars(Participant.__table__.select())) == []


async def test_one_comes_back_by_the_code_on_another_device(
    client: httpx.AsyncClient, held: Held
) -> None:
    page = await begun(client, held)
    first = int(hidden(page)["number"])
    page = await says(client, held, page, 0)
    [code] = set(CODE.findall(page.text))
    client.cookies.clear()
    lost = await client.get(f"{held.path}/vyrok")
    assert (lost.status_code, lost.headers["location"]) == (303, held.path)
    wrong = await client.post(f"{held.path}/kod", data={"code": "AAAA"}, headers=OURS)
    assert wrong.status_code == 422
    typed = {"code": code.lower().replace("-", " ")}
    back = await client.post(f"{held.path}/kod", data=typed, headers=OURS)
    page = await client.get(back.headers["location"])
    assert int(hidden(page)["number"]) != first
    mine = await client.get(f"{held.path}/moje")
    gone = await client.post(f"{held.path}/moje/zpet", data=hidden(mine), headers=OURS)
    assert gone.status_code == 303
    assert await held.counts(first) == (0, 0, 0)
    page = await client.get(gone.headers["location"])
    assert "Vaše postoje jsou vzaté zpět." in page.text.replace("\xa0", " ")
    assert CODE.search(page.text) is None


async def test_another_site_cannot_speak_for_anybody(client: httpx.AsyncClient, held: Held) -> None:
    page = await begun(client, held)
    given = {**hidden(page), "stance": "1"}
    elsewhere = {"origin": "https://jinde.example"}
    assert (
        await client.post(f"{held.path}/vyrok", data=given, headers=elsewhere)
    ).status_code == 403
    forged = {**given, "form_token": "0" * 64}
    for path in ("vyrok", "moje/zpet", "odejit", "pridat"):
        sent = await client.post(f"{held.path}/{path}", data=forged, headers=OURS)
        assert sent.status_code == 403
    quick = await client.post(held.path, data={}, headers=OURS)
    assert quick.status_code == 422
    for made_up in ({"number": "99"}, {"stance": "7"}, {"stance": "--1"}, {"number": ""}):
        sent = await client.post(f"{held.path}/vyrok", data={**given, **made_up}, headers=OURS)
        assert sent.status_code == 303
    async with held.village.database.reading() as session:
        assert list(await session.scalars(Stance.__table__.select())) == []


async def test_an_own_statement_is_shown_back_and_sent_once(
    client: httpx.AsyncClient, held: Held
) -> None:
    await begun(client, held)
    form = await client.get(f"{held.path}/pridat")
    token = hidden(form)

    async def step(name: str, text: str) -> httpx.Response:
        given = {**token, "text": text, "step": name}
        return await client.post(f"{held.path}/pridat", data=given, headers=OURS)

    assert (await step("look", "Moc")).status_code == 422
    assert (await step("look", "x" * 300)).status_code == 422
    text = "Svezu vás, volejte 604 123 456 <kdykoli>."
    back = await step("look", text)
    assert "telefonní číslo" in back.text.replace("\xa0", " ")
    assert "&lt;kdykoli&gt;" in back.text
    masked = await step("mask", text)
    assert "604 123" not in masked.text.replace("\xa0", " ")
    alike = await step("look", "vecer ma jet jeste jeden autobus")
    assert "Říkáte totéž?" in alike.text.replace("\xa0", " ")
    for _ in range(2):
        sent = await step("send", text)
        assert "výrok je odeslaný" in sent.text.replace("\xa0", " ")
    assert "5 výroků" in (await client.get(held.path)).text.replace("\xa0", " ")
    added = [one for one in await held.statements() if not one.is_seed]
    assert [one.state for one in added] == [tables.PROPOSED]
    async with held.village.database.writing() as session:
        await moderating.accept(
            session, PETR, held.run.code, added[0].number, held.village.clock.moment
        )
    page = await client.get(f"{held.path}/vyrok/{added[0].number}")
    assert "&lt;kdykoli&gt;" in page.text


async def adds(client: httpx.AsyncClient, held: Held, text: str) -> None:
    given = {**hidden(await client.get(f"{held.path}/pridat")), "text": text, "step": "send"}
    sent = await client.post(f"{held.path}/pridat", data=given, headers=OURS)
    assert f'href="{held.path}/moje"' in sent.text


async def mine(client: httpx.AsyncClient, held: Held) -> str:
    return (await client.get(f"{held.path}/moje")).text.replace("\xa0", " ")


async def comes_back(client: httpx.AsyncClient, held: Held, code: str) -> httpx.Response:
    """In another browser."""
    client.cookies.clear()
    return await client.post(f"{held.path}/kod", data={"code": code}, headers=OURS)


async def test_by_their_code_people_see_what_became_of_their_statements(
    client: httpx.AsyncClient, held: Held
) -> None:
    """Jana adds two, one of which goes in; at the end her code opens the same, another none."""
    first = await begun(client, held)
    code = CODE.findall(first.text)[0]
    for text in ("Lavičky u <lékaře> pomohou.", "Starosta je lump a zloděj."):
        await adds(client, held, text)
    assert (await mine(client, held)).count("Čeká na přečtení.") == 2
    assert "Moje postoje" in (await client.get(held.path)).text.replace("\xa0", " ")

    now = held.village.clock.moment
    async with held.village.database.writing() as session:
        await moderating.accept(session, PETR, held.run.code, 6, now)
        await moderating.refuse(session, PETR, (held.run.code, 7), "Uráží <člověka>.", now)
    told = await mine(client, held)
    assert "Lavičky u &lt;lékaře&gt; pomohou." in told
    assert "Váš výrok je teď v debatě" in told
    assert "Důvod: Uráží &lt;člověka&gt;." in told

    await closed(held)
    sent = await comes_back(client, held, code)
    assert sent.headers["location"] == f"{held.path}/moje"
    told = await mine(client, held)
    assert "Uráží" in told
    assert "Vzít zpět" not in told
    assert f'href="{held.path}/moje"' in (await client.get(held.path)).text
    await comes_back(client, held, codes.new_code())
    assert "žádný výrok přidaný není" in await mine(client, held)


async def test_after_the_deletion_a_code_leads_to_no_statement(
    client: httpx.AsyncClient, held: Held
) -> None:
    await begun(client, held)
    await adds(client, held, "Lavičky u lékaře pomohou.")
    await closed(held)
    assert "žádný výrok přidaný není" not in await mine(client, held)
    later = held.run.debate.delete_stances_at
    await retention.delete_stances(held.village.database, held.run.code, later)
    assert "žádný výrok přidaný není" in await mine(client, held)
    assert f"{held.path}/kod" not in (await client.get(held.path)).text


async def test_after_the_end_nobody_says_anything_more(
    client: httpx.AsyncClient, held: Held
) -> None:
    page = await begun(client, held)
    held.village.clock.moment = held.run.debate.closes_at
    given = {**hidden(page), "stance": "1"}
    sent = await client.post(f"{held.path}/vyrok", data=given, headers=OURS)
    assert (sent.status_code, sent.headers["location"]) == (303, held.path)
    told = await client.get(held.path)
    assert "výsledek se počítá" in told.text.replace("\xa0", " ")
    for path in ("vyrok", "pridat"):
        sent = await client.get(f"{held.path}/{path}")
        assert sent.headers["location"].rstrip("/") == held.path
    async with held.village.database.reading() as session:
        assert list(await session.scalars(Stance.__table__.select())) == []


async def crowd(held: Held, people: int) -> None:
    """All agree with the first statement, the second one halves them, few know the fifth."""
    async with held.village.database.writing() as session:
        for person in range(people):
            who = Who(f"web:{person}", None, WEB)
            halved = AGREE if person % 2 else DISAGREE
            said = [(1, AGREE), (2, halved), *([(5, PASS)] if person < 2 else [])]
            for stance in said:
                now = held.village.clock.moment
                await taking.take(session, held.marks, held.run.code, who, stance, now)


async def closed(held: Held) -> None:
    held.village.clock.moment = held.run.debate.closes_at
    now = held.village.clock.moment
    await closing.close(held.village.database, held.marks, held.run.code, now)


async def test_the_result_is_there_for_everybody_once_it_ended(
    client: httpx.AsyncClient, held: Held
) -> None:
    await crowd(held, 20)
    files = [f"{held.path}/vysledky.{one}" for one in ("json", "csv", "xlsx", "png")]
    early = await client.get(f"{held.path}/vysledky")
    assert "až debata skončí" in early.text.replace("\xa0", " ")
    assert [(await client.get(one)).status_code for one in files] == [404] * 4
    await closed(held)
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        page = await client.get(f"{held.path}/vysledky")
        assert page.status_code == 200
        assert "&lt;zrušit&gt;" in page.text
        assert "{" not in page.text.split("<main")[1]
        assert "<svg" in page.text
    for file, begins in zip(files, (b"{", b"\xef\xbb\xbf", b"PK", b"\x89PNG"), strict=True):
        assert (await client.get(file)).content.startswith(begins)
    told = json.loads((await client.get(files[0])).content)
    assert [one["number"] for one in told["consensus"]] == [1]
    assert told["dividing"] == [2]
    assert told["statements"][4]["stances"] is None
    assert "/vysledky" in (await client.get("/debaty")).text
    assert (await client.get(held.path)).text.count("/vysledky") > 0


async def test_of_a_handful_of_people_nothing_is_told(
    client: httpx.AsyncClient, held: Held
) -> None:
    await crowd(held, 4)
    await closed(held)
    page = await client.get(f"{held.path}/vysledky")
    assert "Zapojilo se méně než 5 lidí" in page.text.replace("\xa0", " ")
    assert "<table" not in page.text
    assert (await client.get(f"{held.path}/vysledky.png")).status_code == 404
