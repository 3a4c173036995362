"""Contests on the web: read by everybody, nothing told too early, a guardian's consent."""

import json
from datetime import timedelta

import httpx
import pytest

from contests import briefs, closing, entering, keeping, moderating, publishing, voting
from contests.entering import Author
from contests.keeping import Runner
from contests.recounting import recounted
from contests.voting import Voter
from storage import contests as tables
from storage.marks import Marks
from tests.contests.drawing import work
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
    token = entering.guardian_token(secret, held.child, 1)
    address = f"/souteze/souhlas/{held.child}-1-{token}"
    wrong = entering.guardian_token(secret, held.child, 2)
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
