"""The short way of a tap says and keeps just what the long way through aiogram does."""

import asyncio
from typing import Any

import pytest
from aiogram.types import CallbackQuery, Update
from hypothesis import given
from hypothesis import strategies as st

from bot import taps
from handlers import doors
from handlers.surveys import answering as surveys
from handlers.surveys.answering import ACTS, KINDS, act_of
from storage import inline, people
from storage.conversations import Conversation, Heard
from tests.handlers.polls import DOGS
from tests.handlers.village import Json, Phone, Village, on_sqlite

PERSON = {"id": 7, "is_bot": False, "first_name": "Jana", "language_code": "cs"}
MESSAGE = {
    "message_id": 5,
    "date": 1_790_000_000,
    "chat": {"id": 7, "type": "private", "first_name": "Jana"},
    "text": "Máte psa?",
}
# A whole way through a poll with detours, refusals and repeats; {code} is the survey's.
WAY = (
    "sv:{code}:intro:1",
    "sv:{code}:begin:1",
    "a:{code}:1:pes:snad",
    "a:{code}:1:pes:ano",
    "a:{code}:1:pes:ano",
    "d:{code}:1:kam",
    "t:{code}:1:kam:les:1",
    "t:{code}:1:kam:park:1",
    "t:{code}:1:kam:les:0",
    "t:{code}:1:kam:les:1",
    "d:{code}:1:kam",
    "a:{code}:1:znamka:2",
    "x:{code}:1:vaha",
    "x:{code}:1:pes",
    "x:{code}:1:proc",
    "q:{code}:1:kam:0",
    "q:{code}:1:nic:0",
    "sv:{code}:summary:1",
    "sv:{code}:change:1",
    "a:{code}:1:pes:ne",
    "sv:{code}:finish:1",
    "x:{code}:1:sluzba",
    "sv:{code}:finish:1",
    "sv:{code}:again:1",
    "a:{code}:2:pes:ne",
    "a:{code}:99:pes:ne",
    "sv:{code}:summary:2",
    "sv:NIKDE:begin:1",
    "sv:{code}:nothing:1",
    "a:{code}:1",
)


async def walked(obec: Village, phone: Phone, code: str) -> list[Any]:
    """What the phone shows after each tap, without what differs from person to person."""
    seen = []
    await phone.start()
    for data in WAY:
        popped = await phone.craft(data.format(code=code))
        (shown, *_) = reversed(await phone.telegram.messages(phone.user))
        told = shown["text"].split("Potvrzení")[0]
        seen.append((data, popped.split("Potvrzení")[0], told, shown.get("reply_markup")))
    return seen


