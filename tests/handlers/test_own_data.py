"""Stories of what is kept of a person: seen, downloaded, withdrawn, deleted."""

import json

from storage.conversations import Conversation, Heard
from storage.enquiries import Enquiry
from storage.outreach import Letter
from storage.people import Consent, Resident
from storage.surveys import Response, Spent, Survey, Turnout
from tests.handlers.gathering import group, seat
from tests.handlers.polls import DOGS
from tests.handlers.village import Json, Phone, Village, on_sqlite


async def test_withdrawn_answers_are_gone_and_the_person_cannot_answer_again(obec: Village) -> None:
    jana, survey = await answered(obec)
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Take my answers back")
    await jana.tap_on("Yes, delete my answers")
    assert await jana.reads("Your answers are deleted.")
    await obec.send(await jana.last_update())
    assert await jana.reads("Your answers are deleted.")
    assert await obec.answers(survey) == []
    assert await obec.count(Spent) == 1
    await jana.start(f"s_{survey.code}")
    assert await jana.reads(
        "You took your answers to this survey back, so you cannot answer it again."
    )
    for act in ("finish:1", "again:1", "begin:2"):
        await jana.craft(f"sv:{survey.code}:{act}")
    for data in (f"a:{survey.code}:1:pes:ano", f"a:{survey.code}:2:pes:ano"):
        await jana.craft(data)
    assert await obec.count(Response) == 0


async def test_a_deleted_account_leaves_anonymous_answers_and_nothing_that_points_to_them(
    obec: Village,
) -> None:
    jana, survey = await answered(obec)
    await jana.write("Prosím o radu")
    await jana.tap_on("Pass it to the coordinator")
    await jana.write("/soukromi")
    await jana.tap_on("Delete my account")
    label = jana.words("First my answers: {title}", title="Psi v obci")
    assert label.replace("\xa0", " ") in await jana.buttons()
    await jana.tap_on("Yes, delete my account")
    for table in (Resident, Consent, Turnout, Conversation, Heard, Enquiry):
        assert await obec.count(table) == 0, table
    assert len(await obec.answers(survey)) == 1

    await obec.send(await jana.last_update())
    assert await obec.count(Resident) == 0


@on_sqlite
async def test_who_comes_back_after_deleting_cannot_answer_twice(obec: Village) -> None:
    jana, survey = await answered(obec)
    await deleted(jana)
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Go on")
    await jana.tap_on("I agree")
    await jana.tap_on("Change my answers")
    await jana.tap_on("Done")
    assert await obec.count(Response) == 1


@on_sqlite
async def test_answers_under_ones_own_name_go_with_the_account(obec: Village) -> None:
    survey = await obec.survey("poskytovatele-2027")
    petr = await obec.resident("petr")
    await petr.start(f"s_{survey.code}")
    await petr.tap_on("Begin")
    await petr.tap("Klub Most")
    await deleted(petr)
    assert await obec.count(Response) == 0
    await petr.start(f"s_{survey.code}")
    await petr.tap_on("Go on")
    await petr.tap_on("I agree")
    assert await petr.reads(
        "You took your answers to this survey back, so you cannot answer it again."
    )


@on_sqlite
async def test_blocking_the_bot_after_deleting_brings_no_account_back(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/menu")
    await deleted(jana)
    await jana.telegram.block(jana.user)
    await obec.until_fed(lambda update: "my_chat_member" in update)
    assert await obec.count(Resident) == 0


async def test_everything_kept_can_be_downloaded_to_read_and_for_machines(obec: Village) -> None:
    jana, _ = await answered(obec)
    await jana.write("Prosím o radu")
    await jana.tap_on("Pass it to the coordinator")
    await jana.write("/soukromi")
    await jana.tap_on("Download my data")
    readable, machine = await files(obec, jana)
    kept = json.loads(machine)
    assert kept["telegram_id"] == jana.user["id"]
    assert kept["municipality"] == "585939"
    assert kept["enquiries"][0]["text"] == "Prosím o radu"
    assert kept["surveys"][0]["responses"][0]["Co změnit?"] == "Koše"
    assert "Koše" in readable
    assert "Prosím o radu" in readable


@on_sqlite
async def test_after_closing_the_download_holds_no_answers(obec: Village) -> None:
    jana, survey = await answered(obec)
    await obec.close(survey)
    await jana.write("/soukromi")
    await jana.tap_on("Download my data")
    readable, machine = await files(obec, jana)
    assert b"Ko\\u0161e" not in machine
    assert "Koše" not in readable + machine.decode()
    assert json.loads(machine)["surveys"][0]["title"] == "Psi v\xa0obci"


@on_sqlite
async def test_a_member_of_a_group_downloads_what_is_kept_too(obec: Village) -> None:
    eva = await obec.resident("eva")
    await seat(obec, await group(obec), eva)
    await eva.write("/soukromi")
    await eva.tap_on("Download my data")
    readable, machine = await files(obec, eva)
    assert json.loads(machine)["seats"][0]["role"] == "member"
    assert "Pracovní skupina: Senioři" in readable
    assert "Role: člen" in readable


async def test_who_is_gone_is_not_quoted_to_staff_afterwards(obec: Village) -> None:
    petr = await obec.staff("petr", "coordinator")
    jana = await obec.resident("jana")
    await jana.write("Prosím o radu")
    await jana.tap_on("Pass it to the coordinator")
    assert "Prosím o radu" in str([one.content for one in await obec.rows(Letter)])
    await deleted(jana)
    await obec.post()
    assert "Prosím o radu" not in str(await petr.telegram.messages(petr.user))
    assert await obec.count(Letter) == 0


async def answered(obec: Village) -> tuple[Phone, Survey]:
    """Somebody has handed in the poll about dogs."""
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    await jana.write("Koše")
    for _ in range(3):
        await jana.tap_on("Skip")
    await jana.tap_on("Hand in")
    return jana, survey


async def deleted(phone: Phone) -> None:
    await phone.write("/soukromi")
    await phone.tap_on("Delete my account")
    await phone.tap_on("Yes, delete my account")
    assert await phone.reads("Your account is deleted. Thank you for having been here.")


async def files(obec: Village, phone: Phone) -> tuple[str, bytes]:
    """The newest file to read and the newest for machines."""
    sent = [
        one["document"] for one in await phone.telegram.messages(phone.user) if "document" in one
    ]
    by_kind = {one["file_name"].rpartition(".")[2]: await content_of(obec, one) for one in sent}
    return by_kind["txt"].decode(), by_kind["json"]


async def content_of(obec: Village, document: Json) -> bytes:
    found = await obec.playground.result("getFile", file_id=document["file_id"])
    address = f"{obec.playground.api}/file/bot{obec.playground.token}/{found['file_path']}"
    response = await obec.playground.client.get(address)
    assert response.is_success
    return response.content
