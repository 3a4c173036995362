"""Voting on the web with a slip from the hall: without an account, once, and told to nobody."""

import re
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import select

from contests import briefs, keeping, moderating, publishing, slips
from contests.documents import Method
from storage import contests as tables
from storage.ballots import Ballot
from storage.slips import HallSlip
from surveys import codes
from tests.web.conftest import Village
from tests.web.test_contests import OURS, PETR, Held, held
from texts.words import LANGUAGES

__all__ = ["held"]

HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]+)"')
CONTROL = re.compile(r'<strong class="code">([A-Z2-9]{4}-[A-Z2-9]{4})</strong>')


@dataclass
class Hall:
    """The vote is on, and each of a few people holds a slip."""

    held: Held
    codes: list[str]

    @property
    def path(self) -> str:
        return f"{self.held.path}/listek"

    async def rows(self, table: type) -> list:
        async with self.held.village.database.reading() as session:
            return list(await session.scalars(select(table)))


@pytest.fixture
async def hall(held: Held) -> Hall:
    now = held.village.clock.moment = held.run.document.vote_from
    made = [codes.new_code() for _ in range(6)]
    secret = held.village.web().secret_key
    hashes = [slips.hashed(secret, held.run.code, one) for one in made]
    async with held.village.database.writing() as session:
        await slips.enlist(session, PETR, held.run.code, hashes, now)
    return Hall(held, made)


def told(page: httpx.Response) -> str:
    return page.text.replace("\xa0", " ")


async def ballot(client: httpx.AsyncClient, hall: Hall, typed: str) -> httpx.Response:
    return await client.post(hall.path, data={"slip": typed}, headers=OURS)


async def cast(
    client: httpx.AsyncClient, hall: Hall, typed: str, **marked: object
) -> httpx.Response:
    shown = await ballot(client, hall, typed)
    given = {**dict(HIDDEN.findall(shown.text)), **marked}
    return await client.post(f"{hall.path}/hlas", data=given, headers=OURS)


async def test_a_slip_votes_and_the_control_code_is_checked_after_the_vote(
    client: httpx.AsyncClient, hall: Hall
) -> None:
    page = await client.get(hall.held.path)
    assert f'href="{hall.path}"' in page.text
    shown = await ballot(client, hall, hall.codes[0].lower().replace("-", " "))
    assert "Lípa 1" in told(shown)
    assert "Jan Velký" not in told(shown)
    assert shown.headers["cache-control"] == "no-store"
    given = {**dict(HIDDEN.findall(shown.text)), "work": "1"}
    done = await client.post(f"{hall.path}/hlas", data=given, headers=OURS)
    [control] = CONTROL.findall(done.text)
    again = await client.post(f"{hall.path}/hlas", data=given, headers=OURS)
    assert CONTROL.findall(again.text) == [control]
    [kept] = await hall.rows(Ballot)
    assert (kept.choices, kept.mark, kept.origin) == ([1], None, "slip")
    await hall.held.close()
    found = await client.post(f"{hall.held.path}/kontrola", data={"code": control}, headers=OURS)
    assert "je započtený" in told(found)


async def test_a_spent_slip_a_wrong_code_and_an_empty_vote_are_told_in_words(
    client: httpx.AsyncClient, hall: Hall
) -> None:
    empty = await cast(client, hall, hall.codes[0])
    assert empty.status_code == 422
    assert "Nejdřív označte práci." in told(empty)
    assert hall.codes[0] in told(empty)
    await cast(client, hall, hall.codes[0], work="1")
    spent = await ballot(client, hall, hall.codes[0])
    assert "S tímto lístkem se už hlasovalo." in told(spent)
    for typed in ("", "nic", codes.new_code()):
        wrong = await ballot(client, hall, typed)
        assert wrong.status_code == 422
        assert "Tento kód nemá žádný lístek" in told(wrong)
    async with hall.held.village.database.writing() as session:
        now = hall.held.village.clock.moment
        await slips.put_in_box(session, PETR, hall.held.run.code, [2], now)
    boxed = await ballot(client, hall, hall.codes[1])
    assert "Tento lístek byl v urně v sále" in told(boxed)


async def test_who_has_voted_hears_so_even_with_nothing_marked(
    client: httpx.AsyncClient, hall: Hall
) -> None:
    shown = await ballot(client, hall, hall.codes[0])
    given = dict(HIDDEN.findall(shown.text))
    done = await client.post(f"{hall.path}/hlas", data={**given, "work": "1"}, headers=OURS)
    assert CONTROL.search(done.text)
    again = await client.post(f"{hall.path}/hlas", data=given, headers=OURS)
    assert again.status_code == 422
    assert "S tímto lístkem se už hlasovalo." in told(again)


