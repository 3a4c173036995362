import pytest
from sqlalchemy.exc import OperationalError

from tests.web.conftest import form_of


async def test_a_mistyped_address_is_told_kindly(client):
    page = await client.get("/nikde")
    assert page.status_code == 404
    assert "Na této adrese nic není" in page.text
    assert "<main" in page.text


async def test_errors_speak_the_visitors_language(client):
    page = await client.get("/nikde", headers={"accept-language": "uk"})
    assert "За цією адресою нічого немає" in page.text


async def test_the_wrong_method_says_which_is_right(client):
    page = await client.post("/")
    assert page.status_code == 405
    assert set(page.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_our_own_fault_has_a_reference_that_is_in_the_log(village, logged):
    def broken(payload):
        raise RuntimeError("nobody expected this")

    async with village.client(chat_link=broken) as client:
        page = await client.get("/")
    assert page.status_code == 500
    assert "Omlouváme se" in page.text
    assert logged[0]["reference"] in page.text
    assert "nobody expected this" not in page.text


async def test_the_log_never_holds_the_token_of_a_link(village, logged):
    async def late():
        raise RuntimeError

    village.clock.now = late
    async with village.client() as client:
        shown = await client.get("/prihlaseni/tajny-zeton")
        await client.post("/prihlaseni/tajny-zeton", data=form_of(shown))
    assert logged[0]["route"] == "/prihlaseni/{token}"
    assert "tajny-zeton" not in str(logged[0] | {"exc_info": ""})


@pytest.mark.parametrize(
    "fault", [OperationalError("SELECT 1", {}, Exception("down")), ConnectionRefusedError()]
)
async def test_what_passes_by_itself_is_told_as_such(village, fault):
    def unreachable(payload):
        raise fault

    async with village.client(chat_link=unreachable) as client:
        page = await client.get("/")
    assert page.status_code == 503
    assert page.headers["retry-after"]
    assert "Zkuste to prosím za chvíli znovu" in page.text


async def test_too_many_pages_from_one_address_are_slowed_down(village):
    async with village.client(page_limit="2/minute") as client:
        answers = [(await client.get("/")).status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        assert (await client.get("/healthz")).status_code == 200
