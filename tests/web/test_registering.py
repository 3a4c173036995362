"""Registering for a meeting on the web: a form, a code, and places that nobody gets twice."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

import httpx
import pytest

from meetings import keeping, registration
from storage.meetings import COMING, DECLINED, WAITING, MeetingPlaces, Registration
from storage.surveys import Survey
from surveys import life
from tests.surveys.samples import survey
from tests.web.conftest import Village
from tests.web.test_comment_form import CODE, hidden, post, rows
from tests.web.test_meetings import PETR, announced
from texts.words import LANGUAGES

WITHDRAWN_CODE = "AAAA-BBBB-CCCC"


async def fills_in(
    client: httpx.AsyncClient, village: Village, code: str, **given: str
) -> httpx.Response:
    """Up to the answer of the form, as somebody who reads before they press."""
    form = await client.get(f"/akce/{code}/prihlaska")
    village.clock.pass_(timedelta(seconds=20))
    told = {**hidden(form), "name": "Marie Nová", "people": "1", **given}
    return await post(client, f"/akce/{code}/prihlaska", told)


async def registers(
    client: httpx.AsyncClient, village: Village, code: str, **given: str
) -> httpx.Response:
    answer = await fills_in(client, village, code, **given)
    assert answer.status_code == 303, answer.text
    return await client.get(answer.headers["location"])


async def changes(client: httpx.AsyncClient, code: str, **given: str) -> httpx.Response:
    own = await client.get(f"/akce/{code}/prihlaska/moje")
    told = {"form_token": hidden(own)["form_token"], **given}
    answer = await post(client, f"/akce/{code}/prihlaska/zmena", told)
    if answer.status_code != 303:
        return answer
    return await client.get(answer.headers["location"])


async def test_somebody_without_an_account_registers_changes_and_cancels(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, capacity=4)
    assert f'/akce/{code}/prihlaska"' in (await client.get(f"/akce/{code}")).text
    own = await registers(client, village, code, party="user", needs="<tlumočník>", people="2")
    assert "Přijdete." in own.text
    assert "&lt;tlumočník&gt;" in own.text
    [receipt] = CODE.findall(own.text)
    [mine] = await rows(village, Registration)
    assert (mine.name, mine.people, mine.party, mine.channel) == ("Marie Nová", 2, "user", "web")
    assert mine.resident_id is None
    assert receipt not in (mine.receipt_hash or "")

    changed = await changes(client, code, step="change", name="Marie Nová", people="3")
    assert "Změněno." in changed.text
    gone = await changes(client, code, step="back")
    assert "Zrušeno." in gone.text
    [mine] = await rows(village, Registration)
    assert (mine.state, mine.people) == (DECLINED, 3)
    [places] = await rows(village, MeetingPlaces)
    assert places.taken == 0


async def free(client: httpx.AsyncClient, path: str) -> list[str]:
    """What a page says of places, wherever it does."""
    told = (await client.get(path)).text.replace("\xa0", " ")
    return re.findall(r"Voln\w+ \w+ \d+ [^<]*|Všechna místa[^<]*", told)


async def test_places_that_are_free_stand_wherever_one_decides_to_come(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, capacity=3)
    pages = ("/akce", f"/akce/{code}", f"/akce/{code}/prihlaska")
    for told in (
        "Volná jsou 3 místa.",
        "Volné je 1 místo.",
        "Všechna místa jsou obsazená. Čeká 1 člověk.",
    ):
        for path in pages:
            assert await free(client, path) == [told], path
        async with village.client() as other:
            await registers(other, village, code, people="2")
    village.clock.pass_(timedelta(days=40))
    assert await free(client, f"/akce/{code}") == []


async def test_places_of_each_date_are_told_with_it(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, capacity=1, one_for_all=False, unit="family")
    await registers(client, village, code, nth="1")
    assert len(await free(client, f"/akce/{code}")) == 2
    assert len(await free(client, f"/akce/{code}/prihlaska")) == 2
    assert await free(client, "/akce") == []


async def test_the_code_opens_it_in_another_browser_and_is_shown_once(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    [receipt] = CODE.findall((await registers(client, village, code)).text)
    async with village.client() as other:
        asked = await other.get(f"/akce/{code}/prihlaska/moje")
        assert "Marie Nová" not in asked.text
        wrong = await post(other, f"/akce/{code}/prihlaska/moje", {"code": WITHDRAWN_CODE})
        assert wrong.status_code == 422
        right = await post(other, f"/akce/{code}/prihlaska/moje", {"code": receipt.lower()})
        own = await other.get(right.headers["location"])
        assert "Marie Nová" in own.text
        assert receipt not in own.text
        assert own.headers["cache-control"] == "no-store"
        await post(other, f"/akce/{code}/prihlaska/odejit", {})
        assert "Marie Nová" not in (await other.get(f"/akce/{code}/prihlaska/moje")).text


async def test_for_a_quarter_of_an_hour_the_code_is_shown_and_the_page_says_so(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    answer = await fills_in(client, village, code)
    [kept] = [one for one in answer.headers.get_list("set-cookie") if "new-registration" in one]
    assert "Max-Age=900" in kept
    for _ in range(2):
        own = await client.get(f"/akce/{code}/prihlaska/moje")
        assert "Kód tu uvidíte jen čtvrt hodiny" in own.text
    client.cookies.delete(kept.partition("=")[0])
    assert not CODE.findall((await client.get(f"/akce/{code}/prihlaska/moje")).text)


async def test_a_form_sent_twice_is_one_registration_and_a_programs_form_none(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, capacity=3)
    form = await client.get(f"/akce/{code}/prihlaska")
    told = {**hidden(form), "name": "Marie Nová", "people": "1"}
    quick = await post(client, f"/akce/{code}/prihlaska", told)
    assert (quick.status_code, await rows(village, Registration)) == (422, [])
    village.clock.pass_(timedelta(seconds=20))
    trapped = {**told, "leave_this_empty": "x"}
    assert (await post(client, f"/akce/{code}/prihlaska", trapped)).status_code == 422
    stranger = await post(client, f"/akce/{code}/prihlaska", told, "https://jinde.example")
    assert stranger.status_code == 403
    for _ in range(3):
        assert (await post(client, f"/akce/{code}/prihlaska", told)).status_code == 303
    assert len(await rows(village, Registration)) == 1


async def test_what_is_missing_is_told_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, one_for_all=False, capacity=2)
    nameless = await fills_in(client, village, code, name=" ", needs="rampa", nth="1")
    assert nameless.status_code == 422
    assert 'href="#name"' in nameless.text
    assert "rampa" in nameless.text
    undated = await fills_in(client, village, code)
    assert 'href="#nth"' in undated.text
    many = await fills_in(client, village, code, nth="2", people="5")
    assert "Najednou se dají přihlásit nejvýš 2 lidé." in many.text.replace("\xa0", " ")
    own = await registers(client, village, code, nth="2", people="2")
    assert "středa 21. 7. 2027" in own.text.replace("\xa0", " ")


async def offered(client: httpx.AsyncClient, code: str) -> set[str]:
    """The buttons of a meeting's page and of its form."""
    pages = [await client.get(path) for path in (f"/akce/{code}", f"/akce/{code}/prihlaska")]
    found = (re.findall(r'class="button[^>]*>([^<]*)<', one.text) for one in pages)
    return {label.replace("\xa0", " ") for labels in found for label in labels}


