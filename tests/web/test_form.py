"""The web form: page by page, without an account and without scripts."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import get_args

import pytest
from PIL import Image
from sqlalchemy import select

from storage.attachments import Attachment
from storage.marks import Marks
from storage.surveys import Answer, Response, Spent, Turnout
from surveys import answering, closing, codes
from surveys.definitions import Kind
from surveys.passes import LINK, LINK_LASTS, Pass
from tests.handlers.kinds import COUNTED, SHUFFLED, SUGGESTED, TICK, asking
from tests.surveys.recordings import m4a, pdf
from tests.surveys.samples import survey
from tests.web.conftest import HTTPS, Village, form_of
from tests.web.kinds import STOP, Visitor, opened
from web.form_fields import WIDGETS

GIVEN = {
    "uvod": "read",
    "jezdi": "ano",
    "kdy": ["rano", "noc"],
    "znamka": "4",
    "cena": "12,5",
    "den": "2027-03-01",
    "cas": "16:45",
    "obec": "585939",
    "misto": "585777",
    "nemoc": ["zrak"],
    "proc": "Lavičku a stříšku.",
    "souhlas": "OK",
}
ORDER = {"place-cena": "2", "place-cas": "1", "place-pohodli": "3"}
OURS = {"origin": HTTPS}


@pytest.fixture
async def stop(village: Village) -> str:
    return await opened(village)


@pytest.fixture
async def marie(village: Village, stop: str) -> AsyncIterator[Visitor]:
    async with village.client() as client:
        yield Visitor(village, client, stop)


@pytest.fixture
async def karel(village: Village, stop: str) -> AsyncIterator[Visitor]:
    async with village.client() as client:
        yield Visitor(village, client, stop)


def picture() -> bytes:
    """As a phone sends it: with the place where it was taken."""
    image, written = Image.new("RGB", (60, 40), "green"), BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Tajný telefon"
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


SENT_THERE = {"foto": picture(), "nahravka": m4a(), "podklad": pdf(pages=2)}


async def fill_in(visitor: Visitor, until: str = "") -> None:
    while (asked := visitor.question) and asked != until:
        await answer_one(visitor, asked)


async def answer_one(visitor: Visitor, asked: str) -> None:
    if asked == "poradi":
        await visitor.answer(**ORDER)
    elif asked in SENT_THERE:
        await visitor.send_file(SENT_THERE[asked])
    else:
        await visitor.answer(GIVEN[asked])


async def answers(village: Village, code: str) -> dict[str, object]:
    async with village.database.reading() as session:
        rows = select(Answer).join(Response, Response.id == Answer.response_id)
        found = await session.scalars(rows.where(Response.survey_code == code))
        return {one.question_id: one.value for one in found}


async def kept(village: Village, table: type) -> list[object]:
    async with village.database.reading() as session:
        return list(await session.scalars(select(table)))


def test_every_kind_of_question_has_a_widget_and_is_tried_here():
    assert set(WIDGETS) == set(get_args(Kind))
    assert {question.type for question in STOP.questions} == set(get_args(Kind))


async def test_a_survey_is_filled_in_from_the_first_page_to_the_receipt(village, marie):
    await marie.begin()
    await fill_in(marie)
    assert marie.shown.url.path.endswith("/prehled")
    assert "1. Čas" in marie.text
    await marie.send("/prehled")
    assert marie.shown.url.path.endswith("/hotovo")
    (response,) = await kept(village, Response)
    assert (response.channel, response.finished, response.resident_id) == ("web", True, None)
    said = await answers(village, marie.code)
    assert said["kdy"] == ["rano", "noc"]
    assert said["poradi"] == ["cas", "cena", "pohodli"]
    assert said["misto"] == {"municipality": "585777"}
    assert (said["cena"], said["den"], said["souhlas"]) == ("12.5", "2027-03-01", "OK")
    assert said["cas"] == "16:45"
    sent = {one.question_id: one for one in await kept(village, Attachment)}
    assert {one.name for one in sent.values()} == {said[name] for name in SENT_THERE}
    assert {one.name.rpartition(".")[2] for one in sent.values()} == {"jpg", "aac", "pdf"}
    for hidden in (b"telefon", "Nováková".encode()):
        assert not [name for name, one in sent.items() if hidden in one.content]


@pytest.mark.parametrize("required", ["", "required: true, "])
async def test_nobody_is_told_that_all_can_be_skipped_where_something_is_required(
    village, client, required
):
    code = await opened(village, asking(TICK.replace("required: true, ", required)))
    page = (await client.get(f"/a/{code}")).text.replace("\xa0", " ")
    assert ("Otázky můžete přeskočit a kdykoli přestat" in page) is (not required)
    assert ("u které je tlačítko „Přeskočit“" in page) is bool(required)


async def test_what_the_author_suggests_stands_in_the_field(marie):
    await marie.begin()
    await fill_in(marie, until="cas")
    assert 'type="time"' in marie.text
    assert 'value="09:00"' in marie.text


async def test_nothing_is_kept_of_who_only_looks(village, marie):
    await marie.begin()
    assert await kept(village, Response) == []
    await fill_in(marie, until="kdy")
    assert await kept(village, Turnout) == []


async def test_answers_are_shown_again_and_corrected(village, marie):
    await marie.begin()
    await fill_in(marie)
    await marie.go("/o/jezdi")
    assert 'value="ano" checked' in marie.text
    await marie.answer("ne")
    assert "I tak nás váš názor zajímá." not in marie.text
    assert marie.shown.url.path.endswith("/prehled")
    assert "Kdy jezdíte?" not in marie.text


async def test_the_survey_s_own_note_is_said_before_the_next_question(marie):
    await marie.begin()
    await fill_in(marie, until="jezdi")
    await marie.answer("ne")
    assert "I tak nás váš názor zajímá." in marie.text


@pytest.mark.parametrize(
    ("question", "sent", "told"),
    [
        ("jezdi", {}, "Tuto otázku nejde přeskočit."),
        ("jezdi", {"answer": "mozna"}, "v nabídce není"),
        ("kdy", {}, "Odpovězte prosím, nebo otázku přeskočte."),
        ("kdy", {"answer": ["rano", "nevim"]}, "nejdou vybrat spolu"),
        ("poradi", {"place-cena": "1", "place-cas": "1"}, "Dva řádky mají stejné číslo"),
        ("cena", {"answer": "hodně"}, "Tady potřebuji číslo"),
        ("den", {"answer": "2026-01-01"}, "1."),
        ("cas", {"answer": "25:00"}, "Tady potřebuji čas, třeba 14:30."),
        ("proc", {"answer": "á" * 301}, "301"),
        ("souhlas", {}, "Tuto otázku nejde přeskočit."),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_written_stays(marie, question, sent, told):
    await marie.begin()
    await fill_in(marie, until=question)
    await marie.answer(**sent)
    assert marie.shown.status_code == 422
    assert told in marie.text
    assert "<title>Chyba:" in marie.text
    if question in ("cena", "proc"):
        assert sent["answer"] in marie.text
    await answer_one(marie, question)
    assert marie.shown.status_code == 200


async def test_a_picture_that_is_none_is_refused(village, marie):
    await marie.begin()
    await fill_in(marie, until="foto")
    await marie.send_file(b"MZ program")
    assert marie.shown.status_code == 422
    await marie.skip()
    assert await kept(village, Attachment) == []
    assert (await answers(village, marie.code))["foto"] is None


@pytest.mark.parametrize(
    ("question", "said"),
    [("nahravka", "nahrávku v MP3, M4A, WAV či OGG"), ("podklad", "obrázek (JPEG, PNG) nebo PDF")],
)
async def test_what_is_no_recording_or_document_is_refused(village, marie, question, said):
    await marie.begin()
    await fill_in(marie, until=question)
    await marie.send_file(b"MZ program")
    assert marie.shown.status_code == 422
    assert said in marie.text
    await marie.send_file(bytes(10_100_000))
    assert marie.shown.status_code == 422
    assert "nejvýše 10 MB" in marie.text
    await marie.send_file(b"")
    assert marie.shown.status_code == 422
    assert (await answers(village, marie.code)).get(question) is None


async def test_a_file_that_was_sent_stays_until_another_one_comes(village, marie):
    await marie.begin()
    await fill_in(marie, until="podklad")
    await marie.send_file(pdf(), "Jana.pdf")
    first = (await answers(village, marie.code))["podklad"]
    await marie.go("/o/podklad")
    assert "Co jste poslali, je uložené." in marie.text
    await marie.send_file(b"")
    assert marie.shown.status_code == 200
    assert (await answers(village, marie.code))["podklad"] == first
    await marie.go("/o/podklad")
    await marie.send_file(picture())
    assert (await answers(village, marie.code))["podklad"] != first
    assert len(await kept(village, Attachment)) == 3
    await marie.go("/o/podklad")
    await marie.send("/o/podklad/priloha", skip="1")
    assert (await answers(village, marie.code))["podklad"] is None


async def test_the_same_form_sent_twice_says_the_same(village, marie):
    await marie.begin()
    await fill_in(marie, until="jezdi")
    before = marie.page
    first = await marie.answer("ano")
    marie.page = before
    assert (await marie.answer("ano")).url == first.url
    await fill_in(marie)
    summary = marie.page
    receipts = set()
    for _ in range(2):
        marie.page = summary
        await marie.send("/prehled")
        receipts.add(marie.text.partition("Potvrzení")[2][:80])
    assert len(receipts) == 1
    assert len(await kept(village, Response)) == 1


async def test_what_is_not_finished_leads_to_what_is_missing(marie):
    await marie.begin()
    await fill_in(marie, until="kdy")
    await marie.go("/prehled")
    await marie.send("/prehled")
    assert marie.question == "kdy"


async def test_the_code_brings_one_back_on_another_device(village, marie, karel):
    await marie.begin()
    await fill_in(marie, until="znamka")
    code = marie.own_code
    await karel.go("/kod")
    await karel.send("/kod", code=code.lower().replace("-", " "))
    assert karel.question == "znamka"
    assert karel.own_code == code
    await fill_in(karel)
    await marie.go("/prehled")
    assert "Lavičku a stříšku." in marie.text
    assert len(await kept(village, Response)) == 1


async def test_the_code_is_taken_at_the_door_of_all_surveys_too(village, marie, karel):
    await marie.begin()
    await fill_in(marie, until="znamka")
    answer = await karel.client.post(
        "/a/", data={"code": marie.own_code}, headers=OURS, follow_redirects=True
    )
    assert answer.url.path == f"/a/{marie.code}/o/znamka"
    answer = await karel.client.post("/a/", data={"code": marie.code.lower()}, headers=OURS)
    assert answer.headers["location"] == f"/a/{marie.code}"
    answer = await karel.client.post("/a/", data={"code": "nevím"}, headers=OURS)
    assert answer.status_code == 422


async def test_a_mistyped_code_and_one_of_nobody_are_told_apart(marie, karel):
    await marie.begin()
    own = marie.own_code
    mistyped = own[:-1] + ("A" if own[-1] != "A" else "B")
    await karel.go("/kod")
    await karel.send("/kod", code=mistyped)
    assert "Takový kód nemáme" in karel.text
    await karel.send("/kod", code=codes.new_code())
    assert "je v pořádku a zatím s ním nikdo" in karel.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_code_from_paper_begins_here_and_the_paper_is_not_counted_again(village, karel):
    own = codes.new_code()
    await karel.go("/kod")
    await karel.send("/kod", code=own)
    assert await kept(village, Response) == []
    village.clock.pass_(timedelta(seconds=5))
    await karel.send("", own=own)
    assert karel.own_code == own
    await fill_in(karel)
    await karel.send("/prehled")
    assert f"/vysledky/{karel.code}" in karel.text
    async with village.database.reading() as session:
        marks = Marks(village.folder / "keys")
        now = await village.clock.now()
        sheet = await answering.sheet(session, marks, karel.code, codes.respondent(own), now)
    assert sheet.finished


async def test_codes_cannot_be_tried_fast(village, stop):
    async with village.client(form_code_limit="3/minute") as client:
        tries = [
            (await client.post(f"/a/{stop}/kod", data={"code": "x"}, headers=OURS)).status_code
            for _ in range(5)
        ]
    assert tries == [422, 422, 422, 429, 429]


async def test_a_program_is_asked_once_more_and_a_person_hardly_notices(village, marie):
    await marie.go()
    await marie.send("")
    assert marie.shown.url.path == f"/a/{marie.code}"
    assert "Stiskněte prosím tlačítko ještě jednou" in marie.text
    village.clock.pass_(timedelta(seconds=5))
    await marie.send("", leave_this_empty="http://spam.example")
    assert marie.question == ""
    village.clock.pass_(timedelta(seconds=5))
    await marie.send("")
    assert marie.question == "uvod"


async def test_nobody_begins_hundreds_of_responses_from_one_address(village, stop):
    async with village.client(form_begin_limit="2/hour") as client:
        visitor = Visitor(village, client, stop)
        for _ in range(2):
            await visitor.begin()
        await visitor.begin()
        assert visitor.shown.status_code == 429


async def test_answers_are_taken_back_for_good(village, marie):
    await marie.begin()
    await fill_in(marie, until="nemoc")
    code = marie.own_code
    await marie.go("/zpet")
    await marie.send("/zpet")
    assert "smazané" in marie.text
    assert await answers(village, marie.code) == {}
    assert await kept(village, Attachment) == []
    await marie.go("/kod")
    await marie.send("/kod", code=code)
    assert marie.shown.status_code == 410
    await marie.begin()
    assert marie.question == "uvod"


async def test_leaving_the_device_leaves_nothing_in_the_browser(village, marie):
    await marie.begin()
    await fill_in(marie, until="kdy")
    await marie.go("/pozdeji")
    assert marie.text.count("-") > 2
    await marie.send("/pozdeji")
    assert not [one for one in marie.client.cookies if "sheet" in one]
    await marie.go("/prehled")
    assert marie.shown.url.path == f"/a/{marie.code}"


async def test_who_fills_in_for_somebody_else_gets_another_code(village, marie):
    await marie.begin()
    own = marie.own_code
    await fill_in(marie)
    await marie.send("/prehled")
    village.clock.pass_(timedelta(seconds=5))
    await marie.send("", helping="1")
    assert marie.question == "uvod"
    assert marie.own_code != own
    await fill_in(marie)
    responses = await kept(village, Response)
    assert sorted(one.helped for one in responses) == [False, True]


async def test_another_site_cannot_answer_for_anybody(marie):
    await marie.begin()
    await fill_in(marie, until="jezdi")
    form = {**form_of(marie.shown), "answer": "ano"}
    path = f"/a/{marie.code}/o/jezdi"
    elsewhere = {"origin": "https://evil.example"}
    assert (await marie.client.post(path, data=form, headers=elsewhere)).status_code == 403
    assert (await marie.client.post(path, data={"answer": "ano"}, headers=OURS)).status_code == 403
    stranger = {**form, "form_token": "0" * 32}
    assert (await marie.client.post(path, data=stranger, headers=OURS)).status_code == 403


async def test_a_forged_or_old_cookie_is_no_cookie(village, marie):
    await marie.begin()
    village.clock.pass_(timedelta(hours=13))
    await marie.go("/o/uvod")
    assert marie.shown.url.path == f"/a/{marie.code}"
    marie.client.cookies.clear()
    marie.client.cookies.set(f"__Host-sheet-{marie.code}", "AAAA", domain="naves.example")
    await marie.go("/o/uvod")
    assert marie.shown.url.path == f"/a/{marie.code}"


async def test_pages_of_answers_are_kept_nowhere(marie):
    await marie.begin()
    assert marie.shown.headers["cache-control"] == "no-store"
    assert "script" not in marie.shown.headers["content-security-policy"]


async def test_what_cannot_be_answered_says_why(village, marie, settled):
    for name, told in (("later", "začíná"), ("draft", "neznáme")):
        marie.code = village.surveys[name]
        await marie.go()
        assert marie.shown.status_code == 404
        assert told in marie.text
    marie.code = await opened(village, survey(key="jen-chat", channels=["telegram"]))
    await marie.go()
    assert "na webu neodpovídá" in marie.text
    assert "https://t.me/naves_bot?start=s_" in marie.text


async def test_a_closed_survey_says_so_and_no_code_leads_anywhere(village, marie):
    await marie.begin()
    await fill_in(marie)
    await closing.close(village.database, village.web().marks, marie.code, village.clock.moment)
    await marie.go("/prehled")
    assert marie.shown.status_code == 410
    assert 'href="/vysledky"' in marie.text
    (response,) = await kept(village, Response)
    assert (response.mark, response.day) == (None, None)


async def test_words_of_danger_bring_help_lines(marie):
    await marie.begin()
    await fill_in(marie, until="proc")
    await marie.answer("Já už nechci žít")
    assert 'href="tel:112"' in marie.text


async def from_chat(village: Village, name: str, code: str, question: str) -> str:
    """What the chat gives to somebody who would rather answer on the web."""
    from surveys.answering import Respondent

    number = str(village.people[name])
    now = village.clock.moment
    given = Pass(Respondent(number, village.people[name]), now, now + LINK_LASTS, question)
    return f"/z/{village.web().passes.seal(LINK, code, given)}"


async def test_who_comes_from_the_chat_begins_where_they_were_and_needs_no_code(village, marie):
    address = await from_chat(village, "ivan", marie.code, "nemoc")
    await marie.go(address)
    assert await kept(village, Response) == []
    await marie.send(address)
    assert marie.question == "nemoc"
    assert marie.own_code == ""
    await marie.answer(["zrak"])
    (response,), (turnout,) = await kept(village, Response), await kept(village, Turnout)
    assert turnout.resident_id == village.people["ivan"]
    assert response.channel == "telegram"


async def test_a_link_from_the_chat_works_once(village, marie, karel):
    address = await from_chat(village, "ivan", marie.code, "nemoc")
    await marie.go(address)
    await marie.send(address)
    await karel.go(address)
    await karel.send(address)
    assert karel.shown.status_code == 403
    assert "Tento odkaz už neplatí" in karel.text
    await marie.send(address)
    assert marie.question == "nemoc"
    village.clock.pass_(timedelta(hours=1))
    await karel.go(await from_chat(village, "ivan", marie.code, "nemoc") + "x")
    assert karel.shown.status_code == 403


async def test_a_link_is_for_one_survey(village, marie):
    address = await from_chat(village, "ivan", village.surveys["open"], "jezdi")
    await marie.go(address)
    assert marie.shown.status_code == 403


async def test_spent_marks_are_the_only_trace_of_a_withdrawn_response(village, marie):
    await marie.begin()
    await fill_in(marie, until="kdy")
    await marie.go("/zpet")
    await marie.send("/zpet")
    assert await kept(village, Response) == []
    assert len(await kept(village, Spent)) == 1


async def test_no_file_holds_the_code_by_which_somebody_comes_back(village, marie):
    await marie.begin()
    await fill_in(marie)
    await marie.send("/prehled")
    code = marie.own_code.encode()
    files = [one for one in village.folder.rglob("*") if one.is_file()]
    assert len(code) == 14
    assert files
    for written in (code, code.replace(b"-", b"")):
        assert not [one.name for one in files if written in one.read_bytes()]


async def test_what_the_author_suggests_is_chosen_until_somebody_answers(village, marie):
    first, *others = survey().questions
    suggested = first.model_copy(update={"default": ("ne",)})
    changed = survey(key="navrh").model_copy(update={"questions": (suggested, *others)})
    marie.code = await opened(village, changed)
    await marie.begin()
    assert 'value="ne" checked' in marie.text
    await marie.answer("ano")
    await marie.go("/o/jezdi")
    assert 'value="ano" checked' in marie.text
    assert 'value="ne" checked' not in marie.text


async def test_what_the_author_suggests_is_left_out_where_it_is_not_offered(village, marie):
    marie.code = await opened(village, asking(SUGGESTED))
    await marie.begin()
    await marie.answer("pravy")
    assert "Která ulice? (Pravý)" in marie.text
    await marie.go("/o/kraj")
    await marie.answer("levy")
    assert 'value="lipova" checked' in marie.text


async def test_each_page_is_to_be_had_in_every_language(marie):
    await marie.begin()
    await fill_in(marie, until="poradi")
    told = set()
    for language in ("cs", "cs-easy", "uk", "en"):
        await marie.go(f"/o/poradi?lang={language}")
        told.add(marie.text.partition('id="hint">')[2].partition("<")[0])
    assert len(told) == 4


async def test_the_open_surveys_are_listed_with_their_form(village, client):
    page = await client.get("/")
    assert f'href="/a/{village.surveys["open"]}"' in page.text
    assert 'href="/a/"' in page.text


async def test_what_is_counted_decides_what_is_asked_and_stands_in_texts(village):
    code = await opened(village, asking(COUNTED))
    async with village.client() as client:
        eva = Visitor(village, client, code)
        await eva.begin()
        await eva.answer("2")
        await eva.answer("3")
        assert "Vejde se vás 5 do auta?" in eva.text
        assert "Ano, po 1,3 na sedadlo" in eva.text
        await eva.answer("ne")
        assert "Vejde se vás 5 do auta?" in eva.text
        await eva.go("/o/male")
        await eva.answer("")
        await eva.skip()
        await eva.go("/prehled")
        assert "Vejde se" not in eva.text


async def test_options_are_shuffled_the_same_way_whenever_the_page_is_opened(village):
    code = await opened(village, asking(SHUFFLED))
    async with village.client() as client:
        eva = Visitor(village, client, code)
        await eva.begin()
        order = re.findall(r'name="answer" id="a\d+" value="(\w+)"', eva.text)
        assert sorted(order[:6]) == list("abcdef")
        assert order[6:] == ["nic", "other"]
        await eva.answer(["f", "a"])
        await eva.go("/o/co")
        again = re.findall(r'name="answer" id="a\d+" value="(\w+)"', eva.text)
        assert again == order
        assert (await answers(village, code))["co"] == ["a", "f"]