async def test_nobody_makes_up_a_control_code_or_votes_from_another_page(
    client: httpx.AsyncClient, hall: Hall
) -> None:
    shown = await ballot(client, hall, hall.codes[0])
    given = {**dict(HIDDEN.findall(shown.text)), "work": "1"}
    path = f"{hall.path}/hlas"
    for forged in ({"receipt": "AAAA-BBBB"}, {"slip": hall.codes[1]}, {"seal": "0" * 64}):
        refused = await client.post(path, data={**given, **forged}, headers=OURS)
        assert refused.status_code == 403
    elsewhere = {"origin": "https://jinde.example"}
    assert (await client.post(path, data=given, headers=elsewhere)).status_code == 403
    assert await hall.rows(Ballot) == []


async def test_codes_are_not_guessed_at_will(held: Held, hall: Hall) -> None:
    async with held.village.client(form_code_limit="3/minute") as client:
        answers = [(await ballot(client, hall, codes.new_code())).status_code for _ in range(5)]
        assert answers == [422, 422, 422, 429, 429]
        right = await ballot(client, hall, hall.codes[0])
        assert right.status_code == 429


async def test_right_codes_are_no_guesses(held: Held, hall: Hall) -> None:
    async with held.village.client(form_code_limit="1/minute") as client:
        for typed in hall.codes:
            assert "Máte odhlasováno" in told(await cast(client, hall, typed, work="1"))
    assert {one.used for one in await hall.rows(HallSlip)} == {"web"}


async def test_before_and_after_the_vote_the_door_says_when(
    client: httpx.AsyncClient, held: Held, hall: Hall
) -> None:
    shown = await ballot(client, hall, hall.codes[0])
    given = {**dict(HIDDEN.findall(shown.text)), "work": "1"}
    for moment in (held.run.document.enter_from, held.run.document.vote_until):
        held.village.clock.moment = moment
        door = await client.get(hall.path)
        assert "Kód z lístku" not in told(door)
        late = await client.post(f"{hall.path}/hlas", data=given, headers=OURS)
        assert "Máte odhlasováno" not in told(late)
        assert "Lípa 1" not in told(await ballot(client, hall, hall.codes[0]))
    assert await hall.rows(Ballot) == []


async def test_no_page_of_slips_tells_how_it_stands(
    client: httpx.AsyncClient, held: Held, hall: Hall
) -> None:
    """Forty votes in the chat and three with slips for the same work, seen by no page."""
    for who in range(40):
        await held.vote(who, 1)
    pages = [await cast(client, hall, typed, work="1") for typed in hall.codes[:3]]
    pages += [await client.get(path) for path in (held.path, hall.path, "/souteze")]
    pages += [await ballot(client, hall, one) for one in (hall.codes[0], hall.codes[4], "nic")]
    for page in pages:
        shown = re.sub(r'value="[^"]*"|<strong class="code">[^<]*|\?v=\w+', "", page.text)
        assert not re.search(r"\b4[03]\b", shown)
    await held.close()
    async with held.village.database.writing() as session:
        await publishing.publish(session, PETR, held.run.code, held.village.clock.moment)
    page = told(await client.get(held.path))
    assert "Lístků vytištěno: 6, využito na webu: 3, nalezeno v urně: 0." in page
    assert "sčítají s hlasy z chatu" in page


async def test_without_printed_slips_no_page_offers_to_vote_with_one(
    client: httpx.AsyncClient, held: Held
) -> None:
    held.village.clock.moment = held.run.document.vote_from
    assert "listek" not in (await client.get(held.path)).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_slips_are_voted_with_in_every_language(
    client: httpx.AsyncClient, hall: Hall, language: str
) -> None:
    client.cookies.set("__Host-language", language)
    done = await cast(client, hall, hall.codes[0], work="1")
    for page in (await client.get(hall.path), done):
        assert page.status_code == 200
        assert "{" not in page.text


async def test_works_are_put_in_order_where_one_ranks(
    client: httpx.AsyncClient, village: Village, held: Held
) -> None:
    async with village.database.writing() as session:
        before = held.run.document.enter_from
        document = briefs.with_value(held.run.document, "method", Method.RANKING)
        code, revision = held.run.code, held.run.contest.revision
        held.run = await keeping.change(session, PETR, code, revision, document, before)
        await moderating.consent_on_paper(session, PETR, (code, 2), before)
        await moderating.judge(session, PETR, (code, 2), tables.ACCEPTED, "", before)
    made = codes.new_code()
    now = village.clock.moment = held.run.document.vote_from
    async with village.database.writing() as session:
        secret = village.web().secret_key
        await slips.enlist(session, PETR, code, [slips.hashed(secret, code, made)], now)
    hall = Hall(held, [made])
    twice = await cast(client, hall, made, **{"place-1": "1", "place-2": "1"})
    assert "Dvě práce mají stejné místo." in told(twice)
    odd = await cast(client, hall, made, **{"place-1": "první"})
    assert odd.status_code == 422
    done = await cast(client, hall, made, **{"place-1": "2", "place-2": "1"})
    assert "Máte odhlasováno" in told(done)
    assert [one.choices for one in await hall.rows(Ballot)] == [[2, 1]]
