"""What people sent: for whoever runs the survey, once it has closed, and as long as promised."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage import attachments as kept
from storage import audit
from storage.attachments import Attachment as Row
from storage.marks import Marks
from surveys import answering, attached, attachments, closing, leaving, retention
from surveys.answering import Respondent
from surveys.attached import NoSuchFile, Runner
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused, Reason
from surveys.files.reading import read
from surveys.readers import NotYoursToSee
from tests.handlers.kinds import picture
from tests.surveys.recordings import pdf, wav
from tests.surveys.test_exporting import NOW, SOURCE, Office

PETR = Runner(7, ["obec"])
SOUND, OTHER = (attachments.audio(wav(sound=bytes([one]))) for one in (1, 2))
PAPER, SHOT = attachments.file(pdf()), attachments.photo(picture())
ASKED = (
    SOURCE
    + "  - {id: zvuk, type: audio, text: {cs: Z}}\n"
    + "  - {id: list, type: file, text: {cs: L}}\n"
)


@pytest.fixture
def office(database, tmp_path) -> Office:
    return Office(database, tmp_path)


@pytest.fixture
async def code(office: Office) -> str:
    return await office.survey(read(ASKED))


async def sent(office: Office, code: str, person: int, **files: Attachment) -> None:
    who = Respondent(str(person), person)
    async with office.database.writing() as session:
        for question, file in files.items():
            await answering.attach(session, office.marks, code, who, question, file, NOW)


async def handed_in(office: Office, code: str, person: int, **files: Attachment) -> None:
    await sent(office, code, person, **files)
    left = dict.fromkeys({"prani", "zvuk", "list"} - files.keys())
    await office.answer(code, person, lavicky=["stin"], **left)


async def seen(office: Office, code: str, runner: Runner = PETR) -> list[tuple[str, str, int]]:
    async with office.database.reading() as session:
        return [tuple(one) for one in (await attached.attached(session, runner, code, 1)).files]


async def content(office: Office, code: str, name: str, runner: Runner = PETR) -> bytes:
    async with office.database.writing() as session:
        return await attached.opened(session, runner, code, name, NOW)


async def rows(office: Office) -> int:
    async with office.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Row))


async def test_what_was_handed_in_is_seen_once_the_survey_has_closed(office, code):
    await handed_in(office, code, 1, zvuk=SOUND, list=PAPER)
    await handed_in(office, code, 2, zvuk=SOUND, list=SHOT)
    await sent(office, code, 3, zvuk=OTHER)
    assert await seen(office, code) == []
    with pytest.raises(NoSuchFile):
        await content(office, code, SOUND.name)
    await office.close(code)
    listed = [("list", one) for one in sorted((PAPER, SHOT), key=lambda one: one.name)]
    assert await seen(office, code) == [
        (question, one.name, len(one.content)) for question, one in (*listed, ("zvuk", SOUND))
    ]
    assert await content(office, code, SOUND.name) == SOUND.content
    async with office.database.reading() as session:
        (newest, *_) = await audit.newest(session)
    assert (newest.actor_id, newest.action, newest.subject) == (7, "attachment_opened", code)


async def test_of_another_area_or_survey_nothing_is_opened(office, code):
    await handed_in(office, code, 1, zvuk=SOUND)
    other = await office.survey(read(ASKED.replace("id: park", "id: les")))
    for one in (code, other):
        await office.close(one)
    abroad = Runner(8, ["jinde"])
    with pytest.raises(NotYoursToSee):
        await seen(office, code, abroad)
    with pytest.raises(NotYoursToSee):
        await content(office, code, SOUND.name, abroad)
    with pytest.raises(NoSuchFile):
        await content(office, other, SOUND.name)
    assert await content(office, code, SOUND.name, Runner(9, None)) == SOUND.content


async def test_another_file_takes_the_place_of_the_first_and_skipping_removes_it(office, code):
    await sent(office, code, 1, zvuk=SOUND)
    await sent(office, code, 1, zvuk=SOUND)
    await sent(office, code, 1, zvuk=OTHER)
    async with office.database.reading() as session:
        assert [one.name async for one in kept.of_survey(session, code)] == [OTHER.name]
    await handed_in(office, code, 1)
    assert await rows(office) == 0


@pytest.mark.parametrize(("question", "file"), [("zvuk", PAPER), ("list", SOUND)])
async def test_what_a_question_does_not_ask_for_is_refused(office, code, question, file):
    with pytest.raises(AnswerRefused) as caught:
        await sent(office, code, 1, **{question: file})
    assert caught.value.reason is Reason.NOT_A_FILE
    with pytest.raises(AnswerRefused):
        await office.answer(code, 1, **{question: file.name})
    assert await rows(office) == 0


async def test_files_go_with_the_answers_that_are_withdrawn_or_past_their_day(office, code):
    await handed_in(office, code, 1, zvuk=SOUND, list=PAPER)
    await handed_in(office, code, 2, list=SHOT)
    async with office.database.writing() as session:
        await answering.withdraw(session, office.marks, code, Respondent("1", 1), NOW)
    assert await rows(office) == 1
    await office.close(code)
    await retention.delete_answers(office.database, code, NOW + timedelta(days=400))
    assert await rows(office) == 0
    assert await seen(office, code) == []


async def test_of_a_named_survey_files_go_with_the_account(office):
    code = await office.survey(read(ASKED.replace("anonymity: anonymous", "anonymity: named")))
    await handed_in(office, code, 1, zvuk=SOUND)
    await closing.close(office.database, Marks(office.folder / "keys"), code, NOW)
    async with office.database.writing() as session:
        await leaving.forget(session, 1)
    assert await rows(office) == 0
