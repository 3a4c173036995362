import json

import pytest

from tests.web.conftest import SECRET
from web.app import build
from web.webhook import BODY_LIMIT, PATH, SECRET_HEADER

UPDATE = {"update_id": 7, "message": {"text": "Dobrý den"}}
FROM_TELEGRAM = {SECRET_HEADER: SECRET}


async def test_an_update_is_handled_before_it_is_acknowledged(client, village):
    answer = await client.post(PATH, json=UPDATE, headers=FROM_TELEGRAM)
    assert (answer.status_code, answer.json()) == (200, {})
    assert village.updates == [UPDATE]


@pytest.mark.parametrize(
    "secret", [b"", b"wrong", SECRET.encode() + b"x", "háček".encode(), b"\xff\xfe"]
)
async def test_a_wrong_secret_is_turned_away(client, village, secret):
    answer = await client.post(PATH, json=UPDATE, headers=[(SECRET_HEADER.encode(), secret)])
    assert answer.status_code == 401
    assert village.updates == []


async def test_no_secret_at_all_is_turned_away(client):
    assert (await client.post(PATH, json=UPDATE)).status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b'{"update_id": "7"}', b"\xff\xfe", b"[" * 200_000, b"1" * 5000],
)
async def test_what_is_no_update_is_refused(client, village, body):
    answer = await client.post(PATH, content=body, headers=FROM_TELEGRAM)
    assert (answer.status_code, answer.json()) == (400, {})
    assert village.updates == []


async def test_a_body_announced_too_large_is_not_read(client):
    answer = await client.post(PATH, content=b" " * (BODY_LIMIT + 1), headers=FROM_TELEGRAM)
    assert answer.status_code == 413


async def test_a_body_that_turns_out_too_large_is_refused(client, village):
    async def endless():
        for _ in range(100):
            yield b" " * 100_000

    answer = await client.post(PATH, content=endless(), headers=FROM_TELEGRAM)
    assert answer.status_code == 413
    assert village.updates == []


async def test_a_lie_about_the_length_is_refused(client):
    lying = {**FROM_TELEGRAM, "content-length": "many"}
    answer = await client.post(PATH, content=json.dumps(UPDATE), headers=lying)
    assert answer.status_code == 413


async def test_what_goes_wrong_is_not_told_to_telegram(village):
    async def respond(update, acknowledge):
        raise RuntimeError("the secret recipe")

    async with village.client(respond=respond) as client:
        answer = await client.post(PATH, json=UPDATE, headers=FROM_TELEGRAM)
    assert (answer.status_code, answer.text) == (500, "{}")


async def test_the_answer_to_a_tap_rides_in_the_response(village):
    call = {"method": "answerCallbackQuery", "callback_query_id": "7"}

    async def respond(update, acknowledge):
        await acknowledge(call)

    async with village.client(respond=respond) as client:
        answer = await client.post(PATH, json=UPDATE, headers=FROM_TELEGRAM)
    assert (answer.status_code, answer.json()) == (200, call)


async def test_what_goes_wrong_later_takes_back_nothing(village, logged):
    async def respond(update, acknowledge):
        await acknowledge(None)
        raise RuntimeError("too late")

    async with village.client(respond=respond) as client:
        answer = await client.post(PATH, json=UPDATE, headers=FROM_TELEGRAM)
    assert (answer.status_code, answer.json()) == (200, {})
    assert [line["event"] for line in logged] == ["update_failed"]


async def test_without_a_secret_there_is_no_such_door(village):
    async with village.client(webhook_secret=None) as client:
        answer = await client.post(PATH, json=UPDATE, headers={SECRET_HEADER: ""})
    assert answer.status_code in (404, 405)
    assert village.updates == []


async def test_only_posting_is_possible(client):
    assert (await client.get(PATH)).status_code == 405


async def test_a_sender_that_hangs_up_leaves_no_trace_in_the_log(village, logged):
    async def hung_up():
        return {"type": "http.disconnect"}

    async def nobody(message):
        raise AssertionError(message)

    headers = [(SECRET_HEADER.lower().encode(), SECRET.encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
    }
    await build(village.web())(scope, hung_up, nobody)
    assert logged == []
