"""Contests on the web: read by everybody, nothing told too early, a guardian's consent."""

import json
import re
from datetime import timedelta

import httpx
import pytest

from contests import briefs, closing, consents, entering, keeping, moderating, publishing, voting
from contests.entering import Author
from contests.keeping import Runner
from contests.recounting import recounted
from contests.voting import Voter
from storage import contests as tables
from storage.marks import Marks
from tests.contests.drawing import drawing, work
from tests.web.conftest import HTTPS, Village
from texts.words import LANGUAGES

PETR = Runner(None, None)
OURS = {"origin": HTTPS}


class Held:
    """A contest with two accepted works, the second of a child."""

    def __init__(self, village: Village, run: keeping.Run, child: int) -> None:
        self.village, self.run, self.child = village, run, child
        self.marks = Marks(village.folder / "keys")

    @property
    def path(self) -> str:
        return f"/souteze/{self.run.code}"

    async def vote(self, who: int, number: int) -> None:
        async with self.village.database.writing() as session:
            voter = Voter(str(who), who, "585939")
            now = self.village.clock.moment
            code = self.run.code
            await voting.vote(session, self.marks, code, voter, (number, True), now)

    async def close(self) -> None:
        until = self.run.document.vote_until
        self.village.clock.moment = until
        await closing.close(self.village.database, self.marks, self.run.code, until)


@pytest.fixture
async def held(village: Village) -> Held:
    now = village.clock.moment
    entry_ids = []
    async with village.database.writing() as session:
        document = briefs.fresh("logo", "orp-vizovice", "Logo <náves>", now)
        run = await keeping.keep(session, PETR, document, now)
        await keeping.announce(session, PETR, run.code, now)
        when = run.document.enter_from
        for shape, is_child in ((1, False), (2, True)):
            begun = await entering.begin(session, run.code, 100 + shape, work(shape), when)
            place = (session, begun.entry.id, 100 + shape)
            await entering.name(*place, f"Lípa {shape}", when)
            author = Author("Anna Malá" if is_child else "Jan Velký", is_child)
            await entering.set_authors(*place, [author], when)
            await entering.send(*place, when)
            entry_ids.append(begun.entry.id)
        await moderating.judge(session, PETR, (run.code, 1), tables.ACCEPTED, "", when)
    village.clock.moment = when
    return Held(village, run, entry_ids[1])


async def test_a_contest_is_read_in_every_language(client: httpx.AsyncClient, held: Held) -> None:
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        for path in ("/souteze", held.path):
            page = await client.get(path)
            assert page.status_code == 200
            assert "{" not in page.text
            assert "Logo &lt;náves&gt;" in page.text


async def test_the_first_page_shows_contests_until_their_vote_is_over(
    client: httpx.AsyncClient, held: Held
) -> None:
    page = (await client.get("/")).text
    assert f'href="{held.path}"' in page
    assert "Logo &lt;náves&gt;" in page
    await held.close()
    assert held.path not in (await client.get("/")).text


async def test_no_page_tells_an_author_a_work_or_a_standing_too_early(
    client: httpx.AsyncClient, held: Held
) -> None:
    assert (await client.get(f"{held.path}/prace/1.jpg")).status_code == 404
    held.village.clock.moment = held.run.document.vote_from
    for who in range(7):
        await held.vote(who, 1)
    page = await client.get(held.path)
    assert "Jan Velký" not in page.text
    assert "Lípa 1" in page.text
    assert "Lípa 2" not in page.text
    assert (await client.get(f"{held.path}/prace/1.jpg")).status_code == 200
    assert (await client.get(f"{held.path}/prace/2.jpg")).status_code == 404
    for hidden in ("vysledek.jpg", "listky.json"):
        assert (await client.get(f"{held.path}/{hidden}")).status_code == 404
    await held.close()
    for hidden in ("vysledek.jpg", "listky.json"):
        assert (await client.get(f"{held.path}/{hidden}")).status_code == 404
    assert "Vizovice" not in (await client.get(held.path)).text.split("<h1>")[1]


