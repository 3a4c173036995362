"""Files of every kind: uploaded, sent again by id, fetched from an address, put over others."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from playground import files, media
from playground.requests import Upload
from playground.store import Store
from tests.playground.running import Json, Running, serving
from tests.playground.test_methods import picture, uploaded

KINDS = {
    "sendVideo": ("video", "film.mp4", "video/mp4"),
    "sendAnimation": ("animation", "vlajka.gif", "image/gif"),
    "sendAudio": ("audio", "hymna.mp3", "audio/mpeg"),
    "sendSticker": ("sticker", "usmev.webp", "image/webp"),
    "sendVideoNote": ("video_note", "kruh.mp4", "video/mp4"),
    "sendVoice": ("voice", "hlas.oga", "audio/ogg"),
    "sendDocument": ("document", "plan.pdf", "application/pdf"),
}
TOO_LARGE_PHOTO = b"0" * (media.LARGEST_PHOTO_BY_URL_BYTES + 1)


class Shelf:
    """A web server with files on it."""

    def __init__(self) -> None:
        self.url = ""
        self.files = {
            "/strom.png": Response(picture(), media_type="image/png"),
            "/plan.pdf": Response(b"%PDF", media_type="application/pdf"),
            "/film.mp4": Response(b"film", media_type="video/mp4"),
            "/data.csv": Response(b"a;b", media_type="text/csv"),
            "/velka.png": Response(TOO_LARGE_PHOTO, media_type="image/png"),
            "/jinde.png": RedirectResponse("https://obec.example/strom.png"),
        }

    def app(self) -> Starlette:
        return Starlette(routes=[Route(path, found) for path, found in self.files.items()])


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    shelf = Shelf()
    async with serving(shelf.app()) as url:
        shelf.url = url
        yield shelf


@pytest.mark.parametrize("method", KINDS)
async def test_it_is_sent_fetched_and_sent_again(pg: Running, jana: Json, method: str) -> None:
    kind, name, content_type = KINDS[method]
    content = webp() if kind == "sticker" else b"obsah"
    files = {kind: (name, content, content_type)}
    sent = await uploaded(pg, method, jana, files, duration="7", title="Kde domov můj")
    file_id = sent[kind]["file_id"]
    found = await pg.result("getFile", file_id=file_id)
    address = f"{pg.api}/file/bot{pg.token}/{found['file_path']}"
    assert (await pg.client.get(address)).content == content
    shown = await pg.client.get(f"{pg.url}/playground/files/{file_id}")
    assert shown.content == content
    again = await pg.result(method, chat_id=jana["id"], **{kind: file_id})
    assert again[kind] == sent[kind]
    copied = await pg.result(
        "copyMessage",
        chat_id=jana["id"],
        from_chat_id=jana["id"],
        message_id=sent["message_id"],
    )
    assert copied["message_id"] > again["message_id"]
    assert (await pg.telegram.last(jana))[kind] == sent[kind]
    refused = await pg.refusal("sendPhoto", chat_id=jana["id"], photo=file_id)
    assert refused[1].startswith("Bad Request: can't use file of type ")


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (512, 300), "green").save(out, "WEBP")
    return out.getvalue()


async def test_what_the_sender_tells_is_shown(pg: Running, jana: Json) -> None:
    files = {"video": ("film.mp4", b"film", "video/mp4")}
    told = {"width": "640", "height": "360", "duration": "12", "has_spoiler": "true"}
    sent = await uploaded(pg, "sendVideo", jana, files, caption="Slavnost", **told)
    shape = {name: sent["video"][name] for name in ("width", "height", "duration")}
    assert shape == {"width": 640, "height": 360, "duration": 12}
    assert (sent["caption"], sent["has_media_spoiler"]) == ("Slavnost", True)
    files = {"audio": ("hymna.mp3", b"zvuk", "audio/mpeg")}
    sent = await uploaded(pg, "sendAudio", jana, files, performer="Dechovka", title="Hymna")
    assert (sent["audio"]["performer"], sent["audio"]["title"]) == ("Dechovka", "Hymna")
    files = {"sticker": ("usmev.webp", webp(), "image/webp")}
    sent = await uploaded(pg, "sendSticker", jana, files, emoji="🙂")
    sticker = sent["sticker"]
    assert (sticker["width"], sticker["height"], sticker["emoji"]) == (512, 300, "🙂")
    missing = await pg.refusal("sendVideo", chat_id=jana["id"])
    assert missing == (400, "Bad Request: there is no video in the request")


async def test_files_are_taken_from_an_address(pg: Running, jana: Json, shelf: Shelf) -> None:
    chat = {"chat_id": jana["id"]}
    photo = await pg.result("sendPhoto", **chat, photo=f"{shelf.url}/strom.png", caption="Strom")
    assert (photo["photo"][-1]["width"], photo["caption"]) == (300, "Strom")
    document = await pg.result("sendDocument", **chat, document=f"{shelf.url}/plan.pdf")
    assert document["document"]["file_name"] == "plan.pdf"
    film = {"type": "video", "media": f"{shelf.url}/film.mp4", "width": 320, "height": 240}
    where = {**chat, "message_id": document["message_id"]}
    changed = await pg.result("editMessageMedia", **where, media=film)
    assert changed["video"]["width"] == 320
    assert "document" not in changed
    album = [{"type": "photo", "media": f"{shelf.url}/strom.png"}, film]
    sent = await pg.result("sendMediaGroup", **chat, media=album)
    assert [("photo" in one, "video" in one) for one in sent] == [(True, False), (False, True)]


FAILED = "failed to get HTTP URL content"
WRONG_TYPE = "wrong type of the web page content"


@pytest.mark.parametrize(
    ("method", "kind", "path", "said"),
    [
        ("sendPhoto", "photo", "/velka.png", FAILED),
        ("sendPhoto", "photo", "/neni.png", WRONG_TYPE),
        ("sendPhoto", "photo", "/plan.pdf", WRONG_TYPE),
        ("sendPhoto", "photo", "/jinde.png", WRONG_TYPE),
        ("sendDocument", "document", "/data.csv", WRONG_TYPE),
        ("sendDocument", "document", "/strom.png", WRONG_TYPE),
        ("sendVideoNote", "video_note", "/film.mp4", WRONG_TYPE),
    ],
)
async def test_an_address_is_refused_in_telegrams_words(
    pg: Running, jana: Json, shelf: Shelf, method: str, kind: str, path: str, said: str
) -> None:
    refused = await pg.refusal(method, chat_id=jana["id"], **{kind: shelf.url + path})
    assert refused == (400, f"Bad Request: {said}")


@pytest.mark.parametrize(
    "url", ["https://obec.example/strom.png", "http://127.0.0.1:1/a.png", "http://[::1/a.png"]
)
async def test_nobody_else_is_asked(pg: Running, jana: Json, url: str) -> None:
    refused = await pg.refusal("sendPhoto", chat_id=jana["id"], photo=url)
    assert refused == (400, f"Bad Request: {FAILED}")


async def test_an_album_names_the_trouble_its_own_way(
    pg: Running, jana: Json, shelf: Shelf
) -> None:
    album = [
        {"type": "photo", "media": f"{shelf.url}/strom.png"},
        {"type": "photo", "media": "http://127.0.0.1:1/a.png"},
    ]
    refused = await pg.refusal("sendMediaGroup", chat_id=jana["id"], media=album)
    said = 'failed to send message #2 with the error message "WEBPAGE_CURL_FAILED"'
    assert refused == (400, f"Bad Request: {said}")
    assert await pg.telegram.messages(jana) == []


async def test_sounds_and_pictures_do_not_mix(pg: Running, jana: Json) -> None:
    album = [{"type": "photo", "media": "a"}, {"type": "audio", "media": "b"}]
    refused = await pg.refusal("sendMediaGroup", chat_id=jana["id"], media=album)
    assert refused == (400, "Bad Request: audio can't be mixed with other media types")


async def test_only_what_has_a_file_or_a_text_takes_another(pg: Running, jana: Json) -> None:
    place = await pg.result("sendLocation", chat_id=jana["id"], latitude=49.2, longitude=17.8)
    text = await pg.result("sendMessage", chat_id=jana["id"], text="Plán")
    files = {"document": ("plan.pdf", b"%PDF", "application/pdf")}
    sent = await uploaded(pg, "sendDocument", jana, files)
    new = {"type": "document", "media": sent["document"]["file_id"]}
    where = {"chat_id": jana["id"], "message_id": place["message_id"]}
    refused = await pg.refusal("editMessageMedia", **where, media=new)
    assert refused == (400, "Bad Request: message can't be edited")
    where["message_id"] = text["message_id"]
    changed = await pg.result("editMessageMedia", **where, media=new)
    assert "text" not in changed
    assert changed["document"]["file_name"] == "plan.pdf"
    wrong = await pg.refusal("editMessageMedia", **where, media={"type": "sticker", "media": "a"})
    assert wrong == (400, "Bad Request: can't parse InputMedia: unsupported media type")


async def test_people_send_films_and_sounds_too(pg: Running, jana: Json) -> None:
    await pg.telegram.send(jana, "Slavnost", video=("film.mp4", b"film", "video/mp4"))
    await pg.telegram.send(jana, audio=("hymna.mp3", b"zvuk", "audio/mpeg"))
    film, sound = await pg.result("getUpdates")
    assert (film["message"]["video"]["file_name"], film["message"]["caption"]) == (
        "film.mp4",
        "Slavnost",
    )
    assert sound["message"]["audio"]["mime_type"] == "audio/mpeg"


async def test_a_large_file_is_not_given_back(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await uploaded(pg, "sendDocument", jana, {"document": ("plan.pdf", b"12345")})
    monkeypatch.setattr(files, "LARGEST_DOWNLOAD_BYTES", 4)
    refused = await pg.refusal("getFile", file_id=sent["document"]["file_id"])
    assert refused == (400, "Bad Request: file is too big")


def test_only_the_newest_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 3)
    kept = files.Files(tmp_path, Store(None))
    names = [kept.keep(1, b"a", "document", ".txt")["file_id"] for _ in range(5)]
    assert [kept.known(name) is not None for name in names] == [False, False, True, True, True]
    assert len(list(tmp_path.glob("documents/*"))) == 3


def test_an_animated_sticker_is_not_drawn() -> None:
    made = media.MAKERS["sticker"](Upload("a.tgs", b"\x1f\x8b"), {})
    assert (made["is_animated"], made["is_video"], made["width"]) == (True, False, 512)