async def test_who_finds_no_place_waits_and_moves_up(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, capacity=1)
    assert "Čekat na místo" not in await offered(client, code)
    async with village.database.writing() as session:
        now = village.clock.moment
        await registration.answer(session, 1, (code, 0), COMING, 1, now)
    told = await offered(client, code)
    assert "Přihlásit se" not in told
    assert {"Čekat na místo", "Čekat na místo bez účtu"} <= told
    own = await registers(client, village, code)
    assert "Čekáte na místo." in own.text
    assert "Jste první na řadě." in own.text
    assert ">Čekat na místo</button>" in (await changes(client, code, step="back")).text
    await changes(client, code, step="change", name="Marie Nová", people="1")
    async with village.database.writing() as session:
        await registration.answer(session, 1, (code, 0), DECLINED, 1, village.clock.moment)
    assert "Přijdete." in (await client.get(f"/akce/{code}/prihlaska/moje")).text


async def test_a_place_is_given_up_after_the_day_to_register_by(
    client: httpx.AsyncClient, village: Village
) -> None:
    until = village.clock.moment + timedelta(days=2)
    code = await announced(village, capacity=2, registration_until=until)
    await registers(client, village, code)
    village.clock.pass_(timedelta(days=3))
    told = (await client.get(f"/akce/{code}")).text
    assert "Přihlašování skončilo." in told
    assert f"/akce/{code}/prihlaska/moje" in told
    more = await changes(client, code, step="change", name="Marie Nová", people="2")
    assert "Přihlašování skončilo." in more.text
    assert "Nepřijdete." in (await changes(client, code, step="back")).text
    [mine] = await rows(village, Registration)
    assert mine.state == DECLINED