async def test_anybody_can_count_again_and_check_their_ballot(
    client: httpx.AsyncClient, held: Held
) -> None:
    held.village.clock.moment = held.run.document.vote_from
    for who in range(7):
        await held.vote(who, 1)
    code = voting.receipt(held.marks, held.run.code, "3")
    await held.close()
    async with held.village.database.writing() as session:
        await publishing.publish(session, PETR, held.run.code, held.village.clock.moment)
    page = await client.get(held.path)
    assert "Vizovice: 7" in page.text.replace("\xa0", " ")
    assert (await client.get(f"{held.path}/vysledek.jpg")).content[:3] == b"\xff\xd8\xff"
    file = json.loads((await client.get(f"{held.path}/listky.json")).content)
    assert recounted(file)["winners"] == [1]
    assert len(file["receipts"]) == 7
    for typed, is_counted in ((code, True), ("AAAA-BBBB", False)):
        told = await client.post(f"{held.path}/kontrola", data={"code": typed}, headers=OURS)
        assert ("je započtený" in told.text) is is_counted


async def test_a_guardian_agrees_by_the_link_and_by_no_other(
    client: httpx.AsyncClient, held: Held
) -> None:
    secret = held.village.web().secret_key
    token = consents.guardian_token(secret, held.child, 1)
    address = f"/souteze/souhlas/{held.child}-1-{token}"
    wrong = consents.guardian_token(secret, held.child, 2)
    assert (await client.get(f"/souteze/souhlas/{held.child}-1-{wrong}")).status_code == 404
    page = await client.get(address)
    assert "Anna Malá" in page.text
    missing = await client.post(address, data={"name": "Eva Malá"}, headers=OURS)
    assert missing.status_code == 422
    given = {"name": "Eva Malá", "agree": "yes"}
    agreed = await client.post(address, data=given, headers=OURS)
    assert agreed.status_code == 303
    assert "Děkujeme, souhlas je uložený." in (await client.get(address)).text
    now = held.village.clock.moment + timedelta(hours=1)
    async with held.village.database.writing() as session:
        place = (held.run.code, 2)
        assert await moderating.judge(session, PETR, place, tables.ACCEPTED, "", now)


async def test_a_work_is_handed_in_without_an_account_and_taken_back(
    client: httpx.AsyncClient, held: Held
) -> None:
    path, clock = f"{held.path}/prihlaska", held.village.clock
    page = await client.get(path)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page.text))
    given = {**hidden, "title": "Úsměv", "authors": "Eva Malá, 8"}
    files = {"photo": ("logo.png", drawing(9, side=400), "image/png")}
    quick = await client.post(path, data=given, files=files, headers=OURS)
    assert quick.status_code == 422
    clock.pass_(timedelta(seconds=10))
    wrong = await client.post(path, data=given, files={"photo": ("a.png", b"nic")}, headers=OURS)
    assert "To není obrázek" in wrong.text
    for _ in range(2):
        sent = await client.post(path, data=given, files=files, headers=OURS)
        assert sent.status_code == 303
    own = await client.get(f"{held.path}/moje")
    assert "Č. 3 Úsměv" in own.text.replace("\xa0", " ")
    [address] = re.findall(r"/souteze/souhlas/\d+-1-[0-9a-f]{24}", own.text)[:1]
    assert (await client.get(address)).status_code == 200
    [code] = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", own.text)
    client.cookies.clear()
    assert "Úsměv" not in (await client.get(f"{held.path}/moje")).text
    back = await client.post(f"{held.path}/moje", data={"code": code.lower()}, headers=OURS)
    assert back.status_code == 303
    own = await client.get(f"{held.path}/moje")
    token = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', own.text))
    gone = await client.post(f"{held.path}/moje/zpet", data=token, headers=OURS)
    assert gone.status_code == 303
    async with held.village.database.reading() as session:
        entry = await tables.by_number(session, held.run.code, 3)
        assert entry is not None
        assert (entry.state, entry.look) == (tables.WITHDRAWN, "")
        assert await tables.authors(session, entry.id) == []


async def handed_in(client: httpx.AsyncClient, held: Held) -> str:
    """A work without an account, and the token that forms about it carry."""
    path, clock = f"{held.path}/prihlaska", held.village.clock
    page = await client.get(path)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page.text))
    clock.pass_(timedelta(seconds=10))
    given = {**hidden, "title": "Úsměv", "authors": "Eva Malá, 8"}
    files = {"photo": ("logo.png", drawing(9, side=400), "image/png")}
    sent = await client.post(path, data=given, files=files, headers=OURS)
    assert sent.status_code == 303
    own = await client.get(f"{held.path}/moje/upravit")
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', own.text))["form_token"]


