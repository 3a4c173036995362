"""What Telegram calls a file, for each bot."""

from storage import uploads
from storage.database import Database


async def test_a_name_of_a_file_is_kept_for_each_bot(database: Database) -> None:
    async with database.writing() as session:
        for bot_id, name in ((1, "old"), (1, "new"), (2, "other")):
            await uploads.keep_file_id(session, bot_id, "abc", "photo", name)
    async with database.reading() as session:
        names = [await uploads.file_id(session, bot, "abc", "photo") for bot in (1, 2, 3)]
    assert names == ["new", "other", None]


async def test_what_is_sent_no_more_is_forgotten_with_its_names(database: Database) -> None:
    async with database.writing() as session:
        for digest in ("abc", "def"):
            await uploads.keep_file_id(session, 1, digest, "photo", digest)
        await uploads.forget_names(session, ["abc"])
        names = [await uploads.file_id(session, 1, one, "photo") for one in ("abc", "def")]
    assert names == [None, "def"]