async def test_both_ways_say_and_keep_the_same(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = await obec.open(DOGS)
    jana, petr = await obec.resident("jana"), await obec.resident("petr")
    short = await walked(obec, jana, survey.code)
    monkeypatch.setattr(taps, "read", lambda raw: None)
    long = await walked(obec, petr, survey.code)
    for one, other in zip(short, long, strict=True):
        assert one == other
    answers = sorted(await obec.answers(survey), key=lambda one: repr(sorted(one.items())))
    assert answers[::2] == answers[1::2]
    stood, other_stood = await obec.rows(Conversation)
    assert (stood.waiting_for, stood.data) == (other_stood.waiting_for, other_stood.data)


@on_sqlite
async def test_of_whom_something_must_be_noted_goes_the_long_way_once(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = await obec.open(DOGS)
    ana, long = await obec.resident("ana"), []
    async with obec.database.writing() as session:
        await people.set_blocked(session, ana.user["id"], True)
    real = obec.door._respond

    async def noting(raw: Json) -> Json | None:
        long.append(raw)
        return await real(raw)

    monkeypatch.setattr(obec.door, "_respond", noting)
    await obec.door.feed(_tap(ana, f"sv:{survey.code}:intro:1", 1))
    await obec.door.feed(_tap(ana, f"sv:{survey.code}:intro:1", 2))
    assert [one["update_id"] for one in long] == [1]


@on_sqlite
async def test_an_answer_costs_few_statements(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    for number, answer in enumerate(("ano", "ne"), start=1):
        await obec.door.feed(_tap(jana, f"a:{survey.code}:1:pes:{answer}", number))
    said: list[str] = []
    run, execute = inline.Connection.run, inline.Cursor.execute

    def counting(connection: inline.Connection, statement: str, *given: Any) -> Any:
        said.append(statement)
        return run(connection, statement, *given)

    async def counting_too(cursor: inline.Cursor, statement: str, *given: Any) -> Any:
        said.append(statement)
        return await execute(cursor, statement, *given)

    monkeypatch.setattr(inline.Connection, "run", counting)
    monkeypatch.setattr(inline.Cursor, "execute", counting_too)
    await obec.door.feed(_tap(jana, f"a:{survey.code}:1:pes:ano", 9))
    # A savepoint around: who and where, the survey, the response; the answer, where it stands now.
    assert len(said) <= 7, said


async def test_many_taps_at_once_are_all_kept(obec: Village) -> None:
    survey = await obec.open(DOGS)
    crowd = [await obec.resident(f"p{number}") for number in range(12)]
    await asyncio.gather(
        *(
            obec.door.feed(_tap(one, f"a:{survey.code}:1:pes:ano", number))
            for number, one in enumerate(crowd)
        )
    )
    assert await obec.answers(survey) == [{"pes": "ano"}] * 12


def _tap(phone: Phone, data: str, number: int) -> Json:
    shown = {**MESSAGE, "chat": {**phone.user, "type": "private"}}
    query = {"id": str(number), "from": phone.user, "message": shown, "chat_instance": "1"}
    return {"update_id": number, "callback_query": {**query, "data": data}}


WORDS = st.one_of(
    st.sampled_from([kind.__prefix__ for kind in KINDS]),
    st.sampled_from([*ACTS, "ABCDE", "1", "0", "", "q1", "true"]),
    st.text(max_size=5),
)


@given(st.lists(WORDS, max_size=7).map(":".join))
async def test_a_button_does_the_same_whichever_way_it_is_found(data: str) -> None:
    query = CallbackQuery.model_validate(
        {"id": "1", "from": PERSON, "chat_instance": "1", "data": data}
    )
    act: Any = act_of(data)
    found = await _asked_of_all_doors(query)
    if act is None:
        assert found is None or found[0] not in (*ACTS.values(), *surveys.TAPS.values())
    else:
        assert found == (act.func, act.args[1])


ROUTERS = list(doors.routers())


async def _asked_of_all_doors(query: CallbackQuery) -> tuple[Any, Any] | None:
    for router in ROUTERS:
        for handler in router.callback_query.handlers:
            takes, given_to_it = await handler.check(query)
            if takes:
                return handler.callback, given_to_it.get("callback_data")
    return None


JUNK = st.one_of(st.none(), st.integers(), st.text(max_size=3), st.just({}), st.just([]))


@given(st.data())
def test_what_is_read_without_models_reads_the_same_with_them(data: st.DataObject) -> None:
    query: Json = {"id": "1", "from": PERSON, "message": MESSAGE, "chat_instance": "1", "data": "x"}
    raw: Json = {"update_id": 3, "callback_query": query}
    if data.draw(st.booleans()):
        place = data.draw(st.sampled_from(["update_id", "id", "from", "message", "data"]))
        junk = data.draw(JUNK)
        raw = {**raw, place: junk} if place == "update_id" else {
            **raw, "callback_query": {**query, place: junk}
        }  # fmt: skip
    tap = taps.read(raw)
    if tap is None:
        return
    read = Update.model_validate(raw).callback_query
    assert read
    assert read.message
    assert tap[1:] == (
        read.id,
        read.data,
        read.from_user.id,
        read.from_user.first_name,
        read.from_user.language_code,
        read.message.chat.id,
        read.message.message_id,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"chat": {"id": 7, "type": "group", "title": "Obec"}},
        {"text": ""},
        {"text": None, "photo": [{}]},
        {"message_id": "5"},
    ],
)
def test_anything_but_a_text_in_a_private_chat_goes_the_long_way(change: Json) -> None:
    query = {"id": "1", "from": PERSON, "message": {**MESSAGE, **change}, "data": "x"}
    assert taps.read({"update_id": 1, "callback_query": query}) is None


async def test_a_button_with_a_zero_byte_or_half_a_character_does_no_harm(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    person = {**PERSON, "id": jana.user["id"]}
    chat = {**MESSAGE["chat"], "id": jana.user["id"]}
    for number, strange in enumerate(("\0", "\ud800", "a\0b")):
        for data in (f"a:{survey.code}:1:pes:{strange}", f"pl:contents:{strange}::0", strange):
            tap = {"id": "1", "from": person, "chat_instance": "1", "data": data}
            update = {"update_id": 9000 + number, "callback_query": tap}
            await obec.door.feed(
                {**update, "callback_query": {**tap, "message": {**MESSAGE, "chat": chat}}}
            )
    failed = [line["event"] for line in obec.log if line["log_level"] in ("error", "critical")]
    assert not failed


async def test_a_message_with_a_zero_byte_is_kept_without_it(obec: Village) -> None:
    jana = await obec.resident("jana")
    chat = {"id": jana.user["id"], "type": "private", "first_name": "Jana"}
    message = {"message_id": 7, "date": 1_790_000_000, "chat": chat}
    sender = {**PERSON, "id": jana.user["id"]}
    await jana.write("/pomoc")
    await obec.door.feed(
        {"update_id": 9100, "message": {**message, "from": sender, "text": "Pro\0sím"}}
    )
    [heard] = [one for one in await obec.rows(Heard) if one.update_id == 9100]
    assert heard.resident_id
