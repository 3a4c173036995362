"""Marks find one's own response while their key exists, and nothing afterwards."""

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.marks import Marks

JANA, PETR = "101", "102"


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    return Marks(tmp_path / "keys")


def test_a_mark_is_always_the_same_for_a_person_and_another_for_everybody_else(
    marks: Marks,
) -> None:
    mark = marks.of("ABCDE", JANA)
    assert mark == marks.of("ABCDE", JANA) == Marks(marks.folder).of("ABCDE", JANA)
    others = {marks.of("ABCDE", PETR), marks.of("ABCDE", JANA, 2), marks.of("FGHJK", JANA)}
    assert mark not in others
    assert len(others) == 3


def test_people_who_have_begun_are_found_after_an_update_of_the_program(marks: Marks) -> None:
    mark = marks.of("ABCDE", JANA)
    key = (marks.folder / "ABCDE.key").read_bytes()
    assert mark == hmac.new(key, b"mark:101:1", hashlib.sha256).digest()


def test_after_the_key_is_destroyed_nobody_can_make_the_mark_again(marks: Marks) -> None:
    mark, other = marks.of("ABCDE", JANA), marks.of("FGHJK", JANA)
    marks.destroy("ABCDE")
    marks.destroy("ABCDE")
    assert not marks.exists("ABCDE")
    assert not [one for one in marks.folder.iterdir() if "ABCDE" in one.name]
    assert marks.of("ABCDE", JANA) != mark
    assert marks.of("FGHJK", JANA) == other


def test_the_key_is_readable_only_by_its_owner(marks: Marks) -> None:
    marks.of("ABCDE", JANA)
    (key,) = marks.folder.iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(marks.folder.stat().st_mode) == 0o700


def test_those_who_come_at_once_share_one_key(marks: Marks) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: marks.of("ABCDE", JANA), range(64)))
    assert len(made) == 1
    assert len(list(marks.folder.iterdir())) == 1


def test_a_receipt_can_be_read_aloud_and_tells_nothing_of_the_mark(marks: Marks) -> None:
    mark = marks.of("ABCDE", JANA)
    receipt = marks.receipt("ABCDE", mark)
    assert receipt == marks.receipt("ABCDE", mark)
    assert len(receipt) == 9
    assert receipt[4] == "-"
    assert receipt.replace("-", "").lower() not in mark.hex()
