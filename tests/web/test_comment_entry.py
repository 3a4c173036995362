"""Letters entered by staff: cut into points, with their dates, one page a letter, never twice."""

import re
from datetime import timedelta

import httpx

from people import roles
from plans.channels import CHANNELS
from storage import letter_contacts, people, places
from storage import plans as plan_tables
from storage.comments import Comment
from tests.handlers.village import AREA
from tests.web.conftest import HTTPS, Village
from tests.web.test_comment_form import post, rows
from tests.web.test_plans import brought

LETTER = "Dobrý den,\n\n1. Autobus má jezdit i v neděli.\n2. U hřbitova chybí lavička."
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


def form(page: httpx.Response) -> dict[str, str]:
    return dict(HIDDEN.findall(page.text.partition("<main")[2]))


async def opened(client: httpx.AsyncClient, village: Village, who: str = "jana") -> str:
    """The page on which the plan's letters are entered."""
    code = await brought(village)
    async with village.database.writing() as session:
        window = await plan_tables.consultation(session, code, "public")
        assert window
        window.channels = list(CHANNELS)
    village.clock.pass_(timedelta(days=3))
    await village.sign_in(client, who)
    return f"/konzole/plany/{code}/zapis"


def letter(page: httpx.Response, **changes: str) -> dict[str, str]:
    about = {"channel": "paper", "sent": "2027-02-02", "received": "2027-02-04"}
    point = {"text-1": LETTER, "section-1": "1.3", "kind-1": "addition"}
    return {**form(page), **about, **point, "step": "keep", **changes}


async def test_a_letter_is_cut_into_points_and_gets_numbers_and_a_code(
    client: httpx.AsyncClient, village: Village
) -> None:
    path = await opened(client, village)
    assert path in (await client.get("/konzole")).text
    empty = await client.get(path)
    cut = await post(client, path, letter(empty, step="split"))
    assert 'id="text-2"' in cut.text
    assert await rows(village, Comment) == []
    points = {
        "text-1": "Autobus má jezdit i v neděli.",
        "text-2": "U hřbitova chybí lavička.",
        "section-2": "",
        "kind-2": "question",
    }
    told = letter(cut, **points)
    for _ in range(2):
        assert (await post(client, path, told)).status_code == 303
    first, second = sorted(await rows(village, Comment), key=lambda one: one.number)
    assert (first.section_id, second.section_id) == ("1.3", "")
    assert (first.channel, second.origin, second.kind) == ("paper", first.number, "question")
    assert first.received_at.date().isoformat() == "2027-02-04"
    following = await client.get(path)
    assert "VIZ-2027-0001, VIZ-2027-0002" in following.text
    assert "VIZ-2027-0001" not in (await client.get(path)).text

    [own] = re.findall(r"Kód pro autora: ([-A-Z0-9]+)", following.text)
    async with village.client() as author:
        door = {"number": "VIZ-2027-0002", "code": own}
        at = path.replace("/konzole/plany", "/p").replace("zapis", "moje")
        assert (await post(author, at, door)).headers["location"].endswith("VIZ-2027-0002")


async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, village: Village
) -> None:
    path = await opened(client, village)
    empty = await client.get(path)
    for changes in (
        {"received": "2027-01-20", "sent": "2027-01-20"},
        {"received": "2027-02-01"},
        {"received": "nikdy"},
        {"channel": "holub"},
        {"section-1": "99"},
        {"kind-1": "rude"},
        {"text-1": ""},
        {"text-1": "x" * 2501},
    ):
        page = await post(client, path, letter(empty, **changes))
        assert page.status_code == 422, changes
        assert letter(empty, **changes)["text-1"] in page.text
    assert await rows(village, Comment) == []
    added = await post(client, path, letter(empty, step="add"))
    assert 'id="text-2"' in added.text


async def test_only_staff_of_the_area_enter_letters(
    client: httpx.AsyncClient, village: Village
) -> None:
    path = await opened(client, village, "petr")
    assert path not in (await client.get("/konzole")).text
    assert (await client.get(path)).status_code == 404
    assert (await client.post(path, data={}, headers={"origin": HTTPS})).status_code == 403
    async with village.client() as stranger:
        assert (await stranger.get(path)).status_code == 403


async def test_letters_of_a_round_before_the_public_are_for_those_who_run_the_plan(
    client: httpx.AsyncClient, village: Village
) -> None:
    path = await opened(client, village)
    code = path.split("/")[3]
    async with village.database.writing() as session:
        window = await plan_tables.consultation(session, code, "public")
        assert window
        within = {"round": "group", "version": 1, "channels": ["telegram", "paper"]}
        days = {"opens_at": window.opens_at, "closes_at": window.closes_at}
        session.add(plan_tables.Consultation(plan_code=code, **within, **days))
    of_round = f"{path}?kolo=group"
    listed = (await client.get("/konzole")).text
    assert f'"{path}"' in listed
    assert f'"{of_round}"' in listed
    empty = await client.get(of_round)
    assert "Co zapíšete, veřejnost neuvidí." in empty.text
    assert f'action="{of_round}"' in empty.text
    assert (await post(client, of_round, letter(empty, channel="email"))).status_code == 422
    assert (await post(client, of_round, letter(empty))).headers["location"] == of_round
    assert {one.round for one in await rows(village, Comment)} == {"group"}

    async with village.database.writing() as session:
        clerk = {"role": roles.CLERK, "area_code": AREA, "group_code": "", "name": "Ivan"}
        await people.grant(session, village.people["ivan"], **clerk, now=village.clock.moment)
    await village.sign_in(client, "ivan")
    assert of_round not in (await client.get("/konzole")).text
    assert (await client.get(path)).status_code == 200
    assert (await client.get(of_round)).status_code == 404
    assert (await client.get(f"{path}?kolo=steering")).status_code == 404


async def test_a_letter_that_lacks_what_the_form_asks_for_says_what(
    client: httpx.AsyncClient, village: Village
) -> None:
    path = await opened(client, village)
    async with village.database.writing() as session:
        area = await places.area(session, AREA)
        assert area
        area.settings = {**area.settings, "settling": {"template": "form-only"}}
    refused = await post(client, path, letter(await client.get(path)))
    assert refused.status_code == 422
    assert "nové znění plánu a\xa0důvod" in refused.text


async def test_a_contact_is_kept_apart_from_what_the_letter_says(
    client: httpx.AsyncClient, village: Village
) -> None:
    path = await opened(client, village)
    told = letter(await client.get(path), contact="Marie Nová, Lutonina 12")
    assert (await post(client, path, told)).status_code == 303
    async with village.database.reading() as session:
        kept = await letter_contacts.contact(session, "VIZ-2027-0001")
    assert kept
    assert kept.contact == "Marie Nová, Lutonina 12"
