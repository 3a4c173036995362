"""What nobody types by hand: zero bytes, numbers without end, strange encodings."""

import re
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute

from storage.meetings import Registration
from tests.web.conftest import HTTPS, Village
from tests.web.test_comment_form import rows
from tests.web.test_contests import Held, held  # noqa: F401
from tests.web.test_meetings import announced
from tests.web.test_registering import fills_in
from web.app import FORM, PAGES, build

READ = [
    route
    for door in (*FORM, *PAGES)
    for route in door.router().routes
    if isinstance(route, APIRoute) and "GET" in route.methods
]
PLACE = re.compile(r"\{(\w+)\}")
HUGE = "9" * 5000
STRANGE = (HUGE, "9" * 20, "-1", "²", "٣", "NaN", "../../etc", "'\"><b>", "é" * 2000)


def addresses(route: APIRoute, told: str) -> list[str]:
    """The page with this in each of its places, and in each thing that it may be asked."""
    asked = [one.name for one in route.dependant.query_params]
    plain = PLACE.sub("1", route.path)
    return [
        *(
            PLACE.sub(lambda at, here=here: told if at[1] == here else "1", route.path)
            for here in PLACE.findall(route.path)
        ),
        *(f"{plain}?{name}={told}" for name in asked),
    ]


async def test_no_page_breaks_whatever_its_address_says(
    client: httpx.AsyncClient, village: Village
) -> None:
    await village.sign_in(client, "alena")
    for told in map(quote, STRANGE):
        for address in (one for route in READ for one in addresses(route, told)):
            page = await client.get(address)
            assert page.status_code < 500, address
            assert page.status_code != 422, address


async def test_nothing_is_at_an_address_with_a_zero_byte(client: httpx.AsyncClient) -> None:
    for address in (one for route in READ for one in addresses(route, "A%00B")):
        page = await client.get(address)
        assert page.status_code == 404, address
        assert "Na této adrese nic není" in page.text


async def test_a_word_in_place_of_a_number_is_told_kindly(client: httpx.AsyncClient) -> None:
    page = await client.get("/vysledky?strana=prvni")
    assert page.status_code == 404
    assert "Na této adrese nic není" in page.text


@pytest.mark.parametrize("charset", ["punycode", "utf-7", "unicode_escape"])
async def test_a_picture_comes_with_fields_in_no_strange_encoding(
    client: httpx.AsyncClient,
    held: Held,  # noqa: F811
    charset: str,
) -> None:
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    body = b'--b\r\ncontent-disposition: form-data; name="title"\r\n\r\naaaa\r\n--b--\r\n'
    headers = {"origin": HTTPS, "content-type": kind}
    sent = await client.post(f"{held.path}/prihlaska", content=body, headers=headers)
    assert sent.status_code == 400


async def test_a_field_beside_a_picture_is_no_longer_than_people_write(
    client: httpx.AsyncClient,
    held: Held,  # noqa: F811
) -> None:
    sent = await client.post(
        f"{held.path}/prihlaska",
        data={"title": "a" * 20_000},
        files={"photo": ("a.jpg", b"", "image/jpeg")},
        headers={"origin": HTTPS},
    )
    assert sent.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        *("/p/AAAAA/moje", "/p/AAAAA/moje/VIZ-2027-0001", "/p/AAAAA/pripominkovat"),
        *("/akce/AAAAA/prihlaska", "/akce/AAAAA/prihlaska/moje"),
        *("/souteze/AAAAA/prihlaska", "/souteze/AAAAA/moje", "/souteze/souhlas/abc"),
        "/api/prehledy/AAAAAA",
    ],
)
async def test_what_is_somebodys_own_is_kept_nowhere(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"


async def test_a_number_without_end_is_no_number_of_people(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    sent = await fills_in(client, village, code, people=HUGE, name="Ma\0rie")
    assert sent.status_code == 303
    [mine] = await rows(village, Registration)
    assert (mine.people, mine.name) == (1, "Marie")


async def test_an_address_of_ones_own_choosing_does_not_get_round_a_limit(
    village: Village,
) -> None:
    app = build(village.web(page_limit="2/minute"))

    async def asks(address: str) -> int:
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=HTTPS) as client:
            return (await client.get("/")).status_code

    own = [await asks(f"2001:db8:0:1::{last}") for last in range(3)]
    assert own == [200, 200, 429]
    assert await asks("2001:db8:0:2::1") == 200
    neighbours = [await asks(f"::ffff:10.0.0.{last}") for last in range(3)]
    assert neighbours == [200, 200, 200]
