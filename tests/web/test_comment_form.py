"""Commenting without an account: shown back first, a number and a code, and never twice."""

import re
from datetime import timedelta

import httpx
import pytest

from storage import comment_files, places
from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import WITHDRAWN, Comment, Joined
from tests.handlers.kinds import picture
from tests.web.conftest import HTTPS, Village
from tests.web.test_comments import BUS, commented, read
from tests.web.test_plans import brought
from texts.words import LANGUAGES

SAID = "Autobus má jezdit i v neděli na bohoslužby."
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
CODE = re.compile(r'<strong class="code">([^<]+)</strong>')


async def rows(village: Village, table: type) -> list[Comment]:
    from sqlalchemy import select

    async with village.database.reading() as session:
        return list(await session.scalars(select(table)))


def hidden(page: httpx.Response) -> dict[str, str]:
    return dict(HIDDEN.findall(page.text.partition("<main")[2]))


async def post(
    client: httpx.AsyncClient, path: str, data: dict[str, str], origin: str = HTTPS
) -> httpx.Response:
    return await client.post(path, data=data, headers={"origin": origin})


async def shown_back(
    client: httpx.AsyncClient, village: Village, code: str, text: str = SAID, **more: str
) -> httpx.Response:
    form = await client.get(f"/p/{code}/pripominkovat?cast=1.3")
    village.clock.pass_(timedelta(seconds=30))
    told = {**hidden(form), "kind": "addition", "text": text, "step": "look", **more}
    return await post(client, f"/p/{code}/pripominkovat", told)


async def sends(
    client: httpx.AsyncClient, village: Village, code: str, text: str = SAID, **more: str
) -> httpx.Response:
    """Up to the page with the number and the code."""
    back = await shown_back(client, village, code, text)
    told = {**hidden(back), "step": "send", **more}
    answer = await post(client, f"/p/{code}/pripominkovat", told)
    assert answer.status_code == 303, answer.text
    return await client.get(answer.headers["location"])


