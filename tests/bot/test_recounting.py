"""`naves recount`: anybody counts the ballots once more; what is no such file is told."""

from pathlib import Path

import pytest

from bot.__main__ import main
from contests.recounting import written

FILE = {
    "contest": "ABCDE",
    "title": {"cs": "Logo"},
    "voting": {"method": "one"},
    "prized": 1,
    "entries": [1, 2],
    "tie_order": [],
    "counted": {"hall": {"1": 3, "2": 1}},
    "ballots": [[2], [2], [1]],
    "receipts": ["a", "b", "c"],
    "excluded": 0,
}


def recount(file: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["recount", str(file)])
    return int(ended.value.code or 0)


def test_the_file_is_counted_once_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "listky.json"
    file.write_bytes(written(FILE))
    assert recount(file) == 0
    told = capsys.readouterr().out
    assert "Winners: 1" in told
    assert "online 3, hall 4" in told


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"voting": 3}', b"\xff"])
def test_what_is_no_file_of_ballots_is_told(tmp_path: Path, content: bytes):
    file = tmp_path / "listky.json"
    file.write_bytes(content)
    assert recount(file) != 0


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    assert recount(tmp_path / "nikde.json") != 0