async def test_nobody_registers_for_what_is_over_cancelled_or_not_public(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    secret = await announced(village, key="tajne", is_public=False)
    assert (await client.get(f"/akce/{secret}/prihlaska")).status_code == 404
    form = await client.get(f"/akce/{code}/prihlaska")
    village.clock.pass_(timedelta(seconds=20))
    async with village.database.writing() as session:
        await keeping.cancel(session, PETR, code, "nemoc", village.clock.moment)
    told = {**hidden(form), "name": "Marie Nová"}
    late = await post(client, f"/akce/{code}/prihlaska", told)
    assert late.status_code == 422
    assert "Setkání je zrušené." in late.text
    assert await rows(village, Registration) == []


async def test_two_hundred_at_once_over_chat_and_web_get_ten_places(village: Village) -> None:
    code = await announced(village, capacity=10)
    async with village.client(form_begin_limit="1000/minute") as client:
        forms = [hidden(await client.get(f"/akce/{code}/prihlaska")) for _ in range(100)]
        village.clock.pass_(timedelta(seconds=20))

        async def in_chat(who: int) -> None:
            async with village.database.writing() as session:
                now = village.clock.moment
                await registration.answer(session, who, (code, 0), COMING, 1, now)

        async def on_web(form: dict[str, str]) -> None:
            told = {**form, "name": "Host", "people": "1"}
            answer = await post(client, f"/akce/{code}/prihlaska", told)
            assert answer.status_code == 303

        everybody = [step for n in range(100) for step in (in_chat(n + 1), on_web(forms[n]))]
        await asyncio.gather(*everybody)
    said = await rows(village, Registration)
    assert Counter(one.state for one in said) == {COMING: 10, WAITING: 190}
    turns = sorted(one.turn for one in said if one.state == WAITING)
    assert turns == list(range(1, 191))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_registering_speaks_every_language(
    client: httpx.AsyncClient, village: Village, language: str
) -> None:
    code = await announced(village)
    client.cookies.set("__Host-language", language)
    page = await registers(client, village, code)
    form = await client.get(f"/akce/{code}/prihlaska")
    for one in (page, form):
        assert not re.search(r"\{\w+\}", one.text)


async def test_whoever_comes_is_offered_the_short_questions_apart_from_their_name(
    client: httpx.AsyncClient, village: Village
) -> None:
    async with village.database.reading() as session:
        asked = await session.get(Survey, village.surveys["open"])
    assert asked
    code = await announced(village, survey=asked.key)
    own = await registers(client, village, code)
    assert f'href="/a/{asked.code}"' in own.text
    assert "zvlášť od vašeho jména" in own.text.replace("\xa0", " ")
    offered = await client.get(f"/a/{asked.code}")
    assert offered.status_code == 200
    assert "Marie" not in offered.text
    assert "/a/" not in (await changes(client, code, step="back")).text


@pytest.mark.parametrize("key", ["pozdeji", "koncept", "neni", ""])
async def test_questions_that_are_not_open_are_not_offered(
    client: httpx.AsyncClient, village: Village, key: str
) -> None:
    own = await registers(client, village, await announced(village, survey=key))
    assert 'href="/a/' not in own.text


async def test_questions_that_are_not_on_the_web_are_not_offered_there(
    client: httpx.AsyncClient, village: Village
) -> None:
    asked = survey(key="jen-chat", channels=["telegram"])
    async with village.database.writing() as session:
        kept = await life.keep(session, asked, village.clock.moment)
        await life.release(session, kept.code)
    own = await registers(client, village, await announced(village, survey="jen-chat"))
    assert 'href="/a/' not in own.text