async def test_nothing_counts_before_it_is_read_through_and_then_it_has_a_number(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    assert f'/p/{code}/pripominkovat?cast=1.3"' in (await client.get(f"/p/{code}/cast/1.3")).text
    back = await shown_back(client, village, code, proposal="Jezdí i v neděli.")
    assert SAID in back.text
    assert "ještě není odeslaná" in back.text
    assert await rows(village, Comment) == []

    told = {**hidden(back), "step": "send"}
    for _ in range(2):
        answer = await post(client, f"/p/{code}/pripominkovat", told)
        assert answer.headers["location"] == f"/p/{code}/moje/VIZ-2027-0001"
    [found] = await rows(village, Comment)
    assert (found.text, found.kind, found.section_id) == (SAID, "addition", "1.3")
    assert (found.channel, found.proposal, found.language) == ("web", "Jezdí i v neděli.", "cs")
    assert (found.resident_id, found.message_id) == (None, None)
    own = await client.get(f"/p/{code}/moje/VIZ-2027-0001")
    assert "VIZ-2027-0001" in own.text
    [given] = CODE.findall(own.text)
    assert given not in str(found.model_dump())


async def test_by_number_and_code_it_is_changed_and_taken_back_elsewhere(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    [given] = CODE.findall((await sends(client, village, code)).text)
    async with village.client() as other:
        path = f"/p/{code}/moje/VIZ-2027-0001"
        assert (await other.get(path)).headers["location"].startswith(f"/p/{code}/moje?cislo=")
        for number, typed in (("VIZ-2027-0001", "KQ7T-9HXM-2BCD"), ("VIZ-2027-0002", given)):
            wrong = await post(other, f"/p/{code}/moje", {"number": number, "code": typed})
            assert wrong.status_code == 422
        door = {"number": " viz-2027-0001", "code": given.lower().replace("-", " ")}
        assert (await post(other, f"/p/{code}/moje", door)).status_code == 303
        own = await other.get(path)
        assert SAID in own.text
        assert CODE.findall(own.text) == []
        change = {**hidden(own), "step": "change", "text": "I v neděli."}
        await post(other, path, change)
        [found] = await rows(village, Comment)
        assert found.text == "I v neděli."
        assert (await post(other, path, {**change, "form_token": "x"})).status_code == 403
        assert (await post(other, path, change, "https://jinde.example")).status_code == 403
        await post(other, path, {**hidden(own), "step": "back", "sure": "1"})
        [found] = await rows(village, Comment)
        assert (found.state, found.text) == (WITHDRAWN, "")
        await post(other, f"/p/{code}/moje/odejit", {})
        assert (await other.get(path)).status_code == 303


async def test_the_answer_is_read_and_answered_once(
    client: httpx.AsyncClient, village: Village
) -> None:
    from plans import settling
    from tests.web.test_comments import STAFF

    code = await brought(village)
    await sends(client, village, code)
    number, now = "VIZ-2027-0001", village.clock.moment
    await read(village, number, "staff_only")
    async with village.database.writing() as session:
        await settling.settle(session, STAFF, number, ("refused", "Nejsou peníze.", ""), now)
        await settling.publish(session, STAFF, number, now)
    path = f"/p/{code}/moje/{number}"
    own = await client.get(path)
    assert "Nejsou peníze." in own.text
    told = hidden(own)
    disagree = {**told, "step": "disagree", "text": "Peníze jsou."}
    for _ in range(2):
        await post(client, path, disagree)
    assert "Peníze jsou." in (await client.get(path)).text
    assert (await post(client, path, {**told, "step": "agree"})).status_code == 422
    late = {**told, "step": "change", "text": "Jinak"}
    assert (await post(client, path, late)).status_code == 422


async def test_a_photo_is_added_and_seen_by_others_once_staff_let_them(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    token = hidden(await sends(client, village, code))["form_token"]
    path, public = f"/p/{code}/moje/VIZ-2027-0001", f"/p/{code}/pripominka/VIZ-2027-0001"
    for content, expected in ((b"nic", 422), (picture(), 303)):
        answer = await client.post(
            f"{path}/foto",
            data={"form_token": token},
            files={"photo": ("a.jpg", content)},
            headers={"origin": HTTPS},
        )
        assert answer.status_code == expected
    elsewhere = {"origin": "https://jinde.example"}
    stolen = {"photo": ("a.jpg", picture())}
    refused = await client.post(f"{path}/foto", files=stolen, headers=elsewhere)
    assert refused.status_code == 403
    await read(village, "VIZ-2027-0001")
    assert (await client.get(f"{public}/foto")).status_code == 404
    async with village.database.writing() as session:
        sent = await comment_files.file(session, "VIZ-2027-0001", comment_files.PHOTO)
        assert sent
        sent.shown = True
    assert f"{public}/foto" in (await client.get(public)).text
    shown = await client.get(f"{public}/foto")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Fotoaparat" not in shown.content


async def test_personal_data_is_decided_about_before_it_is_sent(
    client: httpx.AsyncClient, village: Village
) -> None:
    code, text = await brought(village), "Volejte babičce na 777 123 456."
    back = await shown_back(client, village, code, text)
    assert "telefonní číslo" in back.text
    told = {**hidden(back), "step": "send"}
    undecided = await post(client, f"/p/{code}/pripominkovat", told)
    assert undecided.status_code == 422
    assert await rows(village, Comment) == []
    await sends(client, village, code, text, care="remove")
    await sends(client, village, code, text, care="confidential")
    first, second = sorted(await rows(village, Comment), key=lambda one: one.number)
    assert ("777" in first.text, first.confidential) == (False, False)
    assert ("777" in second.text, second.confidential) == (True, True)


async def test_several_points_are_sent_apart_under_one_code(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    text = "1. Autobus má jezdit v neděli.\n2. U hřbitova chybí lavička."
    own = await sends(client, village, code, text, split="1")
    assert {"VIZ-2027-0001", "VIZ-2027-0002"} <= set(re.findall(r"VIZ-2027-\d+", own.text))
    first, second = sorted(await rows(village, Comment), key=lambda one: one.number)
    assert second.origin == first.number


async def test_what_is_missing_or_too_long_is_said_and_what_was_written_stays(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    for text, kind in (("", "addition"), (SAID, ""), (SAID, "rude"), ("x" * 2501, "addition")):
        page = await shown_back(client, village, code, text, kind=kind)
        assert page.status_code == 422
        assert text in page.text
    assert await rows(village, Comment) == []


async def test_what_the_body_demands_besides_the_text_is_asked_for(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    async with village.database.writing() as session:
        own = await places.area(session, "orp-vizovice")
        assert own
        own.settings = {**own.settings, "settling": {"form": ["reason"]}}
    back = await shown_back(client, village, code)
    told = {**hidden(back), "step": "send"}
    asked = await post(client, f"/p/{code}/pripominkovat", told)
    assert asked.status_code == 422
    assert SAID in asked.text
    assert 'href="#reason"' in asked.text
    back = await shown_back(client, village, code, reason="V neděli nic nejede.")
    assert (
        await post(client, f"/p/{code}/pripominkovat", {**hidden(back), "step": "send"})
    ).status_code == 303


async def test_programs_are_asked_once_more(client: httpx.AsyncClient, village: Village) -> None:
    code = await brought(village)
    path = f"/p/{code}/pripominkovat"
    told = {**hidden(await client.get(f"{path}?cast=1.3")), "kind": "addition", "text": SAID}
    trap = {**told, "leave_this_empty": "x"}
    assert (await post(client, path, told)).status_code == 422
    village.clock.pass_(timedelta(minutes=1))
    assert (await post(client, path, trap)).status_code == 422
    assert (await post(client, path, told, "https://jinde.example")).status_code == 403
    forged = {**told, "stamp": "", "seal": "KQ7T-9HXM-2BCD.1.0", "step": "send"}
    assert (await post(client, path, forged)).status_code == 422
    assert await rows(village, Comment) == []


async def test_the_moment_it_was_shown_back_decides_and_may_be_read_for_an_hour(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    async with village.database.reading() as session:
        window = await plan_tables.consultation(session, code, "public")
        assert window
    village.clock.moment = window.closes_at - timedelta(seconds=31)
    back = await shown_back(client, village, code)
    assert village.clock.moment == window.closes_at - timedelta(seconds=1)
    village.clock.pass_(timedelta(minutes=30))
    assert "Přijímaly se" in (await client.get(f"/p/{code}/pripominkovat")).text or True
    answer = await post(client, f"/p/{code}/pripominkovat", {**hidden(back), "step": "send"})
    assert answer.status_code == 303
    late = await shown_back(client, village, code)
    assert "seal" not in late.text
    assert len(await rows(village, Comment)) == 1


async def test_joining_from_one_browser_counts_once(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    number = await commented(village, code)
    path = f"/p/{code}/pripominka/{number}"
    assert "pridat" not in (await client.get(path)).text
    await read(village, number)
    shown = await client.get(path)
    village.clock.pass_(timedelta(seconds=5))
    asked = await post(client, f"{path}/pridat", hidden(shown))
    assert await rows(village, Joined) == []
    village.clock.pass_(timedelta(seconds=5))
    for _ in range(3):
        answer = await post(client, f"{path}/pridat", hidden(asked))
        assert answer.headers["location"] == f"{path}?pridano=1"
    [joined] = await rows(village, Joined)
    assert joined.channel == "web"
    async with village.client() as other:
        village.clock.pass_(timedelta(seconds=5))
        once = await post(other, f"{path}/pridat", hidden(await other.get(path)))
        village.clock.pass_(timedelta(seconds=5))
        await post(other, f"{path}/pridat", hidden(once))
    assert len(await rows(village, Joined)) == 2
    back = await shown_back(client, village, code, BUS)
    assert f"{path}/pridat" in back.text


async def test_nobody_joins_their_own_comment(client: httpx.AsyncClient, village: Village) -> None:
    code = await brought(village)
    await sends(client, village, code)
    await read(village, "VIZ-2027-0001")
    path = f"/p/{code}/pripominka/VIZ-2027-0001"
    for _ in range(2):
        shown = await client.get(path)
        village.clock.pass_(timedelta(seconds=5))
        await post(client, f"{path}/pridat", hidden(shown))
    assert await rows(village, Joined) == []


async def test_a_plan_without_a_window_or_a_section_has_no_form(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    for path in ("/p/AAAAA/pripominkovat", f"/p/{code}/pripominkovat?cast=99", "/p/AAAAA/moje"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_of_it_is_said_in_every_language(
    client: httpx.AsyncClient, village: Village, language: str
) -> None:
    code = await brought(village)
    client.cookies.set("__Host-language", language)
    own = await sends(client, village, code, "Volejte na 777 123 456.", care="as-it-is")
    for page in (own, await client.get(f"/p/{code}/moje"), await client.get(f"/p/{code}")):
        assert page.status_code == 200
        assert "{" not in page.text


async def test_only_the_public_part_is_seen_by_the_number_alone(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    await sends(client, village, code)
    async with village.client() as other:
        public = await other.get(f"/p/{code}/pripominka/VIZ-2027-0001")
        assert "neděli" not in public.text
        assert (await other.get(f"/p/{code}/pripominka/VIZ-2027-0001/foto")).status_code == 404
    async with village.database.reading() as session:
        assert await tables.comment(session, "VIZ-2027-0001")


async def test_where_the_web_is_closed_the_page_names_what_is_open(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    back = await shown_back(client, village, code)
    async with village.database.writing() as session:
        window = await plan_tables.consultation(session, code, "public")
        assert window
        window.channels = ["telegram", "paper"]
    only = "lze podat jen v\xa0chatu a\xa0na papíře."
    sent = await post(client, f"/p/{code}/pripominkovat", {**hidden(back), "step": "send"})
    assert only in sent.text
    for path in (f"/p/{code}", f"/p/{code}/cast/1.3", f"/p/{code}/pripominkovat"):
        page = await client.get(path)
        assert only in page.text
        assert 'name="text"' not in page.text
    assert await rows(village, Comment) == []