async def third(held: Held) -> tuple[tables.Entry, list[tables.EntryAuthor]]:
    async with held.village.database.reading() as session:
        entry = await tables.by_number(session, held.run.code, 3)
        assert entry is not None
        return entry, await tables.authors(session, entry.id)


async def test_a_work_is_changed_and_mended_without_an_account(
    client: httpx.AsyncClient, held: Held
) -> None:
    token, path = await handed_in(client, held), f"{held.path}/moje/upravit"
    before, _ = await third(held)
    given = {"form_token": token, "title": "Úsměv nad návsí"}
    files = {"photo": ("", b"", "application/octet-stream")}
    changed = await client.post(path, data=given, files=files, headers=OURS)
    assert changed.status_code == 303
    entry, authors = await third(held)
    assert (entry.title, entry.digest, entry.state) == ("Úsměv nad návsí", before.digest, "sent")
    assert [(one.name, one.consent) for one in authors] == [("Eva Malá", tables.AWAITED)]
    now = held.village.clock.moment
    async with held.village.database.writing() as session:
        place = (held.run.code, 3)
        await moderating.judge(session, PETR, place, tables.RETURNED, "Chybí <obrys>.", now)
    assert "Chybí &lt;obrys&gt;." in (await client.get(path)).text
    unclear = {**given, "authors": "Eva Malá 8"}
    asked = await client.post(path, data=unclear, files=files, headers=OURS)
    assert asked.status_code == 422
    assert "Je na konci „Eva Malá 8“ věk?" in asked.text.replace("\xa0", " ")
    files = {"photo": ("logo.png", drawing(12, side=400), "image/png")}
    mended = await client.post(path, data=given, files=files, headers=OURS)
    assert mended.status_code == 303
    entry, _ = await third(held)
    assert (entry.state, entry.number) == ("sent", 3)
    assert entry.digest != before.digest


async def test_nobody_else_changes_a_work_and_nobody_once_the_vote_has_begun(
    client: httpx.AsyncClient, held: Held
) -> None:
    token, path = await handed_in(client, held), f"{held.path}/moje/upravit"
    files = {"photo": ("", b"", "application/octet-stream")}
    forged = {"form_token": "0" * 64, "title": "Cizí"}
    assert (await client.post(path, data=forged, files=files, headers=OURS)).status_code == 403
    held.village.clock.moment = held.run.document.vote_from
    late = {"form_token": token, "title": "Pozdě"}
    refused = await client.post(path, data=late, files=files, headers=OURS)
    assert refused.status_code == 422
    assert (await third(held))[0].title == "Úsměv"
    client.cookies.clear()
    assert (await client.get(path)).status_code == 303
    assert (await client.post(path, data=late, files=files, headers=OURS)).status_code == 403


async def test_an_age_that_does_not_fit_the_category_is_said_once_and_kindly(
    client: httpx.AsyncClient, held: Held
) -> None:
    await with_categories(held)
    path, clock = f"{held.path}/prihlaska", held.village.clock
    page = await client.get(path)
    assert "Děti (6 až 10 let)" in page.text.replace("\xa0", " ")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page.text))
    clock.pass_(timedelta(seconds=10))
    given = {**hidden, "title": "Úsměv", "authors": "Eva Malá, 12", "category": "c1"}
    files = {"photo": ("logo.png", drawing(9, side=400), "image/png")}
    asked = await client.post(path, data=given, files=files, headers=OURS)
    assert asked.status_code == 422
    assert "věkem nepatří: Eva Malá, 12 let." in asked.text.replace("\xa0", " ")
    assert 'name="ages"' in asked.text
    meant = await client.post(path, data={**given, "ages": "yes"}, files=files, headers=OURS)
    assert meant.status_code == 303
    own = await client.get(f"{held.path}/moje/upravit")
    token = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', own.text))
    empty = {"photo": ("", b"", "application/octet-stream")}
    kept = {**token, "title": "Úsměv", "category": "c1"}
    again = await client.post(f"{held.path}/moje/upravit", data=kept, files=empty, headers=OURS)
    assert again.status_code == 422
    better = {**kept, "category": "c2"}
    done = await client.post(f"{held.path}/moje/upravit", data=better, files=empty, headers=OURS)
    assert done.status_code == 303
    entry, authors = await third(held)
    assert (entry.category, [one.age for one in authors]) == ("c2", [12])


