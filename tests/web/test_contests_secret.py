"""How a vote stands is on no page and in no file before its result is out, whoever asks."""

import re

from fastapi.routing import APIRoute

from contests import publishing
from storage import ballots
from tests.web.conftest import Village
from tests.web.test_contests import PETR, Held, held
from web.app import FORM, PAGES

__all__ = ["held"]

READ = [
    route.path
    for door in (*FORM, *PAGES)
    for route in door.router().routes
    if isinstance(route, APIRoute) and "GET" in route.methods
]
VOTES = 1361
# Made by chance, or the name of a file: nothing that anybody reads.
UNREAD = re.compile(r'value="[^"]*"|\?v=\w+')


async def told(village: Village, code: str, role: str) -> list[str]:
    """The addresses at which this role reads how many votes there are."""
    found = []
    async with village.client() as client:
        if role:
            await village.sign_in(client, role)
        for path in READ:
            for number in ("1", "2"):
                address = re.sub(r"\{\w+\}", number, path.replace("{code}", code))
                page = await client.get(address)
                kind = page.headers.get("content-type", "")
                text = "" if kind.startswith("image/") else UNREAD.sub("", page.text)
                if re.search(rf"\b{VOTES}\b", text.replace("\xa0", "")):
                    found.append(path)
    return found


async def test_no_page_of_any_role_tells_how_a_vote_stands(village: Village, held: Held) -> None:
    document = held.run.document
    held.village.clock.moment = document.vote_from
    async with village.database.writing() as session:
        for who in range(VOTES):
            await ballots.cast(session, held.run.code, who.to_bytes(8, "big"), [1])
    for role in ("", "ivan", "jana", "alena"):
        assert await told(village, held.run.code, role) == []
    await held.close()
    for role in ("", "alena"):
        assert await told(village, held.run.code, role) == []
    async with village.database.writing() as session:
        await publishing.publish(session, PETR, held.run.code, document.results_at)
    assert "/souteze/{code}" in await told(village, held.run.code, "")