async def test_the_own_page_shows_the_picture_to_nobody_else_and_says_what_was_kept(
    client: httpx.AsyncClient, held: Held
) -> None:
    token, path = await handed_in(client, held), f"{held.path}/moje"
    picture = await client.get(f"{path}/obrazek.jpg")
    assert picture.content[:3] == b"\xff\xd8\xff"
    assert "Eva Malá" in (await client.get(path)).text
    now = held.village.clock.moment
    async with held.village.database.writing() as session:
        place = (held.run.code, 3)
        await moderating.judge(session, PETR, place, tables.RETURNED, "Chybí obrys.", now)
    assert "Opravit práci" in (await client.get(path)).text
    assert "Odevzdat znovu" in (await client.get(f"{path}/upravit")).text
    files = {"photo": ("", b"", "application/octet-stream")}
    given = {"form_token": token, "title": "Úsměv"}
    mended = await client.post(f"{path}/upravit", data=given, files=files, headers=OURS)
    assert "Změny jsou uložené." in (await client.get(mended.headers["location"])).text
    client.cookies.clear()
    assert (await client.get(f"{path}/obrazek.jpg")).status_code == 404


async def with_categories(held: Held) -> None:
    """The same contest with two categories by age, as if it had always had them."""
    document = briefs.with_piece(held.run.document, "categories", "Děti, 6–10\nMládež, 11–17")
    await held_by(held, categories=document.model_dump(mode="json")["categories"])


async def held_by(held: Held, **rules: object) -> None:
    """The same contest by other rules, as if it had always had them."""
    async with held.village.database.writing() as session:
        contest = await tables.contest(session, held.run.code, locked=True)
        assert contest is not None
        contest.content = {**contest.content, **rules}


async def test_who_holds_it_and_the_prizes_of_each_place_are_told(
    client: httpx.AsyncClient, held: Held
) -> None:
    prizes = [{"place": place, "what": {"cs": f"Kniha <{place}>"}} for place in (1, 1, 3)]
    await held_by(held, organiser={"cs": "Obec <Ukázková>"}, prizes=prizes)
    page = (await client.get(held.path)).text
    assert "Pořádá: Obec &lt;Ukázková&gt;" in page
    assert re.findall(r'<li value="(\d)">Kniha &lt;(\d)&gt;', page) == [
        (place, place) for place in "113"
    ]


async def test_who_may_enter_and_who_judges_stands_in_the_rules_and_is_asked(
    client: httpx.AsyncClient, held: Held
) -> None:
    works = {"min_pixels": 300, "who": "area"}
    await held_by(held, works=works, jury=["Jan & Eva"], under_age=12)
    rules = (await client.get(held.path)).text.replace("\xa0", " ")
    for told in (
        *("smí ti, kdo uvedou, že v území bydlí", "Delší strana má aspoň 300 obrazových bodů."),
        *("Za každého mladšího 12 let", "V porotě: Jan &amp; Eva", "nejvýš 5 autorů"),
    ):
        assert told in rules
    path, clock = f"{held.path}/prihlaska", held.village.clock
    page = (await client.get(path)).text.replace("\xa0", " ")
    assert "Bydlím v tomto území: " in page
    assert "Delší strana má aspoň 300 obrazových bodů." in page
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
    clock.pass_(timedelta(seconds=10))
    given = {**hidden, "title": "Úsměv", "authors": "Eva Malá"}
    files = {"photo": ("logo.png", drawing(9, side=400), "image/png")}
    asked = await client.post(path, data=given, files=files, headers=OURS)
    assert asked.status_code == 422
    assert "Pokud v něm bydlíte, zaškrtněte to níže." in asked.text.replace("\xa0", " ")
    sent = await client.post(path, data={**given, "here": "yes"}, files=files, headers=OURS)
    assert sent.status_code == 303
    assert (await third(held))[0].state == "sent"
